"""Shelves for tests: the seed's record and others, released, and the room over them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from depesha.archive.form import encode
from depesha.archive.page import read_page
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Event,
    Happening,
    Holding,
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
from depesha.archive.releasing import Redaction, public
from depesha.reading_room.answer import Answer, Asked
from depesha.reading_room.browsing import Shelf
from depesha.reading_room.finding import find
from depesha.reading_room.naming import name_of
from depesha.reading_room.pages import answer
from depesha.reading_room.pages.room import Room
from depesha.reading_room.pages.searching import wish_of
from depesha.reading_room.shelf import build
from depesha.reading_room.site import Site

SEED_PAGE = Path(__file__).parents[3] / "src" / "depesha" / "demo" / "telegram-26044.md"
AT = 1_764_383_000_000
NOW = 1_764_390_000
BASE = "http://archive.example:8018"


def seed() -> Record:
    return read_page(SEED_PAGE.read_bytes())


def printed(number: int, text: str, **fields: Any) -> Record:
    """Return a plain telegram of a printed volume, sent on a day of 1951."""
    day = f"1951-03-{number % 28 + 1:02}"
    return Record(
        source=fields.get("source", f"volume/d{number}"),
        telegram=Telegram(
            document_type="telegram",
            outgoing_number=number,
            classification_text=fields.get("label", "secret"),
            parties=(
                Named(role=Party.FROM, text=fields.get("sender", "Caffery")),
                Named(role=Party.TO, text=fields.get("addressee", "Secretary of State")),
                Named(role=Party.PLACE, text=fields.get("place", "Paris")),
            ),
            events=(Event(kind=Happening.SENT, at=Moment(text=day, iso=day)),),
            texts=(
                Text(
                    kind=TextKind.TRANSCRIPTION,
                    language="en",
                    segments=(Segment(key="p1", text=text),),
                    annotations=fields.get("annotations", ()),
                ),
            ),
        ),
        holdings=fields.get("holdings", ()),
        publication=Publication(
            title=fields.get("title", f"Telegram {number}"),
            citation="",
            permalink=fields.get("permalink", ""),
            summary=fields.get("summary", ""),
            language="English",
        ),
        unparsed=fields.get("unparsed", ()),
    )


def hostile(words: str) -> Record:
    """Return a record in which every text is the same hostile one."""
    return printed(
        77,
        words,
        source=words,
        label=words,
        sender=words,
        addressee=words,
        place=words,
        title=words,
        permalink=words,
        summary=words,
        annotations=(
            Annotation(segment=0, start=0, end=1, kind=AnnotationKind.GLOSS, body=words),
            Annotation(segment=0, start=0, end=2, kind=AnnotationKind.NOTE, body=words),
        ),
        holdings=(Holding(as_cited=words, archive=words, delo=words[:60]),),
        unparsed=(Unparsed(line=3, text=words),),
    )


def released(record: Record, *redactions: Redaction, at: int = AT, version: int = 1) -> Any:
    """Return a record as `archive publish` lays it on the shelf."""
    codes = sorted({(one.code, one.authority) for one in redactions})
    return {
        "source": record.source,
        "version": version,
        "document": encode(public(record, redactions)),
        "release": {
            "decided_by": "the board",
            "authority": "25 years",
            "decided_on": "1976-11-21",
            "review_on": "1986-11-21" if redactions else "",
            "kept_back": [{"code": code, "authority": by} for code, by in codes],
            "versions": [
                {
                    "version": number,
                    "decided_by": "the board",
                    "authority": "25 years",
                    "decided_on": "1976-11-21",
                    "kept_back": number < version or bool(redactions),
                    "review_on": "",
                    "at": at,
                }
                for number in range(1, version + 1)
            ],
            "at": at,
        },
    }


def room_of(path: Path, records: Sequence[Any], *, in_files: bool = False) -> Room:
    """Build a shelf, and return the room over it."""
    build(path, records)
    return Room(shelf=Shelf(path), site=Site(base=BASE, in_files=in_files))


def ask(room: Room, place: str, **query: str) -> Answer:
    return answer(room, Asked(place=place, language="en", query=query, now=NOW))


def page(room: Room, place: str, **query: str) -> str:
    return ask(room, place, **query).data.decode()


def place_of(record: Record) -> str:
    return f"r/{name_of(record.source)}"


def tree_of(data: bytes) -> Element:
    """Return the tree of what is well formed."""
    return fromstring(data)  # noqa: S314  # written by ourselves


def count_of(room: Room, **query: str) -> int:
    """Return how many records a search tells of."""
    return find(room.shelf, wish_of(query)).count
