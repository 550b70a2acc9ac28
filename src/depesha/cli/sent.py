"""What is printed when a telegram has its number: the same for `send`, `release` and `pass`.

county/2026/1: registered and sealed
  master@harbour  direct, expected 28.11 15:00Z; receipt within 2h, execution within 3h
"""

from typing import Final

from depesha.cli.call import Call, Row
from depesha.export.screen import safe

UNITS: Final = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
"""Lengths of time in seconds, the longest first."""


AT_ONCE_MS: Final = 60_000
OPERATION: Final = "OPERATION"


def print_sent(call: Call, result: Row) -> int:
    """Print the number, the addressees with their ways and terms, and the copies.

    With -q it is the number alone. What was sent before is said to be so: nothing was sent now.
    """
    if call.args.json:
        call.objects([result])
    elif call.args.quiet:
        call.print(safe(str(result["reference"])))
    elif result.get("repeated"):
        cure = call.word("again makes another") if "again" in call.args else ""
        at = _time(call, result["registered_at"])
        call.note(f"{call.word('sent before').format(result['reference'], at)}{cure}")
    else:
        _print_new(call, result)
    return 0


def _print_new(call: Call, result: Row) -> None:
    further = "".join(f", {one['series']} {one['number']}" for one in result.get("numbers") or ())
    until = result.get("held_until")
    done = (
        call.word("registered and sealed")
        if until is None
        else call.word("registered and held").format(_time(call, until))
    )
    kind = str(result.get("message_type") or OPERATION)
    loud = "" if kind == OPERATION else f"*{call.word(kind)}* "
    call.note(f"{loud}{result['reference']}{further}: {done}")
    for addressee in result.get("addressees") or ():
        registered_at = result.get("registered_at") or 0
        terms = ", ".join(_terms(call, addressee, until))
        way = f"{_way(call, addressee)}{_expected(call, addressee, registered_at)}"
        call.note(f"  {addressee['office']}  {way}".rstrip() + f"; {terms}" * bool(terms))
    for copy in result.get("copies") or ():
        call.note(f"  {call.word('made copy').format(copy['number'], copy['holder'])}")
    for one in result.get("attachments") or ():
        said = call.word("went with it").format(one["name"], one["size_bytes"])
        call.note(f"  {said}")


def _terms(call: Call, addressee: Row, until: int | None) -> list[str]:
    """Return by when each answer is due; a length of time counts from the delivery.

    What is held until a time is not there before it.
    """
    expected_at = addressee.get("expected_at") or until
    return [
        f"{call.word(f'term {what}')} {_due(call, asked)}"
        f"{too_early(call, asked.get('due_at'), expected_at)}"
        for what in ("receipt", "execution")
        if (asked := addressee.get(what))
    ]


def _due(call: Call, asked: Row) -> str:
    if asked.get("due_at") is not None:
        return call.word("until when").format(_time(call, asked["due_at"]))
    within = asked.get("due_within_s")
    if within is None:
        return call.word("without a term")
    return call.word("within").format(_span(call, within))


def too_early(call: Call, due_at: int | None, expected_at: int | None) -> str:
    """Return the remark that an answer is due before its telegram can be there; else nothing."""
    if due_at is None or expected_at is None or expected_at <= due_at:
        return ""
    return f" ({call.word('too early')})"


def _span(call: Call, seconds: int) -> str:
    """Return a length of time as a draft has it, as in `3h`."""
    unit, size = next(one for one in UNITS if seconds % one[1] == 0)
    return f"{seconds // size}{call.word(f'unit {unit}')}"


def _time(call: Call, at: int) -> str:
    # imported here because an order that shows no time need not read the settings
    from depesha.export.times import of  # noqa: PLC0415

    return of(call, at)


def _expected(call: Call, addressee: Row, registered_at: int) -> str:
    """Return when it is expected to arrive; nothing where that is at once."""
    if addressee.get("beyond"):
        return f", {call.word('beyond').format(addressee['beyond'])}"
    at = addressee.get("expected_at")
    return (
        ""
        if at is None or at - registered_at < AT_ONCE_MS
        else f", {call.word('expected by way').format(_time(call, at))}"
    )


def _way(call: Call, addressee: Row) -> str:
    way = addressee.get("way")
    if not way:
        return ""
    if way == addressee.get("station"):
        return call.word("direct")
    return call.word("by way").format(way)
