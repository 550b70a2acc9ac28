"""The copies ledger: numbers without gaps, holders, ends, terms; at originator and addressee."""

import pytest

from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.names import OfficeId, TimeMs
from depesha.office.events import (
    ArchiveCopy,
    CertifyCopy,
    DestroyCopy,
    Event,
    IssueCopy,
    PrintCopy,
    ReturnCopy,
)
from depesha.office.facts import AlarmCleared, AlarmRaised, CopyDestroyed, CopyIssued, CopyOverdue
from depesha.station.periods import MOST_MS
from depesha.store.copy_reading import copies_of
from depesha.store.reading import Reading
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import CLERK, DAY_MS, GROMYKO, GUARD, MOSCOW, PEKING, PYONGYANG, RAZUVAEV
from tests.network.post import Network, Post, Took

COPIES = "1 т. Сталину; 2 Копия"


def issue(
    post: Post,
    reference: str = "1",
    *,
    holder: str = "т. Молотову",
    office: OfficeId = GROMYKO,
    return_by: TimeMs | None = None,
) -> Took:
    order = IssueCopy(
        order_id=drafts.order_id(),
        office=office,
        reference=reference,
        holder=holder,
        return_by=return_by,
    )
    return post.take(order)


def of(number: int, kind: type, office: OfficeId = GROMYKO, **said: str) -> Event:
    event: Event = kind(
        order_id=drafts.order_id(), office=office, reference="1", number=number, **said
    )
    return event


def destroy(number: int, witness: str = "архив") -> Event:
    return of(number, DestroyCopy, act="17/с", done_by="канцелярия", witness=witness)


def ledger(post: Post, reference: str = "1") -> list[tuple[int, str, str]]:
    station, _, number = reference.rpartition("/")
    (telegram,) = post.registers.by_number(int(number), station=station or post.station)  # type: ignore[arg-type]
    lines = copies_of(post.reader, telegram.entry.identity.uid, MOST_MS, MOST_MS)
    return [(one["number"], one["holder"], one["state"]) for one in lines]


def test_the_copies_of_the_draft_are_held_and_the_next_follows_on_them(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies=COPIES))
    assert ledger(moscow) == [(1, "т. Сталину", "HELD"), (2, "Копия", "HELD")]
    assert issue(moscow).one(CopyIssued).number == 3
    assert ledger(moscow)[2] == (3, "т. Молотову", "HELD")


def test_a_number_is_never_given_again(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies=COPIES))
    moscow.take(destroy(2))
    assert issue(moscow).value["number"] == 3
    assert [one[0] for one in ledger(moscow)] == [1, 2, 3]


@pytest.mark.parametrize("copies", ["2 Копия", "1 т. Сталину; 3 Копия"])
def test_a_draft_whose_copies_have_a_gap_is_not_released(network: Network, copies: str) -> None:
    problem = network[MOSCOW].take(drafts.send(Copies=copies)).problem
    assert isinstance(problem, Usage)
    assert "numbered from 1 on" in problem.message


def test_held_becomes_returned_destroyed_or_archived_and_stays_so(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies="1 а; 2 б; 3 в"))
    assert moscow.take(of(1, ReturnCopy)).value["state"] == "RETURNED"
    assert isinstance(moscow.take(of(1, ReturnCopy)).problem, Refused)
    assert moscow.take(destroy(1)).value["state"] == "DESTROYED"
    assert moscow.take(of(2, ArchiveCopy, shelf="ф. 45")).value["state"] == "ARCHIVED"
    for event in (
        destroy(1),
        destroy(2),
        of(1, ArchiveCopy, shelf="x"),
        of(2, ReturnCopy),
        of(1, PrintCopy),
        of(1, CertifyCopy, certified_by="Иван"),
    ):
        assert isinstance(moscow.take(event).problem, Refused)
    assert [state for _, _, state in ledger(moscow)] == ["DESTROYED", "ARCHIVED", "HELD"]
    (telegram,) = moscow.registers.by_number(1)
    (line, *_) = copies_of(moscow.reader, telegram.entry.identity.uid, MOST_MS, MOST_MS)
    assert (line["act"], line["done_by"], line["witness"]) == ("17/с", "канцелярия", "архив")
    assert line["returned_at"] == line["destroyed_at"] == network.clock.now


def test_a_copy_is_destroyed_before_a_witness(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies=COPIES))
    assert isinstance(moscow.take(destroy(1, witness="КАНЦЕЛЯРИЯ")).problem, Usage)
    assert ledger(moscow)[0][2] == "HELD"


def test_a_copy_is_printed_and_certified_once(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies=COPIES))
    assert moscow.take(of(1, PrintCopy, printed_by="ян.")).facts
    assert isinstance(moscow.take(of(1, PrintCopy)).problem, Forbidden)
    assert moscow.take(of(2, CertifyCopy, certified_by="Иван")).facts
    assert isinstance(moscow.take(of(2, CertifyCopy, certified_by="Пётр")).problem, Refused)
    states = moscow.stored.copies.of(moscow.registers.by_number(1)[0].entry.identity.uid)
    assert [(one.printed_at is not None, one.certified_at is not None) for one in states] == [
        (True, False),
        (False, True),
    ]


def test_two_who_act_at_once_get_two_numbers_and_one_act(network: Network) -> None:
    """Both orders are decided in one group: the second sees what the first has done."""
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies=COPIES))
    orders = [
        IssueCopy(order_id=drafts.order_id(), office=GROMYKO, reference="1", holder=holder)
        for holder in ("а", "б")
    ]
    moscow.handle(*orders, destroy(1), destroy(1))
    assert [number for number, _, _ in ledger(moscow)] == [1, 2, 3, 4]
    assert len(moscow.facts(CopyDestroyed)) == 1


# -- NO_COPIES ------------------------------------------------------------------------------------


def test_no_copies_forbids_more_than_the_draft_lists(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies=COPIES, Caveat="NO_COPIES"))
    problem = issue(moscow).problem
    assert isinstance(problem, Forbidden)
    assert "2 of 2 copies are made" in problem.message
    moscow.take(destroy(1))
    assert isinstance(issue(moscow).problem, Forbidden), "a copy that is gone makes no room"


def test_at_the_addressee_there_is_one_for_each_office_and_each_keeps_its_own_ledger(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].take(drafts.send(Copies=COPIES, Caveat="NO_COPIES"))
    courier.run()
    pyongyang = network[PYONGYANG]
    assert ledger(pyongyang, "moscow/1") == []
    assert issue(pyongyang, "moscow/1", office=RAZUVAEV).one(CopyIssued).number == 1
    assert isinstance(issue(pyongyang, "moscow/1", office=RAZUVAEV).problem, Forbidden)
    assert len(ledger(network[MOSCOW])) == 2, "what is handed out there is not told here"


def test_without_a_caveat_an_addressee_makes_as_many_as_it_needs(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].take(drafts.send())
    courier.run()
    for number in (1, 2, 3):
        took = issue(network[PYONGYANG], "moscow/1", office=RAZUVAEV)
        assert took.one(CopyIssued).number == number


# -- terms ----------------------------------------------------------------------------------------


def test_a_copy_that_is_not_back_is_an_alarm_until_it_is(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send())
    term = TimeMs(network.clock.now + DAY_MS // 24)
    issue(moscow, return_by=term)
    assert moscow.desk.next_tick(network.clock.now) <= term  # type: ignore[operator]
    assert CopyOverdue not in moscow.tick().kinds
    network.clock.advance(DAY_MS // 24)
    took = moscow.tick()
    assert took.one(CopyOverdue).number == 1
    assert "copy-overdue" in [fact.kind for fact in took.facts if isinstance(fact, AlarmRaised)]
    assert CopyOverdue not in moscow.tick().kinds, "it is noticed once"
    (alarm,) = (one for one in Reading(moscow.reader).alarms() if one["what"] == "copy-overdue")
    assert "Молотову" not in alarm["text"], "a list of alarms is for everybody"
    assert moscow.take(of(1, ReturnCopy)).one(AlarmCleared).kind == "copy-overdue"
    assert "copy-overdue" not in moscow.alarms()


def test_a_term_that_is_over_is_no_term(network: Network) -> None:
    network[MOSCOW].take(drafts.send())
    problem = issue(network[MOSCOW], return_by=network.clock.now).problem
    assert isinstance(problem, Usage)


def test_a_copy_that_came_back_in_time_is_never_overdue(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send())
    issue(moscow, return_by=TimeMs(network.clock.now + DAY_MS))
    moscow.take(of(1, ReturnCopy))
    network.clock.advance(2 * DAY_MS)
    assert CopyOverdue not in moscow.tick().kinds


# -- who may --------------------------------------------------------------------------------------


def test_who_is_no_registrar_or_not_cleared_keeps_no_ledger(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send("roshchin@peking"))
    assert isinstance(issue(moscow, office=CLERK).problem, Forbidden)
    courier.run()
    moscow.take(drafts.send("roshchin@peking", classification="SECRET"))
    courier.run()
    assert isinstance(issue(network[PEKING], "moscow/2", office=GUARD).problem, NotFound)


def test_the_ledger_is_made_again_from_its_facts(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies=COPIES))
    issue(moscow, return_by=TimeMs(network.clock.now + DAY_MS))
    moscow.take(destroy(1))
    before = ledger(moscow)
    assert moscow.stored.rebuild().changed == ()
    assert ledger(moscow) == before
