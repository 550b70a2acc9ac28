"""Attack: what a caveat forbids to copy is carried out by another question.

`archive export` refuses it; `show --json`, and `search --json` word by word, handed it out: of a
telegram once it was filed, of a record of the past always.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.record import Unparsed
from depesha.errors import Forbidden
from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.station import a_station

OFFICES = (("archivist", "archivist", 5), ("reader", "drafter", 1))
DECISION = {"decided_by": "the board", "authority": "25 years", "decided_on": "1976-11-21"}
WORDS = "Квазиворобьи прилетели."
FORBIDDEN = "Снятие копий воспрещается"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def filed(archive: Archive) -> str:
    """File a telegram that forbids copies, and return its reference."""
    draft = a_station.draft(WORDS, "Subject: birds", "Caveat: NO_COPIES")
    done = archive.station.order("send", office="desk", text=draft)
    reference = f"alpha/{done['year']}/{done['number']}"
    place: dict[str, Any] = {"archive": "A", "fond": "1", "delo": "2", "open": True}
    archive.station.order("archive-file", office="archivist", reference=reference, **place)
    return reference


def of_the_past(archive: Archive, *caveats: str) -> str:
    archive.enter(record(WORDS, caveats=caveats or (FORBIDDEN,)))
    return "volume/d1"


def handed_out(archive: Archive, source: str) -> list[bool]:
    """Return which of the ways hand a record out: export, all, show, search."""
    archive.index()
    read = archive.station.read

    def may(question: str, **fields: Any) -> bool:
        try:
            return bool(read(question, record=source, office="archivist", **fields))
        except Forbidden:
            return False

    every = read("archive-export", after=-1, limit=10, office="archivist")
    searched = read("archive-search", query="квазиворобьи", office="archivist", purpose="json")
    (line,) = searched["found"]
    return [
        may("archive-export"),
        bool(every["records"]),
        may("archive-record", purpose="json"),
        bool(line["found"]),
    ]


@pytest.mark.parametrize("made", [filed, of_the_past])
def test_no_way_hands_out_what_a_caveat_forbids_to_copy(archive: Archive, made: Any) -> None:
    source = made(archive)
    assert handed_out(archive, source) == [False] * 4
    shown = archive.station.read("archive-record", record=source, office="archivist")
    assert WORDS in str(shown["content"]), "it is shown"
    (line,) = archive.station.read("archive-search", query="квазиворобьи", office="archivist")[
        "found"
    ]
    assert line["found"], "and found"


@pytest.mark.parametrize("made", [filed, of_the_past])
def test_every_way_does_once_it_is_public(archive: Archive, made: Any) -> None:
    source = made(archive)
    number = archive.number(source)
    archive.station.order("archive-release", office="archivist", record=number, **DECISION)
    assert handed_out(archive, source) == [True] * 4


@pytest.mark.parametrize("made", [filed, of_the_past])
def test_every_way_does_once_it_is_declassified(archive: Archive, made: Any) -> None:
    source = made(archive)
    given: dict[str, Any] = {**DECISION, "record": archive.number(source), "decision": "declassify"}
    archive.station.order("archive-review", office="archivist", **given)
    assert handed_out(archive, source) == [True] * 4


def test_none_does_while_only_a_part_is_public(archive: Archive) -> None:
    source = of_the_past(archive)
    archive.station.order(
        "archive-release",
        office="archivist",
        record=archive.number(source),
        redactions=["1:0-12=1.4(a)/the board"],
        **DECISION,
    )
    assert handed_out(archive, source) == [False] * 4


def test_a_caveat_that_forbids_no_copies_forbids_none(archive: Archive) -> None:
    assert handed_out(archive, of_the_past(archive, "ОСОБАЯ")) == [True] * 4


def test_of_one_that_is_public_in_part_it_is_said_so(archive: Archive) -> None:
    """`it is not public` was said of it, though anybody reads most of it."""
    number = archive.number(of_the_past(archive))
    given: dict[str, Any] = {"record": number, "redactions": ["1:0-4=3.3(b)(1)/the board"]}
    archive.station.order("archive-release", office="archivist", **given, **DECISION)
    with pytest.raises(Forbidden, match="it is public in part alone"):
        archive.station.read("archive-export", record="volume/d1", office="archivist")
    archive.enter(record(f"{WORDS}.", caveats=(FORBIDDEN,)))
    with pytest.raises(Forbidden, match="it is not public"):
        archive.station.read("archive-export", record="volume/d1", office="archivist")


@pytest.mark.parametrize(
    "written",
    [
        "Снятие копий воспрещается.",
        "СНЯТИЕ КОПИЙ ВОСПРЕЩАЕТСЯ!",
        "С Н Я Т И Е  К О П И Й воспрещается",
        "«Снятие копий воспрещается»",
    ],
)
@pytest.mark.parametrize("is_understood", [True, False])
def test_a_caveat_as_a_typist_wrote_it(
    archive: Archive, written: str, *, is_understood: bool
) -> None:
    """With a full stop behind it, or in capitals, it held for nobody."""
    caveats = (written,) if is_understood else ()
    lines = () if is_understood else (Unparsed(line=3, text=written),)
    archive.enter(replace(record(WORDS, caveats=caveats), unparsed=lines))
    assert not any(handed_out(archive, "volume/d1"))
