"""Volumes in TEI: a telegram at a time, whole or told."""

from io import BytesIO

import pytest

from depesha.archive.record import AnnotationKind, Happening, Party, Record
from depesha.archive.tei import Bad, documents
from depesha.archive.tei_stream import MAX_DOCUMENT_LETTERS
from depesha.errors import Malformed

NS = 'xmlns="http://www.tei-c.org/ns/1.0"'
DOCUMENT = f"""<div {NS} type="document" xml:id="d13" n="{{name}}">
  <note type="source">793B.02/1–2551: Telegram</note>
  <head>The Ambassador in India (<persName type="from">Henderson</persName>) to the
    <gloss type="to">Secretary of State</gloss></head>
  <opener><dateline><placeName>New Delhi</placeName>,
    <date when="1951-01-25T18:00:00">January 25, 1951—6 p. m.</date></dateline>
  <seg>secret   priority</seg></opener>
  <p>1831. I outlined to Bajpai<note n="1">Sir Girja Bajpai.</note> yesterday our
     views, see <ref target="#pg_612">p. 612</ref>.</p>
  <p>Second <pb n="15"/>paragraph.</p>
  <closer><signed>Henderson</signed></closer>
</div>"""


def volume(*inside: str, head: str = "") -> BytesIO:
    text = f"{head}<TEI {NS}><text><body>{''.join(inside)}</body></text></TEI>"
    return BytesIO(text.encode())


def read(*inside: str) -> list[Record | Bad]:
    return list(documents(volume(*inside), "vol"))


def one(text: str) -> Record:
    (found,) = read(text)
    assert isinstance(found, Record)
    return found


def test_a_telegram_has_what_stands_above_it() -> None:
    record = one(DOCUMENT.format(name="frus1951v07p2/d13"))
    telegram = record.telegram
    assert record.source == "frus1951v07p2/d13"
    assert telegram.document_type == "telegram"
    assert (telegram.outgoing_number, telegram.classification_text) == (1831, "secret")
    assert telegram.precedence_text == "priority"
    assert [(p.role, p.text) for p in telegram.parties] == [
        (Party.FROM, "Henderson"),
        (Party.TO, "Secretary of State"),
        (Party.PLACE, "New Delhi"),
        (Party.SIGNER, "Henderson"),
    ]
    (event,) = telegram.events
    assert (event.kind, event.at.iso) == (Happening.SENT, "1951-01-25T18:00")


def test_words_have_notes_at_their_place_and_not_in_them() -> None:
    (text,) = one(DOCUMENT.format(name="v/d1")).telegram.texts
    first, second = text.segments
    assert first.text == "1831. I outlined to Bajpai yesterday our views, see p. 612."
    assert second.text == "Second paragraph."
    note, reference, page = text.annotations
    assert (note.kind, first.text[: note.start]) == (
        AnnotationKind.NOTE,
        "1831. I outlined to Bajpai",
    )
    assert first.text[reference.start : reference.end] == "p. 612"
    assert (page.kind, page.segment, page.body) == (AnnotationKind.PAGE, 1, "15")


def test_a_later_volume_says_who_to_whom_in_its_head_alone() -> None:
    text = (
        f'<div {NS} type="document" n="v/d9"><head>9. Telegram From the Legation in Hungary to the'
        " Department of State</head><p>211. Words.</p></div>"
    )
    parties = {p.role: p.text for p in one(text).telegram.parties}
    assert parties == {
        Party.FROM: "the Legation in Hungary",
        Party.TO: "the Department of State",
    }


def test_a_document_without_a_head_is_told_and_the_others_are_read() -> None:
    bad, good = read(f'<div {NS} type="document" n="v/d1"/>', DOCUMENT.format(name="v/d2"))
    assert bad == Bad(source="v/d1", why="it has no head", line=1)
    assert isinstance(good, Record)


def test_a_document_that_is_too_long_is_told() -> None:
    long = DOCUMENT.format(name="v/d1").replace("Second", "x" * MAX_DOCUMENT_LETTERS)
    (bad,) = read(long)
    assert isinstance(bad, Bad)
    assert "longer" in bad.why


def test_what_stands_between_documents_is_passed_over() -> None:
    assert read("<div><p>An introduction.</p></div>") == []


def test_a_file_that_breaks_off_gives_what_was_whole() -> None:
    whole = volume(DOCUMENT.format(name="v/d1"), DOCUMENT.format(name="v/d2")).getvalue()
    reading = documents(BytesIO(whole[: whole.rindex(b"</div>")]), "v")
    assert isinstance(next(reading), Record)
    with pytest.raises(Malformed, match="not XML"):
        next(reading)


def test_a_strange_part_of_a_document_is_kept_as_not_understood() -> None:
    text = DOCUMENT.format(name="v/d1").replace("<closer>", "<figure>A map</figure><closer>")
    (strange,) = one(text).unparsed
    assert strange.text == "A map"
