"""A translation that joins or parts paragraphs must not tell what is kept back of the original."""

from dataclasses import replace

import pytest

from depesha.archive.record import Record, Segment, Text, TextKind
from depesha.archive.releasing import Redaction, public
from tests.unit.reading_room.shelves import printed

WORDS = "the agent in Peking"


def translated(*paragraphs: tuple[str, str]) -> Record:
    """Return a record of three paragraphs with a translation of these."""
    record = printed(1, "First.")
    original = replace(
        record.telegram.texts[0],
        segments=tuple(Segment(key=f"p{n}", text=f"Paragraph {n}.") for n in (1, 2, 3)),
    )
    other = Text(
        kind=TextKind.TRANSLATION,
        language="de",
        segments=tuple(Segment(key=key, text=words) for key, words in paragraphs),
    )
    return replace(record, telegram=replace(record.telegram, texts=(original, other)))


KEPT_BACK = Redaction(segment=1, start=0, end=0, code="1.4(c)", authority="the board")


@pytest.mark.parametrize(
    "paragraphs",
    [
        (("p1", "One."), ("p2", f"Two, {WORDS}."), ("p3", "Three.")),
        (("p1", "One."), ("p2", "Still one."), ("p3", f"Two, {WORDS}."), ("t4", "Three.")),
        (("p1", f"One and two, {WORDS}."), ("p2", "Three.")),
        (("t1", f"One, two, {WORDS}."), ("t2", "Three."), ("t3", "")),
        (("p2", "One."), ("p1", f"Two, {WORDS}."), ("p3", "Three.")),
    ],
    ids=["in step", "one parted", "two joined", "not aligned", "in another order"],
)
def test_no_translation_tells_what_is_kept_back(paragraphs: tuple[tuple[str, str], ...]) -> None:
    said = repr(public(translated(*paragraphs), [KEPT_BACK]))
    assert WORDS not in said
    assert "1.4(c)" in said


def test_a_translation_in_step_keeps_its_other_paragraphs() -> None:
    record = translated(("p1", "One."), ("p2", WORDS), ("p3", "Three."))
    kept = public(record, [KEPT_BACK]).telegram.texts[-1]
    assert [one.text for one in kept.segments] == ["One.", "[… 1.4(c)]", "Three."]
