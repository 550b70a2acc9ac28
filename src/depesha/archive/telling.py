"""What a line tells of a record: when, whose, what; and which of its words are found.

Two rooms have lines of records, the store of a station and the shelf of the reading room: they tell
the same, and put them in the same order.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from depesha.archive.record import Happening, Party, Record, TextKind
from depesha.archive.redaction import is_taken_out

PLACE_BITS: Final = 34
"""So many records can be told apart within a minute: 1.7 · 10^10."""

LAST_MINUTE: Final = (1 << (63 - PLACE_BITS)) - 1
"""In October 2720: a later one (a year that was misprinted) has no place of its own."""

BEGIN: Final = datetime(1700, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A record in a line; what is not known is empty."""

    sent: str
    number: int
    title: str
    kind: str
    sender: str
    addressee: str
    place: str
    label: str
    precedence: str
    language: str


def told_of(record: Record) -> Told:
    """Return what a line tells of a record."""
    telegram = record.telegram
    named = {one.role: one.text for one in reversed(telegram.parties) if not is_taken_out(one.text)}
    languages = [one.language for one in telegram.texts if one.kind is not TextKind.TRANSLATION]
    return Told(
        sent=_sent(record),
        number=telegram.outgoing_number,
        title=(record.publication.title if record.publication else telegram.subject)
        or telegram.document_type,
        kind=telegram.document_type,
        sender=named.get(Party.FROM) or named.get(Party.SIGNER, ""),
        addressee=named.get(Party.TO, ""),
        place=named.get(Party.PLACE, ""),
        label=telegram.classification_text,
        precedence=telegram.precedence_text,
        language=languages[0] if languages else "",
    )


def _sent(record: Record) -> str:
    """Return when a telegram was sent, as far as it is known; else signed, filed or published."""
    times = {event.kind: event.at.iso for event in record.telegram.events}
    date = record.publication.date if record.publication else None
    known = (times.get(kind) for kind in (Happening.SENT, Happening.SIGNED, Happening.FILED))
    return next((time for time in known if time), date.iso if date else "")


def unspaced(text: str) -> str:
    """Return a name that a typist set off by blanks (`Г Р О М Ы К О`) as the word that it is."""
    parts = text.split()
    return "".join(parts) if len(parts) > 1 and all(len(one) == 1 for one in parts) else text


def shelf_of(sent: str, place: int) -> int:
    """Return the place on the shelf of what was sent then, so that the newest stand last.

    The minute since 1700 is in the upper bits, `place` in the lower; what is undated stands first.
    """
    return _minutes(sent) << PLACE_BITS | place


def _minutes(sent: str) -> int:
    if not sent:
        return 0
    day, _, clock = sent.partition("T")
    year, month, date = (*map(int, day.split("-")), 1, 1)[:3]
    hour, minute = map(int, clock.split(":")) if clock else (0, 0)
    try:
        then = datetime(year, month, date, hour, minute, tzinfo=UTC)
    except ValueError:  # a day that no calendar has: as written, and not dated
        return 0
    return min(max(0, int((then - BEGIN).total_seconds()) // 60), LAST_MINUTE)


def words_of(record: Record) -> tuple[str, str, str]:
    """Return what of a record is found: its heading, its original, its translation.

    Of the original both what was typed and what is read are the same words to the index, so the
    one is taken that has no word parted by the end of a sheet. An editor's gloss is in neither.
    """
    texts = {
        one.kind: "\n\n".join(part.text for part in one.segments) for one in record.telegram.texts
    }
    original = texts.get(TextKind.NORMALISED) or texts.get(TextKind.TRANSCRIPTION, "")
    parties = " ".join(one.text for one in record.telegram.parties)
    published = record.publication
    title = f"{published.title} {published.summary}" if published else ""
    number = str(record.telegram.outgoing_number or "")
    heading = " ".join(filter(None, (title, number, parties)))
    return heading, original, texts.get(TextKind.TRANSLATION, "")
