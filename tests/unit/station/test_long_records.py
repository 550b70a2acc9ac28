"""Records of up to 16 MiB: entered, shown, found, written on, taken out, made public."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest

from depesha.archive import cards
from depesha.archive.cards import card_of
from depesha.archive.form import MAX_RECORD_BYTES, decode, encode
from depesha.archive.record import Record, Segment, Telegram, Text, TextKind
from depesha.errors import Malformed, Usage
from depesha.station import archive_carrying, archive_public, door
from depesha.station.client import Client
from tests.unit.station import a_station

WORDS = "Дайте разъяснения по указанной директиве товарища Филиппова. "
LAST = "Получение подтвердите."
DECIDED = {"decided_by": "the board", "authority": "25 years", "decided_on": "1976-11-21"}


def long_record(size_bytes: int, source: str = "long/1") -> Record:
    """Return a record of about that size, in paragraphs of some 11 kB."""
    paragraph = WORDS * 100
    count = max(1, size_bytes // len(paragraph.encode()))
    segments = [Segment(key=f"p{at}", text=paragraph) for at in range(1, count)]
    segments.append(Segment(key=f"p{count}", text=LAST))
    text = Text(kind=TextKind.TRANSCRIPTION, language="ru", segments=tuple(segments))
    return Record(source=source, telegram=Telegram(document_type="telegram", texts=(text,)))


@pytest.fixture
def station(tmp_path: Path) -> Client:
    home = a_station.found(tmp_path / "alpha", offices=a_station.ARCHIVISTS[:1])
    return a_station.station(home)


def enter(station: Client, *records: Record) -> None:
    documents = [b64encode(encode(one)).decode() for one in records]
    station.order("archive-enter", office="archivist", batch="file", records=documents)


def test_a_record_of_5_mb_goes_all_the_way(station: Client) -> None:
    record = long_record(5_000_000)
    enter(station, record)
    station.order("archive-index")
    found = station.read("archive-record", record="long/1", office="archivist")
    assert len(found["content"]["telegram"]["texts"][0]["segments"]) > 400
    (hit,) = station.read("archive-search", query="Филиппов", office="archivist")["found"]
    assert hit["source"] == "long/1"
    (out,) = station.read("archive-export", record="long/1", office="archivist")["records"]
    assert decode(b64decode(out["document"])) == record
    count = len(record.telegram.texts[0].segments)
    assert count > 400
    station.order(
        "archive-translate",
        office="archivist",
        record=found["record"],
        language="en",
        author="Иван",
        segments=["In English."] * count,
        reason="asked",
    )
    newest = station.read("archive-record", record="long/1", office="archivist")["record"]
    station.order("archive-release", office="archivist", record=newest, **DECIDED)
    (public,) = station.read("archive-public")["public"]
    assert len(b64decode(public["record"])) > 4_900_000


def test_more_than_500_paragraphs_are_translated(station: Client) -> None:
    segments = tuple(Segment(key=f"p{at}", text=LAST) for at in range(1, 1_201))
    text = Text(kind=TextKind.TRANSCRIPTION, language="ru", segments=segments)
    enter(station, Record(source="v/1", telegram=Telegram(document_type="telegram", texts=(text,))))
    given: dict[str, Any] = {
        "office": "archivist",
        "record": station.read("archive-record", record="v/1", office="archivist")["record"],
        "language": "en",
        "author": "Иван",
        "reason": "asked",
    }
    assert station.order("archive-translate", segments=["x"] * 1_200, **given)["edition"] == 2
    with pytest.raises(Usage, match="at most 100000 texts"):
        station.order("archive-translate", segments=["x"] * 100_001, **given)


def test_beyond_the_bound_it_is_said_in_a_line_what_to_do() -> None:
    with pytest.raises(Malformed, match="a record has at most 16 MiB, and this has 17") as told:
        encode(long_record(MAX_RECORD_BYTES + 100_000))
    assert told.value.hint == "part it, and take the parts in as records of their own"


def test_a_translation_beyond_the_bound_is_refused_and_nothing_is_saved(station: Client) -> None:
    record = long_record(6_000_000)
    enter(station, record)
    found = station.read("archive-record", record="long/1", office="archivist")
    count = len(record.telegram.texts[0].segments)
    with pytest.raises(Malformed, match="at most 16 MiB"):
        station.order(
            "archive-translate",
            office="archivist",
            record=found["record"],
            language="en",
            author="Иван",
            segments=["x" * 25_000] * count,
            reason="asked",
        )
    assert len(station.read("archive-record", record="long/1", office="archivist")["editions"]) == 1


def test_the_longest_record_fits_into_a_line_at_the_door() -> None:
    longest = b64encode(bytes(MAX_RECORD_BYTES)).decode()
    others = b64encode(bytes(1024 * 1024)).decode()
    order = {"id": 1, "order": "archive-enter", "fields": {"records": [longest, others]}}
    assert len(json.dumps(order)) + 4_000 < door.MAX_LINE_BYTES


@pytest.mark.parametrize("asked", ["archive-export", "archive-public"])
def test_an_answer_ends_behind_enough_of_them_and_the_next_goes_on(
    station: Client, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr(archive_carrying, "ENOUGH_LETTERS", 20_000)
    monkeypatch.setattr(archive_public, "ENOUGH_LETTERS", 20_000)
    enter(station, *(long_record(30_000, f"long/{at}") for at in range(1, 6)))
    station.order("archive-release-all", office="archivist", source="long/", **DECIDED)
    name = {"archive-export": "records", "archive-public": "public"}[asked]
    sizes, after = [], -1
    while (page := station.read(asked, office="archivist", after=after))["last"] is not None:
        sizes.append(len(page[name]))
        after = page["last"]
    assert sizes == [2, 2, 1]


def test_what_is_found_of_a_long_text_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    record = long_record(60_000)
    assert LAST in card_of(record).words.original
    monkeypatch.setattr(cards, "MAX_LETTERS", 10_000)
    assert len(card_of(record).words.original) == 10_000
