"""A station's archive with very many records, made of the texts that `telegrams` makes up.

Records are written by the store's own way: their documents kept, their facts encoded, committed to,
hashed and projected into the registers, and their words put into the index, 256 a transaction. They
have what the printed ones have: parties, a holding, an original, often a translation, a number, a
mention of the one before; of some it is due that they are looked at again.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Final

from bench.telegrams import Making
from depesha.archive.cards import ToldBy
from depesha.archive.form import encode
from depesha.archive.record import (
    Event,
    Happening,
    Holding,
    Moment,
    Named,
    Party,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.envelope import Item, Kind
from depesha.names import Digest, OfficeId, TimeMs
from depesha.office.facts import Decision, RecordEntered, ReviewDecided
from depesha.seal.sealer import Chance
from depesha.station.home import Home
from depesha.station.unlocking import store_key
from depesha.store.archive_index import Laid
from depesha.store.book import open_book

GROUP: Final = 256
DUE_EVERY: Final = 10
"""Of so many records one is to be looked at again."""

ARCHIVES: Final = ("АП РФ", "АВП РФ", "РГАСПИ", "National Archives")
SERIES: Final = ("ОСОБАЯ", "", "", "")
DUE_FROM, DUE_YEARS = 2020, 16
_BY: Final = ToldBy(policies={}, clock_of=lambda _: UTC)
"""No telegram is told of."""


def made(laid: Laid, chance: Random) -> Record:
    """Return a record that says what a made-up card does."""
    told, said = laid.card.told, laid.card.words
    before = f"{told.number - 1 or told.number}"
    original = f"{said.original} In reply to your telegram {before}."
    series = chance.choice(SERIES)
    return Record(
        source=f"bench/d{laid.id}",
        telegram=Telegram(
            document_type="telegram" if laid.id % 9 else "airgram",
            outgoing_number=told.number,
            classification_text=told.label,
            precedence_text=told.precedence,
            captions=(series,) if series else (),
            subject=said.subject,
            parties=(
                Named(role=Party.FROM, text=told.sender),
                Named(role=Party.TO, text=told.addressee),
                Named(role=Party.PLACE, text=told.place),
                Named(role=Party.SIGNER, text=told.sender),
            ),
            events=(Event(kind=Happening.SENT, at=Moment(text=told.sent, iso=told.sent)),),
            texts=tuple(_texts(told.language, original, said.translation)),
        ),
        holdings=(
            Holding(
                as_cited=f"ф. 059а, оп. 5а, д. {laid.id % 700}, лл. {laid.id % 90}",
                archive=chance.choice(ARCHIVES),
                fond="059а",
                opis="5а",
                delo=str(laid.id % 700),
                first_leaf=laid.id % 90,
                last_leaf=laid.id % 90 + 1,
            ),
        ),
    )


def _texts(language: str, original: str, translation: str) -> Iterator[Text]:
    yield Text(kind=TextKind.TRANSCRIPTION, language=language, segments=tuple(_segments(original)))
    if translation:
        yield Text(kind=TextKind.TRANSLATION, language="en", segments=tuple(_segments(translation)))


def _segments(text: str) -> Iterator[Segment]:
    parts = text.split(". ")
    for place in range(0, len(parts), 4):
        yield Segment(key=str(place // 4 + 1), text=". ".join(parts[place : place + 4]))


def records(count: int) -> Iterator[tuple[Laid, Record]]:
    """Yield so many records, in the order in which they were sent."""
    chance = Random(5)  # noqa: S311  # texts, and no secret
    for laid in Making().cards(count):
        yield laid, made(laid, chance)


def fill(home: Home, office: OfficeId, count: int, now: TimeMs) -> None:
    """Enter so many records at a station, and put them into its index."""
    with closing(open_book(home.store, store_key(home, None), home.head, Chance())) as book:
        entered = records(count)
        while group := list(islice(entered, GROUP)):
            book.begin()
            book.mark()
            for laid, record in group:
                payload = encode(record)
                name = Digest(sha256(payload).digest())
                book.keep(name, Item(kind=Kind.RECORD, payload=payload, signatures=()))
                book.append(_entered(name, record, office, laid.classification), now)
                if laid.id % DUE_EVERY == 0:
                    book.append(_due(name, office, laid.id), now)
            book.archive.index(_BY, GROUP, None)
            book.commit()


def _entered(name: Digest, record: Record, office: OfficeId, classification: int) -> RecordEntered:
    return RecordEntered(
        record=name,
        source=record.source,
        edition=1,
        batch="bench",
        office=office,
        classification=classification,
    )


def _due(name: Digest, office: OfficeId, number: int) -> ReviewDecided:
    year, month = DUE_FROM + number // DUE_EVERY % DUE_YEARS, number // DUE_EVERY % 12 + 1
    return ReviewDecided(
        record=name,
        office=office,
        decision=Decision.KEEP,
        decided_by="the board",
        authority="the schedule",
        decided_on="2019-01-01",
        category="sources",
        next_on=f"{year}-{month:02}-01",
    )
