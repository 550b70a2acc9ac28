"""Files on the command line: sealed with a draft, listed, taken out."""

import json
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Forbidden
from depesha.station import founding
from depesha.station.attaching import attach
from depesha.station.home import Home
from depesha.store.blobs import BlobFolder
from tests.unit.cli.desk import Ran, run
from tests.unit.cli.test_answers import SENT

ROW: dict[str, Any] = {
    "number": 1,
    "name": "map\u202efdp.exe",
    "type": "application/pdf",
    "size_bytes": 5,
    "sha256": "ab" * 32,
    "state": "EXPECTED",
    "finding": "",
    "examined_at": None,
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    founding.init(home, founding.Foundation(station="alpha"), None)
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "drafts"
    folder.mkdir()
    (folder / "map.pdf").write_bytes(b"a map")
    (folder / "draft.txt").write_text("Attach: map.pdf\nTo: a1@peking\n\nThe map.\n")
    return folder / "draft.txt"


def at(home: Home, *words: str, **answers: Any) -> Ran:
    return run("--home", str(home.path), *words, answers=answers)


def blobs(home: Home) -> list[str]:
    return [name.hex() for name in BlobFolder(home.blobs).names()]


@pytest.mark.parametrize("words", [("send",), ("draft",), ("draft", "edit", "12")])
def test_the_files_that_a_draft_names_are_sealed_and_named_in_the_order(
    home: Home, file: Path, words: tuple[str, ...]
) -> None:
    ran = at(home, *words, str(file), "-q", send=SENT, draft={"draft": 12})
    assert ran.status == 0
    ((_, fields),) = ran.asked
    named: Any = fields["attachments"]
    (attached,) = named
    assert attached["name"] == "map.pdf"
    assert blobs(home) == [attached["ciphertext"]]


def test_a_draft_without_files_is_sent_as_it_is(home: Home, file: Path) -> None:
    file.write_text("To: a1@peking\nSubject: no attachment\n\nThe map.\n")
    ran = at(home, "send", str(file), "-q", send=SENT)
    assert "attachments" not in ran.asked[0][1]


def test_a_refused_order_leaves_no_blob(home: Home, file: Path) -> None:
    ran = at(home, "send", str(file), send=Forbidden("you may not"))
    assert ran.status == 4
    assert blobs(home) == []


def test_an_order_that_was_done_before_leaves_no_second_blob(home: Home, file: Path) -> None:
    assert (
        at(home, "send", str(file), send={**SENT, "repeated": True, "registered_at": 0}).status == 0
    )
    assert blobs(home) == []


def test_a_missing_second_file_takes_the_first_blob_with_it(home: Home, file: Path) -> None:
    file.write_text("Attach: map.pdf\nAttach: nosuch\nTo: a1@peking\n\nThe map.\n")
    ran = at(home, "send", str(file), send=SENT)
    assert (ran.status, ran.asked) == (3, [])
    assert "there is no file" in ran.err
    assert blobs(home) == []


def test_attachments_are_listed_harmless() -> None:
    ran = run("attachment", "list", "26044", answers={"attachments": [ROW]})
    assert ran.asked == [("attachments", {"reference": "26044"})]
    assert "map\\u202efdp.exe" in ran.out
    assert "expected" in ran.out
    assert "\u202e" not in ran.out
    assert "no attachments" in run("attachment", "list", "1", answers={"attachments": []}).err


def test_an_attachment_is_saved(home: Home, file: Path, tmp_path: Path) -> None:
    attached = attach(home, file.parent / "map.pdf")
    found = {"reference": "alpha/2026/1", "number": 1, **attached}
    target = tmp_path / "copy.pdf"
    ran = at(
        home,
        "attachment",
        "save",
        "1",
        "1",
        "-o",
        str(target),
        "--json",
        **{"attachment-key": found},
    )
    assert ran.status == 0, ran.err
    assert target.read_bytes() == b"a map"
    (said,) = (json.loads(line) for line in ran.out.splitlines())
    assert said["kind"] == "attachment-save"
    assert "seed" not in said
    again = at(home, "attachment", "save", "1", "1", "-o", str(target), **{"attachment-key": found})
    assert (again.status, "exists already" in again.err) == (1, True)


def test_where_to_is_always_said() -> None:
    ran = run("attachment", "save", "26044", "1")
    assert (ran.status, ran.asked) == (2, [])


@pytest.mark.parametrize("verb", ["inbox", "outbox"])
def test_a_tray_says_how_many_are_here(verb: str) -> None:
    row = {
        "reference": "moscow/1951/1",
        "classification": 1,
        "policy": "neutral",
        "state": "DELIVERED",
        "attachments": {"expected": 3, "complete": 2, "verified": 1, "false": 1},
    }
    out = run(verb, answers={verb: [row, {**row, "attachments": None}]}).out
    assert "2/3 not what it says" in out
