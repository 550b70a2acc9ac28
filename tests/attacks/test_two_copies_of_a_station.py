"""One station runs twice: from one disk, or restored elsewhere while the first goes on."""

from pathlib import Path
from shutil import copytree

from depesha.office.facts import Delivered
from depesha.office.restored import SKEW_MS
from depesha.packet import Arrived
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import MOSCOW, PYONGYANG, book_of
from tests.network.post import Network, Post
from tests.network.restoring import back_up, restore


def the_other(network: Network, folder: Path, to: Path) -> Post:
    """Begin a copy of Moscow beside it, from a copy of its disk."""
    copytree(folder, to)
    other = Post(MOSCOW, to, network.clock, key_book=book_of(MOSCOW, network.plan))
    other.chance._calls = 10_000  # two machines do not draw the same bytes
    return other


def bring(network: Network, sender: Post) -> None:
    """Bring to Pyongyang what waits at one of the two."""
    for waiting in sender.waiting(PYONGYANG):
        network[PYONGYANG].handle(Arrived(packet=waiting.load, neighbour=MOSCOW))  # type: ignore[arg-type]


def test_two_of_one_disk_use_a_number_twice(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    back_up(moscow, tmp_path / "copy")
    other = the_other(network, tmp_path / "copy", tmp_path / "other")
    moscow.take(drafts.send())
    other.take(drafts.send(text="Другая."))
    bring(network, moscow)
    bring(network, other)
    assert "quarantined" in pyongyang.alarms()
    assert len(pyongyang.facts(Delivered)) == 1
    other.close()
    del courier


def test_one_that_goes_on_beside_a_restored_one_shows_at_correspondents_and_at_itself(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.take(drafts.send())
    courier.run()
    back_up(moscow, tmp_path / "copy")
    goes_on = the_other(network, tmp_path / "copy", tmp_path / "other")
    restore(moscow, tmp_path / "copy")
    courier.carry(MOSCOW, PYONGYANG)
    for waiting in pyongyang.waiting(MOSCOW):  # the answer goes astray, to the one that goes on
        goes_on.handle(Arrived(packet=waiting.load, neighbour=PYONGYANG))  # type: ignore[arg-type]
    assert "two-at-once" in goes_on.alarms()
    network.clock.advance(SKEW_MS + 1)
    goes_on.take(drafts.send(text="Другая."))
    bring(network, goes_on)
    assert "two-at-once" in pyongyang.alarms()
    goes_on.close()
