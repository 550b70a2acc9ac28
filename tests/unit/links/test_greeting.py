"""Introductions: what is checked, and what each ending is called at both ends."""

from dataclasses import replace

import pytest

from depesha.errors import DoesNotVerify, Malformed, NotNow, Problem, UnknownVersion
from depesha.links import frames
from depesha.links.exchange import Own
from depesha.links.frames import Bye, ByeReason, Introduction
from depesha.links.greeting import (
    BLOBS,
    COMPACT_AGE,
    LANES,
    TWO_LANES,
    ForeignNetwork,
    Leaving,
    agreed,
    bye_for,
    farewell,
    introduce,
    judge,
)
from depesha.names import Digest, Epoch, StationId
from tests.links.small_station import SmallStation

ONE = frozenset({0})

OWN = Own(station=StationId("alpha"), network=Digest(bytes(32)), book_version=4)
EXCHANGE = SmallStation("alpha").exchange
EPOCH = Epoch(b"e" * 8)
MINE = introduce(OWN, EXCHANGE, EPOCH)
THEIRS = replace(MINE, station=StationId("beta"), book_version=9)


def test_an_introduction_has_an_epoch_of_its_own() -> None:
    assert MINE.epoch == b"eeeeeeee"
    assert (MINE.station, MINE.network, MINE.book_version) == ("alpha", bytes(32), 4)


def test_there_are_two_lanes_and_one_version() -> None:
    assert MINE.version == frames.VERSION
    assert {introduce(OWN, EXCHANGE, EPOCH, lane).lane for lane in LANES} == {0, 1}


def test_what_both_can_do_is_agreed() -> None:
    assert agreed(MINE, replace(THEIRS, features=("later", COMPACT_AGE))) == {COMPACT_AGE}
    assert TWO_LANES in MINE.features
    assert (BLOBS in MINE.features) is (EXCHANGE.blobs is not None)
    assert BLOBS not in introduce(OWN, replace(EXCHANGE, blobs=None), EPOCH).features


def test_the_key_books_need_not_be_of_one_version() -> None:
    judge(THEIRS, MINE.network, StationId("beta"), ONE)


@pytest.mark.parametrize(
    ("theirs", "problem"),
    [
        (replace(THEIRS, station=StationId("gamma")), DoesNotVerify),
        (replace(THEIRS, network=Digest(b"n" * 32)), ForeignNetwork),
        (replace(THEIRS, lane=1), Malformed),
    ],
)
def test_a_false_introduction_is_told(theirs: Introduction, problem: type[Problem]) -> None:
    with pytest.raises(problem, match="beta"):
        judge(theirs, MINE.network, StationId("beta"), ONE)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Malformed("x"), ByeReason.MALFORMED),
        (UnknownVersion("x"), ByeReason.UNKNOWN_VERSION),
        (DoesNotVerify("x"), ByeReason.FOREIGN_STATION),
        (ForeignNetwork("x"), ByeReason.FOREIGN_NETWORK),
        (Leaving("x", ByeReason.DOUBLED), ByeReason.DOUBLED),
        (NotNow("x"), ByeReason.FAULT),
        (ZeroDivisionError("x"), ByeReason.FAULT),
    ],
)
def test_the_other_side_is_told_why(error: Exception, reason: ByeReason) -> None:
    assert bye_for(error) is reason


@pytest.mark.parametrize("reason", ByeReason)
def test_every_farewell_has_words(reason: ByeReason) -> None:
    problem = farewell(Bye(reason=reason), StationId("beta"))
    assert problem.message.startswith("beta ")
    assert problem.message == problem.message.lower().rstrip(".")
    assert problem.reason is reason
