"""`archive search`: records of the past are found."""

from collections.abc import Sequence
from typing import Final

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import show
from depesha.export.columns import Column, field


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


COMMANDS: Final = {
    "archive search": Command(
        run=_search,
        options=_search_options,
        example='depesha archive search Разуваев "38 параллель" --since 1951\n'
        "depesha archive search Roshchin --without Peking --rank",
        more="Words are found in every case and, of names, in every spelling.",
    ),
}
