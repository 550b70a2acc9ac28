"""`register out|in|special|service|transit|open`: the numbered books."""

from functools import partial

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import Column, field, show
from depesha.cli.times import TimeOf
from depesha.cli.trays import CLASSIFICATION, FROM, NUMBER, PRECEDENCE, STATE, SUBJECT, addressees

REGISTERED = Column(title="registered", cell=TimeOf("registered_at", "filed_at"))
TO = Column(title="to", cell=addressees, gives_way=True)
SPECIAL = Column(title="special", cell=field("local_number"), right=True)
INCOMING = Column(title="incoming", cell=field("incoming_number"), right=True)

REGISTERS = {
    "out": (NUMBER, REGISTERED, CLASSIFICATION, PRECEDENCE, TO, STATE, SUBJECT),
    "in": (
        INCOMING,
        NUMBER,
        Column(title="delivered", cell=TimeOf("delivered_at")),
        CLASSIFICATION,
        PRECEDENCE,
        FROM,
        STATE,
        SUBJECT,
    ),
    "special": (SPECIAL, NUMBER, REGISTERED, CLASSIFICATION, PRECEDENCE, TO, STATE, SUBJECT),
}

SERVICES = (
    Column(title="notice", cell=lambda _call, row: f"notice:{str(row['notice'])[:16]}"),
    Column(title="at", cell=TimeOf("at")),
    Column(title="direction", cell=lambda _call, row: "from" if row["came"] else "to"),
    Column(title="station", cell=field("station")),
    Column(title="what", cell=field("code")),
    Column(title="subject", cell=field("subject"), gives_way=True),
)

TRANSIT = (
    Column(title="slip", cell=lambda _call, row: str(row["slip_id"])[:16]),
    Column(title="from", cell=field("from")),
    Column(title="for", cell=field("destination")),
    Column(title="next", cell=field("next_hop")),
    Column(title="taken", cell=TimeOf("taken_at")),
    Column(title="handed on", cell=TimeOf("handed_on_at")),
    Column(title="returned", cell=TimeOf("returned_at")),
    Column(title="reason", cell=field("reason")),
)


def _options(parser: Parser) -> None:
    parser.add_argument("--year", type=number, metavar="YEAR", help="another year than all")


def _register(direction: str, call: Call) -> int:
    year = {"year": call.args.year} if call.args.year else {}
    rows = call.read("register", direction=direction, **year, **call.office)
    show(call, REGISTERS[direction], rows, "no telegrams")
    return 0


def _services(call: Call) -> int:
    show(call, SERVICES, call.read("service"), "no service messages")
    return 0


def _transit(call: Call) -> int:
    show(call, TRANSIT, call.read("relayed"), "nothing passed through")
    return 0


def _open_options(parser: Parser) -> None:
    parser.add_argument("series", metavar="SERIES", help="outgoing, special, or one of your own")
    parser.add_argument("first", type=number, metavar="FIRST", help="its next number")


def _open(call: Call) -> int:
    done = call.order("series", series=call.args.series, first=call.args.first)
    if call.args.json:
        call.objects([done])
    else:
        call.note("{series} goes on at {first} in {year}".format(**done))
    return 0


COMMANDS = {
    **{
        f"register {direction}": Command(
            run=partial(_register, direction),
            options=_options,
            example=f"depesha register {direction}\ndepesha register {direction} --year 1951",
        )
        for direction in REGISTERS
    },
    "register service": Command(run=_services, example="depesha register service"),
    "register transit": Command(run=_transit, example="depesha register transit --json"),
    "register open": Command(
        run=_open, options=_open_options, example="depesha register open special 1070"
    ),
}
