"""What a face is told of the numbers of a line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from depesha.channel import ChannelCount, ChannelGap
from depesha.errors import NotFound, Usage
from depesha.links.exchange import FolderReport, LineState, LineStatus, MailReport
from depesha.names import Epoch, StationId, TimeMs
from depesha.office.facts import ChannelReckoned, ChannelReconciled, NumberSpan
from depesha.office.ports import ChannelState, Closing
from depesha.station.channels import line_register
from depesha.station.reading import Reader
from depesha.station.settings import LineSetting, Settings
from depesha.store.book import StoredBook
from depesha.store.database import open_reader
from tests.unit.store.conftest import KEY, Home, write
from tests.unit.store.facts_of import MOSCOW, NOW, PEKING, PYONGYANG

EPOCH = Epoch(b"epoch-01")
DAY = (date(1951, 11, 21) - date(1970, 1, 1)).days
"""That of `NOW`."""


@pytest.fixture
def reader(home: Home, book: StoredBook, tmp_path: Path) -> Reader:
    del book
    lines = (
        LineSetting(neighbour=PEKING, folder_out=str(tmp_path), folder_in=str(tmp_path)),
        LineSetting(neighbour=PYONGYANG),
    )
    return Reader(Settings(station=MOSCOW, zone="UTC", lines=lines), open_reader(home.store, KEY))


def ask(reader: Reader, line: StationId, **fields: object) -> dict[str, Any]:
    return line_register(reader, {"line": line, **fields})


def keep(book: StoredBook, *gaps: ChannelGap, lane: int = 0) -> None:
    state = ChannelState(
        neighbour=PYONGYANG,
        came=True,
        lane=lane,
        epoch=EPOCH,
        began_at=NOW,
        touched_at=NOW,
        last=9,
        open=len(gaps),
        gaps=gaps,
    )
    book.begin()
    book.channels.keep(state)
    old = ChannelGap(first=1, last=2, since=NOW)
    book.channels.closed(state, [old], Closing.CAME, TimeMs(NOW + 5))
    book.channels.keep_count(PYONGYANG, ChannelCount(lane=lane, epoch=EPOCH, last=3), NOW, DAY)
    book.commit()


def test_both_directions_stand_as_they_do_now(reader: Reader, book: StoredBook) -> None:
    keep(book, ChannelGap(first=4, last=4, since=NOW))
    found = ask(reader, PYONGYANG)
    assert (found["open"], found["nothing_missing"], found["by_pack"]) == (1, False, False)
    ours, theirs = found["channels"]
    assert (ours["direction"], ours["first"], ours["last"]) == ("out", 1, 3)
    assert theirs["missing"] == [{"first": 4, "last": 4, "since_at": NOW}]
    assert [gap["how"] for gap in theirs["closed"]] == ["came"]
    keep(book)
    assert ask(reader, PYONGYANG)["nothing_missing"]


def test_a_day_is_what_its_fact_said(reader: Reader, book: StoredBook) -> None:
    reckoned = ChannelReckoned(
        came=True,
        epoch=EPOCH,
        last=9,
        loads=9,
        accepted=8,
        again=0,
        open=1,
        missing=(NumberSpan(first=4, last=4),),
    )
    write(book, ChannelReconciled(neighbour=PYONGYANG, lane=0, day=DAY, channels=(reckoned,)))
    found = ask(reader, PYONGYANG, day="1951-11-21")
    assert (found["day"], found["open"]) == ("1951-11-21", 1)
    assert found["channels"][0]["missing"] == [{"first": 4, "last": 4}]
    assert ask(reader, PYONGYANG, day="1951-11-22")["channels"] == []


def test_a_folder_line_says_how_its_packs_stand(reader: Reader) -> None:
    report = FolderReport(out="a", into="b", packs=2, missing=1)
    status = LineStatus(neighbour=PEKING, state=LineState.UP, since=NOW, folder=report)
    found = ask(reader, PEKING, lines=[status])
    assert (found["by_pack"], found["packs"], found["packs_missing"]) == (True, 2, 1)
    assert "packs" not in ask(reader, PEKING)


def test_a_mail_line_is_numbered_by_pack_too(reader: Reader) -> None:
    mail = MailReport(to="a@b", sender="c@d", smtp="", box="", packs=4, missing=3)
    status = LineStatus(neighbour=PEKING, state=LineState.UP, since=NOW, mail=mail)
    found = ask(reader, PEKING, lines=[status])
    assert (found["packs"], found["packs_missing"]) == (4, 3)


def test_both_lanes_of_a_line_are_shown(book: StoredBook, reader: Reader) -> None:
    for lane in (1, 0):
        keep(book, lane=lane)
    found = ask(reader, PYONGYANG)
    shown = [(row["lane"], row["direction"], row["last"]) for row in found["channels"]]
    assert sorted(shown) == [(0, "in", 9), (0, "out", 3), (1, "in", 9), (1, "out", 3)]
    assert found["nothing_missing"]


def test_a_line_that_there_is_not_is_not_found(reader: Reader) -> None:
    with pytest.raises(NotFound, match="no line to vladivostok"):
        ask(reader, StationId("vladivostok"))


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "28.11.2026", 7])
def test_what_is_no_day_is_told(reader: Reader, day: object) -> None:
    with pytest.raises(Usage, match="not a day"):
        ask(reader, PYONGYANG, day=day)
