"""Words as they are written: the same, whether a text is searched or an index has them."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.as_written import stands
from depesha.archive.fts import NAME, WRITTEN, tokenizer
from depesha.archive.tokens import EXACT, WORD, written

WORDS = [
    ("Разуваеву было сказано", "разуваеву", True),
    ("Разуваеву было сказано", "Разуваев", False),
    ("РАЗУВАЕВУ", "Разуваеву", True),
    ("телеграммы", "телеграмма", False),
    ("Пётр", "петр", True),
    ("Петр", "Пётр", True),
    ('об"явление', "объявление", True),
    ("объявление", 'об"явление', True),
    ("взаимо\u00adпомощь", "взаимопомощь", True),
    ("Stalin's word", "Stalin", False),
    ("Stalin's word", "Stalin's", True),
    ("a_b", "b", True),
    ("mutual   aid, and", "mutual aid", True),
    ("mutual and aid", "mutual aid", False),
    ("aid", "?", False),
    ("x" * 70, "x" * 64, True),
    ("", "a", False),
]


@pytest.mark.parametrize(("text", "words", "wanted"), WORDS)
def test_words_as_they_are_written(text: str, words: str, *, wanted: bool) -> None:
    assert stands(text, words) is wanted


@pytest.fixture(scope="module")
def index() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    connection.register_fts5_tokenizer(NAME, tokenizer)
    connection.execute(f"CREATE VIRTUAL TABLE word USING fts5 (a, tokenize='{NAME} {WRITTEN}')")
    return connection


LETTERS = st.text(alphabet="абеёъЪ\"'’\u00ad _-.ABcы1", max_size=24)


@given(text=LETTERS, words=LETTERS)
def test_the_text_and_the_index_agree(index: apsw.Connection, text: str, words: str) -> None:
    said, asked = ([written(one) for one in WORD.findall(each)] for each in (text, words))
    rows = range(len(said) - len(asked) + 1)
    wanted = bool(asked) and any(said[at : at + len(asked)] == asked for at in rows)
    assert stands(text, words) is wanted
    index.execute("DELETE FROM word")
    index.execute("INSERT INTO word VALUES (?)", (text,))
    if asked:
        match = '"' + f"{EXACT}{words}".replace('"', '""') + '"'
        rows_found = index.execute("SELECT 1 FROM word WHERE word MATCH ?", (match,)).fetchall()
        assert bool(rows_found) is wanted


ODD = st.text(alphabet='iıİIsſSkKßẞеёЕвᲀъᲆ"’ _-.aAтᲄ1ﬁΣς', max_size=24)


@given(text=ODD, words=ODD)
def test_what_is_looked_for_first_hides_nothing(text: str, words: str) -> None:
    """In a text with a soft hyphen all of the pattern is looked for at once."""
    assert stands(text, words) is stands(f"\u00ad {text}", words)


@pytest.mark.parametrize("before", ["", "ß ", "Телеграммы, ", "x" * 200 + " "])
@pytest.mark.parametrize("word", ["телеграмма", "ёлка", 'об"явление', "telegram in reply"])
def test_a_word_is_found_wherever_it_stands(before: str, word: str) -> None:
    assert stands(f"{before}{word}!", word)
    assert not stands(f"{before}{word}x {word[:-1]}", word)
