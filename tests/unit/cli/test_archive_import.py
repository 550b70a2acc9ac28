"""`archive import` against a station that remembers what it was given, and when it was heard."""

import json
from collections.abc import Callable, Mapping, Sequence
from io import BufferedReader, BytesIO, UnsupportedOperation
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.importing import NOT_READ, PACKED, Strange
from depesha.cli.archive_entering import INDEXED_AT_ONCE
from depesha.cli.piped import Piped
from depesha.errors import Forbidden, OfficeLocked
from depesha.station.archive_importing import BATCH_RECORDS, ENTERED_AT_ONCE
from depesha.words import saying
from tests.unit.cli.desk import FakeStation, complaint, run
from tests.unit.reading_room.shelves import SEED_PAGE

INDEXED_ALL = {"indexed": 0}
HIS = "correct horse"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Return a file of two batches and a half."""
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(f"{line(number)}\n" for number in range(BATCH_RECORDS * 5 // 2)))
    return path


def line(number: int) -> str:
    return json.dumps({"id": f"v/d{number}", "head": "Caffery to the Secretary", "text": "Peace."})


class Heard(FakeStation):
    """A station that says in which order things happen."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__(answers)
        self.told: list[str] = []

    def begin(
        self,
        orders: Sequence[tuple[str, Mapping[str, object]]],
        *,
        office_passphrase: str | None = None,
    ) -> Callable[[], list[dict[str, Any]]]:
        self.told.append("given")
        results = super().begin(orders, office_passphrase=office_passphrase)

        def heard() -> list[dict[str, Any]]:
            self.told.append("heard")
            return results()

        return heard


ANSWERS = {
    "archive-known": {"known": []},
    "archive-enter": lambda fields: {"editions": [1] * len(fields["records"])},
    "archive-index": INDEXED_ALL,
}


def test_a_batch_is_given_when_the_one_before_was_heard(lines: Path) -> None:
    station = Heard(ANSWERS)
    assert run("archive", "import", str(lines), "-q", station=station).status == 0
    assert station.told == ["given", "heard"] * 3


def test_each_batch_is_indexed_behind_its_entering(lines: Path) -> None:
    done = run("archive", "import", str(lines), "-q", answers=ANSWERS)
    orders = BATCH_RECORDS // ENTERED_AT_ONCE
    assert [name for name, _ in done.asked] == [
        "archive-known",
        *[*["archive-enter"] * orders, "archive-index", "archive-index"] * 2,
        *[*["archive-enter"] * (orders // 2), "archive-index"],
        "archive-index",
    ]
    limits = [fields["limit"] for name, fields in done.asked if name == "archive-index"]
    assert limits[:-1] == [INDEXED_AT_ONCE] * 5
    sizes = {len(fields["records"]) for name, fields in done.asked if name == "archive-enter"}  # type: ignore[arg-type]
    assert sizes == {ENTERED_AT_ONCE}


def test_what_is_refused_ends_the_import_and_says_how_far_it_came(lines: Path) -> None:
    refused = Forbidden("clerk does not keep the archive", hint="an archivist does")
    done = run("archive", "import", str(lines), answers={**ANSWERS, "archive-enter": refused})
    assert done.status == refused.exit_status
    assert f"broken off after {BATCH_RECORDS} documents" in done.err
    assert done.err.endswith(complaint(refused))
    assert [name for name, _ in done.asked].count("archive-enter") == 1


def test_an_office_that_is_locked_is_told_where_nobody_can_be_asked(lines: Path) -> None:
    locked = OfficeLocked("archivist is locked")
    done = run("archive", "import", str(lines), answers={**ANSWERS, "archive-enter": locked})
    assert done.status == locked.exit_status
    assert "archivist is locked" in done.err


def test_what_came_of_a_file_is_one_object(lines: Path) -> None:
    done = run("--json", "archive", "import", str(lines), answers=ANSWERS)
    (told,) = done.objects()
    assert {key: told[key] for key in ("file", "entered", "known", "bad")} == {
        "file": str(lines),
        "entered": BATCH_RECORDS * 5 // 2,
        "known": 0,
        "bad": 0,
    }
    assert "under_way" not in told


def test_what_is_bad_is_told_and_counted_with_its_batch(lines: Path) -> None:
    whole = lines.read_text().splitlines(keepends=True)
    lines.write_text("".join([*whole[:3], "{\n", *whole[3:5]]))
    done = run("--json", "archive", "import", str(lines), answers=ANSWERS)
    assert "line 4 is not imported" in done.err
    (told,) = done.objects()
    assert (told["entered"], told["bad"]) == (5, 1)
    given = [fields for name, fields in done.asked if name == "archive-enter"]
    assert [len(fields["records"]) for fields in given] == [5]  # type: ignore[arg-type]


def test_a_file_of_rubbish_alone_gives_no_order(tmp_path: Path) -> None:
    path = tmp_path / "rubbish.jsonl"
    path.write_text("{\n" * 3)
    done = run("archive", "import", str(path), answers=ANSWERS)
    assert done.status == 1
    assert [name for name, _ in done.asked] == ["archive-index"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("{", "не внесено: не JSON в знаке 2\n"),
        ("[]", "не внесено: ни запись, ни телеграмма из тома\n"),
        ('{"telegram": {}}', "не внесено: source: этого поля нет, а оно нужно\n"),
        ('{"id": "v/d1", "text": 5}', "не внесено: text: нужно другое: текст\n"),
        ("{}" + "," * 1_000_001, "не внесено: значений и запятых в одной строке больше 1000000\n"),
    ],
)
def test_why_a_document_is_no_record_is_said_in_russian(
    tmp_path: Path, said: str, why: str
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(f"{said}\n" if said.startswith("{") else f"{line(1)}\n{said}\n")
    done = run("archive", "import", str(path), answers=ANSWERS, environ={"DEPESHA_LANG": "ru"})
    assert why in done.err


# -- standard input --------------------------------------------------------------------------------


def test_standard_input_is_read_in_a_stream(lines: Path) -> None:
    done = run("archive", "import", "-", answers=ANSWERS, stdin=lines.read_bytes())
    assert done.status == 0
    assert "stdin" in done.out
    orders: list[Any] = [fields for name, fields in done.asked if name == "archive-enter"]
    assert {one["batch"] for one in orders} == {"stdin"}
    assert sum(len(one["records"]) for one in orders) == BATCH_RECORDS * 5 // 2


@pytest.mark.parametrize(
    "one", [one for one in NOT_READ if one.beginning != PACKED], ids=lambda one: one.what
)
def test_what_is_no_source_is_told_with_its_cure_in_both_languages(
    tmp_path: Path, one: Strange
) -> None:
    """A ZIP file may be evidence: it is opened."""
    path = tmp_path / "given"
    path.write_bytes(one.beginning + bytes(64))
    for language in ("en", "ru"):
        environ = {"DEPESHA_LANG": language}
        done = run("archive", "import", str(path), answers=ANSWERS, environ=environ)
        assert done.status == 1
        for said in (f"the file is {one.what}", one.hint):
            assert str(saying(said, language)) in done.err


def test_what_is_packed_is_told_of_standard_input_too() -> None:
    done = run("archive", "import", "-", answers=ANSWERS, stdin=b"PK\x03\x04" + bytes(200))
    assert done.status != 0
    assert not [name for name, _ in done.asked if name == "archive-enter"]


def test_a_pipe_is_gone_back_in_to_its_beginning_alone() -> None:
    opened = BufferedReader(Piped(BytesIO(bytes(range(256)) * 1024)), 512)
    assert opened.read(300) == (bytes(range(256)) * 2)[:300]
    opened.seek(0)
    assert opened.read() == bytes(range(256)) * 1024
    with pytest.raises(UnsupportedOperation):
        opened.seek(0)


# -- levels ----------------------------------------------------------------------------------------


def test_what_everybody_may_read_has_level_0(lines: Path) -> None:
    given = ("--classification", "0", "--gloss-classification", "0")
    done = run("archive", "import", str(lines), *given, answers=ANSWERS)
    assert done.status == 0


def test_what_is_no_level_is_told_so(lines: Path) -> None:
    done = run("archive", "import", str(lines), "--classification", "x", answers=ANSWERS)
    assert "not a level from 0 on: 'x'" in done.err


def test_whoever_classifies_a_cover_name_is_told_how() -> None:
    done = run(
        *("archive", "cover", "amend", "X", "--classification", "0", "--reason", "r"),
        answers={"archive-cover-classify": {"cover": "0f3c9a5e71b2d846"}},
    )
    assert done.out == "cover name 0f3c9a5e71b2d846 is known from level 0 on\n"


class Lent(Heard):
    """A station whose office is lent by a passphrase."""

    def begin(
        self,
        orders: Sequence[tuple[str, Mapping[str, object]]],
        *,
        office_passphrase: str | None = None,
    ) -> Callable[[], list[dict[str, Any]]]:
        assert office_passphrase == HIS
        return super().begin(orders)


def test_where_a_passphrase_opens_each_order_a_batch_is_one(lines: Path, tmp_path: Path) -> None:
    """It takes half a second for each."""
    kept = tmp_path / "passphrase"
    kept.write_text(f"{HIS}\n")
    kept.chmod(0o600)
    station = Lent(ANSWERS)
    words = ("archive", "import", str(lines), "--office-passphrase-file", str(kept), "-q")
    assert run(*words, station=station).status == 0
    sizes = [len(fields["records"]) for name, fields in station.asked if name == "archive-enter"]  # type: ignore[arg-type]
    assert sizes == [BATCH_RECORDS, BATCH_RECORDS, BATCH_RECORDS // 2]


SEED = SEED_PAGE.read_text()


def imported(tmp_path: Path, page: str, *more: str) -> Any:  # what `run` gives
    path = tmp_path / "telegram.md"
    path.write_text(page)
    return run("archive", "import", str(path), *more, answers=ANSWERS)


def test_one_document_is_told_by_the_name_that_shows_it(tmp_path: Path) -> None:
    """Its number here is not known to who imports it: without its source it would be lost."""
    done = imported(tmp_path, SEED)
    assert "to see it: depesha archive show https://" in done.out
    assert "DIFFERS" not in done.err


def test_what_does_not_agree_is_told_as_it_comes_in(tmp_path: Path) -> None:
    done = imported(tmp_path, SEED.replace("отп. 2 экз", "отп. 3 экз"))
    assert "Copies typed and copies listed: DIFFERS (typed: 3; listed: 2)" in done.err


def test_lines_that_are_not_understood_are_counted_as_it_comes_in(tmp_path: Path) -> None:
    done = imported(tmp_path, SEED.replace("Форма № 17", "Форма № 17\n\nЪ-17/%%"))
    assert "1" in done.err
    assert "telegram.md" in done.out


def test_of_several_none_is_named(lines: Path) -> None:
    assert "to see it" not in run("archive", "import", str(lines), answers=ANSWERS).out
