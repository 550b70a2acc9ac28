"""A number that was given twice: never "a replay", never taken in, always an alarm.

Its station was put back, or its keys are used elsewhere: either way its journal is in doubt.
"""

from depesha.office.facts import Delivered, EnvelopeOpened
from depesha.packet import Grade
from tests.network.forger import EPOCH, Forger
from tests.network.hostile import must_be_given_back, offered
from tests.network.keys import MOSCOW, PYONGYANG
from tests.network.post import Network


def test_another_letter_under_a_number_that_came_is_kept_out(network: Network) -> None:
    forger = Forger()
    pyongyang = network[PYONGYANG]
    first = offered(pyongyang, forger.packet(*forger.telegram(number=1)))
    second = forger.packet(*forger.telegram(number=2), addressee_seq=1)
    must_be_given_back(
        pyongyang, second, "malformed", alarms=["journal-rolled-back", "quarantined"]
    )
    assert len(pyongyang.facts(Delivered)) == 1
    came = pyongyang.traffic.received(MOSCOW, EPOCH, Grade.LOW, 1)
    assert came == first.one(EnvelopeOpened).digest


def test_the_same_number_at_another_grade_or_epoch_is_another_number(network: Network) -> None:
    forger = Forger()
    pyongyang = network[PYONGYANG]
    offered(pyongyang, forger.packet(*forger.telegram(number=1)))
    nothing = bytes(32)
    other = forger.packet(
        *forger.telegram(number=2), grade=Grade.FLASH, addressee_seq=1, previous=nothing
    )
    fresh = forger.packet(
        *forger.telegram(number=3), epoch=b"another!", addressee_seq=1, previous=nothing
    )
    for packet in (other, fresh):
        assert Delivered in offered(pyongyang, packet).kinds
    assert pyongyang.alarms() == ["new-epoch"]  # nobody said why the numbers begin anew
