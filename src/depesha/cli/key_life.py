"""`keybook rotate|requests|revoke`, and `root|holder|pending|cosign|import-signature`."""

from pathlib import Path
from typing import Any, Final

from depesha.cli.call import Call, Row
from depesha.cli.files import MAX_ARMOUR_BYTES, give, read_bytes, read_text
from depesha.cli.parser import Command, Parser, number
from depesha.cli.plans import moment
from depesha.cli.table import show
from depesha.errors import Usage
from depesha.export.columns import Column, field
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.times import of

YES: Final = frozenset({"yes", "да"})


def _output(parser: Parser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help="write it here")


def _said(call: Call, result: Row, *lines: str) -> int:
    if call.args.json:
        call.objects([result])
    else:
        for line in lines:
            call.note(safe(line))
    return 0


def _in_force(speech: Speech, result: Row) -> str:
    versions = (result.get("version", ""), result.get("plan_version", ""))
    if result.get("waits"):
        return speech.word("edition waits").format(*versions, result["waits"])
    return speech.word("edition in force").format(*versions)


# -- period keys ----------------------------------------------------------------------------------


def _rotate_options(parser: Parser) -> None:
    parser.add_argument(
        "--now",
        dest="at_once",
        action="store_true",
        help="one more key, in force from now on: the present one may be in other hands",
    )
    _output(parser)


def _rotate(call: Call) -> int:
    result = call.order("keybook-rotate", at_once=call.args.at_once)
    if call.args.output:
        give(call, call.args.output, str(result["text"]))
    made, gone = len(result["made"]), len(result["destroyed"])
    lines = [call.word("keys turned").format(made, gone)]
    for one in result["live"]:
        times = f"{of(call, one['not_before_at'])} – {of(call, one['not_after_at'])}"
        lines.append(f"  {one['fingerprint'][:16]}  {times}")
    asked = str(result["asked"])
    lines.append(call.word("keys asked").format(asked) if asked else call.word("keys not asked"))
    return _said(call, result, *lines)


def _state(speech: Speech, row: Row) -> str:
    if row["needs_person"]:
        return speech.word("needs a person")
    return speech.word("signed by itself").format(of(speech, row["due_at"]))


REQUESTS: Final = (
    Column(title="station", cell=field("station")),
    Column(title="at", cell=lambda speech, row: of(speech, row["at"])),
    Column(title="state", cell=_state),
)


def _requests_options(parser: Parser) -> None:
    parser.add_argument("station", metavar="STATION", nargs="?", help="the request of this one")
    parser.add_argument("--sign", action="store_true", help="sign the new period keys now")
    _output(parser)


def _requests(call: Call) -> int:
    named = call.args.station
    if call.args.sign:
        result = call.order("keybook-sign-requests")
        return _said(call, result, ", ".join(result["stations"]), _in_force(call, result))
    found = call.read("keybook-requests", **({"station": named} if named else {}))
    if named and not call.args.json:
        give(call, call.args.output, str(found[0]["text"]))
    else:
        show(call, REQUESTS, found, "no requests")
    return 0


# -- revocation -----------------------------------------------------------------------------------


def since_option(parser: Parser) -> None:
    """Add the time from which on a station is not to be believed."""
    parser.add_argument(
        "--since",
        metavar="TIME",
        help="since when, as in 2026-12-04T06:00Z or 10min ago as 10min; else from now on",
    )


def since_of(call: Call) -> dict[str, Any]:
    """Return the field that says since when, if an option does."""
    return {"since_at": moment(call.args.since, is_past=True)} if call.args.since else {}


def _revoke_options(parser: Parser) -> None:
    parser.add_argument("station", metavar="STATION")
    parser.add_argument("reason", metavar="REASON", help="in one line, for the journal")
    since_option(parser)


def _revoke(call: Call) -> int:
    args = call.args
    result = call.order(
        "keybook-revoke", station=args.station, reason=args.reason, **since_of(call)
    )
    cut = cut_line(call, result["cut_size"])
    return _said(call, result, revoked(call, args.station, result), cut, _in_force(call, result))


def cut_line(call: Call, size: int) -> str:
    """Return up to where a station's journal is witnessed, in words."""
    return call.word("seized cut line" if size else "seized no cut line").format(size)


def revoked(call: Call, station: str, result: Row) -> str:
    """Return how far a station is revoked: everywhere, or here until the holders have signed."""
    if result.get("waits"):
        return call.word("revoked here").format(station, result["waits"])
    return call.word("revoked for good").format(station)


# -- holders --------------------------------------------------------------------------------------


def _holder_options(parser: Parser) -> None:
    parser.add_argument("action", choices=("new",), help="new: make his keys")
    parser.add_argument("file", metavar="FILE", help="his key file, which is not there yet")
    parser.add_argument("--name", required=True, metavar="NAME", help="his name, as in ivanov")
    _output(parser)


def _holder(call: Call) -> int:
    from depesha.cli.passphrase import new_passphrase  # noqa: PLC0415  # as in `station init`
    from depesha.station.holders import new_holder  # noqa: PLC0415  # it loads the ciphers

    secret = new_passphrase(call.world, call.args.passphrase_file)
    made = new_holder(Path(call.args.file), call.args.name, secret)
    if call.args.json:
        call.objects([made])
    elif give(call, call.args.output, str(made["text"])):
        call.note(call.word("holder made").format(made["holder"], call.args.output))
    return 0


def _root_options(parser: Parser) -> None:
    add = parser.add_argument
    add(
        "--holder",
        dest="holders",
        action="append",
        default=[],
        metavar="FILE",
        help="what depesha keybook holder wrote of a new holder; may be given again",
    )
    add(
        "--without",
        action="append",
        default=[],
        metavar="NAME",
        help="a holder that is to be none any more; may be given again",
    )
    add("--threshold", type=number, required=True, metavar="N", help="how many must sign")


def _root(call: Call) -> int:
    args = call.args
    texts = [read_text(call.world, name) for name in args.holders]
    result = call.order(
        "keybook-root", holders=texts, without=args.without, threshold=args.threshold
    )
    return _said(call, result, f"root {result['root']}", _in_force(call, result))


def _pending_options(parser: Parser) -> None:
    _output(parser)
    parser.add_argument(
        "--drop", action="store_true", help="give it up, with all that was changed for it"
    )


def _pending(call: Call) -> int:
    if call.args.drop:
        dropped = call.order("keybook-drop-edition")
        return _said(call, dropped, call.word("edition dropped"))
    found = call.read("keybook-pending")
    if call.args.output:
        give(call, call.args.output, str(found["text"]))
    if call.args.json:
        call.objects([found])
        return 0
    for line in _edition(call, found):
        call.print(safe(line))
    return 0


def _edition(speech: Speech, found: Row) -> list[str]:
    head = [f"{speech.word('root')}  {found['root_groups']}"]
    signed = found.get("signed_by")
    if signed is not None:
        names = ", ".join(signed) or "–"
        head.append(speech.word("signed so far").format(names, found["waits"]))
    return [*head, *(f"  {line}" for line in found["changes"])]


def _cosign_options(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="what depesha keybook pending -o wrote")
    parser.add_argument("--holder", required=True, metavar="KEYFILE", help="the holder's key file")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    _output(parser)


def _cosign(call: Call) -> int:
    from depesha.station.holders import cosign  # noqa: PLC0415  # it loads the ciphers

    edition = read_bytes(call.world, call.args.file, MAX_ARMOUR_BYTES)

    def sure(shown: dict[str, Any]) -> bool:
        for line in _edition(call, shown):
            call.world.stderr.write(f"{safe(line)}\n")
        return bool(call.args.yes) or _agrees(call)

    done = cosign(edition, Path(call.args.holder), call.passphrase, sure)
    if call.args.json:
        call.objects([done])
    elif give(call, call.args.output, str(done["text"])):
        call.note(call.word("signature written").format(call.args.output))
    return 0


def _agrees(call: Call) -> bool:
    if not call.world.can_ask():
        msg = "there is no terminal to ask at"
        raise Usage(msg, hint="--yes signs what is shown without asking")
    call.world.stderr.write(call.word("sign this"))
    call.world.stderr.flush()
    return call.world.stdin.readline().decode(errors="replace").strip().lower() in YES


def _import_options(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="what depesha keybook cosign wrote")


def _import(call: Call) -> int:
    text = read_text(call.world, call.args.file)
    result = call.order("keybook-import-signature", text=text)
    return _said(
        call, result, call.word("has signed").format(result["holder"]), _in_force(call, result)
    )


COMMANDS = {
    "keybook rotate": Command(
        run=_rotate,
        options=_rotate_options,
        example="depesha keybook rotate\ndepesha keybook rotate --now -o pyongyang.request",
        more="A station that is served does so by itself. The request goes to the centre on the\n"
        "road; with -o it is written out as well, for depesha keybook admit.",
    ),
    "keybook requests": Command(
        run=_requests,
        options=_requests_options,
        example="depesha keybook requests\ndepesha keybook requests pyongyang -o pyongyang.request",
        more="New period keys are admitted by themselves; all else waits for keybook admit.",
    ),
    "keybook revoke": Command(
        run=_revoke,
        options=_revoke_options,
        example='depesha keybook revoke pyongyang "the post was taken" --since 2026-12-04T06:00Z',
        more="For good: a station that comes back is founded anew, under another id.\n"
        "All stations are told out of turn. Look at depesha seized first.",
    ),
    "keybook holder": Command(
        run=_holder,
        options=_holder_options,
        example="depesha keybook holder new ivanov.key --name ivanov -o ivanov.root",
        more="On the holder's own machine. The key file stays there; what -o writes is for the\n"
        "centre.",
    ),
    "keybook root": Command(
        run=_root,
        options=_root_options,
        example="depesha keybook root --holder ivanov.root --holder petrov.root --threshold 2\n"
        "depesha keybook root --without moscow --threshold 2",
        more="In force when enough of the old holders and enough of the new ones have signed it.",
    ),
    "keybook pending": Command(
        run=_pending,
        options=_pending_options,
        example="depesha keybook pending -o edition-7\ndepesha keybook pending --drop",
    ),
    "keybook cosign": Command(
        run=_cosign,
        options=_cosign_options,
        example="depesha keybook cosign edition-7 --holder ivanov.key -o ivanov.signature",
        more="On the holder's own machine: it shows in words what changes, and asks. No station is "
        "needed.",
    ),
    "keybook import-signature": Command(
        run=_import,
        options=_import_options,
        example="depesha keybook import-signature ivanov.signature",
    ),
}
