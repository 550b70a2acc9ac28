"""`plan show|line|transit|silence|sign|export|import`: who may carry what for whom, and when."""

import re
from datetime import datetime
from typing import Final

from depesha.cli import keybooks
from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.errors import Usage
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.times import of
from depesha.station.clock import now

_SPAN: Final = re.compile(r"([1-9]\d{0,5})(min|h|d)")
_UNITS_MS: Final = {"min": 60_000, "h": 3_600_000, "d": 86_400_000}


def _show(call: Call) -> int:
    found = call.read("plan")
    if call.args.json:
        call.objects([found])
        return 0
    for line in _lines(call, found):
        call.print(safe(line))
    return 0


def _lines(speech: Speech, found: Row) -> list[str]:
    lines = [
        f"line     {one['a']} {one['b']}  {one['windows']}" for one in found.get("lines") or ()
    ]
    transits = [
        f"transit  {one['from']} through {one['through']} to {one['to']}"
        for one in found.get("transits") or ()
    ]
    silences = [
        f"silence  {one['station']} until {of(speech, one['until_at'])}"
        for one in found.get("silences") or ()
    ]
    head = f"version  {found['version']}" if found.get("version") else speech.word("no plan")
    return [head, *lines, *transits, *silences]


def _line_options(parser: Parser) -> None:
    parser.add_argument("a", metavar="STATION")
    parser.add_argument("b", metavar="OTHER")
    parser.add_argument(
        "--windows",
        default="always",
        metavar="WINDOWS",
        help='when it is open, as in "06:00-06:30 daily", "fridays rate 2MB/s delay 8h"',
    )
    _remove_option(parser)


def _remove_option(parser: Parser) -> None:
    parser.add_argument("--remove", action="store_true", help="take it out of the plan")


def _line(call: Call) -> int:
    args = call.args
    result = call.order("plan-line", a=args.a, b=args.b, windows=args.windows, remove=args.remove)
    return _collected(call, result, f"line {args.a}-{args.b}")


def _transit_options(parser: Parser) -> None:
    add = parser.add_argument
    add("from_station", metavar="FROM")
    add("through", metavar="THROUGH", help="the station that carries")
    add("to", metavar="TO")
    add("--one-way", action="store_true", help="not from TO to FROM")
    _remove_option(parser)


def _transit(call: Call) -> int:
    args = call.args
    result = call.order(
        "plan-transit",
        from_station=args.from_station,
        through=args.through,
        to=args.to,
        one_way=args.one_way,
        remove=args.remove,
    )
    rule = f"transit {args.from_station} through {args.through} to {args.to}"
    return _collected(call, result, rule)


def _silence_options(parser: Parser) -> None:
    parser.add_argument("station", metavar="STATION")
    until = parser.add_mutually_exclusive_group(required=True)
    until.add_argument("--until", metavar="TIME", help="as in 2026-12-04T06:00Z, or 3d")
    until.add_argument("--off", dest="remove", action="store_true", help="it sends again")


def _silence(call: Call) -> int:
    args = call.args
    until_at = None if args.remove else moment(args.until)
    result = call.order("plan-silence", station=args.station, until_at=until_at)
    return _collected(call, result, f"silence of {args.station}")


def moment(text: str, *, is_past: bool = False) -> int:
    """Return a time, or a length of time from now, in UTC milliseconds; a past one counts back."""
    span = _SPAN.fullmatch(text.strip().lower())
    if span is not None:
        length = int(span[1]) * _UNITS_MS[span[2]]
        return now() - length if is_past else now() + length
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        msg = f"not a time: {text[:40]!r}"
        raise Usage(
            msg, hint="a time with its zone, as in 2026-12-04T06:00Z, or a length, as in 3d"
        )
    return int(when.timestamp() * 1000)


def _collected(call: Call, result: Row, what: str) -> int:
    if call.args.json:
        call.objects([result])
    else:
        done = "removed" if call.args.remove else "planned"
        call.note(f'{what} {done}; "depesha plan sign" takes it into force')
    return 0


def _sign(call: Call) -> int:
    result = call.order("plan-sign")
    if call.args.json:
        call.objects([result])
    else:
        version = result.get("plan_version", result.get("version", ""))
        call.note(f"plan version {version} signed and in force here; export it to the stations")
    return 0


def _export_options(parser: Parser) -> None:
    parser.add_argument("station", metavar="STATION", help="for whom")
    parser.add_argument("-o", "--output", metavar="FILE", help="write it here")


COMMANDS = {
    "plan show": Command(run=_show, example="depesha plan show"),
    "plan line": Command(
        run=_line,
        options=_line_options,
        example="depesha plan line moscow pyongyang\n"
        'depesha plan line moscow pyongyang --windows "06:00-06:30 daily Europe/Moscow"\n'
        'depesha plan line moscow peking --windows "fridays rate 2MB/s delay 8h"\n'
        "depesha plan line moscow pyongyang --remove",
        more="Lines and transit rules are collected until the plan is signed. Times are UTC, if no "
        "zone follows; a delay is how long a thing is under way after it left.",
    ),
    "plan transit": Command(
        run=_transit,
        options=_transit_options,
        example="depesha plan transit peking moscow pyongyang",
        more="Moscow may then carry from Peking to Pyongyang, and back.",
    ),
    "plan silence": Command(
        run=_silence,
        options=_silence_options,
        example="depesha plan silence pyongyang --until 2026-12-04T06:00Z\n"
        "depesha plan silence pyongyang --off",
        more="Until then it sends nothing of its own, and nobody repeats to it.",
    ),
    "plan sign": Command(run=_sign, example="depesha plan sign"),
    "plan export": Command(
        run=keybooks.export,
        options=_export_options,
        example="depesha plan export pyongyang -o pyongyang.book",
        more="The plan travels with the key book: this is what depesha keybook export writes.",
    ),
    "plan import": Command(
        run=keybooks.take_in,
        options=keybooks.import_options,
        example="depesha plan import pyongyang.book",
        more="The plan travels with the key book: this is what depesha keybook import does.",
    ),
}
