"""A filing that was an error is taken back: by a fact, and nothing of it is lost or found twice.

Planted bugs, each caught here: an unfiling that leaves the record's line, one that leaves the
record's words behind when the telegram is expunged, one that leaves the index as it was.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.archive.proving import proof_name
from depesha.archive.record import Proof, TextKind
from depesha.archive.translating import Wording
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.names import Digest, OfficeId, TimeMs
from depesha.office import expunging
from depesha.office.events import (
    EnterRecords,
    IndexArchive,
    KeepWatch,
    ReleaseRecord,
    TranslateRecord,
    UnfileTelegram,
    WithdrawRelease,
)
from depesha.office.facts import (
    AlarmRaised,
    CopyArchived,
    EvidenceChecked,
    Expunged,
    FilingTakenBack,
    RecordEntered,
    TelegramFiled,
)
from depesha.store import archive_unfiling
from depesha.store.archive_index import differences
from depesha.store.archive_parts import search_parts
from depesha.store.archive_search import Wish, line_of
from depesha.store.archive_unfiling import takings_back
from depesha.store.copy_history import history_of
from depesha.store.copy_reading import EVER, copies_of
from depesha.store.expunging import said_of
from depesha.store.leaves import fact_at
from depesha.store.schedules import due, next_due, state_of
from depesha.wire import digest
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import CLERK, DAY_MS, GROMYKO, MOSCOW
from tests.network.post import Network, Post
from tests.network.records import enter
from tests.playbooks.test_expunging import MARKER, bytes_of, exchanged, expunge, uid_of, with_rule
from tests.playbooks.test_filing import SOURCE, filed, filing, index, review

SAID: dict[str, Any] = {
    "decided_by": "the board",
    "authority": "rule 12",
    "decided_on": "2027-01-01",
    "reason": "the wrong delo",
}


def unfiling(
    reference: str = "moscow/1", office: OfficeId = GROMYKO, **fields: Any
) -> UnfileTelegram:
    return UnfileTelegram(
        order_id=drafts.order_id(), office=office, reference=reference, **{**SAID, **fields}
    )


def found(post: Post) -> list[tuple[str, str]]:
    """Return what is found of everything that is here: as what, and which."""
    wish = Wish(terms=(), clearance=5, limit=20)
    return [
        (one["thing"], one["source"] if one["record"] else one["telegram"])
        for one in search_parts(post.reader, (wish,))
    ]


def test_the_telegram_is_filed_no_more_and_the_journal_has_both(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    _, number = filed(moscow, archive="РГАСПИ")
    took = moscow.take(unfiling())
    assert took.value["record"] == number
    assert took.value["editions"] == 2
    assert took.one(FilingTakenBack).reason == "the wrong delo"
    assert line_of(moscow.reader, SOURCE, 255) is None
    assert line_of(moscow.reader, str(number), 255) is None
    assert due(moscow.reader, "9999-01-01", ("", -1), 255, 10) == []
    assert next_due(moscow.reader) == ""
    assert len(moscow.facts(TelegramFiled)) == 2, "what was done stays"
    assert moscow.stored.rebuild().changed == ()
    assert moscow.stored.check() == []


def test_it_is_filed_again_where_it_belongs_alone(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    moscow.handle(unfiling())
    record, number = filed(moscow, delo="6")
    assert [one.delo for one in record.holdings] == ["6"], "the wrong delo is no holding of it"
    line = line_of(moscow.reader, SOURCE, 255)
    assert line is not None
    assert (line["record"], line["edition"]) == (number, 2)
    (said,) = takings_back(moscow.reader, SOURCE, 5)
    assert (said["decided_by"], said["reason"]) == ("the board", "the wrong delo")
    assert takings_back(moscow.reader, SOURCE, 1) == [], "whoever is not cleared learns nothing"
    assert moscow.stored.rebuild().changed == ()


def test_it_is_filed_again_in_the_same_place_too(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    moscow.handle(unfiling())
    filed(moscow)
    moscow.handle(unfiling())
    filed(moscow)
    assert [one.edition for one in moscow.facts(RecordEntered)] == [1, 2, 3]
    assert len({one.record for one in moscow.facts(RecordEntered)}) == 1, "the same document"
    assert moscow.stored.rebuild().changed == ()


def test_it_is_found_again_whenever_the_station_was_restarted(
    network: Network, courier: Courier
) -> None:
    """The index had come to the telegram, which was filed, and not to its record yet."""
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    moscow.take(IndexArchive(order_id=drafts.order_id(), limit=1))
    moscow.power_cut()
    moscow.take(unfiling()).one(FilingTakenBack)
    index(moscow)
    assert found(moscow) == [("telegram", SOURCE)]
    assert differences(moscow.reader) == []


def test_what_is_not_filed_is_not_taken_back(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    assert isinstance(moscow.take(unfiling()).problem, Refused)
    filed(moscow)
    moscow.handle(unfiling())
    refused = moscow.take(unfiling()).problem
    assert isinstance(refused, Refused)
    assert refused.message == f"{SOURCE} is not filed here"


def test_a_record_that_only_has_its_name_is_no_filing(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    record, _ = filed(moscow, archive="РГАСПИ")
    moscow.handle(unfiling())
    enter(moscow, replace(record, holdings=()), edition=3)
    assert isinstance(moscow.take(unfiling()).problem, Refused)
    assert moscow.stored.rebuild().changed == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_by": " "},
        {"authority": ""},
        {"decided_on": ""},
        {"reason": " "},
        {"reason": "x" * 401},
    ],
)
def test_who_decided_and_why_is_said(
    network: Network, courier: Courier, wrong: dict[str, Any]
) -> None:
    exchanged(network, courier)
    filed(network[MOSCOW])
    assert isinstance(network[MOSCOW].take(unfiling(**wrong)).problem, Usage)


def test_who_keeps_no_archive_or_is_not_cleared_takes_nothing_back(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    filed(network[MOSCOW])
    assert isinstance(network[MOSCOW].take(unfiling(office=CLERK)).problem, Forbidden)
    assert isinstance(network[MOSCOW].take(unfiling("moscow/7")).problem, NotFound)


def test_what_is_public_is_withdrawn_first(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    _, number = filed(moscow)
    said = {one: SAID[one] for one in ("decided_by", "authority", "decided_on")}
    moscow.handle(ReleaseRecord(order_id=drafts.order_id(), office=GROMYKO, record=number, **said))
    refused = moscow.take(unfiling()).problem
    assert isinstance(refused, Refused)
    assert refused.hint == f'withdraw it first: "depesha archive withdraw {number}"'
    moscow.handle(
        WithdrawRelease(
            order_id=drafts.order_id(), office=GROMYKO, record=number, reason="an error", **said
        )
    )
    moscow.take(unfiling()).one(FilingTakenBack)
    _, again = filed(moscow)
    released = ReleaseRecord(order_id=drafts.order_id(), office=GROMYKO, record=again, **said)
    assert moscow.take(released).value["version"] == 2, "its address had one before"
    assert moscow.stored.rebuild().changed == ()


# -- the index ----------------------------------------------------------------------------------


@pytest.mark.parametrize("is_behind", [False, True])
def test_it_is_found_once_whatever_it_is(
    network: Network, courier: Courier, *, is_behind: bool
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    index(moscow)
    before = found(moscow)
    assert ("telegram", SOURCE) in before
    filed(moscow)
    if not is_behind:
        index(moscow)
        assert ("record", SOURCE) in found(moscow)
        assert ("telegram", SOURCE) not in found(moscow)
    moscow.handle(unfiling())
    if not is_behind:
        assert found(moscow) == before, "at once"
    index(moscow)
    assert found(moscow) == before
    assert differences(moscow.reader) == []
    filed(moscow)
    index(moscow)
    assert [one for one in found(moscow) if one[1] == SOURCE] == [("record", SOURCE)]
    assert moscow.stored.check() == []


def test_planted_an_unfiling_that_leaves_the_index(
    network: Network, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    index(moscow)
    monkeypatch.setattr(archive_unfiling, "index_unfiled", lambda *_: None)
    moscow.handle(unfiling())
    assert differences(moscow.reader) != [], "the doctor says so"


# -- copies, days, what others wrote --------------------------------------------------------------


def test_a_copy_is_where_it_was_before_it_was_filed(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Copies="1 т. Сталину; 2 Копия"))
    courier.run()
    moscow.handle(filing(copy_number=2))
    assert moscow.take(unfiling()).value["copies"] == [2]
    lines = {one["number"]: one for one in copies_of(moscow.reader, uid_of(moscow), EVER, EVER)}
    assert (lines[2]["state"], lines[2]["shelf"]) == ("HELD", "")
    kinds = [one["kind"] for one in history_of(moscow.reader, uid_of(moscow), 2, EVER)]
    assert kinds == ["Registered", "CopyArchived", "FilingTakenBack"]
    assert [one["kind"] for one in history_of(moscow.reader, uid_of(moscow), 1, EVER)] == [
        "Registered"
    ]
    moscow.handle(filing(copy_number=2, delo="6"))
    assert [one.shelf for one in moscow.facts(CopyArchived)] == [
        "АВП РФ, ф. 059а, оп. 5а, д. 5",
        "АВП РФ, ф. 059а, оп. 5а, д. 6",
    ]
    assert moscow.stored.rebuild().changed == ()


def test_days_of_the_policy_are_void_and_what_was_decided_stands(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    moscow.handle(unfiling())
    state = state_of(moscow.reader, SOURCE)
    assert state is not None
    assert (state.uid, state.review_on) == (None, "")
    _, number = filed(moscow)
    moscow.handle(review(number))
    moscow.handle(unfiling())
    moscow.clock.now = TimeMs(moscow.clock.now + 40 * 366 * DAY_MS)
    moscow.handle(KeepWatch())
    assert not [one for one in moscow.facts(AlarmRaised) if one.kind == "review-overdue"]
    filed(moscow)
    state = state_of(moscow.reader, SOURCE)
    assert state is not None
    assert state.review_on == "2050-01-01", "the board's"
    assert moscow.stored.rebuild().changed == ()


def test_what_others_wrote_is_there_when_it_is_filed_again(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    record, number = filed(moscow)
    segments = tuple("In English." for _ in record.telegram.texts[0].segments)
    written = TranslateRecord(
        order_id=drafts.order_id(),
        office=GROMYKO,
        record=number,
        wording=Wording(
            kind=TextKind.TRANSLATION, language="en", author="Иван", date="", segments=segments
        ),
        reason="for the board",
    )
    moscow.take(written).one(RecordEntered)
    moscow.handle(unfiling())
    again, _ = filed(moscow, delo="6")
    assert [one.language for one in again.telegram.texts if one.kind is TextKind.TRANSLATION]


def test_what_was_verified_of_it_is_so_when_it_is_filed_again(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    record, _ = filed(moscow)
    proof = Proof(station="moscow", made_at=1, manifest="ab" * 32, root="cd" * 32)
    brought = replace(record, source=f"elsewhere:{SOURCE}", proofs=(proof,))
    given = EnterRecords(
        order_id=drafts.order_id(),
        office=GROMYKO,
        batch="proof",
        records=(encode(brought),),
        is_evidence=True,
    )
    assert moscow.take(given).one(EvidenceChecked).office == GROMYKO
    moscow.handle(unfiling())
    again, _ = filed(moscow, delo="6")
    checked = moscow.stored.archive.checked(Digest(digest(encode(again))))
    assert again.proofs == (proof,)
    assert checked == {proof_name(proof): GROMYKO}
    assert moscow.stored.rebuild().changed == ()


# -- expunged -------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_planted", [True, False])
def test_the_words_of_a_record_taken_back_go_with_the_telegrams(
    network: Network,
    courier: Courier,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_planted: bool,
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    index(moscow)
    moscow.handle(unfiling())
    assert MARKER.encode() in bytes_of(moscow, tmp_path / "before"), "the control"
    if is_planted:
        monkeypatch.setattr(expunging, "_destroy_record", lambda *_: None)
    moscow.take(expunge(GROMYKO)).one(Expunged)
    assert (MARKER.encode() in bytes_of(moscow, tmp_path / "after")) is is_planted
    assert moscow.stored.rebuild().changed == ()
    if not is_planted:
        assert moscow.stored.check() == []


def reason_at(post: Post, place: int) -> str:
    fact = fact_at(post.reader, place)
    assert isinstance(fact, RecordEntered)
    return fact.reason


def test_by_rule_they_go_too(network: Network, courier: Courier, tmp_path: Path) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    filed(moscow, archive="РГАСПИ")
    moscow.handle(unfiling())
    places = [one for (one,) in moscow.reader.rows("SELECT id FROM record_taken_back ORDER BY id")]
    assert [reason_at(moscow, one) != "" for one in places] == [False, True], "the control"
    desk = with_rule(moscow, 30, by_itself=True)
    desk.handle([KeepWatch()], TimeMs(network.clock.now + 31 * DAY_MS))
    assert said_of(moscow.reader, uid_of(moscow)) is not None
    assert MARKER.encode() not in bytes_of(moscow, tmp_path / "after")
    assert [reason_at(moscow, one) for one in places] == ["", ""]
    assert moscow.stored.check() == []
    assert moscow.stored.rebuild().changed == ()


def test_what_is_expunged_while_it_is_filed_stays_filed(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    filed(moscow)
    moscow.handle(expunge(GROMYKO))
    assert isinstance(moscow.take(unfiling()).problem, Refused)
