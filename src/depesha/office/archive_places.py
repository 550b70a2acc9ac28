"""Places of a record that an office may name when it decides: what it keeps back, what goes out.

Rule 1: a note for which the office is not cleared, or a cover name that it does not know as one, is
    no place to it: the refusal is that of a place at which nothing stands, letter for letter.
    Places are not counted anew for whoever sees fewer of them.
Rule 2: a note with a clearance of its own goes out where it is named, and by that alone.
Rule 3: whom a cover name meant goes out through no note, unless its identification is named too.
    To whoever is not cleared for the identification such a note is no place either.
Rule 4: no note both goes out and is kept back.
"""

from collections.abc import Collection, Sequence

from depesha.archive.covers import Covered
from depesha.archive.glosses import seen_by, seen_places
from depesha.archive.identifying import MAX_NOTE, identified_at, keys_in, words_near
from depesha.archive.name_keys import keys_of_all
from depesha.archive.places import Place
from depesha.archive.record import AnnotationKind, Record
from depesha.archive.redaction import Part, Redaction, spelled
from depesha.archive.releasing import must_be_place, nothing_at
from depesha.errors import NotFound, Usage
from depesha.office.ports import Covers

HIDDEN = (Part.NOTE, Part.COVER)
"""Parts of which a place can be hidden from an office."""


def must_be_places(
    covers: Covers,
    record: Record,
    clearance: int,
    redactions: Sequence[Redaction],
    glosses: Sequence[str],
    identifications: Collection[str],
) -> None:
    """Let pass what an office of that clearance may name.

    Raises:
        NotFound: an identification counts not, or the office is not cleared for it.
        Usage: a place is none, a note gives somebody away who is not named, or one is named to go
            out and to be kept back.
    """
    seen = _seen(covers, record, clearance)
    there = {one.spelled: one for one in seen_places(record, seen) if one.part in HIDDEN}
    for one in redactions:
        must_be_place(record, one)
        if one.part in HIDDEN and spelled(one) not in there:
            raise nothing_at(spelled(one))
    for identification in identifications:
        if not covers.counts(identification, clearance):
            msg = "there is no such identification"
            raise NotFound(msg, hint='"depesha archive cover list" lists them')
    kept_back = {spelled(one) for one in redactions}
    for name in glosses:
        place = there.get(name)
        if place is None or place.part is not Part.NOTE:
            raise nothing_at(name)
        if name in kept_back:
            msg = f"{name!r} is to go out and to be kept back"
            raise Usage(msg, hint="name it for the one or for the other")
        _may_go_out(covers, record, place, clearance, identifications)


def _seen(covers: Covers, record: Record, clearance: int) -> Record:
    bodies = [
        one.body
        for text in record.telegram.texts
        for one in text.annotations
        if one.kind is AnnotationKind.COVER
    ]
    keys = keys_of_all([*bodies, *record.telegram.cover_names])
    return seen_by(record, clearance, covers.known(keys, clearance) if keys else ())


def _may_go_out(
    covers: Covers,
    record: Record,
    place: Place,
    clearance: int,
    identifications: Collection[str],
) -> None:
    note = record.telegram.texts[place.of].annotations[place.segment]
    if note.kind is AnnotationKind.COVER:
        msg = f"{place.spelled!r} says that a cover name stands there, which is never public"
        raise Usage(msg)
    if len(note.body) > MAX_NOTE:
        msg = f"{place.spelled!r} has more than {MAX_NOTE} letters, and does not go out by itself"
        raise Usage(msg, hint="release an edition in which it asks for no clearance")
    covered: Sequence[Covered] = covers.covered(words_near(record, place.of, note))
    given_away = {
        *covers.identified(keys_in(note.body)),
        *identified_at(record, place.of, note, covered),
    }
    lacking = {one: covers.level(one) for one in given_away - set(identifications)}
    if any(level > clearance for level in lacking.values()):
        raise nothing_at(place.spelled)
    if any(lacking.values()):
        msg = f"{place.spelled!r} says whom a cover name meant, and that is not named"
        raise Usage(
            msg,
            hint='name the identification as well; "depesha archive cover list" lists them',
        )
