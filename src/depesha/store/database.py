"""One connection to the encrypted database, and the border at which its errors end.

Rule 1: the key is raw, 32 bytes, and checked here. A key of another length would silently become a
    passphrase, and an empty one a plaintext file (`docs/security.md`); so a file that can be read
    without a key is refused, and a canary row proves that what was opened is a store.
Rule 2: SQLite gives up the whole transaction, savepoints too, when the disk is full or fails. A
    statement that came after it would be committed alone. So nothing is written unless a
    transaction is open, and what finds it gone says that everything of the group is lost.
Rule 3: what a person or a peer can meet leaves as one of the four families; whatever else the
    library raises is a bug of ours and is not caught.

Foreign keys are not declared: every line of a register is written by one function from one fact,
and `rebuild` proves it.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import apsw

from depesha.errors import Busy, Locked, NotFound, NotNow, Problem, Refused, StoreDamaged, StoreFull
from depesha.store.migrations import NEWEST, migrate

KEY_BYTES: Final = 32
BUSY_TIMEOUT_MS: Final = 5_000
WRITER_CACHE_KIB: Final = 32 * 1024
READER_CACHE_KIB: Final = 4 * 1024

CHECKPOINT_PAGES: Final = 4_000
"""The write-ahead log is folded in after 16 MiB (SQLite's default: 4 MiB), so that a page that is
written by many groups is encrypted and synced once."""

STATEMENT_CACHE: Final = 256
"""A statement is compiled once. Without `SQLITE_DBCONFIG_ENABLE_QPSG` SQLite, as it is built here
(with STAT4), compiles some joins anew whenever another value is bound, in the hope of a better
plan: 40 µs each time. No statistics are kept here, so no other plan could come of it."""

_PLAINTEXT: Final = b"SQLite format 3\x00"
_CANARY: Final = "depesha store"

Row = tuple[Any, ...]
Values = Sequence[object] | Mapping[str, object]
"""What a statement's places are filled with: in order, or by name."""

_LOST: Final = "everything of the group is lost"
_FAMILY: Final[dict[type[apsw.Error], tuple[type[Problem], str, str]]] = {
    apsw.FullError: (StoreFull, "the disk is full", "make room, then ask again"),
    apsw.IOError: (NotNow, "the disk does not answer", "look at the disk, then ask again"),
    apsw.NoMemError: (NotNow, "there is no memory left", "ask again when there is"),
    apsw.BusyError: (Busy, "another process holds the store", "ask again"),
    apsw.LockedError: (Busy, "another process holds the store", "ask again"),
    apsw.CantOpenError: (NotNow, "the store cannot be opened", "look at the folder's rights"),
    apsw.ReadOnlyError: (Refused, "the store may not be written", "look at the files' rights"),
    apsw.PermissionsError: (Refused, "the store may not be read", "look at the files' rights"),
    apsw.NotADBError: (Locked, "the store does not open with this key", "is it of this station?"),
    apsw.CorruptError: (
        StoreDamaged,
        "the store is damaged",
        'run "depesha doctor", then restore a backup',
    ),
}
_KNOWN: Final = tuple(_FAMILY)


class Database:
    """One connection, used by one thread at a time."""

    __slots__ = ("_connection", "_cursor", "_marked", "_words")

    def __init__(self, connection: apsw.Connection) -> None:
        """Use a connection that is open and unlocked."""
        self._connection = connection
        self._cursor = connection.cursor()
        self._marked = False
        self._words: set[str] = set()

    # -- reading

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """Return the first row, or None.

        Raises:
            Problem: the store cannot be read.
        """
        try:
            # all, not one: a statement that is not run to its end holds the snapshot it reads
            found = self._cursor.execute(sql, values).fetchall()
        except _KNOWN as error:
            raise self._problem(error) from error
        return found[0] if found else None

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """Return all rows.

        Raises:
            Problem: the store cannot be read.
        """
        try:
            return self._connection.execute(sql, values).fetchall()
        except _KNOWN as error:
            raise self._problem(error) from error

    def each(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows one by one; other statements may run meanwhile.

        Raises:
            Problem: the store cannot be read.
        """
        try:
            yield from self._connection.execute(sql, values)
        except _KNOWN as error:
            raise self._problem(error) from error

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let all that is read inside be of one moment; inside a transaction it is of that.

        Raises:
            Problem: the store cannot be read.
        """
        is_ours = not self._connection.in_transaction
        try:
            if is_ours:
                self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if is_ours and self._connection.in_transaction:
                    self._connection.execute("COMMIT")
        except _KNOWN as error:
            raise self._problem(error) from error

    def learn_words(
        self,
        name: str,
        tokenizer: "apsw.FTS5TokenizerFactory",
        functions: Mapping[str, "apsw.FTS5Function"],
    ) -> None:
        """Tell SQLite of a tokenizer of words and of functions over what is found.

        For this connection; twice is the same as once.
        """
        if name not in self._words:
            self._connection.register_fts5_tokenizer(name, tokenizer)
            for called, function in functions.items():
                self._connection.register_fts5_function(called, function)
            self._words.add(name)

    # -- writing

    def write(self, sql: str, values: Sequence[object] = ()) -> None:
        """Write, inside the transaction that is open.

        Raises:
            NotNow: no transaction is open any more, or this statement cost it.
        """
        if not self._connection.in_transaction:
            msg = f"no transaction is open: {_LOST}"
            raise NotNow(msg)
        try:
            self._cursor.execute(sql, values)
        except _KNOWN as error:
            raise self._problem(error) from error

    def insert(self, sql: str, values: Sequence[object]) -> int:
        """Write as `write` does, and return the one number that the statement returns.

        Raises:
            NotNow: no transaction is open any more, or this statement cost it.
        """
        self.write(sql, values)
        found: list[Row] = self._cursor.fetchall()
        return int(found[0][0])

    def changes(self) -> int:
        """Return how many rows the last `write` changed."""
        return self._connection.changes()

    def begin(self) -> None:
        """Open a transaction; it is the only one that writes until it ends.

        Raises:
            Busy: another process is writing.
            NotNow: the disk does not answer.
        """
        try:
            self._cursor.execute("BEGIN IMMEDIATE")
        except _KNOWN as error:
            raise self._problem(error) from error
        self._marked = False

    def mark(self) -> None:
        """Set the savepoint; the one before it is given up, what it covered stays.

        Raises:
            NotNow: no transaction is open any more.
        """
        if self._marked:
            self.write("RELEASE event")
        self.write("SAVEPOINT event")
        self._marked = True

    def undo(self) -> None:
        """Go back to the savepoint.

        Raises:
            NotNow: the transaction is lost, and the savepoint with it.
        """
        self.write("ROLLBACK TO event")

    def commit(self) -> None:
        """Make the transaction durable.

        Raises:
            NotNow: it is lost, now or since an earlier error.
        """
        try:
            self.write("COMMIT")
        except Problem:
            self.rollback()
            raise

    def rollback(self) -> None:
        """Give the transaction up; without one it is harmless.

        Raises:
            NotNow: the disk does not answer.
        """
        if self._connection.in_transaction:
            self.write("ROLLBACK")

    def empty_log(self) -> bool:
        """Move all of the log into the store and make it empty; say whether nobody was in the way.

        Raises:
            Problem: the disk does not take it.
        """
        row = self.row("PRAGMA wal_checkpoint(TRUNCATE)")
        return row is not None and row[0] == 0

    def close(self) -> None:
        """Close the connection; what is not committed is lost."""
        self._connection.close()

    def _problem(self, error: apsw.Error) -> Problem:
        # it did open with this key: a page is not what it was
        is_torn = isinstance(error, apsw.NotADBError)
        problem = _converted(apsw.CorruptError() if is_torn else error)
        if isinstance(problem, NotNow) and not self._connection.in_transaction:
            return type(problem)(f"{problem.message}: {_LOST}", hint=problem.hint)
        return problem


def _converted(error: apsw.Error) -> Problem:
    family, what, cure = _FAMILY[type(error)]
    return family(what, hint=cure)


# -- opening --------------------------------------------------------------------------------------


def open_writer(path: Path, key: bytes) -> Database:
    """Open the store for its one writer; create it where there is none; bring it up to date.

    Raises:
        Locked: the key does not open it.
        Refused: it is not encrypted, or of a newer version of this program.
        NotNow: the disk does not answer or is full.
    """
    _must_not_be_plaintext(path)
    _make(path)
    return _opened(path, key, apsw.SQLITE_OPEN_READWRITE, _prepare_writer)


def open_reader(path: Path, key: bytes) -> Database:
    """Open the store for reading, from any process and beside its writer.

    Raises:
        NotFound: there is no store.
        Locked: the key does not open it.
        Refused: it is not encrypted, or of another version of this program.
        NotNow: the disk does not answer.
    """
    if not path.exists():
        msg = "there is no store here"
        raise NotFound(msg, hint='found the station with "depesha station init"')
    _must_not_be_plaintext(path)
    return _opened(path, key, apsw.SQLITE_OPEN_READONLY, _prepare_reader)


def _opened(
    path: Path, key: bytes, flags: int, prepare: Callable[[apsw.Connection], None]
) -> Database:
    if len(key) != KEY_BYTES:
        msg = f"a store key has {KEY_BYTES} bytes, not {len(key)}"
        raise Refused(msg)
    try:
        connection = apsw.Connection(str(path), flags=flags, statementcachesize=STATEMENT_CACHE)
    except _KNOWN as error:
        raise _converted(error) from error
    try:
        connection.pragma("cipher", "chacha20")
        connection.pragma("key", f"raw:{key.hex()}")
        connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        prepare(connection)
        _look_at_canary(connection)
        _must_not_be_plaintext(path)
    except _KNOWN as error:
        connection.close()
        raise _converted(error) from error
    except BaseException:
        connection.close()
        raise
    return Database(connection)


def _make(path: Path) -> None:
    try:
        path.touch(mode=0o600)  # the log and its index take the rights of the file
    except OSError as error:
        msg = f"the store cannot be made: {os.strerror(error.errno or 0).lower()}"
        raise NotNow(msg) from error


def _prepare_writer(connection: apsw.Connection) -> None:
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.pragma("secure_delete", 1)  # what is expunged is overwritten
    connection.pragma("cache_size", -WRITER_CACHE_KIB)
    connection.wal_autocheckpoint(CHECKPOINT_PAGES)
    migrate(connection)


def _prepare_reader(connection: apsw.Connection) -> None:
    connection.pragma("cache_size", -READER_CACHE_KIB)
    version = connection.pragma("user_version")
    if version != NEWEST:
        msg = f"the store has version {version}, this program reads {NEWEST}"
        raise Refused(msg, hint='run "depesha doctor" with the newer program once')


def _look_at_canary(connection: apsw.Connection) -> None:
    try:
        found = connection.execute("SELECT words FROM canary").fetchone()
    except apsw.SQLError:  # there is no such table
        found = None
    if found != (_CANARY,):
        msg = "this file is encrypted, but it is not a store of Depesha"
        raise Refused(msg)


def _must_not_be_plaintext(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_PLAINTEXT))
    except FileNotFoundError:
        return
    except OSError as error:
        msg = f"the store cannot be read: {os.strerror(error.errno or 0).lower()}"
        raise NotNow(msg) from error
    if head == _PLAINTEXT:
        msg = "the store is a plaintext database; whoever put it here could read and change it"
        raise Refused(msg, hint="move the file away and restore a backup")
