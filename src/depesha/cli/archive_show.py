"""`archive show`, `archive cite`: one record of the past."""

from collections.abc import Iterator, Sequence
from typing import Final

from depesha.cli.archive_form import check, copies, on_the_form, published
from depesha.cli.archive_preview import UNSAID
from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.errors import Problem
from depesha.export.screen import safe
from depesha.export.times import of

SHORT_HEX: Final = 16
"""Of a digest: enough to tell it from another."""


def _record_option(parser: Parser) -> None:
    parser.add_argument("record", metavar="RECORD", help="its number here, or its source")


def _show_options(parser: Parser) -> None:
    _record_option(parser)
    parser.add_argument(
        "--edition", type=number, default=0, metavar="N", help="of its source, from 1; the newest"
    )


def _found(call: Call, edition: int = 0) -> Row:
    found: Row = call.read(
        "archive-record",
        record=call.args.record,
        office=call.args.office,
        edition=edition,
        purpose="json" if call.args.json else "",
    )
    return found


def _show(call: Call) -> int:
    found = _found(call, call.args.edition)
    if call.args.json:
        call.objects([found])
        return 0
    call.print("\n".join(map(safe, _shown(call, found))))
    return 0


def _shown(call: Call, found: Row) -> Iterator[str]:
    content = found["content"]
    yield from _head(call, found)
    texts = content["telegram"]["texts"]
    for place, text in enumerate(texts):
        if text["kind"] != "TRANSCRIPTION" or len(texts) == 1:
            yield ""
            yield f"— {_named(call, text)} —"
            yield from _said(text, [one for one in found["mentions"] if one["text"] == place])
        yield from _lost(call, text)
    yield from _notes(call, found["notes"])
    yield ""
    yield from copies(call, content["copies"])
    for one in found["custody"]:
        yield from _custody(call, one, content["holdings"])
    yield from _decided(call, found)
    yield from (_proof(call, one) for one in found["proofs"])
    yield from (check(call, one) for one in found["checks"])
    unread = len(content["unparsed"])
    if unread:
        yield call.word("not understood").format(unread)
    if len(found["editions"]) > 1:
        yield ""
        for one in found["editions"]:
            yield from _edition(call, one)


def _head(call: Call, found: Row) -> Iterator[str]:
    """Yield what it is called, its numbers, its label, and who is in it."""
    telegram = found["content"]["telegram"]
    yield str(found["title"])
    yield from published(call, found["content"]["publication"])
    for key, value in (
        ("source", found["source"]),
        ("sent on", found["sent"]),
        ("number", found["number"] or ""),
    ):
        if value:
            yield f"{call.word(key)}: {value}"
    yield from on_the_form(call, telegram)
    for party in telegram["parties"]:
        yield f"{call.word('party ' + party['role'])}: {party['text']}"


def _named(call: Call, text: Row) -> str:
    """Return a text's language, and of one that is not the original also what it is and whose."""
    if text["kind"] in ("TRANSCRIPTION", "NORMALISED"):
        return str(text["language"])
    said = (text["language"], call.word(f"text {text['kind']}"), text["author"])
    return ", ".join(filter(None, said))


def _notes(call: Call, notes: Sequence[Row]) -> Iterator[str]:
    """Yield what editors wrote beside the text, by the places that a release names."""
    said = [one for one in notes if one["kind"] not in UNSAID or one["classification"]]
    if said:
        yield ""
    for one in said:
        kind, level = call.word(f"annotation {one['kind']}"), one["classification"]
        caption = call.word("note at a level" if level else "note at")
        yield caption.format(one["place"], kind, one["paragraph"], one["body"], level)


def _lost(call: Call, text: Row) -> Iterator[str]:
    """Yield the notes whose paragraph was emptied."""
    for one in text["annotations"]:
        if one["lost_from"]:
            yield call.word("note lost its place").format(one["lost_from"], one["body"])


def _proof(call: Call, one: Row) -> str:
    """Return what is said of a proof: that it was verified, or that only the record says so."""
    said = (one["station"], of(call, one["made_at"]), one["manifest"][:SHORT_HEX])
    caption = "proved by evidence" if one["is_verified"] else "says that it was proved"
    return call.word(caption).format(*said, one["office"])


def _edition(call: Call, one: Row) -> Iterator[str]:
    """Yield an edition: its number, why it is there, and what differs in it."""
    said = f" ({one['reason']})" if one["reason"] else ""
    yield f"{call.word('edition')} {one['edition']}: {one['office']}{said}"
    for each in one["changes"]:
        yield f"  {each['field']}: {each['before'] or '—'} → {each['after'] or '—'}"


def _said(text: Row, mentions: Sequence[Row]) -> Iterator[str]:
    """Yield the paragraphs of a text, behind each cover name in brackets whom it means."""
    for segment, part in enumerate(text["segments"]):
        said = part["text"]
        here: dict[int, list[str]] = {}
        for one in mentions:
            if one["segment"] == segment:
                here.setdefault(min(one["end"], len(said)), []).append(one["person"])
        for end in sorted(here, reverse=True):
            said = f"{said[:end]} [{' / '.join(dict.fromkeys(here[end]))}]{said[end:]}"
        yield said


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
    for one in found["taken_back"]:
        yield call.word("a filing was taken back").format(
            one["decided_on"], one["decided_by"], one["authority"], one["reason"]
        )
    for one in found["reviews"]:
        yield call.word(f"review {one['decision']}").format(
            one["decided_on"], one["decided_by"], one["authority"], one["category"], one["next_on"]
        )


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
    if not cited[call.args.style]:
        msg = "no holding of the record is known, and GOST cites by holdings"
        raise Problem(msg, hint='cite it with "--style chicago"')
    if call.args.json:
        call.objects([cited])
    else:
        call.print(safe(cited[call.args.style]))
    return 0


COMMANDS: Final = {
    "archive show": Command(
        run=_show,
        options=_show_options,
        example="depesha archive show 12\ndepesha archive show frus1951v07p2/d13 --edition 1",
    ),
    "archive cite": Command(
        run=_cite, options=_cite_options, example="depesha archive cite 12 --holding 2 --style gost"
    ),
}
