"""Records on their way to the station: while it has one batch, the next is read from its file.

Rule 1: one batch is under way at a time, in the order of the file: what an import that broke off
    had entered stands at the beginning of its file.
Rule 2: a batch is put into the index behind its entering, in the same breath: else the station
    would have nothing to do while the next is read, and all of that to do at the end.
Rule 3: nothing runs beside the command: whoever ends the command leaves whole batches.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesha.cli.call import Call
from depesha.errors import OfficeLocked

if TYPE_CHECKING:
    from depesha.station.client import Client  # help must not pay for it


@dataclass(slots=True, kw_only=True)
class Done:
    """What became of a file so far.

    `known` stood in the archive before; `under_way` are with the station.
    """

    file: str
    entered: int = 0
    known: int = 0
    bad: int = 0
    under_way: int = 0

    @property
    def documents(self) -> int:
        """How many documents were gone through."""
        return self.entered + self.known + self.bad + self.under_way

    def counted(self) -> dict[str, object]:
        """Return what is told of a file that is done."""
        return {"file": self.file, "entered": self.entered, "known": self.known, "bad": self.bad}


class Entering:
    """The batches of one file."""

    def __init__(self, call: Call, station: "Client", done: Done) -> None:
        """Begin; what becomes of them is counted in `done`."""
        self._call = call
        self._station = station
        self._done = done
        self._secret = call.office_passphrase()
        self._may_be_known = True
        self._orders: list[tuple[str, dict[str, object]]] = []
        self._results: Callable[[], list[dict[str, Any]]] | None = None

    def give(self, batch: list[bytes]) -> None:
        """Give the records of a batch that are new, after the batch before is done."""
        self.hear()
        known = self._known(batch) if self._may_be_known else set()
        new = [one for one in batch if one not in known]
        self._may_be_known = bool(known)
        self._done.known += len(batch) - len(new)
        if new:
            given = self._call.args
            entering = {
                "office": given.office,
                "batch": Path(self._done.file).name,
                "classification": given.classification,
                "reason": given.erratum,
                "records": [b64encode(one).decode() for one in new],
            }
            self._orders = [("archive-enter", entering), ("archive-index", {"limit": len(new)})]
            self._done.under_way = len(new)
            self._results = self._station.begin(self._orders, **self._secret)

    def hear(self) -> None:
        """Wait until the batch that is under way is done, and count it; without one do nothing."""
        results, self._results = self._results, None
        if results is None:
            return
        try:
            entered = results()[0]
        except OfficeLocked as locked:
            self._secret = self._call.typed_passphrase(locked, self._secret)
            entered = self._station.begin(self._orders, **self._secret)()[0]
        self._done.under_way = 0
        self._done.entered += entered["entered"]
        self._done.known += entered["known"]

    def _known(self, batch: list[bytes]) -> set[bytes]:
        names = {sha256(one).hexdigest(): one for one in batch}
        office = self._call.args.office
        answer = self._station.read("archive-known", office=office, records=list(names))
        return {names[name] for name in answer["known"]}
