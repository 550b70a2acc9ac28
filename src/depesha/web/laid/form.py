"""The places of the blank, filled from what a telegram says of itself.

Rule 1: the form's own words and marks stand as they were written; nothing is invented for an empty
    place.
Rule 2: a paragraph is what an empty line sets apart; joined again they are the text, letter for
    letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from depesha.errors import Usage
from depesha.station.settings import zone_of

Row = Mapping[str, Any]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
OLD_BLANK: Final = "17"
OLD_POLICY: Final = "mid-1951"

STAMPED: Final = {"RECEIVED": "OPERATOR_ACK", "EXECUTED": "HAVE_COMPLIED"}
"""Stages that are stamped on the sheet, and the answer that must be behind the stamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTime:
    """A time in the places of a blank, as in `18 час. 35 мин. 21.XI.1951 г.`: each by itself.

    `zone` is the name of its time, which no blank of 1951 had a place for.
    """

    at: int
    hours: str
    minutes: str
    day: str
    year: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A stamp on the sheet: of which stage, when and by whom."""

    stage: str
    at: int
    who: str


def form_time(at: int | None, zone: tzinfo) -> FormTime | None:
    """Return a time as the blank writes it, in a zone; none for none, or for no time of ours."""
    if at is None:
        return None
    try:
        local = (EPOCH + timedelta(milliseconds=at)).astimezone(zone)
    except OverflowError:
        return None
    return FormTime(
        at=at,
        hours=f"{local:%H}",
        minutes=f"{local:%M}",
        day=f"{local.day}.{MONTHS[local.month - 1]}",
        year=f"{local:%Y}",
        zone=f"{local:%Z}",
    )


def zone_for(name: str, otherwise: tzinfo) -> tzinfo:
    """Return the zone of a telegram's originator, or this station's where that is not known."""
    try:
        found: ZoneInfo = zone_of(name) if name else zone_of("")
    except Usage:
        return otherwise
    return found


def sent_at(duties: Sequence[Row]) -> int | None:
    """Return when it first left this station, if it is the one that sent it."""
    times = [
        one["at"]
        for duty in duties
        for one in duty["stages"]
        if one["stage"] == "SENT" and one["at"] is not None
    ]
    return min(times, default=None)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text; joined by an empty line they are the text."""
    return text.split("\n\n")


def is_old(sheet: Row) -> bool:
    """Say whether it lies on the blank of 1951, and not on the modern form."""
    return bool(sheet["form_code"] == OLD_BLANK or sheet["policy"] == OLD_POLICY)


def stamps(duties: Sequence[Row], answers: Sequence[Row]) -> list[Stamp]:
    """Return the stamps of a sheet for one addressee: each has a verified answer behind it.

    Of several addressees each stands elsewhere, and a sheet that is stamped once would be false.
    """
    if len(duties) != 1:
        return []
    reached = {one["stage"] for one in duties[0]["stages"] if one["evidenced"]}
    found = []
    for stage, code in STAMPED.items():
        given = [one for one in answers if one["code"] == code and one["verified"]]
        if stage in reached and given:
            found.append(Stamp(stage=stage, at=given[0]["at"], who=given[0]["office"]))
    return found
