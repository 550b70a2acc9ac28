"""The disk of one simulated station: the real tables in memory, and the real file `head` beside.

A power cut is a rollback: what was committed is there, the rest never was. An image of the disk can
be put back later, as whoever restores an old copy does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from depesha.store.database import Database
from depesha.store.migrations import migrate

PAGE_BYTES = 1024
"""A quarter of SQLite's own, for so many small databases at once."""

STATEMENTS = 96
"""Prepared statements that a station keeps; it uses some seventy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A disk as it once was."""

    store: bytes = field(repr=False)
    head: bytes


class Disk:
    """The store and the file `head` of one station.

    Attributes:
        database: the one connection to the store.
        touched: out-tray entries that were written or deleted since somebody last looked; what was
            rolled back is among them.
    """

    def __init__(self, head: Path) -> None:
        """Make an empty store, and keep its head in that file."""
        self.head = head
        self.touched: set[int] = set()
        self._connection = apsw.Connection(":memory:", statementcachesize=STATEMENTS)
        self._connection.pragma("page_size", PAGE_BYTES)
        migrate(self._connection)
        self._connection.set_update_hook(_entries_into(self.touched))
        self.database = Database(self._connection)

    @property
    def is_at_rest(self) -> bool:
        """Say whether all that is there is committed."""
        return not self._connection.in_transaction

    def lose_power(self) -> None:
        """Lose what was not committed, and every connection to it."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self.database = Database(self._connection)

    def image(self) -> Image:
        """Return the disk as it is now."""
        return Image(store=self._connection.serialize("main"), head=self.head.read_bytes())

    def put_back(self, image: Image, *, with_head: bool) -> None:
        """Exchange the store for an older copy of it, and the file `head` too or not."""
        self.lose_power()
        self._connection.deserialize("main", image.store)
        if with_head:
            self.head.write_bytes(image.head)

    def bytes_on_it(self) -> bytes:
        """Return all of the store, as whoever carries the disk away has it."""
        return self._connection.serialize("main")

    def testing_only_run(self, sql: str) -> None:
        """Change the store behind everybody's back."""
        self._connection.execute(sql)

    def close(self) -> None:
        """Give it up."""
        self._connection.close()


def _entries_into(touched: set[int]) -> Callable[[int, str, str, int], None]:
    def note(_kind: int, _database: str, table: str, row: int) -> None:
        if table == "entry":
            touched.add(row)

    return note
