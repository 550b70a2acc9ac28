"""JSON for programs: versioned, one line, harmless on a terminal."""

from json import loads

from hypothesis import given
from hypothesis import strategies as st

from depesha.export.json_line import json_line
from tests.unit.export.test_screen import ANY_TEXT

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(ANY_TEXT, VALUES, max_size=4))
def test_what_is_written_is_read_again(row: dict[str, object]) -> None:
    line = json_line("inbox", row)
    assert loads(line) == {**row, "v": 1, "kind": "inbox"}
    assert len(line.splitlines()) == 1


def test_the_line_is_of_its_command_whatever_the_row_says() -> None:
    assert json_line("queue", {"kind": "packet", "v": 9}) == '{"v": 1, "kind": "queue"}'


def test_a_subject_that_draws_on_the_terminal_stays_json() -> None:
    line = json_line("inbox", {"subject": "\x1b[2J\x9b\u202e\x7f Москва"})
    assert line.endswith('"\\u001b[2J\\u009b\\u202e\\u007f Москва"}')
