"""Where a passphrase comes from: a file, standard input, or a person at a terminal.

It is never an argument or an environment variable: every user of the machine could read it there.
"""

from getpass import getpass
from typing import Final

from depesha.cli.call import World
from depesha.cli.files import read_bytes
from depesha.errors import Locked, Usage

MAX_PASSPHRASE_BYTES: Final = 4096

NAMED: Final = "name a file with --passphrase-file"
OPEN: Final = "leave the keys open with --open"


def passphrase(world: World, file: str | None) -> str:
    """Return the passphrase.

    Raises:
        Locked: no file is named and nobody can be asked.
        NotFound: the file is not there.
        Usage: the file is empty, too long or not UTF-8.
    """
    file = file or world.environ.get("DEPESHA_PASSPHRASE_FILE")
    if file:
        return from_file(world, file)
    return _ask(
        world, "passphrase: ", or_else=f'{NAMED}, or unlock the store with "depesha unlock"'
    )


def from_file(world: World, file: str) -> str:
    """Return the passphrase that is the first line of a file.

    Raises:
        NotFound: the file is not there.
        Usage: it is empty, too long or not UTF-8.
    """
    return _first_line(read_bytes(world, file, MAX_PASSPHRASE_BYTES))


def ask(world: World, prompt: str) -> str:
    """Return what a person types, unseen.

    Raises:
        Locked: nothing was typed.
        Usage: it is empty.
    """
    return _ask(world, prompt, or_else="type it")


def ask_twice(world: World, whose: str, or_else: str) -> str:
    """Return a new passphrase that a person types twice, unseen.

    Raises:
        Locked: nobody can be asked.
        Usage: the two differ, or it is empty.
    """
    return _twice(world, f"new passphrase of {whose}: ", or_else)


def new_passphrase(world: World, file: str | None) -> str:
    """Return a passphrase for a new key file; a person gives it twice.

    Raises:
        Locked: no file is named and nobody can be asked.
        Usage: the two differ, or it is empty.
    """
    if file or world.environ.get("DEPESHA_PASSPHRASE_FILE"):
        return passphrase(world, file)
    return _twice(world, "new passphrase: ", f"{NAMED}, or {OPEN}")


def other_passphrase(world: World, file: str | None, what: str) -> str:
    """Return a passphrase that is not this station's own one; a person gives it twice.

    Raises:
        Locked: no file is named and nobody can be asked.
        Usage: the two differ, or it is empty.
    """
    if file:
        return passphrase(world, file)
    return _twice(world, f"{what}: ", "name its file as this command's help says")


def _twice(world: World, prompt: str, or_else: str) -> str:
    first = _ask(world, prompt, or_else=or_else)
    if first != _ask(world, "the same again: ", or_else=or_else):
        msg = "the two passphrases differ"
        raise Usage(msg)
    return first


def _first_line(data: bytes) -> str:
    try:
        line = data.decode().split("\n", 1)[0].removesuffix("\r")
    except UnicodeDecodeError as error:
        msg = "the passphrase is not UTF-8"
        raise Usage(msg) from error
    return _not_empty(line)


def _ask(world: World, prompt: str, *, or_else: str) -> str:
    if not world.can_ask():
        msg = "a passphrase is needed, and there is no terminal to ask at"
        raise Locked(msg, hint=or_else)
    try:
        return _not_empty(getpass(prompt))
    except EOFError as error:
        msg = "no passphrase was given"
        raise Locked(msg) from error


def _not_empty(line: str) -> str:
    if not line:
        msg = "the passphrase is empty"
        raise Usage(msg, hint="it is the first line of the file, or what you type")
    return line
