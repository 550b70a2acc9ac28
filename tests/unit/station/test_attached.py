"""What a station tells of attachments: to eyes, to whoever saves one, and what a caveat forbids."""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.station import upkeep
from depesha.station.attaching import attach
from depesha.station.blob_upkeep import blob_checks
from depesha.station.home import Home, write_whole
from depesha.station.room import open_room
from depesha.station.station import Station
from depesha.store.blobs import BlobFolder
from tests.unit.station.a_station import CORRESPONDENT, draft, found, station

DATA = b"a map" * 20_000
DESK = {"office": "desk"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return found(tmp_path / "alpha")


@pytest.fixture
def neutral(home: Home, tmp_path: Path) -> dict[str, Any]:
    """A telegram with a file, sent by a station that nobody serves."""
    return sent(home, tmp_path, "The map.")


def sent(home: Home, folder: Path, text: str, *lines: str) -> dict[str, Any]:
    file = folder / "map.pdf"
    file.write_bytes(DATA)
    with Station(home.path) as here:
        sealed = here.attach(file)
        said = draft(text, "Attach: map.pdf", *lines)
        return here.order("send", text=said, attachments=[sealed], **DESK)


def test_a_telegram_shows_what_is_attached_to_it(home: Home, neutral: dict[str, Any]) -> None:
    asked = {"reference": neutral["reference"], **DESK}
    (row,) = station(home).read("attachments", **asked)
    assert (row["number"], row["name"], row["state"]) == (1, "map.pdf", "SEALED")
    assert "seed" not in row
    assert station(home).read("show", **asked)["attachments"] == [row]
    (addressee,) = station(home).read("track", **asked)["addressees"]
    assert addressee["attachments"] == [
        {
            "number": 1,
            "state": "QUEUED",
            "waits_for": CORRESPONDENT,
            "attempts": 1,
            "repeat_at": addressee["attachments"][0]["repeat_at"],
        }
    ]
    (line,) = station(home).read("outbox")
    assert line["attachments"] == {"expected": 1, "complete": 1, "verified": 1, "false": 0}
    assert [row["load"] for row in station(home).read("queue")] == ["packet", "blob"]


def test_an_attachment_is_saved_by_its_number(
    home: Home, neutral: dict[str, Any], tmp_path: Path
) -> None:
    with Station(home.path) as here:
        done = here.save_attachment(neutral["reference"], 1, tmp_path / "copy.pdf", **DESK)
    assert (tmp_path / "copy.pdf").read_bytes() == DATA
    assert done["file"] == str(tmp_path / "copy.pdf")


@pytest.mark.parametrize("number", [0, 2, -1])
def test_another_number_is_not_found(home: Home, neutral: dict[str, Any], number: int) -> None:
    asked = {"reference": neutral["reference"], "number": number, **DESK}
    with pytest.raises(NotFound, match="no attachment"):
        station(home).read("attachment-key", **asked)


@pytest.mark.parametrize("number", [None, "1", True, 1.5])
def test_what_is_no_number_is_a_usage_error(
    home: Home, neutral: dict[str, Any], number: object
) -> None:
    asked = {"reference": neutral["reference"], "number": number, **DESK}
    with pytest.raises(Usage):
        station(home).read("attachment-key", **asked)


def test_where_copying_is_forbidden_nothing_is_taken_out(tmp_path: Path) -> None:
    home = found(tmp_path / "alpha", policy="mid-1951")
    text = f"To: desk@{CORRESPONDENT}\nClassification: СЕКРЕТНО\nAttach: map.pdf\n"
    (tmp_path / "map.pdf").write_bytes(DATA)
    with Station(home.path) as here:
        for caveat, is_allowed in (("", True), ("Пометка: Снятие копий воспрещается\n", False)):
            sealed = here.attach(tmp_path / "map.pdf")
            said = f"{text}{caveat}\nКарта.\n"
            done = here.order("send", text=said, attachments=[sealed], **DESK)
            asked = {"reference": done["reference"], **DESK}
            assert len(here.read("attachments", **asked)) == 1
            if is_allowed:
                here.save_attachment(asked["reference"], 1, tmp_path / "copy.pdf", **DESK)
                continue
            with pytest.raises(Forbidden, match="download"):
                here.save_attachment(asked["reference"], 1, tmp_path / "other.pdf", **DESK)
            assert not (tmp_path / "other.pdf").exists()


def test_an_office_that_is_not_cleared_is_told_of_no_attachment(home: Home, tmp_path: Path) -> None:
    (tmp_path / "map.pdf").write_bytes(DATA)
    with Station(home.path) as here:
        sealed = here.attach(tmp_path / "map.pdf")
        text = f"To: desk@{CORRESPONDENT}\nClassification: TOP SECRET\nAttach: map.pdf\n\nx\n"
        done = here.order("send", text=text, attachments=[sealed], **DESK)
        for question, more in (("attachments", {}), ("attachment-key", {"number": 1})):
            with pytest.raises(NotFound, match="there is no telegram"):
                here.read(question, reference=done["reference"], office="boy", **more)


def test_a_draft_shows_what_is_attached_and_no_seed(home: Home, tmp_path: Path) -> None:
    (tmp_path / "map.pdf").write_bytes(DATA)
    sealed = attach(home, tmp_path / "map.pdf")
    text = draft("The map.", "Attach: map.pdf")
    station(home).order("draft", text=text, attachments=[sealed], **DESK)
    shown = station(home).read("draft", draft=1, **DESK)
    assert [one["name"] for one in shown["attachments"]] == ["map.pdf"]
    assert sealed["seed"] not in str(shown)


def test_a_blob_that_does_not_lie_here_is_not_sent(home: Home, tmp_path: Path) -> None:
    (tmp_path / "map.pdf").write_bytes(DATA)
    sealed = attach(home, tmp_path / "map.pdf")
    for name in list(BlobFolder(home.blobs).names()):
        BlobFolder(home.blobs).remove(name)
    with pytest.raises(Usage, match="does not lie at alpha"):
        station(home).order(
            "send", text=draft("x", "Attach: map.pdf"), attachments=[sealed], **DESK
        )


def test_a_blob_over_the_limit_of_the_settings_is_not_sent(home: Home, tmp_path: Path) -> None:
    (tmp_path / "map.pdf").write_bytes(DATA)
    sealed = attach(home, tmp_path / "map.pdf")
    config = home.settings.read_bytes()
    write_whole(home.settings, config.replace(b"limit_mib = 2048", b"limit_mib = 0"))
    with pytest.raises(Usage, match="more than 0 bytes"):
        station(home).order(
            "send", text=draft("x", "Attach: map.pdf"), attachments=[sealed], **DESK
        )


def test_more_attachments_than_a_telegram_has_are_refused(home: Home) -> None:
    with pytest.raises(Usage, match="at most 64"):
        station(home).order("send", text=draft("x"), attachments=[{}] * 65, **DESK)


# -- its upkeep -----------------------------------------------------------------------------------


def test_a_backup_takes_the_attachments_along(
    home: Home, neutral: dict[str, Any], tmp_path: Path
) -> None:
    assert neutral
    stray = BlobFolder(home.blobs).take_in([b"nobody needs this"])[0]
    said = upkeep.backup(home, tmp_path / "saved.db", None)
    assert (said["blob_count"], said["blobs_missing"]) == (1, 0)
    copied = set(BlobFolder(Path(said["blobs"])).names())
    assert copied == set(BlobFolder(home.blobs).names()) - {stray}
    assert said["blob_bytes"] > len(DATA)
    with pytest.raises(Refused):
        upkeep.backup(home, tmp_path / "saved.db", None)


def test_a_backup_without_attachments_makes_no_folder(home: Home, tmp_path: Path) -> None:
    said = upkeep.backup(home, tmp_path / "saved.db", None)
    assert (said["blobs"], said["blob_count"]) == (None, 0)
    assert not (tmp_path / "saved.db.blobs").exists()


@pytest.mark.parametrize("damage", ["missing", "changed", "cut"])
def test_the_doctor_finds_what_is_wrong_with_a_file(
    home: Home, neutral: dict[str, Any], tmp_path: Path, damage: str
) -> None:
    assert neutral
    (name,) = BlobFolder(home.blobs).names()
    path = BlobFolder(home.blobs).path(name)
    data = path.read_bytes()
    assert _attachments(home)["ok"]
    path.unlink()
    if damage != "missing":
        path.write_bytes(data[:-1] + b"?" if damage == "changed" else data[:-1])
    found_wrong = _attachments(home)
    assert not found_wrong["ok"]
    assert ("missing" in found_wrong["detail"]) == (damage == "missing")
    assert found_wrong["hint"]
    said = upkeep.backup(home, tmp_path / "saved.db", None)
    assert (said["blob_count"], said["blobs_missing"]) == (0, 1)


def _attachments(home: Home) -> dict[str, Any]:
    return next(one for one in upkeep.doctor(home, None) if "attachment" in one["check"])


def test_a_sweep_removes_what_nobody_needs_after_a_day(home: Home, neutral: dict[str, Any]) -> None:
    assert neutral
    blobs = BlobFolder(home.blobs)
    (kept,) = blobs.names()
    stray, _ = blobs.take_in([b"nobody needs this"])
    written_ms = int(blobs.path(stray).stat().st_mtime * 1000)
    with open_room(home, None) as room:
        room.sweep(written_ms + 3600_000)  # type: ignore[arg-type]  # a time
        assert set(blobs.names()) == {kept, stray}
        room.sweep(written_ms + 25 * 3600_000)  # type: ignore[arg-type]  # a time
        assert set(blobs.names()) == {kept}
        checks = blob_checks(room._reading, blobs)
    assert [one["ok"] for one in checks] == [True]
