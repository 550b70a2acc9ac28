"""Volumes in TEI, as those of the Foreign Relations of the United States: a telegram at a time.

Rule 1: a volume is read in a stream; of a document nothing is kept but what it came to.
Rule 2: a document that cannot be read is told with its name and passed over; none comes half.
Rule 3: what stands in a document and no rule knows is kept as not understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final
from xml.etree.ElementTree import Element

from depesha.archive.record import (
    Annotation,
    Event,
    Happening,
    Moment,
    Named,
    Party,
    Publication,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
    Unparsed,
)
from depesha.archive.tei_head import (
    CAVEATS,
    CLASSIFICATIONS,
    PRECEDENCES,
    Said,
    group_of,
    kind_of,
    number_of,
    time_of_group,
)
from depesha.archive.tei_stream import XML_ID, Found, trees
from depesha.archive.tei_text import Words, gather, joined, plain

_FROM_TO: Final = re.compile(
    r"\b(?:[Ff]rom )?(?P<from>(?:the|The) .+?) to (?P<to>(?:the|The) .+?)(?:, [A-Z][a-z]+ \d.*)?$"
)
"""Heads of later volumes say who to whom in words alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A document that cannot be read: which one, why, and at which line of the file it begins."""

    source: str
    why: str
    line: int = 0


def documents(opened: IO[bytes], volume: str) -> Iterator[Record | Bad]:
    """Yield each document of a volume in its order, or why it cannot be read.

    Args:
        opened: the file.
        volume: its name: of a document without one of its own, the first half.

    Raises:
        Malformed: the file is not XML to its end, or has a DTD; what came before was whole.
    """
    for place, found in enumerate(trees(opened), 1):
        yield _read(found, volume, place)


def _read(found: Found, volume: str, place: int) -> Record | Bad:
    document = found.tree
    source = document.get("n") or ""
    if "/" not in source:
        source = f"{volume}/{document.get(XML_ID) or f'd{place}'}"
    head = document.find("head")
    why = found.why or ("it has no head" if head is None else "")
    if head is None or why:
        return Bad(source=source, why=why, line=found.line)
    return _record(document, head, source)


def _record(document: Element, head: Element, source: str) -> Record:
    said = Said.of(document)
    segments, annotations, strange = _body(document)
    text = Text(
        kind=TextKind.TRANSCRIPTION, language="en", segments=segments, annotations=annotations
    )
    title = joined(plain(head))
    return Record(
        source=source,
        telegram=Telegram(
            document_type=kind_of(title, said.note),
            outgoing_number=number_of(segments, title),
            classification_text=said.first(CLASSIFICATIONS),
            caveats=said.all(CAVEATS),
            precedence_text=said.first(PRECEDENCES),
            parties=_parties(document, head),
            events=_events(document, group_of(segments)),
            texts=(text,),
        ),
        publication=Publication(
            title=title,
            citation=said.note,
            permalink="",
            summary=said.summary,
            language="English",
        ),
        unparsed=(*said.unknown(), *strange),
    )


def _parties(document: Element, head: Element) -> tuple[Named, ...]:
    roles = {"from": Party.FROM, "to": Party.TO}
    named = [
        Named(role=roles[kind], text=words)
        for one in head.iter()
        if (kind := one.get("type", "")) in roles and (words := plain(one))
    ]
    if not named and (found := _FROM_TO.search(plain(head))):
        named = [Named(role=role, text=found[kind]) for kind, role in roles.items()]
    place = plain(document.find(".//dateline//placeName"))
    signed = [plain(one) for one in document.iter("signed")]
    return (
        *named,
        *((Named(role=Party.PLACE, text=place),) if place else ()),
        *(Named(role=Party.SIGNER, text=words) for words in signed if words),
    )


def _events(document: Element, group: str) -> tuple[Event, ...]:
    """Return when it was sent, and when handed in, where it begins with its date-time group."""
    date = document.find(".//dateline//date")
    sent = date.get("when", "") if date is not None else ""
    events: list[Event] = []
    if group:
        at = Moment(text=group, iso=time_of_group(group, sent), is_inferred=True)
        events.append(Event(kind=Happening.FILED, at=at))
    if date is not None:
        iso = sent[: len("1951-01-25T18:00")] if "T" in sent else sent
        events.append(Event(kind=Happening.SENT, at=Moment(text=plain(date), iso=iso)))
    return tuple(events)


HEADED: Final = frozenset({"head", "opener", "closer", "dateline", "note", "pb"})
"""Parts of a document that are no text of the telegram, or are read where they belong."""


def _body(
    document: Element,
) -> tuple[tuple[Segment, ...], tuple[Annotation, ...], tuple[Unparsed, ...]]:
    """Return the paragraphs with what stands in them, and what is no paragraph."""
    segments: list[Segment] = []
    annotations: list[Annotation] = []
    strange: list[Unparsed] = []
    for child in document:
        kind = child.tag
        if kind in ("p", "list", "quote", "postscript", "table"):
            words = Words(len(segments))
            gather(child, words)
            text = words.text.strip()
            if text:
                segments.append(Segment(key=f"p{len(segments) + 1}", text=text))
                annotations += words.annotations
        elif kind not in HEADED and (text := plain(child)):
            strange.append(Unparsed(line=0, text=text))
    return tuple(segments), tuple(annotations), tuple(strange)
