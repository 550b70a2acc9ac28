"""A record made of a telegram of today: what its body and registration say, field by field.

    moscow/1951/26044       the source of such a record, wherever it is made

Rule 1: nothing is dropped: what stands on the form, in the text or in the registration has a place
    in the record. What is a proof (signatures, digests, keys) stays with the telegram.
Rule 2: what is quoted is a part of the text, paragraph by paragraph, behind the telegram's own
    words: whatever keeps back or translates a paragraph does so with it too.
Rule 3: times are told by the clock of the originator's place, as on its form.
Rule 4: who does not know the policy tells levels and caveats by their codes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from depesha.archive.filing_terms import Terms
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Asked,
    Attached,
    Copy,
    Event,
    Happening,
    Holding,
    Moment,
    Named,
    Obligation,
    OtherNumber,
    Party,
    Quoted,
    Record,
    Referred,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.errors import Malformed
from depesha.policy import Policy
from depesha.telegram import (
    Addressee,
    AddresseeKind,
    Body,
    MessageType,
    Quotation,
    Reference,
    Registration,
    Request,
)
from depesha.wire import BODY, MAX_BODY_BYTES, REGISTRATION

MAX_QUOTED: Final = 1_000
"""Documents carried inside, and inside of those."""

_BETWEEN: Final = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCopy:
    """A numbered copy as the ledger has it: its holder, who certified it, who typed it."""

    number: int
    holder: str
    certified_by: str = ""
    printed_by: str = ""


def zone_named(name: str) -> tzinfo:
    """Return the time zone of an IANA name; one that nobody here knows is UTC."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return UTC


def _utc(_station: str) -> tzinfo:
    return UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What a record is made of.

    Attributes:
        policy: by which the label is named; None: it is not known here.
        zone_of: the clock of a station's place.
        sent_at: when it left the originator, if that is known here; UTC milliseconds.
        copies: as the ledger of this station has them.
        holdings: where they lie.
    """

    body: Body
    registration: Registration
    policy: Policy | None = None
    zone_of: Callable[[str], tzinfo] = _utc
    sent_at: int | None = None
    copies: tuple[MadeCopy, ...] = ()
    holdings: tuple[Holding, ...] = ()


def source_of(registration: Registration) -> str:
    """Return the name that a telegram has in every archive: `moscow/1951/26044`."""
    return f"{registration.station}/{registration.year}/{registration.outgoing_number}"


def record_of(papers: Papers) -> Record:
    """Return the record of a telegram.

    Raises:
        Malformed: what it quotes cannot be read.
    """
    return Record(
        source=source_of(papers.registration),
        telegram=_telegram(papers),
        copies=tuple(Copy(number=one.number, holder_text=one.holder) for one in papers.copies),
        holdings=papers.holdings,
    )


def _telegram(papers: Papers) -> Telegram:
    body, registration, form = papers.body, papers.registration, papers.body.form
    terms = Terms(policy=papers.policy, language=form.language)
    special = next((one.number for one in registration.numbers if one.series == "special"), 0)
    quoted = list(_quotations(papers, body.quotations))
    return Telegram(
        document_type=form.document_type or terms.telegram,
        form_code=form.code,
        outgoing_number=registration.outgoing_number,
        special_number=special,
        classification_text=terms.level(body.label.classification),
        caveats=terms.caveats(body.label.caveats),
        precedence_text=_precedence(terms, body.addressees),
        captions=terms.captions(body.label),
        parties=tuple(_parties(papers)),
        events=tuple(_events(papers)),
        obligations=tuple(dict.fromkeys(_obligations(papers, terms))),
        copies_made=len(papers.copies),
        texts=(_text(body, quoted),),
        subject=form.subject,
        references=tuple(_referred(papers, one) for one in body.references),
        quotations=tuple(one for one, _ in quoted),
        attachments=tuple(
            Attached(
                name=one.name,
                media_type=one.media_type,
                size_bytes=one.size_bytes,
                sha256=one.sha256.hex(),
            )
            for one in body.attachments
        ),
        numbers=tuple(
            OtherNumber(series=one.series, number=one.number)
            for one in registration.numbers
            if one.series != "special"
        ),
        marks=tuple(" ".join(filter(None, (one.kind, one.text))) for one in registration.marks),
        cover_names=body.cover_names,
        message_type=_kind(body),
        remarks=tuple(_remarks(papers, terms)),
    )


def _kind(body: Body) -> str:
    """Return what a telegram is that is no operation: an exercise is told as one, always."""
    if body.message_type is MessageType.OPERATION:
        return ""
    return " ".join(filter(None, (body.message_type.name, body.message_type_name)))[:32]


# -- who, and when --------------------------------------------------------------------------------


def _parties(papers: Papers) -> Iterator[Named]:
    body, registration, form = papers.body, papers.registration, papers.body.form
    houses = ((Party.HOUSE, form.originator), (Party.UNIT, form.comcen))
    yield from (Named(role=role, text=text) for role, text in houses if text)
    offices = [one.office for one in registration.releases] or [body.drafter]
    yield Named(role=Party.FROM, text=form.signatory or offices[0], office=offices[0])
    for one in body.addressees:
        role = _ROLES.get(one.kind)
        if role is not None:
            yield Named(role=role, text=one.person or one.office, office=one.office)
    for other in body.other_recipients:
        said = f"{other.name} ({other.reason})" if other.reason else other.name
        yield Named(role=Party.INFORMATION, text=said)
    places = dict.fromkeys(one.place for one in body.addressees if one.place)
    yield from (Named(role=Party.PLACE, text=one) for one in places)
    if form.signatory:
        yield Named(role=Party.SIGNER, text=form.signatory)
    deputies = {one.office: one.deputy for one in registration.deputies}
    for office in offices:
        yield Named(role=Party.RELEASER, text=deputies.get(office, office), office=office)
    yield Named(role=Party.DRAFTER, text=body.drafter, office=body.drafter)
    marks = ((Party.TYPIST, "printed_by"), (Party.CERTIFIER, "certified_by"))
    for role, name in marks:
        said_by = dict.fromkeys(getattr(one, name) for one in papers.copies)
        yield from (Named(role=role, text=text) for text in said_by if text)


_ROLES: Final = {
    AddresseeKind.ACTION: Party.TO,
    AddresseeKind.INFORMATION: Party.INFORMATION,
}
"""As what an addressee stands in the record; who was exempted did not get it."""


def _events(papers: Papers) -> Iterator[Event]:
    registration = papers.registration
    signed = min((one.released_at for one in registration.releases), default=None)
    for kind, at in (
        (Happening.SIGNED, signed),
        (Happening.FILED, registration.filed_at),
        (Happening.SENT, papers.sent_at),
    ):
        if at is not None:
            yield Event(kind=kind, at=moment_at(papers, registration.station, at))


def moment_at(papers: Papers, station: str, at: int) -> Moment:
    """Return a time by the clock of a station's place: `1951-11-21 18:35 +03:00`."""
    there = datetime.fromtimestamp(at / 1000, papers.zone_of(station))
    minute = there.strftime("%Y-%m-%dT%H:%M")
    return Moment(text=there.isoformat(" ", "minutes").replace("+", " +"), iso=minute)


# -- what it asks, and how urgent it is ------------------------------------------------------------


def _precedence(terms: Terms, addressees: Sequence[Addressee]) -> str:
    """Return the highest precedence, in the form's own words where it has any."""
    highest = max(addressees, key=lambda one: one.precedence)
    return highest.local_precedence or terms.urgency(highest.precedence)


def _obligations(papers: Papers, terms: Terms) -> Iterator[Obligation]:
    for one in papers.body.addressees:
        for kind, request in (
            (Asked.CONFIRM_RECEIPT, one.receipt),
            (Asked.REPORT_EXECUTION, one.execution),
        ):
            if request is not None:
                yield Obligation(kind=kind, text=_asked(papers, terms, kind, request))


def _asked(papers: Papers, terms: Terms, kind: Asked, request: Request) -> str:
    due = moment_at(papers, papers.body.station, request.due_at).text if request.due_at else ""
    return ", ".join(filter(None, (request.words or terms.asked(kind), due)))


# -- the text --------------------------------------------------------------------------------------


def _text(body: Body, quoted: Sequence[tuple[Quoted, tuple[Segment, ...]]]) -> Text:
    marked = {one.paragraph: one.classification for one in body.portion_marks}
    own = [
        Segment(key=f"p{place}", text=text, classification=marked.get(place, 0))
        for place, text in enumerate(paragraphs(body.text), 1)
    ]
    segments = (*own, *(segment for _, inside in quoted for segment in inside))
    return Text(
        kind=TextKind.TRANSCRIPTION,
        language=body.form.language,
        segments=segments,
        annotations=tuple(_cover_names(segments, body.cover_names)),
    )


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: an empty line is between two of them."""
    return [one.strip("\n") for one in _BETWEEN.split(text) if one.strip()]


def _cover_names(segments: Iterable[Segment], names: Iterable[str]) -> Iterator[Annotation]:
    """Yield where a cover name of the telegram stands, letter for letter."""
    for place, segment in enumerate(segments):
        for name in names:
            for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", segment.text):
                yield Annotation(
                    segment=place,
                    start=found.start(),
                    end=found.end(),
                    kind=AnnotationKind.COVER,
                    body=name,
                )


def _quotations(
    papers: Papers, quotations: Sequence[Quotation]
) -> Iterator[tuple[Quoted, tuple[Segment, ...]]]:
    """Yield what is carried inside, and what those carry, each with its paragraphs.

    Raises:
        Malformed: one cannot be read.
    """
    waiting = list(quotations)
    place = 0
    while waiting:
        place += 1
        if place > MAX_QUOTED:
            msg = f"more than {MAX_QUOTED} documents are quoted"
            raise Malformed(msg)
        one = waiting.pop(0)
        body = BODY.decode(one.body, max_bytes=MAX_BODY_BYTES)
        registration = REGISTRATION.decode(one.registration)
        waiting += body.quotations
        yield _quoted(papers, f"q{place}", body, registration)


def _quoted(
    papers: Papers, key: str, body: Body, registration: Registration
) -> tuple[Quoted, tuple[Segment, ...]]:
    office = next((one.office for one in registration.releases), body.drafter)
    quoted = Quoted(
        key=key,
        author=body.form.signatory or office,
        number=source_of(registration),
        date=moment_at(papers, registration.station, registration.registered_at),
        addressees=tuple(one.person or one.office for one in body.addressees if one.kind in _ROLES),
    )
    segments = tuple(
        Segment(key=f"{key}.{place}", text=text, classification=body.label.classification)
        for place, text in enumerate(paragraphs(body.text), 1)
    )
    return quoted, segments


def _referred(papers: Papers, one: Reference) -> Referred:
    dated = None if one.dated_at is None else moment_at(papers, one.station, one.dated_at)
    day = dated and Moment(text=dated.text[:10], iso=dated.iso[:10])
    number = "/".join(filter(None, (one.station, one.number)))
    return Referred(relation=one.relation, number=number, date=day, words=one.words)


# -- what else stands on the form ------------------------------------------------------------------


def _remarks(papers: Papers, terms: Terms) -> Iterator[str]:
    body = papers.body
    yield from body.handling.message_instructions
    yield from body.handling.handling_instructions
    yield from (f"{one.to} ← {one.through}" for party in body.addressees for one in party.passing)
    yield from body.form.subject_codes
    for change in body.label.downgrades:
        when = change.event
        if change.at is not None:
            when = moment_at(papers, body.station, change.at).text[:10]
        said = (terms.level(change.classification), when, change.authority)
        yield ", ".join(filter(None, said))
