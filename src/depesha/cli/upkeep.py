"""`backup` and `doctor`: what keeps a station whole."""

from pathlib import Path

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser
from depesha.cli.progress import working
from depesha.export.screen import counted, safe
from depesha.station import upkeep
from depesha.station.home import Home


def _backup_options(parser: Parser) -> None:
    parser.add_argument("to", metavar="FILE", help="a file that is not there yet")


def _backup(call: Call) -> int:
    with working(call, "backup"):
        done = upkeep.backup(Home(call.home), Path(call.args.to), call.passphrase)
    if call.args.json:
        call.objects([done])
    else:
        call.note(f"backup written to {call.args.to}")
        call.note(f"opened by {done['opened_by']}")
        for one in done["slots"]:
            call.note(f"slot {one['slot']}: {one['how']} {one['recipient'] or ''}".rstrip())
        if done["blob_count"]:
            call.note(f"{counted(done['blob_count'], 'attachment')}, sealed, in {done['blobs']}")
        if done["blobs_missing"]:
            call.note(
                f"not here to be copied: {counted(done['blobs_missing'], 'attachment')}; see doctor"
            )
    return 0


def _doctor_options(parser: Parser) -> None:
    parser.add_argument(
        "--rebuild", action="store_true", help="make the registers again from the facts, compare"
    )


def _doctor(call: Call) -> int:
    with working(call, "doctor"):
        checks = upkeep.doctor(
            Home(call.home), rebuild=call.args.rebuild, passphrase=call.passphrase
        )
    if call.args.json:
        call.objects(checks)
    else:
        for one in checks:
            sign = "✓" if one["ok"] else "✗"
            call.print(safe(f"{sign} {one['check']}  {one.get('detail') or ''}").rstrip())
        for hint in sorted({one["hint"] for one in checks if one.get("hint")}):
            call.world.stderr.write(f"depesha: hint: {hint}\n")
    return 0 if all(one["ok"] for one in checks) else 1


COMMANDS = {
    "backup": Command(
        run=_backup, options=_backup_options, example="depesha backup pyongyang-monday.backup"
    ),
    "doctor": Command(
        run=_doctor,
        options=_doctor_options,
        example="depesha doctor\ndepesha doctor --rebuild",
        more="Exit 1 if anything is not as it should be.",
    ),
}
