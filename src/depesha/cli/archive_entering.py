"""Records on their way to the station: while it has one batch, the next is read from its file.

Rule 1: a batch is put into the index behind its entering, in the same breath: else the station
    would have nothing to do while the next is read, and all of that to do at the end.
Rule 2: no order is long work for the station: traffic takes its turn between two. But where each
    order has to be opened with a passphrase, which takes longer, a batch is one.
Rule 3: nothing runs beside the command: whoever ends the command leaves whole orders.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from depesha.cli.call import Call
from depesha.errors import OfficeLocked
from depesha.station.archive_importing import Became, Editions, Told, in_orders

if TYPE_CHECKING:
    from depesha.station.client import Client, Given  # help must not pay for it


@dataclass(slots=True, kw_only=True)
class Done:
    """What became of a file so far.

    `known` stood in the archive before; `under_way` are with the station; in `odd` something does
    not agree or was not understood. `source` is of the last that was entered.
    """

    file: str
    entered: int = 0
    known: int = 0
    bad: int = 0
    under_way: int = 0
    odd: int = 0
    source: str = ""

    @property
    def only(self) -> str:
        """The source of the one document that came of it; empty: none or several came."""
        return self.source if self.entered == 1 else ""

    @property
    def documents(self) -> int:
        """How many documents were gone through."""
        return self.entered + self.known + self.bad + self.under_way

    def count(self, told: Told) -> None:
        """Count a document."""
        self.entered += told.became in {Became.ENTERED, Became.EDITION}
        if told.became in {Became.ENTERED, Became.EDITION}:
            self.source = told.source
        self.known += told.became is Became.KNOWN
        self.bad += told.became is Became.BAD

    def counted(self) -> dict[str, object]:
        """Return what is told of a file that is done."""
        return {"file": self.file, "entered": self.entered, "known": self.known, "bad": self.bad}


INDEXED_AT_ONCE: Final = 64
"""Records of an order, which the station does in parts where traffic comes."""

ENTER: Final = "archive-enter"


class Entering:
    """Gives the batches of one file to a station that is reached for as long as that takes."""

    def __init__(self, call: Call, station: "Client", done: Done) -> None:
        """Begin; what is under way is counted in `done`."""
        self._call = call
        self._station = station
        self._done = done
        self._secret = call.office_passphrase()

    def begin(self, entering: Mapping[str, Any]) -> Editions:
        """Give a batch (the fields of `archive-enter`), and return what waits for its editions."""
        orders = self._orders(entering)
        self._done.under_way = len(entering["records"])
        results = self._station.begin(orders, **self._secret)
        return lambda: self._heard(entering, orders, results)

    def _orders(self, entering: Mapping[str, Any]) -> "list[Given]":
        batches = [entering] if self._secret else in_orders(entering)
        return [*((ENTER, fields) for fields in batches), *_indexing(len(entering["records"]))]

    def _heard(
        self,
        entering: Mapping[str, Any],
        orders: "Sequence[Given]",
        results: Callable[[], list[dict[str, Any]]],
    ) -> list[int]:
        try:
            heard = results()
        except OfficeLocked as locked:
            self._secret = self._call.typed_passphrase(locked, self._secret)
            orders = self._orders(entering)
            heard = self._station.begin(orders, **self._secret)()
        self._done.under_way = 0
        entered = (one for (name, _), one in zip(orders, heard, strict=True) if name == ENTER)
        return [edition for one in entered for edition in one["editions"]]


def _indexing(size: int) -> "list[Given]":
    """Return the orders by which so many records are put into the index."""
    return [
        ("archive-index", {"limit": min(INDEXED_AT_ONCE, size - done)})
        for done in range(0, size, INDEXED_AT_ONCE)
    ]
