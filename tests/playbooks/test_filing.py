"""Filing: a telegram that was carried out becomes a record; its words go with the telegram's.

Planted bugs, each caught here: an `expunge` that leaves the record, one that leaves it in
the index; a rule that expunges what is filed; a redaction of a party that leaves its office.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import decode
from depesha.archive.record import Asked, Happening, Party, Record
from depesha.archive.releasing import BEFORE, Redaction, public
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.names import Digest, OfficeId, TimeMs
from depesha.office import archive_review, expunging
from depesha.office.events import FileTelegram, IndexArchive, KeepWatch, ReviewRecord
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    CopyArchived,
    Decision,
    Expunged,
    RecordEntered,
    RecordExpunged,
    TelegramFiled,
)
from depesha.store.expunging import said_of
from depesha.store.leaves import fact_at
from depesha.store.papers import document
from depesha.store.schedules import due, reviews_of, state_of
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import CLERK, DAY_MS, GROMYKO, MOSCOW, PYONGYANG, RAZUVAEV
from tests.network.post import Network, Post
from tests.playbooks.test_expunging import (
    DONE,
    MARKER,
    bytes_of,
    exchanged,
    expunge,
    uid_of,
    with_rule,
)

SOURCE = "moscow/2027/1"
PLACE: dict[str, Any] = {"archive": "АВП РФ", "fond": "059а", "opis": "5а", "delo": "5"}


def filing(reference: str = "moscow/1", office: OfficeId = GROMYKO, **fields: Any) -> FileTelegram:
    said = {**PLACE, **fields}
    return FileTelegram(order_id=drafts.order_id(), office=office, reference=reference, **said)


def review(record: int, office: OfficeId = GROMYKO, **fields: Any) -> ReviewRecord:
    said: dict[str, Any] = {
        "decision": Decision.KEEP,
        "decided_by": "the board",
        "authority": "25 years",
        "decided_on": "2027-01-15",
        "category": "25X1",
        "next_on": "2050-01-01",
        **fields,
    }
    return ReviewRecord(order_id=drafts.order_id(), office=office, record=record, **said)


def record_in(post: Post, name: Digest) -> Record:
    item = document(post.reader, name)
    assert item is not None
    return decode(item.payload)


def filed(post: Post, **fields: Any) -> tuple[Record, int]:
    took = post.take(filing(**fields))
    return record_in(post, took.one(RecordEntered).record), int(str(took.value["record"]))


def test_a_telegram_that_was_carried_out_becomes_a_record_at_both_ends(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    for station, office in ((MOSCOW, GROMYKO), (PYONGYANG, RAZUVAEV)):
        record, _ = filed(network[station], office=office)
        assert record.source == SOURCE
        assert record.telegram.outgoing_number == 1
        assert MARKER in record.telegram.texts[0].segments[0].text
        (to,) = [one for one in record.telegram.parties if one.role is Party.TO]
        assert to.office == RAZUVAEV
        assert {one.kind for one in record.telegram.obligations} == set(Asked)
        assert {one.kind for one in record.telegram.events} >= {
            Happening.SIGNED,
            Happening.FILED,
        }
        (holding,) = record.holdings
        assert holding.as_cited == "АВП РФ, ф. 059а, оп. 5а, д. 5"
        assert network[station].stored.rebuild().changed == ()


def test_the_label_is_that_of_the_telegram_and_the_days_are_the_policys(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    took = network[MOSCOW].take(filing())
    assert took.one(RecordEntered).classification == took.one(TelegramFiled).classification == 2
    assert took.one(TelegramFiled).review_on == "2037-01-15", "RESTRICTED: ten years"


def test_what_is_open_is_not_filed_unless_it_is_said(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Receipt="yes"))
    courier.run()
    refused = moscow.take(filing()).problem
    assert isinstance(refused, Refused)
    assert "razuvaev@pyongyang has still to answer" in refused.message
    assert moscow.take(filing(is_open_too=True)).value["open"] == [RAZUVAEV]


def test_who_may_not_read_it_finds_nothing_to_file(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    assert isinstance(network[MOSCOW].take(filing(office=CLERK)).problem, Forbidden)
    assert isinstance(network[MOSCOW].take(filing("moscow/7")).problem, NotFound)


def test_filed_again_it_has_both_holdings_and_a_copy_lies_in_one_place(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow, copy_number=3, first_leaf=67, last_leaf=68)
    same = moscow.take(filing(copy_number=3, first_leaf=67, last_leaf=68)).problem
    assert isinstance(same, Refused)
    elsewhere: dict[str, Any] = {"archive": "РГАСПИ", "fond": "558", "copy_number": 3}
    assert isinstance(moscow.take(filing(**elsewhere)).problem, Usage)
    record, _ = filed(moscow, since="1999-05", **elsewhere)
    old, new = record.holdings
    assert old.until == new.since
    assert new.as_cited.startswith("РГАСПИ, ф. 558")
    assert [one.edition for one in moscow.facts(RecordEntered)] == [1, 2]
    assert moscow.stored.rebuild().changed == ()


def test_a_copy_of_the_ledger_is_archived_by_the_same_order(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Copies="1 т. Сталину; 2 Копия"))
    courier.run()
    assert isinstance(moscow.take(filing(copy_number=7)).problem, NotFound)
    took = moscow.take(filing(copy_number=2))
    assert took.one(CopyArchived).shelf == "АВП РФ, ф. 059а, оп. 5а, д. 5"
    record = record_in(moscow, took.one(RecordEntered).record)
    assert [one.holder_text for one in record.copies] == ["т. Сталину", "Копия"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"archive": " "},
        {"fond": ""},
        {"delo": ""},
        {"first_leaf": 9, "last_leaf": 8},
        {"last_leaf": 8},
        {"since": "soon"},
        {"papka": "x" * 65},
    ],
)
def test_what_is_no_shelf_mark_is_refused(
    network: Network, courier: Courier, wrong: dict[str, Any]
) -> None:
    exchanged(network, courier)
    assert isinstance(network[MOSCOW].take(filing(**wrong)).problem, Usage)


# -- expunged -----------------------------------------------------------------------------------


def index(post: Post) -> None:
    order = IndexArchive(order_id=drafts.order_id(), limit=64)
    while post.take(order).value["indexed"]:
        order = replace(order, order_id=drafts.order_id())


def test_the_words_of_the_record_go_with_those_of_the_telegram(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    filed(moscow, archive="РГАСПИ")
    index(moscow)
    assert MARKER.encode() in bytes_of(moscow, tmp_path / "before"), "the control"
    assert moscow.reader.rows("SELECT count(*) FROM edition_reason") == [(1,)], "the control"
    took = moscow.take(expunge(GROMYKO))
    assert took.one(RecordExpunged).source == SOURCE
    facts = [fact_at(moscow.reader, place) for place in took.one(Expunged).facts]
    (entered,) = [one for one in facts if isinstance(one, RecordEntered)]
    assert entered.reason == "", "the shelf mark stays in the ledger of copies, not here"
    assert moscow.reader.rows("SELECT count(*) FROM edition_reason") == [(0,)]
    left = bytes_of(moscow, tmp_path / "after")
    assert MARKER.encode() not in left
    assert DONE.encode() not in left
    assert moscow.stored.rebuild().changed == ()
    assert moscow.stored.check() == []
    assert isinstance(moscow.take(filing(archive="ГАРФ")).problem, Refused)


@pytest.mark.parametrize("is_kept", [True, False])
def test_planted_the_record_stays_where_the_telegram_goes(
    network: Network,
    courier: Courier,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_kept: bool,
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    if is_kept:
        monkeypatch.setattr(expunging, "_destroy_record", lambda *_: None)
    moscow.handle(expunge(GROMYKO))
    assert (MARKER.encode() in bytes_of(moscow, tmp_path / "after")) is is_kept


def test_by_rule_nothing_is_expunged_that_is_filed(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    desk = with_rule(moscow, 30, by_itself=True)
    desk.handle([KeepWatch()], TimeMs(network.clock.now + 31 * DAY_MS))
    assert said_of(moscow.reader, uid_of(moscow)) is None


# -- reviewed -----------------------------------------------------------------------------------


def test_what_is_due_is_listed_by_clearance(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    (line,) = due(moscow.reader, "2037-01-15", ("", -1), 2, 10)
    assert (line["source"], line["due_on"]) == (SOURCE, "2037-01-15")
    assert due(moscow.reader, "2037-01-14", ("", -1), 2, 10) == []
    assert due(moscow.reader, "2037-01-15", ("", -1), 1, 10) == [], "not cleared"
    assert due(moscow.reader, "2037-01-15", (line["due_on"], line["place"]), 2, 10) == []


def test_what_stays_classified_is_looked_at_again(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    _, number = filed(moscow)
    moscow.handle(review(number))
    (line,) = due(moscow.reader, "2050-01-01", ("", -1), 5, 10)
    assert line["due_on"] == "2050-01-01"
    (said,) = reviews_of(moscow.reader, SOURCE)
    assert (said["decision"], said["category"]) == ("KEEP", "25X1")
    record, _ = filed(moscow, archive="РГАСПИ")
    assert len(record.holdings) == 2
    state = state_of(moscow.reader, SOURCE)
    assert state is not None
    assert state.review_on == "2050-01-01", "what was decided stands"
    assert moscow.stored.rebuild().changed == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": ""},
        {"next_on": ""},
        {"next_on": "2027-01-15"},
        {"decided_by": " "},
        {"authority": ""},
        {"decided_on": ""},
        {"decision": Decision.DECLASSIFY},
    ],
)
def test_an_exemption_says_why_and_until_when(
    network: Network, courier: Courier, wrong: dict[str, Any]
) -> None:
    exchanged(network, courier)
    _, number = filed(network[MOSCOW])
    assert isinstance(network[MOSCOW].take(review(number, **wrong)).problem, Usage)


def test_what_is_declassified_is_open_in_every_edition_and_stays_so(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    _, number = filed(moscow)
    filed(moscow, archive="РГАСПИ")
    index(moscow)
    opened: dict[str, Any] = {"decision": Decision.DECLASSIFY, "category": "", "next_on": ""}
    moscow.take(review(number, **opened)).value["record"]
    filed(moscow, archive="ГАРФ")
    index(moscow)
    levels = moscow.reader.rows("SELECT classification FROM record ORDER BY edition")
    assert [row[0] for row in levels] == [0, 0, 0]
    assert due(moscow.reader, "9999-01-01", ("", -1), 5, 10) == []
    assert moscow.stored.rebuild().changed == ()
    assert moscow.stored.check() == []


def test_an_office_that_is_no_archivist_or_not_cleared_decides_nothing(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    _, number = filed(network[MOSCOW])
    assert isinstance(network[MOSCOW].take(review(number, CLERK)).problem, Forbidden)
    assert isinstance(network[MOSCOW].take(review(10**6)).problem, NotFound)


def test_overdue_reviews_are_one_alarm_until_none_waits(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    _, number = filed(moscow)
    around = moscow.desk._around
    at = archive_review.next_at(around.book, MOSCOW, around.zone)
    assert at is not None
    moscow.clock.now = TimeMs(at - 1)
    moscow.handle(KeepWatch())
    assert not [one for one in moscow.facts(AlarmRaised) if one.kind == "review-overdue"]
    moscow.clock.now = at
    moscow.handle(KeepWatch())
    moscow.handle(KeepWatch())
    raised = [one for one in moscow.facts(AlarmRaised) if one.kind == "review-overdue"]
    assert [one.text for one in raised] == ["records were to be looked at again"]
    assert archive_review.next_at(around.book, MOSCOW, around.zone) is None
    moscow.handle(review(number, decided_on="2037-01-16"))
    assert [one.kind for one in moscow.facts(AlarmCleared)].count("review-overdue") == 1


# -- made public --------------------------------------------------------------------------------


def test_with_anything_kept_back_no_field_says_it_again(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    record, _ = filed(network[MOSCOW])
    place = next(n for n, one in enumerate(record.telegram.parties) if one.role is Party.TO)
    kept = Redaction(segment=0, start=0, end=1, code="3.3(b)(1)", authority="the board")
    made = public(record, [kept])
    assert record.telegram.parties[place].office == RAZUVAEV
    assert {one.office for one in made.telegram.parties} == {""}
    assert made.telegram.subject == record.telegram.subject, "nobody named it"
    before = public(record, [kept], rule=BEFORE)
    assert before.telegram.subject == "", "a decision counts as it was made"
    assert made.telegram.cover_names == ()
