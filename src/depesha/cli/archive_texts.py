"""`archive text`, `archive translate`: a wording of a record, written to a file and taken in."""

from typing import Final

from depesha.archive.json_lines import record_of
from depesha.archive.record import Record, TextKind
from depesha.archive.translating import paragraphs, place_of
from depesha.archive.wording_file import read, written
from depesha.cli.call import Call, Row
from depesha.cli.files import read_bytes
from depesha.cli.parser import Command, Parser
from depesha.errors import NotFound, Usage
from depesha.export.screen import safe

MAX_FILE_BYTES: Final = 16 * 1024 * 1024
"""As much as a record has."""
KINDS: Final = {
    "translation": TextKind.TRANSLATION,
    "summary": TextKind.SUMMARY,
    "read": TextKind.NORMALISED,
}
"""What is written, as the command line calls it; `read`: the text as it is read, corrected."""


def _of_record(parser: Parser) -> None:
    parser.add_argument("record", metavar="RECORD", help="its number here, or its source")
    parser.add_argument("--kind", choices=tuple(KINDS), default="translation", help="which text")
    parser.add_argument("--language", default="", metavar="CODE", help="of the text: en, ru")
    parser.add_argument("--author", default="", metavar="WHO", help="who wrote it")


def _translate_options(parser: Parser) -> None:
    _of_record(parser)
    parser.add_argument("file", metavar="FILE", help="paragraphs, an empty line between; -: input")
    parser.add_argument(
        "--reason", required=True, metavar="WORDS", help="why it is written; public with a release"
    )
    parser.add_argument("--date", default="", metavar="DATE", help="when: 1951-11-21, 1951")


def _found(call: Call) -> tuple[Row, Record]:
    found: Row = call.read("archive-record", record=call.args.record, office=call.args.office)
    return found, record_of(found["content"])


def _text(call: Call) -> int:
    """Print a text as `archive translate` reads it; without a language the original, to edit."""
    _, record = _found(call)
    kind, args = KINDS[call.args.kind], call.args
    place = place_of(record, kind, args.language, args.author)
    if place is None:
        place = _first(record, kind, args.language, args.author)
    if place is None and kind is TextKind.TRANSLATION and not args.language:
        original = paragraphs(record, kind, None)
        call.print(_lines("\n\n".join(one.original for one in original)))
        return 0
    if place is None and kind is not TextKind.NORMALISED:
        msg = "the record has no such text"
        raise NotFound(msg, hint="without --language its original is printed")
    call.print(_lines(written(paragraphs(record, kind, place)).removesuffix("\n")))
    return 0


def _lines(text: str) -> str:
    """Return a text as a terminal may have it; its lines stay lines, so that it is read again."""
    return "\n".join(map(safe, text.split("\n")))


def _first(record: Record, kind: TextKind, language: str, author: str) -> int | None:
    """Return the first text of a kind in a language, where no author is named."""
    if author or not language:
        return None
    places = enumerate(record.telegram.texts)
    return next(
        (place for place, one in places if (one.kind, one.language) == (kind, language)), None
    )


def _translate(call: Call) -> int:
    args = call.args
    found, record = _found(call)
    kind = KINDS[args.kind]
    try:
        said = read_bytes(call.world, args.file, MAX_FILE_BYTES).decode()
    except UnicodeDecodeError as error:
        msg = f"{args.file} is not UTF-8"
        raise Usage(msg) from error
    done = call.order(
        "archive-translate",
        office=args.office,
        record=found["record"],
        kind=kind.name,
        language=args.language or found["language"],
        author=args.author,
        date=args.date,
        text=place_of(record, kind, args.language, args.author),
        segments=list(read(said)),
        reason=args.reason,
    )
    if args.json:
        call.objects([done])
    else:
        call.told("edition saved", done["source"], done["edition"])
        if done["lost_places"]:
            call.told("notes lost their places", done["lost_places"])
    return 0


COMMANDS: Final = {
    "archive text": Command(
        run=_text,
        options=_of_record,
        example="depesha archive text 12 --language en",
        more="Without a language the original is printed, to write a translation over it.",
    ),
    "archive translate": Command(
        run=_translate,
        options=_translate_options,
        example="depesha archive translate 12 --language en --author Ivanov"
        ' --reason "the first was free" en.txt',
        more="The file has the original's paragraphs, an empty line between; a paragraph of …\n"
        "alone is not translated yet. It is saved as the record's next edition; of the same\n"
        "language and author it is the next version, else a translation beside the others.",
    ),
}
