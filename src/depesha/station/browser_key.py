"""The key under which the desk knows again from which browsers an office signed in.

It lies in the home, so that a restart makes nobody a stranger at his own desk. It opens nothing:
whoever reads it may try passphrases before strangers do, under a count of his own for each number
that he makes up. Where it is lost or damaged, another is made, and everybody is a stranger once.
"""

from typing import Final

from depesha.station.home import Home, write_whole
from depesha.station.tokens import token

KEY_BYTES: Final = 32


def browser_key(home: Home) -> bytes:
    """Return the key of a home; the first time it is made."""
    try:
        with home.browser_key.open("rb") as file:
            kept = file.read(KEY_BYTES + 1)
    except FileNotFoundError:
        kept = b""
    if len(kept) == KEY_BYTES:
        return kept
    made = bytes.fromhex(token(KEY_BYTES))
    write_whole(home.browser_key, made)
    return made
