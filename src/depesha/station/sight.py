"""The key book as it holds here: the edition in force, without whom this station has given up."""

from depesha.keybook import KeyBook, reopen
from depesha.store.database import Database
from depesha.store.key_life import revoked
from depesha.store.papers import state


def key_book(database: Database) -> KeyBook | None:
    """Return the key book, as the desk sees it; None: there is none yet."""
    data = state(database, "key-book")
    return None if data is None else reopen(data).without(revoked(database))
