"""Work that is done again and again: what fails is tried again, and said."""

import logging
import time
from collections.abc import Callable
from threading import Event

import pytest

from depesha.errors import NoLine
from depesha.links.mail.rounds import BackOff, Rounds, Work
from depesha.names import TimeMs

QUICK = BackOff(first_seconds=0.01, most_seconds=0.04)
SECONDS = 20.0


class Job:
    """Work that fails so many times, and the rounds that do it."""

    def __init__(self, failures: int, error: Exception) -> None:
        self.failures, self.error = failures, error
        self.calls = 0
        self.worked = Event()
        self.ended = Event()
        self.turns: list[bool] = []
        self.waits: list[int] = []
        work = Work(round=self.go, rest=lambda: time.sleep(0.01), end=self.ended.set)
        self.rounds = Rounds("job", work, QUICK, lambda: TimeMs(1000), self.turned)

    def go(self) -> None:
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error
        self.worked.set()

    def turned(self) -> None:
        self.turns.append(self.rounds.is_up)
        if self.rounds.until is not None:
            self.waits.append(self.rounds.until - 1000)

    def run(self, until: Callable[["Job"], bool]) -> None:
        self.rounds.start()
        deadline = time.monotonic() + SECONDS
        while not until(self):
            assert time.monotonic() < deadline
            time.sleep(0.005)
        self.rounds.tell_to_stop()
        self.rounds.join(SECONDS)
        assert self.ended.is_set(), "what is held is given back"


def test_what_fails_is_tried_again_after_twice_as_long() -> None:
    job = Job(5, NoLine("no server", hint="start it"))
    job.run(lambda job: job.worked.is_set())
    assert job.waits == [10, 20, 40, 40, 40]
    assert job.turns == [False] * 5 + [True]
    assert job.rounds.is_up
    assert job.rounds.error is None


def test_what_is_wrong_is_kept_to_be_told() -> None:
    job = Job(10**6, NoLine("no server", hint="start it"))
    job.run(lambda job: job.calls > 2)
    assert job.rounds.error is not None
    assert job.rounds.error.hint == "start it"
    assert not job.rounds.is_up


def test_a_fault_does_not_silence_a_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        job = Job(2, ZeroDivisionError("a bug"))
        job.run(lambda job: job.worked.is_set())
    assert "ZeroDivisionError" in caplog.text
    assert job.rounds.is_up


def test_stopping_breaks_off_the_wait() -> None:
    job = Job(10**6, NoLine("no server"))
    job.rounds = Rounds(
        "job",
        Work(round=job.go, rest=lambda: None, end=job.ended.set),
        BackOff(first_seconds=1000, most_seconds=1000),
        lambda: TimeMs(0),
        lambda: None,
    )
    job.run(lambda job: job.calls > 0)
    assert job.calls == 1
