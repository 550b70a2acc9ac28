"""`archive search`: records of the past and telegrams of today are found by what they say."""

from collections.abc import Sequence
from typing import Any, Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import show
from depesha.errors import Usage
from depesha.export.columns import Column, field
from depesha.export.screen import safe

FILTERS: Final = (
    ("--person", "NAME", "who sent, got or signed it, in any case and spelling"),
    ("--label", "WORDS", "its classification at issue"),
    ("--precedence", "WORDS", "its precedence"),
    ("--series", "WORDS", "its caption: ОСОБАЯ"),
    ("--kind", "WORDS", "what the form calls it"),
    ("--place", "WORDS", "the place on the form"),
    ("--language", "CODE", "of the original: ru, en"),
    ("--archive", "NAME", "where a copy lies"),
)
NAMES: Final = tuple(option.removeprefix("--") for option, _, _ in FILTERS)


def _search_options(parser: Parser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="words; what the shell gives with blanks is a phrase; to:NAME, subject:WORD",
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="WORD", help="it must not stand there"
    )
    parser.add_argument(
        "--since", metavar="DATE", help="sent on this day or later: 1951-11-21, 1951"
    )
    parser.add_argument("--until", metavar="DATE", help="sent on this day or before")
    parser.add_argument("--year", type=number, metavar="YEAR", help="sent in this year")
    parser.add_argument("--number", type=number, metavar="N", help="its outgoing number")
    for option, metavar, about in FILTERS:
        parser.add_argument(option, metavar=metavar, help=about)
    parser.add_argument("--records", action="store_true", help="records of the past alone")
    parser.add_argument("--telegrams", action="store_true", help="telegrams of this station alone")
    parser.add_argument(
        "--exact",
        action="store_true",
        help="words as they are written: no other case or spelling, no other name",
    )
    parser.add_argument("--rank", action="store_true", help="the fittest first, not the newest")
    parser.add_argument("--facets", action="store_true", help="how many there are of which kind")
    parser.add_argument("--limit", type=number, default=20, metavar="N", help="at most so many")


COLUMNS: Final = (
    Column(title="record", cell=field("name"), right=True),
    Column(title="sent on", cell=field("sent")),
    Column(title="number", cell=field("number"), right=True),
    Column(title="title", cell=field("title"), gives_way=True),
    Column(title="found", cell=field("said"), gives_way=True),
)
COUNTS: Final = (
    Column(title="facet", cell=field("facet")),
    Column(title="value", cell=field("value"), gives_way=True),
    Column(title="count", cell=field("count"), right=True),
)
CAPTIONS: Final = {
    "year": "facet year",
    "label": "facet label",
    "precedence": "facet precedence",
    "language": "facet language",
    "place": "facet place",
    "series": "facet series",
    "kind": "facet kind",
    "archive": "facet archive",
    "person": "facet person",
}


def _search(call: Call) -> int:
    asked = _asked(call)
    if call.args.facets:
        return _count(call, asked)
    answer = call.read("archive-search", **asked)
    rows = answer["found"]
    marks = (answer["begins"], answer["ends"])
    for row in rows:
        row["said"] = _without(row["found"], marks)
        row["name"] = row["telegram"] if row["record"] is None else row["record"]
    if call.args.json:
        call.objects(rows)
        return 0
    show(call, COLUMNS, rows, "nothing found")
    _tell_widened(call, answer["widened"])
    if answer["behind"]:
        call.told("index behind", answer["behind"])
    return 0


def _tell_widened(call: Call, widened: Sequence[Row]) -> None:
    """Say what else was looked for: whoever does not want it says --exact."""
    for one in () if call.args.quiet else widened:
        others = ", ".join(dict.fromkeys([*one["names"], *one["cover_names"]]))
        said = call.word("looked for too").format(one["asked"], others)
        call.world.stderr.write(f"depesha: {safe(said)}\n")


def _count(call: Call, asked: dict[str, Any]) -> int:
    answer = call.read("archive-facets", **asked)
    if call.args.json:
        call.objects([answer])
        return 0
    rows = [
        {"facet": call.word(CAPTIONS[name]), "value": value, "count": count}
        for name, values in answer["facets"].items()
        for value, count in values
    ]
    show(call, COUNTS, rows, "nothing found")
    call.told("counted newest" if answer["is_more"] else "counted", answer["count"])
    return 0


def _asked(call: Call) -> dict[str, Any]:
    """Return the fields of the question."""
    args = call.args
    if args.records and args.telegrams:
        msg = "records alone, or telegrams alone, is asked for"
        raise Usage(msg, hint="without both of them everything is found")
    return {
        "office": args.office,
        "query": " ".join(_words(args.words, args.without)),
        "since": args.since,
        "until": args.until,
        "year": args.year,
        "number": args.number,
        **{name: getattr(args, name) for name in NAMES},
        "thing": "record" if args.records else "telegram" if args.telegrams else None,
        "exact": args.exact,
        "order": "rank" if args.rank else "newest",
        "limit": args.limit,
        "purpose": "json" if args.json else "show",
    }


def _words(words: Sequence[str], without: Sequence[str]) -> list[str]:
    """Return words as a question has them: one that the shell gave with blanks is a phrase."""
    wanted = [_phrase(word) for word in words]
    return [*wanted, *(f"-{_phrase(word)}" for word in without)]


def _phrase(word: str) -> str:
    before, colon, rest = word.partition(":")
    if " " not in word:
        return word
    return f'{before}:"{rest}"' if colon and " " not in before else f'"{word}"'


def _without(snippet: str, marks: tuple[str, str]) -> str:
    return " ".join(snippet.replace(marks[0], "[").replace(marks[1], "]").split())


COMMANDS: Final = {
    "archive search": Command(
        run=_search,
        options=_search_options,
        example='depesha archive search Разуваев "38 параллель" --since 1951\n'
        "depesha archive search to:Roshchin --without Peking --rank\n"
        "depesha archive search Razuvayev --facets",
        more="Words are found in every case and, of names, in every spelling. Fields are\n"
        "subject:, from:, to:, person:, text:, translation:\n"
        "тема:, от:, кому:, лицо:, текст:, перевод:",
    ),
}
