"""Times and requests as a drafter writes them, in English or Russian.

    2026-12-01 18:00        the station's own clock        01.12.2026 18:00
    2026-12-01 18:00Z       UTC
    within 3h               counted from an event          в течение 3 ч
    at once                 немедленно

A request keeps the form's own words, and its due time is what these words say: the words are the
value, so the two can never differ.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import Final

from depesha.errors import Usage
from depesha.names import TimeMs


class WhenKind(Enum):
    """How a time was written, and so what its value counts."""

    LOCAL = "local"
    """Seconds since 1970 on the station's own clock, as if it showed UTC."""
    UTC = "utc"
    """Seconds since 1970, UTC."""
    WITHIN = "within"
    """Seconds after an event that the caller knows."""
    AT_ONCE = "at once"
    """No value: due as soon as it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time as written; `value` is in seconds."""

    kind: WhenKind
    value: int = 0

    def at(self, zone: tzinfo, event_at: TimeMs) -> TimeMs:
        """Return the time in UTC milliseconds, on the clock of `zone`, counted from `event_at`."""
        if self.kind is WhenKind.UTC:
            return TimeMs(self.value * 1000)
        if self.kind is WhenKind.LOCAL:
            clock = datetime.fromtimestamp(self.value, UTC).replace(tzinfo=zone)
            return TimeMs(int(clock.timestamp()) * 1000)
        return TimeMs(event_at + self.value * 1000)


_UNITS: Final = (
    ("d", 86400, "days|day|d|суток|сутки|дней|дня|день|д"),
    ("h", 3600, "hours|hour|h|часов|часа|час|ч"),
    ("min", 60, "minutes|minute|min|m|минут|минуты|мин|м"),
    ("s", 1, "seconds|second|s|секунд|секунды|сек|с"),
)
_SECONDS: Final = {word: size for _, size, words in _UNITS for word in words.split("|")}
_SPAN: Final = rf"([0-9]{{1,7}})\s*({'|'.join(sorted(_SECONDS, key=len, reverse=True))})\b\.?"
_ISO: Final = r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ t]+([0-9]{2}):([0-9]{2})(?: ?(z|utc)\b)?"
_DOTTED: Final = r"([0-9]{2})\.([0-9]{2})\.([0-9]{4}) +([0-9]{2}):([0-9]{2})(?: ?(z|utc)\b)?"

_FIND_ISO: Final = re.compile(_ISO)
_FIND_DOTTED: Final = re.compile(_DOTTED)
_WITHIN: Final = r"\b(?:within|в течение)\s+"
_FIND_WITHIN: Final = re.compile(_WITHIN + _SPAN)
_FIND_EVERY: Final = re.compile(r"\b(?:every|каждые)\s+" + _SPAN)
_FIND_AT_ONCE: Final = re.compile(r"\b(?:at once|immediately|немедленно|незамедлительно)\b")
_LOOKS_TIMED: Final = re.compile(rf"\b(?:by|before|до|к)\s+[0-9]|{_WITHIN}|\b(?:every|каждые)\b")
_ONLY_SPAN: Final = re.compile(rf"(?:{_WITHIN})?{_SPAN}")
_PREFIX: Final = re.compile(r"(?:by|until|till|до)\s+")

_MAX_SPAN_S: Final = 10 * 366 * 86400
_HINT: Final = "2026-12-01 18:00 (this station's clock), 2026-12-01 18:00Z, or within 3h"
_NO: Final = frozenset({"no", "нет", "не требуется", "not required"})


def parse_when(text: str) -> When:
    """Return the time that `text` gives: a date and time, or a span.

    Raises:
        Usage: it is neither.
    """
    said = _PREFIX.sub("", text.lower(), count=1)
    dated = _dated(said, whole=True)
    if dated:
        return dated
    span = _ONLY_SPAN.fullmatch(said)
    if span:
        return When(kind=WhenKind.WITHIN, value=_span(span))
    raise _no_time(text)


def write_when(when: When) -> str:
    """Return the text that `parse_when` reads as `when`; times of day in whole minutes.

    Raises:
        Usage: the year is not of four digits.
    """
    if when.kind in (WhenKind.WITHIN, WhenKind.AT_ONCE):
        unit, size = next((unit, size) for unit, size, _ in _UNITS if when.value % size == 0)
        return f"within {when.value // size}{unit}"
    try:
        clock = datetime.fromtimestamp(when.value, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError) as error:
        raise _no_time(str(when.value)) from error
    return f"{clock:%Y-%m-%d %H:%M}{'Z' if when.kind is WhenKind.UTC else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """An answer that is asked for, in the form's words: `подтвердите`, `report within 3h`.

    `due` is None where the words give no time: then the policy's term for the precedence holds.
    The words `no` and `нет` ask for nothing, which one addressee's line may need to say.

    Raises:
        Usage: the words announce a time and give none.
    """

    words: str

    def __post_init__(self) -> None:
        """Refuse words with a broken time in them."""
        said = self.words.lower()
        if _LOOKS_TIMED.search(said) and not (self.due or self.interim_every_s):
            raise _no_time(self.words)

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked for."""
        return self.words.lower().strip(" .") not in _NO

    @property
    def due(self) -> When | None:
        """By when, as the words say it."""
        said = self.words.lower()
        dated = _dated(said, whole=False)
        if dated:
            return dated
        span = _FIND_WITHIN.search(said)
        if span:
            return When(kind=WhenKind.WITHIN, value=_span(span))
        return When(kind=WhenKind.AT_ONCE) if _FIND_AT_ONCE.search(said) else None

    @property
    def interim_every_s(self) -> int | None:
        """How often interim reports are due, in seconds."""
        span = _FIND_EVERY.search(self.words.lower())
        return _span(span) if span else None


def _dated(said: str, *, whole: bool) -> When | None:
    """Return the date and time that stands in `said`, or is all of it."""
    for pattern, order in ((_FIND_ISO, (1, 2, 3)), (_FIND_DOTTED, (3, 2, 1))):
        found = pattern.fullmatch(said) if whole else pattern.search(said)
        if found:
            year, month, day = (int(found[place]) for place in order)
            try:
                clock = datetime(year, month, day, int(found[4]), int(found[5]), tzinfo=UTC)
            except ValueError as error:
                raise _no_time(found[0]) from error
            kind = WhenKind.UTC if found[6] else WhenKind.LOCAL
            return When(kind=kind, value=int(clock.timestamp()))
    return None


def _span(found: re.Match[str]) -> int:
    seconds = int(found[1]) * _SECONDS[found[2]]
    if seconds > _MAX_SPAN_S:
        raise _no_time(found[0])
    return seconds


def _no_time(text: str) -> Usage:
    return Usage(f"not a time: {text[:60]!r}", hint=_HINT)
