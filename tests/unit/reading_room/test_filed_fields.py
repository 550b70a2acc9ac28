"""What a telegram of today has beside a printed one, on its page in the reading room."""

from html import unescape
from pathlib import Path

import pytest

from depesha.archive.places import places_of
from depesha.archive.record import AnnotationKind, Record
from depesha.archive.redaction import FILED, Part, redaction_of
from depesha.archive.releasing import public
from depesha.reading_room.captions import CAPTIONS, FIELDS, PARTS, part_caption
from depesha.telegram import Relation
from tests.unit.archive.full import full
from tests.unit.reading_room.shelves import page, place_of, released, room_of

SHOWN = [one for one in places_of(full()) if one.part in FILED - {Part.COVER}]


def page_of(folder: Path, one: object, record: Record, language: str = "en") -> str:
    return unescape(page(room_of(folder / "s", [one]), f"{language}/{place_of(record)}"))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_field_of_the_form_stands_on_the_page(tmp_path: Path, language: str) -> None:
    shown = page_of(tmp_path, released(full()), full(), language)
    for place in SHOWN:
        for word in place.text.split():
            assert word in shown, place.spelled
    (name,) = full().telegram.cover_names
    assert name not in shown, "cover names are never public"


def test_the_page_says_of_which_part_something_was_kept_back(tmp_path: Path) -> None:
    one = released(full(), redaction_of("attachment 1=1.4(a)/the board"))
    one["release"]["kept_back"][0]["parts"] = ["ATTACHMENT"]
    shown = page_of(tmp_path, one, full())
    assert "[… 1.4(a)]" in shown
    assert '<span class="hint">attachments</span>' in shown


def test_a_note_that_was_released_by_itself_is_the_editors_word(tmp_path: Path) -> None:
    note = full().telegram.texts[2].annotations[1]
    assert (note.kind, note.classification) == (AnnotationKind.GLOSS, 4)
    assert note.body not in page_of(tmp_path, released(full()), full())
    one = released(full())
    made = public(full(), [], glosses=["note 3.2"])
    one["document"] = released(made)["document"]
    one["release"]["glosses"] = 1
    shown = page_of(tmp_path, one, full())
    assert f"[{note.body}]</span>" in shown
    assert "With 1 note of an editor that was released by itself." in shown


def test_every_part_and_relation_has_words_in_both_languages() -> None:
    assert set(PARTS) == {part.name for part in Part}
    assert {one.name for one in Relation} <= set(CAPTIONS)
    assert set(FIELDS.values()) <= set(PARTS)
    assert part_caption("COVER", "en") == "text", "that it is a cover name is told to nobody"
