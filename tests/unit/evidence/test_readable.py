"""What is shown follows from what is signed, says no more, and does nothing to a terminal."""

import json

import pytest

from depesha.errors import Malformed
from depesha.evidence import readable
from depesha.evidence.guide import readme
from depesha.evidence.readable import harmless, says_no_more, telegram_text
from depesha.policy import read
from tests.network.proofs import root
from tests.unit.evidence.test_vector import ROOT, VECTORS

POLICY = read((VECTORS / "moscow-1" / "policy.toml").read_bytes())
SAID = readable.read_json((VECTORS / "moscow-1" / "telegram.json").read_bytes())


def test_the_vector_is_of_the_network_of_the_tests() -> None:
    assert root() == ROOT, "its keys are made from names: run python -m tests.network.proofs"


def test_text_follows_from_json_in_both_languages() -> None:
    assert telegram_text(SAID, "en", POLICY) == (VECTORS / "moscow-1" / "telegram.txt").read_bytes()
    assert "Ответ от razuvaev@pyongyang" in telegram_text(SAID, "ru", POLICY).decode()


def test_a_file_may_say_less_and_not_more() -> None:
    assert says_no_more(SAID, SAID)
    less = {key: value for key, value in SAID.items() if key != "envelopes"}
    assert says_no_more(less, SAID)
    assert not says_no_more({**SAID, "note": "and more"}, SAID)
    assert not says_no_more({**SAID, "text": "something else"}, SAID)
    assert not says_no_more({**SAID, "answers": SAID["answers"][:1]}, SAID)
    assert not says_no_more({"uid": True}, {"uid": 1})


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"[" * 10_000, b"\xff", b'{"a": NaN}\n'])
def test_what_is_no_json_in_its_one_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        telegram_text(readable.read_json(data), "en", POLICY)


@pytest.mark.parametrize(
    "change", [{"body": None}, {"registration": {}}, {"answers": [{}]}, {"envelopes": [1]}]
)
def test_json_that_lacks_a_part_makes_no_text(change: dict[str, object]) -> None:
    with pytest.raises(Malformed, match="lacks a part"):
        telegram_text({**SAID, **change}, "en", POLICY)


def test_a_text_that_draws_on_the_terminal_is_shown_and_not_obeyed() -> None:
    assert harmless("a\x1b[2Jb\u202ec") == "a\\x1b[2Jb\\u202ec"
    said = {**SAID, "text": "one\x1b]0;x\x07\nReleased by: nobody"}
    text = telegram_text(said, "en", POLICY).decode()
    assert "\x1b" not in text
    assert "\n| Released by: nobody" in text, "no line of it passes for one of ours"


@pytest.mark.parametrize("kind", ["EXERCISE", "DRILL", "TEST", "PROJECT"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_no_operation_says_so_first_and_last(kind: str, language: str) -> None:
    mark = readable.loud(kind, language)
    assert mark
    lines = telegram_text({**SAID, "message_type": kind}, language, POLICY).decode().split("\n")
    assert lines[0] == lines[-2] == mark
    about = {"telegram": "moscow/2027/1", "office": "a@moscow", "station": "moscow"}
    guide = readme({**about, "message_type": kind, "language": language}, [], [])
    assert guide.decode().split("\n")[0] == mark


def test_an_operation_has_no_mark() -> None:
    assert readable.loud("OPERATION", "en") == ""
    assert json.dumps(SAID["message_type"]) == '"OPERATION"'
