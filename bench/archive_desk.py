"""The archive's pages at the desk among 100,000 records: search, what is due, a record.

    python -m bench.archive_desk --records 100000 --kept FOLDER --json

The real desk in the serving process, over loopback HTTP, signed in, to the last byte; records are
those of `shelved`, written and indexed as a station does. Each page is asked by an archivist who is
cleared for all, and again by one who is cleared for three levels of five. Its processor time is
that of the serving process. The floors are of the same run: a page of the same server that asks
the station nothing, and the search's own question without any words, in the store alone.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bench import shelved
from bench.browser import Browser
from bench.desk import desk, spread
from bench.network import C, cpu_seconds
from depesha.names import OfficeId
from depesha.station import clock, founding
from depesha.station.client import connect
from depesha.station.home import Home
from depesha.station.settings import OfficeWish
from depesha.station.unlocking import store_key
from depesha.store.archive_search import Wish, search
from depesha.store.database import open_reader

RECORDS: Final = 100_000
ROUNDS: Final = 40
PAGE: Final = 50
OFFICES: Final[Mapping[str, int]] = {"archivist": 5, "helper": 2}
"""Who asks, and the clearance of each."""

PASSPHRASE: Final = "of the benchmark alone"  # noqa: S105  # it guards nothing
PAGES: Final[Mapping[str, str]] = {
    "search": "/archive",
    "word": "/archive?q=телеграмма",
    "name": "/archive?q=Разуваев",
    "person": "/archive?person=Acheson",
    "label": "/archive?label=secret",
    "filters": "/archive?label=secret&year=1951&place=Paris",
    "dates": "/archive?since=1951-03&until=1951-05",
    "rank": "/archive?q=telegram&order=rank",
    "exact": "/archive?q=telegram&exact=1",
    "next": "/archive?q=telegram&before={record}",
    "due": "/archive/due",
    "record": "/archive/r/{record}",
}
"""What is asked; a record's page has its thread, which is a question of its own."""


def filled(folder: Path, records: int) -> Path:
    """Return a home with so many records; one that is there is taken as it is."""
    home = Home(folder / C)
    if home.store.exists():
        return folder / C
    wish = founding.Foundation(station=C, centre=True, network="bench")
    founding.init(home, wish, None)
    for name, clearance in OFFICES.items():
        office = OfficeWish(name=name, roles=("archivist",), clearance=clearance)
        founding.add_office(home, office, None)
    shelved.fill(home, OfficeId(f"archivist@{C}"), records, clock.now())
    with connect(folder / C) as station:
        for name in OFFICES:
            station.order("office-passphrase", office=name, new_office_passphrase=PASSPHRASE)
    return folder / C


def measure(records: int = RECORDS, kept: Path | None = None) -> dict[str, Any]:
    """Fill a store, open its desk, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="depesha-archive-desk-") as name:
        home = filled(kept or Path(name), records)
        figures: dict[str, Any] = {}
        with connect(home) as station:
            found: Any = station.read("archive-search", office="helper", query="telegram", limit=9)
        record = str(found["found"][-1]["record"])
        with desk(home) as (address, pid):
            stranger = Browser(address)
            for office in OFFICES:
                browser = Browser(address)
                browser.sign_in(office, PASSPHRASE)
                for page, path in PAGES.items():
                    asked = quote(path.format(record=record), safe="/?&=")
                    figures |= _page(f"archive_desk_{office}_{page}", pid, browser, asked)
            figures |= _page("archive_desk_floor_page", pid, stranger, "/sign-in")
        figures |= spread("archive_desk_floor_read", _read(home))
    return {"archive_desk_records": records, **figures}


def _page(name: str, pid: int, browser: Browser, path: str) -> dict[str, float]:
    """Return how long a page takes, and how much of the processor's time."""
    browser.get(path)  # what it reads from the disk the first time is not measured
    before = cpu_seconds(pid)
    taken = [browser.get(path)[1] for _ in range(ROUNDS)]
    spent = (cpu_seconds(pid) - before) * 1000 / ROUNDS
    return {**spread(name, taken), f"{name}_cpu_ms": round(spent, 1)}


def _read(home: Path) -> list[float]:
    with closing(open_reader(Home(home).store, store_key(Home(home), None))) as database:
        taken = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            search(database, Wish(terms=(), clearance=9, limit=PAGE))
            taken.append((time.perf_counter() - begun) * 1000)
        return taken


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--kept", type=Path, help="a folder whose store is kept for the next run")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = {**measure(given.records, given.kept), "load": round(os.getloadavg()[0], 1)}
    if given.json:
        print(json.dumps({"v": 1, "kind": "archive-desk", **figures}))
        return
    for name, value in figures.items():
        print(f"{name:44} {value:>12}")


if __name__ == "__main__":
    main()
