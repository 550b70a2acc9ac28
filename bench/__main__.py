"""All benchmarks in one run, and one table at the end: figure, floor or peer, reach, measured.

    python -m bench [--full] [--json] [--only PART] [--telegrams N] [--facts N]

`--only journal` runs that part alone. `--telegrams` and `--facts` take fewer, to see in a minute
that all runs: what is measured then is nothing to quote.
`--full` takes more rounds, and measures one attachment of 1 GiB, the desk's pages of an archive of
100,000 records, and J1 beside an import. Peers' figures were measured
earlier, on a comparable machine, by the same job (`docs/benchmarks.md`); a floor is measured in
this run.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import (
    archive_desk,
    attached,
    beside,
    desk,
    flash,
    gigabyte,
    importing,
    inbox,
    j1,
    journal,
    paper,
    route,
    wire,
)
from bench.texts import CORPUS

SMALL, LARGE = 1_000, 10_000
QUICK_ROUNDS, FULL_ROUNDS = 3, 7
INBOX: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table.

    Attributes:
        key: the figure's key in the JSON object.
        what: its name for a person.
        beside: the floor or the peer that it is compared with.
        reach: what it should reach.
        only_full: it is measured with `--full` only, and is no line without it.
    """

    key: str
    what: str
    beside: str = ""
    reach: str = ""
    only_full: bool = False


TABLE: Final = (
    Line(
        key="telegrams_per_second",
        what="J1, N = {telegrams:,}: telegrams a second",
        beside="NNCP 22-44, LXMF 20",
        reach=">= 500",
    ),
    Line(
        key="telegrams_per_second_10000",
        what="J1, N = 10,000: telegrams a second",
        beside="the same",
        reach=">= 500",
    ),
    Line(
        key="cpu_ms_per_telegram",
        what="CPU ms a telegram, N = {telegrams:,}",
        beside="floor {floor_cpu_ms_per_telegram}",
        reach="<= 2.5",
    ),
    Line(
        key="cpu_ms_per_telegram_10000",
        what="CPU ms a telegram, N = 10,000",
        beside="floor {floor_cpu_ms_per_telegram_10000}",
        reach="<= 2.5",
    ),
    Line(
        key="idle_opened_ms",
        what="idle: opened, ms, median",
        beside="LXMF 42",
        reach="<= 20",
    ),
    Line(
        key="idle_report_ms",
        what="idle: report back, ms, median",
        beside="LXMF 47",
        reach="<= 30",
    ),
    Line(
        key="flash_behind_2000_ms",
        what="flash behind 2,000, 128 KiB/s: opened, ms",
        beside="NNCP 20,000",
        reach="<= 500",
    ),
    Line(
        key="flash_behind_2000_worst_ms",
        what="  the worst of {flash_behind_2000_rounds}",
        reach="<= 500",
    ),
    Line(key="flash_behind_2000_report_ms", what="  its report back, ms"),
    Line(
        key="flash_behind_200mb_ms",
        what="flash behind a 200 MB file: opened, ms",
        beside="NNCP 15,000",
        reach="<= 500",
    ),
    Line(
        key="wire_bytes_per_plain_byte",
        what="bytes on the wire, J1, alike texts",
        beside="LXMF 1.1, NNCP 2.7",
        reach="<= 1.5",
    ),
    Line(key="wire_unlike", what="  real texts, many at a time", reach="<= 1.5"),
    Line(key="wire_alone", what="  alike texts, one at a time"),
    Line(key="wire_unlike_alone", what="  real texts, one at a time"),
    Line(
        key="inbox_ms",
        what="inbox on 5,000 telegrams, ms",
        beside="Python {python_floor_ms}",
        reach="<= 150",
    ),
    Line(
        key="desk_page_ms",
        what="desk: first page, {desk_telegrams:,} telegrams, ms",
        beside="page {desk_floor_page_ms}, read {desk_floor_read_ms}",
        reach="<= 100",
    ),
    Line(key="desk_page_p95_ms", what="  its 95th percentile", reach="<= 100"),
    Line(key="desk_page_cpu_ms", what="  processor time of it, ms"),
    Line(key="desk_list_ms", what="  the list alone, as a live page asks, ms"),
    Line(
        key="desk_confirm_ms",
        what="  a receipt confirmed, and the page after, ms",
        reach="<= 50",
    ),
    Line(key="desk_confirm_p95_ms", what="  its 95th percentile", reach="<= 50"),
    Line(key="desk_confirm_locked_ms", what="  the same with the holder's passphrase, ms"),
    Line(key="desk_first_view_bytes", what="  bytes of the first view", reach="<= 150 kB"),
    Line(
        key="route_p99_ms",
        what="finding a way, 1,000 stations, p99, ms",
        beside="reading {route_floor_ms}",
        reach="<= 50",
    ),
    Line(
        key="journal_tree_append_us",
        what="journal: a leaf into the tree, us",
        beside="hashing {journal_append_floor_us}",
        reach="<= 10",
    ),
    Line(key="journal_append_us", what="  a fact into the encrypted store, us"),
    Line(
        key="journal_inclusion_ms",
        what="  proof of inclusion, {journal_facts:,} facts, ms",
        beside="hashing {journal_proof_floor_ms}",
        reach="<= 5",
    ),
    Line(
        key="journal_consistency_ms",
        what="  proof of consistency over 1,000, ms",
        beside="hashing {journal_proof_floor_ms}",
        reach="<= 5",
    ),
    Line(key="journal_note_us", what="  a checkpoint with Ed25519, us"),
    Line(
        key="attachment_rss_mb",
        what="attachment of 1 GiB: largest station, MB",
        reach="<= 150",
        only_full=True,
    ),
    Line(
        key="attachment_cli_rss_mb",
        what="  the commands that send and save it, MB",
        reach="<= 150",
        only_full=True,
    ),
    Line(
        key="attachment_mb_per_second",
        what="  MB a second, from send to saved",
        only_full=True,
    ),
    Line(
        key="paper_p50_ms",
        what="a printed copy, two sheets, ms",
        beside="empty sheet {paper_floor_ms}",
        reach="<= 50",
    ),
    Line(
        key="import_per_second",
        what="archive import: documents a second",
        beside="reading {import_floor_per_second}",
        reach=">= 500",
    ),
    Line(key="import_again_per_second", what="  the same file given again"),
    Line(
        key="archive_desk_archivist_search_ms",
        what="desk: archive's first page, {archive_desk_records:,}, ms",
        beside="page {archive_desk_floor_page_ms}, read {archive_desk_floor_read_ms}",
        reach="<= 100",
        only_full=True,
    ),
    Line(
        key="archive_desk_archivist_word_ms",
        what="  a common word, with counts, ms",
        reach="<= 100",
        only_full=True,
    ),
    Line(
        key="archive_desk_helper_word_ms",
        what="  the same, cleared for three levels, ms",
        reach="<= 100",
        only_full=True,
    ),
    Line(
        key="archive_desk_archivist_exact_ms",
        what="  as it is written, ms",
        reach="<= 100",
        only_full=True,
    ),
    Line(
        key="beside_import_opened_ms",
        what="a telegram beside an import: opened, ms",
        beside="{beside_without_opened_ms}; reading {beside_reading_opened_ms}",
        only_full=True,
    ),
    Line(
        key="beside_import_per_second",
        what="J1 beside an import: telegrams a second",
        beside="{beside_without_per_second}; reading {beside_reading_per_second}",
        only_full=True,
    ),
    Line(key="rss_mb_10000", what="largest station, MB, N = 10,000"),
    Line(key="lost", what="lost", reach="0"),
    Line(key="doubled", what="doubled", reach="0"),
)


def _j1(telegrams: int) -> dict[str, Any]:
    small = j1.measure(min(SMALL, telegrams))
    if telegrams < LARGE:
        return small
    large = j1.measure(LARGE)
    return {
        **small,
        **{f"{key}_{LARGE}": value for key, value in large.items()},
        "lost": small["lost"] + large["lost"],
        "doubled": small["doubled"] + large["doubled"],
    }


PARTS: Final = (
    "J1",
    "wire",
    "flash",
    "attached",
    "route",
    "inbox",
    "desk",
    "journal",
    "paper",
    "importing",
    "gigabyte",
    "archive-desk",
    "beside",
)
"""Every part, in the order in which they run."""

FULL_ALONE: Final = ("gigabyte", "archive-desk", "beside")
"""Parts that are measured with `--full` alone, or where one is asked for."""


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Run what is asked for, one after the other, saying on stderr which one is at work."""
    rounds = FULL_ROUNDS if given.full else QUICK_ROUNDS
    parts: dict[str, Callable[[], Mapping[str, Any]]] = {
        "J1": lambda: _j1(given.telegrams),
        "wire": lambda: wire.measure(min(SMALL, given.telegrams), given.corpus),
        "flash": lambda: flash.measure(rounds),
        "attached": lambda: attached.measure(rounds),
        "route": route.measure,
        "inbox": lambda: inbox.measure(INBOX),
        "desk": lambda: desk.measure(desk.TELEGRAMS * min(LARGE, given.telegrams) // LARGE),
        "journal": lambda: journal.measure(given.facts),
        "paper": paper.measure,
        "importing": importing.measure,
        "gigabyte": gigabyte.measure,
        "archive-desk": archive_desk.measure,
        "beside": lambda: beside.measure(min(SMALL, given.telegrams)),
    }
    usual = [name for name in PARTS if given.full or name not in FULL_ALONE]
    figures: dict[str, Any] = {}
    for name in given.only or usual:
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        figures |= parts[name]()
    return figures


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def lines_of(figures: Mapping[str, Any], *, all_asked: bool = True) -> list[Line]:
    """Return the lines of the table: all but those that only a full run measures.

    Where not all was asked for, those that were measured.
    """
    asked = [line for line in TABLE if all_asked and not line.only_full]
    return [line for line in TABLE if line in asked or line.key in figures]


def _print_table(figures: Mapping[str, Any], *, all_asked: bool) -> None:
    print(f"{'figure':44} {'floor / peer':>22} {'reach':>8} {'measured':>20}")
    for line in lines_of(figures, all_asked=all_asked):
        value = figures.get(line.key)
        measured = "not in this version" if value is None else f"{value}"
        beside = line.beside.format(**figures)
        print(f"{line.what.format(**figures):44} {beside:>22} {line.reach:>8} {measured:>20}")
    print(f"\n{_machine()}; load {os.getloadavg()[0]:.1f} at the end")


def main() -> None:
    """Measure, and print the table or one object."""
    parser = argparse.ArgumentParser(prog="bench", description="All benchmarks in one run.")
    parser.add_argument("--full", action="store_true", help="more rounds, and what takes long")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="this part; may be said several times"
    )
    parser.add_argument(
        "--telegrams", type=int, default=LARGE, metavar="N", help="of J1; 10,000 and 1,000 else"
    )
    parser.add_argument(
        "--facts",
        type=int,
        default=journal.FACTS,
        metavar="N",
        help="of the journal, a multiple of 10,000",
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="real telegrams, a JSON a line")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    if given.facts < journal.GROUP or given.facts % journal.GROUP:
        parser.error(f"--facts is a multiple of {journal.GROUP}")
    figures = measure(given)
    if given.json:
        print(json.dumps({"v": 1, "kind": "bench", "machine": _machine(), **figures}))
        return
    _print_table(figures, all_asked=not given.only and given.telegrams >= LARGE)


if __name__ == "__main__":
    main()
