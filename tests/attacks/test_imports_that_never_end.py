"""A place of an import that is kept for ever: what goes wrong between the upload and its start."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import NotNow
from depesha.web.pages import archive_import
from tests.archive_desk import Archive, archive_at
from tests.desks import Visitor
from tests.unit.web.test_archive_import import PLACE, one_loop, volume


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def stumbling(archive: Archive, how: Callable[[], None]) -> Callable[[dict[str, Any]], Any]:
    def offices(fields: dict[str, Any]) -> Any:
        how()
        return archive.station.read("offices", **fields)

    return offices


@pytest.fixture
def fails() -> list[bool]:
    return [False]


@pytest.fixture
def desk(archive: Archive, fails: list[bool]) -> Iterator[Visitor]:
    def how() -> None:
        if fails[0]:
            msg = "the station does not answer in time"
            raise NotNow(msg)

    desk = archive.desk(offices=stumbling(archive, how))
    with one_loop(desk):
        yield desk


def test_a_question_that_is_not_answered_lets_go_of_it(
    desk: Visitor, fails: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the office's key is locked is asked when all is there: a busy station may refuse."""
    real = archive_import._is_locked

    async def locked(given: Any) -> bool:
        fails[0] = True
        try:
            return await real(given)
        finally:
            fails[0] = False

    monkeypatch.setattr(archive_import, "_is_locked", locked)
    refused = desk.send_files(PLACE, ("v.xml", volume(1, 3)))
    assert refused.status_code != 303, "the control: it was refused"
    monkeypatch.setattr(archive_import, "_is_locked", real)
    assert desk.house.imports.under_way is None
    assert all(one._file.closed for one in desk.station.spools)
    assert desk.send_files(PLACE, ("v.xml", volume(1, 3))).status_code == 303


def test_whatever_goes_wrong_with_a_pasted_page_lets_go_of_it(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(archive_import, "plain_name", broken)
    assert desk.send_files(PLACE, page="a page").status_code == 500
    monkeypatch.undo()
    assert desk.house.imports.under_way is None
    assert desk.send_files(PLACE, ("v.xml", volume(1, 3))).status_code == 303
