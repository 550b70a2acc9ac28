"""The tokenizer of the index, as SQLite's FTS5 is told of it.

A connection is told of it when it first comes to words; what they become is `archive.tokens`. The
index is no register and no paper of the station: it is made from these, and made again.
"""

from typing import Final

from depesha.store.database import Database

NAME: Final = "depesha"


THERE: Final = "SELECT 1 FROM sqlite_schema WHERE name = 'word'"
MADE: Final = (
    """CREATE TABLE record_text (
        shelf       INTEGER PRIMARY KEY,
        heading     TEXT NOT NULL,
        original    TEXT NOT NULL,
        translation TEXT NOT NULL
    )""",
    """CREATE TABLE indexed (
        only    INTEGER PRIMARY KEY CHECK (only = 1),
        upto    INTEGER NOT NULL,
        version INTEGER NOT NULL
    )""",
    f"""CREATE VIRTUAL TABLE word USING fts5 (
        heading, original, translation,
        content='record_text', content_rowid='shelf', tokenize='{NAME}'
    )""",
    "INSERT INTO word (word, rank) VALUES ('secure-delete', 1)",
)
"""What the index reads, how far it has come (`upto` is a fact's place) and by which words, itself.
Its content stands outside of it, so that what is taken out leaves no byte in it."""


def is_there(database: Database) -> bool:
    """Say whether anything was indexed here yet; if so, this connection may ask for words."""
    if database.row(THERE) is None:
        return False
    _learn(database)
    return True


def make(database: Database) -> None:
    """Make the index where there is none; inside the transaction that is open."""
    _learn(database)
    if not is_there(database):
        for statement in MADE:
            database.write(statement)


def _learn(database: Database) -> None:
    # imported here because few connections ever come to a word
    from depesha.archive.fts import tokenizer  # noqa: PLC0415

    database.learn_words(NAME, tokenizer)
