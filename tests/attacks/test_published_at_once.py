"""A shelf and its copy in files, made by two at once, broken off, or decided about meanwhile."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from depesha.errors import NotNow, Refused
from depesha.reading_room.browsing import Shelf
from depesha.reading_room.naming import name_of
from depesha.reading_room.pages.room import Room
from depesha.reading_room.shelf import build
from depesha.reading_room.site import Site
from depesha.reading_room.writing import write
from tests.unit.reading_room.shelves import printed, released

ONE, OTHER = printed(1, "Words."), printed(2, "Others.")
DECISION = {"decided_by": "b", "authority": "a", "decided_on": "1976-11-21"}


def room(path: Path, *records: Any) -> Room:
    build(path, records or [released(ONE)])
    return Room(shelf=Shelf(path), site=Site(base="http://localhost", in_files=True))


def count(path: Path) -> int:
    return Shelf(path).extent()[0]


def withdrawn(one: Any) -> Any:
    said = {**DECISION, "version": 1, "reason": "an error", "at": 1}
    return {"name": name_of(one.source), "withdrawn": said}


def test_a_second_that_publishes_meanwhile_puts_no_half_shelf_there(tmp_path: Path) -> None:
    path = tmp_path / "public.shelf"
    build(path, [released(ONE)])

    def slow() -> Iterator[Any]:
        yield released(ONE)
        with pytest.raises(NotNow):
            build(path, [released(OTHER)])
        yield released(OTHER)

    assert build(path, slow()) == 2
    assert count(path) == 2


@pytest.mark.parametrize("what", ["withdrawn", "released anew"])
def test_what_is_decided_meanwhile_leaves_the_shelf_that_was_there(
    tmp_path: Path, what: str
) -> None:
    """Withdrawn between two pages of an answer, it stood on the shelf and among what is gone."""
    path = tmp_path / "public.shelf"
    build(path, [released(OTHER)])
    later = withdrawn(ONE) if what == "withdrawn" else released(ONE, version=2)
    with pytest.raises(NotNow, match="was decided"):
        build(path, [released(ONE), later])
    assert count(path) == 1
    assert not path.with_name("public.shelf.new").exists()


def test_a_folder_beside_that_is_somebody_else_s_is_left_alone(tmp_path: Path) -> None:
    made = room(tmp_path / "s.shelf")
    for ending in ("new", "old"):
        kept = tmp_path / f"site.{ending}" / "thesis.txt"
        kept.parent.mkdir()
        kept.write_text("the only one")
        with pytest.raises(Refused, match="no copy"):
            write(made, tmp_path / "site")
        assert kept.read_text() == "the only one"
        kept.unlink()


def test_while_it_is_written_the_copy_before_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    files = write(room(tmp_path / "s.shelf"), folder)
    there = sum(path.is_file() for path in folder.rglob("*"))
    assert there == files + 1, "the sign too"
    seen: set[int] = set()

    def moved(*_: int) -> None:
        seen.add(sum(path.is_file() for path in folder.rglob("*")))
        with pytest.raises(NotNow):
            write(room(tmp_path / "t" / "s.shelf"), folder)

    (tmp_path / "t").mkdir()
    write(room(tmp_path / "s.shelf"), folder, moved)
    assert seen == {there}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.shelf", "site", "t"]


def test_a_copy_that_was_put_aside_when_the_power_failed_is_there_again(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    made = room(tmp_path / "s.shelf")
    write(made, folder)
    folder.rename(tmp_path / "site.old")

    def broken_off(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(made, folder, broken_off)
    assert (folder / "index.html").is_file(), "else there would be no copy at all"
    write(made, folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.shelf", "site"]


# -- what lies beside, and the power that fails --------------------------------------------------


@pytest.mark.parametrize("what", ["letter", "database", "link", "folder"])
def test_what_lies_beside_and_is_no_shelf_is_left_alone(tmp_path: Path, what: str) -> None:
    path, beside = tmp_path / "public.shelf", tmp_path / "public.shelf.new"
    build(path, [released(ONE)])
    other = tmp_path / "other"
    match what:
        case "letter":
            beside.write_text("precious")
        case "database":
            apsw.Connection(str(beside)).execute("CREATE TABLE precious (words)")
        case "link":
            build(other, [released(ONE)])
            beside.symlink_to(other)
        case _:
            beside.mkdir()
    before = beside.lstat()
    with pytest.raises(Refused, match=r"public\.shelf\.new exists already, and is no shelf"):
        build(path, [released(ONE), released(OTHER)])
    assert beside.lstat() == before
    assert count(path) == 1


def test_what_broke_off_before_is_no_hindrance(tmp_path: Path) -> None:
    """The process was killed: at once, while it laid records, or before the last step."""
    path, beside = tmp_path / "public.shelf", tmp_path / "public.shelf.new"
    build(tmp_path / "whole", [released(ONE)])
    whole = (tmp_path / "whole").read_bytes()
    for left in (b"", whole[:100], whole[:5000], whole):
        beside.write_bytes(left)
        assert build(path, [released(ONE)]) == 1
        assert not beside.exists()


def test_it_is_on_the_disk_before_it_takes_the_place_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "public.shelf"
    build(path, [released(ONE)])
    seen: list[tuple[str, int]] = []

    def fsync(handle: int) -> None:
        named = Path(f"/proc/self/fd/{handle}").readlink()
        seen.append((named.name, count(path)))

    monkeypatch.setattr(os, "fsync", fsync)
    build(path, [released(ONE), released(OTHER)])
    assert seen == [("public.shelf.new", 1), (tmp_path.name, 2)]
