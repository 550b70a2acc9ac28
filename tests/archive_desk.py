"""The archive at the desk: the pages over a real station with records, for tests.

    archive = archive_at(tmp_path)
    number = archive.enter(seed())
    page = archive.desk("archivist").get(f"/archive/r/{number}")

The guard, the session, the templates, the office and the store are the real ones.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depesha.archive.form import encode
from depesha.archive.record import Record
from depesha.names import OfficeId
from depesha.station.client import Client
from tests.desks import Visitor, visit
from tests.unit.station import a_station

OFFICES = (
    ("archivist", "archivist", 5),
    ("helper", "archivist", 1),
    ("writer", "drafter", 5),
    ("reader", "drafter", 1),
)
"""Name, role, clearance."""

READ = (
    *("archive-search", "archive-facets", "archive-record"),
    *("archive-preview", "offices", "archive-known", "keybook"),
    *("archive-thread", "archive-scan-of", "archive-due", "archive-filing"),
    *("show", "track", "choices"),
)
ORDERED = (
    *("archive-enter", "archive-translate", "archive-release", "archive-index"),
    *("archive-file", "archive-review", "archive-unfile", "archive-withdraw"),
)


@dataclass(frozen=True)
class Archive:
    """A station that keeps records."""

    station: Client

    def enter(self, *records: Record, level: int = 0, batch: str = "page.md") -> int:
        """Enter records, and return the number of the last."""
        self.station.order(
            "archive-enter",
            office="archivist",
            batch=batch,
            classification=level,
            records=[b64encode(encode(one)).decode() for one in records],
        )
        return self.number(records[-1].source)

    def number(self, name: str) -> int:
        """Return the number of the newest edition of a record."""
        return int(self.station.read("archive-record", record=name, office="archivist")["record"])

    def index(self) -> None:
        """Put everything into the index."""
        while self.station.order("archive-index", limit=256)["indexed"]:
            pass

    def desk(self, office: str = "archivist", **answers: Any) -> Visitor:
        """Return a browser of that office, which is signed in."""

        def ask(name: str) -> Callable[[dict[str, Any]], Any]:
            return lambda fields: self.station.read(name, **fields)

        def order(name: str) -> Callable[[dict[str, Any]], Any]:
            return lambda fields: self.station.order(name, **fields)

        told = {name: ask(name) for name in READ} | {name: order(name) for name in ORDERED}
        return visit({**told, **answers}, office=OfficeId(f"{office}@alpha"))


def archive_at(folder: Path, offices: Sequence[tuple[str, str, int]] = OFFICES) -> Archive:
    """Return a station in a folder, with its offices."""
    home = a_station.found(folder / "alpha", offices=tuple(offices))
    return Archive(station=a_station.station(home))
