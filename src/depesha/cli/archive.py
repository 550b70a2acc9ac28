"""`archive …`: records of the past are taken in, found, shown and cited."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from depesha.archive.form import encode
from depesha.archive.importing import records
from depesha.archive.record import Record
from depesha.cli.call import Call, Row
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser, number
from depesha.cli.progress import working
from depesha.cli.table import show
from depesha.errors import Malformed, Problem, Usage
from depesha.export.columns import Column, field
from depesha.export.screen import safe

BATCH_RECORDS: Final = 64
BATCH_BYTES: Final = 1024 * 1024
"""What one order brings: it goes through the door in one line."""

INDEX_AT_ONCE: Final = 128
RELEASED_AT_ONCE: Final = 256
BOLD: Final = ("\x1b[1m", "\x1b[0m")


# -- import ---------------------------------------------------------------------------------------


def _import_options(parser: Parser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="pages, TEI, JSON lines"
    )
    parser.add_argument(
        "--classification",
        type=number,
        default=0,
        metavar="LEVEL",
        help="what a reader here must be cleared for, as a number of the policy; 0: everybody",
    )


def _import(call: Call) -> int:
    status = 0
    for path in call.args.files:
        done = _import_file(call, path)
        status = max(status, 1 if done["bad"] else 0)
        if call.args.json:
            call.objects([done])
        else:
            call.told("imported", path, done["entered"], done["known"], done["bad"])
    with working(call, call.word("indexing")):
        while call.order("archive-index", limit=INDEX_AT_ONCE)["indexed"]:
            pass
    return status


def _import_file(call: Call, path: Path) -> Row:
    """Enter the records of one file; what cannot be read is told and passed over."""
    done: dict[str, Any] = {"file": str(path), "entered": 0, "known": 0, "bad": 0}
    with (
        told(str(path)),
        path.open("rb") as opened,
        working(call, f"{call.word('importing')} {path.name}"),
    ):
        for batch in _batches(call, records(opened, path.stem), done):
            answer = call.order(
                "archive-enter",
                office=call.args.office,
                batch=path.name,
                classification=call.args.classification,
                records=[b64encode(one).decode() for one in batch],
            )
            done["entered"] += answer["entered"]
            done["known"] += answer["known"]
    return done


def _batches(call: Call, found: Iterator[Any], done: dict[str, Any]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for one in _each(call, found, done):
        batch.append(one)
        size += len(one)
        if len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _each(call: Call, found: Iterator[Any], done: dict[str, Any]) -> Iterator[bytes]:
    """Yield the bytes of each record that can be read; a file that ends in rubbish ends there."""
    try:
        for one in found:
            if not isinstance(one, Record):
                _bad(call, done, one.source, one.why)
                continue
            try:
                payload = encode(one)
            except Malformed as error:
                _bad(call, done, one.source, error.message)
                continue
            yield payload
    except Malformed as error:
        _bad(call, done, done["file"], error.message)


def _bad(call: Call, done: dict[str, Any], source: str, why: str) -> None:
    done["bad"] += 1
    call.world.stderr.write(f"depesha: {safe(call.word('not imported').format(source, why))}\n")


# -- search ---------------------------------------------------------------------------------------


def _search_options(parser: Parser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="words; what the shell gives with blanks is a phrase",
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="WORD", help="it must not stand there"
    )
    parser.add_argument(
        "--since", metavar="DATE", help="sent on this day or later: 1951-11-21, 1951"
    )
    parser.add_argument("--until", metavar="DATE", help="sent on this day or before")
    parser.add_argument("--number", type=number, metavar="N", help="its outgoing number")
    parser.add_argument("--label", metavar="WORDS", help="its classification at issue, as written")
    parser.add_argument("--precedence", metavar="WORDS", help="its precedence, as written")
    parser.add_argument("--language", metavar="CODE", help="of the original: ru, en")
    parser.add_argument("--rank", action="store_true", help="the fittest first, not the newest")
    parser.add_argument("--limit", type=number, default=20, metavar="N", help="at most so many")


COLUMNS: Final = (
    Column(title="record", cell=field("record"), right=True),
    Column(title="sent on", cell=field("sent")),
    Column(title="number", cell=field("number"), right=True),
    Column(title="title", cell=field("title"), gives_way=True),
    Column(title="found", cell=field("said"), gives_way=True),
)


def _search(call: Call) -> int:
    args = call.args
    answer = call.read(
        "archive-search",
        office=args.office,
        query=" ".join(_asked(args.words, args.without)),
        since=args.since,
        until=args.until,
        number=args.number,
        label=args.label,
        precedence=args.precedence,
        language=args.language,
        order="rank" if args.rank else "newest",
        limit=args.limit,
    )
    rows = answer["found"]
    marks = (answer["begins"], answer["ends"])
    for row in rows:
        row["said"] = _without(row["found"], marks)
    if args.json:
        call.objects(rows)
    else:
        show(call, COLUMNS, rows, "nothing found")
    return 0


def _asked(words: Sequence[str], without: Sequence[str]) -> list[str]:
    """Return words as a question has them: one that the shell gave with blanks is a phrase."""
    wanted = [_phrase(word) for word in words]
    return [*wanted, *(f"-{_phrase(word)}" for word in without)]


def _phrase(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _without(snippet: str, marks: tuple[str, str]) -> str:
    return " ".join(snippet.replace(marks[0], "[").replace(marks[1], "]").split())


# -- show, cite -----------------------------------------------------------------------------------


def _record_option(parser: Parser) -> None:
    parser.add_argument("record", metavar="RECORD", help="its number here, or its source")


def _found(call: Call) -> Row:
    found: Row = call.read("archive-record", record=call.args.record, office=call.args.office)
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
    yield from (f"{call.word('holding')}: {one['as_cited']}" for one in content["holdings"])
    yield from (_check(call, one) for one in found["checks"])
    unread = len(content["unparsed"])
    if unread:
        yield call.word("not understood").format(unread)


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


# -- release --------------------------------------------------------------------------------------


def _release_options(parser: Parser) -> None:
    parser.add_argument("record", nargs="?", type=number, metavar="RECORD", help="its number here")
    parser.add_argument("--all-of", metavar="FILE", help="all that came in a file of this name")
    parser.add_argument("--source", metavar="PREFIX", help="all whose source begins so")
    parser.add_argument("--by", required=True, metavar="WHO", help="the person or board")
    parser.add_argument("--authority", required=True, metavar="WORDS", help="by what law or rule")
    parser.add_argument("--on", required=True, metavar="DATE", help="on which day it was decided")
    parser.add_argument(
        "--redact",
        action="append",
        default=[],
        metavar="PLACE=CODE/AUTHORITY",
        help="keep back a paragraph, or letters of it: 3:10-42=3.3(b)(1)/the board",
    )
    parser.add_argument("--review", default="", metavar="DATE", help="look at that again then")


def _release(call: Call) -> int:
    args = call.args
    many = args.all_of or args.source
    if bool(args.record) == bool(many) or (many and (args.redact or args.review)):
        msg = "a decision is about one record, or about all of a file or a source, whole"
        raise Usage(msg, hint="name a record, --all-of or --source")
    if many:
        return _release_many(call)
    done = call.order(
        "archive-release",
        office=args.office,
        record=args.record,
        decided_by=args.by,
        authority=args.authority,
        decided_on=args.on,
        redactions=args.redact,
        review_on=args.review,
    )
    if args.json:
        call.objects([done])
    else:
        call.told("released record", done["record"], done["version"])
    return 0


def _release_many(call: Call) -> int:
    args = call.args
    count = 0
    after: int | None = None
    with working(call, call.word("releasing")):
        while True:
            done = call.order(
                "archive-release-all",
                office=args.office,
                batch=args.all_of or "",
                source=args.source or "",
                after=after,
                limit=RELEASED_AT_ONCE,
                decided_by=args.by,
                authority=args.authority,
                decided_on=args.on,
            )
            if not done["released"]:
                break
            count, after = count + done["released"], done["last"]
    if args.json:
        call.objects([{"released": count}])
    else:
        call.told("released records", count)
    return 0


COMMANDS: Final = {
    "archive import": Command(
        run=_import,
        options=_import_options,
        example="depesha archive import telegram-26044.md\n"
        "depesha archive import frus1951v07p2.xml --as archivist",
        more="What is there already is passed over: an import that broke off is given again. A\n"
        "document that cannot be read is told, and the others are imported.",
    ),
    "archive search": Command(
        run=_search,
        options=_search_options,
        example='depesha archive search Разуваев "38 параллель" --since 1951\n'
        "depesha archive search Roshchin --without Peking --rank",
        more="Words are found in every case and, of names, in every spelling.",
    ),
    "archive show": Command(run=_show, options=_record_option, example="depesha archive show 12"),
    "archive cite": Command(
        run=_cite, options=_cite_options, example="depesha archive cite 12 --holding 2 --style gost"
    ),
    "archive release": Command(
        run=_release,
        options=_release_options,
        example='depesha archive release 12 --by "the board" --authority "25 years" --on 1976-11-21'
        "\n"
        'depesha archive release 12 --by "the board" --authority "25 years" --on 1976-11-21'
        ' --redact "2:0-40=3.3(b)(1)/the board" --review 1986-11-21'
        "\n"
        'depesha archive release --source frus1951 --by "the office" --authority "printed" '
        "--on 1976-11-21",
        more="Letters count from 0 in the text as it is read; a paragraph of a translation goes\n"
        "as a whole with the one that it says again.",
    ),
}
