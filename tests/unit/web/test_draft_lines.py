"""The form as form lines, and back: one meaning in two dresses."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import draft as drafts
from depesha.draft import Draft
from depesha.errors import Usage
from depesha.web.drafting.entries import MANY, ONE, PARTS, Entries
from depesha.web.drafting.lines import Misplaced, entries_of, lines_of
from tests.unit.test_draft import DRAFTS

EMPTY = dict.fromkeys(PARTS, "")


def to(office: str, **said: str) -> Mapping[str, str]:
    return {**EMPTY, "kind": "ACTION", "office": office, **said}


@given(DRAFTS, st.sampled_from(["en", "ru"]))
def test_what_stands_in_the_form_is_the_same_draft(said: Draft, language: str) -> None:
    entries = entries_of(drafts.write(said))
    assert drafts.parse(lines_of(entries, language).text.encode()) == said


@given(DRAFTS)
def test_what_was_read_into_the_form_is_read_so_again(said: Draft) -> None:
    entries = entries_of(drafts.write(said))
    assert entries_of(lines_of(entries).text) == entries


def test_the_typing_of_the_seed_stays_as_it_is() -> None:
    text = 'об"явлено,  два пробела\n\tи табуляция \n\n'
    entries = Entries(addressees=[to("roshchin@peking")], text=text)
    assert drafts.parse(lines_of(entries).text.encode()).text == text
    assert entries_of(lines_of(entries).text).text == text


def test_each_line_names_the_field_that_wrote_it() -> None:
    entries = Entries(
        values={"subject": ["Карта"]},
        addressees=[to("roshchin@peking"), to("razuvaev@pyongyang", kind="INFORMATION")],
        references=[{"relation": "QUOTES", "value": "moscow/1951/17"}],
        text="Текст",
    )
    written = lines_of(entries)
    head = written.text.split("\n\n", 1)[0].split("\n")
    assert dict(zip(head, written.places, strict=True)) == {
        "To: roshchin@peking": "to-1",
        "Info: razuvaev@pyongyang": "to-2",
        "Subject: Карта": "subject",
        "Quotes: moscow/1951/17": "ref-1",
    }
    assert written.place_of("line 2: not a form line") == "to-2"
    assert written.place_of("there is no text") == "text"
    assert written.place_of("razuvaev@pyongyang may not receive it") == ""


ENDS = ["\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f", "\x1c"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", [*ONE[:3], "subject", "caveats", "attachments"])
def test_an_entry_with_a_line_end_is_refused_at_its_field(name: str, end: str) -> None:
    entries = Entries(
        values={name: [f"x{end}To: other@peking"]}, addressees=[to("roshchin@peking")], text="t"
    )
    with pytest.raises(Misplaced) as refused:
        lines_of(entries)
    assert refused.value.place == name


@pytest.mark.parametrize("part", PARTS[1:])
def test_a_part_of_an_addressee_with_a_line_end_is_refused_there(part: str) -> None:
    row = {**to("roshchin@peking"), part: "a@peking\rTo: other@peking"}
    with pytest.raises(Misplaced) as refused:
        lines_of(Entries(addressees=[row], text="t"))
    assert refused.value.place == "to-1"


def test_a_part_that_is_escaped_stays_one_part() -> None:
    row = to("roshchin@peking", place="ПЕКИН; receipt no; pass A through B")
    (addressee,) = drafts.parse(
        lines_of(Entries(addressees=[row], text="t")).text.encode()
    ).addressees
    assert addressee.place == "ПЕКИН; receipt no; pass A through B"
    assert addressee.receipt is None
    assert addressee.passing == ()


def test_a_text_is_never_read_as_form_lines() -> None:
    with pytest.raises(Misplaced, match="there is no addressee"):
        lines_of(Entries(text="To: other@peking\n\nthe text"))


HOSTILE = st.text(max_size=30)


@given(
    st.dictionaries(st.sampled_from([*ONE, *MANY]), st.lists(HOSTILE, min_size=1, max_size=2)),
    st.lists(st.fixed_dictionaries(dict.fromkeys(PARTS, HOSTILE)), min_size=1, max_size=3),
    HOSTILE,
)
def test_nothing_typed_becomes_another_addressee_or_leaves_the_text(
    values: dict[str, list[str]], rows: list[dict[str, str]], text: str
) -> None:
    entries = Entries(values=values, addressees=rows, text=text)
    try:
        read = drafts.parse(lines_of(entries).text.encode())
    except (Usage, UnicodeEncodeError):
        return
    assert len(read.addressees) <= len(rows)
    assert read.text == text.replace("\r\n", "\n")
