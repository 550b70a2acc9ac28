"""A station that keeps an archive, as a process with its desk, and those who sit before it.

    with archive_house(folder) as house:
        house.seed                     # the number of No. 26044's record
        house.desks["archivist"]       # an `OpenDesk`: where, who, by which passphrase

Two archivists, who may write on the same record, and a reader, who may not. Beside the seed lie
sixty short telegrams of a printed volume, so that a search has a further page.
"""

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from depesha.archive.form import encode
from depesha.archive.record import Record
from depesha.station import founding
from depesha.station.client import Client, connect
from depesha.station.settings import OfficeWish
from tests.browser.demo import STOPPED_SECONDS, OpenDesk
from tests.unit.reading_room.shelves import printed, seed
from tests.unit.station import a_station

READY_SECONDS = 60.0
SAID = "the desk is at "
PASSPHRASES = {
    "archivist": "arbat gate house",
    "helper": "neva quay stone",
    "reader": "yauza mill wheel",
}
ROLES = {"archivist": "archivist", "helper": "archivist", "reader": "drafter"}
PLACES = ("Paris", "Rome", "Moscow")
PRINTED = tuple(
    printed(
        number,
        f"The armistice line of {number} is discussed again.",
        place=PLACES[number % 3],
        label=("secret", "confidential")[number % 2],
    )
    for number in range(1, 61)
)


@dataclass(frozen=True)
class House:
    """The station, and its desk.

    Attributes:
        station: for whoever asks it beside the desk; the process serves it.
        desks: by office.
        seed: the number of the seed's first edition.
    """

    station: Client
    desks: Mapping[str, OpenDesk]
    seed: int

    def newest(self, record: Record) -> Mapping[str, Any]:
        """Return what the station tells of a record's newest edition."""
        found: Mapping[str, Any] = self.station.read(
            "archive-record", record=record.source, office="archivist"
        )
        return found

    def enter(self, *records: Record) -> int:
        """Take records in, and return the number of the last."""
        enter(self.station, *records)
        return int(self.newest(records[-1])["record"])


def enter(station: Client, *records: Record) -> None:
    """Take records in, and put them into the index."""
    station.order(
        "archive-enter",
        office="archivist",
        office_passphrase=PASSPHRASES["archivist"],
        batch="page.md",
        records=[b64encode(encode(one)).decode() for one in records],
    )
    while station.order("archive-index", limit=256)["indexed"]:
        pass


@contextmanager
def archive_house(folder: Path) -> Iterator[House]:
    """Found the station, serve it with its desk, and end it with the block."""
    home = a_station.found(folder / "alpha")
    for name, role in ROLES.items():
        wish = OfficeWish(name=name, roles=(role,), clearance=5)
        founding.add_office(home, wish, None, PASSPHRASES[name])
    with connect(home.path) as station:
        enter(station, *PRINTED, seed())
    with _served(home.path) as address, connect(home.path) as station:
        desks = {
            name: OpenDesk(address, "alpha", name, passphrase)
            for name, passphrase in PASSPHRASES.items()
        }
        number = int(
            station.read("archive-record", record=seed().source, office="archivist")["record"]
        )
        yield House(station=station, desks=desks, seed=number)


@contextmanager
def _served(home: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "depesha", "--home", str(home), "serve", "--web", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    patience = Timer(READY_SECONDS, process.kill)
    patience.start()
    assert process.stdout is not None
    try:
        said = ""
        for line in process.stdout:
            said += line
            if SAID in line:
                break
        patience.cancel()
        assert SAID in said, said
        yield said.rpartition(SAID)[2].strip()
    finally:
        patience.cancel()
        process.terminate()
        try:
            process.wait(STOPPED_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            process.stdout.close()
