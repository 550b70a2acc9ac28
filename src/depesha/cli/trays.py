"""`inbox` and `outbox`: what lies before an office, and what it sent."""

from functools import partial

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import show
from depesha.export.columns import Column, field
from depesha.export.labels import classification
from depesha.export.speech import Speech
from depesha.export.standing import addressees, originator, precedence, state, subject
from depesha.export.times import TimeOf
from depesha.telegram import MessageType


def attached(speech: Speech, row: Row) -> str:
    """Return how many attachments are here of how many; and that one is false, if one is."""
    found = row.get("attachments")
    if not found:
        return ""
    said = f"{found['complete']}/{found['expected']}"
    return f"{said} {speech.word('FALSE')}" if found["false"] else said


def remarks(speech: Speech, row: Row) -> str:
    """Return what an office must know before all else: overdue, asked for again, in a place."""
    said = []
    if row.get("overdue"):
        said.append(speech.word("overdue").upper())
    if row.get("chased"):
        said.append(f"{speech.word('chased')} {row['chased']}")
    if row.get("on_duty"):
        said.append(speech.word("on duty"))
    said += [speech.word("acts for").format(office) for office in row.get("acts_for") or ()]
    return ", ".join(said)


TYPES = tuple(kind.name.lower() for kind in MessageType)


CLASSIFICATION = Column(title="class", cell=classification)


def answered_as(speech: Speech, row: Row) -> str:
    """Return in which standing it was answered: by an operator, or by authority."""
    return speech.word(str(row.get("answered_as") or ""))


ANSWERED_AS = Column(title="answered as", cell=answered_as)
FROM = Column(title="from", cell=originator, gives_way=True)


def name(_speech: Speech, row: Row) -> str:
    """Return the telegram's full number; of a void one its year and number."""
    if row.get("void"):
        return f"{row['year']}/{row['number']}" if row.get("number") else ""
    return str(row.get("reference") or "")


NUMBER = Column(title="number", cell=name)
PRECEDENCE = Column(title="precedence", cell=precedence)
STATE = Column(title="state", cell=state)
SUBJECT = Column(title="subject", cell=subject, gives_way=True)

TRAYS = {
    "inbox": (
        CLASSIFICATION,
        PRECEDENCE,
        NUMBER,
        Column(title="incoming", cell=field("incoming_number"), right=True),
        Column(title="delivered", cell=TimeOf("delivered_at")),
        STATE,
        ANSWERED_AS,
        Column(title="receipt due", cell=TimeOf("receipt_due_at")),
        Column(title="execution due", cell=TimeOf("execution_due_at")),
        Column(title="remarks", cell=remarks),
        Column(title="attachments", cell=attached, right=True),
        FROM,
        SUBJECT,
    ),
    "outbox": (
        CLASSIFICATION,
        PRECEDENCE,
        NUMBER,
        Column(title="registered", cell=TimeOf("registered_at", "filed_at")),
        STATE,
        ANSWERED_AS,
        Column(title="remarks", cell=remarks),
        Column(title="attachments", cell=attached, right=True),
        Column(title="to", cell=addressees, gives_way=True),
        SUBJECT,
    ),
}


def _options(parser: Parser) -> None:
    parser.add_argument(
        "-n", "--limit", type=number, default=50, metavar="N", help="at most so many (50)"
    )
    parser.add_argument(
        "--offset", type=number, default=0, metavar="N", help="leave out the newest so many"
    )
    type_option(parser)


def type_option(parser: Parser) -> None:
    """Add the filter by type of message."""
    parser.add_argument(
        "--type", choices=TYPES, help="only exercises, only operations, and so on; else all"
    )


def typed(call: Call) -> dict[str, str]:
    """Return what a question says of the type of message."""
    return {"type": call.args.type} if call.args.type else {}


def _tray(name: str, call: Call) -> int:
    args = call.args
    rows = call.read(name, limit=args.limit, offset=args.offset, **typed(call), **call.office)
    show(call, TRAYS[name], rows, "no telegrams")
    return 0


COMMANDS = {
    "inbox": Command(
        run=partial(_tray, "inbox"),
        options=_options,
        example="depesha inbox\ndepesha inbox --as razuvaev -n 200\ndepesha inbox --json",
    ),
    "outbox": Command(
        run=partial(_tray, "outbox"),
        options=_options,
        example="depesha outbox\ndepesha outbox --as gromyko --json",
    ),
}
