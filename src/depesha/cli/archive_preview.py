"""`archive release --preview`: what of a record would go out, before anybody decides it."""

from collections.abc import Iterator
from typing import Final

from depesha.cli.call import Call, Row
from depesha.export.screen import safe

UNSAID: Final = frozenset({"PAGE", "JOINED"})
"""Notes that say nothing by themselves: where a page begins, where a word was parted."""


def asked(call: Call) -> Row:
    """Return what would go out by what the command line names."""
    args = call.args
    shown: Row = call.read(
        "archive-preview",
        office=args.office,
        record=str(args.record),
        redactions=args.redact,
        glosses=args.with_glosses,
        identifications=args.with_identification,
    )
    return shown


def show(call: Call) -> int:
    """Print what would go out; nothing is decided."""
    shown = asked(call)
    reasons = [] if call.args.without_reasons else shown["reasons"]
    if call.args.json:
        call.objects([{**shown, "reasons": reasons}])
        return 0
    call.print("\n".join(map(safe, _lines(call, shown, reasons))))
    return 0


def _lines(call: Call, shown: Row, reasons: list[str]) -> Iterator[str]:
    telegram = shown["content"]["telegram"]
    for text in telegram["texts"]:
        yield f"— {text['language']} —"
        yield from (part["text"] for part in text["segments"])
        yield ""
    for place in call.args.redact:
        yield call.word("would be kept back").format(place)
    if not call.args.redact:
        yield call.word("would go out whole")
    for text in telegram["texts"]:
        for one in text["annotations"]:
            if one["kind"] not in UNSAID:
                kind = call.word(f"annotation {one['kind']}")
                yield call.word("note would go out").format(kind, one["body"])
    for one in shown["glosses"]:
        if one["place"] not in _named(call):
            yield call.word("note would stay").format(one["place"], one["text"])
    yield from (call.word("reason would go out").format(one) for one in reasons)
    for one in shown["traces"]:
        yield call.word("looks like kept back").format(one["kept_back"], one["stands_in"])
    yield call.word("nothing is decided")


def _named(call: Call) -> set[str]:
    return {f"note {one.removeprefix('note ').strip()}" for one in call.args.with_glosses}
