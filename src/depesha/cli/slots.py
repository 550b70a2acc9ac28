"""`station slots|slot|passphrase|recovery|recover`: what opens the keys, and what recovers them."""

from collections.abc import Sequence
from pathlib import Path

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.cli.passphrase import other_passphrase
from depesha.errors import Usage
from depesha.export.screen import safe
from depesha.station import slots
from depesha.station.home import Home

NEW = "--new-passphrase-file"

OPEN_IS_OPEN = "an open slot: whoever reads the folder has the keys"


def _show(call: Call, found: Sequence[Row]) -> None:
    for one in found:
        of_whom = {"open": OPEN_IS_OPEN}.get(one["how"], one["recipient"] or "")
        call.print(safe(f"{one['slot']}  {one['how']:12}{of_whom}".rstrip()))


def _changed(call: Call, done: Row, note: str) -> int:
    if call.args.json:
        call.objects([done])
    else:
        call.note(note)
        call.note(str(done["old_copies"]))
        _show(call, done["slots"])
    return 0


def _list(call: Call) -> int:
    found = slots.slots(Home(call.home))
    if call.args.json:
        call.objects(found)
    else:
        _show(call, found)
    return 0


def _slot_options(parser: Parser) -> None:
    parser.add_argument("what", choices=("remove",), help="what to do with it")
    parser.add_argument("number", type=number, metavar="N", help="its number in station slots")


def _slot(call: Call) -> int:
    done = slots.remove(Home(call.home), call.passphrase, call.args.number)
    return _changed(call, done, f"slot {call.args.number} taken away")


def _new_options(parser: Parser) -> None:
    parser.add_argument(
        NEW, dest="new", metavar="FILE", help="read the new passphrase from here; - is stdin"
    )


def _passphrase_options(parser: Parser) -> None:
    _new_options(parser)
    parser.add_argument(
        "--open", action="store_true", help="no passphrase any more: for unattended stations"
    )


def _passphrase(call: Call) -> int:
    args = call.args
    new = None if args.open else other_passphrase(call.world, args.new, "new passphrase")
    done = slots.change_passphrase(Home(call.home), call.passphrase, new)
    return _changed(call, done, "passphrase changed" if new else "the keys lie open now")


def _recovery_options(parser: Parser) -> None:
    add = parser.add_argument
    add("what", choices=("add", "new", "two-persons"), help="what to do")
    add("value", nargs="?", default="", metavar="RECIPIENT|FILE", help="to add, or to write")
    add("--first-file", metavar="FILE", help="two persons: the passphrase of the first")
    add("--second-file", metavar="FILE", help="two persons: that of the second")


def _recovery(call: Call) -> int:
    args, home = call.args, Home(call.home)
    if args.what == "two-persons":
        first = other_passphrase(call.world, args.first_file, "passphrase of the first person")
        second = other_passphrase(call.world, args.second_file, "passphrase of the second")
        done = slots.add_two_persons(home, call.passphrase, first, second)
        return _changed(call, done, "two persons can set a new passphrase together")
    if not args.value:
        msg = "what is to be added or written is not said"
        raise Usage(msg, hint="recovery add age1pq1…, or recovery new FILE")
    if args.what == "add":
        done = slots.add_recovery(home, call.passphrase, args.value)
        return _changed(call, done, "whoever has its identity can set a new passphrase")
    made = slots.new_identity(Path(args.value))
    if args.json:
        call.objects([made])
    else:
        call.note(f"identity written to {args.value}: keep it off line, and not with a backup")
        call.print(str(made["recipient"]))
    return 0


def _recover_options(parser: Parser) -> None:
    add = parser.add_argument
    add("--identity", metavar="FILE", help="of a recovery slot, as age-keygen -pq writes it")
    add("--two-persons", action="store_true", help="by the passphrases of two persons")
    add("--first-file", metavar="FILE", help="the passphrase of the first")
    add("--second-file", metavar="FILE", help="that of the second")
    _new_options(parser)


def _recover(call: Call) -> int:
    args, home = call.args, Home(call.home)
    if bool(args.identity) == args.two_persons:
        msg = "by what the keys are to be recovered is not said"
        raise Usage(msg, hint="--identity FILE, or --two-persons")
    if args.identity:
        new = other_passphrase(call.world, args.new, "new passphrase")
        done = slots.recover_with(home, Path(args.identity), new)
    else:
        first = other_passphrase(call.world, args.first_file, "passphrase of the first person")
        second = other_passphrase(call.world, args.second_file, "passphrase of the second")
        new = other_passphrase(call.world, args.new, "new passphrase")
        done = slots.recover_with_two(home, first, second, new)
    return _changed(call, done, "new passphrase set; the old one opens nothing here any more")


COMMANDS = {
    "station slots": Command(run=_list, example="depesha station slots --json"),
    "station slot": Command(
        run=_slot, options=_slot_options, example="depesha station slot remove 1"
    ),
    "station passphrase": Command(
        run=_passphrase,
        options=_passphrase_options,
        example="depesha station passphrase --passphrase-file old --new-passphrase-file new",
    ),
    "station recovery": Command(
        run=_recovery,
        options=_recovery_options,
        example="depesha station recovery new recovery.identity\n"
        "depesha station recovery add age1pq1…\n"
        "depesha station recovery two-persons --first-file one --second-file other",
        more="A recovery slot sets a new passphrase when the old one is lost: keep what opens it "
        "off line.",
    ),
    "station recover": Command(
        run=_recover,
        options=_recover_options,
        example="depesha station recover --identity recovery.identity\n"
        "depesha station recover --two-persons",
    ),
}
