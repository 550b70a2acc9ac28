"""`restore BACKUP`, `restore show`, `restore go-on`: a station begins anew from a backup."""

from functools import cache
from pathlib import Path
from typing import Any

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.cli.progress import working
from depesha.cli.table import lines
from depesha.export.columns import Column, field
from depesha.export.screen import counted, safe
from depesha.export.speech import Speech
from depesha.export.times import TimeOf, of
from depesha.station.home import Home


def _options(parser: Parser) -> None:
    parser.add_argument("backup", metavar="BACKUP", help="the file that was given to backup")
    parser.add_argument(
        "--why", default="", metavar="TEXT", help="what correspondents read as the reason"
    )
    parser.add_argument(
        "--old-keys",
        action="store_true",
        help="bring the backup's key file back although that of the home does not open",
    )


def _restore(call: Call) -> int:
    from depesha.station.restoring import restore  # noqa: PLC0415  # show must not pay for it

    with working(call, "restore"):
        done = restore(
            Home(call.home),
            Path(call.args.backup),
            cache(call.passphrase),
            why=call.args.why,
            old_keys=call.args.old_keys,
        )
    if call.args.json:
        call.objects([done])
        return 0
    call.note(f"{done['station']} restored to fact {done['journal_size']} in {done['home']}")
    if done["kept_aside"]:
        call.note(f"what was there is kept in {done['kept_aside']}")
    if done["kept"]:
        call.note(f"kept from there: {', '.join(done['kept'])}")
    if done["blobs_missing"]:
        call.note(f"missing: {counted(done['blobs_missing'], 'attachment')}; see doctor")
    if done["office"] is None:
        call.note("signed by the station alone: the key of no administrator is open here")
    if done["awaits"]:
        names = ", ".join(done["awaits"])
        call.note(f"no new telegram gets a number before these have answered: {names}")
        call.note('serve the station; "depesha restore show" says who has answered')
    return 0


def _state(speech: Speech, row: Row) -> str:
    return speech.word(str(row["state"]))


def _coming(_speech: Speech, row: Row) -> str:
    return str(row["telegrams_coming"] or "")


PEERS = (
    Column(title="station", cell=field("station")),
    Column(title="state", cell=_state),
    Column(title="asked again", cell=TimeOf("asked_again_at")),
    Column(title="telegrams coming", cell=_coming, right=True),
)


def _show(call: Call) -> int:
    found: dict[str, Any] = call.read("restorations")
    if call.args.json:
        call.objects([found])
        return 0
    own = found["restoration"]
    if own is None:
        call.note(call.word("never restored"))
    else:
        call.print(
            call.word("restored to").format(own["journal_size"], of(call, own["restored_at"]))
        )
        lost = call.word("unknown number") if own["lost"] is None else own["lost"]
        call.print(call.word("facts lost").format(lost))
        if own["why"]:
            call.print(safe(f"{call.word('restored because')}: {own['why']}"))
        if own["ended_at"] is None:
            call.print(call.word("numbers are held"))
        for line in lines(call, PEERS, own["correspondents"]) if own["correspondents"] else ():
            call.print(line)
    for one in found["lost_numbers"]:
        named = (one["series"], one["year"])
        for first, last in one["missing"]:
            call.print(call.word("numbers lost").format(*named, first, last))
        if one["skipped"]:
            call.print(call.word("numbers skipped").format(*named, *one["skipped"]))
    for one in found["correspondents"]:
        said = call.word("restored to").format(one["journal_size"], of(call, one["restored_at"]))
        lost = call.word("facts lost").format(one["lost"])
        call.print(safe(f"{one['station']}: {said}; {lost}"))
    return 0


def _go_on_options(parser: Parser) -> None:
    parser.add_argument(
        "--without", required=True, metavar="STATION", help="whose answer is not waited for"
    )


def _go_on(call: Call) -> int:
    done = call.order("restore-go-on", without=call.args.without, **call.office)
    if call.args.json:
        call.objects([done])
    else:
        call.note(f"{done['without']} is waited for no longer")
        if done["waited_for"]:
            call.note(f"still waited for: {', '.join(done['waited_for'])}")
    return 0


COMMANDS = {
    "restore": Command(
        run=_restore,
        options=_options,
        example="depesha restore pyongyang-monday.backup\n"
        'depesha restore pyongyang-monday.backup --why "the disk broke"',
        more="Into an empty home, or in the place of a broken one, which is kept beside it.",
    ),
    "restore show": Command(run=_show, example="depesha restore show\ndepesha restore show --json"),
    "restore go-on": Command(
        run=_go_on,
        options=_go_on_options,
        example="depesha restore go-on --without peking --as chief",
        more="Only an administrator may: numbers that the station gave may then be given again.",
    ),
}
