"""Which record of the shelf mentions which, and what hangs together by it: threads.

Rule 1: a thread is all that hangs together by mentions, however far; it goes by its oldest record.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import apsw

from depesha.archive.chains import Candidate, Mention, resolve

_NUMBERED: Final = "SELECT number, id, sent, sender, addressee FROM record WHERE number > 0"
_EACH: Final = "SELECT id, sent, sender, addressee FROM record ORDER BY id"
_BOND: Final = "INSERT OR IGNORE INTO bond VALUES (?, ?, ?, ?, ?)"
_ALONE: Final = "UPDATE record SET head = id"
_HEAD: Final = "UPDATE record SET head = ? WHERE id = ?"


def bind(connection: apsw.Connection, said: Mapping[int, Sequence[Mention]]) -> None:
    """Find the bonds of all records, by number and date, and the threads that they make.

    Args:
        connection: of the shelf that is made.
        said: of each record that mentions any, by its place, what it mentions.
    """
    by_number: dict[int, list[Candidate]] = {}
    for number, record, sent, sender, addressee in connection.execute(_NUMBERED):
        one = Candidate(record=record, number=number, sent=sent, sender=sender, addressee=addressee)
        by_number.setdefault(number, []).append(one)
    bonds: list[tuple[Any, ...]] = []
    for record, sent, sender, addressee in connection.execute(_EACH):
        for mention in said.get(record, ()):
            others = [one for one in by_number.get(mention.number, ()) if one.record != record]
            found = resolve(mention, sent, sender, addressee, others)
            if found is not None:
                line = (record, found.record, int(mention.bond), mention.words, found.confidence)
                bonds.append(line)
    connection.executemany(_BOND, bonds)
    connection.execute(_ALONE)
    heads = heads_of([(one, other) for one, other, *_ in bonds])
    connection.executemany(_HEAD, [(head, record) for record, head in heads.items()])


def heads_of(links: list[tuple[int, int]]) -> dict[int, int]:
    """Return of each linked record the first of those that hang together with it."""
    above: dict[int, int] = {}

    def top(one: int) -> int:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for one, other in links:
        first, last = sorted((top(one), top(other)))
        above[last] = first
    return {one: top(one) for one in above}
