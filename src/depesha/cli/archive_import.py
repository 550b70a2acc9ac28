"""`archive import`: records of the past are taken in."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, Final

from depesha.archive.form import encode
from depesha.archive.glosses import glossed_at
from depesha.archive.importing import records
from depesha.archive.record import Record
from depesha.archive.tei import Bad
from depesha.cli.archive_evidence import is_evidence, take_in
from depesha.cli.archive_index import index
from depesha.cli.call import Call
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser, number
from depesha.cli.progress import passing, working
from depesha.errors import DoesNotVerify, Malformed, Problem
from depesha.export.screen import safe

BATCH_RECORDS: Final = 128
MAX_TOLD: Final = 12
"""Fields in which evidence differs from a record."""

BATCH_BYTES: Final = 1024 * 1024
"""What one order brings: it goes through the door in one line, and the writer does nothing else."""


def _import_options(parser: Parser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="pages, TEI, JSON lines, evidence"
    )
    parser.add_argument(
        "--classification",
        type=number,
        default=0,
        metavar="LEVEL",
        help="what a reader here must be cleared for, as a number of the policy; 0: everybody",
    )
    parser.add_argument(
        "--gloss-classification",
        type=number,
        metavar="LEVEL",
        help="what a reader must be cleared for to see an editor's glosses: they can give away\n"
        "whom a cover name means",
    )
    parser.add_argument(
        "--root",
        default="",
        metavar="HEX|WORDS",
        help="of evidence: the root of its network, heard by another way; else that of this one",
    )
    parser.add_argument(
        "--erratum",
        default="",
        metavar="WORDS",
        help="why they differ from what is there of the same sources; told with a release",
    )


@dataclass(slots=True, kw_only=True)
class _Done:
    """What became of a file so far; `known` stood in the archive before, `proved` got a proof."""

    file: str
    entered: int = 0
    known: int = 0
    bad: int = 0
    proved: int = 0

    @property
    def documents(self) -> int:
        """How many documents were gone through."""
        return self.entered + self.known + self.bad


def _import(call: Call) -> int:
    status = 0
    for path in call.args.files:
        done = _import_file(call, path)
        status = max(status, 1 if done.bad else 0)
        if call.args.json:
            call.objects([asdict(done)])
        else:
            call.told("imported", path, done.entered, done.known, done.bad)
    with working(call, call.word("indexing")):
        index(call)
    return status


def _import_file(call: Call, path: Path) -> _Done:
    """Enter the records of one file; what cannot be read is told and passed over."""
    done = _Done(file=str(path))
    with told(str(path)):
        if is_evidence(path):
            return _import_evidence(call, path, done)
    what = f"{call.word('importing')} {path.name}"
    with told(str(path)), path.open("rb", buffering=0) as raw, passing(call, what, path) as passed:

        def moved(size_bytes: int) -> None:
            passed(size_bytes, call.word("documents").format(done.documents))

        try:
            _enter_all(call, done, records(BufferedReader(_Watched(raw, moved)), path.stem))
        except (Problem, OSError, KeyboardInterrupt):
            if done.documents:
                _say(call, call.word("broke off").format(path, done.documents))
            raise
    return done


def _import_evidence(call: Call, path: Path, done: _Done) -> _Done:
    try:
        taken = take_in(call, path)
    except (DoesNotVerify, Malformed) as error:
        _bad(call, done, Bad(source=str(path), why=error.message), error.hint)
        return done
    done.entered, done.known, done.proved = taken.entered, taken.known, taken.proved
    if taken.proved and not call.args.json:
        call.told("evidence kept", taken.source)
    if taken.differing:
        why = call.word("evidence differs").format(", ".join(taken.differing[:MAX_TOLD]))
        _bad(call, done, Bad(source=taken.source, why=why))
    return done


class _Watched(RawIOBase):
    """A file that says how many of its bytes are read."""

    def __init__(self, raw: Any, moved: Callable[[int], None]) -> None:  # noqa: ANN401  # a FileIO
        self._raw = raw
        self._moved = moved

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be gone back in, where the file can."""
        return bool(self._raw.seekable())

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in it."""
        return int(self._raw.seek(offset, whence))

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any buffer
        """Read into a buffer, and say how much."""
        size_bytes = int(self._raw.readinto(buffer))
        self._moved(size_bytes)
        return size_bytes


def _enter_all(call: Call, done: _Done, found: Iterator[Record | Bad]) -> None:
    """Enter batch after batch.

    What an import that broke off had entered stands at the beginning of its file: the station is
    asked which of a batch it has, and is not sent them, until it has none of a batch.
    """
    may_be_known = True
    for batch in _batches(call, found, done):
        known = _known(call, batch) if may_be_known else set()
        new = [one for one in batch if one not in known]
        may_be_known = bool(known)
        done.known += len(batch) - len(new)
        if new:
            answer = call.order(
                "archive-enter",
                office=call.args.office,
                batch=Path(done.file).name,
                classification=call.args.classification,
                reason=call.args.erratum,
                records=[b64encode(one).decode() for one in new],
            )
            done.entered += answer["entered"]
            done.known += answer["known"]


def _known(call: Call, batch: list[bytes]) -> set[bytes]:
    names = {sha256(one).hexdigest(): one for one in batch}
    answer = call.read("archive-known", office=call.args.office, records=list(names))
    return {names[name] for name in answer["known"]}


def _batches(call: Call, found: Iterator[Record | Bad], done: _Done) -> Iterator[list[bytes]]:
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


def _each(call: Call, found: Iterator[Record | Bad], done: _Done) -> Iterator[bytes]:
    """Yield the bytes of each record that can be read; a file that ends in rubbish ends there."""
    try:
        for one in found:
            if isinstance(one, Bad):
                _bad(call, done, one)
                continue
            if call.args.gloss_classification is not None:
                one = glossed_at(one, call.args.gloss_classification)  # noqa: PLW2901
            try:
                payload = encode(one)
            except Malformed as error:
                _bad(call, done, Bad(source=one.source, why=error.message), error.hint)
                continue
            yield payload
    except Malformed as error:
        _bad(call, done, Bad(source=done.file, why=error.message), error.hint)


def _bad(call: Call, done: _Done, one: Bad, hint: str | None = None) -> None:
    done.bad += 1
    where = call.word("at line").format(one.source, one.line) if one.line else one.source
    _say(call, call.word("not imported").format(where, one.why))
    if hint:
        _say(call, f"hint: {hint}")


def _say(call: Call, words: str) -> None:
    call.world.stderr.write(f"depesha: {safe(words)}\n")


COMMANDS: Final = {
    "archive import": Command(
        run=_import,
        options=_import_options,
        example="depesha archive import telegram-26044.md\n"
        "depesha archive import frus1951v07p2.xml --as archivist\n"
        'depesha archive import telegram-26044.md --erratum "the date was misread: 21, not 20"\n'
        "depesha archive import records.jsonl --classification 5 --as archivist",
        more="What is there already is passed over: an import that broke off is given again. A\n"
        "document that cannot be read is told with its line, and the others are imported; none\n"
        "comes half. Evidence, a folder or ZIP, is verified first; what else is packed is told.",
    ),
}
