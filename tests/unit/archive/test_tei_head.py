"""The head of a printed telegram in all its manners, one by one and on real documents."""

from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.importing import records
from depesha.archive.record import Happening, Party, Record, Segment
from depesha.archive.tei import documents
from depesha.archive.tei_head import is_lead, kind_of, number_in, number_of, time_of_group

NS = 'xmlns="http://www.tei-c.org/ns/1.0"'
CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
VOLUMES = CORPUS / "frus-tei-excerpt.xml"
LINES = CORPUS / "frus-telegrams.jsonl"

needs_corpus = pytest.mark.skipif(
    not VOLUMES.is_file(), reason="the corpus of real telegrams lies beside the project, not in it"
)


def one(inside: str, head: str = "Telegram From A to B") -> Record:
    text = f'<TEI {NS}><div type="document" n="v/d1"><head>{head}</head>{inside}</div></TEI>'
    (found,) = documents(BytesIO(text.encode()), "v")
    assert isinstance(found, Record)
    return found


# -- precedence in four places --------------------------------------------------------------------

PLACES = {
    "a line of its own": "<opener><seg>secret</seg><seg>priority</seg></opener><p>1. A.</p>",
    "one line with the label": "<opener><seg>secret priority</seg></opener><p>1. A.</p>",
    "the opener's own words": "<opener><hi>secret</hi> priority</opener><p>1. A.</p>",
    "the first line of the body": "<p>Secret</p><p>PRIORITY</p><p>771. A.</p>",
    "the source note": '<note type="source">Files. Secret; Priority.</note><p>771. A.</p>',
}


@pytest.mark.parametrize("place", PLACES)
def test_the_precedence_is_found_wherever_it_stands(place: str) -> None:
    telegram = one(PLACES[place]).telegram
    assert (telegram.classification_text, telegram.precedence_text) == ("secret", "priority")


def test_what_stands_above_the_text_comes_before_the_note() -> None:
    note = '<note type="source">Source: a Restricted area. Top Secret; Flash.</note>'
    telegram = one(f"<opener><seg>confidential niact</seg></opener>{note}<p>7. A.</p>").telegram
    assert (telegram.classification_text, telegram.precedence_text) == ("confidential", "niact")


def test_a_note_of_the_head_that_names_its_source_is_one() -> None:
    """Volumes of 1977 and later give it no type; the label and where the paper lies are there."""
    head = 'Telegram From A to B<note n="1">Source: RG 59, P870146. Secret; Niact; Nodis.</note>'
    record = one("<p>7. A.</p>", head)
    telegram = record.telegram
    assert (telegram.classification_text, telegram.precedence_text) == ("secret", "niact")
    assert telegram.caveats == ("nodis",)
    assert record.publication is not None
    assert record.publication.citation == "Source: RG 59, P870146. Secret; Niact; Nodis."
    assert record.publication.title == "Telegram From A to B"


def test_a_note_beside_the_text_is_none() -> None:
    record = one('<p>7. A.<note n="2">Not printed. Secret.</note></p>')
    assert record.publication is not None
    assert (record.publication.citation, record.telegram.classification_text) == ("", "")


def test_a_source_note_may_begin_with_a_summary() -> None:
    """Its words are the editor's: a restricted area is no label."""
    note = "Summary: He left the restricted area. Source: RG 59. Secret."
    record = one(f'<note type="source">{note}</note><p>7. A.</p>')
    assert record.publication is not None
    assert record.publication.summary == "He left the restricted area."
    assert record.publication.citation == "Source: RG 59. Secret."
    assert record.telegram.classification_text == "secret"


def test_a_heading_has_no_blanks_at_its_brackets() -> None:
    record = one("<p>7. A.</p>", "The Chargé ( <hi>Steere</hi> ) to the Secretary , again")
    assert record.publication is not None
    assert record.publication.title == "The Chargé (Steere) to the Secretary, again"


def test_a_line_of_the_body_that_says_more_is_text() -> None:
    assert is_lead("TOP SECRET—Priority (Eyes Only)")
    assert not is_lead("Secret talks began.")
    assert not is_lead("")


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1831. I outlined", 1831),
        ("1831 I outlined", 1831),
        ("C 56246. Reference", 56246),
        ("JCS 84458. 1. Reur", 84458),
        ("A–158. Reference is made", 158),
        ("Martel 117. Personal", 117),
        ("Todel 3727/1975. Subj", 3727),
        ("22913/Delto 876. From Vance.", 22913),
        ("507 1. Urtel 964", 507),
        ("493.1. Foreign Minister", 493),
        ("271546Z. On 22 Feb", None),
        ("Part 1. In event", None),
        ("24 Feb meeting", None),
        ("Ref: 45", None),
        ("", None),
    ],
)
def test_a_text_begins_with_its_number_or_with_none(words: str, number: int | None) -> None:
    assert number_in(words) == number


def test_the_heading_has_the_number_where_the_text_has_none() -> None:
    segments = (Segment(key="p1", text="IMMEDIATE"), Segment(key="p2", text="For the Secretary."))
    assert number_of(segments, "260. Telegram 179228 From the Department of State") == 179228
    assert number_of(segments, "260. Telegram From the Department of State") == 0


def test_a_date_time_group_is_a_time_and_no_number() -> None:
    record = one(
        '<opener><dateline><date when="1951-02-27T15:46:00">27 February</date></dateline></opener>'
        "<p>271546Z. On 22 Feb</p>"
    )
    assert record.telegram.outgoing_number == 0
    filed, sent = record.telegram.events
    assert (filed.kind, filed.at.text, filed.at.iso) == (
        Happening.FILED,
        "271546Z",
        "1951-02-27T15:46",
    )
    assert filed.at.is_inferred
    assert (sent.kind, sent.at.iso) == (Happening.SENT, "1951-02-27T15:46")


@pytest.mark.parametrize("sent", ["", "1951", "1951-02-03", "1951-02-20T10:00"])
def test_a_group_far_from_the_day_or_without_one_means_nothing(sent: str) -> None:
    assert time_of_group("271546Z", sent) == ""
    assert time_of_group("990000Z", "1951-02") == ""


# -- who, and what --------------------------------------------------------------------------------

WHO = {
    "an office": ('<gloss type="from">Legation in Hungary</gloss>', ["Legation in Hungary"]),
    "a person": ('<persName type="from">MacArthur</persName>', ["MacArthur"]),
    "both": (
        '<gloss type="from">Embassy</gloss> (<persName type="from">Bruce</persName>)',
        ["Embassy", "Bruce"],
    ),
    "words alone": ("The Joint Chiefs of Staff", ["The Joint Chiefs of Staff"]),
}


@pytest.mark.parametrize("who", WHO)
def test_from_is_an_office_a_person_or_both(who: str) -> None:
    sender, names = WHO[who]
    head = f"{sender} to the Secretary of State"
    parties = one("<p>7. A.</p>", head=head).telegram.parties
    assert [party.text for party in parties if party.role is Party.FROM] == names


@pytest.mark.parametrize(
    ("title", "note", "kind"),
    [
        ("9. Telegram From the Legation", "", "telegram"),
        ("133. Circular Airgram From the Department", "", "airgram"),
        ("The Ambassador to the Secretary of State", "793B.02: Telegram", "telegram"),
        ("The Secretary of State to the Chargé", "811.2423: Airgram", "airgram"),
        ("Editorial Note", "Telegram 7 is printed elsewhere", "editorial note"),
        ("12. Memorandum of Conversation", "See telegram 4", "memorandum"),
        ("5. Letter From the Premier", "", "letter"),
        ("Minutes", "no copy", ""),
    ],
)
def test_a_document_is_what_its_heading_says(title: str, note: str, kind: str) -> None:
    assert kind_of(title, note) == kind


# -- real documents -------------------------------------------------------------------------------


def corpus(path: Path) -> dict[str, Record]:
    with path.open("rb") as opened:
        found = {one.source: one for one in records(opened, "volume") if isinstance(one, Record)}
    assert found, "an empty corpus tests nothing"
    return found


def counted(found: dict[str, Record]) -> Counter[str]:
    count: Counter[str] = Counter()
    for record in found.values():
        telegram = record.telegram
        roles = {party.role for party in telegram.parties}
        times = [event.at.iso for event in telegram.events if event.kind is Happening.SENT]
        count += Counter(
            documents=1,
            number=telegram.outgoing_number > 0,
            sender=Party.FROM in roles,
            addressee=Party.TO in roles,
            place=Party.PLACE in roles,
            clock=any("T" in time for time in times),
            precedence=bool(telegram.precedence_text),
            label=bool(telegram.classification_text),
            airgrams=telegram.document_type == "airgram",
            source=bool(record.publication and record.publication.citation),
            summary=bool(record.publication and record.publication.summary),
        )
    return count


@needs_corpus
def test_counts_of_the_volumes() -> None:
    """Of 12,055 telegrams of 100 volumes 97 % have a number, 48 % a precedence (the notes)."""
    assert counted(corpus(VOLUMES)) == Counter(
        documents=60,
        number=59,
        sender=60,
        addressee=60,
        place=60,
        clock=60,
        precedence=31,
        label=59,
        source=60,
        summary=12,
    )


@needs_corpus
def test_counts_of_the_lines() -> None:
    """The corpus says itself: 768 with number, sender, addressee and time, 529 with precedence."""
    count = counted(corpus(LINES))
    assert count["documents"] == 785
    assert (count["sender"], count["addressee"]) == (785, 785)
    assert count["number"] >= 777
    assert count["clock"] == 767
    assert count["precedence"] == 534
    assert count["airgrams"] == 6


def plain(record: Record) -> dict[str, Any]:
    """Return what both ways say of a telegram."""
    telegram = record.telegram
    assert record.publication is not None
    return {
        "kind": telegram.document_type,
        "number": telegram.outgoing_number,
        "label": telegram.classification_text,
        "precedence": telegram.precedence_text,
        "caveats": telegram.caveats,
        "parties": Counter((one.role, " ".join(one.text.split())) for one in telegram.parties),
        "times": [(one.kind, one.at.iso) for one in telegram.events],
        "title": record.publication.title,
        "source": record.publication.citation,
        "summary": record.publication.summary,
        "text": " ".join(" ".join(one.text for one in telegram.texts[0].segments).split()),
    }


DIFFER = {("frus1969-76ve09p1/d10", "label")}
"""A line takes `restricted` from the words "restricted area" of a summary; the volume is right."""


@needs_corpus
def test_a_document_by_both_ways_is_the_same_field_by_field() -> None:
    volumes, lines = corpus(VOLUMES), corpus(LINES)
    both = volumes.keys() & lines.keys()
    assert len(both) == 15
    differ = {
        (source, field)
        for source in both
        for field, value in plain(volumes[source]).items()
        if value != plain(lines[source])[field]
    }
    assert differ == DIFFER
