"""`register channel LINE`: the numbers of a line, what is missing of them, and since when."""

from collections.abc import Sequence
from datetime import UTC

from depesha.cli.books import Book, asked_for, book_options, put_out
from depesha.cli.call import Call, Row
from depesha.cli.csv_lines import plain
from depesha.cli.pages import PaperColumn
from depesha.cli.parser import Command, Parser
from depesha.cli.screen import safe
from depesha.cli.table import Column, field, lines
from depesha.cli.times import TimeOf, of
from depesha.cli.traffic_books import pieces

EPOCH_DIGITS = 8


def _direction(call: Call, row: Row) -> str:
    return call.word("theirs") if row["direction"] == "in" else call.word("ours")


def _epoch(_call: Call, row: Row) -> str:
    return str(row["epoch"])[:EPOCH_DIGITS]


CHANNELS = (
    Column(title="direction", cell=_direction),
    Column(title="lane", cell=field("lane"), right=True),
    Column(title="epoch", cell=_epoch),
    Column(title="first", cell=field("first"), right=True),
    Column(title="last", cell=field("last"), right=True),
    Column(title="loads", cell=field("loads"), right=True),
    Column(title="accepted", cell=field("accepted"), right=True),
    Column(title="suspected", cell=field("again"), right=True),
    Column(title="open", cell=field("open"), right=True),
    Column(title="checked", cell=TimeOf("checked_at")),
    Column(title="reconciled", cell=TimeOf("reconciled_at")),
)


def _numbers(_call: Call, row: Row) -> str:
    first, last = row["first"], row["last"]
    return str(first) if first == last else f"{first}–{last}"


def _how(call: Call, row: Row) -> str:
    return call.word({"came": "came", "void": "void", "ended": "epoch ended"}[str(row["how"])])


GAPS = (
    Column(title="lane", cell=field("lane"), right=True),
    Column(title="epoch", cell=_epoch),
    Column(title="numbers", cell=_numbers, right=True),
    Column(title="missing since", cell=TimeOf("since_at")),
    Column(title="closed at", cell=TimeOf("closed_at")),
    Column(title="how", cell=lambda call, row: _how(call, row) if row.get("how") else ""),
)


def _missing_numbers(_call: Call, row: Row) -> str:
    return ", ".join(_numbers(_call, gap) for gap in row.get("missing") or ())


def _count(call: Call, rows: Sequence[Row]) -> list[str]:
    """Return how many lines there are, and how many numbers were open at the ends of days."""
    open_ = sum(int(row["open"]) for row in rows if row["direction"] == "in")
    verdict = "nothing is missing" if not open_ else "gaps in all"
    return [f"{call.word('lines in all').format(len(rows))} {call.word(verdict).format(open_)}."]


_DAY = Column(title="day", cell=field("day"))
_OF_DAY = tuple(one for one in CHANNELS if one.title not in {"checked", "reconciled"})
DAYS = Book(
    title="register of channels",
    columns=(_DAY, *_OF_DAY, Column(title="missing", cell=_missing_numbers, gives_way=True)),
    paper=(
        PaperColumn(title="day", cell=field("day"), places=10),
        PaperColumn(title="direction", cell=_direction, places=11),
        PaperColumn(title="lane", cell=field("lane"), places=6, right=True),
        PaperColumn(title="epoch", cell=_epoch, places=8),
        PaperColumn(title="first", cell=field("first"), places=8, right=True),
        PaperColumn(title="last", cell=field("last"), places=8, right=True),
        PaperColumn(title="loads", cell=field("loads"), places=8, right=True),
        PaperColumn(title="accepted", cell=field("accepted"), places=9, right=True),
        PaperColumn(title="open", cell=field("open"), places=10, right=True),
        PaperColumn(title="missing", cell=_missing_numbers),
    ),
    csv=(
        plain("day"),
        plain("line"),
        plain("direction"),
        plain("lane"),
        plain("epoch"),
        plain("first"),
        plain("last"),
        plain("loads"),
        plain("accepted"),
        plain("again"),
        plain("open"),
        ("missing", _missing_numbers),
    ),
    nothing="no closed day",
    closing=_count,
)


def _options(parser: Parser) -> None:
    parser.add_argument("line", metavar="LINE", help="the neighbour, as in moscow")
    parser.add_argument("--day", metavar="DATE", help="a UTC day that was closed: 2026-11-28")
    book_options(parser)


def _channel(call: Call) -> int:
    asked = asked_for(call, UTC)
    if asked.is_said or call.args.paper or call.args.csv or call.args.file:
        rows = pieces(call, "channel-book", line=call.args.line, **asked.times(UTC))
        return put_out(call, DAYS, list(rows), asked, about=call.args.line)
    return _now(call)


def _now(call: Call) -> int:
    day = {"day": call.args.day} if call.args.day else {}
    found = call.read("line-register", line=call.args.line, **day)
    channels = found["channels"]
    if call.args.json:
        verdict = {key: value for key, value in found.items() if key != "channels"}
        call.objects({"line": found["line"], "day": found["day"], **row} for row in channels)
        call.objects([verdict], "register-channel-verdict")
        return 0
    for table, rows in ((CHANNELS, channels), (GAPS, _gaps(channels))):
        if rows:
            for line in lines(call, table, rows):
                call.print(line)
            call.print()
    for said in _verdict(call, found):
        call.print(safe(said))
    return 0


def _gaps(channels: list[Row]) -> list[Row]:
    """Return the gaps, those that are open first."""
    return [
        {"lane": row["lane"], "epoch": row["epoch"], **gap}
        for kept in ("missing", "closed")
        for row in channels
        for gap in row.get(kept) or ()
    ]


def _verdict(call: Call, found: Row) -> list[str]:
    """Say in words whether anything is missing, and which numbers."""
    said: list[str] = []
    if found["by_pack"]:
        said.append(call.word("by pack"))
        if found.get("packs") is not None:
            since = of(call, found["unanswered_since_at"]) or "–"
            counts = (found["packs"], since, found["packs_missing"])
            said.append(call.word("packs").format(*counts))
    if not found["channels"]:
        if not found["by_pack"]:
            said.append(call.word("day not closed" if found["day"] else "no numbers"))
    elif found["nothing_missing"]:
        said.append(call.word("nothing is missing"))
    else:
        said += [_missing(call, row) for row in found["channels"] if row["open"]]
    return said


def _missing(call: Call, row: Row) -> str:
    """Name what is missing of a neighbour's numbers; of ours, how many have no answer."""
    place = f"{row['lane']}, {_epoch(call, row)}"
    if row["direction"] == "out":
        return call.word("unanswered numbers").format(place, row["open"])
    numbers = ", ".join(_numbers(call, gap) for gap in row["missing"])
    return call.word("missing numbers").format(place, numbers)


COMMANDS = {
    "register channel": Command(
        run=_channel,
        options=_options,
        example="depesha register channel moscow\n"
        "depesha register channel moscow --day 2026-11-28 --json\n"
        "depesha register channel moscow --from 2026-11-01 --to 2026-11-30 --print",
        more="Counts are of the whole epoch; the first number is that of the day.\n"
        "A day is closed at midnight UTC, by a fact in the journal.",
    ),
}
