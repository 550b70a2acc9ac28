"""Journals of others: what envelopes name is kept, what grows is proved, what is quiet stays so."""

from depesha.envelope import Kind
from depesha.journal import verify_consistency
from depesha.notice import ServiceCode
from depesha.office import checkpointing
from depesha.office.events import KeepWatch, SignCheckpoint
from depesha.office.facts import (
    CheckpointSigned,
    HeadProved,
    ProofAsked,
    ProofGiven,
    ServiceSent,
)
from depesha.office.witness import UNANSWERED
from depesha.seal.checkpoint import CheckpointKeys, verify_checkpoint
from depesha.store.checkpoints import every_lasting, newest_note
from depesha.wire import CONSISTENCY
from tests.network import drafts
from tests.network.courier import Calm, Courier, Fate
from tests.network.keys import DAY_MS, MOSCOW, NOW, PYONGYANG, RAZUVAEV, sealer_of
from tests.network.post import Network, Post

KEYS = CheckpointKeys(
    station=MOSCOW,
    ed25519=sealer_of(MOSCOW).station_public,
    mldsa44=sealer_of(MOSCOW).checkpoints.public,
)
UPKEEP = {ProofAsked, ProofGiven, HeadProved}


class Swallowing(Calm):
    """Everything is accepted and lost."""

    def fate(self, load: object) -> Fate:
        del load
        return Fate.SWALLOWED


def a_day(network: Network, courier: Courier) -> None:
    """Let a day pass, the clocks of the journals strike, and what follows be carried."""
    network.clock.advance(DAY_MS)
    for post in network.posts.values():
        post.handle(KeepWatch())
    courier.run()


def exchanged(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    network[PYONGYANG].handle(drafts.confirm("moscow/1", RAZUVAEV))
    courier.run()


def named_by(post: Post, other: Post) -> tuple[int, int]:
    """Return the highest head that `other` named to `post`, and the highest that it proved."""
    peer = post.stored.journals.peer(other.station)
    assert peer is not None
    return peer.highest.size, peer.proved.size if peer.proved else 0


# -- checkpoints ----------------------------------------------------------------------------------


def test_the_note_beside_the_store_is_of_the_last_commit(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    note = newest_note(moscow.folder / "head")
    assert note is not None
    assert verify_checkpoint(note, KEYS).head == moscow.committed_head()


def test_a_day_in_which_something_happened_ends_with_a_lasting_checkpoint(
    network: Network,
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    before = moscow.committed_head()
    assert moscow.desk.next_watch(NOW) == (NOW // DAY_MS + 1) * DAY_MS
    assert moscow.take(KeepWatch()).facts == (), "the day has not ended"
    network.clock.advance(DAY_MS)
    fact = moscow.take(KeepWatch()).one(CheckpointSigned)
    checked = verify_checkpoint(fact.note, KEYS)
    assert (checked.head, checked.is_lasting) == (before, True), "a head that was on disk"
    assert [row[3] for row in every_lasting(moscow.reader)] == [fact.note]


def test_an_idle_station_signs_nothing_for_ever(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    for _ in range(5):
        network.clock.advance(DAY_MS)
        moscow.handle(KeepWatch())
    assert len(moscow.facts(CheckpointSigned)) == 1
    assert checkpointing.next_at(moscow.stored) is None


def test_the_end_of_serving_signs_what_no_day_has_signed(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    assert moscow.take(SignCheckpoint()).kinds == [CheckpointSigned]
    assert moscow.take(SignCheckpoint()).facts == ()


# -- proofs ---------------------------------------------------------------------------------------


def test_what_was_named_is_proved_after_a_day(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    named = named_by(pyongyang, moscow)
    assert named[1] == 0 < named[0]
    assert pyongyang.take(KeepWatch()).facts == (), "not before a day has passed"
    a_day(network, courier)
    asked = pyongyang.facts(ProofAsked)[0]
    assert named[0] in asked.sizes
    proved = pyongyang.facts(HeadProved)[0]
    assert (proved.station, set(proved.proved)) == (MOSCOW, set(asked.sizes))
    assert named_by(pyongyang, moscow)[1] == proved.size > named[0]
    assert pyongyang.alarms() == moscow.alarms() == []
    item = pyongyang.document(proved.digest)
    assert item is not None
    assert item.kind is Kind.CONSISTENCY
    document = CONSISTENCY.decode(item.payload)
    assert verify_checkpoint(document.note, KEYS).is_lasting, "others hold the lasting signature"
    for proof in document.proofs:
        root = pyongyang.stored.journals.witnessed(MOSCOW, proof.size)
        assert root is not None
        assert verify_consistency(proof.size, proved.size, root, proved.root, proof.path)


def test_two_idle_stations_ask_each_other_once_and_fall_silent(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    for _ in range(3):
        a_day(network, courier)
    before = {station: post.committed_head() for station, post in network.posts.items()}
    for _ in range(5):
        a_day(network, courier)
    assert {station: post.committed_head() for station, post in network.posts.items()} == before
    assert all(post.desk.next_watch(network.clock.now) is None for post in network.posts.values())
    for one in (MOSCOW, PYONGYANG):
        assert [len(network[one].facts(kind)) for kind in UPKEEP] == [1, 1, 1]


def test_stations_that_keep_watch_in_turn_fall_silent_too(
    network: Network, courier: Courier
) -> None:
    """Each question names a larger journal; were that due again, they would ask for ever."""
    exchanged(network, courier)
    for day in range(10):
        network.clock.advance(DAY_MS)
        network[(MOSCOW, PYONGYANG)[day % 2]].handle(KeepWatch())
        courier.run()
    asked = [len(network[one].facts(ProofAsked)) for one in (MOSCOW, PYONGYANG)]
    assert asked == [1, 1]


def test_what_is_proved_is_the_beginning_of_what_is_proved_next(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    a_day(network, courier)
    network[MOSCOW].handle(drafts.send())
    courier.run()
    a_day(network, courier)
    a_day(network, courier)
    first, second = network[PYONGYANG].facts(HeadProved)
    assert first.size in second.proved


def test_letters_that_overtake_each_other_raise_nothing(network: Network) -> None:
    """The last comes first, and each names a smaller journal than the one before it."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    for _ in range(5):
        moscow.handle(drafts.send())
    turned = Courier(network, Turned())
    turned.run()
    heads = [row[0] for row in pyongyang.reader.rows("SELECT head_size FROM received ORDER BY seq")]
    assert heads == sorted(heads)
    assert len(set(heads)) == 5
    assert not {"journal-rolled-back", "journal-forked"} & set(pyongyang.alarms())
    assert moscow.alarms() == []


class Turned(Calm):
    """The last arrives first."""

    def order(self, loads: object) -> list[object]:  # type: ignore[override]
        return list(reversed(loads))  # type: ignore[call-overload]


def test_a_station_that_writes_and_does_not_prove_is_an_alarm(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    pyongyang = network[PYONGYANG]
    for number in range(UNANSWERED + 1):
        network.clock.advance(DAY_MS)
        network[MOSCOW].handle(drafts.send())
        courier.carry(MOSCOW, PYONGYANG)
        pyongyang.handle(KeepWatch())
        assert ("journal-unproved" in pyongyang.alarms()) == (number == UNANSWERED)
        courier.weather = Swallowing()
        courier.carry(PYONGYANG, MOSCOW)
        courier.weather = Calm()
    network.clock.advance(DAY_MS)
    network[MOSCOW].handle(drafts.send())
    courier.run()
    pyongyang.handle(KeepWatch())
    courier.run()
    assert "journal-unproved" not in pyongyang.alarms()


def test_a_question_is_answered_once_in_ten_minutes(network: Network, courier: Courier) -> None:
    """Attack: questions without end, each of which costs the asked a signature."""
    exchanged(network, courier)
    pyongyang, moscow = network[PYONGYANG], network[MOSCOW]
    network.clock.advance(DAY_MS)
    pyongyang.handle(KeepWatch())
    (sent,) = [one for one in pyongyang.facts(ServiceSent) if one.code is ServiceCode.PROOF_ASKED]
    assert sent.to == MOSCOW
    network.clock.advance(DAY_MS)
    pyongyang.handle(KeepWatch())
    courier.run()
    assert len(moscow.facts(ProofGiven)) == 1
    assert len(pyongyang.facts(ProofAsked)) == 2


def test_the_registers_of_witnesses_follow_from_facts(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    a_day(network, courier)
    a_day(network, courier)
    for post in network.posts.values():
        assert post.stored.rebuild().changed == ()
