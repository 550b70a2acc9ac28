"""A disk is put back together with its file `head`: the station cannot know, its correspondents do.

Planted bugs: a desk that does not look at the heads (`witness.witness` does nothing), and one that
does not look at what it is shown (`_look_at_shown` does nothing); each fails tests here.
"""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Refused
from depesha.notice import ServiceCode, ShownEnvelope
from depesha.office.events import KeepWatch
from depesha.office.facts import JournalDoubted, ProofAsked
from depesha.packet import Grade
from tests.attacks.test_forked_journal import answered, asked_about, head, named, proof
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger, opened
from tests.network.hostile import offered
from tests.network.keys import DAY_MS, HOUR_MS, MOSCOW, PYONGYANG
from tests.network.post import Network, Post
from tests.network.restoring import back_up, restore
from tests.playbooks.test_restore import rest


def put_back(network: Network, courier: Courier, tmp_path: Path, lost: int = 2) -> None:
    """Let Moscow send, take a copy of its disk, send more, and get the copy back."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    courier.run()
    moscow.copy_disk(tmp_path / "copy")
    for _ in range(lost):
        moscow.handle(drafts.send())
        courier.run()
    moscow.put_back_disk(tmp_path / "copy")


def cut_of(post: Post) -> int:
    return post.facts(JournalDoubted)[-1].cut


def test_a_number_that_was_given_again_shows_it_with_the_cut_line(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    network.clock.advance(1)
    put_back(network, courier, tmp_path)
    named = pyongyang.stored.journals.peer(MOSCOW)
    assert named is not None
    assert named.highest.size > moscow.committed_head().size
    moscow.handle(drafts.send())
    courier.run()
    assert "journal-rolled-back" in pyongyang.alarms()
    assert pyongyang.facts(JournalDoubted)[0].finding == "rolled-back"


def test_the_station_learns_of_it_and_gives_no_more_numbers(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """It is shown its own signature over a head that its journal does not have."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    put_back(network, courier, tmp_path)
    network.clock.advance(1)
    moscow.handle(drafts.send())
    courier.run()
    assert pyongyang.facts(ProofAsked), "the proof is demanded at once"
    assert moscow.registers.alarm_is_open("journal-rolled-back", MOSCOW)
    refused = moscow.take(drafts.send()).problem
    assert isinstance(refused, Refused)
    assert "put back" in refused.message
    assert "restore" in refused.hint


def test_one_that_was_asked_a_moment_ago_is_told_at_once_all_the_same(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """The daily question has just been asked when the disk is put back: no hour goes by."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    courier.run()
    network.clock.advance(DAY_MS)
    pyongyang.handle(KeepWatch())
    courier.run()
    assert len(pyongyang.facts(ProofAsked)) == 1
    network.clock.advance(1)
    put_back(network, courier, tmp_path)
    moscow.handle(drafts.send())
    courier.run()
    assert len(pyongyang.facts(ProofAsked)) == 2
    assert moscow.registers.alarm_is_open("journal-rolled-back", MOSCOW)
    refused = moscow.take(drafts.send()).problem
    assert isinstance(refused, Refused)
    for _ in range(3):  # and it is not asked with every letter
        network.clock.advance(1)
        pyongyang.tick()
    assert len(pyongyang.facts(ProofAsked)) == 2


def test_what_it_can_still_prove_is_the_cut_line(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """Pyongyang had a proof of what was before the copy was taken."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    courier.run()
    network.clock.advance(DAY_MS)
    pyongyang.handle(KeepWatch())
    courier.run()
    peer = pyongyang.stored.journals.peer(MOSCOW)
    assert peer is not None
    assert peer.proved is not None
    put_back(network, courier, tmp_path)
    network.clock.advance(HOUR_MS)
    moscow.handle(drafts.send())
    courier.run()
    assert cut_of(pyongyang) >= peer.proved.size


def test_a_station_that_only_goes_on_listening_is_found_by_the_question(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """It does not write again: until now nobody noticed (decision 0015)."""
    put_back(network, courier, tmp_path)
    network.clock.advance(DAY_MS)
    network[PYONGYANG].handle(KeepWatch())
    courier.run()
    assert "journal-rolled-back" in network[PYONGYANG].alarms()
    network.clock.advance(DAY_MS)
    network[PYONGYANG].handle(KeepWatch())
    courier.run()
    assert network[MOSCOW].registers.alarm_is_open("journal-rolled-back", MOSCOW)


def test_a_restoration_in_due_form_ends_the_doubt(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    back_up(moscow, tmp_path / "backup")
    put_back(network, courier, tmp_path)
    network.clock.advance(1)
    moscow.handle(drafts.send())
    courier.run()
    assert moscow.registers.alarm_is_open("journal-rolled-back", MOSCOW)
    assert "journal-rolled-back" in pyongyang.alarms()
    restore(moscow, tmp_path / "backup")
    rest(network, courier)
    assert not pyongyang.registers.alarm_is_uncleared("journal-rolled-back", MOSCOW)
    assert not moscow.registers.alarm_is_uncleared("journal-rolled-back", MOSCOW)
    network.clock.advance(DAY_MS)
    moscow.handle(drafts.send())
    courier.run()
    network.clock.advance(DAY_MS)
    pyongyang.handle(KeepWatch())
    courier.run()
    assert not [kind for kind in pyongyang.alarms() if kind.startswith("journal-")]
    peer = pyongyang.stored.journals.peer(MOSCOW)
    assert peer is not None
    assert peer.proved is not None, "the journal that goes on is proved again"


def test_a_later_number_with_a_smaller_head_is_a_rollback(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    named(forger, pyongyang, head(20), head(12))
    assert pyongyang.alarms() == ["journal-rolled-back"]


def test_an_earlier_number_that_comes_later_must_not_be_larger(network: Network) -> None:
    """Numbers 1 and 3 came; 2 overtaken by 3 names more than 3 did."""
    forger, pyongyang = Forger(), network[PYONGYANG]
    packets = [
        forger.packet(*forger.telegram(number=at), head=head(size))
        for at, size in enumerate((10, 30, 20), 1)
    ]
    for at in (0, 2, 1):
        offered(pyongyang, packets[at])
    assert "journal-rolled-back" in pyongyang.alarms()


def test_another_grade_or_epoch_says_nothing_of_the_order(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    offered(pyongyang, forger.packet(*forger.telegram(number=1), head=head(20)))
    nothing = bytes(32)
    flash: dict[str, Any] = {"grade": Grade.FLASH, "addressee_seq": 1, "previous": nothing}
    offered(pyongyang, forger.packet(*forger.telegram(number=2), head=head(12), **flash))
    fresh: dict[str, Any] = {"epoch": b"another!", "addressee_seq": 1, "previous": nothing}
    offered(pyongyang, forger.packet(*forger.telegram(number=3), head=head(11), **fresh))
    assert not [kind for kind in pyongyang.alarms() if kind.startswith("journal-")]


def test_whoever_admits_a_smaller_journal_went_back(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    named(forger, pyongyang, head(10), head(30))
    asked = asked_about(forger, pyongyang)
    answered(forger, pyongyang, asked, head(20), (proof(10, 20),))
    assert "journal-rolled-back" in pyongyang.alarms()
    assert cut_of(pyongyang) == 10


@pytest.mark.parametrize("is_signed", [True, False])
def test_what_is_shown_must_be_this_stations_own_signature(
    network: Network,
    courier: Courier,
    is_signed: bool,  # noqa: FBT001  # by the parametrization
) -> None:
    """Attack: a correspondent invents a head, to stop a station from giving numbers."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    courier.run()
    epoch = moscow.stored.traffic.epoch()
    liar = Forger(PYONGYANG, MOSCOW)
    seized = Forger(MOSCOW, PYONGYANG) if is_signed else Forger(PYONGYANG, MOSCOW)
    letter = shown_by(seized, epoch=epoch)
    offered(
        moscow,
        liar.packet(liar.service(ServiceCode.PROOF_ASKED, heads=(head(40),), shown=letter)),
        PYONGYANG,
    )
    is_open = moscow.registers.alarm_is_open("journal-rolled-back", MOSCOW)
    assert is_open is is_signed, "what it did sign, with its keys, it must answer for"


def test_an_envelope_of_an_epoch_that_ended_is_no_sign(network: Network) -> None:
    """After a restoration in due form what was lost stays lost."""
    moscow = network[MOSCOW]
    liar = Forger(PYONGYANG, MOSCOW)
    letter = shown_by(Forger(MOSCOW, PYONGYANG))
    offered(
        moscow,
        liar.packet(liar.service(ServiceCode.PROOF_ASKED, heads=(head(40),), shown=letter)),
        PYONGYANG,
    )
    assert moscow.alarms() == []


def shown_by(forger: Forger, **fields: Any) -> ShownEnvelope:
    packet = forger.packet(*forger.telegram(), head=head(40), **fields)
    letter = opened(packet, forger.recipient)
    return ShownEnvelope(payload=letter.envelope, signature=letter.signature)
