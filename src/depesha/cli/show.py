"""`show`: the sheet of one telegram, what it quotes, who signed, and what was answered."""

from collections.abc import Iterator

from depesha.cli.attachments import attachment_lines
from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.cli.sheet import OPERATION, PLACES, Sheet, sheet_lines
from depesha.export.answers import answer, signer
from depesha.export.screen import safe, wrap
from depesha.export.times import of

INDENT = "    "


def _options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")


def _show(call: Call) -> int:
    asked = {"reference": call.args.reference, **call.office}
    if call.args.json:
        call.objects([call.read("show", purpose="json", **asked)])
        return 0
    found = call.read("show", purpose="show", language=call.language, **asked)
    for line in (*sheet_lines(call, found), *_beneath(call, found)):
        call.print(line)
    call.note_others(found)
    return 0


def _beneath(call: Call, found: Row) -> Iterator[str]:
    """Return what does not stand on the sheet; the label is the last line of all."""
    yield from _signatures(call, found)
    yield from _attached(call, found)
    yield from _references(call, found)
    yield from _answers(call, found)
    yield from _chased(call, found)
    for quotation in found.get("quotations") or ():
        yield from _quotation(call, quotation)
    yield Sheet(call, found).label_line()


def _signatures(call: Call, found: Row) -> Iterator[str]:
    signatures = found.get("signatures") or ()
    if signatures:
        yield f"{call.word('signatures')}:"
    for one in signatures:
        yield _facts("", _sign(call, one), *_who_signed(call, one), one.get("why"))
    counted = found.get("released")
    if counted:
        key = "releases unknown" if counted["needed"] is None else "releases by policy"
        said = call.word(key).format(counted["given"], counted["needed"], counted["policy"])
        yield safe(f"  {said}")


def _who_signed(call: Call, one: Row) -> Iterator[str]:
    """Return what was done by whom: office, title, holder, time; by a deputy, both are named."""
    if one.get("what"):
        yield call.word(f"{one['what']} by")
    yield signer(call, one)
    if one.get("holder"):
        yield call.word("held by").format(one["holder"])
    yield of(call, one.get("at"))


def _sign(call: Call, one: Row) -> str:
    return f"✓ {call.word('verified')}" if one.get("verified") else f"✗ {call.word('not verified')}"


def _attached(call: Call, found: Row) -> Iterator[str]:
    rows = found.get("attachments") or ()
    if rows:
        yield f"{call.word('attachments')}:"
        yield from attachment_lines(call, iter(rows))


def _references(call: Call, found: Row) -> Iterator[str]:
    references = found.get("references") or ()
    if references:
        yield f"{call.word('it refers to')}:"
    for one in references:
        number = "/".join(str(part) for part in (one.get("station"), one.get("number")) if part)
        yield _facts("", call.word(str(one.get("relation") or "")), number, one.get("words"))


def _answers(call: Call, found: Row) -> Iterator[str]:
    answers = found.get("answers") or ()
    if answers:
        yield f"{call.word('answers')}:"
    for one in answers:
        who = signer(call, {**one, "who": one["office"]})
        yield _facts("", _sign(call, one), of(call, one.get("at")), who, answer(call, one))
        if one.get("as"):
            yield INDENT + call.word(f"as {one['as']}")
        yield from _indented(one.get("text"))
        yield from _indented(one.get("reason"))


def _chased(call: Call, found: Row) -> Iterator[str]:
    """Say which addressee was asked again, and whose telegram lies before the duty office."""
    for duty in found.get("duties") or ():
        if duty.get("chased"):
            times = (duty["chased"], of(call, duty.get("chased_at")))
            yield _facts(str(duty["office"]), call.word("chased times").format(*times))
        if duty.get("shown_to"):
            shown = call.word("shown to").format(", ".join(duty["shown_to"]))
            yield _facts(str(duty["office"]), shown)


def _quotation(call: Call, one: Row) -> Iterator[str]:
    signers = one.get("signed_by") or ()
    names = signers if isinstance(signers, str) else ", ".join(str(name) for name in signers)
    kind = str(one.get("message_type") or OPERATION)
    loud = f"*{call.word(kind)}*" if kind != OPERATION else ""
    name = f"{call.word('quoted')}:"
    yield _facts(name, loud, one.get("reference"), _sign(call, one), names, one.get("why"))
    yield from _indented(one.get("text"))


def _facts(*words: object) -> str:
    """Return one line of what is known, its parts set apart."""
    first, *others = words
    return safe("  ".join([str(first), *(str(word) for word in others if word)]))


def _indented(text: object) -> Iterator[str]:
    if text:
        yield from (INDENT + line for line in wrap(str(text), PLACES - len(INDENT)))


COMMANDS = {
    "show": Command(
        run=_show,
        options=_options,
        example="depesha show moscow/26044\ndepesha show 26044 --json",
        more="A telegram whose copying is forbidden is shown, but not as JSON.",
    )
}
