"""`archive import`: records of the past are taken in."""

from functools import partial
from pathlib import Path
from typing import Final

from depesha.archive.checks import checks_of
from depesha.archive.record import Record
from depesha.cli.archive_entering import Done, Entering
from depesha.cli.archive_evidence import is_evidence, take_in_bundle
from depesha.cli.archive_form import check
from depesha.cli.archive_index import index
from depesha.cli.call import Call
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser, level
from depesha.cli.piped import Piped
from depesha.cli.progress import passing, working
from depesha.errors import Problem
from depesha.export.screen import safe
from depesha.station.archive_importing import Became, Terms, Told, take_in, watched
from depesha.station.plain import plain
from depesha.words import saying

TOLD: Final = 20
"""Documents of a file of which it is told what does not agree; of the others how many they are."""

PIPED: Final = "stdin"
"""What standard input is called: `archive release --all-of stdin`."""


def _import_options(parser: Parser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="pages, TEI, JSON lines, evidence; -: standard input, no evidence",
    )
    parser.add_argument(
        "--classification",
        type=level,
        default=0,
        metavar="LEVEL",
        help="what a reader here must be cleared for, as a number of the policy; 0: everybody",
    )
    parser.add_argument(
        "--gloss-classification",
        type=level,
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


def _import(call: Call) -> int:
    status = 0
    for path in call.args.files:
        done = _import_file(call, path)
        status = max(status, 1 if done.bad else 0)
        if call.args.json:
            call.objects([done.counted()])
        else:
            call.told("imported", done.file, done.entered, done.known, done.bad)
            if done.odd > TOLD:
                call.told("odd documents", done.odd - TOLD)
            if done.only:
                call.told("shown by its source", done.only)
    with working(call, call.word("indexing")):
        index(call)
    return status


def _import_file(call: Call, path: Path) -> Done:
    """Enter the records of one file; what cannot be read is told and passed over."""
    is_piped = str(path) == "-"
    done = Done(file=PIPED if is_piped else str(path))
    terms, tell = _terms(call), partial(_tell, call, done)
    with told(done.file):
        if not is_piped and is_evidence(path):
            take_in_bundle(call, terms, path, tell)
            return done
    what, size = f"{call.word('importing')} {Path(done.file).name}", 0 if is_piped else path
    with (
        told(done.file),
        Piped(call.world.stdin) if is_piped else path.open("rb", buffering=0) as raw,
        passing(call, what, size) as passed,
    ):

        def moved(size_bytes: int) -> None:
            passed(size_bytes, call.word("documents").format(done.documents))

        try:
            with call.reached() as station:
                begin = Entering(call, station, done).begin
                take_in(call, terms, watched(raw, moved), done.file, tell, begin)
        except (Problem, OSError, KeyboardInterrupt):
            if done.documents:
                _say(call, call.word("broke off").format(done.file, done.documents))
            raise
    return done


def _terms(call: Call) -> Terms:
    return Terms(
        office=call.args.office,
        classification=call.args.classification,
        gloss_classification=call.args.gloss_classification,
        root=call.args.root,
        erratum=call.args.erratum,
    )


def _tell(call: Call, done: Done, told: Told) -> None:
    """Count a document; one that could not be read is told."""
    done.count(told)
    if told.record is not None and told.became in {Became.ENTERED, Became.EDITION}:
        _tell_checks(call, done, told.source, told.record)
    if told.is_proof and not call.args.json:
        call.told("evidence kept", told.source)
    if told.became is not Became.BAD:
        return
    where = call.word("at line").format(told.source, told.line) if told.line else told.source
    why, hint = (saying(one, call.language) or one for one in (told.why, told.hint))
    _say(call, call.word("not imported").format(where, why))
    if hint:
        _say(call, f"hint: {hint}")


def _tell_checks(call: Call, done: Done, source: str, record: Record) -> None:
    """Tell what does not agree in a document and what was not understood, of the first few."""
    differ = [check(call, plain(one)) for one in checks_of(record) if one.agrees is False]
    if record.unparsed:
        differ.append(call.word("not understood").format(len(record.unparsed)))
    if not differ:
        return
    done.odd += 1
    if done.odd <= TOLD:
        _say(call, f"{source}: {'; '.join(differ)}")


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
