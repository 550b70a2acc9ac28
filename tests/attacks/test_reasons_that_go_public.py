"""Words go public that nobody named: the reasons of editions, which go out with a release."""

from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.archive.record import Annotation, AnnotationKind, Proof, Record
from tests.archive_desk import Archive, archive_at
from tests.network.records import record

OFFICES = (("archivist", "archivist", 5),)
DECISION = {"decided_by": "the board", "authority": "25 years", "decided_on": "1976-11-21"}
NAME = "1:10-22=3.3(b)(1)/the board"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def enter(archive: Archive, one: Record, **fields: Any) -> int:
    given: dict[str, Any] = {"batch": "b", "classification": 0, **fields}
    records = [b64encode(encode(one)).decode()]
    archive.station.order("archive-enter", office="archivist", records=records, **given)
    return archive.number(one.source)


def release(archive: Archive, number: int, *redactions: str, **fields: Any) -> Any:
    given: dict[str, Any] = {"record": number, "redactions": list(redactions), **DECISION, **fields}
    return archive.station.order("archive-release", office="archivist", **given)


def told(archive: Archive) -> list[list[str]]:
    """Return the reasons that the public is told, by release."""
    (one,) = archive.station.read("archive-public", after=-1, limit=10)["public"]
    return [each["reasons"] for each in one["versions"]]


def previewed(archive: Archive, number: int, *redactions: str) -> Any:
    asked: dict[str, Any] = {"record": str(number), "redactions": list(redactions)}
    return archive.station.read("archive-preview", office="archivist", **asked)["reasons"]


def translated(archive: Archive, one: Record, reason: str) -> int:
    number = archive.number(one.source)
    written: dict[str, Any] = {
        "language": "en",
        "author": "Ivanov",
        "segments": ["Tell him."],
        "reason": reason,
    }
    archive.station.order("archive-translate", office="archivist", record=number, **written)
    return archive.number(one.source)


# -- nobody gave a reason, or the public reads nothing new ----------------------------------------


def proved(one: Record) -> Record:
    proof = Proof(station="pyongyang", made_at=1, manifest="ab" * 32, root="cd" * 32)
    return replace(one, proofs=(proof,))


@pytest.mark.parametrize("reason", ["", "evidence of pyongyang"])
def test_the_public_is_not_told_by_which_evidence_a_record_was_proved(
    archive: Archive, reason: str
) -> None:
    """Neither by a reason that the station makes up, nor by one that stands in a fact of before."""
    one = record("Текст.")
    release(archive, archive.enter(one))
    number = enter(archive, proved(one), evidence=True, reason=reason)
    assert previewed(archive, number) == []
    release(archive, number)
    assert told(archive) == [[], []]
    shown = archive.station.read("archive-record", record=str(number), office="archivist")
    assert [each["reason"] for each in shown["editions"]] == [reason, ""]


def noted(one: Record) -> Record:
    (text,) = one.telegram.texts
    note = Annotation(
        segment=0, start=0, end=5, kind=AnnotationKind.GLOSS, body="hidden", classification=3
    )
    texts = (replace(text, annotations=(note,)),)
    return replace(one, telegram=replace(one.telegram, texts=texts))


def test_why_a_note_was_written_that_stays_here_is_not_told(archive: Archive) -> None:
    one = record("Передайте ему.")
    release(archive, archive.enter(one))
    number = enter(archive, noted(one), reason="whom it means is explained")
    release(archive, number)
    assert told(archive) == [[], []]
    release(archive, enter(archive, record("Передайте ей."), reason="it says her"))
    assert told(archive)[2] == ["it says her"], "the control: others are"


# -- what is shown before is what goes out ---------------------------------------------------------


def test_what_is_shown_before_a_release_is_all_that_goes_out(archive: Archive) -> None:
    one = record("Передайте ему.")
    release(archive, archive.enter(one))
    number = translated(archive, one, "for the volume")
    shown = previewed(archive, number)
    release(archive, number)
    assert shown == told(archive)[-1] == ["for the volume"]


def test_reasons_are_left_out_of_a_release_and_of_every_later_one(archive: Archive) -> None:
    one = record("Передайте ему.")
    release(archive, archive.enter(one))
    number = translated(archive, one, "he is somebody else")
    release(archive, number, without_reasons=True)
    release(archive, number)
    assert told(archive) == [[], [], []]


def test_the_desk_shows_reasons_before_and_leaves_them_out(archive: Archive) -> None:
    one = record("Передайте ему.")
    release(archive, archive.enter(one))
    number = translated(archive, one, "he is somebody else")
    desk = archive.desk("archivist")
    typed: dict[str, Any] = {
        **DECISION,
        "places": "",
        "code": "",
        "review_on": "",
        "identifications": "",
    }
    page = desk.post(f"/archive/r/{number}/release/preview", **typed).text
    assert "he is somebody else" in page
    desk.post(f"/archive/r/{number}/release", **typed, without_reasons="1")
    assert told(archive) == [[], []]


def test_a_tick_that_leaves_reasons_out_stays_when_the_decision_is_refused(
    archive: Archive,
) -> None:
    """Else the second try makes them public."""
    one = record("Передайте ему.")
    release(archive, archive.enter(one))
    number = translated(archive, one, "he is somebody else")
    typed: dict[str, Any] = {**DECISION, "decided_on": "9999-12-31", "without_reasons": "1"}
    answer = archive.desk("archivist").post(f"/archive/r/{number}/release", **typed)
    assert answer.status_code >= 400
    assert 'name="without_reasons" value="1" checked' in answer.text
    assert told(archive) == [[]]


# -- words that are kept back ----------------------------------------------------------------------


def test_a_reason_goes_out_without_the_letters_that_are_kept_back(archive: Archive) -> None:
    release(archive, archive.enter(record("Передайте Щербинидзеву.")), NAME)
    number = enter(archive, record("Передайте Щербинидзеву!"), reason="Щербинидзеву! was misread")
    assert previewed(archive, number, NAME) == ["[… 3.3(b)(1)]! was misread"]
    release(archive, number, NAME)
    assert told(archive)[1] == ["[… 3.3(b)(1)]! was misread"]


def test_a_reason_goes_out_without_single_words_of_a_paragraph_that_is_kept_back(
    archive: Archive,
) -> None:
    place = "1=3.3(b)(1)/the board"
    one = record("Передайте товарищу Щербинидзеву.")
    release(archive, archive.enter(one), place)
    release(archive, translated(archive, one, "Щербинидзеву is told"), place)
    assert told(archive)[1] == ["[… 3.3(b)(1)] is told"]


def test_a_reason_goes_out_without_what_a_release_before_kept_back(archive: Archive) -> None:
    """The word is not in the newest edition, so what that keeps back says nothing of it."""
    release(archive, archive.enter(record("Передайте Щербинидзеву.")), NAME)
    number = enter(archive, record("Передайте ему."), reason="ему, not Щербинидзеву")
    release(archive, number)
    assert told(archive)[1] == ["ему, not [… 3.3(b)(1)]"]


def test_words_that_the_public_reads_now_are_told(archive: Archive) -> None:
    release(archive, archive.enter(record("Передайте Щербинидзеву.")), NAME)
    number = enter(archive, record("Передайте Щербинидзеву!"), reason="Щербинидзеву! was misread")
    release(archive, number)
    assert told(archive)[1] == ["Щербинидзеву! was misread"]
