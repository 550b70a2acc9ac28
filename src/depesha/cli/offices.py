"""`office passphrase|handover|deputy`: what its key is behind, who holds it, who acts for it.

A passphrase is never an argument: it comes from a file, or a person types it.
"""

from dataclasses import replace
from functools import cache
from typing import Any

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser
from depesha.cli.passphrase import ask, ask_twice, from_file
from depesha.errors import Locked, OfficeLocked, Refused
from depesha.station import founding
from depesha.station.founding import Deputing
from depesha.station.home import Home

NEW_FILE = "name a file with --new-passphrase-file"


def _office(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help="the office, as in razuvaev")


def _new_file(parser: Parser) -> None:
    parser.add_argument(
        "--new-passphrase-file", metavar="FILE", help="read the new passphrase from here"
    )


def _passphrase_options(parser: Parser) -> None:
    _office(parser)
    _new_file(parser)
    parser.add_argument(
        "--remove", action="store_true", help="leave the key open: whoever has the station has it"
    )


def _passphrase(call: Call) -> int:
    args = call.args
    new = {} if args.remove else _new(call, args.name)
    result = call.order("office-passphrase", office=args.name, remove=args.remove, **new)
    if args.json:
        call.objects([result])
    elif result["key"] == "open":
        call.note(f"the key of {result['office']} is open: whoever has the station signs as it")
    else:
        call.note(f"the key of {result['office']} is behind its holder's passphrase")
    return 0


def _new(call: Call, name: str) -> dict[str, str]:
    file = call.args.new_passphrase_file
    typed = from_file(call.world, file) if file else ask_twice(call.world, name, NEW_FILE)
    return {"new_office_passphrase": typed}


def _handover_options(parser: Parser) -> None:
    _office(parser)
    parser.add_argument("--to", required=True, metavar="HOLDER", help="the new holder's name")
    _new_file(parser)


def _handover(call: Call) -> int:
    args = call.args
    new = _new(call, args.name) if args.new_passphrase_file or _is_locked(call) else {}
    result = call.order("office-handover", office=args.name, holder=args.to, **new)
    return _print_handover(call, result)


def _is_locked(call: Call) -> bool:
    """Say whether the office's key is behind a passphrase; where nothing is known, it is not."""
    try:
        offices = call.read("offices")
    except Locked:
        raise
    except Refused:  # there is no key book yet
        return False
    keys = {one["office"].partition("@")[0]: one.get("key") for one in offices}
    return keys.get(call.args.name.partition("@")[0]) == "locked"


def _print_handover(call: Call, result: dict[str, Any]) -> int:
    if call.args.json:
        call.objects([result])
        return 0
    before = f", until now {result['before']}" if result["before"] else ""
    call.note(f"{result['office']} is held by {result['holder']}{before}")
    if result["key"] == "open":
        call.note("its key is open: whoever has the station signs as it")
    return 0


def _deputy_options(parser: Parser) -> None:
    _office(parser)
    parser.add_argument("--deputy", required=True, metavar="NAME", help="an office beside it")
    parser.add_argument("--remove", action="store_true", help="it no longer is")


def _deputy(call: Call) -> int:
    args = call.args
    home, opening = Home(call.home), cache(call.passphrase)
    given = call.office_passphrase().get("office_passphrase")
    said = Deputing(office=args.name, deputy=args.deputy, remove=args.remove, own=given)
    try:
        found = founding.set_deputy(home, said, opening)
    except OfficeLocked as locked:
        if given or not call.world.can_ask():
            raise
        typed = ask(call.world, f"{locked.message}; its passphrase: ")
        found = founding.set_deputy(home, replace(said, own=typed), opening)
    if args.json:
        call.objects([found])
        return 0
    who = ", ".join(found["deputies"]) or "nobody"
    then = (
        f"key book signed anew, version {found['version']}"
        if "version" in found
        else "send the centre the request again"
    )
    call.note(f"{found['office']}: {who} may act for it; {then}")
    return 0


COMMANDS = {
    "office passphrase": Command(
        run=_passphrase,
        options=_passphrase_options,
        example="depesha office passphrase gromyko\n"
        "depesha office passphrase gromyko --office-passphrase-file old --new-passphrase-file new\n"
        "depesha office passphrase gromyko --remove",
        more="Without it nobody signs as the office, not even who has the station open. A served\n"
        "station takes it at once. There is no way round a passphrase that was forgotten.",
    ),
    "office handover": Command(
        run=_handover,
        options=_handover_options,
        example='depesha office handover gromyko --to "A. A. Gromyko"',
        more="Its tasks stay with the office. If its key is behind a passphrase, the old one is\n"
        "asked for, and the new holder types his own.",
    ),
    "office deputy": Command(
        run=_deputy,
        options=_deputy_options,
        example="depesha office deputy gromyko --deputy counsellor\n"
        "depesha office deputy gromyko --deputy counsellor --remove",
        more="The deputy signs with its own key, and both are named. It is in force when the key\n"
        "book says so. If the key of the office is behind a passphrase, its holder types that.",
    ),
}
