"""Blanks of a volume are those of a reader, however its words are parted."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from depesha.archive.tei_text import Words

PIECES = st.lists(
    st.one_of(
        st.none(), st.text(alphabet="ab \t\n\r\u00a0\u2028\u3000\u200b\x1c\x85é", max_size=8)
    ),
    max_size=8,
)


def simply(pieces: list[str | None]) -> str:
    """Return the pieces as one, by one rule for each."""
    text = ""
    for piece in pieces:
        plain = re.sub(r"\s+", " ", piece or "")
        text += plain.removeprefix(" ") if not text or text.endswith(" ") else plain
    return text


@given(pieces=PIECES)
@example(pieces=["a ", " ", None, " b", "\n", "", "c"])
def test_runs_of_blanks_are_one_and_none_is_lost_between_words(pieces: list[str | None]) -> None:
    words = Words(0)
    for piece in pieces:
        words.add(piece)
    assert words.text == simply(pieces)
