"""`register channel LINE`: the numbers of a line, what is missing of them, and since when."""

from datetime import UTC

from depesha.cli.books import asked_for, book_options, put_out
from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.cli.table import lines
from depesha.cli.traffic_books import pieces
from depesha.export.channel_book import CHANNELS, DAYS, epoch, numbers
from depesha.export.columns import Column, field
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.times import TimeOf, of


def _how(speech: Speech, row: Row) -> str:
    return speech.word({"came": "came", "void": "void", "ended": "epoch ended"}[str(row["how"])])


GAPS = (
    Column(title="lane", cell=field("lane"), right=True),
    Column(title="epoch", cell=epoch),
    Column(title="numbers", cell=numbers, right=True),
    Column(title="missing since", cell=TimeOf("since_at")),
    Column(title="closed at", cell=TimeOf("closed_at")),
    Column(title="how", cell=lambda speech, row: _how(speech, row) if row.get("how") else ""),
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


def _verdict(speech: Speech, found: Row) -> list[str]:
    """Say in words whether anything is missing, and which numbers."""
    said: list[str] = []
    if found["by_pack"]:
        said.append(speech.word("by pack"))
        if found.get("packs") is not None:
            since = of(speech, found["unanswered_since_at"]) or "–"
            counts = (found["packs"], since, found["packs_missing"])
            said.append(speech.word("packs").format(*counts))
    if not found["channels"]:
        if not found["by_pack"]:
            said.append(speech.word("day not closed" if found["day"] else "no numbers"))
    elif found["nothing_missing"]:
        said.append(speech.word("nothing is missing"))
    else:
        said += [_missing(speech, row) for row in found["channels"] if row["open"]]
    return said


def _missing(speech: Speech, row: Row) -> str:
    """Name what is missing of a neighbour's numbers; of ours, how many have no answer."""
    place = f"{row['lane']}, {epoch(speech, row)}"
    if row["direction"] == "out":
        return speech.word("unanswered numbers").format(place, row["open"])
    gaps = ", ".join(numbers(speech, gap) for gap in row["missing"])
    return speech.word("missing numbers").format(place, gaps)


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
