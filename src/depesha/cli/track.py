"""`track`: the ladder of stages at every addressee, evidenced (✓) and implied (·) apart."""

from collections.abc import Iterator

from depesha.cli.call import Call, Row
from depesha.cli.control import span
from depesha.cli.parser import Command, Parser
from depesha.cli.sent import too_early
from depesha.cli.sheet import OPERATION, PLACES
from depesha.export.answers import answer, signer
from depesha.export.marks import marks
from depesha.export.screen import pad, safe, width, wrap
from depesha.export.standing import standing
from depesha.export.times import of

EVIDENCED = "✓"
IMPLIED = "·"
INDENT = "  "
DUES = {"receipt": "RECEIVED", "execution": "EXECUTED"}
"""What may be due, and the stage by which it is met."""

WORTH_TELLING_MS = 60_000
"""How long a telegram must have lain in its station for that to be shown."""

NAMED = ("result", "reason", "recipient", "way", "neighbour", "station")
"""What is shown of a fact besides its kind, where it has it."""


def _options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")
    parser.add_argument(
        "--history", action="store_true", help="every fact that the journal has about it"
    )


def _track(call: Call) -> int:
    purpose = "json" if call.args.json else "show"
    found = call.read("track", reference=call.args.reference, purpose=purpose, **call.office)
    if call.args.json:
        call.objects([found])
        return 0
    for line in _lines(call, found):
        call.print(line)
    call.note_others(found)
    return 0


def _lines(call: Call, found: Row) -> Iterator[str]:
    head = (found["reference"], found.get("classification_name"), found.get("subject"))
    kind = str(found.get("message_type") or OPERATION)
    loud = [f"*{call.word(kind)}*"] if kind != OPERATION else []
    yield safe("  ".join([*loud, *(str(word) for word in head if word)]))
    yield from (f"{INDENT}{mark}" for mark in marks(call, found))
    for one in found.get("history") or ():
        if one["kind"] == "Repeated":
            said = (of(call, one["at"]), ", ".join(one.get("stations") or ()))
            yield safe(f"{INDENT}{call.word('repeated at').format(*said)}")
    for addressee in found.get("addressees") or ():
        yield ""
        yield from _addressee(call, addressee)
        yield from _answers(call, found, str(addressee["office"]))
    if call.args.history:
        yield ""
        yield from (_fact(call, one) for one in found.get("history") or ())


def _fact(call: Call, one: Row) -> str:
    """Return one fact: its place in the journal, when, what, and who is named in it."""
    said = [f"{one['fact']:>6}", of(call, one["at"]), str(one["kind"])]
    if one.get("office"):
        said.append(signer(call, {**one, "who": one["office"]}))
    if one.get("code"):
        said.append(answer(call, one))
    names = (str(one[key]) for key in NAMED if one.get(key))
    return safe("  ".join([*said, *names]))


def _addressee(call: Call, addressee: Row) -> Iterator[str]:
    closed = f" ({call.word('closed')})" if addressee.get("closed") else ""
    yield safe(f"{addressee['office']}  {standing(call, addressee)}{closed}")
    if addressee.get("answered_as") == "operator":
        yield f"{INDENT}… {call.word('only received')}"
    stages = addressee.get("stages") or ()
    widest = max((width(call.word(str(one["stage"]))) for one in stages), default=0)
    for one in stages:
        name = pad(safe(call.word(str(one["stage"]))), widest)
        sign = EVIDENCED if one.get("evidenced") else IMPLIED
        at = of(call, one.get("at")) or ("" if one.get("evidenced") else call.word("implied"))
        yield f"{INDENT}{sign} {name}  {at}".rstrip()
    for what, met in DUES.items():
        due = addressee.get(f"{what}_due_at")
        if due is not None and not closed and met not in {one["stage"] for one in stages}:
            remarks = f"{_early(call, addressee, due)}{_silence(call, addressee)}"
            yield f"{INDENT}… {call.word(f'{what} due')} {of(call, due)}{remarks}"
    yield from _control(call, addressee)
    if addressee.get("outstanding"):
        yield safe(f"{INDENT}… {_outstanding(call, addressee)}")
        expected_at = addressee["outstanding"].get("expected_at")
        if expected_at is not None:
            yield safe(f"{INDENT}… {call.word('expected there').format(of(call, expected_at))}")
    for one in addressee.get("diversions") or ():
        why = call.word(str(one["reason"])).format(one["neighbour"])
        told = (one["at_station"], why, of(call, one["at"]))
        yield safe(f"{INDENT}… {call.word('diverted here').format(*told)}")
    for one in addressee.get("attachments") or ():
        state = call.word(str(one["state"]))
        yield safe(f"{INDENT}{call.word('attachment')} {one['number']}: {state}")


def _control(call: Call, addressee: Row) -> Iterator[str]:
    """Return how it is controlled: handling time, interim reports, chasers, the duty office."""
    took = addressee.get("handling_ms") or 0
    if took >= WORTH_TELLING_MS:
        objective = addressee["handling_objective_ms"]
        key = "handled late" if took > objective else "handled in"
        lengths = (span(took, call.language), span(objective, call.language))
        yield f"{INDENT}… {call.word(key).format(*lengths)}"
    if addressee.get("interim_at") is not None:
        yield f"{INDENT}… {call.word('last interim').format(of(call, addressee['interim_at']))}"
    if addressee.get("chased"):
        times = (addressee["chased"], of(call, addressee.get("chased_at")))
        yield f"{INDENT}… {call.word('chased times').format(*times)}"
    if addressee.get("shown_to"):
        shown = call.word("shown to").format(", ".join(addressee["shown_to"]))
        yield safe(f"{INDENT}… {shown}")


def _early(call: Call, addressee: Row, due_at: int) -> str:
    return too_early(call, due_at, (addressee.get("outstanding") or {}).get("expected_at"))


def _silence(call: Call, addressee: Row) -> str:
    until = addressee.get("silent_until")
    return "" if until is None else f" ({call.word('silent').format(of(call, until))})"


def _outstanding(call: Call, addressee: Row) -> str:
    """Return what has become of a document whose report has not come."""
    outstanding = addressee["outstanding"]
    waits_for, attempts = outstanding.get("waits_for"), outstanding.get("attempts")
    if waits_for:
        was_sent = any(one["stage"] == "SENT" for one in addressee.get("stages") or ())
        return call.word("repeat waits" if was_sent else "not sent").format(waits_for)
    if addressee.get("silent_until"):
        return call.word("no answer before").format(of(call, addressee["silent_until"]))
    again = of(call, outstanding.get("repeat_at"))
    return call.word("sent once" if attempts == 1 else "repeated").format(attempts, again)


def _answers(call: Call, found: Row, office: str) -> Iterator[str]:
    for one in found.get("answers") or ():
        words = one.get("text") or one.get("reason")
        if (one.get("in_place_of") or one["office"]) == office and (words or one.get("as")):
            said = answer(call, one) + (f": {words}" if words else "")
            yield from (INDENT + line for line in wrap(said, PLACES - len(INDENT)))
            yield from _standing(call, one)


def _standing(call: Call, one: Row) -> Iterator[str]:
    """Say who gave an answer and in which standing."""
    if one.get("as"):
        who = signer(call, {**one, "who": one["office"]})
        yield safe(f"{INDENT}{INDENT}{who}, {call.word('as ' + str(one['as']))}")


COMMANDS = {
    "track": Command(
        run=_track,
        options=_options,
        example="depesha track 26044\ndepesha track moscow/1951/26044 --history",
        more="✓ a signed notice is held; · a later stage implies it.",
    )
}
