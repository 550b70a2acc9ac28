"""`archive scan`: a picture of a sheet is put beside a record."""

from base64 import b64encode
from pathlib import Path
from typing import Final

from depesha.archive.scans import MAX_SCAN_BYTES, picture_of
from depesha.cli.call import Call
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser, number
from depesha.errors import Usage


def _scan_options(parser: Parser) -> None:
    parser.add_argument("record", type=number, metavar="RECORD", help="its number here")
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="PNG or JPEG")
    parser.add_argument("--sheet", type=number, required=True, metavar="N", help="which, from 1")
    parser.add_argument(
        "--redacted",
        action="store_true",
        help="made for the public: what is kept back is not to be seen in it",
    )

    parser.add_argument(
        "--take-back", metavar="WHY", help="the newest scan of that sheet was put there in error"
    )


def _scan(call: Call) -> int:
    args = call.args
    if (args.file is None) == (args.take_back is None):
        msg = "a file is put there, or one that is there is taken back"
        raise Usage(msg, hint="depesha archive scan 12 sheet-1.png --sheet 1")
    return _add(call) if args.file else _take_back(call)


def _take_back(call: Call) -> int:
    args = call.args
    done = call.order(
        "archive-scan-back",
        office=args.office,
        record=args.record,
        sheet=args.sheet,
        is_redacted=args.redacted,
        reason=args.take_back,
    )
    if args.json:
        call.objects([done])
    else:
        call.told("scan taken back", done["record"], done["sheet"])
    return 0


def _add(call: Call) -> int:
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
        if done["left_out"]:
            call.told("left out of a scan", done["left_out"])
    return 0


COMMANDS: Final = {
    "archive scan": Command(
        run=_scan,
        options=_scan_options,
        example="depesha archive scan 12 sheet-1.png --sheet 1\n"
        "depesha archive scan 12 sheet-1-for-all.png --sheet 1 --redacted\n"
        'depesha archive scan 12 --sheet 1 --take-back "of another telegram"',
        more="It goes out with a release that says --with-scans, and with no other. Another scan\n"
        "of the same sheet takes its place in later releases. What a program wrote into the file\n"
        "beside the picture is left out: comments, names, places, small pictures.",
    ),
}
