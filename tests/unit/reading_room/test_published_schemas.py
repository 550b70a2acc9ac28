"""What is written for other programs, held against published schemas, and read by such programs."""

import lzma
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from lxml import etree

from depesha.archive.bibliography import biblatex, csl, ris
from depesha.archive.places import places_of
from depesha.archive.record import Holding, Record
from depesha.reading_room.pages.room import Room
from tests.unit.archive.full import full, keep_back
from tests.unit.reading_room.shelves import (
    ask,
    hostile,
    place_of,
    printed,
    released,
    room_of,
    seed,
)
from tests.unit.reading_room.test_withdrawn import withdrawn

SCHEMAS = Path(__file__).parents[2] / "schemas"
NASTY = 'a{b}%\\"\nTY  - X, <b> & ~ \x07 @article{x,'
REPLY = printed(3, "Reurtel 5, Mar 6", sender="Secretary of State", addressee="Caffery")
RECORDS = {
    "seed": seed(),
    "full": full(),
    "plain": printed(5, "words"),
    "reply": REPLY,
    "hostile": hostile(NASTY),
}


@pytest.fixture(scope="module")
def tei() -> Any:
    packed = (SCHEMAS / "tei_all.rng.xz").read_bytes()
    return etree.RelaxNG(etree.fromstring(lzma.decompress(packed)))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    there = [*(released(one) for one in RECORDS.values()), withdrawn()]
    return room_of(tmp_path_factory.mktemp("r") / "s", there)


def complaints(schema: Any, data: bytes) -> list[str]:
    schema.validate(etree.fromstring(data))
    return [f"{one.line}: {one.message}" for one in schema.error_log]


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_is_tei(tei: Any, room: Room, name: str) -> None:
    data = ask(room, f"{place_of(RECORDS[name])}.tei.xml").data
    assert complaints(tei, data) == []


def test_the_letters_are_cmif_which_is_tei(tei: Any, room: Room) -> None:
    data = ask(room, "cmif.xml").data
    assert complaints(tei, data) == []
    assert data.count(b"<correspDesc") == len(RECORDS)


def test_a_record_of_which_everything_is_kept_back_is_tei(tei: Any, tmp_path: Path) -> None:
    record = full()
    there = released(record, *map(keep_back, places_of(record)))
    one = room_of(tmp_path / "s", [there])
    assert complaints(tei, ask(one, f"{place_of(record)}.tei.xml").data) == []
    assert complaints(tei, ask(one, "cmif.xml").data) == []


def test_the_schema_complains_of_what_is_no_tei(tei: Any, room: Room) -> None:
    data = ask(room, f"{place_of(seed())}.tei.xml").data
    assert complaints(tei, data.replace(b"correspAction", b"correspActivity"))
    assert complaints(tei, data.replace(b"<titleStmt>", b"<titleStmt><p/>"))


# -- read by the programs of others ---------------------------------------------------------------


def holdings_of(record: Record) -> Iterator[Holding | None]:
    yield from record.holdings or (None,)


@pytest.mark.parametrize("name", RECORDS)
def test_ris_is_one_reference_with_what_it_says(name: str) -> None:
    record = RECORDS[name]
    for held in holdings_of(record):
        (one,) = rispy.loads(ris(record, held, "name", 2))
        item = csl(record, held, "name", 2)
        assert one["type_of_reference"] == "PCOMM"
        assert one["title"].split() == item["title"].replace("\x07", " ").split()
        assert len(one.get("authors", [])) == len(item.get("author", []))
        assert one["date"].count("/") == 3


@pytest.mark.parametrize("name", RECORDS)
def test_biblatex_is_one_entry_with_what_it_says(name: str) -> None:
    record = RECORDS[name]
    for held in holdings_of(record):
        read = bibtexparser.parse_string(biblatex(record, held, "name", 2))
        assert read.failed_blocks == []
        (one,) = read.entries
        assert (one.entry_type, one.key) == ("letter", "name")
        assert {field.key for field in one.fields} >= {"title", "date", "version", "annotation"}


@pytest.mark.parametrize("name", ["seed", "full", "plain", "reply"])
def test_csl_is_rendered_by_a_style_of_another_house(name: str) -> None:
    record = RECORDS[name]
    held = next(holdings_of(record))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the program's own, of its own files
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        source = CiteProcJSON([csl(record, held, "name", 2)])
        shown = CitationStylesBibliography(style, source, formatter.plain)
        shown.register(Citation([CitationItem("name")]))
        (said,) = map(str, shown.bibliography())
    assert csl(record, held, "name")["title"] in said
    assert str(csl(record, held, "name")["issued"]["date-parts"][0][0]) in said
