"""`register out|in|special` and `journal head`: the numbered books, and the journal under them."""

from functools import partial

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser, number
from depesha.cli.screen import safe
from depesha.cli.table import Column, field, show
from depesha.cli.times import TimeOf, of
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


def _options(parser: Parser) -> None:
    parser.add_argument("--year", type=number, metavar="YEAR", help="another year than all")


def _register(direction: str, call: Call) -> int:
    year = {"year": call.args.year} if call.args.year else {}
    rows = call.read("register", direction=direction, **year)
    show(call, REGISTERS[direction], rows, "no telegrams")
    return 0


def _head(call: Call) -> int:
    found = call.read("journal")
    if call.args.json:
        call.objects([found])
        return 0
    call.print(safe(f"size  {found['size']}"))
    call.print(safe(f"root  {found['root']}"))
    if found.get("committed_at") is not None:
        call.print(f"at    {of(call, found['committed_at'])}")
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
    "journal head": Command(run=_head, example="depesha journal head --json"),
}
