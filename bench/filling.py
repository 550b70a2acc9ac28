"""A store with very many telegrams, as if they had come and gone for two years.

The facts are written by the store's own way: encoded, committed to, hashed, and projected into the
registers, 2,000 a transaction. What cannot be had at this rate are the signed documents: the
telegrams that are opened or answered afterwards are real ones, sent through the desks.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from bench.network import A, C
from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid
from depesha.notice import ResponseCode
from depesha.office.facts import (
    AnswerGiven,
    AnswerLearned,
    Delivered,
    Duty,
    Entry,
    Fact,
    Registered,
    ReportLearned,
)
from depesha.seal.sealer import Chance
from depesha.station.home import Home
from depesha.station.unlocking import store_key
from depesha.store.book import open_book
from depesha.telegram import AddresseeKind, Identity, LocalNumber, Precedence

GROUP: Final = 2_000
OUTGOING_EVERY: Final = 3
"""Every third telegram was sent, the others came."""

OPEN_EVERY: Final = 500
"""Of so many one still waits for its receipt, one for its report, and one for information."""

MINUTE_MS: Final = 60_000
DAY_MS: Final = 24 * 60 * MINUTE_MS
STEP_MS: Final = 10 * MINUTE_MS
KEPT_DAYS: Final = 3_000
HERE, THERE = OfficeId(f"desk@{C}"), OfficeId(f"desk@{A}")
SUBJECTS: Final = (
    "О сроках ответа по пункту второму",
    "Arrival of the second secretary",
    "Передать ноту и доложить о приёме",
    "Fuel for the winter",
)
PRECEDENCES: Final = (Precedence.ROUTINE, Precedence.ROUTINE, Precedence.PRIORITY, Precedence.FLASH)


def fill(folder: Path, telegrams: int, now: TimeMs) -> None:
    """Write down at C that so many telegrams came and went until `now`."""
    home = Home(folder / C)
    with closing(open_book(home.store, store_key(home, None), home.head, Chance())) as book:
        facts = _facts(telegrams, now)
        while group := list(islice(facts, GROUP)):
            book.begin()
            book.mark()
            for at, fact in group:
                book.append(fact, at)
            book.commit()


def _facts(telegrams: int, now: TimeMs) -> Iterator[tuple[TimeMs, Fact]]:
    sent = came = 0
    for place in range(telegrams):
        at = TimeMs(now - (telegrams - place) * STEP_MS)
        if place % OUTGOING_EVERY == 0:
            sent += 1
            yield from _gone(place, sent, at, now)
        else:
            came += 1
            yield from _come(place, came, at, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked of a telegram's addressee, and whether it is still to be done."""

    receipt: bool
    execution: bool
    is_open: bool


def _asked(place: int) -> _Asked:
    rest = place % OPEN_EVERY
    if rest in (1, 2, 3, 4):
        return _Asked(receipt=rest < 3, execution=rest == 4, is_open=True)  # noqa: PLR2004
    return _Asked(receipt=True, execution=False, is_open=False)


def _come(place: int, number: int, at: TimeMs, now: TimeMs) -> Iterator[tuple[TimeMs, Fact]]:
    asked = _asked(place)
    duty = _duty(HERE, place, asked, now)
    entry = _entry(A, place, number, at)
    year = entry.year
    yield (
        at,
        Delivered(entry=entry, duties=(duty,), incoming_year=year, incoming_number=number),
    )
    if not asked.is_open:
        uid, answer = entry.identity.uid, _digest("answer", place)
        code = ResponseCode.OPERATOR_ACK
        given = AnswerGiven(uid=uid, office=HERE, code=code, interim=False, answer=answer)
        yield TimeMs(at + MINUTE_MS), given


def _gone(place: int, number: int, at: TimeMs, now: TimeMs) -> Iterator[tuple[TimeMs, Fact]]:
    asked = _asked(place)
    entry = _entry(C, place, number, at)
    duty = _duty(THERE, place, asked, now)
    yield at, Registered(draft=1_000_000 + number, entry=entry, duties=(duty,))
    yield (
        TimeMs(at + MINUTE_MS),
        ReportLearned(
            digest=entry.identity.registration,
            uid=entry.identity.uid,
            station=StationId(A),
            result=ResponseCode.MACHINE_RECEIPT,
            report=_digest("report", place),
            reported_at=TimeMs(at + MINUTE_MS),
        ),
    )
    if not asked.is_open:
        yield (
            TimeMs(at + 2 * MINUTE_MS),
            AnswerLearned(
                uid=entry.identity.uid,
                office=THERE,
                code=ResponseCode.OPERATOR_ACK,
                interim=False,
                answer=_digest("answer", place),
                answered_at=TimeMs(at + MINUTE_MS),
            ),
        )


def _duty(office: OfficeId, place: int, asked: _Asked, now: TimeMs) -> Duty:
    due = TimeMs(now + DAY_MS + place * MINUTE_MS)
    return Duty(
        office=office,
        kind=AddresseeKind.ACTION,
        precedence=PRECEDENCES[place % len(PRECEDENCES)],
        local_precedence="",
        receipt=asked.receipt,
        receipt_due_at=due if asked.receipt else None,
        execution=asked.execution,
        execution_due_at=due if asked.execution else None,
    )


def _entry(station: str, place: int, number: int, at: TimeMs) -> Entry:
    year = 2024 + number // 40_000
    return Entry(
        identity=Identity(
            uid=Uid(_digest("uid", place)[:16]),
            registration=_digest("registration", place),
            signature=_digest("signature", place),
        ),
        body_id=_digest("body", place),
        station=StationId(station),
        year=year,
        number=number,
        numbers=(LocalNumber(series="special", number=number),),
        marks=(),
        filed_at=at,
        registered_at=at,
        released_by=(THERE if station == A else HERE,),
        title=SUBJECTS[place % len(SUBJECTS)],
        from_text="МИД СССР",
        precedence=PRECEDENCES[place % len(PRECEDENCES)],
        policy="neutral",
        classification=1 + place % 4,
        captions=(),
        caveats=(),
        expires_at=TimeMs(at + KEPT_DAYS * DAY_MS),
    )


def _digest(*words: object) -> Digest:
    return Digest(sha256(repr(words).encode()).digest())
