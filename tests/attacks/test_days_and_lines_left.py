"""What a field says that is kept back, read in what stands beside it though its words were swept.

A day as it is known (`iso`) beside words that went; a name with a line under it; a part of an
address.
"""

from dataclasses import replace
from typing import Any

import pytest

from depesha.archive.record import (
    Event,
    Happening,
    Holding,
    Moment,
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
from depesha.archive.sweeping import words_in
from depesha.archive.traces import traces
from depesha.station.plain import plain

DAY = Moment(text="21.XI.51", iso="1951-11-21")
LATER = Moment(text="Wednesday", iso="1951-11-21")
RECORD = Record(
    source="x/1",
    telegram=Telegram(
        document_type="telegram",
        parties=(Named(role=Party.TO, text="Razuvaev"),),
        events=(Event(kind=Happening.SENT, at=DAY), Event(kind=Happening.SIGNED, at=DAY)),
        texts=(
            Text(
                kind=TextKind.TRANSCRIPTION,
                language="en",
                segments=(Segment(key="p1", text="For _Razuvaev_ and __RAZUVAEV__ alone."),),
            ),
            Text(
                kind=TextKind.TRANSLATION,
                language="ru",
                segments=(Segment(key="p1", text="…"),),
                author="Somebody",
                date=DAY,
            ),
        ),
    ),
    holdings=(Holding(as_cited="f. 1", archive="A", since=DAY, until=DAY),),
    publication=Publication(
        title="T",
        citation="",
        permalink="https://example.org/d/razuvaev-cable",
        summary="",
        language="English",
        date=DAY,
    ),
)


def everything(record: Record) -> str:
    said: Any = plain(record)
    return str(said)


def test_a_day_whose_words_went_is_not_known_elsewhere() -> None:
    assert "1951-11-21" in everything(RECORD), "the control"
    assert "1951-11-21" not in everything(public(RECORD, [redaction_of("event 1=C/us")]))


@pytest.mark.parametrize("place", ["holding 1", "author 2"])
def test_the_same_day_in_other_words_is_told_to_whoever_decides(place: str) -> None:
    one, other = RECORD.telegram.texts
    record = replace(
        RECORD,
        telegram=replace(RECORD.telegram, texts=(one, replace(other, date=LATER))),
        holdings=(replace(RECORD.holdings[0], since=None, until=LATER),),
    )
    kept_back = [redaction_of("event 1=C/us")]
    made = public(record, kept_back)
    assert place in {one.stands_in for one in traces(record, kept_back, made)}


def test_a_name_with_a_line_under_it_is_the_name() -> None:
    made = public(RECORD, [redaction_of("party 1=C/us")])
    assert made.telegram.texts[0].segments[0].text == "For _[… C]_ and __[… C]__ alone."
    assert not any("razuvaev" in one.lower() for one in words_in(made))


def test_an_address_with_the_words_goes_whole() -> None:
    made = public(RECORD, [redaction_of("party 1=C/us")])
    assert made.publication is not None
    assert made.publication.permalink == ""
