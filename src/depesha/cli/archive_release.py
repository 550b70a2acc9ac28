"""`archive release`, `archive withdraw`: records of the past are made public, or no longer."""

from textwrap import fill
from typing import Final

from depesha.archive.redaction import spellings
from depesha.cli import archive_preview
from depesha.cli.call import Call
from depesha.cli.deciding import decided, decision_options
from depesha.cli.parser import Command, Parser, number
from depesha.cli.progress import working
from depesha.errors import Usage

RELEASED_AT_ONCE: Final = 256


OF_ONE: Final = (
    "redact",
    "review",
    "with_scans",
    "with_glosses",
    "with_identification",
    "without_reasons",
    "preview",
)
"""Options that are about one record, and none about all of a file or a source."""


def _release_options(parser: Parser) -> None:
    parser.add_argument("record", nargs="?", type=number, metavar="RECORD", help="its number here")
    parser.add_argument("--all-of", metavar="FILE", help="all that came in a file of this name")
    parser.add_argument("--source", metavar="PREFIX", help="all whose source begins so")
    decision_options(parser, required=False)
    parser.add_argument(
        "--preview",
        action="store_true",
        help="print what would go out of a record, and decide nothing",
    )
    parser.add_argument(
        "--redact",
        action="append",
        default=[],
        metavar="PLACE=CODE/AUTHORITY",
        help="keep back letters of a paragraph, or a field: 3:10-42=3.3(b)(1)/the board,"
        " party 2=…, reference 1=…, attachment 2=…; this help lists all places",
    )
    parser.add_argument(
        "--with-glosses",
        action="append",
        default=[],
        metavar="PLACE",
        help="an editor's note that asks for a clearance goes out: note 3.1",
    )
    parser.add_argument(
        "--with-identification",
        action="append",
        default=[],
        metavar="ID",
        help="such a note may say whom a cover name meant",
    )
    parser.add_argument(
        "--despite-traces",
        action="store_true",
        help="what still looks like a field that is kept back was looked at",
    )
    parser.add_argument(
        "--with-scans",
        action="store_true",
        help="the scans of its sheets go out too; with --redact those made for the public",
    )
    parser.add_argument(
        "--without-reasons",
        action="store_true",
        help="why editions differ does not go out",
    )
    parser.add_argument("--review", default="", metavar="DATE", help="look at that again then")


def _release(call: Call) -> int:
    args = call.args
    many = args.all_of or args.source
    if bool(args.record) == bool(many) or (many and any(getattr(args, one) for one in OF_ONE)):
        msg = "a decision is about one record, or about all of a file or a source, whole"
        raise Usage(msg, hint="name a record, --all-of or --source")
    if args.preview:
        return archive_preview.show(call)
    if not (args.by and args.authority and args.on):
        msg = "who decided, by what authority and on which day is not said"
        raise Usage(msg, hint="--by, --authority and --on say it; --preview needs none of them")
    if many:
        return _release_many(call)
    reasons = 0 if args.without_reasons else len(archive_preview.asked(call)["reasons"])
    done = call.order(
        "archive-release",
        office=args.office,
        record=args.record,
        **decided(args),
        redactions=args.redact,
        review_on=args.review,
        despite_traces=args.despite_traces,
        with_scans=args.with_scans,
        glosses=args.with_glosses,
        identifications=args.with_identification,
        without_reasons=args.without_reasons,
    )
    if args.json:
        call.objects([{**done, "reasons": reasons}])
        return 0
    call.told("released record", done["record"], done["version"])
    if done["glosses"] or reasons:
        call.told("went out with it", done["glosses"], reasons)
    for one in done["traces"]:
        call.told("looks like kept back", one["kept_back"], one["stands_in"])
    return 0


def _withdraw_options(parser: Parser) -> None:
    parser.add_argument("record", type=number, metavar="RECORD", help="its number here")
    decision_options(parser)
    parser.add_argument("--reason", required=True, metavar="WORDS", help="what the public is told")


def _withdraw(call: Call) -> int:
    args = call.args
    done = call.order(
        "archive-withdraw",
        office=args.office,
        record=args.record,
        **decided(args),
        reason=args.reason,
    )
    if args.json:
        call.objects([done])
    else:
        call.told("withdrew record", done["record"], done["version"])
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
                **decided(args),
            )
            if not done["released"]:
                break
            count, after = count + done["released"], done["last"]
    if args.json:
        call.objects([{"released": count}])
    else:
        call.told("released records", count)
    return 0


_PLACES: Final = fill(
    "; ".join(spellings()), 88, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
)

COMMANDS: Final = {
    "archive release": Command(
        run=_release,
        options=_release_options,
        example='depesha archive release 12 --by "the board" --authority "25 years" --on 1976-11-21'
        "\n"
        'depesha archive release 12 --by "the board" --authority "25 years" --on 1976-11-21'
        ' --redact "2:0-40=3.3(b)(1)/the board" --review 1986-11-21'
        "\n"
        'depesha archive release 12 --preview --redact "2:0-40=3.3(b)(1)/the board"'
        "\n"
        'depesha archive release --source frus1951 --by "the office" --authority "printed" '
        "--on 1976-11-21",
        more="--preview prints what would go out: look at it first. With a release go the reasons\n"
        "of the editions since the one before. Letters count from 0 in the text as it is read,\n"
        "paragraphs and other places from 1; a paragraph of a translation goes as a whole with\n"
        "the one that it says again. The words of a field go wherever they stand. What only\n"
        "looks like them (another case, another script) is told, and has to be looked at first.\n"
        "What is not named goes out, but for the offices that are meant: with anything kept back\n"
        "none of them does.\n"
        f"Places:\n{_PLACES}",
    ),
    "archive withdraw": Command(
        run=_withdraw,
        options=_withdraw_options,
        example='depesha archive withdraw 12 --by "the board" --authority "law 5" --on 2001-05-04'
        ' --reason "released by mistake"',
        more="The next publish has no text of it. Its address stays, and says who withdrew it,\n"
        "when and why.",
    ),
}
