"""Reading the shelf: one record, what hangs together with it, years, people, places."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import apsw

from depesha.archive.form import decode
from depesha.archive.fts import NAME, tokenizer
from depesha.archive.record import Record
from depesha.errors import NotFound, Refused
from depesha.reading_room.shelf import FORMAT

Line = dict[str, Any]

LINE: Final = (
    "id",
    "name",
    "sent",
    "number",
    "title",
    "kind",
    "sender",
    "addressee",
    "place",
    "label",
    "precedence",
    "language",
)
"""What a line of a list tells."""

MAX_THREAD: Final = 200

_LINE: Final = ", ".join(f"r.{name}" for name in LINE)
_BY_NAME: Final = f"""SELECT {_LINE}, r.source, r.version, r.release, r.document
    FROM record AS r WHERE r.name = ?"""  # noqa: S608  # constants
_BY_IDS: Final = f"""SELECT {_LINE} FROM json_each(?)
    CROSS JOIN record AS r ON r.id = value ORDER BY r.id"""  # noqa: S608
_BONDS: Final = """SELECT record, other, bond, words, confidence FROM bond
    WHERE record IN (SELECT value FROM json_each(?1))
    OR other IN (SELECT value FROM json_each(?1))"""
_YEARS: Final = "SELECT year, count(*) FROM record GROUP BY year ORDER BY year"
_NAMES_OF: Final = """SELECT key, text, count(DISTINCT record) FROM party
    WHERE role IN (SELECT value FROM json_each(?)) AND key != '' GROUP BY key, text"""
_OF_PARTY: Final = f"""SELECT DISTINCT {_LINE} FROM party AS p
    JOIN record AS r ON r.id = p.record
    WHERE p.role IN (SELECT value FROM json_each(?)) AND p.key = ?
    ORDER BY r.id LIMIT ?"""  # noqa: S608
_NEWEST: Final = f"SELECT {_LINE} FROM record AS r ORDER BY r.id DESC LIMIT ?"  # noqa: S608
_EVERY_NAME: Final = "SELECT name, version, release FROM record ORDER BY id"


class Shelf:
    """A shelf that is open for reading; one that took its place is opened at the next question.

    Used by one thread at a time.
    """

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            NotFound: there is none.
            Refused: it is of another version of this program.
        """
        self._path = path
        self._connection, self._stamp = self._opened()

    def _opened(self) -> tuple[apsw.Connection, tuple[int, int]]:
        try:
            stat = self._path.stat()
            connection = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READONLY)
        except (OSError, apsw.CantOpenError) as error:
            msg = f"there is no shelf at {self._path}"
            raise NotFound(msg, hint='"depesha archive publish" makes one') from error
        try:
            version = connection.pragma("user_version")
        except apsw.NotADBError:
            version = None
        if version != FORMAT:
            connection.close()
            msg = f"{self._path} is no shelf of this version"
            raise Refused(msg, hint='make it anew with "depesha archive publish"')
        connection.register_fts5_tokenizer(NAME, tokenizer)
        return connection, (stat.st_ino, stat.st_mtime_ns)

    def rows(
        self, sql: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """Return rows of the shelf that is in its place now."""
        stat = self._path.stat()
        if (stat.st_ino, stat.st_mtime_ns) != self._stamp:
            self._connection.close()
            self._connection, self._stamp = self._opened()
        return self._connection.execute(sql, values).fetchall()

    @property
    def stamp(self) -> str:
        """What changes when the shelf does."""
        return f"{self._stamp[1]:x}"

    def record(self, name: str) -> tuple[Line, Record]:
        """Return a record: its line with its release, and what it says.

        Raises:
            NotFound: there is none of that name.
        """
        found = self.rows(_BY_NAME, (name,))
        if not found:
            msg = "there is no such record"
            raise NotFound(msg)
        *line, source, version, release, document = found[0]
        told = {**_lined(line), "source": source, "version": version, **json.loads(release)}
        return told, decode(document)

    def thread(self, record: int) -> list[Line]:
        """Return the records that hang together with one, in their order, each with its bonds."""
        found, edge = {record}, [record]
        bonds: set[tuple[Any, ...]] = set()
        while edge and len(found) < MAX_THREAD:
            near = self.rows(_BONDS, (json.dumps(edge),))
            bonds.update(near)
            others = {end for one, other, *_ in near for end in (one, other)} - found
            edge = sorted(others)[: MAX_THREAD - len(found)]
            found.update(edge)
        lines = [_lined(row) for row in self.rows(_BY_IDS, (json.dumps(sorted(found)),))]
        known = {line["id"]: line for line in lines}
        for line in lines:
            line["bonds"] = [
                {"bond": bond, "words": words, "confidence": sure, "other": known[other]}
                for one, other, bond, words, sure in sorted(bonds)
                if one == line["id"] and other in known
            ]
        return lines

    def years(self) -> list[tuple[int, int]]:
        """Return how many records there are of each year; 0 is undated."""
        return [(year, count) for year, count in self.rows(_YEARS)]

    def names(self, roles: Sequence[int]) -> list[Line]:
        """Return whoever stands in those roles, by how often, under the commonest spelling."""
        people: dict[str, Line] = {}
        for key, text, count in self.rows(_NAMES_OF, (json.dumps(list(roles)),)):
            one = people.setdefault(key, {"key": key, "count": 0, "spellings": []})
            one["count"] += count
            one["spellings"].append((count, text))
        for one in people.values():
            one["spellings"] = [text for _, text in sorted(one["spellings"], reverse=True)]
            one["text"] = one["spellings"][0]
        return sorted(people.values(), key=lambda one: (-one["count"], one["text"]))

    def of_party(self, roles: Sequence[int], key: str, limit: int) -> list[Line]:
        """Return the records in which somebody stands in one of those roles."""
        rows = self.rows(_OF_PARTY, (json.dumps(list(roles)), key, limit))
        return [_lined(row) for row in rows]

    def newest(self, limit: int) -> list[Line]:
        """Return the records that were sent last."""
        return [_lined(row) for row in self.rows(_NEWEST, (limit,))]

    def every_name(self) -> list[tuple[str, int, Line]]:
        """Return the name, version and release of every record."""
        return [
            (name, version, json.loads(release))
            for name, version, release in self.rows(_EVERY_NAME)
        ]


def _lined(row: Sequence[Any]) -> Line:
    return dict(zip(LINE, row, strict=True))
