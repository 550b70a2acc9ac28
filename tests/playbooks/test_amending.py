"""Corrections, cancellations, supersessions, answers: who may, to whom, and what follows."""

from dataclasses import replace

import pytest

from depesha.life import Exit, Rung
from depesha.names import OfficeId, StationId
from depesha.office.events import Amend, Cancel, Send
from depesha.office.facts import EnvelopeSealed, Registered, Repeated
from depesha.packet import Arrived, Packet
from depesha.store.reading import Reading
from depesha.telegram import AddresseeKind, Body, Relation
from depesha.wire import BODY
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.files import attach, sending
from tests.network.keys import (
    CLERK,
    GROMYKO,
    HOUR_MS,
    MINUTE_MS,
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network, Post, Took

ALL = (RAZUVAEV, ROSHCHIN)


def body_of(post: Post, took: Took) -> Body:
    kept = post.document(took.one(Registered).entry.body_id)
    assert kept is not None
    return BODY.decode(kept.payload)


def marks(post: Post, reference: str) -> list[tuple[str, str, bool]]:
    """Return what is said of a telegram at a station: relation, by which, whether it holds."""
    station, _, number = reference.rpartition("/")
    wanted = StationId(station) if station else post.station
    (telegram,) = post.registers.by_number(int(number), station=wanted)
    return [
        (one.relation.name, one.reference, one.holds)
        for one in post.stored.amendments.of(telegram.entry.identity.uid)
    ]


def exits(post: Post, reference: str) -> set[Exit | None]:
    station, _, number = reference.rpartition("/")
    wanted = StationId(station) if station else post.station
    (telegram,) = post.registers.by_number(int(number), station=wanted)
    return {duty.exit for duty in post.registers.duties(telegram.entry.identity.uid)}


# -- what is composed -----------------------------------------------------------------------------


def test_a_cancellation_goes_to_all_under_the_same_label_with_the_number_and_reason(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(
        drafts.send(
            f"{RAZUVAEV} FLASH; place СЕВЕРНАЯ КОРЕЯ", Info=ROSHCHIN, Caveat="Copying prohibited"
        )
    )
    took = moscow.take(drafts.cancel("1"))
    body = body_of(moscow, took)
    assert [(one.office, one.kind, one.precedence.name, one.place) for one in body.addressees] == [
        (RAZUVAEV, AddresseeKind.ACTION, "FLASH", "СЕВЕРНАЯ КОРЕЯ"),
        (ROSHCHIN, AddresseeKind.INFORMATION, "ROUTINE", ""),
    ]
    assert (body.label.classification, body.label.caveats) == (2, ("NO_COPIES",))
    assert body.text == (
        "Телеграмму № 1 от 15.01.2027 считать аннулированной. Причина: послана ошибочно"
    )
    assert [one.receipt is not None for one in body.addressees] == [True, False]
    (reference,) = body.references
    assert (reference.relation, reference.number) == (Relation.CANCELS, "2027/1")
    courier.run()
    for post in (moscow, network[PYONGYANG], network[PEKING]):
        assert exits(post, "moscow/1") == {Exit.CANCELLED}
        assert exits(post, "moscow/2") == {None}
        assert marks(post, "moscow/1") == [("CANCELS", "moscow/2027/2", True)]


def test_an_english_telegram_is_cancelled_in_english(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(text="Confirm the arrival."))
    took = moscow.take(drafts.cancel("1", reason="sent in error"))
    text = body_of(moscow, took).text
    assert text == "Telegram No. 1 of 15.01.2027 is cancelled. Reason: sent in error"


def test_an_answer_after_a_cancellation_is_refused_with_its_number(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(), drafts.cancel("1"))
    courier.run()
    for order in (drafts.confirm, drafts.comply, drafts.report, drafts.cannot):
        took = network[PYONGYANG].take(order("moscow/1"))
        assert took.problem.code == "refused"
        assert "cancelled by moscow/2027/2" in took.problem.message
        assert took.facts == ()
    assert network[PYONGYANG].take(drafts.confirm("moscow/2")).value["state"] == "RECEIVED"


def test_what_was_carried_out_before_stays_shown(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    network[PYONGYANG].handle(drafts.report("moscow/1"))
    network[MOSCOW].handle(drafts.cancel("1"))
    courier.run()  # the report and the cancellation cross
    for post in (network[MOSCOW], network[PYONGYANG]):
        duty = post.duty("moscow/1")
        assert (duty.exit, duty.rung) == (Exit.CANCELLED, Rung.EXECUTED)
        assert Rung.EXECUTED in dict(duty.times)


def test_what_was_overdue_is_so_no_longer(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(Precedence="FLASH", Receipt="confirm", Execution="report at once"))
    courier.run()
    network.clock.advance(HOUR_MS)
    for post in (moscow, pyongyang):
        post.tick()
    courier.run()
    for post in (moscow, pyongyang):
        assert {"receipt-overdue", "report-overdue"} <= set(post.alarms())
    moscow.handle(drafts.cancel("1"))
    courier.run()
    for post in (moscow, pyongyang):
        assert post.alarms() == []


def test_a_correction_marks_and_closes_nothing(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    before = body_of(moscow, moscow.take(drafts.send(text="Вторая.")))
    took = moscow.take(drafts.amend(Relation.CORRECTS, "1"))
    courier.run()
    assert body_of(moscow, took).text == "Читать: двадцать первого."
    assert marks(pyongyang, "moscow/1") == [("CORRECTS", "moscow/2027/3", True)]
    assert exits(pyongyang, "moscow/1") == {None}
    assert pyongyang.take(drafts.report("moscow/1")).value["state"] == "EXECUTED"
    assert before.text == "Вторая."  # and no other telegram is touched
    assert marks(pyongyang, "moscow/2") == []


def test_the_text_of_what_is_corrected_never_changes(network: Network) -> None:
    moscow = network[MOSCOW]
    took = moscow.take(drafts.send())
    kept = moscow.document(took.one(Registered).entry.body_id)
    moscow.handle(drafts.amend(Relation.CORRECTS, "1"))
    assert moscow.document(took.one(Registered).entry.body_id) == kept


def test_a_supersession_closes_the_old_one_and_asks_what_it_asked(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(Receipt="confirm", Execution="report within 3h"))
    took = moscow.take(drafts.amend(Relation.SUPERSEDES, "1"))
    (addressee,) = body_of(moscow, took).addressees
    assert addressee.receipt is not None
    assert addressee.execution is not None
    assert addressee.execution.due_within_s == 3 * 3600
    courier.run()
    assert exits(pyongyang, "moscow/1") == {Exit.SUPERSEDED}
    refused = pyongyang.take(drafts.report("moscow/1")).problem
    assert "superseded by moscow/2027/2" in refused.message
    assert "carry out moscow/2027/2 instead" in refused.hint


def test_an_answer_goes_to_the_releaser_and_marks_the_original_at_both_ends(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(Precedence="FLASH"))
    courier.run()
    took = pyongyang.take(
        drafts.amend(Relation.ANSWERS, "moscow/1", "\nВстреча состоялась.\n", office=RAZUVAEV)
    )
    body = body_of(pyongyang, took)
    assert [one.office for one in body.addressees] == [GROMYKO]
    assert body.addressees[0].precedence.name == "FLASH"
    assert body.label.classification == 2
    courier.run()
    for post in (moscow, pyongyang):
        assert marks(post, "moscow/1") == [("ANSWERS", "pyongyang/2027/1", True)]
        assert exits(post, "moscow/1") == {None}  # it is neither receipt nor report
        assert post.duty("moscow/1").rung is Rung.DELIVERED


def test_what_the_file_says_stands(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(*ALL))
    text = (
        f"To: {RAZUVAEV}\nExcept: {ROSHCHIN}\nClassification: SECRET\nPrecedence: FLASH\n\n"
        "Читать: 21.\n"
    )
    body = body_of(moscow, moscow.take(drafts.amend(Relation.CORRECTS, "1", text)))
    kinds = {one.office: one.kind for one in body.addressees}
    assert kinds == {RAZUVAEV: AddresseeKind.ACTION, ROSHCHIN: AddresseeKind.EXEMPTED}
    assert body.label.classification == 4
    assert body.addressees[0].precedence.name == "FLASH"


def test_a_draft_is_laid_before_the_releaser_and_released_like_any_other(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    drafted = moscow.take(drafts.cancel("1", office=CLERK, only_draft=True))
    assert (drafted.value["draft"], drafted.value["state"]) == (2, "draft")
    assert exits(moscow, "1") == {None}
    assert moscow.take(drafts.cancel("1", office=CLERK)).problem.code == "forbidden"
    moscow.handle(drafts.release(2))
    courier.run()
    assert exits(network[PYONGYANG], "moscow/1") == {Exit.CANCELLED}


def test_many_answers_hide_no_cancellation(network: Network, courier: Courier) -> None:
    """What an addressee can send without end does not push out what closes the telegram."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    courier.run()
    for _ in range(5):
        answers = [
            drafts.amend(Relation.ANSWERS, "moscow/1", "\nДа.\n", office=RAZUVAEV)
            for _ in range(60)
        ]
        pyongyang.handle(*answers)
    courier.run()
    assert moscow.take(drafts.cancel("1")).value["number"] == 2
    again = moscow.take(drafts.amend(Relation.SUPERSEDES, "1")).problem
    assert "was cancelled by moscow/2027/2 already" in again.message
    line = Reading(moscow.reader).outbox(9)[-1]
    assert len(line["amended"]) == 16
    assert line["amended"][0]["relation"] == "CANCELS"


# -- what is refused ------------------------------------------------------------------------------


def refusals() -> dict[str, tuple[Send | Amend | Cancel, str]]:
    """Return what moscow may not do: it sent 1 to two offices, and 3, which 5 cancelled."""
    lower = f"To: {RAZUVAEV}\nTo: {ROSHCHIN}\nClassification: UNCLASSIFIED\n\nНет.\n"
    return {
        "a cancellation that leaves an addressee out": (
            drafts.send(RAZUVAEV, Cancels="1"),
            "does not go to roshchin@peking",
        ),
        "a supersession that leaves one out": (
            drafts.amend(Relation.SUPERSEDES, "1", f"To: {RAZUVAEV}\n\nНовая.\n"),
            "does not go to roshchin@peking",
        ),
        "a correction that leaves one out": (
            drafts.amend(Relation.CORRECTS, "1", f"To: {RAZUVAEV}\n\nЧитать: 21.\n"),
            "what is to correct moscow/2027/1 does not go to roshchin@peking",
        ),
        "a correction to one who never had it": (
            drafts.send(ROSHCHIN, Corrects="2"),
            "does not go to razuvaev@pyongyang",
        ),
        "under a lower label": (drafts.amend(Relation.CORRECTS, "1", lower), "labelled lower"),
        "what was cancelled already": (drafts.cancel("3"), "was cancelled by moscow/2027/5"),
        "a correction of what was cancelled": (
            drafts.amend(Relation.CORRECTS, "3"),
            "was cancelled by moscow/2027/5",
        ),
        "a cancellation of a cancellation": (drafts.cancel("5"), "is itself a cancellation"),
        "another station's": (drafts.cancel("peking/1"), "was sent by peking, not from here"),
        "another station's, by a form line": (
            drafts.send(Cancels="peking/1"),
            "only peking may cancel its telegram",
        ),
        "what is not here": (drafts.send(Supersedes="77"), "there is no telegram 77"),
        "one that is held": (
            drafts.amend(Relation.CORRECTS, "1", "Hold until: within 2h\n\nНет.\n"),
            "cannot be held: it counts at once",
        ),
        "an answer to its own": (
            drafts.amend(Relation.ANSWERS, "2"),
            "was sent from here, not received",
        ),
        "an exemption of a stranger": (
            drafts.cancel("1", exempted=(OfficeId("desk@tokyo"),)),
            "not addressed to desk@tokyo",
        ),
    }


@pytest.mark.parametrize("what", refusals())
def test_what_may_not_be_said_of_another_is_refused(
    network: Network, courier: Courier, what: str
) -> None:
    moscow = network[MOSCOW]
    network[PEKING].handle(drafts.send(GROMYKO, office=ROSHCHIN))
    courier.run()
    moscow.handle(drafts.send(*ALL), drafts.send())
    moscow.handle(drafts.send(RAZUVAEV), drafts.send(RAZUVAEV))
    assert moscow.take(drafts.cancel("3")).value["number"] == 5
    order, words = refusals()[what]
    took = moscow.take(order)
    assert took.facts == (), took.facts
    assert words in took.problem.message
    assert exits(moscow, "1") == {None}


def test_an_addressee_that_cannot_be_told_is_named_as_exempted(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(*ALL))
    took = moscow.take(drafts.cancel("1", exempted=(ROSHCHIN,)))
    kinds = {one.office: one.kind for one in body_of(moscow, took).addressees}
    assert kinds == {RAZUVAEV: AddresseeKind.ACTION, ROSHCHIN: AddresseeKind.EXEMPTED}
    courier.run()
    assert exits(network[PYONGYANG], "moscow/1") == {Exit.CANCELLED}
    assert exits(network[PEKING], "moscow/1") == {None}


# -- the order of arrival -------------------------------------------------------------------------


def test_a_cancellation_may_come_before_what_it_cancels(network: Network) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    moscow.handle(drafts.cancel("1"))
    first, second = (one.load for one in moscow.waiting(PYONGYANG))
    assert isinstance(first, Packet)
    assert isinstance(second, Packet)
    pyongyang.handle(Arrived(packet=second, neighbour=MOSCOW))
    assert pyongyang.registers.by_number(1, station=MOSCOW) == []
    pyongyang.handle(Arrived(packet=first, neighbour=MOSCOW))
    assert exits(pyongyang, "moscow/1") == {Exit.CANCELLED}
    assert marks(pyongyang, "moscow/1") == [("CANCELS", "moscow/2027/2", True)]
    assert "foreign-amendment" not in pyongyang.alarms()
    pyongyang.power_cut()
    assert pyongyang.stored.rebuild().changed == ()
    assert exits(pyongyang, "moscow/1") == {Exit.CANCELLED}


def test_the_registers_are_rebuilt_the_same(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(), drafts.send(), drafts.send(Hold="within 2h"))
    courier.run()
    moscow.handle(
        drafts.cancel("1"),
        drafts.amend(Relation.CORRECTS, "2"),
        drafts.cancel("3"),
        drafts.repeat("2"),
        drafts.void(6),
    )
    courier.run()
    pyongyang.handle(drafts.amend(Relation.ANSWERS, "moscow/2", office=RAZUVAEV))
    courier.run()
    for post in (moscow, pyongyang):
        assert post.stored.rebuild().changed == ()


# -- exercises ------------------------------------------------------------------------------------


def test_a_reply_to_an_exercise_is_an_exercise(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(Type="exercise", Exercise="Восток"))
    courier.run()
    raw = drafts.send(GROMYKO, office=RAZUVAEV, Answers="moscow/1")
    refused = pyongyang.take(raw).problem
    assert "moscow/2027/1 is an exercise" in refused.message
    assert refused.hint == "add the form line 'Type: exercise'"
    took = pyongyang.take(drafts.amend(Relation.ANSWERS, "moscow/1", office=RAZUVAEV))
    body = body_of(pyongyang, took)
    assert (body.message_type.name, body.message_type_name) == ("EXERCISE", "Восток")


def test_an_exercise_cancels_no_operation(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    took = moscow.take(drafts.send(Type="exercise", Cancels="1"))
    assert "is an operation" in took.problem.message
    assert exits(moscow, "1") == {None}


def test_an_exercise_is_passed_on_as_one(network: Network, courier: Courier) -> None:
    network[PEKING].handle(drafts.send(GROMYKO, office=ROSHCHIN, Type="drill", Exercise="Гром"))
    courier.run()
    took = network[MOSCOW].take(drafts.pass_on("peking/1", RAZUVAEV, GROMYKO))
    body = body_of(network[MOSCOW], took)
    assert (body.message_type.name, body.message_type_name) == ("DRILL", "Гром")


def test_what_was_cancelled_is_not_passed_on(network: Network, courier: Courier) -> None:
    network[PEKING].handle(drafts.send(GROMYKO, office=ROSHCHIN))
    network[PEKING].handle(drafts.cancel("1", office=ROSHCHIN))
    courier.run()
    took = network[MOSCOW].take(drafts.pass_on("peking/1", RAZUVAEV, GROMYKO))
    assert "was cancelled by peking/2027/2, and is not passed on" in took.problem.message
    assert took.facts == ()


# -- attachments ----------------------------------------------------------------------------------


def test_a_correction_has_files_of_its_own(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    one = attach(moscow)
    text = f"Attach: {one.attachment.name}\n\nКарта.\n"
    order = replace(drafts.amend(Relation.CORRECTS, "1", text), attachments=(one,))
    took = moscow.take(order)
    assert body_of(moscow, took).attachments == (one.attachment,)
    courier.run()
    assert pyongyang.examine() == 1
    assert marks(pyongyang, "moscow/1") == [("CORRECTS", "moscow/2027/2", True)]


def test_what_is_held_keeps_its_files(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    order = sending(attach(moscow))
    moscow.handle(replace(order, text=f"Hold until: within 2h\n{order.text}"))
    courier.run()
    assert pyongyang.registers.by_number(1, station=MOSCOW) == []
    network.clock.advance(2 * HOUR_MS)
    moscow.tick()
    courier.run()
    assert pyongyang.examine() == 1
    (telegram,) = pyongyang.registers.by_number(1, station=MOSCOW)
    (state,) = pyongyang.attachments.of(telegram.entry.identity.uid)
    assert (state.finding, state.examined_at) == ("", network.clock.now)


# -- repeats --------------------------------------------------------------------------------------


def test_a_repeat_goes_to_those_that_have_not_answered_and_does_nothing_twice(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang, peking = network[MOSCOW], network[PYONGYANG], network[PEKING]
    moscow.handle(drafts.send(*ALL))
    courier.run()
    pyongyang.handle(drafts.confirm("moscow/1"))
    courier.run()
    before = peking.committed_head().size
    took = moscow.take(drafts.repeat("1"))
    assert took.value["stations"] == [PEKING]
    sealed = took.one(EnvelopeSealed)
    assert [(one.is_repeat, one.offices) for one in sealed.documents] == [(True, (ROSHCHIN,))]
    assert took.one(Repeated).office == GROMYKO
    courier.run()
    assert "Delivered" not in {type(fact).__name__ for fact in peking.facts_after(before)}
    assert len(peking.registers.by_number(1, station=MOSCOW)) == 1
    assert moscow.traffic.next_due() is None  # the repeat was confirmed like the first
    named = moscow.take(drafts.repeat("1", to=RAZUVAEV))
    assert named.value["stations"] == [PYONGYANG]


def test_what_is_answered_expired_cancelled_or_another_stations_is_not_repeated(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(), drafts.send(Expires="within 1h"), drafts.send())
    courier.run()
    pyongyang.handle(drafts.confirm("moscow/1"))
    courier.run()
    moscow.handle(drafts.cancel("3"))
    network.clock.advance(61 * MINUTE_MS)
    assert "has answered it" in moscow.take(drafts.repeat("1")).problem.message
    assert "has expired" in moscow.take(drafts.repeat("2")).problem.message
    assert "is CANCELLED" in moscow.take(drafts.repeat("3")).problem.message
    assert "not addressed to" in moscow.take(drafts.repeat("1", to=ROSHCHIN)).problem.message
    assert moscow.take(drafts.repeat("1", office=CLERK)).problem.code == "forbidden"
    assert "was sent by moscow" in pyongyang.take(drafts.repeat("1", RAZUVAEV)).problem.message


def test_an_operator_may_repeat(network: Network, courier: Courier) -> None:
    peking = network[PEKING]
    peking.handle(drafts.send(office=ROSHCHIN))
    courier.run()
    assert peking.take(drafts.repeat("1", OPERATOR)).value["stations"] == [PYONGYANG]
