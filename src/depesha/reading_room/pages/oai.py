"""Harvesting: OAI-PMH 2.0 with simple Dublin Core (openarchives.org/OAI/openarchivesprotocol.html).

    oai?verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01

Rule 1: an answer to a wrong question is an answer too: status 200, and the error's code in it.
Rule 2: a token says where to go on, and nothing else is kept of a harvest: it is good as long as
    the shelf has records, and one that was altered is refused or asks for other records, no more.
Rule 3: records are in the order of their release, so what is released while one harvests comes
    behind.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from re import Match
from typing import Any, Final, NoReturn

from depesha.archive.record import Record
from depesha.errors import NotFound
from depesha.reading_room.answer import XML, Answer, Asked
from depesha.reading_room.browsing import Line
from depesha.reading_room.exchange import dublin_core
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import render, stamp

HARVESTED: Final = 100
PREFIX: Final = "oai_dc"
LAST: Final = 2**62
BEGIN: Final = (-1, -1)

_TOKEN: Final = re.compile(r"(\d{1,19})\.(\d{1,19})\.(\d{1,19})\.(\d{1,19})")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NAME: Final = re.compile(r"[a-z2-7]{12}")
_IS_NUMBER: Final = 2**63


class OaiError(Exception):
    """An answer of the protocol to a question that it does not take."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def refuse(code: str, words: str) -> NoReturn:
    """Answer with an error of the protocol.

    Raises:
        OaiError: always.
    """
    raise OaiError(code, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A question of the protocol: what it needs, what it may have, and who answers."""

    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    answer: Callable[[Room, Mapping[str, str]], dict[str, Any]]


def answer(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the answer to a harvester."""
    del found
    values: dict[str, Any] = {"error": None, "verb": "", "asked": {}}
    try:
        values |= _answered(room, asked.query)
    except OaiError as error:
        values["error"] = error
        # of a question with a wrong verb or argument the answer repeats nothing (3.2 of the paper)
        if error.code not in ("badVerb", "badArgument"):
            values["asked"] = asked.query
    data = render(
        room.site,
        "oai.xml",
        asked.place,
        "en",
        absolute=room.site.absolute,
        now=stamp(asked.now),
        earliest=stamp(room.shelf.extent()[1]),
        **values,
    )
    return Answer(data=data, kind=XML)


def _answered(room: Room, query: Mapping[str, str]) -> dict[str, Any]:
    name = query.get("verb", "")
    verb = VERBS.get(name)
    if verb is None:
        refuse("badVerb", "no verb of the protocol")
    given = set(query) - {"verb"}
    goes_on = given == {"resumptionToken"} and "resumptionToken" in verb.may
    is_wrong = not verb.needs <= given or given - verb.needs - verb.may
    if not goes_on and (is_wrong or "resumptionToken" in given):
        refuse("badArgument", "an argument is missing, or not of this verb")
    return {"verb": name, "asked": query, **verb.answer(room, query)}


def _identify(room: Room, query: Mapping[str, str]) -> dict[str, Any]:
    del room, query
    return {}


def _formats(room: Room, query: Mapping[str, str]) -> dict[str, Any]:
    if "identifier" in query and _gone(room, query["identifier"]) is None:
        _one(room, query)
    return {}


def _sets(room: Room, query: Mapping[str, str]) -> dict[str, Any]:
    del room, query
    refuse("noSetHierarchy", "this shelf has no sets")


def _record(room: Room, query: Mapping[str, str]) -> dict[str, Any]:
    _must_be_known(query)
    gone = _gone(room, query["identifier"])
    if gone is not None:
        return {"records": [_told_gone(room, gone)]}
    line, record = _one(room, query)
    at = int(line.get("at", 0)) // 1000
    return {"records": [_told(room, {**line, "released": at}, record)]}


def _one(room: Room, query: Mapping[str, str]) -> tuple[Line, Record]:
    head, name = f"oai:{room.site.host}:", query["identifier"]
    try:
        if not name.startswith(head) or not _NAME.fullmatch(name.removeprefix(head)):
            refuse("idDoesNotExist", "no identifier of this shelf")
        return room.shelf.record(name.removeprefix(head))
    except NotFound:
        refuse("idDoesNotExist", "no record of this shelf")


def _gone(room: Room, identifier: str) -> Line | None:
    """Return that a record was withdrawn; None: it is there, or never was."""
    head = f"oai:{room.site.host}:"
    return (
        room.shelf.withdrawn(identifier.removeprefix(head)) if identifier.startswith(head) else None
    )


def _list(room: Room, query: Mapping[str, str]) -> dict[str, Any]:
    after, span = _where(query)
    there = room.shelf.harvest(after, span, HARVESTED + 1)
    gone = room.shelf.harvest_withdrawn(after, span, HARVESTED + 1)
    found = [(line, _told(room, line, record)) for line, record in there]
    found += [(line, _told_gone(room, line)) for line in gone]
    found.sort(key=lambda one: (one[0]["released"], one[0]["id"]))
    if not found:
        code = "badResumptionToken" if "resumptionToken" in query else "noRecordsMatch"
        raise OaiError(code, "nothing was released then")
    page = found[:HARVESTED]
    last = page[-1][0]
    goes_on = len(found) > HARVESTED
    token = f"{last['released']}.{last['id']}.{span[0]}.{span[1]}" if goes_on else ""
    is_part = goes_on or "resumptionToken" in query
    return {
        "records": [told for _, told in page],
        "token": token if is_part else None,
    }


def _where(query: Mapping[str, str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return behind which record a harvest goes on, and between which seconds."""
    if "resumptionToken" in query:
        found = _TOKEN.fullmatch(query["resumptionToken"])
        numbers = [int(one) for one in found.groups()] if found else []
        if not numbers or max(numbers) >= _IS_NUMBER:
            refuse("badResumptionToken", "no token of this shelf")
        return (numbers[0], numbers[1]), (numbers[2], numbers[3])
    _must_be_known(query)
    if "set" in query:
        refuse("noSetHierarchy", "this shelf has no sets")
    kinds = {len(query[name]) for name in ("from", "until") if name in query}
    first, last = _seconds(query.get("from"), 0), _seconds(query.get("until"), LAST)
    if len(kinds) > 1 or first > last:
        refuse("badArgument", "from and until are of one kind, and in their order")
    if "until" in query and _DAY.fullmatch(query["until"]):
        last += 24 * 60 * 60 - 1
    return BEGIN, (first, last)


def _must_be_known(query: Mapping[str, str]) -> None:
    if query["metadataPrefix"] != PREFIX:
        refuse("cannotDisseminateFormat", f"{PREFIX} is the only format")


def _seconds(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    try:
        if _DAY.fullmatch(text) or _SECOND.fullmatch(text):
            then = datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
            return max(0, int(then.timestamp()))
    except ValueError:  # of a month of 99 days
        refuse("badArgument", "that is no day")
    refuse("badArgument", "a day is 2026-11-29, a second 2026-11-29T02:40:00Z")


def _told(room: Room, line: Line, record: Record) -> dict[str, Any]:
    elements: Iterator[tuple[str, str]] = dublin_core(room.site, line, record)
    return {
        "identifier": f"oai:{room.site.host}:{line['name']}",
        "released": line["released"],
        "elements": list(elements),
    }


def _told_gone(room: Room, line: Line) -> dict[str, Any]:
    identifier = f"oai:{room.site.host}:{line['name']}"
    return {"identifier": identifier, "released": line["released"], "elements": None}


_HARVEST: Final = frozenset({"from", "until", "set", "resumptionToken"})
VERBS: Final[Mapping[str, Verb]] = {
    "Identify": Verb(answer=_identify),
    "ListMetadataFormats": Verb(may=frozenset({"identifier"}), answer=_formats),
    "ListSets": Verb(may=frozenset({"resumptionToken"}), answer=_sets),
    "GetRecord": Verb(needs=frozenset({"identifier", "metadataPrefix"}), answer=_record),
    "ListRecords": Verb(needs=frozenset({"metadataPrefix"}), may=_HARVEST, answer=_list),
    "ListIdentifiers": Verb(needs=frozenset({"metadataPrefix"}), may=_HARVEST, answer=_list),
}
