"""Records as JSON and back: the same document, with the same digest."""

import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesha.archive.as_json import as_json
from depesha.archive.form import encode
from depesha.archive.importing import records
from depesha.archive.record import Record
from depesha.reading_room.one import FORMATS
from tests.unit.reading_room.shelves import printed, seed

WORDS = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=30
)


def given_back(record: Record) -> Record:
    """Return what a record becomes on its way through a file."""
    line = json.dumps(as_json(record), ensure_ascii=False).encode()
    (found,) = records(BytesIO(line + b"\n"), "file")
    assert isinstance(found, Record)
    return found


@given(record=st.builds(Record))
@settings(max_examples=150, suppress_health_check=[])
def test_any_record_comes_back_as_it_went(record: Record) -> None:
    assert given_back(record) == record


@given(words=WORDS)
def test_any_words_come_back_with_the_same_digest(words: str) -> None:
    record = printed(1, words or "x", source=f"volume/{words}")
    assert encode(given_back(record)) == encode(record)


def test_the_page_comes_back_with_the_same_digest() -> None:
    assert encode(given_back(seed())) == encode(seed())


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_the_number_and_the_source(name: str) -> None:
    said = FORMATS[name](seed())
    assert "26044" in said
    assert "document/113632" in said
    assert "localhost" not in said


def test_json_is_one_line() -> None:
    assert "\n" not in FORMATS["json"](seed())
