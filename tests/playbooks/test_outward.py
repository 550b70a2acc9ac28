"""Outward: drafted, returned, released, registered, laid in the trays."""

from dataclasses import replace

import pytest

from depesha.draft import parse
from depesha.envelope import Kind
from depesha.names import OfficeId
from depesha.office.desk import Desk
from depesha.office.events import OpenSeries, ReturnDraft, Send, WriteDraft
from depesha.office.facts import (
    CopyMade,
    Drafted,
    DraftReturned,
    EnvelopeSealed,
    Registered,
    Released,
    SeriesOpened,
)
from depesha.office.trays import MAX_LETTER_PLAIN_BYTES
from depesha.packet import Grade
from depesha.station.policies import shipped_policies
from depesha.telegram import AddresseeKind, LocalNumber, Mark, Precedence
from depesha.wire import BODY, NAMESPACE, REGISTRATION, digest
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import envelope_of
from tests.network.keys import (
    CLERK,
    GROMYKO,
    GUARD,
    HOUR_MS,
    MINUTE_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network, Took

SENT = [Drafted, Released, Registered, EnvelopeSealed]


def returned(number: int, office: OfficeId = GROMYKO) -> ReturnDraft:
    return ReturnDraft(order_id=drafts.order_id(), office=office, draft=number, note="короче")


def ways(took: Took) -> list[tuple[object, ...]]:
    """Return office, station and way of each addressee, as the order's result says."""
    addressees = took.value["addressees"]
    assert isinstance(addressees, list)
    return [(one["office"], one["station"], one["way"]) for one in addressees]


def test_a_draft_is_kept_and_nothing_leaves(network: Network) -> None:
    moscow = network[MOSCOW]
    order = drafts.write(office=CLERK)
    took = moscow.take(order)
    assert took.value == {"draft": 1, "version": 1, "state": "draft"}
    assert took.facts == (Drafted(draft=1, version=1, office=CLERK, text=order.text),)
    assert moscow.waiting(PYONGYANG) == []


def test_an_edit_is_the_next_version(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write())
    assert moscow.take(drafts.write(ROSHCHIN, number=1)).value["version"] == 2
    draft = moscow.registers.draft(1)
    assert draft is not None
    assert parse(draft.text.encode()).addressees[0].office == ROSHCHIN


def test_the_same_edit_asked_again_is_no_new_version(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write())
    assert moscow.take(drafts.write(ROSHCHIN, number=1)).value["version"] == 2
    took = moscow.take(drafts.write(ROSHCHIN, number=1))
    assert (took.value["version"], took.facts) == (2, ())
    moscow.handle(returned(1))
    assert moscow.take(drafts.write(ROSHCHIN, number=1)).value["version"] == 3


def test_a_returned_draft_says_why_and_may_be_edited(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK))
    took = moscow.take(returned(1))
    assert took.facts == (DraftReturned(draft=1, office=GROMYKO, note="короче"),)
    assert moscow.take(drafts.write(number=1)).value == {
        "draft": 1,
        "version": 2,
        "state": "draft",
    }


def test_a_drafter_may_not_release_or_return(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK))
    for order in (drafts.release(1, CLERK), returned(1, CLERK), drafts.send(office=CLERK)):
        took = moscow.take(order)
        assert took.problem.code == "forbidden"
        assert took.facts == ()


def test_an_office_of_another_station_gives_no_order_here(network: Network) -> None:
    took = network[MOSCOW].take(drafts.send(office=RAZUVAEV))
    assert took.problem.code == "refused"
    assert "pyongyang" in took.problem.message


def test_a_draft_that_does_not_exist_is_not_found(network: Network) -> None:
    moscow = network[MOSCOW]
    for order in (drafts.release(7), returned(7), drafts.write(number=7)):
        assert moscow.take(order).problem.code == "not-found"


def test_a_release_signs_registers_and_seals_in_one_commit(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK))
    took = moscow.take(drafts.release(1))
    assert took.kinds == [Released, Registered, EnvelopeSealed]
    entry = took.one(Registered).entry
    assert (entry.station, entry.year, entry.number) == (MOSCOW, 2027, 1)
    assert entry.released_by == (GROMYKO,)
    assert took.one(Released).body_id == entry.body_id
    sealed = took.one(EnvelopeSealed)
    (document,) = sealed.documents
    assert (document.digest, document.kind) == (entry.identity.registration, Kind.REGISTRATION)
    assert (document.confirm, document.offices) == (True, (RAZUVAEV,))
    assert ways(took) == [(RAZUVAEV, PYONGYANG, PYONGYANG)]


def test_what_is_kept_is_what_was_signed(network: Network) -> None:
    moscow = network[MOSCOW]
    entry = moscow.take(drafts.send()).one(Registered).entry
    body = moscow.document(entry.body_id)
    registration = moscow.document(entry.identity.registration)
    assert body is not None
    assert registration is not None
    ((signer, signature),) = registration.signatures
    assert (signer, digest(signature)) == (MOSCOW, entry.identity.signature)
    assert moscow.sealer.verify(
        moscow.sealer.station_public,
        NAMESPACE[Kind.REGISTRATION],
        registration.payload,
        signature,
    )
    (release,) = REGISTRATION.decode(registration.payload).releases
    assert moscow.sealer.verify(
        moscow.sealer.office_public(GROMYKO),
        NAMESPACE[Kind.BODY],
        body.payload,
        release.signature,
    )
    assert BODY.decode(body.payload).text == drafts.TEXT


def test_a_released_draft_never_changes(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    for order in (drafts.release(1), drafts.write(number=1), returned(1)):
        took = moscow.take(order)
        assert took.problem.code == "refused"
        assert took.facts == ()


def test_send_is_draft_and_release_in_one(network: Network) -> None:
    assert network[MOSCOW].take(drafts.send()).kinds == SENT


def test_numbers_follow_each_other_and_series_are_opened_where_they_begin(
    network: Network,
) -> None:
    moscow = network[MOSCOW]
    opened = moscow.take(OpenSeries(order_id="a", series="outgoing", first=26044))
    assert opened.facts == (SeriesOpened(series="outgoing", year=2027, first=26044),)
    moscow.handle(OpenSeries(order_id="b", series="special", first=1070))
    first = moscow.take(drafts.send(Special="yes", Marks="4570")).one(Registered).entry
    second = moscow.take(drafts.send()).one(Registered).entry
    assert (first.number, second.number) == (26044, 26045)
    assert first.numbers == (LocalNumber(series="special", number=1070),)
    assert first.marks == (Mark(text="4570"),)
    again = moscow.take(OpenSeries(order_id="c", series="outgoing", first=26044))
    assert again.problem.code == "refused"
    assert again.problem.hint == "the next free number is 26046"


def test_copies_stand_in_the_ledger_and_in_no_envelope(network: Network) -> None:
    took = network[MOSCOW].take(drafts.send(Copies="1 т. Сталину; 2 Копия"))
    assert took.one(Registered).copies == (
        CopyMade(number=1, holder="т. Сталину"),
        CopyMade(number=2, holder="Копия"),
    )


def test_each_addressee_station_gets_its_own_envelope_the_urgent_one_first(
    network: Network,
) -> None:
    moscow = network[MOSCOW]
    took = moscow.take(drafts.send(RAZUVAEV, ROSHCHIN, Precedence="FLASH"))
    sealed = [fact for fact in took.facts if isinstance(fact, EnvelopeSealed)]
    assert [one.recipient for one in sealed] == [PEKING, PYONGYANG]
    assert {one.grade for one in sealed} == {Grade.FLASH}
    digests = {one.documents[0].digest for one in sealed}
    assert len(digests) == 1


def test_documents_that_wait_together_share_one_envelope(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(), drafts.send(), drafts.send(Precedence="FLASH"), drafts.send())
    flash, low = moscow.facts(EnvelopeSealed)
    assert (flash.grade, len(flash.documents)) == (Grade.FLASH, 1)
    assert (low.grade, len(low.documents)) == (Grade.LOW, 3)


def test_a_letter_is_cut_where_it_would_hold_up_a_line(network: Network) -> None:
    moscow = network[MOSCOW]
    long = "слово " * (MAX_LETTER_PLAIN_BYTES // 55)
    moscow.handle(*(drafts.send(text=f"{at} {long}") for at in range(6)))
    sealed = moscow.facts(EnvelopeSealed)
    assert [len(one.documents) for one in sealed] == [4, 2]
    assert [one.seq for one in sealed] == [1, 2]


def test_a_letter_has_at_most_64_documents(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(*(drafts.send() for _ in range(65)))
    assert [len(one.documents) for one in moscow.facts(EnvelopeSealed)] == [64, 1]


def test_each_envelope_names_the_one_before_it(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    for _ in range(3):
        moscow.handle(drafts.send())
    envelopes = [
        envelope_of(one.load, PYONGYANG)  # type: ignore[arg-type]
        for one in moscow.waiting(PYONGYANG)
    ]
    digests = [one.digest for one in moscow.facts(EnvelopeSealed)]
    assert [one.previous for one in envelopes] == [bytes(32), *digests[:-1]]
    assert [one.addressee_seq for one in envelopes] == [1, 2, 3]
    courier.run()
    assert network[PYONGYANG].traffic.seen(MOSCOW, Grade.LOW)[1] == 3


def test_an_envelope_says_what_has_come_from_the_other_side(
    network: Network, courier: Courier
) -> None:
    network[PYONGYANG].handle(drafts.send(GROMYKO, office=RAZUVAEV))
    courier.run()
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    (waiting,) = moscow.waiting(PYONGYANG)
    envelope = envelope_of(waiting.load, PYONGYANG)  # type: ignore[arg-type]
    assert (envelope.seen_epoch, envelope.seen_seq) == (network[PYONGYANG].traffic.epoch(), 1)
    assert envelope.head == moscow.heads[-2]  # the last committed head, not this group's


# -- what is refused ------------------------------------------------------------------------------


NOT_IN_ORDER: dict[str, tuple[Send, str]] = {
    "no label": (drafts.send(classification=""), "usage"),
    "unknown label": (drafts.send(classification="ULTRA"), "usage"),
    "unknown office": (drafts.send("nobody@pyongyang"), "not-found"),
    "unknown station": (drafts.send("somebody@nowhere"), "not-found"),
    "not cleared": (drafts.send(GUARD, classification="SECRET"), "forbidden"),
    "own station": (drafts.send(CLERK), "refused"),
    "unknown caveat": (drafts.send(Caveat="NO_SUCH"), "usage"),
    "unknown precedence": (drafts.send(Precedence="HURRY"), "usage"),
    "quotes nothing": (drafts.send(Quotes="77"), "not-found"),
    "unknown notice": (drafts.send(Reason="notice:00000000"), "not-found"),
}


@pytest.mark.parametrize(("order", "code"), NOT_IN_ORDER.values(), ids=NOT_IN_ORDER)
def test_what_is_not_in_order_is_refused_and_changes_nothing(
    network: Network, order: Send, code: str
) -> None:
    moscow = network[MOSCOW]
    head = moscow.committed_head()
    took = moscow.take(order)
    assert took.problem.code == code
    assert moscow.committed_head() == head
    assert moscow.registers.next_number("outgoing", 2027) == 1


def test_a_draft_may_be_kept_with_a_word_that_is_not_known_yet(network: Network) -> None:
    """It is judged when it is released."""
    moscow = network[MOSCOW]
    text = drafts.draft(classification="ULTRA")
    order = WriteDraft(order_id="x", office=GROMYKO, text=text)
    assert moscow.take(order).value["draft"] == 1
    assert moscow.take(drafts.release(1)).problem.code == "usage"


def test_a_telegram_that_is_too_long_to_be_carried_is_not_registered(network: Network) -> None:
    moscow = network[MOSCOW]
    for number in range(4):
        quotes = {"Quotes": str(number)} if number else {}
        order = drafts.send(text="слово " * 20_000)
        lines = "".join(f"{word}: {value}\n" for word, value in quotes.items())
        moscow.handle(replace(order, text=lines + order.text))
    lines = "".join(f"Quotes: {number}\n" for number in (2, 3, 4))
    order = drafts.send(text="слово " * 20_000)
    problem = moscow.take(replace(order, text=lines + order.text)).problem
    assert (problem.code, problem.hint) == ("usage", "refer to what it quotes instead")


def test_where_two_must_release_one_is_not_enough(network: Network) -> None:
    moscow = network[MOSCOW]
    policy = shipped_policies()["neutral"]
    levels = tuple(replace(one, releasers=2) for one in policy.classifications)
    strict = {"neutral": replace(policy, classifications=levels)}
    moscow.desk = Desk(replace(moscow.desk._around, policies=strict), moscow.desk.key_book)
    took = moscow.take(drafts.send())
    assert (took.problem.code, took.facts) == ("forbidden", ())


def test_a_label_is_never_guessed_and_the_hint_lists_the_words(network: Network) -> None:
    problem = network[MOSCOW].take(drafts.send(classification="")).problem
    assert problem.message == "the draft has no classification"
    assert "TOP SECRET" in problem.hint


def test_one_who_is_exempted_needs_no_clearance_and_gets_nothing(network: Network) -> None:
    took = network[MOSCOW].take(drafts.send(ROSHCHIN, Except=GUARD, classification="SECRET"))
    registered = took.one(Registered)
    assert [duty.office for duty in registered.duties] == [ROSHCHIN]
    assert took.one(EnvelopeSealed).documents[0].offices == (ROSHCHIN,)


def test_an_information_addressee_is_asked_nothing(network: Network) -> None:
    took = network[MOSCOW].take(
        drafts.send(RAZUVAEV, Info=ROSHCHIN, Receipt="confirm", Execution="at once")
    )
    action, information = took.one(Registered).duties
    assert (action.kind, action.receipt, action.execution) == (AddresseeKind.ACTION, True, True)
    assert (information.receipt, information.execution) == (False, False)


@pytest.mark.parametrize(
    ("words", "due_at"),
    [
        ("report", NOW + 86_400_000),  # IMMEDIATE: a day
        ("at once", NOW + 30 * MINUTE_MS),  # IMMEDIATE: handled within half an hour
        ("within 3h", NOW + 3 * HOUR_MS),
        ("report by 2027-01-15 18:00", NOW + 7 * HOUR_MS),
    ],
)
def test_a_report_is_due_when_its_words_say(network: Network, words: str, due_at: int) -> None:
    took = network[MOSCOW].take(drafts.send(Precedence="IMMEDIATE", Execution=words))
    (duty,) = took.one(Registered).duties
    assert (duty.execution, duty.execution_due_at) == (True, due_at)
    assert duty.precedence is Precedence.IMMEDIATE


def test_the_earliest_of_the_bounds_is_the_expiry(network: Network) -> None:
    took = network[MOSCOW].take(drafts.send(Expires="within 3d", Deliver_by="within 1d"))
    assert took.one(Registered).entry.expires_at == NOW + 24 * HOUR_MS
