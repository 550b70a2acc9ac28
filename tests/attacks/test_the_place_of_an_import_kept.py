"""One archivist who keeps the only place for imports, so that no other can take anything in."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from depesha.errors import Busy, NotNow
from depesha.names import TimeMs
from depesha.web import uploads
from depesha.web.pace import PACE, Pace, paced
from depesha.web.records.importing import TURN_MS, Import, Imports
from tests.archive_desk import Archive, archive_at

QUICK = Pace(grace_seconds=0.2, bytes_a_second=10_000, most_seconds=0.6)


async def dripping(pieces: int, size: int, wait: float) -> AsyncIterator[bytes]:
    for _ in range(pieces):
        await asyncio.sleep(wait)
        yield bytes(size)


def come(pieces: int, size: int, wait: float, pace: Pace = QUICK) -> int:
    """Return how many bytes come of what is sent so.

    Raises:
        NotNow: it is too slow.
    """

    async def taking() -> int:
        return sum([len(one) async for one in paced(dripping(pieces, size, wait), pace)])

    return asyncio.run(taking())


def test_a_little_now_and_then_keeps_no_place() -> None:
    with pytest.raises(NotNow, match="too slowly"):
        come(1000, 1, 0.02)


def test_nor_does_silence() -> None:
    with pytest.raises(NotNow, match="too slowly"):
        come(1, 1, 30)


def test_nor_does_what_is_quick_enough_for_ever() -> None:
    with pytest.raises(NotNow, match="too slowly"):
        come(1000, 10_000, 0.05)


def test_what_is_small_may_be_slow_and_what_comes_is_taken() -> None:
    assert come(3, 1, 0.02) == 3
    assert come(50, 10_000, 0.002) == 500_000
    assert come(0, 0, 0) == 0


def test_nothing_is_read_of_what_came_too_slowly() -> None:
    async def story() -> list[bytes]:
        stream = paced(dripping(1000, 1, 0.05), QUICK)
        with pytest.raises(NotNow):
            await uploads._let_go(stream)
        return [one async for one in stream]

    assert asyncio.run(story()) == []


def test_how_slow_a_body_may_be() -> None:
    """1 KiB in ten seconds kept the place for 60 days."""
    assert PACE.seconds(0) == 60
    assert PACE.seconds(64 * 1024) == 61
    assert PACE.seconds(uploads.MAX_UPLOAD_BYTES) == 3600


def test_a_form_that_comes_too_slowly_leaves_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive: Archive = archive_at(tmp_path)
    desk = archive.desk()
    none = Pace(grace_seconds=0, bytes_a_second=1, most_seconds=0)
    monkeypatch.setattr(uploads.taken, "__kwdefaults__", {"pace": none})
    answer = desk.send_files("/archive/import", ("page.md", b"words"))
    assert "comes too slowly" in answer.text
    assert desk.house.imports.under_way is None


# -- again and again -------------------------------------------------------------------------------


def waiting(imports: Imports, office: str, now: int) -> Import:
    begun = imports.begin(office, TimeMs(now))
    begun.waits = True
    return begun


def sent_away(imports: Imports, office: str, now: int) -> None:
    with pytest.raises(Busy):
        imports.begin(office, TimeMs(now))


@pytest.mark.parametrize("is_given_up", [False, True])
def test_who_proved_nothing_lets_those_before_who_waited(*, is_given_up: bool) -> None:
    imports = Imports()
    begun = waiting(imports, "a", 0)
    sent_away(imports, "b", 1)
    if is_given_up:
        begun.end(TimeMs(2))
    sent_away(imports, "a", 3)
    assert imports.under_way is None, "what waited is let go of"
    sent_away(imports, "a", 4)
    assert imports.begin("b", TimeMs(5)).office == "b"


def test_who_sends_what_comes_to_nothing_lets_them_before_as_well() -> None:
    imports = Imports()
    begun = imports.begin("a", TimeMs(0))
    sent_away(imports, "b", 1)
    imports.forsake(begun)
    sent_away(imports, "a", 2)
    imports.begin("b", TimeMs(3)).end(TimeMs(4))
    assert imports.begin("a", TimeMs(5)).office == "a"


def test_who_does_not_come_again_keeps_nobody_out() -> None:
    imports = Imports()
    waiting(imports, "a", 0)
    sent_away(imports, "b", 1)
    sent_away(imports, "a", 2)
    assert imports.begin("a", TimeMs(1 + TURN_MS)).office == "a"


def test_where_nobody_waits_the_same_office_begins_anew() -> None:
    imports = Imports()
    waiting(imports, "a", 0)
    again = waiting(imports, "a", 1)
    imports.forsake(again)
    assert imports.begin("a", TimeMs(2)).office == "a"


def test_who_has_taken_something_in_waits_for_nobody() -> None:
    imports = Imports()
    begun = imports.begin("a", TimeMs(0))
    sent_away(imports, "b", 1)
    begun.end(TimeMs(2))
    assert imports.begin("a", TimeMs(3)).office == "a"
