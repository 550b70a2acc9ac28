"""A question as it is typed, and as FTS5 is asked it: nothing that is typed is an operator."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.asking import MAX_TERMS, Asked, Term, asked_of, expression
from depesha.archive.fts import NAME, tokenizer
from depesha.archive.marks import MARK
from depesha.archive.tokens import EXACT
from depesha.store.words import COLUMNS, FIELDS


@pytest.mark.parametrize(
    ("query", "wanted", "unwanted"),
    [
        ('Разуваев "38 параллель" -Пекин', ["Разуваев", "38 параллель"], ["Пекин"]),
        ('раз"яснения', ['раз"яснения'], []),
        ("to:Рощин", ["to=Рощин"], []),
        ('-SUBJECT:"mutual aid" a', ["a"], ["subject=mutual aid"]),
        ("кому:Рощин", ["to=Рощин"], []),
        ("12:30 http://x", ["12:30", "http://x"], []),
        ("to: Рощин", ["to:", "Рощин"], []),
        ('"" - -- "?!"', [], []),
        ('"не закрыта', ['"не', "закрыта"], []),
    ],
)
def test_what_is_typed(query: str, wanted: list[str], unwanted: list[str]) -> None:
    asked = asked_of(query)
    assert [_said(one) for one in asked.wanted] == wanted
    assert [_said(one) for one in asked.unwanted] == unwanted


def _said(term: Term) -> str:
    return f"{term.field}={term.words}" if term.field else term.words


def test_a_question_is_bounded() -> None:
    assert len(asked_of("a " * 200).wanted) == MAX_TERMS


def test_alternatives_fields_and_what_is_barred() -> None:
    wanted = ((Term(words="a"), Term(words="b", field="to")), (Term(words="c", is_exact=True),))
    said = expression(wanted, (Term(words="d"),), FIELDS)
    assert said == f'(("a" OR {{addressee}} : "b") AND ("{EXACT}c")) NOT ("d")'
    assert expression((), (Term(words="d"),), FIELDS) == ""
    assert expression(((Term(words="?"),),), (), FIELDS) == ""


@pytest.fixture(scope="module")
def index() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    connection.register_fts5_tokenizer(NAME, tokenizer)
    connection.execute(
        f"CREATE VIRTUAL TABLE word USING fts5 ({', '.join(COLUMNS)}, tokenize='{NAME}')"
    )
    values = ("a", "b", "c", "d", "e f", "g", f"{MARK}c5")
    connection.execute("INSERT INTO word VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    return connection


HOSTILE = st.text(
    alphabet=st.one_of(st.sampled_from("abc\"'():*^{}-+ \x00\x01" + MARK), st.characters()),
    max_size=80,
)


@given(query=HOSTILE, exact=st.booleans())
def test_whatever_is_typed_is_words(index: apsw.Connection, query: str, *, exact: bool) -> None:
    asked = asked_of(query, is_exact=exact)
    said = expression(tuple((one,) for one in asked.wanted), asked.unwanted, FIELDS)
    if said:
        index.execute("SELECT count(*) FROM word WHERE word MATCH ?", (said,)).fetchall()


@pytest.mark.parametrize("query", [f"{MARK}c5", f"marks:{MARK}c5", f'"{MARK}c5"'])
def test_no_mark_is_asked_for_by_words(index: apsw.Connection, query: str) -> None:
    said = expression(tuple((one,) for one in asked_of(query).wanted), (), FIELDS)
    rows = index.execute("SELECT count(*) FROM word WHERE word MATCH ?", (said,)).fetchall()
    assert rows == [(0,)]


def test_no_question_asks_nothing() -> None:
    assert asked_of("") == Asked()
