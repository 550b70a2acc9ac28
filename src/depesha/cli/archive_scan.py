"""`archive scan`: a picture of a sheet is put beside a record."""

from base64 import b64encode
from pathlib import Path
from typing import Final

from depesha.archive.scans import MAX_SCAN_BYTES, picture_of
from depesha.cli.call import Call
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser, number


def _scan_options(parser: Parser) -> None:
    parser.add_argument("record", type=number, metavar="RECORD", help="its number here")
    parser.add_argument("file", type=Path, metavar="FILE", help="PNG or JPEG")
    parser.add_argument("--sheet", type=number, required=True, metavar="N", help="which, from 1")
    parser.add_argument(
        "--redacted",
        action="store_true",
        help="made for the public: what is kept back is not to be seen in it",
    )


def _scan(call: Call) -> int:
    args = call.args
    with told(str(args.file)), args.file.open("rb") as opened:
        data = opened.read(MAX_SCAN_BYTES + 1)
    picture_of(data)  # before it is sent: what is too large comes through no socket
    done = call.order(
        "archive-scan",
        office=args.office,
        record=args.record,
        sheet=args.sheet,
        data=b64encode(data).decode(),
        is_redacted=args.redacted,
    )
    if args.json:
        call.objects([done])
    else:
        size = f"{done['width']} × {done['height']}"
        call.told("scan added", done["record"], done["sheet"], done["type"], size)
    return 0


COMMANDS: Final = {
    "archive scan": Command(
        run=_scan,
        options=_scan_options,
        example="depesha archive scan 12 sheet-1.png --sheet 1\n"
        "depesha archive scan 12 sheet-1-for-all.png --sheet 1 --redacted",
        more="It goes out with a release that says --with-scans, and with no other. Another scan\n"
        "of the same sheet takes its place in later releases.",
    ),
}
