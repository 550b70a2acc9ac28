"""`draft`, `release` and `send`: how a telegram comes to be."""

from depesha.cli.attaching import order
from depesha.cli.call import Call, Row
from depesha.cli.files import give, read_text
from depesha.cli.parser import Command, Parser, number
from depesha.cli.screen import safe
from depesha.cli.sent import print_sent
from depesha.cli.table import Column, field, show
from depesha.cli.trays import state


def _file(parser: Parser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="form lines, an empty line, the text; - is stdin"
    )


def _draft_number(parser: Parser) -> None:
    parser.add_argument("draft", type=number, metavar="DRAFT", help='as "depesha draft list" says')


def _again(parser: Parser, what: str) -> None:
    parser.add_argument("--again", action="store_true", help=f"another {what}, not the first")


def _draft_options(parser: Parser) -> None:
    _file(parser)
    _again(parser, "draft with the same text")


def _draft(call: Call) -> int:
    args = call.args
    text = read_text(call.world, args.file)
    return print_draft(call, order(call, "draft", text, again=args.again, **call.office))


def print_draft(call: Call, result: Row) -> int:
    """Print number, version and state of a draft; with -q the number alone."""
    if call.args.json:
        call.objects([result])
    elif call.args.quiet:
        call.print(safe(str(result["draft"])))
    elif result.get("repeated"):
        call.note(f"drafted before: draft {result['draft']}; --again makes another")
    else:
        version = f", version {result['version']}" if "version" in result else ""
        call.note(f"draft {result['draft']}{version}: {result.get('state', 'draft')}")
    return 0


COLUMNS = (
    Column(title="draft", cell=field("draft"), right=True),
    Column(title="version", cell=field("version"), right=True),
    Column(title="office", cell=field("office")),
    Column(title="state", cell=state),
    Column(title="note", cell=field("note"), gives_way=True),
)


def _list(call: Call) -> int:
    show(call, COLUMNS, call.read("drafts", **call.office), "no drafts")
    return 0


def _show(call: Call) -> int:
    purpose = {"purpose": "json"} if call.args.json else {}
    found = call.read("draft", draft=call.args.draft, **purpose, **call.office)
    if call.args.json:
        call.objects([found])
    else:
        for line in str(found["text"]).split("\n"):
            call.print(safe(line.replace("\t", "    ")))
        for one in found.get("attachments") or ():
            said = f"{one['name']}  {one['media_type']}  {one['size_bytes']} {call.word('size')}"
            call.print(safe(f"[{call.word('attached')}: {said}  {one['sha256']}]"))
    return 0


def _edit_options(parser: Parser) -> None:
    _draft_number(parser)
    _file(parser)


def _edit(call: Call) -> int:
    text = read_text(call.world, call.args.file)
    return print_draft(call, order(call, "draft", text, draft=call.args.draft, **call.office))


def _export_options(parser: Parser) -> None:
    _draft_number(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="write it here, byte for byte")


def _shown(call: Call) -> int:
    if call.args.output is None:
        return _show(call)
    found = call.read("draft", draft=call.args.draft, purpose="download", **call.office)
    if give(call, call.args.output, str(found["text"])):
        call.note(f"draft {call.args.draft} written to {call.args.output}")
    return 0


def _return_options(parser: Parser) -> None:
    _draft_number(parser)
    parser.add_argument("note", metavar="REASON", help="what the drafter should change")


def _return(call: Call) -> int:
    args = call.args
    result = call.order("return-draft", draft=args.draft, note=args.note, **call.office)
    return print_draft(call, result)


def _release(call: Call) -> int:
    return print_sent(call, call.order("release", draft=call.args.draft, **call.office))


def _send_options(parser: Parser) -> None:
    _file(parser)
    _again(parser, "telegram with the same text")


def _send(call: Call) -> int:
    text = read_text(call.world, call.args.file)
    return print_sent(call, order(call, "send", text, again=call.args.again, **call.office))


FORM = """A draft is form lines, an empty line, and the text:

  To: razuvaev@pyongyang; place СЕВЕРНАЯ КОРЕЯ; person РАЗУВАЕВУ
  Classification: TOP SECRET
  Precedence: IMMEDIATE
  Receipt: confirm
  Execution: report at once
  Subject: directive of 20 November
  Attach: scans/map.pdf

  The text stands here.

A file that is attached is sealed as it is now: what is changed in it later does not go."""

COMMANDS = {
    "draft": Command(
        run=_draft,
        options=_draft_options,
        example="depesha draft directive.txt\ndepesha draft directive.txt --again",
        more=f"The same file again is the same draft, unless --again says otherwise.\n\n{FORM}",
    ),
    "draft list": Command(run=_list, example="depesha draft list --json"),
    "draft show": Command(
        run=_shown,
        options=_export_options,
        example="depesha draft show 12\ndepesha draft show 12 -o directive.txt",
    ),
    "draft edit": Command(
        run=_edit,
        options=_edit_options,
        example="depesha draft edit 12 directive.txt",
        more="Whoever edits a draft becomes its drafter, and approvals are void.",
    ),
    "draft return": Command(
        run=_return,
        options=_return_options,
        example='depesha draft return 12 "the date is missing"',
    ),
    "release": Command(
        run=_release, options=_draft_number, example="depesha release 12 --as gromyko@moscow"
    ),
    "send": Command(
        run=_send,
        options=_send_options,
        example="depesha send directive.txt --as gromyko\ndepesha send directive.txt --again",
        more=f"The same file again is the same telegram, unless --again says otherwise.\n\n{FORM}",
    ),
}
