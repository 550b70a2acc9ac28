"""The known answers, and that a wrong one stops the station."""

import base64

import pytest

from depesha.seal.age import seal
from depesha.seal.identity import identity_from_seed
from depesha.seal.selftest import known_answer

OURS = identity_from_seed(bytes(range(32)))


def test_the_known_answers_hold() -> None:
    known_answer()


def test_a_wrong_answer_stops_loudly() -> None:
    sealed = base64.b64encode(seal(OURS.public_key, b"another text")).decode()
    with pytest.raises(RuntimeError, match="wrong answer: age file"):
        known_answer(testing_only_sealed=sealed)


def test_a_known_input_that_is_refused_stops_loudly() -> None:
    sealed = base64.b64encode(seal(identity_from_seed(bytes(32)).public_key, b"text")).decode()
    with pytest.raises(RuntimeError, match="refuses a known input"):
        known_answer(testing_only_sealed=sealed)
