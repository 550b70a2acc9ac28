"""The archive's search among very many telegrams, made up in `telegrams`.

    python -m bench.archive --telegrams 1000000

Cards are laid by the code that indexes a station's own, 256 a transaction, in an encrypted store;
questions are answered by the code that answers a face, with some words of each line.
Floors are measured in the same run: a page of lines out of the same store without any word, and
FTS5 with `unicode61` and no morphology over the same texts, in a file in the clear.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, replace
from functools import partial
from itertools import islice
from multiprocessing import Process, Queue
from pathlib import Path
from random import Random
from typing import Any, Final

import apsw

from bench.telegrams import LABELS, PLACES, PRECEDENCES, Making
from depesha.archive.asking import Term
from depesha.archive.marks import Facet, mark
from depesha.archive.periods import between
from depesha.store import words
from depesha.store.archive_facets import facets
from depesha.store.archive_index import Laid, lay, take_out
from depesha.store.archive_search import Wish, search
from depesha.store.database import Database, open_reader, open_writer

KEY: Final = bytes(range(32))
BATCH: Final = 256
AHEAD: Final = 16
"""Batches that are made before they are laid."""

ROUNDS: Final = 100
ADDED: Final = 200
KEPT_TEXTS: Final = 400
CLEARED: Final = 2
"""Of five levels, for the questions of a reader who is not cleared for all."""

FLOOR_TEXTS: Final = 20_000
_FLOOR: Final = "CREATE VIRTUAL TABLE floor USING fts5 (text, content='', tokenize='unicode61')"
_FLOOR_ADD: Final = "INSERT INTO floor (rowid, text) VALUES (?, ?)"
_FLOOR_ASK: Final = "SELECT rowid FROM floor WHERE floor MATCH ? ORDER BY rowid DESC LIMIT 20"
_PAGE: Final = "SELECT * FROM card WHERE shelf <= ? ORDER BY shelf DESC LIMIT 20"
_SOME: Final = "SELECT original FROM card_text ORDER BY place LIMIT ?"

Asking = Callable[[Wish], object]


def measure(telegrams: int, kept: Path | None = None) -> dict[str, Any]:
    """Fill a store with so many telegrams, ask it, and return the figures.

    Args:
        telegrams: how many.
        kept: a folder whose store is asked, and filled first if there is none; without it, one that
            is gone afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="depesha-archive-") as folder:
        store = (kept or Path(folder)) / "station.db"
        making = Making()
        is_filled = store.exists()
        with closing(open_writer(store, KEY)) as database:
            figures, texts = ({}, _texts(database)) if is_filled else _filled(database, telegrams)
            figures |= _added(database, making, telegrams)
        figures["archive_mb"] = round(store.stat().st_size / 2**20)
        with closing(open_reader(store, KEY)) as database:
            figures |= _asked(database, making, texts)
        figures |= _floor(Path(folder) / "floor.db", making)
    return {"archive_telegrams": telegrams, **figures}


def _texts(database: Database) -> list[str]:
    """Return some texts of a store that was filled before."""
    words.learn(database)
    return [text for (text,) in database.rows(_SOME, (KEPT_TEXTS,))]


def _filled(database: Database, telegrams: int) -> tuple[dict[str, Any], list[str]]:
    """Lay all cards; the making of texts is not counted."""
    database.begin()
    words.make(database)
    database.commit()
    texts: list[str] = []
    laying = 0.0
    for batch in _made_beside(telegrams):
        if len(texts) < KEPT_TEXTS or batch[0].id % (telegrams // KEPT_TEXTS + 1) < BATCH:
            texts.append(batch[0].card.words.original)
        begun = time.perf_counter()
        _laid(database, batch)
        laying += time.perf_counter() - begun
    return {"archive_index_per_second": round(telegrams / laying)}, texts[-KEPT_TEXTS:]


def _made_beside(telegrams: int) -> Iterator[list[Laid]]:
    """Yield batches of cards that another process makes meanwhile."""
    made: Queue[list[Laid]] = Queue(AHEAD)
    maker = Process(target=_make, args=(telegrams, made), daemon=True)
    maker.start()
    while batch := made.get():
        yield batch
    maker.join()


def _make(telegrams: int, made: "Queue[list[Laid]]") -> None:
    cards = Making().cards(telegrams)
    while batch := list(islice(cards, BATCH)):
        made.put(batch)
    made.put([])


def _laid(database: Database, cards: Sequence[Laid]) -> None:
    database.begin()
    lay(database, cards)
    database.commit()


def _added(database: Database, making: Making, telegrams: int) -> dict[str, Any]:
    """Add telegrams one by one, with and without the commit, and take them out again."""
    chance = Random(1)  # noqa: S311  # texts, and no secret
    adding, working, committing, taking = [], [], [], []
    numbers = range(telegrams + 1, telegrams + 1 + ADDED)
    for number in numbers:
        card = making.card(number, 0.99999, chance)
        begun, began = time.perf_counter(), time.thread_time()
        database.begin()
        lay(database, [card])
        working.append(time.thread_time() - began)
        adding.append(time.perf_counter() - begun)
        database.commit()
        committing.append(time.perf_counter() - begun)
    for number in numbers:
        database.begin()
        begun = time.perf_counter()
        take_out(database, number)
        taking.append(time.perf_counter() - begun)
        database.commit()
    return {
        "archive_add_ms": _median_ms(adding),
        "archive_add_p95_ms": _p95_ms(adding),
        "archive_add_processor_p95_ms": _p95_ms(working),
        "archive_add_committed_ms": _median_ms(committing),
        "archive_take_out_ms": _median_ms(taking),
    }


def _asked(database: Database, making: Making, texts: Sequence[str]) -> dict[str, Any]:
    chance = Random(2)  # noqa: S311  # questions, and no secret
    terms = _terms(making, chance)
    figures: dict[str, Any] = {}
    ends = database.row("SELECT min(shelf), max(shelf) FROM card") or (0, 0)
    shelves = [chance.randint(*ends) for _ in range(ROUNDS)]
    figures |= _times("floor_page", [partial(database.rows, _PAGE, (at,)) for at in shelves])
    looked = partial(search, database)
    asked: dict[str, tuple[Asking, list[Wish]]] = {
        "newest": (looked, [_wish(one) for one in terms]),
        "newest_uncleared": (
            looked,
            [_wish(one, clearance=CLEARED) for one in terms],
        ),
        "browse": (looked, [replace(_wish(), last=at) for at in shelves]),
        "two": (
            looked,
            [_wish(*chance.sample(terms[: ROUNDS // 2], 2)) for _ in range(ROUNDS)],
        ),
        "phrase": (
            looked,
            [_wish(one) for one in _phrases(texts, chance)],
        ),
        "filters": (
            looked,
            [_within_a_year(replace(_wish(one), marks=_filters(chance)), chance) for one in terms],
        ),
        "ranked": (looked, [replace(_wish(one), ranked=True) for one in terms]),
        "facets": (lambda wish: facets(database, [wish]), [_wish(one) for one in terms]),
    }
    for name, (ask, wishes) in asked.items():
        figures |= _times(name, [partial(ask, wish) for wish in wishes])
    return figures


def _terms(making: Making, chance: Random) -> list[str]:
    """Return words as people ask: half of them common ones, the others drawn as texts draw them."""
    common = [*making.russian.words[4:60], *making.english.words[12:60]]
    chance.shuffle(common)
    half = ROUNDS // 2
    drawn = [
        *making.russian.draw(chance, half // 2),
        *making.english.draw(chance, half - half // 2),
    ]
    return [*common[:half], *drawn]


def _phrases(texts: Sequence[str], chance: Random) -> Iterator[str]:
    for _ in range(ROUNDS):
        said = chance.choice(texts).split()
        at = chance.randrange(len(said) - 2)
        yield " ".join(said[at : at + 2])


def _filters(chance: Random) -> tuple[tuple[str, ...], ...]:
    return (
        (mark(Facet.PLACE, chance.choice(PLACES)),),
        (mark(Facet.LABEL, chance.choice(LABELS)),),
        (mark(Facet.PRECEDENCE, chance.choice(PRECEDENCES[:4])),),
    )


def _within_a_year(wish: Wish, chance: Random) -> Wish:
    year = str(1940 + chance.randrange(50))
    first, last = between(year, year)
    return replace(wish, first=first, last=last)


def _wish(*terms: str, clearance: int = 9) -> Wish:
    return Wish(terms=tuple((Term(words=one),) for one in terms), clearance=clearance)


def _floor(path: Path, making: Making) -> dict[str, Any]:
    """Index texts by FTS5 alone, 256 a transaction."""
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "wal")
    connection.execute(_FLOOR)
    laying = 0.0
    cards = making.cards(FLOOR_TEXTS)
    while batch := list(islice(cards, BATCH)):
        rows = [(one.id, " ".join(astuple(one.card.words))) for one in batch]
        begun = time.perf_counter()
        with connection:
            connection.executemany(_FLOOR_ADD, rows)
        laying += time.perf_counter() - begun
    terms = _terms(making, Random(2))  # noqa: S311  # questions, and no secret
    asked = [partial(_matching, connection, one) for one in terms]
    figures = _times("floor_unicode61", asked)
    connection.close()
    return {"archive_floor_index_per_second": round(FLOOR_TEXTS / laying), **figures}


def _matching(connection: apsw.Connection, word: str) -> list[Any]:
    return connection.execute(_FLOOR_ASK, (f'"{word}"',)).fetchall()


def _times(name: str, asked: Sequence[Callable[[], object]]) -> dict[str, Any]:
    """Ask each question once; return the median and the 95th percentile.

    Of the processor's time, too: beside other work it is the less disturbed figure, and it leaves
    out what was waited for, so it is no better one.
    """
    taken, worked = [], []
    for ask in asked:
        begun, began = time.perf_counter(), time.thread_time()
        ask()
        worked.append(time.thread_time() - began)
        taken.append(time.perf_counter() - begun)
    return {
        f"archive_{name}_ms": _median_ms(taken),
        f"archive_{name}_p95_ms": _p95_ms(taken),
        f"archive_{name}_processor_p95_ms": _p95_ms(worked),
    }


def _median_ms(taken: Sequence[float]) -> float:
    return round(statistics.median(taken) * 1000, 2)


def _p95_ms(taken: Sequence[float]) -> float:
    return round(sorted(taken)[int(len(taken) * 0.95) - 1] * 1000, 2)


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--telegrams", type=int, default=100_000)
    parser.add_argument("--kept", type=Path, help="a folder whose store is kept for the next run")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = {**measure(given.telegrams, given.kept), "load": round(os.getloadavg()[0], 1)}
    if given.json:
        print(json.dumps({"v": 1, "kind": "archive", **figures}))
        return
    for name, value in figures.items():
        print(f"{name:36} {value:>12}")


if __name__ == "__main__":
    main()
