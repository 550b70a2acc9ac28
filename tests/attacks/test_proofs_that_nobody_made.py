"""A file of JSON says that evidence of its record was verified; here nobody verified anything."""

import json
from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest

from depesha.archive.as_json import as_json
from depesha.archive.form import encode
from depesha.archive.record import Asked as AskedFor
from depesha.archive.record import (
    Event,
    Happening,
    Moment,
    Obligation,
    Proof,
    Record,
    TextKind,
)
from depesha.station.archive_importing import Asked, Terms, take_in
from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.cli.desk import run

FORGED = Proof(station="moscow", made_at=1_764_000_000_000, manifest="ab" * 32, root="cd" * 32)
OTHER = replace(FORGED, manifest="ef" * 32)

VERIFIED = "verified: evidence of moscow"
ON_PAGE = "verified: evidence of <bdi>moscow</bdi>"
CLAIMED = f"says that it was {VERIFIED}"
UNVERIFIED = "not verified here"


def typed(words: str, *proofs: Proof) -> Record:
    """A record whose words are a transcription, as those of evidence are."""
    one = record(words)
    texts = tuple(replace(text, kind=TextKind.TRANSCRIPTION) for text in one.telegram.texts)
    return replace(one, telegram=replace(one.telegram, texts=texts), proofs=proofs)


def import_json(archive: Archive, one: Record) -> None:
    """Import a file of JSON, as whoever wrote it gives it."""
    line = json.dumps(as_json(one)).encode()
    station = cast("Asked", archive.station)
    take_in(station, Terms(office="archivist"), BytesIO(line), "f.jsonl", lambda _: None)


def give_evidence(archive: Archive, one: Record, office: str = "archivist") -> dict[str, Any]:
    """Enter a record as an archivist's command does, after it verified the evidence."""
    told: dict[str, Any] = archive.station.order(
        "archive-enter",
        office=office,
        batch="proof",
        records=[b64encode(encode(one)).decode()],
        evidence=True,
    )
    return told


def found(archive: Archive, edition: int = 0) -> dict[str, Any]:
    """Return what the station answers about the record."""
    said: dict[str, Any] = archive.station.read(
        "archive-record", record="volume/d1", office="archivist", edition=edition
    )
    return said


def said_of(archive: Archive, edition: int = 0) -> list[tuple[str, bool]]:
    """Return of each proof the manifest, and whether it is said to be verified."""
    return [(one["manifest"], one["is_verified"]) for one in found(archive, edition)["proofs"]]


def lines(archive: Archive, language: str = "en") -> list[str]:
    """Return what `archive show` prints of proofs."""
    ran = run(
        "archive",
        "show",
        "volume/d1",
        answers={"archive-record": found(archive)},
        environ={"DEPESHA_LANG": language},
    )
    return [one for one in ran.out.splitlines() if "moscow" in one]


def test_what_a_file_says_of_proofs_is_told_as_what_it_says(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    import_json(archive, replace(record("Текст."), proofs=(FORGED,)))
    (line,) = lines(archive)
    assert line.startswith(CLAIMED)
    assert line.endswith(UNVERIFIED)
    (proof,) = found(archive)["proofs"]
    assert (proof["is_verified"], proof["office"]) == (False, None)
    page = archive.desk().get(f"/archive/r/{archive.number('volume/d1')}").text
    assert UNVERIFIED in page
    assert page.count(ON_PAGE) == page.count(f"says that it was {ON_PAGE}") == 1


def test_a_station_that_is_written_backwards_turns_nothing_round(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    import_json(archive, replace(record("Текст."), proofs=(replace(FORGED, station="a\u202e<b>"),)))
    page = archive.desk().get(f"/archive/r/{archive.number('volume/d1')}").text
    assert "evidence of <bdi>a\u202e&lt;b&gt;</bdi>, made" in page
    printed = run("archive", "show", "volume/d1", answers={"archive-record": found(archive)}).out
    assert "\u202e" not in printed


def test_what_was_given_as_evidence_is_verified_and_for_whom(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    give_evidence(archive, typed("Текст.", FORGED))
    (line,) = lines(archive)
    assert line.startswith(VERIFIED)
    assert "archivist@alpha" in line
    page = archive.desk().get(f"/archive/r/{archive.number('volume/d1')}").text
    assert ON_PAGE in page
    assert UNVERIFIED not in page


def test_a_proof_that_a_file_told_of_is_verified_by_evidence_alone(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    import_json(archive, typed("Текст.", FORGED, OTHER))
    told = give_evidence(archive, typed("Текст.", OTHER))
    assert (told["entered"], told["editions"], told["proved"]) == (0, [0], 1)
    assert said_of(archive) == [(FORGED.manifest, False), (OTHER.manifest, True)]
    assert found(archive)["edition"] == 1, "the document had it"
    assert give_evidence(archive, typed("Текст.", OTHER))["proved"] == 0, "known"


def test_a_file_with_other_words_has_no_proof_of_those_that_were_verified(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    give_evidence(archive, typed("Текст.", FORGED))
    import_json(archive, typed("Не тот текст.", FORGED))
    assert said_of(archive) == [(FORGED.manifest, False)]
    assert said_of(archive, edition=1) == [(FORGED.manifest, True)]


@pytest.mark.parametrize(
    "changed",
    [
        {"events": (Event(kind=Happening.SENT, at=Moment(text="вчера", iso="1951-11-20")),)},
        {"classification_text": "НЕСЕКРЕТНО"},
        {"precedence_text": "ОБЫКНОВЕННАЯ"},
        {"captions": ("ОСОБАЯ",)},
        {"caveats": ("Снятие копий разрешается",)},
        {"obligations": (Obligation(kind=AskedFor.CONFIRM_RECEIPT, text="Подтвердите."),)},
        {"copies_made": 40},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_nor_has_one_that_changes_anything_else_of_the_telegram(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    archive = archive_at(tmp_path)
    said = typed("Текст.", FORGED)
    give_evidence(archive, said)
    import_json(archive, replace(said, telegram=replace(said.telegram, **changed)))
    assert found(archive)["edition"] == 2
    assert said_of(archive) == [(FORGED.manifest, False)]


def test_nor_has_it_more_proofs_than_were_verified(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    give_evidence(archive, typed("Текст.", FORGED))
    import_json(archive, typed("Текст.", OTHER, FORGED))
    assert found(archive)["edition"] == 2
    assert said_of(archive) == [(OTHER.manifest, False), (FORGED.manifest, True)]


def test_a_proof_of_the_same_manifest_that_says_something_else_is_another(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    give_evidence(archive, typed("Текст.", FORGED))
    import_json(archive, typed("Текст.", replace(FORGED, station="peking")))
    assert said_of(archive) == [(FORGED.manifest, False)]


def test_an_edition_that_is_written_here_keeps_what_was_verified_and_for_whom(
    tmp_path: Path,
) -> None:
    archive = archive_at(tmp_path)
    give_evidence(archive, typed("Текст.", FORGED), office="helper")
    archive.station.order(
        "archive-translate",
        office="archivist",
        record=archive.number("volume/d1"),
        kind="TRANSLATION",
        language="en",
        author="Иван",
        date="2026-11-29",
        segments=["Text."],
        reason="for readers",
    )
    assert found(archive)["edition"] == 2
    (proof,) = found(archive)["proofs"]
    assert (proof["is_verified"], proof["office"]) == (True, "helper@alpha")


def test_in_another_archive_it_is_what_the_file_says_and_the_same_bytes(tmp_path: Path) -> None:
    here, there = archive_at(tmp_path / "here"), archive_at(tmp_path / "there")
    give_evidence(here, typed("Текст.", FORGED))
    content = found(here)["content"]
    import_json(there, typed("Текст.", FORGED))
    assert found(there)["content"] == content
    assert found(there)["digest"] == found(here)["digest"]
    assert said_of(there) == [(FORGED.manifest, False)]


def test_it_is_said_so_in_russian(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    import_json(archive, typed("Текст.", FORGED))
    (line,) = lines(archive, "ru")
    assert line.startswith("в записи сказано, что проверено")
    assert line.endswith("здесь не проверялось")
