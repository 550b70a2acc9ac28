"""`alarms` and `alarm accept`: what needs a person, and who has taken it on."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.cli.table import show
from depesha.errors import NotNow
from depesha.export.columns import Column, field
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.times import TimeOf, of
from depesha.words import alarm

if TYPE_CHECKING:
    from depesha.station.client import Client  # help must not pay for it

CAPTIONS = {"attachment": "attachment of", "answer": "answer to"}
"""How a document that is no telegram is named by its telegram."""


def _about(speech: Speech, row: Row) -> str:
    """Return the telegram that an alarm is about; where it names none, what it was raised with."""
    reference, station = row.get("reference"), row.get("station")
    if not reference:
        return str(row.get("about") or "")
    caption = CAPTIONS.get(str(row.get("document")))
    named = speech.word(caption).format(reference) if caption else str(reference)
    return speech.word("it goes to").format(named, station) if station else named


def _accepted(speech: Speech, row: Row) -> str:
    """Return who accepted it and when; of one that cleared itself, when."""
    said = []
    if row.get("accepted_at") is not None:
        note = f": {row['note']}" if row.get("note") else ""
        said.append(f"{row['accepted_by']} {of(speech, row['accepted_at'])}{note}")
    if row.get("cleared_at") is not None:
        said.append(speech.word("cleared").format(of(speech, row["cleared_at"])))
    return "; ".join(said)


ALARMS: Final = (
    Column(title="alarm", cell=field("alarm"), right=True),
    Column(title="precedence", cell=field("precedence")),
    Column(title="raised", cell=TimeOf("raised_at")),
    Column(title="what", cell=lambda speech, row: alarm(str(row["what"]), speech.language)),
    Column(title="about", cell=_about),
    Column(title="text", cell=field("text"), gives_way=True),
    Column(title="accepted by", cell=_accepted),
)


def _options(parser: Parser) -> None:
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--all", action="store_true", help="those too that are accepted or over")
    kind.add_argument("--follow", action="store_true", help="go on, and print each new one")


def _alarms(call: Call) -> int:
    if call.args.follow:
        return _follow(call)
    every = {"all": True} if call.args.all else {}
    show(call, ALARMS, call.read("alarms", **every, **call.office), "no alarms")
    return 0


def _follow(call: Call) -> int:
    """Print what is open, and then each alarm that is raised, until the station stops or ^C.

    Raises:
        Refused: nobody serves the station.
    """
    try:
        with call.watched() as (station, changes), suppress(NotNow):
            for row in _each(call, station, changes):
                _print(call, row)
                call.world.stdout.flush()
    except KeyboardInterrupt:
        return 0
    if not call.args.quiet:
        call.world.stderr.write(f"depesha: {call.word('the station has stopped')}\n")
    return 0


def _each(call: Call, station: "Client", changes: Iterator[None]) -> Iterator[Row]:
    """Yield the open alarms, and after each commit those that were raised since.

    Raises:
        NotNow: the station has stopped.
    """
    next(changes)  # what is raised from now on is heard
    newest = int(station.read("newest-alarm"))
    rows = station.read("alarms", **call.office)
    yield from rows
    shown = {_name(row) for row in rows}
    for _ in changes:
        for row in station.read("alarms", after=newest, **call.office):
            newest = max(newest, row["alarm"] or 0)
            if _name(row) not in shown:
                shown.add(_name(row))
                yield row


def _name(row: Row) -> tuple[object, object]:
    return (row["alarm"], row["raised_at"])


def _print(call: Call, row: Row) -> None:
    if call.args.json:
        call.objects([row])
        return
    cells = (safe(column.cell(call, row)) for column in ALARMS)
    call.print("  ".join(cell for cell in cells if cell))


def _accept_options(parser: Parser) -> None:
    parser.add_argument("alarm", type=number, metavar="ALARM", help="its number in the list")
    parser.add_argument("note", nargs="?", metavar="NOTE", help="what is done about it")


def _accept(call: Call) -> int:
    note = {"note": call.args.note} if call.args.note else {}
    done = call.order("accept-alarm", alarm=call.args.alarm, **note, **call.office)
    if call.args.json:
        call.objects([done])
        return 0
    stays = f"; {call.word('it lasts')}" if done["lasts"] else ""
    call.note(f"{call.word('alarm accepted').format(done['alarm'], done['office'])}{stays}")
    return 0


COMMANDS = {
    "alarms": Command(
        run=_alarms,
        options=_options,
        example="depesha alarms\ndepesha alarms --all --json\ndepesha alarms --follow",
        more="The most urgent first. --follow needs a station that is served, asks nothing again\n"
        "and again, and ends with it or with ^C.",
    ),
    "alarm accept": Command(
        run=_accept,
        options=_accept_options,
        example='depesha alarm accept 118 "the courier goes on Friday" --as operator',
        more="An operator, a registrar, an administrator or a duty office has taken it on. It\n"
        "leaves the list; what is still true stays in it, as accepted, until it comes right.",
    ),
}
