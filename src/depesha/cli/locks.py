"""`unlock` and `lock`: the store's key in memory for a time."""

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser, number
from depesha.export.times import of
from depesha.station import unlocking
from depesha.station.home import Home


def _unlock_options(parser: Parser) -> None:
    parser.add_argument(
        "--minutes",
        type=number,
        default=unlocking.DEFAULT_MINUTES,
        metavar="N",
        help=f"for so long ({unlocking.DEFAULT_MINUTES})",
    )


def _unlock(call: Call) -> int:
    until = unlocking.unlock(Home(call.home), call.passphrase, call.args.minutes)
    if call.args.json:
        call.objects([{"until_at": until}])
    else:
        call.note(
            f"the store can be read until {of(call, until)}; signing still wants the passphrase"
        )
    return 0


def _lock(call: Call) -> int:
    was_kept = unlocking.lock(Home(call.home))
    if call.args.json:
        call.objects([{"was_unlocked": was_kept}])
    else:
        call.note("locked" if was_kept else "it was locked already")
    return 0


COMMANDS = {
    "unlock": Command(
        run=_unlock,
        options=_unlock_options,
        example="depesha unlock --minutes 30",
        more="Only the store's key is kept, in memory; whoever signs still gives the passphrase.",
    ),
    "lock": Command(run=_lock, example="depesha lock"),
}
