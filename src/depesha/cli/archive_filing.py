"""`archive file`, `due`, `review`: live telegrams are filed, and looked at again."""

from typing import Final

from depesha.cli.call import Call
from depesha.cli.deciding import decided, decision_options
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import show
from depesha.export.columns import Column, field
from depesha.export.screen import safe

PAGE: Final = 100
"""Lines of a list that one question asks for."""


def _file_options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")
    parser.add_argument("--archive", required=True, metavar="NAME", help="where the copy lies")
    parser.add_argument("--fond", required=True, metavar="F", help="the record group")
    parser.add_argument("--opis", default="", metavar="OP", help="the inventory")
    parser.add_argument("--delo", required=True, metavar="D", help="the file")
    parser.add_argument("--papka", default="", metavar="P", help="the folder")
    parser.add_argument("--leaves", default="", metavar="N-N", help="its leaves: 67-68, or 67")
    parser.add_argument("--copy", type=number, default=0, metavar="N", help="which copy that is")
    parser.add_argument("--since", default="", metavar="DATE", help="since when it lies there")
    parser.add_argument("--open", action="store_true", help="though somebody has still to answer")


def _file(call: Call) -> int:
    args = call.args
    done = call.order(
        "archive-file",
        office=args.office,
        reference=args.reference,
        archive=args.archive,
        fond=args.fond,
        opis=args.opis,
        delo=args.delo,
        papka=args.papka,
        leaves=args.leaves,
        copy=args.copy,
        since=args.since,
        open=args.open,
    )
    if args.json:
        call.objects([done])
        return 0
    call.told("filed", done["reference"], done["record"], done["edition"], done["holding"])
    for caption, day in (
        ("reviewed on", done["review_on"]),
        ("declassified on", done["declassify_on"]),
    ):
        if day:
            call.told(caption, day)
    for marks in done["one_copy"]:
        call.told("look like one copy", "; ".join(marks))
    for office in done["open"]:
        call.told("filed though open", office)
    return 0


def _unfile_options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")
    decision_options(parser)
    parser.add_argument("--reason", required=True, metavar="WORDS", help="what was wrong with it")


def _unfile(call: Call) -> int:
    args = call.args
    done = call.order(
        "archive-unfile",
        office=args.office,
        reference=args.reference,
        **decided(args),
        reason=args.reason,
    )
    if args.json:
        call.objects([done])
        return 0
    call.told("filing taken back", done["reference"], done["record"])
    for copy in done["copies"]:
        call.told("copy no longer archived", copy)
    return 0


COLUMNS: Final = (
    Column(title="due on", cell=field("due_on")),
    Column(title="record", cell=field("record"), right=True),
    Column(title="source", cell=field("source"), gives_way=True),
    Column(title="title", cell=field("title"), gives_way=True),
    Column(title="reviewed", cell=field("review_on")),
    Column(title="declassified", cell=field("declassify_on")),
    Column(title="kept back until", cell=field("kept_back_on")),
)


def _due_options(parser: Parser) -> None:
    parser.add_argument("--until", metavar="DATE", help="what is due by this day; else by today")
    parser.add_argument("--limit", type=number, default=PAGE, metavar="N", help="at most so many")


def _due(call: Call) -> int:
    rows: list[dict[str, object]] = []
    after = None
    while len(rows) < call.args.limit:
        answer = call.read(
            "archive-due",
            office=call.args.office,
            until=call.args.until,
            after=after,
            limit=min(PAGE, call.args.limit - len(rows)),
        )
        rows += answer["due"]
        after = answer["last"]
        if after is None:
            break
    show(call, COLUMNS, rows, "nothing due")
    return 0


def _review_options(parser: Parser) -> None:
    parser.add_argument("record", type=number, metavar="RECORD", help="its number here")
    parser.add_argument("--decision", required=True, choices=("keep", "declassify"), help="what")
    decision_options(parser)
    parser.add_argument("--category", default="", metavar="CODE", help="why it stays classified")
    parser.add_argument("--next", default="", metavar="DATE", help="look at it again then")


def _review(call: Call) -> int:
    args = call.args
    done = call.order(
        "archive-review",
        office=args.office,
        record=args.record,
        decision=args.decision,
        **decided(args),
        category=args.category,
        next_on=args.next,
    )
    if args.json:
        call.objects([done])
    elif done["decision"] == "keep":
        call.told("stays classified", done["record"], safe(done["category"]), done["next_on"])
    else:
        call.told("is declassified", done["record"])
    return 0


COMMANDS: Final = {
    "archive file": Command(
        run=_file,
        options=_file_options,
        example='depesha archive file 26044 --archive "АВП РФ" --fond 059а --opis 5а --delo 5 '
        "--papka 11 --leaves 67-68 --copy 2 --as archivist\n"
        "depesha archive file 26044 --archive РГАСПИ --fond 558 --opis 11 --delo 348 "
        "--leaves 44-45 --copy 1 --since 1999",
        more="Filed again it has one holding more. A copy that lies elsewhere moves with --since.",
    ),
    "archive unfile": Command(
        run=_unfile,
        options=_unfile_options,
        example='depesha archive unfile 26044 --by "the board" --authority "rule 12" '
        '--on 2027-02-01 --reason "filed in the wrong delo" --as archivist',
        more="Its record leaves the archive in every edition; the telegram is as it was before,\n"
        "and can be filed again: translations and notes of the record are there then. That it\n"
        "was filed, and that this was taken back, stays in the journal. What is public is\n"
        "withdrawn first.",
    ),
    "archive due": Command(
        run=_due,
        options=_due_options,
        example="depesha archive due\ndepesha archive due --until 2030-12-31 --json",
    ),
    "archive review": Command(
        run=_review,
        options=_review_options,
        example='depesha archive review 12 --decision keep --by "the board" --authority "25 years" '
        "--on 1976-11-21 --category 25X1 --next 1986-11-21\n"
        'depesha archive review 12 --decision declassify --by "the board" --authority "25 years" '
        "--on 1976-11-21",
        more="What stays classified has a category and a day on which it is looked at again.",
    ),
}
