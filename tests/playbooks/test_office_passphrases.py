"""An office's key behind its holder's own passphrase: lent for one order, and for no other."""

from dataclasses import replace

import pytest

from depesha.errors import OfficeLocked, WrongPassphrase
from depesha.names import Grant, OfficeId
from depesha.office.desk import Desk
from depesha.office.events import ChangeOfficeKey, Done, Granted, HandOver, Minimize, content_of
from depesha.office.facts import (
    AnswerGiven,
    Drafted,
    DraftReturned,
    LineMinimized,
    OfficeHandedOver,
    OfficeKeyChanged,
    Registered,
)
from depesha.seal.office_lock import relocked
from depesha.seal.sealer import StationSealer
from depesha.seal.stretch import TESTING_ONLY_COST
from depesha.telegram import Precedence
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    GROMYKO,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    STATIONS,
    VYSHINSKY,
)
from tests.network.keys import (
    content_of as keys_of,
)
from tests.network.post import Network, Post

HIS = "correct horse battery staple"
HERS = "staple battery horse correct"


def locked(post: Post, **offices: str) -> StationSealer:
    """Sit a station down again with the keys of some offices behind passphrases."""
    content = keys_of(post.station)
    for name, passphrase in offices.items():
        office = f"{name}@{post.station}"
        content = relocked(content, office, old=None, new=passphrase, cost=TESTING_ONLY_COST)
    sealer = StationSealer(content)
    post.desk = Desk(replace(post.desk._around, sealer=sealer), post.desk.key_book)
    return sealer


@pytest.fixture
def moscow(network: Network) -> Post:
    return network[MOSCOW]


def test_without_its_passphrase_nothing_is_signed_as_an_office(moscow: Post) -> None:
    """A seized station, or one that starts unattended by an open slot: all else it can do."""
    locked(moscow, gromyko=HIS)
    took = moscow.take(drafts.send())
    assert isinstance(took.problem, OfficeLocked)
    assert took.problem.exit_status == 7
    assert "--office-passphrase-file" in took.problem.hint
    assert (took.facts, moscow.waiting(PYONGYANG)) == ((), [])
    assert moscow.take(drafts.write()).kinds == [Drafted]  # a draft is signed by nobody
    assert Registered in moscow.take(drafts.send(office=VYSHINSKY)).kinds  # who is open


def test_what_is_lent_signs_that_order(moscow: Post) -> None:
    sealer = locked(moscow, gromyko=HIS)
    grant = sealer.lend(GROMYKO, HIS)
    took = moscow.take(Granted(order=drafts.send(), grant=grant))
    assert Registered in took.kinds
    sealer.take_back(grant)
    assert isinstance(moscow.take(drafts.send()).problem, OfficeLocked)


def test_another_order_of_the_same_group_cannot_use_it(moscow: Post) -> None:
    """Planted: a grant that is not taken from the table after its event lets both others pass."""
    sealer = locked(moscow, gromyko=HIS)
    grant = sealer.lend(GROMYKO, HIS)
    before, lent, after = moscow.handle(
        drafts.send(), Granted(order=drafts.send(), grant=grant), drafts.send()
    )
    assert isinstance(lent, Done)
    assert isinstance(before, OfficeLocked)
    assert isinstance(after, OfficeLocked)
    assert len(moscow.facts(Registered)) == 1


def test_after_a_refused_order_too(moscow: Post) -> None:
    sealer = locked(moscow, gromyko=HIS)
    grant = sealer.lend(GROMYKO, HIS)
    refused, after = moscow.handle(
        Granted(order=drafts.send(classification=""), grant=grant), drafts.send()
    )
    assert getattr(refused, "code", "") == "usage"
    assert isinstance(after, OfficeLocked)


def test_what_one_office_lent_signs_for_no_other(moscow: Post) -> None:
    sealer = locked(moscow, gromyko=HIS, vyshinsky=HERS)
    grant = sealer.lend(VYSHINSKY, HERS)
    took = moscow.take(Granted(order=drafts.send(), grant=grant))
    assert isinstance(took.problem, OfficeLocked)
    made_up = moscow.take(Granted(order=drafts.send(), grant=Grant(bytes(16))))
    assert isinstance(made_up.problem, OfficeLocked)


def test_a_wrong_passphrase_lends_nothing(moscow: Post) -> None:
    sealer = locked(moscow, gromyko=HIS)
    for wrong in (HERS, HIS + " ", ""):
        with pytest.raises(WrongPassphrase, match="does not open the key of gromyko@moscow"):
            sealer.lend(GROMYKO, wrong)


def test_a_grant_is_no_part_of_what_an_order_says(moscow: Post) -> None:
    sealer = locked(moscow, gromyko=HIS)
    order = drafts.send()
    grant = sealer.lend(GROMYKO, HIS)
    granted = Granted(order=order, grant=grant)
    assert grant.hex() not in repr(granted)
    assert repr(grant) not in repr(granted)
    moscow.handle(granted)
    again = moscow.take(order)  # without the passphrase: the first result is nothing new
    assert again.value["repeated"] is True
    kept = moscow.reader.row(
        "SELECT result FROM order_result WHERE order_id = ?", (order.order_id,)
    )
    assert kept is not None
    assert content_of(order) in kept[0]
    assert grant.hex() not in kept[0]


def test_an_answer_needs_the_passphrase_too(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    pyongyang = network[PYONGYANG]
    sealer = locked(pyongyang, razuvaev=HIS)
    for order in (
        drafts.confirm("moscow/1"),
        drafts.comply("moscow/1"),
        drafts.report("moscow/1"),
        drafts.cannot("moscow/1"),
    ):
        assert isinstance(pyongyang.take(order).problem, OfficeLocked)
    grant = sealer.lend(RAZUVAEV, HIS)
    took = pyongyang.take(Granted(order=drafts.comply("moscow/1"), grant=grant))
    assert len([one for one in took.facts if isinstance(one, AnswerGiven)]) == 2


def test_a_draft_is_returned_by_one_who_is_there(moscow: Post) -> None:
    """To return speaks for an office, though nothing is signed."""
    sealer = locked(moscow, gromyko=HIS)
    moscow.handle(drafts.write(office=VYSHINSKY))
    assert isinstance(moscow.take(drafts.returned(1)).problem, OfficeLocked)
    grant = sealer.lend(GROMYKO, HIS)
    assert DraftReturned in moscow.take(Granted(order=drafts.returned(1), grant=grant)).kinds


def test_a_telegram_that_two_release_needs_two_passphrases(moscow: Post) -> None:
    sealer = locked(moscow, gromyko=HIS, vyshinsky=HERS)
    moscow.handle(drafts.write(Precedence="OVERRIDE"))
    for office, passphrase in ((GROMYKO, HIS), (VYSHINSKY, HERS)):
        order = drafts.release(1, office)
        assert isinstance(moscow.take(order).problem, OfficeLocked)
        moscow.handle(Granted(order=order, grant=sealer.lend(office, passphrase)))
    assert len(moscow.facts(Registered)) == 1


# -- holders --------------------------------------------------------------------------------------


def test_a_handover_is_a_fact_and_the_tasks_stay(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(Execution="at once"))
    courier.run()
    pyongyang = network[PYONGYANG]
    before = pyongyang.duty("moscow/1")
    order = HandOver(order_id="x", office=RAZUVAEV, holder="S. P. Suzdalev", locked=True)
    took = pyongyang.take(order)
    assert took.facts == (OfficeHandedOver(office=RAZUVAEV, holder="S. P. Suzdalev", locked=True),)
    assert took.value == {
        "office": RAZUVAEV,
        "holder": "S. P. Suzdalev",
        "before": "",
        "since_at": network.clock.now,
        "key": "locked",
    }
    assert pyongyang.duty("moscow/1") == before
    assert pyongyang.registers.holder(RAZUVAEV) == "S. P. Suzdalev"
    assert pyongyang.take(drafts.report("moscow/1")).value["state"] == "EXECUTED"


def test_what_a_key_is_behind_is_a_fact(moscow: Post) -> None:
    took = moscow.take(ChangeOfficeKey(order_id="x", office=GROMYKO, locked=True))
    assert took.facts == (OfficeKeyChanged(office=GROMYKO, locked=True),)


def test_every_station_of_these_tests_is_open_unless_it_is_locked(network: Network) -> None:
    for station in STATIONS:
        sealer = network[station].sealer
        assert not any(sealer.is_locked(OfficeId(one.office)) for one in keys_of(station).offices)


def test_a_minimum_is_set_by_an_office_whose_holder_is_there(network: Network) -> None:
    peking = network[PEKING]
    sealer = locked(peking, roshchin=HIS)
    order = Minimize(
        order_id=drafts.order_id(), neighbour=MOSCOW, precedence=Precedence.FLASH, office=ROSHCHIN
    )
    assert isinstance(peking.take(order).problem, OfficeLocked)
    grant = sealer.lend(ROSHCHIN, HIS)
    assert peking.take(Granted(order=order, grant=grant)).one(LineMinimized).neighbour == MOSCOW


def test_at_the_machine_itself_a_minimum_needs_no_office(network: Network) -> None:
    peking = network[PEKING]
    locked(peking, roshchin=HIS)
    order = Minimize(order_id=drafts.order_id(), neighbour=MOSCOW, precedence=Precedence.FLASH)
    assert peking.take(order).one(LineMinimized).neighbour == MOSCOW
