"""`register out|in|special|service|transit|copies`: the books, gap-free and printable.

Of a series each number has its line, for a year or for any period: a telegram, a void with its
reason, numbers that were skipped by an order, or a gap, which is a damage.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from depesha.cli.books import Book, asked_for, book_options, put_out
from depesha.cli.call import Call, Row
from depesha.cli.csv_lines import CsvColumn, listed, plain, time
from depesha.cli.labels import classification
from depesha.cli.pages import PaperColumn, paper_time
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import Column
from depesha.cli.times import TimeOf
from depesha.cli.trays import (
    CLASSIFICATION,
    FROM,
    PRECEDENCE,
    addressees,
    originator,
    precedence,
    state,
    subject,
    type_option,
)
from depesha.errors import NotFound
from depesha.telegram import MessageType

CHUNK: Final = 2000
"""Lines that are asked for at once."""

TELEGRAM: Final = "telegram"
GAP: Final = "gap"

# -- what stands in a line ------------------------------------------------------------------------


def numbers(_call: Call, row: Row) -> str:
    """Return the number of a line, or of a span its first and its last."""
    first, last = row.get("book_number"), row.get("book_last")
    return str(first) if first == last else f"{first}–{last}"


def _entry(call: Call, row: Row) -> str:
    """Return how far a telegram has come; of another line, what it is."""
    if row.get("entry", TELEGRAM) == TELEGRAM:
        doubled = f"{call.word('DOUBLED')} " if row.get("doubled") else ""
        return doubled + state(call, row)
    return call.word(str(row["entry"]).upper())


def _words(call: Call, row: Row) -> str:
    """Return a telegram's subject; of a void, why, and who says so."""
    if row.get("entry") == "void":
        return f"{row['reason']} ({row['office']})"
    return f"{_taken_back(call, row)}{subject(call, row)}"


def _taken_back(call: Call, row: Row) -> str:
    """Return that a telegram was cancelled before it was sent, by whom and why; else nothing."""
    found = row.get("withdrawn")
    if not found:
        return ""
    said = call.word("withdrawn").format(found["office"], found.get("reason") or "")
    return f"[{said.rstrip(', ')}] "


def _reference(_call: Call, row: Row) -> str:
    return str(row.get("reference") or "")


REGISTERED: Final = Column(title="registered", cell=TimeOf("registered_at", "filed_at", "at"))
TO: Final = Column(title="to", cell=addressees, gives_way=True)
ENTRY: Final = Column(title="state", cell=_entry)
WORDS: Final = Column(title="subject", cell=_words, gives_way=True)
REFERENCE: Final = Column(title="number", cell=_reference)


def _both(call: Call, row: Row) -> str:
    """Return the label and the precedence, for a narrow column."""
    return ", ".join(one for one in (classification(call, row), precedence(call, row)) if one)


def _every_addressee(_call: Call, row: Row) -> str:
    return ", ".join(row.get("to") or ())


COLUMNS: Final[Mapping[str, Sequence[Column]]] = {
    "out": (
        Column(title="outgoing", cell=numbers, right=True),
        REFERENCE,
        REGISTERED,
        CLASSIFICATION,
        PRECEDENCE,
        TO,
        ENTRY,
        WORDS,
    ),
    "in": (
        Column(title="incoming", cell=numbers, right=True),
        REFERENCE,
        Column(title="delivered", cell=TimeOf("delivered_at", "at")),
        CLASSIFICATION,
        PRECEDENCE,
        FROM,
        ENTRY,
        WORDS,
    ),
    "special": (
        Column(title="special", cell=numbers, right=True),
        REFERENCE,
        REGISTERED,
        CLASSIFICATION,
        PRECEDENCE,
        TO,
        ENTRY,
        WORDS,
    ),
}


_NUMBER: Final = PaperColumn(title="№", cell=numbers, places=13, right=True)
_REFERENCE: Final = PaperColumn(title="number", cell=_reference, places=18)
_REGISTERED: Final = PaperColumn(
    title="registered", cell=paper_time("registered_at", "at"), places=20
)
_TO: Final = PaperColumn(title="to", cell=_every_addressee, places=20)
_LABEL: Final = PaperColumn(title="class", cell=_both, places=14)
_STATE: Final = PaperColumn(title="state", cell=_entry, places=12)
_SUBJECT: Final = PaperColumn(title="subject", cell=_words)

PAPER: Final[Mapping[str, Sequence[PaperColumn]]] = {
    "out": (_NUMBER, _REGISTERED, _LABEL, _TO, _STATE, _SUBJECT),
    "in": (
        _NUMBER,
        _REFERENCE,
        PaperColumn(title="delivered", cell=paper_time("delivered_at", "at"), places=20),
        _LABEL,
        PaperColumn(title="from", cell=originator, places=18),
        _STATE,
        _SUBJECT,
    ),
    "special": (_NUMBER, _REFERENCE, _REGISTERED, _LABEL, _TO, _STATE, _SUBJECT),
}


def _related(name: str) -> CsvColumn:
    """Return a column with relations and numbers; what does not hold here has a `claims` before."""

    def cell(_call: Call, row: Row) -> str:
        return "; ".join(
            f"{'' if one.get('holds', True) else 'claims '}{one['relation']} {one['reference']}"
            for one in row.get(name) or ()
        )

    return name, cell


def _withdrawal(_call: Call, row: Row) -> str:
    """Return who cancelled it before it was sent, and why."""
    found = row.get("withdrawn") or {}
    return ": ".join(str(found[key]) for key in ("office", "reason") if found.get(key))


def _executed(_call: Call, row: Row) -> str:
    """Return whether one of its offices has complied; of a line that is no telegram nothing."""
    return "" if row.get("executed") is None else str(bool(row["executed"])).lower()


CSV: Final = (
    plain("entry"),
    plain("series"),
    plain("book_year"),
    plain("book_number"),
    plain("book_last"),
    plain("reference"),
    time("registered_at"),
    time("delivered_at"),
    ("classification", classification),
    plain("precedence"),
    plain("local_precedence"),
    plain("from"),
    listed("to"),
    plain("state"),
    plain("subject"),
    time("void_at", "at"),
    plain("office"),
    plain("reason"),
    plain("type"),
    _related("amended"),
    _related("amends"),
    ("withdrawn", _withdrawal),
    ("executed", _executed),
)


def _closing(call: Call, rows: Sequence[Row]) -> list[str]:
    """Return how many lines of which kind there are, and the last number of each year."""
    counts: dict[str, int] = {}
    last: dict[int, int] = {}
    for row in rows:
        kind = str(row.get("entry", TELEGRAM))
        span = int(row["book_last"]) - int(row["book_number"]) + 1
        counts[kind] = counts.get(kind, 0) + span
        last[row["book_year"]] = int(row["book_last"])
    said = [
        call.word(key).format(counts.get(kind, 0))
        for kind, key in (
            (TELEGRAM, "telegrams in all"),
            ("withheld", "withheld in all"),
            ("void", "voids in all"),
            ("skipped", "skipped in all"),
            (GAP, "gaps in all"),
        )
        if counts.get(kind) or kind in (TELEGRAM, "void", GAP)
    ]
    lines = [f"{call.word('in all')}: {', '.join(said)}."]
    lines += [call.word("last number").format(year, one) for year, one in sorted(last.items())]
    if counts.get(GAP):
        lines.append(call.word("it has gaps"))
    return lines


def _new_year(before: Row | None, row: Row) -> str:
    """Return the year before its first line, where a page has several years."""
    return str(row["book_year"]) if before and before["book_year"] != row["book_year"] else ""


TITLES: Final = {
    "out": "register of outgoing",
    "in": "register of incoming",
    "special": "register of a series",
}


def _numbered(direction: str) -> Book:
    return Book(
        title=TITLES[direction],
        columns=COLUMNS[direction],
        paper=PAPER[direction],
        csv=CSV,
        nothing="no telegrams",
        closing=_closing,
        between=_new_year,
    )


# -- registers of numbers -------------------------------------------------------------------------


def _options(parser: Parser) -> None:
    book_options(parser)
    type_option(parser)


def _series_options(parser: Parser) -> None:
    _options(parser)
    parser.add_argument(
        "--series", default="special", metavar="SERIES", help="another series than special"
    )


def _register(direction: str, call: Call) -> int:
    asked = asked_for(call)
    series = getattr(call.args, "series", None) or direction
    rows = [row for row in _all(call, register=series, **asked.fields()) if _is_asked(call, row)]
    about = series if direction == "special" else ""
    return put_out(call, _numbered(direction), rows, asked, about=about)


def _is_asked(call: Call, row: Row) -> bool:
    """Say whether a line is of the type that is asked for; a type is a telegram's alone."""
    asked = call.args.type
    return not asked or row.get("message_type") == MessageType[asked.upper()]


def _all(call: Call, **asked: Any) -> Iterator[Row]:  # noqa: ANN401  # fields of a question
    """Yield every line of a book, asked for in pieces."""
    after: list[int] | None = None
    while True:
        more = {"after": after} if after else {}
        rows = call.read("book", limit=CHUNK, **asked, **more, **call.office)
        yield from rows
        if len(rows) < CHUNK:
            return
        after = [rows[-1]["book_year"], rows[-1]["book_last"]]


# -- series, journal ------------------------------------------------------------------------------


def _open_options(parser: Parser) -> None:
    parser.add_argument("series", metavar="SERIES", help="outgoing, special, or one of your own")
    parser.add_argument("first", type=number, metavar="FIRST", help="its next number")
    parser.add_argument("--year", type=number, metavar="YEAR", help="this year's, or next year's")
    parser.add_argument(
        "--new", action="store_true", help="found a series of your own, which never was"
    )
    run = parser.add_mutually_exclusive_group()
    run.add_argument(
        "--runs-on",
        dest="runs_on",
        action="store_true",
        default=None,
        help="go on over the end of the year",
    )
    run.add_argument(
        "--yearly", dest="runs_on", action="store_false", help="begin anew with each year"
    )


KNOWN: Final = frozenset({"outgoing", "incoming", "special"})
"""Series that every station has, and that a draft's form lines name."""


def _must_be(call: Call, series: str) -> None:
    """Refuse a series that never was: it may be one that is written wrongly.

    Raises:
        NotFound: it never was.
    """
    if series in KNOWN:
        return
    known = sorted(KNOWN | {str(one["series"]) for one in call.read("series")})
    if series not in known:
        msg = f"there is no series {series!r} here"
        raise NotFound(msg, hint=f"--new founds it; there are {', '.join(known)}")


def _open(call: Call) -> int:
    args = call.args
    said = {"year": args.year, "runs_on": args.runs_on}
    wanted = {name: value for name, value in said.items() if value is not None}
    if not args.new:
        _must_be(call, args.series)
    done = call.order("series", series=args.series, first=args.first, **wanted)
    if args.json:
        call.objects([done])
    else:
        call.told("series goes on", done["series"], done["first"], done["year"])
    return 0


EXAMPLE: Final = (
    "depesha register {0}\n"
    "depesha register {0} --year 1951 --json\n"
    "depesha register {0} --from 2026-12-01 --to 2026-12-31 --print -o december.txt"
)
MORE: Final = (
    "Each number is a line: a telegram, a void with its reason, numbers that an order skipped,\n"
    "or a gap. With --as OFFICE, a telegram that it is not cleared for is its number alone."
)

COMMANDS = {
    "register out": Command(
        run=partial(_register, "out"),
        options=_options,
        example=EXAMPLE.format("out"),
        more=MORE,
    ),
    "register in": Command(
        run=partial(_register, "in"), options=_options, example=EXAMPLE.format("in"), more=MORE
    ),
    "register special": Command(
        run=partial(_register, "special"),
        options=_series_options,
        example=f"{EXAMPLE.format('special')}\ndepesha register special --series courier --csv",
        more=MORE,
    ),
    "register open": Command(
        run=_open,
        options=_open_options,
        example="depesha register open special 1070\n"
        "depesha register open outgoing 1 --year 2027\n"
        "depesha register open courier 500 --new --runs-on",
        more="Numbers begin anew with each year of the station's own calendar, unless a series\n"
        "runs on. A year that is over stays closed.",
    ),
}
