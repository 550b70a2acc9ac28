"""What faces may ask, by name. Trays and lists come from the registers; nothing heavy is loaded.

What opens a telegram (`show`, `track`) or the key book is in `showing` and `directory`, which are
imported only when they are asked for. Who may see what is decided in `readers`, for all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from depesha.errors import Usage
from depesha.names import office_id
from depesha.station import settings as settings_file
from depesha.station.home import Home
from depesha.station.plain import Plain
from depesha.station.readers import Eyes, ReadingOffice, eyes_of, offices_of, reader_of
from depesha.station.settings import Settings
from depesha.station.trays import TYPES, tray_line, with_voids
from depesha.station.unlocking import Passphrase, store_key
from depesha.store.database import Database, open_reader
from depesha.store.reading import Line, Reading

Fields = Mapping[str, object]

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 100_000
MAX_OFFSET: Final = 2**53 - 1
LAST_YEAR: Final = 9999
MAX_SERIES: Final = 64


class Reader:
    """The questions of one station, answered on one read-only connection."""

    def __init__(self, config: Settings, database: Database, home: Home | None = None) -> None:
        self.config = config
        self.home = home
        self.database = database
        self.registers = Reading(database)

    def offices(self) -> list[ReadingOffice]:
        """Return the offices of this station, as the key book in force says."""
        return offices_of(self.registers.offices())

    def read(self, name: str, fields: Fields, lines: Sequence[Any] | None = None) -> Plain:
        """Answer a question.

        Raises:
            Usage: there is no such question, or a field of it is of the wrong kind.
            NotFound: what it asks for is not there.
        """
        question = LIGHT.get(name) or _heavy(name)
        for field, value in fields.items():
            if isinstance(value, str):
                _must_be_whole(field, value)
        if name in OF_LINES:
            return question(self, {**fields, "lines": lines})
        return question(self, fields)


def read_home(home: Home, passphrase: Passphrase | None, name: str, fields: Fields) -> Plain:
    """Answer a question about a station that nobody serves.

    Raises:
        Locked: the store key is not to be had.
        Problem: as `Reader.read`.
    """
    config = settings_file.read(home.settings.read_bytes())
    database = open_reader(home.store, store_key(home, passphrase))
    try:
        return Reader(config, database, home).read(name, fields)
    finally:
        database.close()


def with_trouble(name: str, answer: Any, alarm: Line | None) -> Plain:  # noqa: ANN401  # as Plain is
    """Return an answer with an alarm that is not in the store, where alarms are what was asked."""
    if alarm is not None and name == "alarms":
        return [alarm, *answer]
    if alarm is not None and name in ("counts", "desk-counts"):
        return {**answer, "alarms": answer["alarms"] + 1}
    found: Plain = answer
    return found


def _of_books(name: str) -> Callable[[Reader, Fields], Plain]:
    def ask(reader: Reader, fields: Fields) -> Plain:
        # imported here because a tray is no book
        from depesha.station.books import BOOKS  # noqa: PLC0415

        return BOOKS[name](reader, fields)

    return ask


def _heavy(name: str) -> Callable[[Reader, Fields], Plain]:
    # imported here because a tray must open without the office and the cipher library
    from depesha.station.heavy import HEAVY  # noqa: PLC0415

    try:
        return HEAVY[name]
    except KeyError:
        msg = f"there is no question {name!r}"
        raise Usage(msg, hint=f"there are {', '.join(sorted([*LIGHT, *HEAVY]))}") from None


def _must_be_whole(field: str, text: str) -> None:
    """Let pass what UTF-8 can write: JSON may escape one half of a pair of letters.

    Raises:
        Usage: it is none such.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        msg = f"field {field!r} has half a letter"
        raise Usage(msg) from error


def bounded(fields: Fields) -> tuple[int, int]:
    """Return the limit and the offset of a list.

    Raises:
        Usage: they are not whole numbers of a sensible size.
    """
    limit, offset = fields.get("limit", DEFAULT_LIMIT), fields.get("offset", 0)
    if not isinstance(limit, int) or not isinstance(offset, int):
        msg = "limit and offset are whole numbers"
        raise Usage(msg)
    if not 0 <= limit <= MAX_LIMIT or not 0 <= offset <= MAX_OFFSET:
        msg = f"a list has at most {MAX_LIMIT} lines, and begins at {MAX_OFFSET} at the latest"
        raise Usage(msg)
    return limit, offset


def behind(fields: Fields) -> int:
    """Return the `last` of the page before, behind which a list goes on; -1: it begins.

    Raises:
        Usage: it is none.
    """
    last = fields.get("after")
    if last is None:
        return -1
    if not isinstance(last, int) or not -1 <= last <= MAX_OFFSET:
        msg = "'after' is the 'last' of the answer before"
        raise Usage(msg)
    return last


def office_in(config: Settings, fields: Fields) -> str | None:
    """Return the office that a question is asked for, in full, if one is named.

    Raises:
        Usage: it is not formed like one.
    """
    named = fields.get("office")
    if not named:
        return None
    text = str(named)
    return office_id(text if "@" in text else f"{text}@{config.station}")


# -- trays and lists ------------------------------------------------------------------------------


def type_in(fields: Fields) -> int | None:
    """Return the message type that a question asks for, if it does.

    Raises:
        Usage: there is no such type.
    """
    named = fields.get("type")
    if named is None:
        return None
    if named not in TYPES:
        msg = f"not a type of message: {str(named)[:40]!r}"
        raise Usage(msg, hint=f"one of {', '.join(TYPES)}")
    return TYPES.index(str(named))


def _inbox(reader: Reader, fields: Fields) -> list[Line]:
    limit, offset = bounded(fields)
    kind = type_in(fields)
    office = office_in(reader.config, fields)
    eyes = eyes_of(reader.offices(), office)
    named = None if office is None else reader_of(reader.offices(), office)
    acts_for = named.acts_for if named else ()
    rows = reader.registers.inbox(
        limit,
        offset,
        office=office,
        acts_for=acts_for,
        clearance=eyes.clearance,
        message_type=kind,
    )
    return [
        tray_line(row, office, is_open=row["classification"] <= eyes.open_upto, acts_for=acts_for)
        for row in rows
    ]


def _outbox(reader: Reader, fields: Fields) -> list[Line]:
    limit, offset = bounded(fields)
    kind = type_in(fields)
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    rows = reader.registers.outbox(limit, offset, clearance=eyes.clearance, message_type=kind)
    return _tray(rows, eyes)


def _tray(rows: Sequence[Line], eyes: Eyes) -> list[Line]:
    return [tray_line(row, None, is_open=row["classification"] <= eyes.open_upto) for row in rows]


def _drafts(reader: Reader, fields: Fields) -> list[Line]:
    """Return drafts without their text; nobody in particular does not see the notes either."""
    limit, _ = bounded(fields)
    office = reader_of(reader.offices(), office_in(reader.config, fields))
    if office is not None:
        # imported here because no other list asks what a draft's label means
        from depesha.station.draft_sight import drafter_of  # noqa: PLC0415
        from depesha.store.draft_reading import drafts_list  # noqa: PLC0415

        return drafts_list(reader.database, drafter_of(office, reader.config.policy), limit)
    hidden = ("text", "note")
    return [
        {key: value for key, value in line.items() if key not in hidden}
        for line in reader.registers.drafts(limit)
    ]


def _register(reader: Reader, fields: Fields) -> list[Line]:
    limit, offset = bounded({"limit": 1000, **fields})
    direction = str(fields.get("direction", "out"))
    year = fields.get("year")
    if year is not None and not (isinstance(year, int) and 0 < year <= LAST_YEAR):
        msg = f"year is a whole number from 1 to {LAST_YEAR}"
        raise Usage(msg)
    if not direction.isascii() or len(direction) > MAX_SERIES:
        msg = f"there is no register {direction[:MAX_SERIES]!r}"
        raise Usage(msg, hint="there are out, in, and every further series")
    series = None if direction in ("in", "out") else direction
    way = "in" if direction == "in" else "out"
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    kind = type_in(fields)
    rows = reader.registers.register(
        way, series, year, limit, offset, clearance=eyes.clearance, message_type=kind
    )
    lines = _tray(rows, eyes)
    if kind is not None:
        return lines  # a void number has no type
    voids = reader.registers.voids("incoming" if way == "in" else series or "outgoing", year)
    return with_voids(lines, voids, direction, limit, offset)


def _alarms(reader: Reader, fields: Fields) -> list[Line]:
    """Return the alarms, or those raised after one.

    One about a document names its telegram, if the office may know of it.
    """
    # imported here because no tray reads what is kept of a document
    from depesha.store.about import told_of  # noqa: PLC0415

    limit, _ = bounded({"limit": 1000, **fields})
    after = fields.get("after")
    if after is not None and (not isinstance(after, int) or abs(after) > MAX_OFFSET):
        msg = "after is the number of an alarm"
        raise Usage(msg)
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    lines = (
        reader.registers.alarms(limit, cleared=bool(fields.get("all")))
        if after is None
        else reader.registers.alarms_after(after, limit)
    )
    return [{**line, **told_of(reader.database, line["about"], eyes.clearance)} for line in lines]


def _newest_alarm(reader: Reader, fields: Fields) -> int:
    del fields
    return reader.registers.newest_alarm()


def _control(reader: Reader, fields: Fields) -> list[Line]:
    # imported here because no tray asks for tasks
    from depesha.station.tasks import control  # noqa: PLC0415

    return control(reader, fields)


def _overdue(reader: Reader, fields: Fields) -> list[Line]:
    from depesha.station.tasks import overdue  # noqa: PLC0415  # as above

    return overdue(reader, fields)


def _of_desk(name: str) -> Callable[[Reader, Fields], Plain]:
    def ask(reader: Reader, fields: Fields) -> Plain:
        # imported here because `inbox` needs neither the form's words nor the trays by duty
        from depesha.station.desk_reading import DESK  # noqa: PLC0415

        return DESK[name](reader, fields)

    return ask


def _series(reader: Reader, fields: Fields) -> list[Line]:
    del fields
    return reader.registers.series()


def _counts(reader: Reader, fields: Fields) -> dict[str, int]:
    del fields
    return reader.registers.counts()


def _outstanding(reader: Reader, fields: Fields) -> int:
    del fields
    return reader.registers.outstanding()


def _incoming_count(reader: Reader, fields: Fields) -> int:
    del fields
    return reader.registers.incoming()


OF_BOOKS: Final = (
    "book",
    "book-sums",
    "channel-book",
    "copies",
    "copy-book",
    "copy-sums",
    "log",
    "service-book",
    "transit-book",
)
"""Questions that read a register as a book (`station.books`)."""

OF_DESK: Final = ("desk-counts", "find", "tray")
"""Questions that a desk with its trays by duty asks (`station.desk_reading`)."""

OF_LINES: Final = frozenset({"line-register", "links", "queue"})
"""Questions that are answered with what the lines say of themselves."""

LIGHT: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "inbox": _inbox,
    "outbox": _outbox,
    "drafts": _drafts,
    "register": _register,
    "alarms": _alarms,
    "newest-alarm": _newest_alarm,
    "control": _control,
    "overdue": _overdue,
    "series": _series,
    "counts": _counts,
    "outstanding": _outstanding,
    "incoming-count": _incoming_count,
    **{name: _of_books(name) for name in OF_BOOKS},
    **{name: _of_desk(name) for name in OF_DESK},
}
"""Questions that the registers answer by themselves."""
