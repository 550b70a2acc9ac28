"""`queue` and `route`: how the traffic stands."""

from collections.abc import Iterator

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.cli.table import show
from depesha.errors import NoCommunications
from depesha.export.columns import Column, field, reason
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.times import TimeOf, of
from depesha.words import word

QUEUE = (
    Column(title="destination", cell=field("destination")),
    Column(title="neighbour", cell=field("neighbour")),
    Column(title="grade", cell=reason("grade"), right=True),
    Column(title="size", cell=field("size_bytes"), right=True),
    Column(title="since", cell=TimeOf("since_at")),
    Column(title="next try", cell=TimeOf("next_try_at")),
    Column(title="expected", cell=TimeOf("expected_at")),
    Column(title="why", cell=reason("why"), gives_way=True),
)

OLDEST = (
    Column(title="grade", cell=reason("grade")),
    Column(title="waiting", cell=field("waiting"), right=True),
    Column(title="oldest", cell=TimeOf("oldest_at")),
    Column(
        title="age", cell=lambda speech, row: age(int(row["age_s"]), speech.language), right=True
    ),
)

AGES = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def age(seconds: int, language: str = "en") -> str:
    """Return a length of time in its largest unit: `3 h`."""
    size, unit = next((one for one in AGES if seconds >= one[0]), AGES[-1])
    return f"{seconds // size} {word(f'unit {unit}', language).strip()}"


def _queue(call: Call) -> int:
    rows = call.read("queue")
    show(call, QUEUE, rows, "nothing waits")
    if not rows:
        return 0
    oldest = call.read("queue-oldest")
    if call.args.json:
        call.objects(oldest, "queue-oldest")
        return 0
    call.print("")
    show(call, OLDEST, oldest, "nothing waits")
    return 0


def _route_options(parser: Parser) -> None:
    parser.add_argument("to", metavar="TO", help="a station, as in pyongyang")
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="STATION",
        help="not through this one; may be said several times",
    )
    parser.add_argument(
        "--grade", choices=("low", "urgent", "flash"), help="for traffic of this grade; else low"
    )


def _route(call: Call) -> int:
    args = call.args
    asked = {"exclude": args.exclude, "grade": args.grade}
    found = call.read("route", to=args.to, **{name: said for name, said in asked.items() if said})
    if call.args.json:
        call.objects([found])
    if not found.get("next_hop"):
        msg = f"no way is known to {call.args.to}"
        hint = 'add a line with "depesha plan line" and "depesha link add", or send by the centre'
        raise NoCommunications(msg, hint=hint)
    if not call.args.json:
        for line in _way(call, found):
            call.print(safe(line))
    return 0


def _way(speech: Speech, found: Row) -> Iterator[str]:
    yield _head(speech, found)
    for step in found.get("steps") or ():
        yield f"  {_step(speech, step)}"
    if found.get("expected_at") is not None:
        expected = speech.word("expected by way").format(of(speech, found["expected_at"]))
        answer = speech.word("answer by").format(of(speech, found.get("answer_at")))
        yield f"  {expected}; {answer}"
    if found.get("beyond"):
        yield f"  {speech.word('beyond').format(found['beyond'])}"
    if found.get("blocked"):
        yield f"  {speech.word('blocked').format(found['next_hop'])}"
    if found.get("silent_until"):
        yield f"  {speech.word('silent').format(of(speech, found['silent_until']))}"
    for one in found.get("excluded") or ():
        yield f"  {speech.word('not by').format(one['station'])}: {speech.reason(one['why'])}"


def _head(speech: Speech, found: Row) -> str:
    others = [str(way) for way in found.get("ways") or () if way != found["next_hop"]]
    spare = f" ({speech.word('else by way').format(', '.join(others))})" if others else ""
    if found["next_hop"] == found["to"]:
        return f"{found['to']}: {speech.word('direct')}{spare}"
    return f"{found['to']}: {speech.word('by way').format(found['next_hop'])}{spare}"


def _step(speech: Speech, step: Row) -> str:
    rule = f"; {speech.reason(step['rule'])}" if step.get("rule") else ""
    times = " – ".join(dict.fromkeys(of(speech, step[at]) for at in ("leaves_at", "arrives_at")))
    return f"> {step['station']}  {times}  {speech.reason(step['windows'])}{rule}"


COMMANDS = {
    "queue": Command(run=_queue, example="depesha queue\ndepesha queue --json"),
    "route": Command(
        run=_route,
        options=_route_options,
        example="depesha route pyongyang\ndepesha route pyongyang --exclude moscow --json",
        more="What would go now: by which lines and rules, when it arrives, and who is left out.",
    ),
}
