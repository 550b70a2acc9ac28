"""One call of the command line: what was asked, of which station, and where the answer goes.

The station is reached through `World.connect`, so that a test can put a small real station there.
Rule 1: nothing is opened before a command asks for it.
Rule 2: data goes to standard output, everything else to standard error.
"""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property
from os import environ
from pathlib import Path
from sys import stderr, stdin, stdout
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TextIO

from depesha.errors import OfficeLocked
from depesha.export.json_line import json_line
from depesha.export.screen import safe
from depesha.words import LANGUAGES, reason, word

if TYPE_CHECKING:
    from depesha.station.client import Client  # help must not pay for it
    from depesha.station.settings import Settings

Row = Mapping[str, Any]

VARIABLES: Final[Mapping[str, str]] = {
    "DEPESHA_HOME": "the station's folder, where --home is not given",
    "DEPESHA_PASSPHRASE_FILE": "the passphrase, where --passphrase-file is not given",
    "DEPESHA_OFFICE_PASSPHRASE_FILE": "the same, where --office-passphrase-file is not given",
    "DEPESHA_LANG": "language of the captions, en or ru, instead of the station's",
    "DEPESHA_DEBUG": "1 shows where in the program a bug is",
}
"""Environment variables that the command line reads."""


Connect = Callable[..., AbstractContextManager["Client"]]
"""`connect(home, passphrase=ask)`: how a station is reached, whether it is being served or not."""


def connect_station(
    home: Path, *, passphrase: Callable[[], str] | None = None
) -> "AbstractContextManager[Client]":
    """Reach the real station."""
    from depesha.station.client import connect  # noqa: PLC0415  # help must not pay for it

    return connect(home, passphrase=passphrase)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What surrounds a command: the streams, the environment, and how stations are reached."""

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str]
    connect: Connect = connect_station

    def can_ask(self) -> bool:
        """Say whether a person can be asked for something."""
        return self.stdin.isatty() and self.stderr.isatty()


def real_world() -> World:
    """Return the streams and the environment of this process."""
    for stream in (stdout, stderr):
        # a terminal that lacks a letter gets its code; nothing stops in the middle of a telegram
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # they are real
    return World(stdin=stdin.buffer, stdout=stdout, stderr=stderr, environ=environ)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One command under way.

    Attributes:
        verb: its name, as in `link add`.
        args: its options.
    """

    verb: str
    args: Namespace
    world: World

    # -- the station ------------------------------------------------------------------------------

    @cached_property
    def home(self) -> Path:
        """The station's folder: --home, DEPESHA_HOME, ~/.depesha if it is there, or XDG's place."""
        if self.args.home:
            return Path(self.args.home)
        return home_of(self.world.environ)

    @property
    def office(self) -> dict[str, str]:
        """The field that names the office which acts, if --as does."""
        return {"office": self.args.office} if self.args.office else {}

    def order(self, name: str, *, order_id: str = "", **fields: object) -> dict[str, Any]:
        """Ask the station to do something, once."""
        with self._station() as station:
            return self.given(station, name, order_id, fields)

    def given(
        self, station: "Client", name: str, order_id: str, fields: dict[str, Any]
    ) -> dict[str, Any]:
        """Give an order; whoever holds its office is asked for his passphrase where it is needed.

        It is asked for after the first try: an office that is open has none, and nothing was done.
        """
        given = self.office_passphrase()
        try:
            return station.order(name, order_id=order_id, **given, **fields)
        except OfficeLocked as locked:
            typed = self.typed_passphrase(locked, given)
            return station.order(name, order_id=order_id, **typed, **fields)

    def typed_passphrase(self, locked: OfficeLocked, given: Mapping[str, str]) -> dict[str, str]:
        """Return the field with the passphrase that whoever holds the office types.

        Raises:
            OfficeLocked: one was given, or nobody can be asked.
        """
        if given or not self.world.can_ask():
            raise locked
        from depesha.cli.passphrase import ask  # noqa: PLC0415  # rarely needed

        return {"office_passphrase": ask(self.world, f"{locked.message}; its passphrase: ")}

    def office_passphrase(self) -> dict[str, str]:
        """Return the field with the passphrase of the office that acts, if a file is named."""
        file = self.args.office_passphrase_file or self.world.environ.get(
            "DEPESHA_OFFICE_PASSPHRASE_FILE"
        )
        if not file:
            return {}
        from depesha.cli.passphrase import from_file  # noqa: PLC0415  # rarely needed

        return {"office_passphrase": from_file(self.world, file)}

    def read(self, name: str, **fields: object) -> Any:  # noqa: ANN401  # JSON of many shapes
        """Ask the station what it knows."""
        with self._station() as station:
            return station.read(name, **fields)

    def _station(self) -> "AbstractContextManager[Client]":
        return self.world.connect(self.home, passphrase=self.passphrase)

    def reached(self) -> "AbstractContextManager[Client]":
        """Reach the station for more than one order."""
        return self._station()

    @contextmanager
    def watched(self) -> Iterator[tuple["Client", Iterator[None]]]:
        """Reach the station to ask it, and beside that to hear of every commit.

        Raises:
            Refused: nobody serves it.
        """
        with self._station() as station, self._station() as other:
            yield station, other.changes()

    def passphrase(self) -> str:
        """Return the passphrase from its file, or ask a person for it.

        Raises:
            Locked: there is neither.
        """
        from depesha.cli.passphrase import passphrase  # noqa: PLC0415  # rarely needed

        return passphrase(self.world, self.args.passphrase_file)

    # -- how things are shown ---------------------------------------------------------------------

    @cached_property
    def settings(self) -> "Settings | None":
        """What `station.toml` says; a home without one is told of elsewhere."""
        path = self.home / "station.toml"
        if not path.is_file():
            return None
        from depesha.station import settings  # noqa: PLC0415  # only what shows times needs it

        return settings.read(path.read_bytes())

    @cached_property
    def language(self) -> str:
        """The language of captions: `en` or `ru`."""
        wanted = self.world.environ.get("DEPESHA_LANG") or self._own_language
        return wanted[:2] if wanted[:2] in LANGUAGES else "en"

    @property
    def _own_language(self) -> str:
        return self.settings.language if self.settings else "en"

    @property
    def zone(self) -> tzinfo:
        """The station's time zone."""
        return self._zone

    @cached_property
    def _zone(self) -> tzinfo:
        from depesha.station.settings import zone_of  # noqa: PLC0415  # as above

        return zone_of(self.settings.zone) if self.settings else UTC

    def word(self, key: str) -> str:
        """Return a caption in the language of this station."""
        return word(key, self.language)

    def reason(self, text: object) -> str:
        """Return what a station says in words of its own, in the language of this one."""
        return reason(str(text), self.language)

    # -- output -----------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """What the JSON objects of this command call themselves: the verb."""
        return self.verb.replace(" ", "-")

    def print(self, text: str = "") -> None:
        """Print one line; what is foreign in it was made harmless by whoever put it there."""
        self.world.stdout.write(f"{text}\n")

    def note(self, text: str) -> None:
        """Print what was done, unless only what was asked for is wanted."""
        if not self.args.quiet:
            self.print(safe(text))

    def told(self, key: str, *parts: object) -> None:
        """Print what was done by its caption, with what is put into it."""
        self.note(self.word(key).format(*parts))

    def note_others(self, found: Row) -> None:
        """Say on standard error which other telegrams a number without its year would fit."""
        if found.get("also") and not self.args.quiet:
            names = ", ".join(str(one) for one in found["also"])
            said = self.word("also fits").format(found["reference"], names)
            self.world.stderr.write(f"depesha: {safe(said)}\n")

    def note_withheld(self, rows: Iterable[Row]) -> None:
        """Say on standard error that lines withhold something because nobody in particular asks.

        Where the station has one office, that one asks, and naming it would show no more.
        """
        if self.args.office or self.args.quiet or not any(row.get("hidden") for row in rows):
            return
        if self.settings is None or len(self.settings.offices) != 1:
            self.world.stderr.write(f"depesha: {self.word('more with --as')}\n")

    def objects(self, rows: Iterable[Row], kind: str = "") -> None:
        """Print one JSON object a line."""
        for row in rows:
            self.print(json_line(kind or self.kind, row))


def home_of(variables: Mapping[str, str]) -> Path:
    """Return the folder of the station where no option names one."""
    if variables.get("DEPESHA_HOME"):
        return Path(variables["DEPESHA_HOME"])
    user = Path(variables.get("HOME") or Path.home())
    if (user / ".depesha").is_dir():
        return user / ".depesha"
    return Path(variables.get("XDG_DATA_HOME") or user / ".local" / "share") / "depesha"
