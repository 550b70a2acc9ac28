"""Cards of the index: what is found of a record or a live telegram, and by what it is filtered.

Records of the past and the station's own telegrams stand in one index, on one shelf, in one order.

Rule 1: of a record both what was typed and what is read are the same words to the index, so the one
    is taken that has no word parted by the end of a sheet.
Rule 2: an editor's gloss is on no card: it can have another clearance than the text. Nor is what a
    cover name stands for: questions are widened by the reader's clearance, never the index.
Rule 3: of a telegram its quotations are words of it: whoever may read it reads them.
Rule 4: the time on a card is that of the clock of the place where it was registered, as a record
    has it written: telegrams and records stand in one order, and one day is one day for both.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import IntEnum
from typing import Final

from depesha.archive.covers import marked_covers
from depesha.archive.marks import COVERS_MARKED, FILED, Facet, cover_marks, mark, marks_of_time
from depesha.archive.record import Party, Record, TextKind
from depesha.archive.telling import Told, told_of
from depesha.errors import Problem
from depesha.policy import Policy
from depesha.telegram import Body, Quotation, Registration
from depesha.wire import BODY, MAX_BODY_BYTES

MAX_LETTERS: Final = 1_000_000
"""Of the original and of what stands beside it, that are found: of each a second of work."""

MAX_NAMES: Final = 16
"""Names of a card that are counted; all of them are found."""

_PEOPLE: Final = (Party.FROM, Party.TO, Party.SIGNER, Party.CERTIFIER)


class Thing(IntEnum):
    """What a card is of."""

    RECORD = 0
    TELEGRAM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBy:
    """By what the card of a telegram is told.

    Attributes:
        policies: they name its levels and precedences.
        clock_of: the clock of a station's place.
    """

    policies: Mapping[str, Policy]
    clock_of: Callable[[str], tzinfo]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is found, by where it stands. `form`: numbers, houses, places, who signed."""

    subject: str = ""
    sender: str = ""
    addressee: str = ""
    form: str = ""
    original: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card.

    `series`: captions as written; `people`: names as spelled; `covers`: what an editor marked;
    `is_filed`: a record of a telegram that was filed here.
    """

    thing: Thing
    told: Told
    words: Words
    series: str = ""
    archives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    is_filed: bool = False

    def marks(self, classification: int) -> str:
        """Return the marks of this card, for whoever is cleared for `classification`."""
        told = self.told
        filters = (
            (Facet.LABEL, told.label),
            (Facet.PRECEDENCE, told.precedence),
            (Facet.LANGUAGE, told.language),
            (Facet.PLACE, told.place),
            (Facet.SERIES, self.series),
            (Facet.KIND, told.kind),
            *((Facet.ARCHIVE, one) for one in self.archives),
        )
        marks = [
            mark(Facet.THING, int(self.thing)),
            mark(Facet.CLASSIFICATION, classification),
            *marks_of_time(told.sent),
            *(mark(facet, value) for facet, value in filters if value),
        ]
        if told.number:
            marks.append(mark(Facet.NUMBER, told.number))
        if self.is_filed:
            marks.append(FILED)
        if self.covers:
            marks += [COVERS_MARKED, *cover_marks(self.covers)]
        return " ".join(marks)


def card_of(record: Record) -> Card:
    """Return the card of a record."""
    telegram, published = record.telegram, record.publication
    texts: dict[TextKind, str] = {}
    for one in telegram.texts:  # there can be several translations
        said = "\n\n".join(part.text for part in one.segments)
        texts[one.kind] = "\n\n".join(filter(None, (texts.get(one.kind), said)))
    rest = [one.text for one in telegram.parties if one.role not in (Party.FROM, Party.TO)]
    numbers = [str(one) for one in (telegram.outgoing_number, telegram.special_number) if one]
    summary = published.summary if published else ""
    original = texts.get(TextKind.NORMALISED) or texts.get(TextKind.TRANSCRIPTION, "")
    others = _joined(texts.get(TextKind.TRANSLATION), texts.get(TextKind.SUMMARY))
    return Card(
        thing=Thing.RECORD,
        told=told_of(record),
        words=Words(
            subject=_joined(published.title if published else "", summary),
            sender=_joined(*(one.text for one in telegram.parties if one.role is Party.FROM)),
            addressee=_joined(*(one.text for one in telegram.parties if one.role is Party.TO)),
            form=_joined(*numbers, *rest),
            original=original[:MAX_LETTERS],
            translation=others[:MAX_LETTERS],
        ),
        series=", ".join(telegram.captions),
        archives=_distinct(one.archive for one in record.holdings),
        people=_distinct(one.text for one in telegram.parties if one.role in _PEOPLE),
        covers=tuple(sorted(marked_covers(record))),
    )


def card_of_telegram(body: Body, registration: Registration, by: ToldBy) -> Card:
    """Return the card of a telegram of today; its label is named as its policy names it."""
    policy = by.policies.get(body.label.policy)
    form, label, language = body.form, body.label, body.form.language or "en"
    level = policy.classification(label.classification) if policy else None
    highest = max((one.precedence for one in body.addressees), default=None)
    urgency = policy.urgency(highest) if policy and highest is not None else None
    captions = {term.code: term.name(language) for term in policy.captions} if policy else {}
    offices = [one.office for one in body.addressees]
    persons = [one.person for one in body.addressees]
    there = by.clock_of(registration.station)
    sent = datetime.fromtimestamp(registration.registered_at / 1000, there)
    numbers = [registration.outgoing_number, *(one.number for one in registration.numbers)]
    quoted = [_quoted(one) for one in body.quotations]
    return Card(
        thing=Thing.TELEGRAM,
        told=Told(
            sent=sent.strftime("%Y-%m-%dT%H:%M"),
            number=registration.outgoing_number,
            title=form.subject,
            kind=form.document_type,
            sender=form.originator or body.drafter,
            addressee=", ".join(filter(None, persons)) or ", ".join(offices),
            place=next((one.place for one in body.addressees if one.place), ""),
            label=level.name(language) if level else str(label.classification),
            precedence=urgency.name(language) if urgency else "",
            language=form.language,
        ),
        words=Words(
            subject=form.subject,
            sender=_joined(form.originator, form.signatory, body.drafter),
            addressee=_joined(*persons, *offices),
            form=_joined(
                *map(str, numbers),
                form.comcen,
                registration.station,
                *(one.place for one in body.addressees),
                *(one.name for one in body.other_recipients),
            ),
            original="\n\n".join((body.text, *quoted)),
        ),
        series=", ".join(captions.get(code, code) for code in label.captions),
        people=_distinct((form.signatory, *persons)),
    )


def _quoted(quotation: Quotation) -> str:
    """Return the words of a quotation; of one that cannot be read, none."""
    try:
        body = BODY.decode(quotation.body, max_bytes=MAX_BODY_BYTES)
    except Problem:
        return ""
    return _joined(body.form.subject, body.form.originator, body.form.signatory, body.text)


def _joined(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(one.split()) for one in names if one.strip()))[:MAX_NAMES]
