"""`archive show`, `archive cite`: one record of the past."""

from collections.abc import Iterator
from typing import Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.errors import Problem
from depesha.export.screen import safe


def _record_option(parser: Parser) -> None:
    parser.add_argument("record", metavar="RECORD", help="its number here, or its source")


def _found(call: Call) -> Row:
    found: Row = call.read(
        "archive-record",
        record=call.args.record,
        office=call.args.office,
        purpose="json" if call.args.json else "",
    )
    return found


def _show(call: Call) -> int:
    found = _found(call)
    if call.args.json:
        call.objects([found])
        return 0
    call.print("\n".join(map(safe, _shown(call, found))))
    return 0


def _shown(call: Call, found: Row) -> Iterator[str]:
    content = found["content"]
    telegram = content["telegram"]
    yield str(found["title"])
    for key, value in (
        ("source", found["source"]),
        ("sent on", found["sent"]),
        ("number", found["number"] or ""),
        ("class", telegram["classification_text"]),
        ("precedence", telegram["precedence_text"]),
    ):
        if value:
            yield f"{call.word(key)}: {value}"
    for party in telegram["parties"]:
        yield f"{call.word('party ' + party['role'])}: {party['text']}"
    for text in telegram["texts"]:
        if text["kind"] != "TRANSCRIPTION" or len(telegram["texts"]) == 1:
            yield ""
            yield f"— {text['language']} —"
            yield from (part["text"] for part in text["segments"])
    yield ""
    for one in found["custody"]:
        yield from _custody(call, one, content["holdings"])
    yield from _decided(call, found)
    yield from (_check(call, one) for one in found["checks"])
    unread = len(content["unparsed"])
    if unread:
        yield call.word("not understood").format(unread)


def _custody(call: Call, history: Row, holdings: list[Row]) -> Iterator[str]:
    """Yield where one copy lies and lay, in order."""
    for place in history["holdings"]:
        one = holdings[place - 1]
        said = [one["as_cited"]]
        said += [
            f"{call.word(caption)} {one[name]['text']}"
            for name, caption in (("since", "lies since"), ("until", "lay until"))
            if one[name]
        ]
        copy = f" ({call.word('copy')} {history['copy']})" if history["copy"] else ""
        yield f"{call.word('holding')}{copy}: {', '.join(said)}"
    if history["looks_like_one_copy"]:
        yield call.word("these look like one copy").format(len(history["holdings"]))


def _decided(call: Call, found: Row) -> Iterator[str]:
    """Yield when it is looked at again, and what was decided when it was."""
    for caption, day in (
        ("reviewed on", found["review_on"]),
        ("declassified on", found["declassify_on"]),
    ):
        if day:
            yield call.word(caption).format(day)
    for one in found["reviews"]:
        yield call.word(f"review {one['decision']}").format(
            one["decided_on"], one["decided_by"], one["authority"], one["category"], one["next_on"]
        )


def _check(call: Call, one: Row) -> str:
    told = {True: "agrees", False: "differs", None: "nothing to compare"}[one["agrees"]]
    return f"{one['what']}: {call.word(told)} ({one['said']})"


def _cite_options(parser: Parser) -> None:
    _record_option(parser)
    parser.add_argument("--holding", type=number, default=1, metavar="N", help="which, from 1")
    parser.add_argument("--style", choices=("chicago", "gost"), default="chicago", help="how")


def _cite(call: Call) -> int:
    found = _found(call)
    citations = found["citations"]
    if not 1 <= call.args.holding <= len(citations):
        msg = f"the record has no holding {call.args.holding}"
        raise Problem(msg, hint=f"it has {len(citations)}")
    cited = citations[call.args.holding - 1]
    if call.args.json:
        call.objects([cited])
    else:
        call.print(safe(cited[call.args.style]))
    return 0


COMMANDS: Final = {
    "archive show": Command(run=_show, options=_record_option, example="depesha archive show 12"),
    "archive cite": Command(
        run=_cite, options=_cite_options, example="depesha archive cite 12 --holding 2 --style gost"
    ),
}
