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
_SPELLINGS: Final = """SELECT text, count(DISTINCT record) FROM party
    WHERE role IN (SELECT value FROM json_each(?)) AND key = ? GROUP BY text ORDER BY 2 DESC, 1"""
_OF_PARTY: Final = f"""SELECT DISTINCT {_LINE} FROM party AS p
    JOIN record AS r ON r.id = p.record
    WHERE p.role IN (SELECT value FROM json_each(?)) AND p.key = ?
    ORDER BY r.id LIMIT ? OFFSET ?"""  # noqa: S608
_COUNT_OF_PARTY: Final = """SELECT count(DISTINCT record) FROM party
    WHERE role IN (SELECT value FROM json_each(?)) AND key = ?"""
_OF_YEAR: Final = f"""SELECT {_LINE} FROM record AS r WHERE r.year = ?
    ORDER BY r.id LIMIT ? OFFSET ?"""  # noqa: S608
_NEWEST: Final = f"SELECT {_LINE} FROM record AS r ORDER BY r.id DESC LIMIT ?"  # noqa: S608
_COUNT: Final = "SELECT count(*), min(released), max(released) FROM record"
_HARVEST: Final = f"""SELECT {_LINE}, r.source, r.version, r.release, r.document, r.released
    FROM record AS r WHERE (r.released, r.id) > (?, ?) AND r.released BETWEEN ? AND ?
    ORDER BY r.released, r.id LIMIT ?"""  # noqa: S608
_RELEASED_LAST: Final = f"""SELECT {_LINE}, r.released FROM record AS r
    ORDER BY r.released DESC, r.id DESC LIMIT ?"""  # noqa: S608
_EVERY_NAME: Final = "SELECT name, released FROM record ORDER BY id LIMIT ? OFFSET ?"


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
        return _whole(line, source, version, release), decode(document)

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

    def spellings(self, roles: Sequence[int], key: str) -> list[str]:
        """Return how somebody in those roles is spelled, the commonest first."""
        return [text for text, _ in self.rows(_SPELLINGS, (json.dumps(list(roles)), key))]

    def of_party(
        self, roles: Sequence[int], key: str, limit: int, offset: int = 0
    ) -> tuple[int, list[Line]]:
        """Return in how many records somebody stands in one of those roles, and some of them."""
        asked = (json.dumps(list(roles)), key)
        rows = self.rows(_OF_PARTY, (*asked, limit, offset))
        return int(self.rows(_COUNT_OF_PARTY, asked)[0][0]), [_lined(row) for row in rows]

    def of_year(self, year: int, limit: int, offset: int = 0) -> list[Line]:
        """Return records of a year in their order; 0: the undated."""
        return [_lined(row) for row in self.rows(_OF_YEAR, (year, limit, offset))]

    def newest(self, limit: int) -> list[Line]:
        """Return the records that were sent last."""
        return [_lined(row) for row in self.rows(_NEWEST, (limit,))]

    def released_last(self, limit: int) -> list[Line]:
        """Return the records that were released last, each with when."""
        return [
            {**_lined(row[:-1]), "released": row[-1]} for row in self.rows(_RELEASED_LAST, (limit,))
        ]

    def extent(self) -> tuple[int, int, int]:
        """Return how many records there are, and when the first and the last was released."""
        count, first, last = self.rows(_COUNT)[0]
        return count, first or 0, last or 0

    def harvest(
        self, after: tuple[int, int], span: tuple[int, int], limit: int
    ) -> list[tuple[Line, Record]]:
        """Return records in the order of their release.

        Args:
            after: when the last one that is known was released, and its place.
            span: between which seconds.
            limit: at most so many.
        """
        rows = self.rows(_HARVEST, (*after, *span, limit))
        return [
            ({**_whole(line, source, version, release), "released": at}, decode(document))
            for *line, source, version, release, document, at in rows
        ]

    def every_name(self, limit: int, offset: int = 0) -> list[tuple[str, int]]:
        """Return the name of each record and when it was released."""
        return [(name, at) for name, at in self.rows(_EVERY_NAME, (limit, offset))]


def _lined(row: Sequence[Any]) -> Line:
    return dict(zip(LINE, row, strict=True))


def _whole(line: Sequence[Any], source: str, version: int, release: str) -> Line:
    return {**_lined(line), "source": source, "version": version, **json.loads(release)}
