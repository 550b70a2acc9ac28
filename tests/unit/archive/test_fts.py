"""The tokenizer as FTS5 asks for it, held against one that does everything the simple way."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import apsw
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from depesha.archive.fts import DOCUMENT, NAME, QUERY, tokenizer
from depesha.archive.tokens import WORD, terms, tokens_of

SIMPLE_WORD = re.compile(r"[^\W_]+(?:[\"ʼ’'\u00ad](?=[^\W_])[^\W_]+)*")
AUX = 8
"""FTS5_TOKENIZE_AUX: the text of a line is gone through for what is shown of it."""

PREFIX = 2
TELEGRAM = (
    'Совпосол Разуваев—Филиппову. Об"явите, пожалуйста, что «O’Neil» и Хрущёв… д_е_л_о №\u00a05 '
    "co\u00adoperate 'quoted' ''twice'' \U0001f600 Naïve Çà 26044/a"
)
TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("abzAZéяЯёЁьъ019_ \n.,-\"'’ʼ\u00ad\u0301—№\U0001f600\U0001d54f"),
        st.characters(codec="utf-8"),
    ),
    max_size=120,
)
Tokenize = Callable[[bytes, int, str | None], Any]


def simple(connection: object, arguments: list[str]) -> Tokenize:
    """Return what finds every word and its place in bytes, letter by letter."""
    del connection, arguments

    def tokenize(utf8: bytes, flags: int, _locale: str | None) -> Iterator[tuple[Any, ...]]:
        text = utf8.decode()
        for found in SIMPLE_WORD.finditer(text):
            start = len(text[: found.start()].encode())
            end = len(text[: found.end()].encode())
            yield (start, end, *tokens_of(found[0], asked=bool(flags & QUERY)))

    return tokenize


@given(text=TEXTS, flags=st.sampled_from((QUERY, QUERY | PREFIX, AUX)))
@example(text=TELEGRAM, flags=AUX)
@example(text=TELEGRAM, flags=QUERY)
def test_words_and_places_are_those_of_the_simple_way(text: str, flags: int) -> None:
    ours, theirs = (one(None, [])(text.encode(), flags, None) for one in (tokenizer, simple))
    assert list(ours) == list(theirs)


@given(text=TEXTS)
@example(text=TELEGRAM)
def test_what_is_indexed_has_the_same_words_without_places(text: str) -> None:
    simply = [tuple(one[2:]) for one in simple(None, [])(text.encode(), DOCUMENT, None)]
    assert list(tokenizer(None, [])(text.encode(), DOCUMENT, None)) == simply
    assert terms(text) == simply


@given(text=TEXTS)
def test_a_word_is_found_without_going_back(text: str) -> None:
    assert WORD.findall(text) == SIMPLE_WORD.findall(text)


def made(factory: Callable[[object, list[str]], Tokenize]) -> apsw.Connection:
    """Return an index of two columns by one of the two."""
    connection = apsw.Connection(":memory:")
    connection.register_fts5_tokenizer(NAME, factory)
    connection.execute(f"CREATE VIRTUAL TABLE word USING fts5 (a, b, tokenize='{NAME}')")
    connection.execute(
        "CREATE VIRTUAL TABLE temp.instance USING fts5vocab('main', 'word', 'instance')"
    )
    return connection


def instances(connection: apsw.Connection) -> list[Any]:
    """Return every token of an index with its line, its column and its place in words."""
    return connection.execute("SELECT * FROM instance").fetchall()


@given(lines=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3))
@example(lines=[(TELEGRAM, TELEGRAM[::-1]), ("", "plain ASCII words")])
def test_an_index_without_places_is_the_same_to_the_last_token(
    lines: list[tuple[str, str]],
) -> None:
    ours, theirs = made(tokenizer), made(simple)
    for index in (ours, theirs):
        index.executemany("INSERT INTO word VALUES (?, ?)", lines)
    assert instances(ours) == instances(theirs)
    ours.execute("DELETE FROM word WHERE rowid = 1")
    theirs.execute("DELETE FROM word WHERE rowid = 1")
    assert instances(ours) == instances(theirs)
    ours.execute("INSERT INTO word (word, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("филиппов", "[Филиппову]"),
        ('"объявить"', '[Об"явите]'),
        ("хрущев", "[Хрущёв]"),
        ("cooperate", "[co\u00adoperate]"),
        ("26044", "[26044]"),
    ],
)
def test_what_is_shown_stands_where_it_is(asked: str, shown: str) -> None:
    index = made(tokenizer)
    index.execute("INSERT INTO word VALUES ('', ?)", (TELEGRAM,))
    ((said,),) = index.execute(
        "SELECT highlight(word, 1, '[', ']') FROM word WHERE word MATCH ?", (asked,)
    ).fetchall()
    assert isinstance(said, str)
    assert shown in said
    assert said.replace("[", "").replace("]", "") == TELEGRAM
