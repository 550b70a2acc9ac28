"""`control`, `overdue` and `chase`: what is asked of whom, by when, and what has not come."""

from typing import Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import show
from depesha.export.columns import Column, field
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.standing import precedence, state, subject
from depesha.export.tasks import fact, owes, said_answer
from depesha.export.times import TimeOf, of
from depesha.words import word

EXIT_OVERDUE: Final = 8
"""What `overdue` says to a script: there is something."""

SPANS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def span(ms: int, language: str = "en") -> str:
    """Return a length of time in its two largest units: `2 h 15 min`."""
    seconds = abs(ms) // 1000
    parts = []
    for size, unit in SPANS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {word(f'unit {unit}', language).strip()}")
    return " ".join(parts[:2]) or f"0 {word('unit s', language).strip()}"


def _left(speech: Speech, row: Row) -> str:
    left = row.get("left_ms")
    if left is None:
        return ""
    said = span(left, speech.language)
    return f"-{said}" if left < 0 else said


def _office(_speech: Speech, row: Row) -> str:
    """Return the addressee; where it may not be named, its station."""
    return str(row.get("office") or row.get("station") or "")


def _overdue(speech: Speech, row: Row) -> str:
    return ", ".join(speech.word(f"overdue {one['what']}") for one in row.get("overdue") or ())


def _since(speech: Speech, row: Row) -> str:
    return of(speech, min((one["since_at"] for one in row.get("overdue") or ()), default=None))


def _chased(speech: Speech, row: Row) -> str:
    if not row.get("chased"):
        return ""
    return f"{row['chased']}, {of(speech, row.get('chased_at'))}"


def _way(speech: Speech, row: Row) -> str:
    return speech.word("of us" if row.get("direction") == "out" else "of them")


NUMBER = Column(title="number", cell=field("reference"))
OFFICE = Column(title="office", cell=_office)
PRECEDENCE = Column(title="precedence", cell=precedence)
DIRECTION = Column(title="direction", cell=_way)
CHASED = Column(title="chased", cell=_chased)
SUBJECT = Column(title="subject", cell=subject, gives_way=True)

CONTROL = (
    PRECEDENCE,
    NUMBER,
    DIRECTION,
    OFFICE,
    Column(title="state", cell=state),
    Column(title="owes", cell=owes),
    Column(title="due", cell=TimeOf("due_at")),
    Column(title="left", cell=_left, right=True),
    Column(title="overdue", cell=_overdue),
    CHASED,
    Column(title="interim", cell=TimeOf("interim_at")),
    SUBJECT,
)
OVERDUE = (
    PRECEDENCE,
    NUMBER,
    DIRECTION,
    OFFICE,
    Column(title="overdue", cell=_overdue),
    Column(title="since", cell=_since),
    CHASED,
    SUBJECT,
)


def _which(parser: Parser) -> None:
    parser.add_argument("--office", metavar="OFFICE", dest="addressee", help="of this addressee")
    parser.add_argument("--station", metavar="STATION", help="of the addressees at this station")
    parser.add_argument(
        "--way", choices=("out", "in"), dest="direction", help="of our telegrams, or of theirs"
    )
    parser.add_argument(
        "--exercise", action="store_true", help="exercise and drill traffic, which has its own list"
    )
    parser.add_argument(
        "-n", "--limit", type=number, default=1000, metavar="N", help="at most so many (1000)"
    )


def _asked(call: Call) -> dict[str, object]:
    args = call.args
    given = {
        "addressee": args.addressee,
        "station": args.station,
        "direction": args.direction,
        "exercise": args.exercise,
    }
    return {"limit": args.limit, **{key: one for key, one in given.items() if one}, **call.office}


def _control_options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", nargs="?", help="the history of one telegram")
    parser.add_argument("--all", action="store_true", help="closed ones too, the newest first")
    _which(parser)


def _control(call: Call) -> int:
    if call.args.reference:
        asked = {"reference": call.args.reference, **call.office}
        purpose = "json" if call.args.json else "show"
        return _one(call, call.read("task", purpose=purpose, **asked))
    wanted = {"all": True} if call.args.all else {}
    show(call, CONTROL, call.read("control", **wanted, **_asked(call)), "no tasks")
    return 0


def _overdue_list(call: Call) -> int:
    rows = call.read("overdue", **_asked(call))
    show(call, OVERDUE, rows, "nothing overdue")
    return EXIT_OVERDUE if rows else 0


# -- one telegram ---------------------------------------------------------------------------------


def _one(call: Call, found: Row) -> int:
    if call.args.json:
        call.objects([found], "task")
        return 0
    show(call, CONTROL, found["tasks"], "no tasks")
    for one in found.get("answers") or ():
        words = one.get("text") or one.get("reason")
        if words:
            call.print(safe(f"  {_said(call, one)}: {words}"))
    for one in found.get("history") or ():
        call.print(safe("  ".join(fact(call, one))))
    return 0


def _said(speech: Speech, one: Row) -> str:
    return f"{of(speech, one.get('at'))}  {said_answer(speech, one)}"


# -- by hand --------------------------------------------------------------------------------------


def _chase_options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")
    parser.add_argument("--office", metavar="OFFICE", dest="addressee", help="this one alone")


def _chase(call: Call) -> int:
    args = call.args
    one = {"addressee": args.addressee} if args.addressee else {}
    result = call.order("chase", reference=args.reference, **one, **call.office)
    if args.json:
        call.objects([result])
        return 0
    for chased in result.get("chased") or ():
        owes = call.word(f"owes {chased['owes']}")
        call.told("chased now", result["reference"], chased["office"], owes)
    return 0


COMMANDS = {
    "control": Command(
        run=_control,
        options=_control_options,
        example="depesha control\ndepesha control --station pyongyang --all\ndepesha control 26044",
        more="Each open task: what is asked of an addressee, by when, and how far it has come.\n"
        "A report of execution or a refusal closes it, or that it is cancelled or superseded.",
    ),
    "overdue": Command(
        run=_overdue_list,
        options=_which,
        example="depesha overdue\ndepesha overdue --exercise --json",
        more="What should have been sent, opened, confirmed or reported by now, here and there.\n"
        "Exit status 8: there is something; 0: there is nothing.",
    ),
    "chase": Command(
        run=_chase,
        options=_chase_options,
        example="depesha chase 26044\ndepesha chase 26044 --office razuvaev@pyongyang",
        more="It goes by itself too, when a term is over, and then at growing pauses.",
    ),
}
