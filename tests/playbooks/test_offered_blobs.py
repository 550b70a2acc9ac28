"""A blob that is offered: judged by its slip before a byte comes, and nothing is written down."""

from dataclasses import replace
from hashlib import sha256

import pytest

from depesha.names import Digest, StationId, TimeMs
from depesha.office.courier import REFUSAL_FOR
from depesha.office.facts import AlarmCleared, AlarmRaised
from depesha.packet import (
    MAX_HOPS,
    Accept,
    Arrived,
    Blob,
    BlobMissing,
    HopAccepted,
    HopRefused,
    Offered,
    PacketKind,
    Refuse,
    RefuseReason,
    ReturnReason,
    Want,
)
from tests.network.keys import HOUR_MS, MOSCOW, NOW, PEKING, PYONGYANG, TOKYO
from tests.network.post import Network, Took
from tests.playbooks.test_transit import packet

DATA = b"a blob"
NAME = Digest(sha256(DATA).digest())
SOON = TimeMs(NOW + HOUR_MS)


def blob(*, to: StationId = PYONGYANG, hops: int = 0, expires_at: TimeMs = SOON) -> Blob:
    slip = packet(to=to, hops=hops, expires_at=expires_at).slip
    return Blob(slip=replace(slip, kind=PacketKind.BLOB, size_bytes=len(DATA)), sealed=NAME)


def offer(network: Network, load: Blob, by: StationId = PEKING) -> Took:
    return network[MOSCOW].take(Offered(blob=load, neighbour=by))


def arrive(network: Network) -> None:
    """Let the file come, and then the packet."""
    moscow = network[MOSCOW]
    moscow.blobs.take_in([DATA])
    assert moscow.take(Arrived(packet=blob(), neighbour=PEKING)).outcome == Accept()


def test_what_may_be_carried_is_wanted_and_nothing_is_written_down(network: Network) -> None:
    took = offer(network, blob())
    assert (took.outcome, took.facts) == (Want(), ())
    assert network[MOSCOW].waiting(PYONGYANG) == []
    assert network[MOSCOW].out_tray.passage(blob().slip.slip_id) is None
    assert offer(network, blob(to=MOSCOW)).outcome == Want()


REFUSED = {
    "expired": (blob(expires_at=NOW), PEKING, RefuseReason.EXPIRED),
    "too many hops": (blob(hops=MAX_HOPS), PEKING, RefuseReason.LOOP),
    "no rule for it": (blob(to=TOKYO), PEKING, RefuseReason.NOT_AUTHORISED),
    "no rule for whoever offers it": (blob(), TOKYO, RefuseReason.NOT_AUTHORISED),
}


@pytest.mark.parametrize(("load", "by", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_could_only_be_given_back_is_refused_before_it_comes(
    network: Network, load: Blob, by: StationId, reason: RefuseReason
) -> None:
    took = offer(network, load, by)
    assert (took.outcome, took.facts) == (Refuse(reason=reason), ())
    assert network[MOSCOW].waiting(by) == []


def test_every_obstacle_of_transit_has_a_refusal() -> None:
    assert REFUSAL_FOR.keys() == {
        ReturnReason.NO_ROUTE,
        ReturnReason.EXPIRED,
        ReturnReason.HOP_LIMIT,
        ReturnReason.NOT_AUTHORISED,
    }


def test_one_that_is_known_is_accepted_without_a_byte(network: Network) -> None:
    arrive(network)
    took = offer(network, blob())
    assert (took.outcome, took.facts) == (Accept(), ())
    (waiting,) = network[MOSCOW].waiting(PYONGYANG)
    assert waiting.load == replace(blob(), slip=replace(blob().slip, hops=1))


def test_one_that_comes_back_from_whom_it_was_given_to(network: Network) -> None:
    moscow = network[MOSCOW]
    arrive(network)
    (waiting,) = moscow.waiting(PYONGYANG)
    moscow.take(HopAccepted(neighbour=PYONGYANG, entries=(waiting.entry,)))
    assert offer(network, blob(hops=1), PYONGYANG).outcome == Want(), "another way may be tried"
    tired = offer(network, blob(hops=MAX_HOPS), PYONGYANG)
    assert tired.outcome == Refuse(reason=RefuseReason.LOOP)


def test_a_file_that_is_missing_is_an_alarm_and_custody_stays(network: Network) -> None:
    moscow = network[MOSCOW]
    arrive(network)
    (waiting,) = moscow.waiting(PYONGYANG)
    took = moscow.take(BlobMissing(neighbour=PYONGYANG, entry=waiting.entry))
    assert took.outcome == Accept()
    alarm = took.one(AlarmRaised)
    assert (alarm.kind, alarm.about) == ("blob-missing", NAME.hex())
    again = moscow.take(BlobMissing(neighbour=PYONGYANG, entry=waiting.entry))
    assert again.facts == (), "the same alarm is raised once"
    assert len(moscow.waiting(PYONGYANG)) == 1
    found = moscow.take(HopAccepted(neighbour=PYONGYANG, entries=(waiting.entry,)))
    assert found.one(AlarmCleared).about == NAME.hex(), "it came back, and has gone"
    gone = moscow.take(BlobMissing(neighbour=PYONGYANG, entry=waiting.entry + 99))
    assert gone.facts == ()


def test_a_file_that_is_missing_is_no_alarm_once_its_packet_is_refused(network: Network) -> None:
    moscow = network[MOSCOW]
    arrive(network)
    (waiting,) = moscow.waiting(PYONGYANG)
    moscow.handle(BlobMissing(neighbour=PYONGYANG, entry=waiting.entry))
    refused = HopRefused(
        neighbour=PYONGYANG, entry=waiting.entry, reason=RefuseReason.NOT_AUTHORISED
    )
    moscow.handle(refused)
    assert moscow.waiting(PYONGYANG) == []
    assert moscow.alarms() == []


def test_a_file_that_is_missing_is_no_alarm_once_its_packet_has_expired(network: Network) -> None:
    moscow = network[MOSCOW]
    arrive(network)
    (waiting,) = moscow.waiting(PYONGYANG)
    moscow.handle(BlobMissing(neighbour=PYONGYANG, entry=waiting.entry))
    network.clock.advance(HOUR_MS)
    moscow.tick()
    assert moscow.waiting(PYONGYANG) == []
    assert moscow.alarms() == []
