"""Attack: somebody enters a record under a telegram's reference, and it stands in its place.

He takes a secret telegram out of the search, has a word carried into the record that is made of it,
or expunges "it" before it came, so that the true record outlives its telegram. Such a record is
refused; in a store that has one from before, it stands for nothing but itself.
"""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.as_json import as_json
from depesha.archive.elsewhere import carried_in, is_reference, telegram_of
from depesha.archive.form import encode
from depesha.archive.record import Record
from depesha.errors import Refused
from depesha.names import Digest, TimeMs
from depesha.office.events import EnterRecords, ExpungeRecord, KeepWatch
from depesha.office.facts import Decision, Expunged, RecordEntered, RecordExpunged
from depesha.store.archive_index import differences
from depesha.store.archive_search import line_of
from depesha.store.expunging import said_of
from depesha.store.schedules import state_of
from tests import loaded
from tests.archive_desk import Archive, archive_at
from tests.network.courier import Courier
from tests.network.drafts import order_id
from tests.network.keys import DAY_MS, GROMYKO, MOSCOW
from tests.network.post import Network, Post
from tests.network.records import enter as laid
from tests.network.records import find, index, names, record
from tests.playbooks.test_expunging import MARKER, bytes_of, exchanged, expunge, uid_of, with_rule
from tests.playbooks.test_filing import SOURCE, filed, filing, record_in, review
from tests.playbooks.test_unfiling import unfiling
from tests.unit.station import a_station

OFFICES = (("archivist", "archivist", 5), ("helper", "archivist", 1))
TYPED = "Attack at dawn"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def enter(archive: Archive, one: Record, office: str) -> Any:
    records = [b64encode(encode(one)).decode()]
    return archive.station.order("archive-enter", office=office, records=records, batch="b")


def refusal(archive: Archive, source: str, office: str) -> str:
    """Return the words by which a record of that source is refused, without its name."""
    with pytest.raises(Refused) as caught:
        enter(archive, record("Ничего.", source=source), office)
    return f"{caught.value.message}|{caught.value.hint}".replace(source, "SOURCE")


def test_a_reference_is_refused_in_the_same_words_whether_there_is_a_telegram_or_not(
    archive: Archive,
) -> None:
    draft = a_station.draft("Квазиворобьи.", "Subject: birds").replace("RESTRICTED", "SECRET")
    done = archive.station.order("send", office="desk", text=draft)
    there = f"alpha/{done['year']}/{done['number']}"
    sources = (there, "alpha/2026/999", "alpha/1999/1", "moscow/1951/26044")
    said = {
        refusal(archive, source, office) for source in sources for office in ("archivist", "helper")
    }
    assert len(said) == 1
    archive.index()
    assert archive.station.read("archive-search", query="квазиворобьи", office="archivist")["found"]


def test_of_an_order_with_one_reference_nothing_is_entered(archive: Archive) -> None:
    both = [
        b64encode(encode(record(source=source))).decode() for source in ("v/d1", "alpha/2026/1")
    ]
    with pytest.raises(Refused):
        archive.station.order("archive-enter", office="archivist", records=both, batch="b")
    known = archive.station.read("archive-search", query="", office="archivist")
    assert known["found"] == []


@pytest.mark.parametrize(
    "source",
    [
        "26044",
        "1951/26044",
        "frus1951v07p2/d1",
        "moscow/51/26044",
        "moscow/1951/0",
        "a/b/c",
        "12/1/345",
    ],
)
def test_what_is_named_as_no_telegram_is_entered(archive: Archive, source: str) -> None:
    assert not is_reference(source)
    assert enter(archive, record(source=source), "archivist")["entered"] == 1


def test_what_comes_from_elsewhere_has_a_name_that_no_telegram_has(archive: Archive) -> None:
    brought = carried_in(record("Ничего.", source="alpha/2026/1"))
    assert brought.source == "elsewhere:alpha/2026/1"
    assert not is_reference(brought.source)
    assert telegram_of(brought.source) == "alpha/2026/1"
    assert carried_in(brought) == brought
    assert (
        telegram_of("volume/d1") == telegram_of("alpha/2026/1") == telegram_of("elsewhere:x") == ""
    )
    assert enter(archive, brought, "helper")["entered"] == 1


# -- in a store that has such a record from before ------------------------------------------------


def forged(post: Post, **fields: Any) -> int:
    """Lay a record of the next telegram's number, as it could be entered before."""
    (number,) = laid(post, record("Ничего.", source=SOURCE, translation=TYPED, **fields))
    return number


def expunged(post: Post, number: int) -> Any:
    order = ExpungeRecord(order_id=order_id(), office=GROMYKO, record=number, reason="order 1")
    return post.take(order)


def test_the_telegram_is_found_beside_it_until_it_is_filed(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    forged(moscow)
    exchanged(network, courier)
    index(moscow)
    assert sorted(one["thing"] for one in find(moscow)) == ["record", "telegram"]
    filed(moscow)
    assert [one["thing"] for one in find(moscow)] == ["telegram"], "the forged one is gone at once"
    assert differences(moscow.reader) == []
    index(moscow)
    (line,) = find(moscow)
    assert (line["thing"], line["edition"]) == ("record", 2)
    assert differences(moscow.reader) == []
    index(moscow, anew=True)
    assert names(find(moscow)) == [SOURCE]


def test_nothing_of_it_is_carried_into_the_record_of_the_telegram(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    forged(moscow)
    exchanged(network, courier)
    made, _ = filed(moscow)
    assert TYPED not in str(made)
    assert MARKER in str(made)
    again, _ = filed(moscow, archive="РГАСПИ")
    assert len(again.holdings) == 2, "of what was filed everything is"


def test_it_is_for_no_more_readers_than_the_telegram_once_that_is_filed(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    forged(moscow)
    exchanged(network, courier)
    assert line_of(moscow.reader, SOURCE, 1) is not None, "the control"
    filed(moscow)
    assert line_of(moscow.reader, SOURCE, 1) is None
    assert moscow.stored.rebuild().changed == ()


def test_that_it_was_declassified_opens_no_telegram(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    number = forged(moscow)
    moscow.handle(review(number, decision=Decision.DECLASSIFY, category="", next_on=""))
    exchanged(network, courier)
    _, made = filed(moscow)
    assert line_of(moscow.reader, str(made), 1) is None
    state = state_of(moscow.reader, SOURCE)
    assert state is not None
    assert not state.is_declassified
    assert state.review_on == "2037-01-15", "the policy's day"
    assert moscow.stored.rebuild().changed == ()
    moscow.handle(review(made, decision=Decision.DECLASSIFY, category="", next_on=""))
    moscow.handle(unfiling())
    _, again = filed(moscow)
    assert line_of(moscow.reader, str(again), 0) is not None, "what was decided about it stands"


def test_its_telegram_is_expunged_by_rule_and_it_stays(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    number = forged(moscow)
    exchanged(network, courier)
    desk = with_rule(moscow, 30, by_itself=True)
    desk.handle([KeepWatch()], TimeMs(network.clock.now + 31 * DAY_MS))
    assert said_of(moscow.reader, uid_of(moscow)) is not None
    assert MARKER.encode() not in bytes_of(moscow, tmp_path / "after")
    assert moscow.facts(RecordExpunged) == []
    line = line_of(moscow.reader, str(number), 5)
    assert line is not None
    assert TYPED in str(record_in(moscow, Digest(bytes.fromhex(line["digest"]))))
    assert moscow.stored.rebuild().changed == ()


def test_the_filed_record_goes_with_its_telegram_though_it_was_expunged_before(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    number = forged(moscow)
    assert expunged(moscow, number).kinds == [RecordExpunged]
    exchanged(network, courier)
    _, made = filed(moscow)
    assert isinstance(expunged(moscow, made).problem, Refused)
    assert bytes_of(moscow, tmp_path / "before").count(MARKER.encode()) > 1, "the control"
    took = moscow.take(expunge(GROMYKO))
    assert {Expunged, RecordExpunged} <= set(took.kinds)
    assert MARKER.encode() not in bytes_of(moscow, tmp_path / "after")
    assert moscow.stored.archive.is_expunged(SOURCE)
    assert moscow.stored.rebuild().changed == ()


def test_whether_there_is_a_telegram_of_that_name_is_not_told_by_expunging_it(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    number = forged(moscow)
    exchanged(network, courier)
    assert expunged(moscow, number).kinds == [RecordExpunged], "as where there is none"
    assert moscow.take(filing()).one(RecordEntered).edition == 2


def test_no_reference_is_entered_at_a_post_either(network: Network) -> None:
    records = (encode(record("Ничего.", source=SOURCE)),)
    order = EnterRecords(order_id=order_id(), office=GROMYKO, batch="b", records=records)
    assert isinstance(network[MOSCOW].take(order).problem, Refused)


# -- carried in by the command --------------------------------------------------------------------


def taken_in(archive: Archive, folder: Path, one: Record) -> dict[str, Any]:
    """Import a record as another archive gives it out, and return what is told."""
    file = folder / "other.jsonl"
    file.write_text(json.dumps({"version": 1, **as_json(one)}, ensure_ascii=False))
    words = ("archive", "import", str(file), "--json", "--as", "archivist")
    done = loaded.run(["--home", str(folder / "alpha"), *words])
    assert done.returncode == 0, done.stderr
    del archive
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_filed_record_of_another_archive_is_entered_as_from_elsewhere(
    archive: Archive, tmp_path: Path
) -> None:
    one = record("Ничего.", source="moscow/1951/26044")
    for entered, known in ((1, 0), (0, 1)):
        told = taken_in(archive, tmp_path, one)
        assert (told["entered"], told["known"]) == (entered, known)
    assert archive.number("elsewhere:moscow/1951/26044")


def test_what_was_filed_here_is_known_when_it_is_carried_in_again(
    archive: Archive, tmp_path: Path
) -> None:
    done = archive.station.order("send", office="desk", text=a_station.draft("Воробьи."))
    reference = f"alpha/{done['year']}/{done['number']}"
    place: dict[str, Any] = {"archive": "A", "fond": "1", "delo": "2", "open": True}
    archive.station.order("archive-file", office="archivist", reference=reference, **place)
    told = taken_in(archive, tmp_path, record("Воробьи.", source=reference))
    assert (told["entered"], told["known"]) == (0, 1)
