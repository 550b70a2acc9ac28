"""`archive export`: records are taken out, to be read elsewhere or to be imported there.

A file is written beside its name and gets it when it is whole.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from depesha.archive.as_json import as_json
from depesha.archive.form import decode
from depesha.archive.record import Record
from depesha.cli.call import Call, Row
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser
from depesha.cli.progress import working
from depesha.errors import Usage
from depesha.export.screen import safe
from depesha.station.target import new_file

AT_ONCE: Final = 100

FORMATS: Final = ("json", "tei", "csl", "ris", "biblatex", "jsonld", "txt")


def _options(parser: Parser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="[RECORD] FILE",
        help="its number here, or its source; and the file: standard output, where none is named",
    )
    parser.add_argument("--all", action="store_true", help="every record, as JSON, one a line")
    parser.add_argument("--format", choices=FORMATS, default="json", help="of one record")


def _export(call: Call) -> int:
    args = call.args
    most = 1 if args.all else 2
    if not int(not args.all) <= len(args.words) <= most or (args.all and args.format != "json"):
        msg = "one record is taken out, as what --format says, or --all of them, as JSON"
        raise Usage(msg, hint="depesha archive export 12 FILE, depesha archive export --all FILE")
    names = list(args.words)
    record = "" if args.all else names.pop(0)
    path = Path(names[0]) if names else None
    with _written(call, path) as out:
        return _all(call, out, path) if args.all else _one(call, out, path, record)


def _one(call: Call, out: TextIO, path: Path | None, record: str) -> int:
    from depesha.reading_room.one import FORMATS as WRITERS  # noqa: PLC0415  # help pays not for it

    (found,) = call.read("archive-export", office=call.args.office, record=record)["records"]
    said = WRITERS[call.args.format](_decoded(found))
    out.write(said if said.endswith("\n") else f"{said}\n")
    _tell(call, 1, path)
    return 0


def _all(call: Call, out: TextIO, path: Path | None) -> int:
    count = withheld = 0
    with working(call, call.word("exporting")):
        for page in _pages(call):
            for found in page["records"]:
                line = json.dumps(as_json(_decoded(found)), ensure_ascii=False)
                out.write(f"{line}\n")
            count += len(page["records"])
            withheld += page["withheld"]
    _tell(call, count, path)
    if withheld and not call.args.quiet:
        said = call.word("withheld records").format(withheld)
        call.world.stderr.write(f"depesha: {safe(said)}\n")
    return 0


def _pages(call: Call) -> Iterator[Row]:
    after = -1
    while True:
        page = call.read("archive-export", office=call.args.office, after=after, limit=AT_ONCE)
        if page["last"] is None:
            return
        yield page
        after = page["last"]


def _decoded(found: Row) -> Record:
    return decode(b64decode(found["document"]))


def _tell(call: Call, count: int, path: Path | None) -> None:
    """Say how many went where; what goes to standard output stands there alone."""
    if path is not None:
        call.told("exported", count, path)


@contextmanager
def _written(call: Call, path: Path | None) -> Iterator[TextIO]:
    """Lend what is written to; a file is there when all of it is, and for its owner alone."""
    if path is None:
        yield call.world.stdout
        return
    with told(str(path)):
        part = new_file(path).with_name(f".{path.name}.part")
        try:
            part.touch(mode=0o600)
            with part.open("w", encoding="utf-8", newline="\n") as out:
                yield out
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


COMMANDS: Final = {
    "archive export": Command(
        run=_export,
        options=_options,
        example="depesha archive export --all records.jsonl --as archivist\n"
        "depesha archive export --format tei 12 telegram.xml --as archivist\n"
        "depesha archive export --format ris 12 --as archivist",
        more="An archivist takes out what his office is cleared for. Where a caveat forbids\n"
        "copies a record stays here until it is public. Of --all another station imports the\n"
        "same records, with the same digests.",
    ),
}
