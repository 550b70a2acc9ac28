"""The desks of the demo: three addresses to open, left running until somebody ends them.

An office signs in by the passphrase that its key is behind. In the story the keys were open; here
each gets a passphrase, which is the demo's own and is shown.
"""

from contextlib import suppress
from typing import Final

from depesha.demo.commands import Commands
from depesha.demo.founding import BY_HAND, PLACES
from depesha.demo.serving import Stations
from depesha.demo.teller import Teller

PASSPHRASES: Final = {
    "gromyko": "smolensk square",
    "roshchin": "beixin bridge",
    "razuvaev": "taedong river",
}
"""Of the demo alone; whoever reads this page has them."""


def lock_offices(commands: Commands) -> None:
    """Put the key of each office behind its passphrase."""
    for station, place in PLACES.items():
        file = commands.folder / BY_HAND / f"{place.office}.passphrase"
        file.touch(mode=0o600)
        file.write_text(PASSPHRASES[place.office] + "\n")
        name = f"{BY_HAND}/{file.name}"
        commands.run(station, "office", "passphrase", place.office, "--new-passphrase-file", name)


def leave_open(stations: Stations, tell: Teller) -> None:
    """Say where the desks are, and wait until somebody ends them (^C)."""
    tell.chapter("Three desks are open")
    tell.say(
        "Open one in a browser. At Pyongyang a telegram waits to be confirmed; what is done there"
        " is seen at Moscow's desk as it happens."
    )
    for station, place in PLACES.items():
        who = f"office {place.office}, passphrase: {PASSPHRASES[place.office]}"
        tell.listed([(stations.desks[station], f"{station}: {who}")])
    if stations.room:
        tell.listed([(stations.room, "the reading room: No. 26044 as everybody may read it")])
    tell.say("They stay open until you press ^C.")
    with suppress(KeyboardInterrupt):
        stations.wait()
