"""`attachment list` and `attachment save`: what is attached to a telegram, and taking it out."""

from collections.abc import Iterator

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.cli.progress import moving
from depesha.cli.table import show
from depesha.export.columns import Column, field
from depesha.export.screen import safe
from depesha.export.speech import Speech

REFERENCE = "26044, moscow/26044 or moscow/1951/26044"


def attachment_state(speech: Speech, row: Row) -> str:
    """Return how far an attachment has come, in words."""
    return speech.word(str(row.get("state") or ""))


COLUMNS = (
    Column(title="attachment", cell=field("number"), right=True),
    Column(title="name", cell=field("name"), gives_way=True),
    Column(title="type", cell=field("type")),
    Column(title="size", cell=field("size_bytes"), right=True),
    Column(title="state", cell=attachment_state),
)


def attachment_lines(call: Call, rows: Iterator[Row]) -> Iterator[str]:
    """Return a line for each attachment, as it stands beneath a sheet."""
    for row in rows:
        size = f"{row['size_bytes']} {call.word('size')}"
        said = (f"{row['number']}.", row["name"], row["type"], size, attachment_state(call, row))
        yield safe("  " + "  ".join(str(word) for word in said if word))


def _list_options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help=REFERENCE)


def _list(call: Call) -> int:
    rows = call.read("attachments", reference=call.args.reference, **call.office)
    show(call, COLUMNS, rows, "no attachments")
    return 0


def _save_options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help=REFERENCE)
    parser.add_argument(
        "number", type=number, metavar="N", help='its number, as "depesha attachment list" says'
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help="a file that is not there yet"
    )


def _save(call: Call) -> int:
    # imported here because a list needs no cipher library
    from depesha.station.attaching import save  # noqa: PLC0415
    from depesha.station.home import Home  # noqa: PLC0415

    args = call.args
    found = call.read("attachment-key", reference=args.reference, number=args.number, **call.office)
    with moving(call, f"opening {found['name']}", int(found["size_bytes"])) as moved:
        done = save(Home(call.home), found, args.output, moved=moved)
    if args.json:
        call.objects([done])
    else:
        call.told("attachment saved", done["number"], done["reference"], done["size_bytes"])
        call.told("saved where", args.output)
    return 0


COMMANDS = {
    "attachment list": Command(
        run=_list,
        options=_list_options,
        example="depesha attachment list moscow/26044\ndepesha attachment list 26044 --json",
    ),
    "attachment save": Command(
        run=_save,
        options=_save_options,
        example="depesha attachment save moscow/26044 1 -o map.pdf",
        more="The file appears once it is whole and is what the telegram says.\n"
        "Where copying is forbidden it is not taken out.",
    ),
}
