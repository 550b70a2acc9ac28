"""JSON for programs: versioned, one line, harmless on a terminal."""

from json import loads

from hypothesis import given
from hypothesis import strategies as st

from depesha.cli.json_line import json_line
from tests.unit.cli.test_screen import ANY_TEXT

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(ANY_TEXT.filter(lambda key: key not in {"v", "kind"}), VALUES, max_size=4))
def test_what_is_written_is_read_again(row: dict[str, object]) -> None:
    line = json_line("inbox", row)
    assert loads(line) == {"v": 1, "kind": "inbox", **row}
    assert len(line.splitlines()) == 1


def test_a_subject_that_draws_on_the_terminal_stays_json() -> None:
    line = json_line("inbox", {"subject": "\x1b[2J\x9b\u202e\x7f Москва"})
    assert line.endswith('"\\u001b[2J\\u009b\\u202e\\u007f Москва"}')
