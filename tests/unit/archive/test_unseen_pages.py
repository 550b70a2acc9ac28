"""Pages that nobody has seen: variations of the one page, of which no line may be dropped."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesha.archive.checks import checks_of
from depesha.archive.form import decode, encode
from depesha.archive.page import read_page
from depesha.archive.page_head import LABELS
from depesha.archive.page_lines import RUSSIAN, readable, rule_of
from depesha.archive.record import Record, TextKind
from depesha.errors import Malformed

PAGE = files("depesha.demo").joinpath("telegram-26044.md").read_text(encoding="utf-8")
HEAD, _, REST = PAGE.partition("\n44\n")
BODY = f"44\n{REST}"
RUSSIAN_PART, _, ENGLISH_PART = BODY.partition("MID USSR")
ENGLISH_PART = f"MID USSR{ENGLISH_PART}"
FIELDS = [f"#{part}" for part in re.split(r"(?m)^#", HEAD) if part.strip()]
CONTENTS = next(part for part in FIELDS if "Contents" in part)


# -- what is kept ---------------------------------------------------------------------------------


def said_in(value: Any) -> Iterator[str]:
    """Yield every text and number of a record."""
    if is_dataclass(value):
        for one in fields(value):
            yield from said_in(getattr(value, one.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from said_in(one)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int) and not isinstance(value, Enum | bool):
        yield str(value)


SAYS_NOTHING = re.compile(r"[-| ]+")
CAPTIONS = ("copies", "certified")


class Kept:
    """What a record has of a page."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.said = list(said_in(record))
        self.whole = "\n".join(self.said)
        self.leaves = {
            leaf
            for one in record.holdings
            for leaf in range(one.first_leaf, one.last_leaf + 1)
            if one.last_leaf
        }

    def has(self, line: str) -> bool:
        """Say whether a line, as it is to be read, is in the record."""
        return (
            line in self.whole
            or SAYS_NOTHING.fullmatch(line) is not None
            or self._heading(line)
            or self._ruled(line)
            or self._glossed(line)
            or (line.isdigit() and int(line) in self.leaves)
        )

    def _heading(self, line: str) -> bool:
        words = line.strip("#* ").removesuffix(":").strip()
        captions = {one.casefold() for one in LABELS}
        return line.startswith("#") and (words.casefold() in captions or words in self.said)

    def _ruled(self, line: str) -> bool:
        found = rule_of(line, RUSSIAN)
        if found is None:
            return False
        rule, groups = found
        if rule.name in CAPTIONS:
            return True
        if rule.name == "slots":
            slots = re.findall(r"\d+\. Тов\.", line)
            return all(slot in self.said for slot in slots)
        return all(
            value in self.whole or str(int(value) if value.isdigit() else value) in self.said
            for name, value in groups.items()
            if name != "typed"  # its parts are: how many copies, and who typed them
        )

    def _glossed(self, line: str) -> bool:
        glosses = re.findall(r"\[([^\[\]]+)\]", line)
        plain = re.sub(r" ?\[[^\[\]]+\]", "", line)
        link = re.sub(r"<https?://\S+>", "", line).strip()
        is_glossed = bool(glosses) and plain in self.whole and all(g in self.said for g in glosses)
        return is_glossed or (link != line and link in self.whole and "://" in self.whole)


def dropped(page: str, record: Record) -> list[str]:
    """Return the lines of a page that are nowhere in its record."""
    kept = Kept(record)
    lines = [readable(line) for line in page.splitlines()]
    return [line for line in lines if line and not kept.has(line)]


def read(page: str) -> Record:
    record = read_page(page.encode(), "name")
    assert decode(encode(record)) == record, "what is read can be kept"
    return record


# -- the page itself, and one thing changed -------------------------------------------------------


def test_of_the_page_itself_nothing_is_dropped() -> None:
    assert dropped(PAGE, read(PAGE)) == []


def test_a_line_that_is_dropped_would_be_seen() -> None:
    assert dropped(PAGE + "\n\nA line of its own\n", read(PAGE)) == ["A line of its own"]


@pytest.mark.parametrize(
    ("change", "page"),
    [
        ("CRLF", PAGE.replace("\n", "\r\n")),
        ("a mark of UTF-8 at the beginning", f"\ufeff{PAGE}"),
        ("blanks that do not break", PAGE.replace("№ ", "№\u00a0").replace("Кому ", "Кому\u00a0")),
        ("signs escaped", re.sub(r"([.\-\[\]№()])", r"\\\1", PAGE).replace("\\№", "№")),
        ("headings of the first level", re.sub(r"(?m)^#{2,4} \*\*", "# **", PAGE)),
        ("headings of the sixth level", re.sub(r"(?m)^#{2,4} \*\*", "###### **", PAGE)),
        ("headings that are closed", re.sub(r"(?m)^(#+) (\*\*.*\*\*)$", r"\1 \2 \1", PAGE)),
        ("the date behind the title", PAGE.replace(FIELDS[0] + FIELDS[1], FIELDS[1] + FIELDS[0])),
    ],
    ids=lambda value: value if len(value) < 60 else "",
)
def test_another_manner_of_writing_is_the_same_record(change: str, page: str) -> None:
    del change
    plain = read(PAGE)
    other = read(page)
    assert other.telegram == plain.telegram
    assert other.publication == plain.publication
    assert (other.copies, other.holdings) == (plain.copies, plain.holdings)
    assert other.unparsed == ()


def test_headings_that_are_not_bold_are_known_by_their_words() -> None:
    page = re.sub(r"(?m)^#### \*\*(.*)\*\*$", r"## \1", PAGE)
    assert read(page).publication == read(PAGE).publication


def test_a_heading_that_nobody_knows_is_kept_with_what_is_below_it() -> None:
    page = PAGE.replace("#### **Contents:**", "#### **Subjects:**\n\nWar\n\n#### **Contents:**")
    assert [one.text for one in read(page).unparsed] == ["#### **Subjects:**", "War"]


def test_a_page_in_english_alone_has_an_english_text() -> None:
    head = HEAD.replace("Russian", "English")
    page = f"{head}\nTelegram\n\nOn 20 November the following was sent.\n\nConfirm receipt.\n"
    record = read(page)
    (text,) = record.telegram.texts
    assert (text.kind, text.language) == (TextKind.TRANSCRIPTION, "en")
    assert dropped(page, record) == []


def test_a_page_with_its_translation_alone_says_that_it_is_one() -> None:
    page = f"{HEAD}\n{ENGLISH_PART}"
    record = read(page)
    (text,) = record.telegram.texts
    assert (text.kind, text.language) == (TextKind.TRANSLATION, "en")
    assert dropped(page, record) == []


def test_several_translations_are_several_texts() -> None:
    german = "Am 20. November wurde folgende Weisung übermittelt:\n\nBestätigen Sie den Empfang.\n"
    page = (
        f"{HEAD}\n{RUSSIAN_PART}\n### **Translation - English**\n\n{ENGLISH_PART}\n\n"
        f"### **Translation - German**\n\n{german}"
    )
    record = read(page)
    assert [(one.kind.name, one.language) for one in record.telegram.texts] == [
        ("TRANSCRIPTION", "ru"),
        ("NORMALISED", "ru"),
        ("TRANSLATION", "en"),
        ("TRANSLATION", "de"),
    ]
    assert dropped(page, record) == []


def test_texts_of_different_counts_are_aligned_as_far_as_they_go_and_that_is_said() -> None:
    page = PAGE.replace("Confirm receipt.\n\n", "")
    record = read(page)
    _, original, english = record.telegram.texts
    assert [one.key for one in english.segments] == [one.key for one in original.segments][:4]
    (check,) = [one for one in checks_of(record) if one.what == "segments"]
    assert check.agrees is False
    assert check.said == "original 5, translation 4 segments; side by side as far as 4"


def test_a_paragraph_too_many_has_a_key_of_its_own() -> None:
    page = PAGE.replace("Confirm receipt.\n\n", "Confirm receipt.\n\nAnd more.\n\n")
    english = read(page).telegram.texts[2]
    assert [one.key for one in english.segments] == ["p1", "p2", "p3", "p4", "p5", "t6"]


def test_a_field_that_comes_again_and_says_otherwise_is_kept() -> None:
    page = PAGE.replace("Спец. № 1070", "Спец. № 1070\n\nСпец. № 1071\n\nСОВ. СЕКРЕТНО")
    record = read(page)
    assert record.telegram.special_number == 1070
    assert [one.text for one in record.unparsed] == ["Спец. № 1071"]
    assert "СОВ. СЕКРЕТНО" in [one.text for one in record.copies[0].marks]


def test_words_in_a_table_are_no_slots_of_the_blank() -> None:
    page = PAGE.replace("4570\n", "| 4570 | a stamp |\n| 9. Тов. Молотову | |\n")
    assert dropped(page, read(page)) == []


def test_a_page_without_the_line_of_addressees_has_its_text_all_the_same() -> None:
    page = PAGE.replace("Куда СЕВЕРНАЯ КОРЕЯ Кому РАЗУВАЕВУ", "СЕВЕРНАЯ КОРЕЯ, РАЗУВАЕВУ")
    record = read(page)
    assert len(record.telegram.texts[1].segments) == 5
    assert [one.text for one in record.unparsed] == ["СЕВЕРНАЯ КОРЕЯ, РАЗУВАЕВУ"]


def test_sheets_that_do_not_say_which_copy_they_are_keep_their_marks() -> None:
    page = PAGE.replace("Экз. № 1\n", "").replace("экз № 1\n", "")
    assert dropped(page, read(page)) == []


def test_a_page_without_permalink_has_the_name_of_its_file() -> None:
    page = re.sub(r"<https.*>", "", PAGE)
    assert read(page).source == "name"


# -- many things changed --------------------------------------------------------------------------

UNKNOWN = st.sampled_from(
    [
        "Служебная пометка ¶",
        "Стр. 2",
        "RECEIVED 22 NOV",
        "| колонка | другая |",
        "|---|---|",
        "| 9. Тов. Молотову | 10. Тов. ____ |",
        "* * *",
        "> цитата",
        "- 7. т. Берии",
        "- 1. т. Молотову",
        "99999999999999999999",
        "٤٤",
        "Исход. № 99999999999999999999",
        "Экз. № 2",
        "~~вычеркнуто~~",
        "*неразборчиво*",
        "[a gloss alone]",
        "Translation - French",
        "Un télégramme.",
        "### **Another title**",
        "#### **Subjects:**",
        "<https://example.org/other>",
        "СЕКРЕТНО",
        "верно:",
        "45",
        "Copies: Molotov",
        "Ввиду того, что " * 300,
        "x" * 3000,
        "Фонд 45, опись 1\u00a0— дело\\. 348",
    ]
)
FREE = st.text(
    alphabet=st.sampled_from("абв АБВ abc ABC 123 №.,:-*#|~[]<>\\\"'_()"), min_size=1, max_size=60
)
ANY_LINE = st.one_of(UNKNOWN, FREE)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draw a page: fields left out and put in another order, lines put in, another manner."""
    head = draw(st.permutations([one for one in FIELDS if draw(st.integers(0, 4))]))
    russian_part = RUSSIAN_PART if draw(st.integers(0, 4)) else ""
    english = ENGLISH_PART if draw(st.integers(0, 3)) else ""
    lines = [*"".join(head).splitlines(), *russian_part.splitlines(), *english.splitlines()]
    lines = [line for line in lines if draw(st.integers(0, 15))]
    for _ in range(draw(st.integers(0, 8))):
        lines.insert(draw(st.integers(0, len(lines))), draw(ANY_LINE))
    level = draw(st.sampled_from(["", "#", "##"]))
    page = "\n".join(level + line if line.startswith("#") else line for line in lines)
    if draw(st.booleans()):
        page = page.replace("\n", "\r\n")
    if draw(st.booleans()):
        page = page.replace(". ", ".\u00a0")
    return f"\ufeff{page}" if draw(st.booleans()) else page


@given(pages())
@settings(max_examples=400)
def test_whatever_the_page_no_line_of_it_is_dropped(page: str) -> None:
    try:
        record = read_page(page.encode(), "name")
    except Malformed:
        return
    assert dropped(page, record) == []
    try:
        assert decode(encode(record)) == record
    except Malformed:
        return  # a line that no record has room for: the page is told, and not imported


def test_most_of_such_pages_are_read() -> None:
    """The law above would hold of an importer that reads nothing."""
    without = [PAGE.replace(part, "") for part in FIELDS]
    assert all(read(page).telegram.texts for page in without)
