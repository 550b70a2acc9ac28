"""`station init|request|show` and `office add|list`: found a station and say who acts there."""

from collections.abc import Iterator
from itertools import chain, repeat

from depesha.cli.call import Call, Row
from depesha.cli.files import give
from depesha.cli.parser import Command, Parser, first_number, pair
from depesha.cli.passphrase import ask_twice, from_file, new_passphrase
from depesha.cli.table import show
from depesha.export.columns import Column, field, listed
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.times import TimeOf
from depesha.station import founding
from depesha.station.home import Home
from depesha.station.settings import OfficeWish

ROLES = (
    "drafter, releaser, operator, addressee, may-acknowledge, registrar, archivist, "
    "administrator, duty"
)


def _init_options(parser: Parser) -> None:
    add = parser.add_argument
    add("name", metavar="NAME", help="its id: a-z, 0-9 and -, as in moscow")
    add("--centre", action="store_true", help="it keeps the key book and the plan of its network")
    add("--network", default="", metavar="NAME", help="at the centre: the network's name")
    add("--zone", default="UTC", metavar="ZONE", help="IANA time zone, as in Europe/Moscow (UTC)")
    add("--policy", default="neutral", metavar="ID", help="neutral or mid-1951 (neutral)")
    add("--language", default="en", choices=("en", "ru"), help="of its captions (en)")
    add("--listen", default="", metavar="HOST:PORT", help="where neighbours reach it")
    add(
        "--name",
        dest="names",
        type=pair,
        action="append",
        default=[],
        metavar="LANG=NAME",
        help="what people call it, as in ru=Москва",
    )
    add(
        "--series",
        type=first_number,
        action="append",
        default=[],
        metavar="SERIES=NUMBER",
        help="first number of a series, as in outgoing=26044",
    )
    add(
        "--open",
        action="store_true",
        help="no passphrase: whoever reads the folder has the keys (demos, unattended stations)",
    )


def _init(call: Call) -> int:
    args = call.args
    secret = None if args.open else new_passphrase(call.world, args.passphrase_file)
    wish = founding.Foundation(
        station=args.name,
        centre=args.centre,
        zone=args.zone,
        policy=args.policy,
        language=args.language,
        names=dict(args.names),
        listen=args.listen,
        series=dict(args.series),
        network=args.network,
    )
    founded = founding.init(Home(call.home), wish, secret)
    if call.args.json:
        call.objects([founded])
        return 0
    call.note(f"{args.name} founded in {call.home}")
    if args.open:
        call.note("its keys lie open: whoever reads that folder has them")
    return 0


def _request_options(parser: Parser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help="write it here")


def _request(call: Call) -> int:
    found = founding.request(Home(call.home), call.passphrase)
    if call.args.json:
        call.objects([found])
        return 0
    if give(call, call.args.output, str(found["text"])):
        groups = found.get("fingerprint_groups") or found.get("fingerprint") or ""
        groups = groups if isinstance(groups, str) else " ".join(groups)
        call.note(f"request written to {call.args.output}")
        call.note(f"read this to the centre by another way: {groups}")
        if found.get("words"):
            call.note(f"or in words: {found['words']}")
    return 0


def _show(call: Call) -> int:
    found = founding.show(Home(call.home))
    if call.args.json:
        call.objects([found])
        return 0
    for line in _lines(found):
        call.print(safe(line))
    return 0


def _lines(found: Row) -> Iterator[str]:
    """Return one line for each thing known, a list in as many lines as it has things."""
    for key, value in found.items():
        say = SAID.get(key, _value)
        values = value if isinstance(value, (list, tuple)) else [value] * bool(value)
        captions = chain([key.replace("_", " ")], repeat(""))
        yield from (
            f"{name:14}{say(one)}".rstrip() for name, one in zip(captions, values, strict=False)
        )


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}={one}" for key, one in value.items())
    return "yes" if value is True else str(value)


def _said_line(one: Row) -> str:
    folders = "  ".join(one[key] for key in ("folder_out", "folder_in") if one.get(key))
    mail = f"mail to {one['mail_to']}" if one.get("mail_to") else ""
    return f"{one['neighbour']}  {one['address'] or folders or mail or 'it calls'}"


def _said_office(one: Row) -> str:
    titles = f"; {_value(one['titles'])}" if one["titles"] else ""
    key = f"; key {one['key']}" if one.get("key") else ""
    deputies = f"; deputies {', '.join(one['deputies'])}" if one.get("deputies") else ""
    roles = ", ".join(one["roles"])
    return f"{one['office']}  {roles}; clearance {one['clearance']}{titles}{key}{deputies}"


SAID = {"lines": _said_line, "offices": _said_office}
"""How a thing of a list is said, where it is more than a word."""


def _add_options(parser: Parser) -> None:
    add = parser.add_argument
    add("name", metavar="NAME", help="its name at this station, as in razuvaev")
    add(
        "--role",
        dest="roles",
        action="append",
        required=True,
        metavar="ROLE",
        help=f"what it may do, given once for each: {ROLES}",
    )
    add("--clearance", type=int, default=0, metavar="N", help="highest level that it reads (0)")
    add(
        "--title",
        dest="titles",
        type=pair,
        action="append",
        default=[],
        metavar="LANG=TITLE",
        help="what people call it, as in ru=Посол",
    )
    add(
        "--own-passphrase",
        action="store_true",
        help="its holder types a passphrase of his own; or --office-passphrase-file",
    )


def _add(call: Call) -> int:
    args = call.args
    wish = OfficeWish(
        name=args.name,
        roles=tuple(dict.fromkeys(args.roles)),
        clearance=args.clearance,
        titles=dict(args.titles),
    )
    own = _own_passphrase(call)
    added = founding.add_office(Home(call.home), wish, call.passphrase, own)
    if args.json:
        call.objects([added])
    elif "version" in added:
        call.note(f"{added['office']} added; key book signed anew, version {added['version']}")
    else:
        call.note(f"{added['office']} added; send the centre the request again")
    if own is None and not args.json:
        call.note("its key is open: whoever has the station signs as it")
    return 0


def _own_passphrase(call: Call) -> str | None:
    """Return the passphrase that the office's key is to be behind; None leaves it open."""
    if call.args.office_passphrase_file:
        return from_file(call.world, call.args.office_passphrase_file)
    if call.args.own_passphrase:
        return ask_twice(call.world, call.args.name, "name a file with --office-passphrase-file")
    return None


def _key(speech: Speech, row: Row) -> str:
    """Return what the key of an office here is behind."""
    return speech.word(f"key {row['key']}") if row.get("key") else ""


def _roles(speech: Speech, row: Row) -> str:
    return ", ".join(speech.reason(role) for role in row.get("roles") or ())


OFFICES = (
    Column(title="office", cell=field("office")),
    Column(title="roles", cell=_roles),
    Column(title="clearance", cell=field("clearance"), right=True),
    Column(title="titles", cell=lambda _, row: _value(row.get("titles") or {}), gives_way=True),
    Column(title="office holder", cell=field("holder"), gives_way=True),
    Column(title="since", cell=TimeOf("held_since_at")),
    Column(title="key", cell=_key),
    Column(title="deputies", cell=listed("deputies"), gives_way=True),
    Column(title="state", cell=field("state")),
)


def _list(call: Call) -> int:
    show(call, OFFICES, call.read("offices"), "no offices")
    return 0


COMMANDS = {
    "station init": Command(
        run=_init,
        options=_init_options,
        example="depesha station init moscow --home moscow --centre --network post --open\n"
        "depesha station init pyongyang --home pyongyang --zone Asia/Pyongyang "
        "--listen 127.0.0.1:7003",
        more="Without --open it asks for a passphrase, or takes --passphrase-file.",
    ),
    "station request": Command(
        run=_request,
        options=_request_options,
        example="depesha station request -o pyongyang.request",
        more="The centre admits the station with it: depesha keybook admit FILE.",
    ),
    "station show": Command(run=_show, example="depesha station show --json"),
    "office add": Command(
        run=_add,
        options=_add_options,
        example="depesha office add razuvaev --role addressee --role may-acknowledge "
        "--clearance 5 --title ru=Посол --own-passphrase",
        more="Without a passphrase of its own the key is open, and is shown as such.",
    ),
    "office list": Command(run=_list, example="depesha office list"),
}
