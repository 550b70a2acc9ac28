"""`track`: the ladder of stages at every addressee, evidenced (✓) and implied (·) apart."""

from collections.abc import Iterator

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.cli.screen import pad, safe, width, wrap
from depesha.cli.sheet import PLACES
from depesha.cli.times import of

EVIDENCED = "✓"
IMPLIED = "·"
INDENT = "  "


def _options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")


def _track(call: Call) -> int:
    found = call.read("track", reference=call.args.reference, **call.office)
    if call.args.json:
        call.objects([found])
        return 0
    for line in _lines(call, found):
        call.print(line)
    return 0


def _lines(call: Call, found: Row) -> Iterator[str]:
    head = (found["reference"], found.get("classification_name"), found.get("subject"))
    yield safe("  ".join(str(word) for word in head if word))
    for addressee in found.get("addressees") or ():
        yield ""
        yield from _addressee(call, addressee)
        yield from _answers(call, found, str(addressee["office"]))
    for notice in found.get("notices") or ():
        yield safe(
            f"{of(call, notice.get('at'))}  {notice.get('what') or notice.get('text') or ''}"
        )


def _addressee(call: Call, addressee: Row) -> Iterator[str]:
    closed = f" ({call.word('closed')})" if addressee.get("closed") else ""
    yield safe(f"{addressee['office']}  {call.word(str(addressee['state']))}{closed}")
    stages = addressee.get("stages") or ()
    widest = max((width(call.word(str(one["stage"]))) for one in stages), default=0)
    for one in stages:
        name = pad(safe(call.word(str(one["stage"]))), widest)
        sign = EVIDENCED if one.get("evidenced") else IMPLIED
        at = of(call, one.get("at")) or ("" if one.get("evidenced") else call.word("implied"))
        yield f"{INDENT}{sign} {name}  {at}".rstrip()
    outstanding = addressee.get("outstanding")
    if outstanding:
        again = of(call, outstanding.get("repeat_at"))
        line = call.word("repeated").format(outstanding.get("attempts"), again)
        yield f"{INDENT}… {line}"


def _answers(call: Call, found: Row, office: str) -> Iterator[str]:
    for one in found.get("answers") or ():
        if one["office"] == office and one.get("text"):
            code = "INTERIM" if one.get("interim") else str(one["code"])
            said = f"{call.word(code)}: {one['text']}"
            yield from (INDENT + line for line in wrap(said, PLACES - len(INDENT)))


COMMANDS = {
    "track": Command(
        run=_track,
        options=_options,
        example="depesha track 26044\ndepesha track moscow/1951/26044 --json",
        more="✓ a signed notice is held; · a later stage implies it.",
    )
}
