"""The fields of an order, as a face gives them, taken out one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Final, TypeVar

from depesha.envelope import MAX_ATTACHMENTS, SealedAttachment
from depesha.errors import Usage
from depesha.names import OfficeId, StationId, TimeMs, office_id
from depesha.schema import LAST_TIME_MS
from depesha.station.readers import choice_of
from depesha.station.sealed_files import sealed_attachment

Fields = Mapping[str, object]
T = TypeVar("T")

MAX_NUMBER: Final = 2**53 - 1
"""What every JSON reader keeps exactly (RFC 8259, section 6)."""

MAX_ORDER_ID: Final = 256
"""Characters of an order id: `send:` and 64 hex digits, or whatever a face likes."""


KEPT: Final = "kept"
"""In place of a sealed file: the place of one that the draft has already."""

MAX_TEXTS: Final = 500
"""In a list: as many as a telegram has addressees."""


@dataclass(frozen=True, slots=True)
class Given:
    """The fields of one order, taken out one by one; what is left over is an error."""

    fields: dict[str, object]
    order_id: str
    is_named: bool
    """Whether the face chose the order's id."""
    offices: Sequence[OfficeId]
    station: StationId

    def named(self, order: str, *content: str | int, again: bool = False) -> str:
        """Return the id of an order that is named by what it says; `again` makes it another one."""
        if self.is_named or again:
            return self.order_id
        return f"{order}:{sha256(dumps(content).encode()).hexdigest()}"

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text field, with its line ends as LF.

        Raises:
            Usage: it is missing, or holds what no document and no register takes.
        """
        value = self._take(name, str, default).replace("\r\n", "\n")
        must_be_text(name, value)
        return value

    def texts(self, name: str, most: int = MAX_TEXTS) -> list[str]:
        """Return a list of texts, at most so many; absent is none.

        Raises:
            Usage: it is not a list of texts, or has more.
        """
        listed = self._take(name, list, [])
        if len(listed) > most or not all(isinstance(one, str) for one in listed):
            msg = f"field {name!r} must be a list of at most {most} texts"
            raise Usage(msg)
        for one in listed:
            must_be_text(name, one)
        return listed

    def number(self, name: str) -> int:
        """Return a whole number from 0 on, of a size that the registers take."""
        value = self._take(name, int, None)
        if not 0 <= value <= MAX_NUMBER:
            msg = f"field {name!r} must be from 0 to {MAX_NUMBER}"
            raise Usage(msg)
        return value

    def maybe_number(self, name: str) -> int | None:
        """Return a whole number, or None where the field is absent."""
        return None if self.fields.get(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        """Return a yes or no; absent is no."""
        return self._take(name, bool, default=False)

    def maybe_flag(self, name: str) -> bool | None:
        """Return a yes or no, or None where the field is absent."""
        return None if self.fields.get(name) is None else self.flag(name)

    def office(self) -> OfficeId:
        """Return the office that gives the order: named, or the station's only one.

        Raises:
            Usage: none is named, and there are several or none.
        """
        named = self.text("office", "")
        if named:
            return office_id(named if "@" in named else f"{named}@{self.station}")
        if not self.offices:
            msg = f"no office acts at {self.station} yet"
            raise Usage(msg, hint='make one with "depesha office add"')
        if len(self.offices) > 1:
            msg = "which office gives this order is not said"
            raise Usage(msg, hint=choice_of(self.offices))
        return self.offices[0]

    def maybe_office(self) -> OfficeId | None:
        """Return the office that gives the order, or None where none is named."""
        return None if self.fields.get("office") is None else self.office()

    def acting_for(self) -> OfficeId | None:
        """Return the office whose deputy gives the order, if one is named."""
        named = self.text("acting_for", "")
        return office_id(named if "@" in named else f"{named}@{self.station}") if named else None

    def attachments(self) -> tuple[SealedAttachment, ...]:
        """Return the files that were sealed for a draft (`attaching.attach`); absent is none.

        Raises:
            Usage: they are not said as they must be.
        """
        return tuple(sealed_attachment(one) for one in self._attachments())

    def attachments_or_kept(self) -> tuple[SealedAttachment | int, ...]:
        """Return the same, where `{"kept": 2}` stands for the second that the draft has already.

        Raises:
            Usage: they are not said as they must be.
        """
        return tuple(
            _kept(one) if isinstance(one, dict) and set(one) == {KEPT} else sealed_attachment(one)
            for one in self._attachments()
        )

    def _attachments(self) -> list[object]:
        listed = self._take("attachments", list, [])
        if len(listed) > MAX_ATTACHMENTS:
            msg = f"{len(listed)} attachments where at most {MAX_ATTACHMENTS} are allowed"
            raise Usage(msg, hint="pack some of them into one file")
        return listed

    def nothing_else(self) -> None:
        """Let pass only if every field was taken.

        Raises:
            Usage: some were not.
        """
        if self.fields:
            msg = f"unknown field {min(self.fields)!r}"
            raise Usage(msg)

    def _take(self, name: str, kind: type[T], default: T | None) -> T:
        value = self.fields.pop(name, None)
        if value is None and default is not None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            msg = f"field {name!r} must be given as {kind.__name__}"
            raise Usage(msg)
        return value


def _kept(given: dict[str, object]) -> int:
    place = given[KEPT]
    if not isinstance(place, int) or isinstance(place, bool) or not 1 <= place <= MAX_ATTACHMENTS:
        msg = f"{KEPT!r} is the place of an attachment that the draft has, from 1"
        raise Usage(msg)
    return place


def must_be_text(name: str, value: str) -> None:
    """Let pass what UTF-8 can say: a lone surrogate comes through JSON, but goes nowhere.

    A NUL ends a text for too many of those who read it later, and what a lone carriage return
    begins is a new line for some of them only.
    """
    for odd, what in (("\0", "a NUL"), ("\r", "a lone carriage return")):
        if odd in value:
            msg = f"field {name!r} holds {what}"
            raise Usage(msg)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        msg = f"field {name!r} is not Unicode text"
        raise Usage(msg) from error


def time_of(given: Given, name: str) -> TimeMs | None:
    """Return a time in UTC milliseconds, or None where the field is absent."""
    at = given.maybe_number(name)
    if at is not None and at > LAST_TIME_MS:
        msg = f"field {name!r} is after the year 9999"
        raise Usage(msg)
    return None if at is None else TimeMs(at)
