"""`archive name …`: the authority of names."""

from collections.abc import Iterator
from importlib.resources import files
from json import dumps
from pathlib import Path
from typing import Final

from depesha.archive.names import name_of
from depesha.cli.call import Call, Row
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser
from depesha.cli.table import show
from depesha.errors import Malformed, Usage
from depesha.export.columns import Column, field, listed
from depesha.export.screen import safe

BATCH_NAMES: Final = 128
PAGE_NAMES: Final = 1_000
OWN: Final = "names.jsonl"
"""The names that come with the program: public ones, of the seed and of printed volumes."""


def _add_options(parser: Parser) -> None:
    parser.add_argument("preferred", metavar="NAME", help="the form to show first")
    parser.add_argument("--variant", action="append", default=[], metavar="NAME", help="another")
    parser.add_argument("--kind", choices=("person", "place", "office"), default="person")
    parser.add_argument("--id", metavar="WORD", help="its name for ever; absent: the first form")
    parser.add_argument(
        "--external", action="append", default=[], metavar="ID", help="of another authority"
    )
    parser.add_argument("--since", metavar="DATE", help="when it began to be: 1879-12-18, 1912")
    parser.add_argument("--until", metavar="DATE", help="when it ended")


def _add(call: Call) -> int:
    args = call.args
    said = {
        "preferred": args.preferred,
        "kind": args.kind,
        "variants": args.variant,
        "external": args.external,
        **{
            field: value
            for field in ("id", "since", "until")
            if (value := getattr(args, field)) is not None
        },
    }
    done = call.order(
        "archive-name-add", office=args.office, names=[dumps(said, ensure_ascii=False)]
    )
    return _done(call, done)


def _import_options(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="names, one a line")
    parser.add_argument("--own", action="store_true", help="those that come with the program")


def _import(call: Call) -> int:
    if bool(call.args.file) == call.args.own:
        msg = "names are taken from a file, or those that come with the program"
        raise Usage(msg, hint="name a file, or say --own")
    sums = {"stated": 0, "known": 0, "bad": 0}
    for batch in _batches(call, sums):
        done = call.order("archive-name-add", office=call.args.office, names=batch)
        sums = {key: count + done.get(key, 0) for key, count in sums.items()}
    _done(call, sums)
    return 1 if sums["bad"] else 0


def _batches(call: Call, sums: dict[str, int]) -> Iterator[list[str]]:
    good = list(_good(call, sums))
    for start in range(0, len(good), BATCH_NAMES):
        yield good[start : start + BATCH_NAMES]


def _good(call: Call, sums: dict[str, int]) -> Iterator[str]:
    """Yield the lines that state a name; the others are told, by their number."""
    for number, line in enumerate(_lines(call), 1):
        if not line.strip():
            continue
        try:
            name_of(line)
        except (Malformed, Usage) as error:
            sums["bad"] += 1
            said = call.word("not imported").format(number, error.message)
            call.world.stderr.write(f"depesha: {safe(said)}\n")
        else:
            yield line.strip()


def _lines(call: Call) -> list[str]:
    if call.args.own:
        return files("depesha.archive").joinpath(OWN).read_text(encoding="utf-8").splitlines()
    with told(str(call.args.file)):
        data = call.args.file.read_bytes()
    try:
        text: str = data.decode()
    except UnicodeDecodeError as error:
        msg = f"{call.args.file} is not UTF-8"
        raise Malformed(msg) from error
    return text.splitlines()


def _done(call: Call, done: Row) -> int:
    if call.args.json:
        call.objects([done])
    else:
        call.told("names stated", done["stated"], done["known"])
    return 0


COLUMNS: Final = (
    Column(title="name id", cell=field("id")),
    Column(title="name kind", cell=field("kind")),
    Column(title="name form", cell=field("preferred"), gives_way=True),
    Column(title="variants", cell=listed("variants"), gives_way=True),
)


def _list(call: Call) -> int:
    found: list[Row] = []
    after = ""
    while page := call.read("archive-names", after=after, limit=PAGE_NAMES):
        found += page
        after = page[-1]["id"]
    show(call, COLUMNS, found, "no names stated")
    return 0


def _show_options(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help="in any spelling")


def _show(call: Call) -> int:
    found = call.read("archive-names", spelled=call.args.name)
    show(call, COLUMNS, found, "no names")
    return 0 if found else 3


COMMANDS: Final = {
    "archive name add": Command(
        run=_add,
        options=_add_options,
        example='depesha archive name add "Ким Ир Сен" --variant "Kim Il Sung" --variant 김일성',
        more="Whoever asks for one form finds them all. Names are public: a cover name is none.",
    ),
    "archive name import": Command(
        run=_import,
        options=_import_options,
        example="depesha archive name import names.jsonl --as archivist\n"
        "depesha archive name import --own --as archivist",
        more="What is stated so already is passed over.",
    ),
    "archive name list": Command(run=_list, example="depesha archive name list"),
    "archive name show": Command(
        run=_show, options=_show_options, example="depesha archive name show Pyongyang"
    ),
}
