"""A note that an office is not shown is named by its number all the same, by order or at the desk.

Who may not see a note is refused as if there were none, in the order as in the preview, and places
are not counted anew for him. What a note with a clearance says goes out by being named, and never
whom a cover name meant, unless that is named as well.
"""

import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import decode
from depesha.archive.glosses import glossed_at
from depesha.archive.record import Annotation, AnnotationKind, Record
from depesha.errors import NotFound, Usage
from tests.archive_desk import Archive, archive_at
from tests.attacks.test_archive_seams import GLOSS, record

DECISION = {"decided_by": "the board", "authority": "law 5", "decided_on": "2001-05-04"}
CODE = "1.4(a)/the board"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def release(archive: Archive, number: int, office: str = "archivist", **fields: Any) -> Any:
    given = {"record": number, "office": office, **DECISION, **fields}
    return archive.station.order("archive-release", **given)


def preview(archive: Archive, number: int, office: str = "archivist", **fields: Any) -> Any:
    asked = {"record": str(number), "office": office, **fields}
    return archive.station.read("archive-preview", **asked)


def public(archive: Archive) -> Record:
    (one,) = archive.station.read("archive-public", after=-1, limit=10)["public"]
    return decode(b64decode(one["record"]))


def refused(act: Any, *args: Any, **fields: Any) -> tuple[str, str]:
    with pytest.raises(Usage) as problem:
        act(*args, **fields)
    return re.sub(r"\d+\.\d+", "N.N", problem.value.message), problem.value.hint


@pytest.mark.parametrize("act", [release, preview])
@pytest.mark.parametrize("with_glosses", [False, True])
def test_a_hidden_note_is_named_in_a_decision_and_looks_like_none(
    archive: Archive, act: Any, *, with_glosses: bool
) -> None:
    number = archive.enter(glossed_at(record(), 3))

    def naming(place: str) -> dict[str, Any]:
        return {"glosses": [place]} if with_glosses else {"redactions": [f"{place}={CODE}"]}

    hidden = refused(act, archive, number, "helper", **naming("note 1.1"))
    none = refused(act, archive, number, "helper", **naming("note 1.9"))
    assert hidden == none
    assert hidden[0] == "the record has nothing at 'note N.N'"
    assert archive.station.read("archive-public", after=-1, limit=10)["public"] == []
    act(archive, number, "archivist", **naming("note 1.1"))  # the control: it is there


def test_a_note_is_counted_alike_by_who_sees_fewer_of_them(archive: Archive) -> None:
    number = archive.enter(glossed_at(record(), 3))
    release(archive, number, "helper", redactions=[f"note 1.2={CODE}"])
    (note,) = public(archive).telegram.texts[0].annotations
    assert note.body == "[… 1.4(a)]"


def test_a_hidden_note_that_is_kept_back_is_named_to_nobody_who_does_not_see_it(
    archive: Archive,
) -> None:
    number = archive.enter(glossed_at(record(), 3))
    release(archive, number, redactions=[f"note 1.1={CODE}", f"note 1.2={CODE}"])

    def told(office: str) -> Any:
        shown = archive.station.read("archive-record", record=str(number), office=office)
        return shown["releases"][0]["redactions"]

    assert told("archivist") == ["note 1.1", "note 1.2"], "the positive control"
    assert told("helper") == ["note 1.2"]


def test_a_hidden_note_that_goes_out_is_named_to_nobody_who_does_not_see_it(
    archive: Archive,
) -> None:
    number = archive.enter(glossed_at(record(), 3))
    release(archive, number, glosses=["note 1.1"])

    def told(office: str) -> Any:
        shown = archive.station.read("archive-record", record=str(number), office=office)
        return shown["releases"][0]["glosses"]

    assert told("archivist") == ["note 1.1"], "the positive control"
    assert told("helper") == []


def test_the_public_does_not_learn_of_a_hidden_note_by_what_is_kept_back(archive: Archive) -> None:
    number = archive.enter(glossed_at(record(), 3))
    release(archive, number, redactions=[f"note 1.1={CODE}"])
    (one,) = archive.station.read("archive-public", after=-1, limit=10)["public"]
    assert one["kept_back"] == []
    assert one["versions"][0]["kept_back"] is False


def test_that_words_which_were_taken_out_are_a_cover_name_is_not_told(archive: Archive) -> None:
    number = archive.enter(record())
    knows_covers(archive)
    release(archive, number, redactions=[f"cover 1={CODE}"], despite_traces=True)
    (one,) = archive.station.read("archive-public", after=-1, limit=10)["public"]
    assert [each["parts"] for each in one["kept_back"]] == [["TEXT"]]


def knows_covers(archive: Archive, classification: int = 2) -> str:
    done = archive.station.order(
        "archive-cover-add",
        office="archivist",
        forms=["Филиппов=ru"],
        classification=classification,
    )
    return str(done["cover"])


def identifies(archive: Archive, person: str, classification: int = 3) -> str:
    done = archive.station.order(
        "archive-cover-identify",
        office="archivist",
        cover=knows_covers(archive),
        person=person,
        classification=classification,
        basis="published editions",
        decided_by="the board",
    )
    return str(done["identification"])


def test_a_cover_name_of_the_form_is_no_place_to_who_does_not_know_it(archive: Archive) -> None:
    number = archive.enter(record())
    knows_covers(archive)
    kept = [f"cover 1={CODE}"]
    assert "cover 1" in str(preview(archive, number)["places"]), "the positive control"
    assert "cover 1" not in str(preview(archive, number, "helper")["places"])
    for act in (release, preview):
        hidden, none = (
            refused(act, archive, number, "helper", redactions=[f"cover {place}={CODE}"])
            for place in (1, 7)
        )
        assert hidden[0].replace("1", "7") == none[0]
        assert hidden[1] == none[1]
    assert release(archive, number, redactions=kept, despite_traces=True)["version"] == 1


# -- what goes out by name -------------------------------------------------------------------------


def test_a_note_with_a_clearance_goes_out_where_it_is_named_and_nowhere_else(
    archive: Archive,
) -> None:
    number = archive.enter(glossed_at(record(), 3))
    release(archive, number)
    assert [one.body for one in public(archive).telegram.texts[0].annotations] == ["a note"]
    shown = preview(archive, number, glosses=["note 1.1"])
    assert GLOSS in str(shown["content"])
    release(archive, number, glosses=["1.1"])
    assert [one.body for one in public(archive).telegram.texts[0].annotations] == [GLOSS, "a note"]
    release(archive, number)
    assert [one.body for one in public(archive).telegram.texts[0].annotations] == ["a note"]


def test_the_person_that_a_note_names_goes_out_with_no_note(archive: Archive) -> None:
    number = archive.enter(glossed_at(record(), 3))
    identification = identifies(archive, "Иосиф Сталин")
    for act in (release, preview):
        with pytest.raises(Usage, match="says whom a cover name meant") as problem:
            act(archive, number, glosses=["note 1.1"])
        assert "Сталин" not in str(problem.value)
        assert identification not in str(problem.value)
    with pytest.raises(NotFound, match="no such identification"):
        release(archive, number, glosses=["note 1.1"], identifications=["00" * 8])
    named: dict[str, Any] = {"glosses": ["note 1.1"], "identifications": [identification]}
    assert GLOSS in str(preview(archive, number, **named)["content"])
    release(archive, number, **named)
    assert GLOSS in str(public(archive))


def test_a_note_that_describes_the_person_at_the_cover_name_goes_out_with_none(
    archive: Archive,
) -> None:
    one = record()
    text = one.telegram.texts[0]
    note = Annotation(
        segment=0, start=19, end=19, kind=AnnotationKind.GLOSS, body="the leader", classification=3
    )
    text = replace(text, annotations=(note,))
    number = archive.enter(replace(one, telegram=replace(one.telegram, texts=(text,))))
    assert release(archive, number, glosses=["note 1.1"])["version"] == 1, "the positive control"
    identifies(archive, "Иосиф Сталин")
    with pytest.raises(Usage, match="says whom a cover name meant"):
        release(archive, number, glosses=["note 1.1"])


def test_an_identification_that_is_open_or_withdrawn_holds_no_note_up(archive: Archive) -> None:
    number = archive.enter(glossed_at(record(), 3))
    identification = identifies(archive, "Сталин")
    archive.station.order(
        "archive-cover-withdraw", office="archivist", identification=identification, reason="wrong"
    )
    assert release(archive, number, glosses=["note 1.1"])["version"] == 1


def test_an_identification_above_whoever_decides_looks_like_no_note(archive: Archive) -> None:
    number = archive.enter(glossed_at(record(), 1))
    assert GLOSS in str(preview(archive, number, "helper")["places"]), "he sees the note"
    identifies(archive, "Сталин", classification=4)
    for act in (release, preview):
        hidden = refused(act, archive, number, "helper", glosses=["note 1.1"])
        assert hidden == refused(act, archive, number, "helper", glosses=["note 1.9"])


def test_a_mark_of_a_cover_name_goes_out_for_nobody(archive: Archive) -> None:
    one = record()
    mark = Annotation(segment=0, start=10, end=19, kind=AnnotationKind.COVER, body="Филиппов")
    text = replace(one.telegram.texts[0], annotations=(mark,))
    number = archive.enter(replace(one, telegram=replace(one.telegram, texts=(text,))))
    knows_covers(archive)
    with pytest.raises(Usage, match="never public"):
        release(archive, number, glosses=["note 1.1"])


def test_a_note_longer_than_can_be_looked_through_goes_out_for_nobody(archive: Archive) -> None:
    one = record()
    note = Annotation(
        segment=0, start=0, end=0, kind=AnnotationKind.NOTE, body="слово " * 500, classification=3
    )
    text = replace(one.telegram.texts[0], annotations=(note,))
    number = archive.enter(replace(one, telegram=replace(one.telegram, texts=(text,))))
    with pytest.raises(Usage, match="more than 2000 letters"):
        release(archive, number, glosses=["note 1.1"])


def test_words_that_are_kept_back_are_taken_out_of_a_note_that_goes_out(archive: Archive) -> None:
    one = record()
    note = Annotation(
        segment=1, start=0, end=0, kind=AnnotationKind.NOTE, body="to Ивановичу", classification=3
    )
    text = one.telegram.texts[0]
    second = replace(text.segments[0], key="p2", text="Ещё.")
    text = replace(text, annotations=(note,), segments=(*text.segments, second))
    telegram = replace(one.telegram, texts=(text,), subject="Ивановичу")
    number = archive.enter(replace(one, telegram=telegram))
    release(archive, number, glosses=["note 1.1"], redactions=[f"subject={CODE}"])
    assert "Ивановичу" not in str(public(archive))
    assert "to [… 1.4(a)]" in str(public(archive))


@pytest.mark.parametrize("said", ["note", "note 0.1", "note 1", "gloss 1.1", "1.1=x", "٣.١"])
def test_what_is_no_note_is_refused(archive: Archive, said: str) -> None:
    number = archive.enter(record())
    with pytest.raises(Usage, match="not a note"):
        release(archive, number, glosses=[said])
