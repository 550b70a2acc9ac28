"""How long the desk in the browser takes on a store of 100,000 telegrams, and what its page weighs.

    python -m bench.desk --telegrams 100000 --json

The real desk in the serving process of C, over loopback HTTP, signed in, to the last byte: the
first page (the tray `confirm`: bar, counts, 30 rows), its list alone as a live page asks for it,
and a deed from the list (confirm a receipt, and the page after it). The receipts are real ones, of
telegrams that were sent through the desks, signed, sealed and committed with `synchronous=FULL`.
The floors are measured in the same run: a page of the same server that asks the station nothing,
and one statement that reads 50 lines of the same store.
"""

import argparse
import json
import secrets
import selectors
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench import filling, inbox
from bench.browser import Browser
from bench.network import C, cpu_seconds, found
from depesha.station import clock
from depesha.station.client import connect
from depesha.station.home import Home
from depesha.station.unlocking import store_key
from depesha.store.database import open_reader

TELEGRAMS: Final = 100_000
ROUNDS: Final = 100
CONFIRMED: Final = 50
REAL: Final = 3 * CONFIRMED
READY_SECONDS: Final = 60.0
PASSPHRASE: Final = "of the benchmark alone"  # noqa: S105  # it guards nothing
READ: Final = """SELECT t.id, t.number, t.title, t.from_text FROM telegram AS t
    WHERE t.incoming_number > 0 ORDER BY t.incoming_year DESC, t.incoming_number DESC LIMIT 50"""


@contextmanager
def desk(home: Path) -> Iterator[tuple[str, int]]:
    """Serve a station with its desk; give the desk's address, and the process's number."""
    command = [
        sys.executable,
        "-m",
        "depesha",
        "--home",
        str(home),
        "serve",
        "--web",
        "0",
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield _address(process), process.pid
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    if process.stdout is None:
        msg = "the process was started without a pipe"
        raise RuntimeError(msg)
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        if not waiting.select(READY_SECONDS):
            process.kill()
            msg = "the desk did not open"
            raise RuntimeError(msg)
        return str(json.loads(process.stdout.readline())["desk"])


def measure(telegrams: int = TELEGRAMS) -> dict[str, Any]:
    """Fill a store, open its desk, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="depesha-desk-") as name:
        folder = Path(name)
        found(folder)
        filling.fill(folder, telegrams, clock.now())
        inbox.fill(folder, REAL)
        home = folder / C
        with connect(home) as station:
            station.order("office-passphrase", office="desk", new_office_passphrase=PASSPHRASE)
        with desk(home) as (address, pid):
            browser, stranger = Browser(address), Browser(address)
            browser.sign_in("desk", PASSPHRASE)
            figures = {
                **_pages(browser, stranger),
                **_cpu(pid, browser),
                **_deeds(home, browser),
                **_weights(browser),
            }
        figures |= spread("desk_floor_read", [_read_ms(home) for _ in range(ROUNDS)])
    return {"desk_telegrams": telegrams, **figures}


def _pages(browser: Browser, stranger: Browser) -> dict[str, float]:
    """Measure by turns, so that whatever else the machine does falls on all alike."""
    pages, lists, trays, empty = [], [], [], []
    for _ in range(ROUNDS):
        pages.append(browser.get("/tray/confirm")[1])
        lists.append(browser.get("/tray/confirm/rows", fragment=True)[1])
        trays.append(browser.get("/tray/incoming")[1])
        empty.append(stranger.get("/sign-in")[1])
    return {
        **spread("desk_page", pages),
        **spread("desk_list", lists),
        **spread("desk_incoming", trays),
        **spread("desk_floor_page", empty),
    }


def _cpu(pid: int, browser: Browser) -> dict[str, float]:
    """Return the processor time of the serving process for a page: other work does not count."""
    before = cpu_seconds(pid)
    for _ in range(ROUNDS):
        browser.get("/tray/confirm")
    return {"desk_page_cpu_ms": round((cpu_seconds(pid) - before) * 1000 / ROUNDS, 1)}


def _deeds(home: Path, browser: Browser) -> dict[str, float]:
    """Confirm receipts one by one: as the session was lent the key, and with the passphrase."""
    with connect(home) as station:
        lines = station.read("inbox", office="desk", limit=REAL)
        chosen = [line["reference"] for line in lines]
        opened = [_confirm(browser, one) for one in chosen[:CONFIRMED]]
        by_passphrase = chosen[CONFIRMED : CONFIRMED + CONFIRMED // 5]
        locked = [_confirm(browser, one, passphrase=PASSPHRASE) for one in by_passphrase]
        after = {line["reference"]: line["state"] for line in station.read("inbox", limit=REAL)}
    if any(after[one] != "RECEIVED" for one in [*chosen[:CONFIRMED], *by_passphrase]):
        msg = "a receipt was not given: the figures are of nothing"
        raise AssertionError(msg)
    return {**spread("desk_confirm", opened), **spread("desk_confirm_locked", locked)}


def _confirm(browser: Browser, reference: str, **more: str) -> float:
    fields = {"chosen": reference, **more}
    return browser.order("/tray/confirm/confirm", secrets.token_hex(16), fields)


def _weights(browser: Browser) -> dict[str, int]:
    weights = browser.weigh("/tray/confirm")
    return {
        "desk_first_view_bytes": sum(weights.values()),
        **{f"desk_{kind}_bytes": size for kind, size in weights.items()},
    }


def _read_ms(home: Path) -> float:
    database = open_reader(Home(home).store, store_key(Home(home), None))
    try:
        database.rows(READ)  # opening is not measured
        begun = time.perf_counter()
        database.rows(READ)
        return (time.perf_counter() - begun) * 1000
    finally:
        database.close()


def spread(name: str, taken: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    ordered = sorted(taken)
    last = ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
    return {
        f"{name}_ms": round(statistics.median(ordered), 2),
        f"{name}_p95_ms": round(last, 2),
    }


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="The desk in the browser, on many telegrams.")
    parser.add_argument("--telegrams", type=int, default=TELEGRAMS)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.telegrams)
    if given.json:
        print(json.dumps({"v": 1, "kind": "desk", **figures}))
        return
    for name, value in figures.items():
        print(f"{name:32} {value:>12}")


if __name__ == "__main__":
    main()
