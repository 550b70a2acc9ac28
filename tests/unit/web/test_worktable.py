"""What lies on the desk and is not yet a draft: bounded, of one office, and let go."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from depesha.names import TimeMs
from depesha.web.worktable import LASTS_MS, MAX_ALL_BYTES, MAX_FILES, MAX_WORKS, Worktable


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> TimeMs:
        self.now += 1
        return TimeMs(self.now)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def forsaken() -> list[str]:
    return []


@pytest.fixture
def table(clock: Clock, forsaken: list[str]) -> Worktable:
    def forsake(sealed: Sequence[Mapping[str, Any]]) -> None:
        forsaken.extend(one["name"] for one in sealed)

    return Worktable(clock, forsake)


def words(text: str = "x") -> list[tuple[str, str]]:
    return [("text", text)]


def test_what_is_kept_is_found_by_its_office_alone(table: Worktable) -> None:
    table.keep("a", "w", words())
    work = table.find("a", "w")
    assert work is not None
    assert work.words == words()
    assert table.find("b", "w") is None
    assert table.of("b") == []


def test_of_too_many_works_the_oldest_goes_with_its_files(
    table: Worktable, forsaken: list[str]
) -> None:
    table.add("a", "w0", {"name": "map"})
    for number in range(1, MAX_WORKS + 1):
        table.keep("a", f"w{number}", words())
    assert table.find("a", "w0") is None
    assert forsaken == ["map"]
    assert len(table.of("a")) == MAX_WORKS


def test_what_another_office_keeps_takes_no_place_of_ours(table: Worktable) -> None:
    table.keep("a", "w", words())
    for number in range(MAX_WORKS + 3):
        table.keep("b", f"w{number}", words())
    assert table.find("a", "w") is not None


def test_all_words_together_are_bounded(table: Worktable) -> None:
    whole = "x" * (MAX_ALL_BYTES // 4)
    for office in "abcde":
        table.keep(office, "w", words(whole))
    assert table.find("a", "w") is None
    assert table.find("e", "w") is not None


def test_the_newest_is_kept_however_large_it_is(table: Worktable) -> None:
    table.keep("a", "w", words())
    table.keep("b", "w", words("x" * (MAX_ALL_BYTES - 4)))
    assert table.find("a", "w") is None
    assert table.find("b", "w") is not None


def test_what_is_a_day_old_is_gone(table: Worktable, clock: Clock, forsaken: list[str]) -> None:
    table.keep("a", "w", words())
    table.add("a", "w", {"name": "map"})
    clock.now += LASTS_MS + 2
    assert table.find("a", "w") is None
    assert forsaken == ["map"]


def test_a_work_that_became_a_draft_keeps_the_files_that_it_names(
    table: Worktable, forsaken: list[str]
) -> None:
    for name in ("map", "list"):
        table.add("a", "w", {"name": name})
    table.clear("a", "w", named=[{"name": "map"}])
    assert forsaken == ["list"]
    table.clear("a", "w")
    assert forsaken == ["list"]


def test_files_of_a_work_are_as_many_as_a_draft_may_have(table: Worktable) -> None:
    assert all(table.add("a", "w", {"name": str(number)}) for number in range(MAX_FILES))
    assert not table.add("a", "w", {"name": "one more"})


def test_a_file_is_taken_from_a_work(table: Worktable, forsaken: list[str]) -> None:
    table.add("a", "w", {"name": "map"})
    table.take_file("a", "w", 3)
    table.take_file("a", "other", 0)
    assert forsaken == []
    table.take_file("a", "w", 0)
    assert forsaken == ["map"]
