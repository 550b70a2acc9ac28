"""`archive cover …`: cover names, whom they meant, and what counts no more."""

from collections.abc import Iterator
from typing import Any, Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, level
from depesha.cli.table import show
from depesha.export.columns import Column, field
from depesha.export.screen import safe
from depesha.export.speech import Speech

LEVEL_HELP: Final = "what a reader must be cleared for, as a number of the policy"


def _add_options(parser: Parser) -> None:
    parser.add_argument(
        "forms", nargs="+", metavar="FORM", help="as it is spelled: Филиппов=ru Filippov=en"
    )
    parser.add_argument(
        "--classification",
        type=level,
        default=0,
        metavar="LEVEL",
        help=f"{LEVEL_HELP}, to know it as a cover name",
    )
    parser.add_argument("--compartment", metavar="WORDS", help="whose affair it is")
    parser.add_argument("--remarks", metavar="WORDS", help="whatever else is to be said")


def _add(call: Call) -> int:
    args = call.args
    done = call.order(
        "archive-cover-add",
        office=args.office,
        forms=args.forms,
        classification=args.classification,
        compartment=args.compartment,
        remarks=args.remarks,
    )
    return _done(call, done, "cover kept", done["cover"])


def _amend_options(parser: Parser) -> None:
    parser.add_argument("cover", metavar="COVER", help="a spelling, or the id")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--classification", type=level, metavar="LEVEL", help=LEVEL_HELP)
    what.add_argument("--take-back", action="store_true", help="it was kept in error")
    parser.add_argument("--reason", required=True, metavar="WORDS", help="why")


def _amend(call: Call) -> int:
    args = call.args
    given = {"office": args.office, "cover": args.cover, "reason": args.reason}
    if args.take_back:
        done = call.order("archive-cover-take-back", **given)
        return _done(call, done, "cover taken back", done["cover"])
    done = call.order("archive-cover-classify", **given, classification=args.classification)
    return _done(call, done, "cover classified", done["cover"], args.classification)


def _identify_options(parser: Parser) -> None:
    parser.add_argument("cover", metavar="COVER", help="a spelling, or the id")
    parser.add_argument("person", metavar="PERSON", help="whom it meant, as named")
    parser.add_argument(
        "--classification", type=level, required=True, metavar="LEVEL", help=LEVEL_HELP
    )
    parser.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="NAME",
        help="the person otherwise spelled",
    )
    parser.add_argument("--since", metavar="DATE", help="from when on: 1951-11-21, 1951-11, 1951")
    parser.add_argument("--until", metavar="DATE", help="up to when, to the end of that time")
    parser.add_argument("--basis", required=True, metavar="WORDS", help="how that is known")
    parser.add_argument("--by", required=True, metavar="WHO", help="who says so")
    parser.add_argument("--published-in", metavar="WORDS", help="where it is public, if it is")


def _identify(call: Call) -> int:
    args = call.args
    done = call.order(
        "archive-cover-identify",
        office=args.office,
        cover=args.cover,
        person=args.person,
        variants=args.variant,
        classification=args.classification,
        since=args.since,
        until=args.until,
        basis=args.basis,
        decided_by=args.by,
        published_in=args.published_in,
    )
    return _done(call, done, "cover identified", done["identification"])


def _withdraw_options(parser: Parser) -> None:
    parser.add_argument("identification", metavar="ID", help="the identification's id")
    parser.add_argument("--reason", required=True, metavar="WORDS", help="why it counts no more")


def _withdraw(call: Call) -> int:
    args = call.args
    done = call.order(
        "archive-cover-withdraw",
        office=args.office,
        identification=args.identification,
        reason=args.reason,
    )
    return _done(call, done, "identification withdrawn", done["identification"])


def _done(call: Call, done: Row, key: str, *what: object) -> int:
    if call.args.json:
        call.objects([done])
    else:
        call.told(key, *what)
    return 0


def _forms(_speech: Speech, row: Row) -> str:
    return ", ".join(one["text"] for one in row["forms"])


def _meant(_speech: Speech, row: Row) -> str:
    return ", ".join(_counting(row))


def _counting(row: Row) -> Iterator[str]:
    seen: set[str] = set()
    for one in row["identifications"]:
        if one["withdrawn"] is None and one["person"] not in seen:
            seen.add(one["person"])
            yield one["person"]


COLUMNS: Final = (
    Column(title="cover id", cell=field("cover")),
    Column(title="cover name", cell=_forms, gives_way=True),
    Column(title="class", cell=field("classification"), right=True),
    Column(title="meant", cell=_meant, gives_way=True),
    Column(title="compartment", cell=field("compartment"), gives_way=True),
)


def _list(call: Call) -> int:
    found = call.read("archive-covers", office=call.args.office)
    show(call, COLUMNS, found, "no cover names")
    return 0


def _show_options(parser: Parser) -> None:
    parser.add_argument("cover", metavar="COVER", help="a spelling, or the id")


def _show(call: Call) -> int:
    found = call.read("archive-cover", cover=call.args.cover, office=call.args.office)
    if call.args.json:
        call.objects(found)
        return 0
    for one in found:
        for line in _shown(call, one):
            call.print(safe(line))
    return 0


def _shown(call: Call, cover: Row) -> Iterator[str]:
    yield f"{cover['cover']}: {', '.join(_form(one) for one in cover['forms'])}"
    yield f"{call.word('class')}: {cover['classification']}"
    for key, caption in (("compartment", "compartment"), ("remarks", "cover remarks")):
        if cover[key]:
            yield f"{call.word(caption)}: {cover[key]}"
    for one in cover["identifications"]:
        yield f"{one['identification']}: {_identified(call, one)}"


def _form(one: Row) -> str:
    return f"{one['text']} ({one['language']})" if one["language"] else str(one["text"])


def _identified(call: Call, one: Row) -> str:
    names = ", ".join([one["person"], *one["variants"]])
    ends = f"{one['since'] or '…'} – {one['until'] or '…'}"
    said: list[Any] = [names, ends, f"{call.word('class')} {one['classification']}"]
    said += [one["basis"], one["decided_by"], one["published_in"]]
    if one["withdrawn"] is not None:
        said.append(f"{call.word('identification past')}: {one['withdrawn']['reason']}")
    return "; ".join(str(part) for part in said if part)


COMMANDS: Final = {
    "archive cover add": Command(
        run=_add,
        options=_add_options,
        example="depesha archive cover add Филиппов=ru Filippov=en --as archivist",
        more="Whom it meant is said apart, and has a clearance of its own.",
    ),
    "archive cover amend": Command(
        run=_amend,
        options=_amend_options,
        example='depesha archive cover amend Филиппов --classification 3 --reason "not for all"\n'
        'depesha archive cover amend 0f3c9a5e71b2d846 --take-back --reason "a name"',
        more="What it was classified before stays in the journal. Whom it meant is withdrawn\n"
        "before it is taken back.",
    ),
    "archive cover identify": Command(
        run=_identify,
        options=_identify_options,
        example="depesha archive cover identify Филиппов Сталин --variant Stalin "
        '--classification 3 --since 1949 --until 1953-03-05 --basis "published editions" '
        '--by "the board" --as archivist',
        more="Whoever is cleared for it finds the cover name where he asks for the person, in\n"
        "what was sent within that time. The name is written into no text and no index.",
    ),
    "archive cover withdraw": Command(
        run=_withdraw,
        options=_withdraw_options,
        example='depesha archive cover withdraw 0f3c9a5e71b2d846 --reason "another person"',
    ),
    "archive cover list": Command(
        run=_list,
        example="depesha archive cover list --as archivist",
        more="What the office is not cleared for is not there.",
    ),
    "archive cover show": Command(
        run=_show,
        options=_show_options,
        example="depesha archive cover show Филиппов --as archivist",
    ),
}
