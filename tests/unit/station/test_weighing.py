from typing import Any

import pytest

from depesha.names import Grant, OfficeId, SlipId, StationId, TimeMs
from depesha.office.events import (
    EnterRecords,
    Event,
    Granted,
    IndexArchive,
    KeepIndex,
    ReleaseRecords,
    Tick,
)
from depesha.packet import Arrived, Grade, Packet, Slip
from depesha.station.weighing import (
    BYTES_OF_RECORD,
    BYTES_OF_WEIGHT,
    is_in_bulk,
    parted,
    weight,
)

OFFICE = OfficeId("archivist@alpha")
INDEXING = IndexArchive(order_id="", limit=64, anew=True)


def entering(*records: bytes) -> EnterRecords:
    return EnterRecords(order_id="", office=OFFICE, batch="a file", records=records)


def releasing(limit: int) -> ReleaseRecords:
    words: dict[str, Any] = dict.fromkeys(("decided_by", "authority", "decided_on"), "")
    return ReleaseRecords(
        order_id="", office=OFFICE, batch="", source="", after=-1, limit=limit, **words
    )


def arrived(size_bytes: int) -> Arrived:
    slip = Slip(
        slip_id=SlipId(bytes(16)),
        destination=StationId("beta"),
        grade=Grade.FLASH,
        size_bytes=size_bytes,
        expires_at=TimeMs(3_600_000),
    )
    return Arrived(neighbour=StationId("beta"), packet=Packet(slip=slip, sealed=bytes(size_bytes)))


@pytest.mark.parametrize(
    ("event", "weighs"),
    [
        (Tick(), 1),
        (entering(b"", b""), 2),
        (entering(bytes(5 * BYTES_OF_RECORD), b""), 5),
        (entering(), 1),
        (INDEXING, 64),
        (KeepIndex(limit=32, letters=8_000), 32),
        (releasing(128), 128),
        (Granted(order=releasing(7), grant=Grant(b"grant")), 7),
        (arrived(3 * BYTES_OF_WEIGHT), 4),
    ],
)
def test_what_an_event_weighs(event: Event, weighs: int) -> None:
    assert weight(event) == weighs


@pytest.mark.parametrize(
    "event", [entering(b""), INDEXING, releasing(1), KeepIndex(limit=1, letters=1)]
)
def test_traffic_goes_before_it_however_little_it_is(event: Any) -> None:
    assert is_in_bulk(event)
    if not isinstance(event, KeepIndex):
        assert is_in_bulk(Granted(order=event, grant=Grant(b"grant")))


@pytest.mark.parametrize("event", [Tick(), arrived(1)])
def test_nothing_goes_before_traffic(event: Event) -> None:
    assert not is_in_bulk(event)


def test_the_parts_of_what_is_indexed_are_all_of_it_and_it_begins_anew_once() -> None:
    assert parted(INDEXING, 16) == (
        IndexArchive(order_id="", limit=16, anew=True),
        IndexArchive(order_id="", limit=48, anew=False),
    )


@pytest.mark.parametrize("event", [INDEXING, entering(*[b""] * 99), Tick()])
def test_what_is_light_enough_or_one_order_has_no_parts(event: Event) -> None:
    assert parted(event, 64) is None
