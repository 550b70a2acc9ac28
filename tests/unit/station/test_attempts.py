"""How often somebody may try to be an office, and how soon again."""

import pytest

from depesha.errors import TooOften
from depesha.names import TimeMs
from depesha.station.attempts import (
    CALM_MS,
    FREE,
    LONGEST_MS,
    MAX_COUNTS,
    STRANGERS_LONGEST_MS,
    Attempts,
)

GROMYKO = "gromyko@moscow"


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000

    def __call__(self) -> TimeMs:
        return TimeMs(self.at)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(clock)


HIS = "his browser"


def wait_ms(attempts: Attempts, clock: Clock, office: str, known: str = "") -> int:
    """Return how long an attempt would have to wait."""
    if not known:
        return max(0, attempts.pace_ms(office))
    began = clock.at
    try:
        for _ in range(LONGEST_MS // 100 + 1):
            try:
                attempts.must_wait_no_longer(office, known)
            except TooOften:
                clock.at += 100
            else:
                return clock.at - began
        return LONGEST_MS + 100
    finally:
        clock.at = began


def test_a_person_may_mistype(attempts: Attempts, clock: Clock) -> None:
    for _ in range(FREE - 1):
        attempts.begun(GROMYKO, "")
    assert wait_ms(attempts, clock, GROMYKO) == 0


def test_the_wait_at_a_known_browser_doubles_up_to_half_a_minute(
    attempts: Attempts, clock: Clock
) -> None:
    waits = []
    for _ in range(FREE + 7):
        attempts.begun(GROMYKO, HIS)
        waits.append(wait_ms(attempts, clock, GROMYKO, HIS))
    assert waits == [0, 0, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]


def test_strangers_are_tried_once_in_three_seconds_at_most(
    attempts: Attempts, clock: Clock
) -> None:
    waits = []
    for _ in range(FREE + 4):
        attempts.begun(GROMYKO, "")
        waits.append(wait_ms(attempts, clock, GROMYKO))
    assert waits == [0, 0, 1000, 2000, 3000, 3000, 3000]


def test_an_attempt_that_comes_too_early_does_not_prolong_the_wait(
    attempts: Attempts, clock: Clock
) -> None:
    for _ in range(FREE):
        attempts.begun(GROMYKO, HIS)
    for _ in range(20):
        with pytest.raises(TooOften):
            attempts.must_wait_no_longer(GROMYKO, HIS)
    clock.at += 1000
    attempts.must_wait_no_longer(GROMYKO, HIS)


def test_strangers_keep_the_holder_at_his_own_browser_waiting_not_a_moment(
    attempts: Attempts, clock: Clock
) -> None:
    for _ in range(200):
        attempts.begun(GROMYKO, "")
    assert wait_ms(attempts, clock, GROMYKO, known="his browser") == 0
    assert wait_ms(attempts, clock, GROMYKO) == STRANGERS_LONGEST_MS


def test_whoever_stole_a_known_browser_waits_longest(attempts: Attempts, clock: Clock) -> None:
    for _ in range(200):
        attempts.begun(GROMYKO, "his browser")
    assert wait_ms(attempts, clock, GROMYKO, known="his browser") == LONGEST_MS


def test_an_office_that_signed_in_is_counted_from_nothing(attempts: Attempts, clock: Clock) -> None:
    for _ in range(FREE + 3):
        attempts.begun(GROMYKO, "")
    attempts.succeeded(GROMYKO, "")
    assert wait_ms(attempts, clock, GROMYKO) == 0
    assert attempts.begun(GROMYKO, "") == 1


def test_a_count_is_forgotten_after_a_calm(attempts: Attempts, clock: Clock) -> None:
    for _ in range(FREE + 3):
        attempts.begun(GROMYKO, "")
    clock.at += CALM_MS + 1
    assert attempts.begun(GROMYKO, "") == 1


def test_what_is_kept_is_bounded(attempts: Attempts) -> None:
    for number in range(3 * MAX_COUNTS):
        attempts.begun(f"office{number}@moscow", "")
    assert len(attempts._counts) == MAX_COUNTS


def test_a_clock_that_was_set_back_makes_nobody_wait_until_it_has_caught_up(
    attempts: Attempts, clock: Clock
) -> None:
    for _ in range(50):
        attempts.begun(GROMYKO, "")
    clock.at -= 10_000_000
    assert wait_ms(attempts, clock, GROMYKO) == 0
