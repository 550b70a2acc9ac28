"""Evidence of a telegram whose record is there: its proof is kept, its words change nothing.

Planted bug, caught here: what differs is merged.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive import proving
from depesha.archive.form import MAX_PROOFS, decode, encode
from depesha.archive.record import Annotation, AnnotationKind, Holding, Record, Text
from depesha.archive.refiling import following
from depesha.archive.releasing import public
from depesha.errors import Forbidden, NotFound, Refused
from depesha.keybook import parse_fingerprint
from depesha.station.client import Client
from depesha.station.evidence_record import record_in
from tests.unit.station import a_station

OFFICES = (*a_station.ARCHIVISTS, ("registrar", "registrar", 5))

VECTOR = Path(__file__).parents[2] / "vectors" / "evidence"
ROOT = parse_fingerprint((VECTOR / "root").read_text().strip())


def proved() -> Record:
    return record_in(VECTOR / "moscow-1", ROOT).record


def without_proof() -> Record:
    return replace(proved(), proofs=())


@pytest.fixture
def station(tmp_path: Path) -> Client:
    home = a_station.found(tmp_path / "alpha", offices=OFFICES)
    return a_station.station(home)


def enter(station: Client, record: Record, **more: Any) -> dict[str, Any]:
    fields = {"office": "archivist", "batch": "proof", **more}
    return station.order("archive-enter", records=[b64encode(encode(record)).decode()], **fields)


def prove(station: Client, record: Record | None = None, **more: Any) -> dict[str, Any]:
    return enter(station, record or proved(), evidence=True, **more)


def shown(station: Client, office: str = "archivist") -> dict[str, Any]:
    found: dict[str, Any] = station.read("archive-record", record=proved().source, office=office)
    return found


def test_evidence_says_which_it_was() -> None:
    (proof,) = proved().proofs
    assert (proof.station, len(proof.manifest), proof.root) == ("moscow", 64, ROOT.hex())
    assert decode(encode(proved())) == proved()


def test_evidence_of_what_is_not_here_makes_its_record(station: Client) -> None:
    answer = prove(station)
    assert answer == {"entered": 1, "known": 0, "editions": [1], "proved": 0, "differing": []}
    assert prove(station)["known"] == 1, "brought again it is known"


def test_a_record_that_is_here_gets_its_proof_as_its_next_edition(station: Client) -> None:
    holding = Holding(as_cited="АВП РФ, ф. 1, д. 2", archive="АВП РФ", fond="1", delo="2")
    enter(station, replace(without_proof(), holdings=(holding,)))
    told = {"entered": 0, "known": 0, "editions": [2], "proved": 1, "differing": [[]]}
    assert prove(station) == told
    found = shown(station)
    assert (found["edition"], found["content"]["holdings"][0]["delo"]) == (2, "2")
    assert found["content"]["proofs"][0]["station"] == "moscow"
    newest = found["editions"][0]
    assert newest["reason"] == "", "nothing that a release would give away"
    assert {one["field"].partition("[")[0] for one in newest["changes"]} == {"proofs"}
    assert prove(station)["known"] == 1
    assert shown(station)["edition"] == 2


def otherwise(change: Callable[[Text], Text]) -> Record:
    record = without_proof()
    first, *others = record.telegram.texts
    texts = (change(first), *others)
    return replace(record, telegram=replace(record.telegram, texts=texts))


def misread(text: Text) -> Text:
    first, *others = text.segments
    return replace(text, segments=(replace(first, text=f"{first.text} Not."), *others))


def noted(text: Text) -> Text:
    note = Annotation(
        segment=0, start=0, end=3, kind=AnnotationKind.NOTE, body="sic", classification=4
    )
    return replace(text, annotations=(*text.annotations, note))


def test_words_that_differ_are_told_and_not_merged(station: Client) -> None:
    enter(station, otherwise(misread))
    answer = prove(station)
    assert (answer["entered"], answer["editions"], answer["proved"]) == (0, [0], 0)
    assert answer["differing"] == [["telegram.texts[0].segments[0].text"]]
    found = shown(station)
    assert (found["edition"], found["content"]["proofs"]) == (1, [])


def test_planted_what_differs_is_merged(station: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "changes", lambda *_: ())
    enter(station, otherwise(misread))
    assert prove(station)["differing"] == [[]]


def test_a_note_that_whoever_brings_it_does_not_see_stays(station: Client) -> None:
    enter(station, otherwise(noted))
    assert prove(station, office="helper")["proved"] == 1
    notes = shown(station)["content"]["telegram"]["texts"][0]["annotations"]
    assert [one["body"] for one in notes if one["body"] == "sic"] == ["sic"]
    assert not [
        one
        for one in shown(station, "helper")["content"]["telegram"]["texts"][0]["annotations"]
        if one["body"] == "sic"
    ]


def test_leak_who_is_not_cleared_for_the_record_learns_nothing_by_evidence(
    station: Client,
) -> None:
    enter(station, without_proof(), classification=4)
    with pytest.raises(Forbidden):
        prove(station, office="helper")
    enter(station, replace(otherwise(misread), source="elsewhere:moscow/2027/2"), classification=4)
    with pytest.raises(Forbidden):
        prove(station, replace(proved(), source="elsewhere:moscow/2027/2"), office="helper")
    assert shown(station)["edition"] == 1


def with_many(count: int) -> Record:
    (one,) = proved().proofs
    others = (replace(one, made_at=place) for place in range(count - 1))
    return replace(without_proof(), proofs=(one, *others))


def test_beyond_the_most_proofs_of_a_record_nothing_is_entered(station: Client) -> None:
    enter(station, with_many(MAX_PROOFS))
    (one,) = proved().proofs
    further = replace(proved(), proofs=(replace(one, made_at=1_000_000),))
    other = replace(without_proof(), source="elsewhere:moscow/2027/9")
    with pytest.raises(Refused, match="has 100 proofs, and can have no more") as caught:
        station.order(
            "archive-enter",
            office="archivist",
            batch="proof",
            evidence=True,
            records=[b64encode(encode(each)).decode() for each in (other, further)],
        )
    assert caught.value.hint == "a record has at most 100; nothing was entered"
    assert shown(station)["edition"] == 1
    with pytest.raises(NotFound):
        station.read("archive-record", record=other.source, office="archivist")
    assert prove(station)["editions"] == [0], "a proof that it has is none beyond"


def test_the_last_proof_that_fits_is_entered(station: Client) -> None:
    enter(station, replace(with_many(MAX_PROOFS), proofs=with_many(MAX_PROOFS).proofs[1:]))
    assert prove(station)["proved"] == 1
    assert len(shown(station)["proofs"]) == MAX_PROOFS


def expunge(station: Client) -> None:
    number = shown(station)["record"]
    station.order("archive-expunge", office="registrar", record=number, reason="order 12")


def test_what_was_expunged_stays_so_when_its_evidence_comes(station: Client) -> None:
    enter(station, without_proof())
    expunge(station)
    told = {"entered": 0, "known": 1, "editions": [0], "proved": 0, "differing": [[]]}
    assert prove(station) == prove(station, office="helper") == told


@pytest.mark.parametrize("is_expunged", [True, False])
def test_leak_who_is_not_cleared_learns_by_evidence_of_nothing_that_was_expunged(
    station: Client, *, is_expunged: bool
) -> None:
    enter(station, without_proof(), classification=4)
    if is_expunged:
        expunge(station)
    with pytest.raises(Forbidden, match="is not cleared for what it would enter"):
        prove(station, office="helper")


def test_a_proof_is_not_public_and_stays_when_it_is_filed_again() -> None:
    assert proved().proofs
    assert public(proved(), ()).proofs == ()
    fresh = without_proof()
    assert following(proved(), fresh).proofs == proved().proofs
