"""The page of a record, and its files: citations, the record as JSON, JSON-LD, TEI and text."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from re import Match
from typing import Final

from depesha.archive.as_json import as_json
from depesha.archive.bibliography import biblatex, csl, ris
from depesha.archive.chains import Bond
from depesha.archive.checks import checks_of
from depesha.archive.citing import chicago, gost, holding_of
from depesha.archive.holdings import is_one_copy
from depesha.archive.record import Holding, Named, Record, TextKind
from depesha.archive.side_by_side import (
    Parallel,
    Written,
    leaves,
    marks_by_sheet,
    parallel_of,
    written_of,
)
from depesha.archive.volumes import printed_in
from depesha.reading_room.answer import BIBLATEX, CSL, JSON, JSON_LD, RIS, TEI, TEXT, Answer, Asked
from depesha.reading_room.browsing import Line
from depesha.reading_room.exchange import linked, permalink
from depesha.reading_room.manifest import scan_place
from depesha.reading_room.pages.room import Room
from depesha.reading_room.pages.threads import with_words
from depesha.reading_room.rendering import render
from depesha.reading_room.roll import LIST_OF
from depesha.reading_room.showing import as_lines, form_of
from depesha.reading_room.tei_parts import parts_of

DOWNLOADS: Final = ("json", "csl.json", "ris", "bib", "tei.xml", "txt", "jsonld")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A holding of a record, and how the record is cited by it."""

    number: int
    holding: Holding | None
    leaves: str
    chicago: str
    gost: str
    same_as: tuple[str, ...]


def record(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the page of a record.

    Raises:
        NotFound: there is none of that name.
    """
    gone = room.shelf.withdrawn(found["name"])
    if gone is not None:
        return _withdrawn(room, asked, gone)
    line, said = room.shelf.record(found["name"])
    codes = [one["code"] for one in line.get("kept_back", ())]
    near = with_words(room.shelf.near(line["id"]))
    mine = next(one for one in near if one["id"] == line["id"])
    head, place = room.shelf.head(line["name"])
    text = parallel_of(said, codes)
    data = render(
        room.site,
        "record.html",
        asked.place,
        asked.language,
        here=f"r/{found['name']}",
        line=line,
        record=said,
        telegram=said.telegram,
        text=text,
        further=_further(said, text),
        form=form_of(said),
        cited=cited(room, line, said),
        copies=[(copy, marks_by_sheet(copy)) for copy in said.copies],
        checks=list(checks_of(said)),
        printed=printed_in(said.source),
        bonds=mine["bonds"],
        answered=mine["answered"],
        head=head,
        length=room.shelf.length(place) if len(near) > 1 else 1,
        parties=[(one, _place_of(room, one)) for one in said.telegram.parties],
        permalink=permalink(room.site, line),
        linked=linked(room.site, line, said),
        downloads=DOWNLOADS,
        scans=[(one, scan_place(line["name"], one)) for one in room.shelf.scans(line["id"])],
    )
    return Answer(data=data)


def _withdrawn(room: Room, asked: Asked, gone: Line) -> Answer:
    """Return the page in place of a record that is public no longer."""
    here = f"r/{gone['name']}"
    address = permalink(room.site, gone)
    data = render(
        room.site,
        "withdrawn.html",
        asked.place,
        asked.language,
        here=here,
        gone=gone,
        permalink=address,
    )
    return Answer(data=data, status=GONE)


GONE: Final = 410
"""HTTP: it was here, and will not come again."""


def _place_of(room: Room, party: Named) -> str:
    """Return the place of the page about a party; empty: it has none."""
    which = LIST_OF.get(party.role, "")
    key = room.shelf.entry(which, party.text)
    return f"{which}/{key}" if key else ""


def cited(room: Room, line: Line, said: Record) -> list[Cited]:
    """Return how a record is cited, by each of its holdings."""
    own = with_address(room, line, said)
    holdings = said.holdings
    if not holdings:
        return [
            Cited(
                number=1,
                holding=None,
                leaves="",
                chicago=chicago(own, None, line["version"]),
                gost="",
                same_as=(),
            )
        ]
    return [
        Cited(
            number=place,
            holding=one,
            leaves=leaves(one),
            chicago=chicago(own, one, line["version"]),
            gost=gost(one),
            same_as=tuple(
                other.archive for other in holdings if other is not one and is_one_copy(one, other)
            ),
        )
        for place, one in enumerate(holdings, 1)
    ]


def with_address(room: Room, line: Line, said: Record) -> Record:
    """Return a record whose permalink is ours, where its source has none."""
    published = said.publication
    if published is None or published.permalink:
        return said
    return replace(said, publication=replace(published, permalink=permalink(room.site, line)))


def citation(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return a citation by a holding, for a program that keeps them.

    Raises:
        NotFound: there is no such record, or no such holding of it.
    """
    del asked
    line, said = room.shelf.record(found["name"])
    own = with_address(room, line, said)
    number = int(found["holding"] or 1)
    held = None if number == 1 and not said.holdings else holding_of(own, number)
    kind, write = CITATIONS[found["kind"]]
    data = write(own, held, found["name"], line["version"]).encode()
    return Answer(data=data, kind=kind)


def _csl(record: Record, holding: Holding | None, name: str, version: int) -> str:
    return json.dumps([csl(record, holding, name, version)], ensure_ascii=False, indent=1)


CITATIONS: Final[Mapping[str, tuple[str, Callable[[Record, Holding | None, str, int], str]]]] = {
    "ris": (RIS, ris),
    "bib": (BIBLATEX, biblatex),
    "csl.json": (CSL, _csl),
}


def download(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return a record as a file.

    Raises:
        NotFound: there is none of that name.
    """
    line, said = room.shelf.record(found["name"])
    kind, write = FILES[found["kind"]]
    return Answer(data=write(room, asked, line, said), kind=kind)


def _json(room: Room, asked: Asked, line: Line, said: Record) -> bytes:
    del room, asked, line
    return json.dumps(as_json(said), ensure_ascii=False).encode()


def _json_ld(room: Room, asked: Asked, line: Line, said: Record) -> bytes:
    del asked
    return json.dumps(linked(room.site, line, said), ensure_ascii=False, indent=1).encode()


def _tei(room: Room, asked: Asked, line: Line, said: Record) -> bytes:
    mine = next(one for one in room.shelf.near(line["id"]) if one["id"] == line["id"])
    return render(
        room.site,
        "tei.xml",
        asked.place,
        "en",
        line=line,
        record=said,
        telegram=said.telegram,
        **parts_of(said),
        bonds=[{**one, "bond": Bond(one["bond"]).name.lower()} for one in mine["bonds"]],
        permalink=permalink(room.site, line),
        absolute=room.site.absolute,
    )


def _text(room: Room, asked: Asked, line: Line, said: Record) -> bytes:
    del asked
    return "\n".join([*as_lines(said), permalink(room.site, line), ""]).encode()


FILES: Final[Mapping[str, tuple[str, Callable[[Room, Asked, Line, Record], bytes]]]] = {
    "json": (JSON, _json),
    "jsonld": (JSON_LD, _json_ld),
    "tei.xml": (TEI, _tei),
    "txt": (TEXT, _text),
}


def _further(record: Record, shown: Parallel) -> list[Written]:
    """Return the translations and summaries that do not stand beside the original."""
    beside = shown.other.place if shown.other else None
    made = (TextKind.TRANSLATION.name, TextKind.SUMMARY.name)
    return [one for one in written_of(record) if one.kind in made and one.place != beside]
