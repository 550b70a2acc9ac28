"""Two tries of one import at the same moment, and files that nobody has proved himself for."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from depesha.station.archive_importing import Terms
from depesha.station.office_keys import Secrets
from depesha.web.asking import Desk
from depesha.web.house import House
from depesha.web.pages import archive_import
from depesha.web.records.importing import Import
from depesha.web.records.taking_in import run
from depesha.web.uploads import Upload
from tests.archive_desk import Archive, archive_at
from tests.desks import Visitor
from tests.unit.web.test_archive_import import HIS, OFFICE, PLACE, Locked, one_loop, volume


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


@pytest.fixture
def locked(archive: Archive) -> Iterator[Visitor]:
    office = Locked(archive)

    def offices(fields: dict[str, Any]) -> Any:
        return [{**one, "key": "locked"} for one in archive.station.read("offices", **fields)]

    answers: dict[str, Any] = {"archive-enter": office, "offices": offices}
    desk = office.desk = archive.desk(**answers)
    with one_loop(desk):
        yield desk


class Lying(Upload):
    """Files that lie there; it is known how often they were let go of."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


def test_the_end_of_a_first_try_closes_nothing_of_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The thread says `waits`; before its task hears of its end, the holder begins anew."""
    lying = Lying()
    begun = Import(name="x", office=OFFICE, upload=lying, terms=Terms(office=OFFICE))
    again, second_may_end = Event(), Event()
    anew: list[Callable[[], None]] = []

    def runs(under_way: Import, *_: object) -> None:
        if under_way.tries > 1:
            second_may_end.wait(10)
            return
        under_way.waits = True
        anew[0]()
        assert again.wait(10)

    monkeypatch.setattr(archive_import, "run", runs)
    monkeypatch.setattr(archive_import, "Clerk", lambda *_: None)
    monkeypatch.setattr(archive_import, "WAIT_SECONDS", 0.05)
    house = cast("House", SimpleNamespace(closing=Event(), now=lambda: 0))

    async def story() -> None:
        loop = asyncio.get_running_loop()
        tries: list[asyncio.Future[None]] = []

        def begin() -> None:
            done = archive_import._done(house, cast("Desk", None), begun, Secrets())
            tries.append(asyncio.ensure_future(done))
            loop.call_later(0.05, again.set)

        anew.append(lambda: cast("None", loop.call_soon_threadsafe(begin)))
        first = asyncio.ensure_future(
            archive_import._done(house, cast("Desk", None), begun, Secrets())
        )
        await asyncio.sleep(0.4)
        assert begun.tries == 2, "the control: it was begun anew"
        assert lying.closed == 0
        assert begun.ended_at is None
        second_may_end.set()
        await asyncio.gather(first, *tries)
        assert lying.closed == 1

    asyncio.run(asyncio.wait_for(story(), 20))


def test_patience_with_an_earlier_try_ends_no_later_one() -> None:
    lying = Lying()
    begun = Import(name="x", office=OFFICE, upload=lying, terms=Terms(office=OFFICE))
    house = cast("House", SimpleNamespace(now=lambda: 0))
    first = begun.start()
    begun.start()
    begun.waits = True
    archive_import._given_up(house, begun, first)
    assert lying.closed == 0
    archive_import._given_up(house, begun, begun.tries)
    assert lying.closed == 1


def test_whoever_finds_an_open_desk_has_no_file_read(
    locked: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is dear to read was read before the holder had proved that he is there."""
    read: list[str] = []

    def noting(begun: Import, *given: Any) -> None:
        read.append(begun.name)
        run(begun, *given)

    monkeypatch.setattr(archive_import, "run", noting)
    place = locked.send_files(PLACE, ("v.xml", volume(1, 3))).headers["Location"]
    assert f'action="{place}/go"' in locked.get(place).text
    asked = locked.post(f"{place}/go")
    assert asked.status_code == 403
    assert 'type="password"' in asked.text
    assert read == []
    assert locked.post(f"{place}/go", passphrase=HIS).status_code == 303
    assert len(read) == 1
