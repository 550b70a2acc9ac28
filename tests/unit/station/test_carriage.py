"""Why one load of the out-tray waits, and how far it is."""

import pytest

from depesha.links.exchange import (
    BlobReport,
    BlobState,
    FolderReport,
    LaneReport,
    LineState,
    LineStatus,
    MailReport,
)
from depesha.names import StationId, TimeMs
from depesha.station.carriage import BLOB_WORDS, ITS_TURN, NO_BLOBS, NO_BULK, PUT_OFF, of_line
from depesha.store.reading import LANES, Line

NOW = TimeMs(1_795_452_396_711)
LATER = TimeMs(NOW + 5000)
UP = LaneReport(state=LineState.UP, since=NOW)
DOWN = LaneReport(state=LineState.WAITING, since=NOW, until=LATER)


def status(**told: object) -> LineStatus:
    line = {"neighbour": StationId("moscow"), "state": LineState.UP, "since": NOW}
    return LineStatus(**{**line, **told})  # type: ignore[arg-type]


def row(lane: str = "blob") -> Line:
    return {"entry": 7, "lane": lane, "size_bytes": 200_000_000}


def test_every_state_of_a_blob_has_words() -> None:
    assert BLOB_WORDS.keys() == {str(state) for state in BlobState}
    assert set(LANES) == {"urgent", "bulk", "blob"}


@pytest.mark.parametrize(
    ("state", "gone_bytes", "said"),
    [
        (BlobState.GOING, 12_345_678, "12 of 200 MB, going"),
        (BlobState.GOING, 1_234_567, "1.2 of 200 MB, going"),
        (BlobState.BEHIND, 0, "0 of 200 MB; something more urgent goes first"),
        (BlobState.MISSING, 0, "its file is not in blobs/"),
        (BlobState.PLACING, 8_000_000, "8.0 of 200 MB, being laid into the folder"),
        (BlobState.LYING, 200_000_000, "it lies in the folder; the neighbour has not answered"),
    ],
)
def test_it_is_said_how_much_of_a_blob_has_gone(
    state: BlobState, gone_bytes: int, said: str
) -> None:
    report = BlobReport(state=state, gone_bytes=gone_bytes)
    told = of_line(status(bulk=UP, takes_blobs=True, blobs={7: report}), row(), "the line is up")
    assert told == {"why": said, "next_try_at": None, "gone_bytes": gone_bytes}


def test_what_was_put_off_says_until_when() -> None:
    told = of_line(status(deferred={7: LATER}), row("urgent"), "on its way")
    assert told == {"why": PUT_OFF, "next_try_at": LATER}


def test_what_finds_no_room_is_not_put_off_by_the_neighbour() -> None:
    report = BlobReport(state=BlobState.NO_ROOM)
    told = of_line(status(blobs={7: report}, deferred={7: LATER}), row(), "the line is up")
    assert told["why"] == "the medium has no room for it, or takes no file of its size"
    assert told["next_try_at"] == LATER


def test_what_went_by_mail_is_not_said_to_lie_in_a_folder() -> None:
    mail = MailReport(to="a@b", sender="c@d", smtp="s", box="m")
    report = BlobReport(state=BlobState.LYING, gone_bytes=5)
    told = of_line(status(mail=mail, blobs={7: report}), row(), "sent by mail, not answered yet")
    assert told["why"] == "sent by mail, not answered yet"
    assert told["gone_bytes"] == 0


def test_a_line_without_blobs_says_so() -> None:
    folder = FolderReport(out="out", into="in")
    assert of_line(status(folder=folder), row(), "the line is up")["why"] == NO_BLOBS
    taking = status(folder=folder, takes_blobs=True)
    assert of_line(taking, row(), "the line is up")["why"] == ITS_TURN
    assert of_line(status(folder=folder), row("bulk"), "the line is up")["why"] == "the line is up"


def test_a_bulk_connection_that_is_not_up_says_why() -> None:
    told = of_line(status(bulk=DOWN), row("bulk"), "the line is up")
    assert told == {"why": NO_BULK, "next_try_at": LATER}
    assert of_line(status(bulk=DOWN), row("urgent"), "the line is up")["why"] == "the line is up"
    assert of_line(status(bulk=UP, takes_blobs=True), row(), "on its way")["why"] == ITS_TURN


def test_while_the_line_is_down_that_is_why() -> None:
    down = status(state=LineState.WAITING, until=LATER)
    assert of_line(down, row(), "the line is down") == {
        "why": "the line is down",
        "next_try_at": LATER,
    }
