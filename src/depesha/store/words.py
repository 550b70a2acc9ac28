"""The index of words: its tables, and its tokenizer as SQLite's FTS5 is told of it.

A connection is told of it when it first comes to words; what they become is `archive.tokens`. The
index is no register and no paper of the station: it is made from these, and made again where its
words or its tables are of another version (`archive.tokens.VERSION`, `SHAPE`).
"""

from typing import Final

from depesha.archive.tokens import VERSION as WORDS
from depesha.store.database import Database

NAME: Final = "depesha"

SHAPE: Final = 8
"""Of the tables below and what stands in them; another shape is another version of the index."""

VERSION: Final = WORDS * 1000 + SHAPE

COLUMNS: Final = (
    "subject",
    "sender",
    "addressee",
    "form",
    "original",
    "translation",
    "marks",
)
FIELDS: Final = {
    "subject": ("subject",),
    "from": ("sender",),
    "to": ("addressee",),
    "person": ("sender", "addressee", "form"),
    "text": ("original",),
    "translation": ("translation",),
}
"""Where the words of a field stand (`archive.asking`)."""

TABLES: Final = (
    "word",
    "card",
    "card_text",
    "card_level",
    "card_value",
    "facet_key",
    "facet_value",
    "indexed",
)
PAST: Final = ("record_text",)
"""Tables of an earlier shape."""

_COME: Final = "SELECT upto, version FROM indexed"
_IS_THERE: Final = "SELECT 1 FROM sqlite_schema WHERE name = 'indexed'"
MADE: Final = (
    """CREATE TABLE card (            -- what is found, the newest last
        shelf          INTEGER PRIMARY KEY,
        id             INTEGER NOT NULL UNIQUE,     -- the fact's place
        thing          INTEGER NOT NULL,            -- 0 a record, 1 a telegram
        classification INTEGER NOT NULL,
        sent           TEXT NOT NULL,
        number         INTEGER NOT NULL,
        title          TEXT NOT NULL,
        kind           TEXT NOT NULL,
        sender         TEXT NOT NULL,
        addressee      TEXT NOT NULL,
        place          TEXT NOT NULL,
        label          TEXT NOT NULL,
        precedence     TEXT NOT NULL,
        language       TEXT NOT NULL,
        series         TEXT NOT NULL,
        archives       TEXT NOT NULL,               -- one a line
        people         TEXT NOT NULL                -- one a line
    )""",
    """CREATE TABLE card_text (       -- outside of the index, so that nothing stays in it
        place       INTEGER PRIMARY KEY,            -- that of the shelf, negated: as in the index
        subject     TEXT NOT NULL,
        sender      TEXT NOT NULL,
        addressee   TEXT NOT NULL,
        form        TEXT NOT NULL,
        original    TEXT NOT NULL,
        translation TEXT NOT NULL,
        marks       TEXT NOT NULL
    )""",
    """CREATE TABLE card_level (      -- how many cards are of which classification
        classification INTEGER PRIMARY KEY,
        cards          INTEGER NOT NULL
    )""",
    """CREATE TABLE card_value (      -- what is counted of a card, narrow (`facet_values`)
        shelf          INTEGER PRIMARY KEY,
        classification INTEGER NOT NULL,
        said           TEXT NOT NULL                -- y4.4 l7.9 u12.31 …
    )""",
    """CREATE TABLE facet_key (       -- what spellings of one value have in common
        id    INTEGER PRIMARY KEY,
        facet TEXT NOT NULL,
        key   TEXT NOT NULL
    )""",
    "CREATE UNIQUE INDEX facet_key_of ON facet_key (facet, key)",
    """CREATE TABLE facet_value (     -- a spelling, and how many cards have it
        id    INTEGER PRIMARY KEY,
        facet TEXT NOT NULL,
        value TEXT NOT NULL,
        key   INTEGER NOT NULL,
        cards INTEGER NOT NULL
    )""",
    "CREATE UNIQUE INDEX facet_value_of ON facet_value (facet, value)",
    "CREATE INDEX facet_value_key ON facet_value (key)",
    """CREATE TABLE indexed (         -- how far it has come (a fact's place), and by which words
        only    INTEGER PRIMARY KEY CHECK (only = 1),
        upto    INTEGER NOT NULL,
        version INTEGER NOT NULL
    )""",
    f"""CREATE VIRTUAL TABLE word USING fts5 (
        {", ".join(COLUMNS)}, content='card_text', content_rowid='place', tokenize='{NAME}'
    )""",
    "INSERT INTO word (word, rank) VALUES ('secure-delete', 1)",
    f"INSERT INTO indexed VALUES (1, -1, {VERSION})",  # noqa: S608  # a constant
)


def come_to(database: Database) -> int | None:
    """Return up to which fact's place the index has come; None: there is none by these words."""
    if database.row(_IS_THERE) is None:
        return None
    row = database.row(_COME)
    return int(row[0]) if row and row[1] == VERSION else None


def is_there(database: Database) -> bool:
    """Say whether anything was indexed here yet; if so, this connection may ask for words."""
    if come_to(database) is None:
        return False
    learn(database)
    return True


def make(database: Database) -> None:
    """Make the index where there is none by these words; inside the transaction that is open."""
    if come_to(database) is None:
        make_anew(database)
    learn(database)


def make_anew(database: Database) -> None:
    """Destroy what was indexed, and make an index that has come nowhere yet."""
    learn(database)
    destroy(database)
    for statement in MADE:
        database.write(statement)


def destroy(database: Database) -> bool:
    """Destroy the index, of whichever version, where there is one; say whether there was."""
    if database.row(_IS_THERE) is None:
        return False
    learn(database)
    for table in (*TABLES, *PAST):
        database.write(f"DROP TABLE IF EXISTS {table}")
    return True


def learn(database: Database) -> None:
    """Tell this connection of the tokenizer."""
    # imported here because few connections ever come to a word
    from depesha.archive.fts import FITNESS, fitness, tokenizer  # noqa: PLC0415

    database.learn_words(NAME, tokenizer, {FITNESS: fitness})
