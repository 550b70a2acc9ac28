"""A station shows two histories: to one correspondent, or one to each of two.

Planted bug: a desk that takes each head as it comes (`witness.witness` does nothing) fails every
test here but the last.
"""

import pytest

from depesha.envelope import JournalHead, Kind
from depesha.journal import consistency_path, leaf_hash, root
from depesha.names import Digest, StationId
from depesha.notice import Consistency, HeadProof, ServiceCode
from depesha.office.events import KeepWatch
from depesha.office.facts import EnvelopeOpened, HeadProved, JournalDoubted, ProofAsked
from depesha.seal.signature import verify
from depesha.wire import CONSISTENCY, ENVELOPE, ENVELOPE_NAMESPACE
from tests.network.forger import Forger
from tests.network.hostile import offered
from tests.network.keys import DAY_MS, MOSCOW, PEKING, PYONGYANG, sealer_of
from tests.network.post import Network, Post
from tests.unit.test_journal import nodes_of

LEAVES = [leaf_hash(at.to_bytes(4, "big")) for at in range(40)]
OTHER = [*LEAVES[:10], *(leaf_hash(b"other %d" % at) for at in range(30))]
"""Another history, the same up to ten facts."""


def head(size: int, leaves: list[Digest] = LEAVES) -> JournalHead:
    return JournalHead(size=size, root=root(leaves[:size]))


def named(forger: Forger, post: Post, *heads: JournalHead) -> None:
    """Let the forger send a letter for each head."""
    for at, one in enumerate(heads, forger.seq + 1):
        offered(post, forger.packet(*forger.telegram(number=at), head=one))


def question(post: Post) -> tuple[ProofAsked, Digest]:
    """Return what the station asked last."""
    asked = post.facts(ProofAsked)[-1]
    return asked, asked.digest


def answered(
    forger: Forger, post: Post, asked: Digest, now: JournalHead, proofs: tuple[HeadProof, ...]
) -> None:
    """Let the forger answer with a checkpoint that he signed and these proofs."""
    payload = CONSISTENCY.encode(
        Consistency(
            station=MOSCOW,
            to=PYONGYANG,
            at=post.clock.now,
            asked=asked,
            note=forger.sealer.checkpoints.sign_lasting(now, post.clock.now),
            proofs=proofs,
        )
    )
    offered(post, forger.packet(forger.signed(Kind.CONSISTENCY, payload), head=now))


def proof(old: int, new: int, leaves: list[Digest] = LEAVES) -> HeadProof:
    return HeadProof(size=old, path=consistency_path(nodes_of(leaves), old, new))


@pytest.fixture
def pyongyang(network: Network) -> Post:
    return network[PYONGYANG]


def asked_about(forger: Forger, post: Post) -> Digest:
    post.clock.advance(DAY_MS)
    post.handle(KeepWatch())
    asked, name = question(post)
    assert asked.station == forger.sender
    return name


def test_two_roots_of_one_size_are_a_fork(pyongyang: Post) -> None:
    forger = Forger()
    named(forger, pyongyang, head(20), head(20), head(20, OTHER))
    assert pyongyang.alarms() == ["journal-forked"]
    doubt = pyongyang.facts(JournalDoubted)[0]
    assert (doubt.station, doubt.finding, doubt.cut) == (MOSCOW, "forked", 0)
    assert pyongyang.document(doubt.evidence) is not None, "both envelopes are kept, signed"


def test_the_cut_line_is_the_last_head_that_was_proved(pyongyang: Post) -> None:
    forger = Forger()
    named(forger, pyongyang, head(8))
    asked = asked_about(forger, pyongyang)
    answered(forger, pyongyang, asked, head(10), (proof(8, 10),))
    assert pyongyang.facts(HeadProved)[0].size == 10
    named(forger, pyongyang, head(20), head(20, OTHER))
    assert pyongyang.facts(JournalDoubted)[0].cut == 10
    assert pyongyang.alarms() == ["journal-forked"]


def test_a_history_that_does_not_extend_what_was_named_is_a_fork(pyongyang: Post) -> None:
    """No two sizes are the same, so only the proof that is demanded can show it."""
    forger = Forger()
    named(forger, pyongyang, head(8), head(20), head(30, OTHER))
    assert pyongyang.alarms() == []
    asked = asked_about(forger, pyongyang)
    answered(forger, pyongyang, asked, head(40, OTHER), (proof(8, 40, OTHER), proof(30, 40, OTHER)))
    assert pyongyang.alarms() == ["journal-forked"]
    doubt = pyongyang.facts(JournalDoubted)[0]
    assert (doubt.finding, doubt.size) == ("forked", 40)
    assert doubt.cut == 8, "the last that both histories have"
    assert pyongyang.facts(HeadProved) == []


@pytest.mark.parametrize(
    "lie",
    [
        HeadProof(size=20, path=()),
        HeadProof(size=20, path=consistency_path(nodes_of(OTHER), 20, 40)),
        HeadProof(size=20, path=consistency_path(nodes_of(LEAVES), 21, 40)),
        HeadProof(size=20, path=(*consistency_path(nodes_of(LEAVES), 20, 40), Digest(bytes(32)))),
    ],
)
def test_a_lying_proof_proves_nothing(pyongyang: Post, lie: HeadProof) -> None:
    forger = Forger()
    named(forger, pyongyang, head(20))
    answered(forger, pyongyang, asked_about(forger, pyongyang), head(40, OTHER), (lie,))
    assert pyongyang.alarms() == ["journal-forked"]
    assert pyongyang.facts(HeadProved) == []


def test_silence_about_a_head_is_no_proof_of_it(pyongyang: Post) -> None:
    forger = Forger()
    named(forger, pyongyang, head(20))
    answered(forger, pyongyang, asked_about(forger, pyongyang), head(40, OTHER), ())
    assert pyongyang.alarms() == ["journal-forked"]


def test_a_proof_that_another_signed_is_none(pyongyang: Post) -> None:
    """The note is signed by the right key over another station's origin, or not at all."""
    forger = Forger()
    named(forger, pyongyang, head(20))
    asked = asked_about(forger, pyongyang)
    payload = CONSISTENCY.encode(
        Consistency(
            station=MOSCOW,
            to=PYONGYANG,
            at=pyongyang.clock.now,
            asked=asked,
            note=Forger(sender=PYONGYANG).sealer.checkpoints.sign(head(40)),
            proofs=(proof(20, 40),),
        )
    )
    offered(pyongyang, forger.packet(forger.signed(Kind.CONSISTENCY, payload), head=head(40)))
    assert "quarantined" in pyongyang.alarms()
    assert pyongyang.facts(HeadProved) == []


def test_a_centre_that_shows_two_histories_has_signed_both(network: Network) -> None:
    """Neither correspondent can know, until they compare: then the two envelopes are the proof."""
    shown: dict[StationId, JournalHead] = {}
    for station, leaves in ((PYONGYANG, LEAVES), (PEKING, OTHER)):
        forger = Forger(MOSCOW, station)
        packet = forger.packet(forger.service(ServiceCode.EXPIRED), head=head(20, leaves))
        fact = offered(network[station], packet).one(EnvelopeOpened)
        assert "journal-forked" not in network[station].alarms()
        kept = network[station].document(fact.digest)
        assert kept is not None
        ((_, signature),) = kept.signatures
        verify(sealer_of(MOSCOW).station_public, ENVELOPE_NAMESPACE, kept.payload, signature)
        shown[station] = ENVELOPE.decode(kept.payload).head
    assert shown[PYONGYANG].size == shown[PEKING].size
    assert shown[PYONGYANG].root != shown[PEKING].root
