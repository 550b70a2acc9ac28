"""`draft`, `release` and `send`: how a telegram comes to be."""

from typing import Any

from depesha.cli.acting import acting_for, for_office
from depesha.cli.attaching import order
from depesha.cli.call import Call, Row
from depesha.cli.files import give, read_text
from depesha.cli.parser import Command, Parser, number
from depesha.cli.sent import print_sent
from depesha.cli.table import show
from depesha.export.columns import Column, field, listed
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.standing import state


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
        call.told("drafted before", result["draft"])
    else:
        standing = str(result.get("state", "draft"))
        known = call.word(standing if standing != "draft" else "DRAFT")
        if "version" in result:
            call.told("draft of a version", result["draft"], result["version"], known)
        else:
            call.told("draft is", result["draft"], known)
    return 0


COLUMNS = (
    Column(title="draft", cell=field("draft"), right=True),
    Column(title="version", cell=field("version"), right=True),
    Column(title="office", cell=field("office")),
    Column(title="state", cell=state),
    Column(title="released by", cell=listed("approved_by"), gives_way=True),
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
        _print_endorsements(call, found)
        for line in str(found["text"]).split("\n"):
            call.print(safe(line.replace("\t", "    ")))
        for one in found.get("attachments") or ():
            said = f"{one['name']}  {one['media_type']}  {one['size_bytes']} {call.word('size')}"
            call.print(safe(f"[{call.word('attached')}: {said}  {one['sha256']}]"))
    return 0


def _print_endorsements(call: Call, found: Row) -> None:
    """Say above the text who endorsed which version of it, and what is missing."""
    endorsements = found.get("endorsements") or ()
    needed = found.get("needed")
    if needed:
        standing = [
            one for one in endorsements if one["what"] == "released" and not one["voided_at"]
        ]
        said = call.word("releases of").format(len(standing), needed)
        call.print(safe(f"[{call.word('version')} {found['version']}: {said}]"))
    for one in endorsements:
        call.print(safe(f"[{_endorsement(call, one)}]"))


def _endorsement(speech: Speech, one: Row) -> str:
    """Return who endorsed a version, when, and whether that still stands."""
    # imported here because an order that shows no time need not read the settings
    from depesha.export.times import of  # noqa: PLC0415

    who = one["office"]
    if one.get("deputy"):
        who = speech.word("signed for").format(one["deputy"], who)
    holder = f"({one['holder']})" if one.get("holder") else ""
    fell = speech.word("fell").format(of(speech, one["voided_at"])) if one.get("voided_at") else ""
    words = (
        f"{speech.word('version')} {one['version']}:",
        speech.word(f"{one['what']} by"),
        who,
        holder,
        of(speech, one["at"]),
        fell,
        one.get("note"),
    )
    return "  ".join(str(word) for word in words if word)


def _ask_options(parser: Parser) -> None:
    _draft_number(parser)
    parser.add_argument(
        "--of", required=True, metavar="OFFICE", help="an office here that is to review it"
    )


def _ask(call: Call) -> int:
    args = call.args
    result = call.order("ask-review", draft=args.draft, of=args.of, **call.office)
    if args.json:
        call.objects([result])
    else:
        asked = call.word("was asked").format(result["of"])
        call.told("draft of a version", result["draft"], result["version"], asked)
    return 0


def _review_options(parser: Parser) -> None:
    _draft_number(parser)
    parser.add_argument("--note", default="", metavar="WORDS", help="a remark to go with it")
    _version(parser)


def _version(parser: Parser) -> None:
    parser.add_argument(
        "--version", type=number, metavar="N", help="only if the draft is at this version"
    )


def _review(call: Call) -> int:
    args = call.args
    said = {"note": args.note} if args.note else {}
    result = call.order("review-draft", draft=args.draft, **said, **_at(call), **call.office)
    return _print_review(call, result)


def _at(call: Call) -> dict[str, Any]:
    """Return the field that names the version, if one is named."""
    return {} if call.args.version is None else {"version": call.args.version}


def _print_review(call: Call, result: Row) -> int:
    """Print how far a draft has come that several endorse."""
    if call.args.json:
        call.objects([result])
    elif call.args.quiet:
        call.print(safe(str(result["draft"])))
    else:
        said = _endorsed_by(call, result)
        call.told("draft of a version", result["draft"], result["version"], said)
        if result["missing"]:
            call.told("still to sign", result["missing"], result["needed"])
    return 0


def _endorsed_by(speech: Speech, result: Row) -> str:
    """Return who endorsed it; a release that a deputy signed names him first."""
    deputies = result.get("deputies") or {}
    who = {
        office: speech.word("signed for").format(deputy, office)
        for office, deputy in deputies.items()
    }
    said = [
        speech.word(what).format(", ".join(named.get(office, office) for office in result[key]))
        for what, key, named in (
            ("reviewed so far", "reviewed_by", {}),
            ("released so far", "released_by", who),
        )
        if result.get(key)
    ]
    return "; ".join(said)


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
        call.told("draft written", call.args.draft, call.args.output)
    return 0


def _return_options(parser: Parser) -> None:
    _draft_number(parser)
    parser.add_argument("note", metavar="REASON", help="what the drafter should change")


def _return(call: Call) -> int:
    args = call.args
    result = call.order("return-draft", draft=args.draft, note=args.note, **call.office)
    return print_draft(call, result)


def _drop_options(parser: Parser) -> None:
    _draft_number(parser)
    _version(parser)


def _drop(call: Call) -> int:
    result = call.order("drop-draft", draft=call.args.draft, **_at(call), **call.office)
    if call.args.json:
        call.objects([result])
    else:
        call.told("draft dropped", result["draft"])
    return 0


def _release_options(parser: Parser) -> None:
    _draft_number(parser)
    _version(parser)
    for_office(parser)


def _release(call: Call) -> int:
    args = call.args
    said: dict[str, Any] = {**_at(call), **call.office, **acting_for(call)}
    result = call.order("release", draft=args.draft, **said)
    if "missing" in result:
        return _print_review(call, result)
    return print_sent(call, result)


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
        more="Whoever edits a draft becomes its drafter; what was signed of it before is void.",
    ),
    "draft return": Command(
        run=_return,
        options=_return_options,
        example='depesha draft return 12 "the date is missing"',
    ),
    "draft ask": Command(
        run=_ask,
        options=_ask_options,
        example="depesha draft ask 12 --of legal",
        more="That office may read the draft as it is now, and review it.",
    ),
    "draft review": Command(
        run=_review,
        options=_review_options,
        example='depesha draft review 12 --as legal --note "no objection"',
        more="A visa: a signature over exactly what the draft says now. An edit voids it.",
    ),
    "draft drop": Command(
        run=_drop,
        options=_drop_options,
        example="depesha draft drop 12\ndepesha draft drop 12 --version 3",
        more="It leaves the list for good, and its files go. Its number is not given again.",
    ),
    "release": Command(
        run=_release,
        options=_release_options,
        example="depesha release 12 --as gromyko@moscow\n"
        "depesha release 12 --version 3 --as counsellor --for gromyko",
        more="Where the policy demands several offices, each of them releases; with the last it\n"
        "is numbered and sent. The same office, or the same holder, does not count twice.",
    ),
    "send": Command(
        run=_send,
        options=_send_options,
        example="depesha send directive.txt --as gromyko\ndepesha send directive.txt --again",
        more=f"The same file again is the same telegram, unless --again says otherwise.\n\n{FORM}",
    ),
}
