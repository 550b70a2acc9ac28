"""A disk that is put back without a restoration: an alarm here, or at every correspondent."""

from pathlib import Path
from shutil import copyfile

import pytest

from depesha.errors import RolledBack
from depesha.office.facts import Delivered
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger
from tests.network.hostile import offered
from tests.network.keys import MOSCOW, PEKING, PYONGYANG, RAZUVAEV, ROSHCHIN
from tests.network.post import Network
from tests.network.restoring import back_up, restore


def test_the_store_alone_is_refused_by_its_own_station(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send())
    courier.run()
    moscow.close()
    copyfile(moscow.folder / "head", tmp_path / "copy" / "head")
    with pytest.raises(RolledBack, match="rolled back"):
        moscow.put_back_disk(tmp_path / "copy")
    copyfile(moscow.folder / "head", tmp_path / "head")


def test_the_whole_disk_shows_at_every_correspondent_that_it_writes_to_again(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send(RAZUVAEV, ROSHCHIN))
    courier.run()
    moscow.put_back_disk(tmp_path / "copy")
    moscow.take(drafts.send(RAZUVAEV, ROSHCHIN, text="Другая."))
    courier.run()
    for name in (PEKING, PYONGYANG):
        assert "quarantined" in network[name].alarms()
        assert len(network[name].facts(Delivered)) == 1
    assert "non-delivery" in moscow.alarms()


def test_with_a_restoration_neither_happens(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send(RAZUVAEV, ROSHCHIN))
    courier.run()
    restore(moscow, tmp_path / "copy")
    courier.run()
    moscow.take(drafts.send(RAZUVAEV, ROSHCHIN, text="Другая."))
    courier.run()
    for name in (PEKING, PYONGYANG):
        assert network[name].alarms() == ["station-restored"]
        assert len(network[name].facts(Delivered)) == 2
    assert moscow.alarms() == []


def test_numbering_anew_without_saying_why_is_an_alarm(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    offered(pyongyang, forger.packet(*forger.telegram(number=1)))
    fresh = forger.packet(
        *forger.telegram(number=2), epoch=b"another!", addressee_seq=1, previous=bytes(32)
    )
    offered(pyongyang, fresh)
    assert pyongyang.alarms() == ["new-epoch"]
