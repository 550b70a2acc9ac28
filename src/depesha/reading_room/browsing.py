"""Reading the shelf: one record, what hangs together with it, years, people, places."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Final, cast

import apsw

from depesha.archive.form import decode
from depesha.archive.fts import NAME, SPOTS, spots, tokenizer
from depesha.archive.record import Record
from depesha.errors import NotFound, NotNow, Refused
from depesha.reading_room.authority import variants
from depesha.reading_room.roll import OTHER
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
    "series",
    "head",
)
"""What a line of a list tells."""

NO_HURRY: Final = 1e9
STEPS_BETWEEN_LOOKS: Final = 50_000
"""Of SQLite's machine: about a millisecond."""

MAX_THREAD: Final = 200
"""Records of a page of a thread."""

MAX_SPELLINGS: Final = 100
CORRESPONDENTS: Final = 40
LOOKED_AT: Final = 5_000
"""Records of a name that are looked at for whom it stands with: the newest."""

_LINE: Final = ", ".join(f"r.{name}" for name in LINE)
_BY_NAME: Final = f"""SELECT {_LINE}, r.source, r.version, r.release, r.document
    FROM record AS r WHERE r.name = ?"""  # noqa: S608  # constants
_BY_IDS: Final = f"""SELECT {_LINE} FROM json_each(?)
    CROSS JOIN record AS r ON r.id = value ORDER BY r.id"""  # noqa: S608
_BONDS: Final = """SELECT record, other, bond, words, confidence FROM bond
    WHERE record IN (SELECT value FROM json_each(?)) ORDER BY record, other, bond"""
_NEAR: Final = f"""SELECT {_LINE} FROM (SELECT other AS id FROM bond WHERE record = ?1
    UNION SELECT record FROM bond WHERE other = ?1 UNION SELECT ?1 LIMIT ?2) AS n
    JOIN record AS r ON r.id = n.id ORDER BY r.id"""  # noqa: S608
_THREAD: Final = f"""SELECT {_LINE} FROM record AS r WHERE r.head = ?
    ORDER BY r.id LIMIT ? OFFSET ?"""  # noqa: S608
_LENGTH: Final = "SELECT count(*) FROM record WHERE head = ?"
_THREADS: Final = """SELECT r.name, t.count FROM (SELECT head, count(*) AS count FROM record
    GROUP BY head HAVING count(*) > 1) AS t JOIN record AS r ON r.id = t.head
    ORDER BY t.count DESC, t.head DESC LIMIT ?"""
_HEAD: Final = (
    "SELECT h.name, h.id FROM record AS r JOIN record AS h ON h.id = r.head WHERE r.name = ?"
)
_LEAD: Final = "SELECT name FROM leads WHERE list = ? AND key = ?"
_ENTRY: Final = "SELECT key FROM spelling WHERE list = ? AND text = ?"
_WITH: Final = """SELECT n.list, n.key, n.text, w.count FROM (
    SELECT o.list, o.key, count(*) AS count FROM (SELECT record FROM stand
        WHERE list = ?1 AND key = ?2 ORDER BY record DESC LIMIT ?3) AS s
    CROSS JOIN stand AS o ON o.record = s.record
    WHERE NOT (o.list = ?1 AND o.key = ?2) GROUP BY o.list, o.key
    ORDER BY count(*) DESC, o.key LIMIT ?4) AS w
    JOIN name AS n ON n.list = w.list AND n.key = w.key ORDER BY w.count DESC, n.text"""
_YEARS_OF: Final = """SELECT r.year, count(*) FROM stand AS s
    CROSS JOIN record AS r ON r.id = s.record
    WHERE s.list = ? AND s.key = ? GROUP BY r.year ORDER BY r.year"""
_MONTHS: Final = "SELECT month, count FROM month WHERE year = ? ORDER BY month"
_YEARS: Final = "SELECT year, count(*) FROM record GROUP BY year ORDER BY year"
_NAMES: Final = """SELECT key, text, count, first, last FROM name WHERE list = ?
    ORDER BY count DESC LIMIT ?"""
_LETTERS: Final = "SELECT list, letter, count(*) FROM name GROUP BY list, letter"
_LISTED: Final = """SELECT key, text, count, first, last, letter FROM name
    WHERE list = ? AND (letter = ? OR ? = '') ORDER BY letter, place, key LIMIT ? OFFSET ?"""
_NAMED: Final = "SELECT key, text, count, first, last FROM name WHERE list = ? AND key = ?"
_NAME: Final = ("key", "text", "count", "first", "last")
_SPELLINGS: Final = """SELECT text FROM spelling WHERE list = ? AND key = ?
    ORDER BY count DESC, text LIMIT ?"""
_OF_NAME: Final = f"""SELECT {_LINE} FROM (SELECT record FROM stand WHERE list = ? AND key = ?
    ORDER BY record LIMIT ? OFFSET ?) AS s JOIN record AS r ON r.id = s.record
    ORDER BY r.id"""  # noqa: S608
_OF_YEAR: Final = f"""SELECT {_LINE} FROM record AS r WHERE r.year = ?
    ORDER BY r.id LIMIT ? OFFSET ?"""  # noqa: S608
_NEWEST: Final = f"SELECT {_LINE} FROM record AS r ORDER BY r.id DESC LIMIT ?"  # noqa: S608
_COUNT: Final = "SELECT count(*), min(released), max(released) FROM record"
_HARVEST: Final = f"""SELECT {_LINE}, r.source, r.version, r.release, r.document, r.released
    FROM record AS r WHERE (r.released, r.id) > (?, ?) AND r.released BETWEEN ? AND ?
    ORDER BY r.released, r.id LIMIT ?"""  # noqa: S608
_WITHDRAWN: Final = "SELECT id, name, at, withdrawal FROM withdrawn WHERE name = ?"
_HARVEST_GONE: Final = """SELECT id, name, at FROM withdrawn
    WHERE (at, id) > (?, ?) AND at BETWEEN ? AND ? ORDER BY at, id LIMIT ?"""
_EVERY_WITHDRAWN: Final = "SELECT name, at FROM withdrawn ORDER BY id LIMIT ? OFFSET ?"
_SCANS: Final = "SELECT sheet, media_type, width, height FROM scan WHERE record = ? ORDER BY sheet"
_SCAN: Final = "SELECT media_type, data FROM scan WHERE record = ? AND sheet = ?"
_ERRATA: Final = f"""SELECT {_LINE}, e.at, e.version, e.told FROM erratum AS e
    JOIN record AS r ON r.id = e.record
    ORDER BY e.at DESC, e.record DESC, e.version DESC LIMIT ? OFFSET ?"""  # noqa: S608
_ERRATA_COUNT: Final = "SELECT count(*) FROM erratum"
_RELEASED_LAST: Final = f"""SELECT {_LINE}, r.released FROM record AS r
    ORDER BY r.released DESC, r.id DESC LIMIT ?"""  # noqa: S608
_EVERY_NAME: Final = "SELECT name, released FROM record ORDER BY id LIMIT ? OFFSET ?"


class Shelf:
    """A shelf that is open for reading; one that took its place is opened at the next question.

    Used by one thread at a time.
    """

    def __init__(self, path: Path, seconds: float = NO_HURRY) -> None:
        """Open it; a question to it has so many seconds.

        Raises:
            NotFound: there is none.
            Refused: it is of another version of this program.
        """
        self._path = path
        self._seconds = seconds
        self._late_at = 0.0
        self._connection, self._stamp = self._opened()
        self._counted: dict[str, tuple[tuple[int, int], list[tuple[Any, ...]]]] = {}

    def _opened(self) -> tuple[apsw.Connection, tuple[int, int]]:
        try:
            stat = self._path.stat()
            connection = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READONLY)
        except (OSError, apsw.Error) as error:
            msg = f"there is no shelf at {self._path}"
            raise NotFound(msg, hint='"depesha archive publish" makes one') from error
        try:
            version = connection.pragma("user_version")
        except apsw.Error:  # a folder, a file of another kind
            version = None
        if version != FORMAT:
            connection.close()
            msg = f"{self._path} is no shelf of this version"
            raise Refused(msg, hint='make it anew with "depesha archive publish"')
        connection.register_fts5_tokenizer(NAME, tokenizer)
        connection.register_fts5_function(SPOTS, cast("Any", spots))  # as `Found` it has its types
        connection.set_progress_handler(lambda: monotonic() > self._late_at, STEPS_BETWEEN_LOOKS)
        return connection, (stat.st_ino, stat.st_mtime_ns)

    def rows(
        self, sql: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """Return rows of the shelf that is in its place now.

        Raises:
            NotNow: it takes too long.
        """
        self._look()
        self._late_at = monotonic() + self._seconds
        try:
            return self._connection.execute(sql, values).fetchall()
        except apsw.InterruptError as error:
            msg = "this takes too long: ask for less"
            raise NotNow(msg) from error

    def _look(self) -> None:
        """Open the shelf that is in its place now, where that is another one.

        Raises:
            Refused: it is of another version of this program.
        """
        try:
            stat = self._path.stat()
        except OSError:  # it was taken away: what is open goes on
            return
        if (stat.st_ino, stat.st_mtime_ns) != self._stamp:
            connection, self._stamp = self._opened()
            self._connection.close()
            self._connection = connection

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

    def near(self, record: int) -> list[Line]:
        """Return a record and those that mention it or that it mentions, each with its bonds."""
        rows = self.rows(_NEAR, (record, MAX_THREAD))
        return self._bound([_lined(row) for row in rows])

    def thread(self, head: int, offset: int = 0) -> list[Line]:
        """Return records of a thread in their order, at most `MAX_THREAD`, each with its bonds.

        Args:
            head: its oldest record.
            offset: how many are passed over.
        """
        rows = self.rows(_THREAD, (head, MAX_THREAD, offset))
        return self._bound([_lined(row) for row in rows])

    def length(self, head: int) -> int:
        """Return how many records a thread has."""
        count: int = self.rows(_LENGTH, (head,))[0][0]
        return count

    def head(self, name: str) -> tuple[str, int]:
        """Return the oldest record of the thread of a record: its name and its place.

        Raises:
            NotFound: there is no record of that name.
        """
        found = self.rows(_HEAD, (name,))
        if not found:
            msg = "there is no such record"
            raise NotFound(msg)
        return found[0][0], found[0][1]

    def threads(self, limit: int) -> list[tuple[str, int]]:
        """Return the longest threads: the names of their oldest records, and how long they are."""
        return [(name, count) for name, count in self.rows(_THREADS, (limit,))]

    def _bound(self, lines: list[Line]) -> list[Line]:
        """Give records what they say of one another."""
        places = [line["id"] for line in lines]
        bonds = self.rows(_BONDS, (json.dumps(places),))
        beyond = sorted({other for _, other, *_ in bonds} - set(places))
        outside = [_lined(row) for row in self.rows(_BY_IDS, (json.dumps(beyond),))]
        known = {line["id"]: line for line in (*lines, *outside)}
        for line in lines:
            line["bonds"] = [
                {"bond": bond, "words": words, "confidence": sure, "other": known[other]}
                for one, other, bond, words, sure in bonds
                if one == line["id"]
            ]
        return lines

    def years(self) -> list[tuple[int, int]]:
        """Return how many records there are of each year; 0 is undated."""
        return self.once(_YEARS)

    def months(self, year: int) -> list[tuple[str, int]]:
        """Return how many records there are of each month of a year; empty: of none."""
        return [(month, count) for month, count in self.rows(_MONTHS, (year,))]

    def names(self, which: str, limit: int) -> list[Line]:
        """Return the names of a list (`people`, `places`), those of most records first."""
        return [dict(zip(_NAME, row, strict=True)) for row in self.rows(_NAMES, (which, limit))]

    def letters(self, which: str) -> list[tuple[str, int]]:
        """Return how many names of a list begin with which letter; what begins with none last."""
        found = [(one, count) for where, one, count in self.once(_LETTERS) if where == which]
        return sorted(found, key=lambda one: (one[0] == OTHER, one[0]))

    def listed(self, which: str, letter: str, limit: int, offset: int = 0) -> list[Line]:
        """Return names of a list in the order of the alphabet, each with its letter.

        Args:
            which: list.
            letter: under which they stand; empty: under whichever.
            limit: at most so many.
            offset: how many are passed over.
        """
        rows = self.rows(_LISTED, (which, letter, letter, limit, offset))
        return [dict(zip((*_NAME, "letter"), row, strict=True)) for row in rows]

    def name(self, which: str, key: str) -> Line | None:
        """Return a name: how it is read, in how many records it stands, the first and the last."""
        found = self.rows(_NAMED, (which, self.lead(which, key)))
        return dict(zip(_NAME, found[0], strict=True)) if found else None

    def lead(self, which: str, key: str) -> str:
        """Return the key of the name of which a key is another form; its own: of none."""
        found = self.rows(_LEAD, (which, key))
        return str(found[0][0]) if found else key

    def entry(self, which: str, text: str) -> str:
        """Return the key of the entry of which a text is a spelling; empty: it stands in none."""
        found = self.rows(_ENTRY, (which, text))
        return str(found[0][0]) if found else ""

    def spellings(self, which: str, key: str) -> list[str]:
        """Return how a name is spelled, the commonest first; then forms that stand nowhere."""
        stand = [text for (text,) in self.rows(_SPELLINGS, (which, key, MAX_SPELLINGS))]
        return list(dict.fromkeys((*stand, *variants(self.rows, which, key))))

    def stand_with(self, which: str, key: str) -> list[Line]:
        """Return which names stand in the newest `LOOKED_AT` records of a name, and in how many."""
        rows = self.rows(_WITH, (which, key, LOOKED_AT, CORRESPONDENTS))
        return [
            {"list": where, "key": other, "text": text, "count": count}
            for where, other, text, count in rows
        ]

    def years_of(self, which: str, key: str) -> list[tuple[int, int]]:
        """Return in how many records of each year a name stands; 0 is undated."""
        return [(year, count) for year, count in self.rows(_YEARS_OF, (which, key))]

    def of_name(self, which: str, key: str, limit: int, offset: int = 0) -> list[Line]:
        """Return some of the records in which a name stands, in their order."""
        return [_lined(row) for row in self.rows(_OF_NAME, (which, key, limit, offset))]

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
        count, first, last = self.once(_COUNT)[0]
        return count, first or 0, last or 0

    def once(self, sql: str) -> list[tuple[Any, ...]]:
        """Return rows that are the same as long as the shelf is: counting a million takes time."""
        self._look()
        kept = self._counted.get(sql)
        if kept is None or kept[0] != self._stamp:
            rows = self.rows(sql)
            kept = self._counted[sql] = (self._stamp, rows)
        return kept[1]

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

    def withdrawn(self, name: str) -> Line | None:
        """Return that a record of that name was public and is no longer; None: none was."""
        found = self.rows(_WITHDRAWN, (name,))
        if not found:
            return None
        place, name, at, said = found[0]
        return {"id": place, "name": name, "released": at, **json.loads(said)}

    def harvest_withdrawn(
        self, after: tuple[int, int], span: tuple[int, int], limit: int
    ) -> list[Line]:
        """Return what was withdrawn, in its order, as `harvest` does what is public."""
        rows = self.rows(_HARVEST_GONE, (*after, *span, limit))
        return [{"id": place, "name": name, "released": at} for place, name, at in rows]

    def every_withdrawn(self, limit: int, offset: int = 0) -> list[tuple[str, int]]:
        """Return the name of each record that was withdrawn, and when."""
        return [(name, at) for name, at in self.rows(_EVERY_WITHDRAWN, (limit, offset))]

    def scans(self, record: int) -> list[Line]:
        """Return which sheets of a record there are pictures of."""
        names = ("sheet", "type", "width", "height")
        return [dict(zip(names, row, strict=True)) for row in self.rows(_SCANS, (record,))]

    def scan(self, record: int, sheet: int) -> tuple[str, bytes]:
        """Return the picture of a sheet, and what it is.

        Raises:
            NotFound: there is none.
        """
        found = self.rows(_SCAN, (record, sheet))
        if not found:
            msg = "there is no such scan"
            raise NotFound(msg)
        return found[0][0], found[0][1]

    def errata(self, limit: int, offset: int = 0) -> tuple[int, list[Line]]:
        """Return how many errata there are, and some of them, the newest first."""
        count = self.once(_ERRATA_COUNT)[0][0]
        rows = self.rows(_ERRATA, (limit, offset))
        return count, [
            {**_lined(row[:-3]), "released": row[-3], "version": row[-2], **json.loads(row[-1])}
            for row in rows
        ]

    def every_name(self, limit: int, offset: int = 0) -> list[tuple[str, int]]:
        """Return the name of each record and when it was released."""
        return [(name, at) for name, at in self.rows(_EVERY_NAME, (limit, offset))]


def _lined(row: Sequence[Any]) -> Line:
    return dict(zip(LINE, row, strict=True))


def _whole(line: Sequence[Any], source: str, version: int, release: str) -> Line:
    return {**_lined(line), "source": source, "version": version, **json.loads(release)}
