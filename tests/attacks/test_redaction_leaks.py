"""What is kept back of a record leaves no trace in anything that is public.

Each place of a record gets a word that nothing else has; it is kept back; the word is looked for in
every byte that is public: the shelf, each page and each download. The same search finds it first
where nothing is kept back.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesha.archive.form import encode
from depesha.archive.naming import name_of
from depesha.archive.places import Place, places_of
from depesha.archive.record import Record
from depesha.archive.redaction import Part, Redaction
from depesha.archive.releasing import public
from depesha.archive.sweeping import words_in
from depesha.archive.tokens import tokens_of
from depesha.reading_room.pages.room import Room
from depesha.reading_room.writing import write
from tests.unit.archive.full import full, keep_back
from tests.unit.reading_room.shelves import ask, page, place_of, released, room_of

RECORD = full()
PLACES = list(places_of(RECORD))
DERIVED = ("bib", "ris", "csl.json", "2.csl.json")


def told(place: Place, record: Record) -> set[bytes]:
    """Return the words of a place as anything may spell them: as written, small, as the index."""
    words = place.text.replace("/", " ").replace(":", " ").split()
    if place.part is Part.HOLDING:
        words = [each for one in words_in(record.holdings[place.segment]) for each in one.split()]
    if place.part is Part.EVENT:
        words.append(record.telegram.events[place.segment].at.iso[:10])
    if place.part is Part.ADDRESS:
        words = words[-1:]
    if place.part is Part.SOURCE:
        words.append(name_of(record.source))
    spelled = {each for word in words for each in (word, word.lower(), word.upper())}
    spelled |= {each for word in words for each in tokens_of(word) if len(each) > 4}
    return {one.encode() for one in spelled}


def everything(folder: Path, record: Record, *redactions: Redaction) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of all that is public of a record."""
    one = released(record, *redactions)
    if public(record, redactions).source != record.source:
        one |= {"name": "abcdefghijkl", "source": public(record, redactions).source}
    room = room_of(folder / "public.shelf", [one], in_files=True)
    write(room, folder / "site")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            yield name, name.encode() + b"\n" + path.read_bytes()
    for query in "", "3.3":
        yield f"search {query}", page(served(room), "en/search", q=query).encode()
    for verb in ("ListRecords", "ListIdentifiers"):
        found = ask(served(room), "oai", verb=verb, metadataPrefix="oai_dc").data
        yield f"oai {verb}", found


def served(room: Room) -> Room:
    return replace(room, site=replace(room.site, in_files=False))


def found_in(files: dict[str, bytes], words: set[bytes]) -> list[str]:
    return [name for name, data in files.items() if any(one in data for one in words)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(everything(tmp_path_factory.mktemp("whole"), RECORD))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.spelled)
def test_what_is_kept_back_is_in_nothing_that_is_public(
    place: Place, whole: dict[str, bytes], tmp_path: Path
) -> None:
    words = told(place, RECORD)
    is_never_public = place.spelled in ("note 3.2", "cover 1")
    if not is_never_public:
        assert found_in(whole, words), "the search finds nothing where it is"
    part = dict(everything(tmp_path, RECORD, keep_back(place)))
    assert len(part) > 20, "nothing was looked through"
    assert found_in(part, words) == []


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(seed=st.integers(1, 2**40), data=st.data())
def test_several_places_at_once_with_any_words(seed: int, data: st.DataObject) -> None:
    record = full(seed)
    places = list(places_of(record))
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=6, unique=True))
    with TemporaryDirectory() as folder:
        part = dict(everything(Path(folder), record, *map(keep_back, chosen)))
    for place in chosen:
        assert found_in(part, told(place, record)) == [], place.spelled


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(1, 2**40), data=st.data())
def test_words_of_a_field_are_taken_out_wherever_they_stand(seed: int, data: st.DataObject) -> None:
    """The words of a party are put into another place too, set off or not."""
    record = full(seed)
    telegram = record.telegram
    name = telegram.parties[2].text
    ways: list[Callable[[str], str]] = [str, str.upper, str.lower, " ".join]
    how = data.draw(st.sampled_from(ways))
    said = f"to {how(name)}, the"
    where = data.draw(st.sampled_from(["title", "text", "mark", "translation", "source", "note"]))
    texts = list(telegram.texts)
    for place, kind in ((1, "text"), (2, "translation")):
        if where == kind:
            first = replace(texts[place].segments[0], text=said)
            texts[place] = replace(texts[place], segments=(first, *texts[place].segments[1:]))
    if where == "note":
        note = replace(texts[1].annotations[0], body=said)
        texts[1] = replace(texts[1], annotations=(note,))
    record = replace(record, telegram=replace(telegram, texts=tuple(texts)))
    assert record.publication is not None
    if where == "title":
        record = replace(record, publication=replace(record.publication, title=said))
    if where == "mark":
        mark = replace(record.copies[0].marks[0], text=said)
        record = replace(record, copies=(replace(record.copies[0], marks=(mark,)),))
    if where == "source":
        record = replace(record, source=said)
    kept = Redaction(part=Part.PARTY, segment=2, start=0, end=0, code="1.4(a)", authority="x")
    made = encode(public(record, [kept])).lower().replace(b" ", b"")
    assert name.lower().replace(" ", "").encode() not in made
    assert name.lower().replace(" ", "").encode() in encode(record).lower().replace(b" ", b"")


def test_every_field_of_a_record_is_a_place_or_goes_with_one() -> None:
    said = {word for one in words_in(RECORD) for word in one.split()}
    places = {word for place in PLACES for word in place.text.split()}
    held = {word for one in words_in(RECORD.holdings) for word in one.split()}
    texts = RECORD.telegram.texts
    gone = {
        word
        for one in (
            *RECORD.unparsed,
            *(text.repeated for text in texts),
            *(text.date for text in texts),
            *(one.office for one in RECORD.telegram.parties),
            *(part for text in (texts[0], texts[3]) for part in text.segments),
        )
        for each in words_in(one)
        for word in each.split()
    }
    assert said - places - held - gone == set()


def test_lines_that_say_fields_again_go_whenever_anything_is_kept_back() -> None:
    texts = RECORD.telegram.texts
    again = [*(text.repeated[0] for text in texts), RECORD.unparsed[0].text]
    again += [one.office for one in RECORD.telegram.parties]
    for place in PLACES:
        made = encode(public(RECORD, [keep_back(place)]))
        assert [one for one in again if one.encode() in made] == [], place.spelled


def test_a_note_with_a_clearance_of_its_own_is_never_public(whole: dict[str, bytes]) -> None:
    note = RECORD.telegram.texts[2].annotations[1]
    assert note.classification
    assert note.body.encode() in encode(RECORD)
    assert found_in(whole, {note.body.encode()}) == []


def test_the_page_says_that_a_name_was_kept_back_and_makes_none_of_it(tmp_path: Path) -> None:
    parties = [place for place in PLACES if place.part is Part.PARTY]
    room = room_of(tmp_path / "s", [released(RECORD, *map(keep_back, parties))])
    shown = page(room, f"en/{place_of(RECORD)}")
    assert "[… 3.3(b)(1)]" in shown
    assert room.shelf.names("people", 10) == []
    assert room.shelf.names("places", 10) == []
    for kind in DERIVED:
        assert "[…" not in page(room, f"{place_of(RECORD)}.{kind}"), kind
    assert "<persName>unknown</persName>" in page(room, f"{place_of(RECORD)}.tei.xml")
