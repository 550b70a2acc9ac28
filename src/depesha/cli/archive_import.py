"""`archive import`: records of the past are taken in."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from depesha.archive.form import encode
from depesha.archive.importing import records
from depesha.archive.record import Record
from depesha.cli.archive_index import index
from depesha.cli.call import Call, Row
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser, number
from depesha.cli.progress import working
from depesha.errors import Malformed
from depesha.export.screen import safe

BATCH_RECORDS: Final = 64
BATCH_BYTES: Final = 1024 * 1024
"""What one order brings: it goes through the door in one line."""


def _import_options(parser: Parser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="pages, TEI, JSON lines"
    )
    parser.add_argument(
        "--classification",
        type=number,
        default=0,
        metavar="LEVEL",
        help="what a reader here must be cleared for, as a number of the policy; 0: everybody",
    )


def _import(call: Call) -> int:
    status = 0
    for path in call.args.files:
        done = _import_file(call, path)
        status = max(status, 1 if done["bad"] else 0)
        if call.args.json:
            call.objects([done])
        else:
            call.told("imported", path, done["entered"], done["known"], done["bad"])
    with working(call, call.word("indexing")):
        index(call)
    return status


def _import_file(call: Call, path: Path) -> Row:
    """Enter the records of one file; what cannot be read is told and passed over."""
    done: dict[str, Any] = {"file": str(path), "entered": 0, "known": 0, "bad": 0}
    with (
        told(str(path)),
        path.open("rb") as opened,
        working(call, f"{call.word('importing')} {path.name}"),
    ):
        for batch in _batches(call, records(opened, path.stem), done):
            answer = call.order(
                "archive-enter",
                office=call.args.office,
                batch=path.name,
                classification=call.args.classification,
                records=[b64encode(one).decode() for one in batch],
            )
            done["entered"] += answer["entered"]
            done["known"] += answer["known"]
    return done


def _batches(call: Call, found: Iterator[Any], done: dict[str, Any]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for one in _each(call, found, done):
        batch.append(one)
        size += len(one)
        if len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _each(call: Call, found: Iterator[Any], done: dict[str, Any]) -> Iterator[bytes]:
    """Yield the bytes of each record that can be read; a file that ends in rubbish ends there."""
    try:
        for one in found:
            if not isinstance(one, Record):
                _bad(call, done, one.source, one.why)
                continue
            try:
                payload = encode(one)
            except Malformed as error:
                _bad(call, done, one.source, error.message)
                continue
            yield payload
    except Malformed as error:
        _bad(call, done, done["file"], error.message)


def _bad(call: Call, done: dict[str, Any], source: str, why: str) -> None:
    done["bad"] += 1
    call.world.stderr.write(f"depesha: {safe(call.word('not imported').format(source, why))}\n")


COMMANDS: Final = {
    "archive import": Command(
        run=_import,
        options=_import_options,
        example="depesha archive import telegram-26044.md\n"
        "depesha archive import frus1951v07p2.xml --as archivist",
        more="What is there already is passed over: an import that broke off is given again. A\n"
        "document that cannot be read is told, and the others are imported.",
    ),
}
