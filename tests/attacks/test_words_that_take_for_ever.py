"""Words of a record that is brought in, made so that to look for them elsewhere never ends.

The station's one writer looks for them when a release is decided: it would stand still.
"""

from time import process_time

import pytest

from depesha.archive.page import read_page
from depesha.archive.record import (
    Named,
    Party,
    Publication,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.archive.redaction import redaction_of
from depesha.archive.releasing import public
from tests.unit.reading_room.shelves import SEED_PAGE, seed

SECONDS = 5.0


def record(*, party: str = "A", text: str = "", summary: str = "", citation: str = "") -> Record:
    said = Text(
        kind=TextKind.TRANSCRIPTION, language="en", segments=(Segment(key="p1", text=text),)
    )
    published = Publication(
        title="T", citation=citation, permalink="", summary=summary, language="English"
    )
    telegram = Telegram(
        document_type="telegram", parties=(Named(role=Party.TO, text=party),), texts=(said,)
    )
    return Record(source="x/1", telegram=telegram, publication=published)


@pytest.mark.parametrize(
    "party", ["_ " * 14 + "abc", "__ _" * 10 + " abc", "- _ " * 14 + "abc", "a_" * 60 + "b"]
)
def test_a_line_to_write_on(party: str) -> None:
    begun = process_time()
    public(record(party=party, text="_" * 80 + "b " + "a_" * 400), [redaction_of("party 1=C/us")])
    assert process_time() - begun < SECONDS


@pytest.mark.parametrize("place", ["summary", "citation"])
def test_a_long_field_that_nearly_stands_in_a_long_text(place: str) -> None:
    long = {place: "ab " * 30_000 + "x"}
    begun = process_time()
    made = public(record(text="ab " * 60_000, **long), [redaction_of(f"{place}=C/us")])
    assert process_time() - begun < SECONDS
    assert made.telegram.texts[0].segments[0].text == "ab " * 60_000


def test_a_long_field_is_taken_out_where_it_stands() -> None:
    """The control: what is found in one pass is found, in any case and however it is parted."""
    summary = " ".join(f"Word{number}, ёлка" for number in range(400))
    said = summary.upper().replace("Ё", "Е").replace(", ", " -- ")
    made = public(
        record(text=f"So: {said}. And {said}!", summary=summary), [redaction_of("summary=C/us")]
    )
    assert made.telegram.texts[0].segments[0].text == "So: [… C]. And [… C]!"


@pytest.mark.parametrize("filling", [" ", "#", " #", "*", "# *"])
def test_a_heading_that_does_not_end(filling: str) -> None:
    """A page is read with Python's lock held: all of the station stood still for hours."""
    line = f"# a{filling * 100_000}x"
    begun = process_time()
    first, _, rest = SEED_PAGE.read_text().partition("\n")
    made = read_page(f"{first}\n\n{line}\n{rest}".encode())
    assert process_time() - begun < SECONDS
    assert made.publication is not None
    assert made.publication.permalink == seed().source, "the control: headings are read"
