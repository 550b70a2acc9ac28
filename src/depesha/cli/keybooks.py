"""`keybook admit|introduce|export|import|show`: whose keys are whose."""

from collections.abc import Iterator
from typing import Final

from depesha.cli.call import Call, Row
from depesha.cli.files import MAX_ARMOUR_BYTES, give, read_bytes
from depesha.cli.parser import Command, Parser
from depesha.cli.table import lines
from depesha.errors import DoesNotVerify, Usage
from depesha.export.columns import Column
from depesha.export.screen import safe
from depesha.export.speech import Speech

_EXPORT: Final = "depesha keybook export STATION, at the centre,"
_REQUEST: Final = "depesha station request"


def _file(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="- is stdin")


def _text(call: Call, what: str, made_by: str) -> str:
    name = call.args.file
    try:
        return read_bytes(call.world, name, MAX_ARMOUR_BYTES).decode()
    except UnicodeDecodeError as error:
        msg = f"{name}: not a {what}, or a damaged one"
        raise DoesNotVerify(msg, hint=f"{made_by} makes one") from error


def _done(call: Call, result: Row, *said: str) -> int:
    if call.args.json:
        call.objects([result])
    else:
        for line in said:
            call.note(line)
    return 0


def _admit(call: Call) -> int:
    result = call.order("keybook-admit", text=_text(call, "request", _REQUEST))
    line = "{station} admitted, key book version {version}; its fingerprint is {fingerprint}"
    if result.get("waits"):
        line += "; {waits} more holders must sign"
    said = [line.format(**result)]
    if result.get("words"):
        said.append(f"spoken: {result['words']}")
    changed = [f"  {one}" for one in result["changes"]]
    return _done(call, result, *map(safe, [*said, *changed]))


def _introduce_options(parser: Parser) -> None:
    parser.add_argument("station", metavar="STATION")
    parser.add_argument("correspondent", metavar="OTHER", help="whom it may write to")


def _introduce(call: Call) -> int:
    args = call.args
    result = call.order("keybook-introduce", station=args.station, correspondent=args.correspondent)
    return _done(call, result, f"{args.station} may write to {args.correspondent}; export its book")


def _collective_options(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help="as in allposts; it has no @")
    parser.add_argument(
        "--member",
        dest="members",
        action="append",
        default=[],
        metavar="OFFICE",
        help="an office that it stands for; all of them are said each time",
    )
    parser.add_argument("--remove", action="store_true", help="it stands for nobody any more")


def _collective(call: Call) -> int:
    args = call.args
    if args.remove == bool(args.members):
        msg = "a collective address has members, or is removed"
        raise Usage(msg, hint="--member OFFICE for each, or --remove")
    said = {"collective": args.name, "members": args.members, "remove": args.remove}
    result = call.order("keybook-collective", **said)
    hidden = ", ".join(str(one) for one in result["not_shown_to"])
    done = "removed" if result["removed"] else f"{len(result['members'])} members"
    lines = [
        f"{result['collective']}: {done}, key book version {result['version']}; export the books"
    ]
    if hidden and not result["removed"]:
        lines.append(f"  not for {hidden}: they do not know all members")
    return _done(call, result, *map(safe, lines))


def _export_options(parser: Parser) -> None:
    parser.add_argument("station", metavar="STATION", help="for whom")
    parser.add_argument(
        "--with",
        dest="correspondents",
        action="append",
        default=[],
        metavar="OTHER",
        help="introduce this station to it first; may be given again",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write it here")


def _export(call: Call) -> int:
    for other in call.args.correspondents:
        call.order("keybook-introduce", station=call.args.station, correspondent=other)
    return export(call)


def export(call: Call) -> int:
    """Write out what the centre signed for one station: its key book, and its plan with it."""
    found = call.read("keybook-export", station=call.args.station)
    if call.args.json:
        call.objects([found])
        return 0
    if give(call, call.args.output, str(found["text"])):
        call.note(f"key book and plan for {call.args.station} written to {call.args.output}")
    return 0


def import_options(parser: Parser) -> None:
    """Add the file, and the root that a first import must name."""
    _file(parser)
    parser.add_argument(
        "--root", default="", metavar="HEX", help="at the first: the root, heard by another way"
    )


def take_in(call: Call) -> int:
    """Take in what the centre signed for this station."""
    result = call.order(
        "keybook-import", text=_text(call, "key book", _EXPORT), root=call.args.root
    )
    stations = result.get("stations") or ()
    names = stations if isinstance(stations, int) else ", ".join(str(one) for one in stations)
    line = f"key book version {result['version']}, plan version {result['plan_version']}: {names}"
    return _done(call, result, line)


def _show(call: Call) -> int:
    found = call.read("keybook")
    if call.args.json:
        call.objects([found])
        return 0
    for line in _lines(call, found):
        call.print(line)
    return 0


def _station_names(_speech: Speech, row: Row) -> str:
    return ", ".join(str(name) for name in (row.get("names") or {}).values())


def _offices(_speech: Speech, row: Row) -> str:
    return ", ".join(str(one["office"]).partition("@")[0] for one in row.get("offices") or ())


def _keys(_speech: Speech, row: Row) -> str:
    return str(len(row.get("period_keys") or ()) or "")


def _book(speech: Speech, row: Row) -> str:
    """Return which key book a station has, as far as is known, and that it is revoked."""
    if row.get("status") == "REVOKED":
        return speech.word("revoked")
    return str(row.get("book_version") or "")


STATIONS = (
    Column(title="station", cell=lambda _, row: str(row["station"])),
    Column(title="name", cell=_station_names, gives_way=True),
    Column(title="zone", cell=lambda _, row: str(row.get("zone") or "")),
    Column(title="offices", cell=_offices, gives_way=True),
    Column(title="keys", cell=_keys, right=True),
    Column(title="book", cell=_book, right=True),
)


SAID_AS: Final = {"root_words": "spoken"}


def _lines(call: Call, found: Row) -> Iterator[str]:
    for name in ("network", "version", "root", "root_words"):
        if found.get(name) is not None:
            yield safe(f"{SAID_AS.get(name, name):9}{found[name]}")
    stations = found.get("stations") or ()
    if stations:
        yield ""
        yield from lines(call, STATIONS, stations)
    for one in found.get("collectives") or ():
        yield ""
        yield safe(f"{call.word('collective')} {one['name']}: {', '.join(one['members'])}")


COMMANDS = {
    "keybook admit": Command(
        run=_admit,
        options=_file,
        example="depesha keybook admit pyongyang.request",
        more="Compare the fingerprint that it prints with the one that the station reads out.\n"
        "What the key book says otherwise from then on stands below it.",
    ),
    "keybook introduce": Command(
        run=_introduce,
        options=_introduce_options,
        example="depesha keybook introduce pyongyang peking",
    ),
    "keybook collective": Command(
        run=_collective,
        options=_collective_options,
        example="depesha keybook collective allposts --member razuvaev@pyongyang"
        " --member roshchin@peking\ndepesha keybook collective allposts --remove",
        more="In a draft it stands where an office may stand (To: allposts), and Except: exempts\n"
        "members. A station is shown it once it knows the stations of all members.",
    ),
    "keybook export": Command(
        run=_export,
        options=_export_options,
        example="depesha keybook export pyongyang -o pyongyang.book\n"
        "depesha keybook export pyongyang --with peking -o pyongyang.book",
    ),
    "keybook import": Command(
        run=take_in,
        options=import_options,
        example="depesha keybook import pyongyang.book --root 4f1c…",
        more="The first import names the root, which the centre shows with depesha keybook show.",
    ),
    "keybook show": Command(run=_show, example="depesha keybook show --json"),
}
