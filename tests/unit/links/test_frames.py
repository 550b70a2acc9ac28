"""Frames: the vectors, and the laws of the table."""

import itertools
import tracemalloc
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import cbor
from depesha.channel import spans_of
from depesha.errors import Malformed
from depesha.links import frames
from depesha.links.frames import (
    MAX_FRAME_BYTES,
    MAX_LEAF_BYTES,
    MAX_RANGES,
    MAX_RETURN_BYTES,
    MAX_SMALL_BYTES,
    Accept,
    Beside,
    Bye,
    ByeReason,
    Check,
    Chunk,
    CompactParcel,
    Defer,
    Frame,
    Hello,
    Introduction,
    Offer,
    Parcel,
    Refuse,
    Repeat,
    Return,
    Skip,
    Want,
    Welcome,
)
from depesha.names import Digest, Epoch, Signature, SlipId, StationId, TimeMs
from depesha.packet import MAX_LETTER_BYTES, MAX_SLIP_BYTES, RefuseReason
from depesha.schema import LAST_TIME_MS

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "link").glob("*.txt"))
assert VECTORS, "an empty corpus tests nothing"

SPECIFICATION = Path(__file__).parents[3] / "docs" / "spec" / "link.md"

EPOCHS = st.binary(min_size=8, max_size=8).map(Epoch)
SEQS = st.integers(1, 2**53)
LANES = st.integers(0, 255)
STATIONS = st.from_regex(r"[a-z][a-z0-9-]{0,30}[a-z0-9]", fullmatch=True).map(StationId)
INTRODUCTIONS = st.builds(
    Introduction,
    station=STATIONS,
    network=st.binary(min_size=32, max_size=32).map(Digest),
    book_version=st.integers(0, 2**53),
    lane=LANES,
    epoch=EPOCHS,
    max_frame=st.integers(MAX_SMALL_BYTES, 2**32 - 1),
    features=st.lists(st.text("abc-", min_size=1, max_size=32), max_size=4).map(tuple),
)
CHANNEL = {"lane": LANES, "epoch": EPOCHS, "channel_seq": SEQS}
FRAMES: st.SearchStrategy[Frame] = st.one_of(
    st.builds(Hello, introduction=INTRODUCTIONS),
    st.builds(Welcome, introduction=INTRODUCTIONS),
    st.builds(Parcel, **CHANNEL, slip=st.binary(max_size=160), sealed=st.binary(max_size=600)),
    st.builds(
        Return,
        **CHANNEL,
        slip_id=st.binary(min_size=16, max_size=16).map(SlipId),
        reason=st.integers(0, 255),
        station=STATIONS,
        signature=st.binary(min_size=64, max_size=64).map(Signature),
        leaf=st.binary(max_size=300),
    ),
    st.builds(
        Accept,
        lane=LANES,
        epoch=EPOCHS,
        ranges=st.lists(SEQS, min_size=1, max_size=50).map(lambda some: tuple(spans_of(some))),
    ),
    st.builds(Defer, **CHANNEL, until=st.integers(0, LAST_TIME_MS).map(TimeMs)),
    st.builds(Refuse, **CHANNEL, reason=st.sampled_from(RefuseReason)),
    st.builds(Bye, reason=st.sampled_from(ByeReason)),
    st.builds(
        Offer,
        **CHANNEL,
        slip=st.binary(max_size=160),
        sealed=st.binary(min_size=32, max_size=32).map(Digest),
        piece_bytes=st.integers(20, 30).map(lambda power: 2**power),
        hashes=st.integers(1, 20).map(lambda count: bytes(32 * count)),
    ),
    st.builds(Want, **CHANNEL, offset=st.integers(0, 2**40)),
    st.builds(Skip, **CHANNEL),
    st.builds(
        Chunk,
        **CHANNEL,
        offset=st.integers(0, 2**40 - 1),
        data=st.binary(min_size=1, max_size=300),
    ),
    st.builds(
        CompactParcel, **CHANNEL, slip=st.binary(max_size=160), compact=st.binary(max_size=600)
    ),
    st.builds(
        Beside,
        **CHANNEL,
        slip=st.binary(max_size=160),
        sealed=st.binary(min_size=32, max_size=32).map(Digest),
    ),
    st.builds(
        Repeat,
        lane=LANES,
        epoch=EPOCHS,
        ranges=st.lists(SEQS, min_size=1, max_size=50).map(lambda some: tuple(spans_of(some))),
    ),
    st.builds(
        Check,
        lane=LANES,
        epoch=EPOCHS,
        last=st.just(2**53),
        awaited=st.lists(SEQS, max_size=50).map(lambda some: tuple(spans_of(some))),
    ),
)


def _vector(path: Path) -> tuple[str, bytes]:
    """Return what is expected of a vector file, and its bytes."""
    head, _, body = path.read_text().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert fields.keys() == {"expect", "comment"}, f"{path.name} has unknown header lines"
    return fields["expect"], bytes.fromhex(body)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    expect, data = _vector(path)
    if expect == "success":
        assert frames.write(frames.read(data)) == data
    else:
        with pytest.raises(Malformed) as caught:
            frames.read(data)
        assert caught.value.code == expect


def test_every_frame_has_a_vector_that_is_read() -> None:
    read = {
        type(frames.read(data)) for expect, data in map(_vector, VECTORS) if expect == "success"
    }
    assert read == set(get_args(Frame))


@pytest.mark.parametrize(
    "name",
    [
        "parcel",
        "accept",
        "defer",
        "refuse",
        "bye",
        "beside",
        "offer",
        "want",
        "skip",
        "chunk",
        "repeat",
        "check",
    ],
)
def test_the_example_of_the_specification_is_the_vector(name: str) -> None:
    (path,) = (path for path in VECTORS if path.stem == name)
    assert _vector(path)[1].hex() in "".join(SPECIFICATION.read_text().split())


@given(FRAMES)
def test_a_frame_survives_its_bytes(frame: Frame) -> None:
    assert frames.read(frames.write(frame)) == frame


@given(FRAMES, st.data())
def test_a_damaged_frame_is_malformed_or_writes_the_same_bytes(
    frame: Frame, data: st.DataObject
) -> None:
    changed = bytearray(frames.write(frame))
    bit = data.draw(st.integers(0, len(changed) * 8 - 1))
    changed[bit // 8] ^= 1 << bit % 8
    try:
        again = frames.read(bytes(changed))
    except Malformed:
        return
    assert frames.write(again) == bytes(changed)


@given(st.binary(max_size=100))
def test_any_bytes_are_malformed_or_write_the_same_bytes(data: bytes) -> None:
    try:
        frame = frames.read(data)
    except Malformed:
        return
    assert frames.write(frame) == data


def test_the_largest_letter_fits_its_frame_and_no_larger_one() -> None:
    slip, epoch = bytes(MAX_SLIP_BYTES), Epoch(bytes(8))
    largest = Parcel(
        lane=255, epoch=epoch, channel_seq=2**53, slip=slip, sealed=bytes(MAX_LETTER_BYTES)
    )
    assert len(frames.write(largest)) <= MAX_FRAME_BYTES
    larger = Parcel(
        lane=0, epoch=epoch, channel_seq=1, slip=slip, sealed=bytes(MAX_LETTER_BYTES + 1)
    )
    with pytest.raises(Malformed, match="sealed"):
        frames.write(larger)


def test_the_largest_return_and_the_longest_accept_fit_their_frames() -> None:
    returned = Return(
        lane=255,
        epoch=Epoch(bytes(8)),
        channel_seq=2**53,
        slip_id=SlipId(bytes(16)),
        reason=255,
        station=StationId("a" * 32),
        signature=Signature(bytes(64)),
        leaf=bytes(MAX_LEAF_BYTES),
    )
    assert len(frames.write(returned)) <= MAX_RETURN_BYTES
    ranges = tuple((2**53 - 2 * n, 2**53 - 2 * n) for n in reversed(range(MAX_RANGES)))
    accept = Accept(lane=255, epoch=Epoch(bytes(8)), ranges=ranges)
    assert len(frames.write(accept)) <= MAX_SMALL_BYTES


def test_a_frame_that_is_too_long_for_its_kind_is_malformed() -> None:
    with pytest.raises(Malformed, match="4096"):
        frames.read(cbor.encode([7, bytes(MAX_SMALL_BYTES)]))


def test_a_small_limit_holds_for_numbers_that_are_not_known() -> None:
    assert frames.limit(23) == frames.limit(7) == MAX_SMALL_BYTES
    assert frames.limit(2) == MAX_FRAME_BYTES


def test_the_largest_offer_and_the_largest_chunk_fit_their_frames() -> None:
    channel = {"lane": 255, "epoch": Epoch(bytes(8)), "channel_seq": 2**53}
    offer = Offer(
        **channel,  # type: ignore[arg-type]
        slip=bytes(MAX_SLIP_BYTES),
        sealed=Digest(bytes(32)),
        piece_bytes=frames.MAX_PIECE_BYTES,
        hashes=bytes(32 * frames.MAX_PIECES),
    )
    assert len(frames.write(offer)) <= frames.MAX_OFFER_BYTES
    assert len(offer.pieces) == frames.MAX_PIECES
    chunk = Chunk(**channel, offset=2**40 - 1, data=bytes(frames.CHUNK_BYTES))  # type: ignore[arg-type]
    assert len(frames.write(chunk)) <= frames.MAX_CHUNK_BYTES


@given(st.integers(1, 2**40))
def test_pieces_are_few_and_not_small(size_bytes: int) -> None:
    piece_bytes = frames.piece_bytes_for(size_bytes)
    assert -(-size_bytes // piece_bytes) <= frames.MAX_PIECES
    assert frames.LEAST_PIECE_BYTES <= piece_bytes <= frames.MAX_PIECE_BYTES
    assert piece_bytes == frames.LEAST_PIECE_BYTES or piece_bytes * 512 < size_bytes


@given(st.lists(st.integers(1, 60)))
def test_ranges_hold_the_same_numbers(numbers: list[int]) -> None:
    ranges = spans_of(numbers)
    assert [n for first, last in ranges for n in range(first, last + 1)] == sorted(set(numbers))
    assert all(last + 1 < first for (_, last), (first, _) in itertools.pairwise(ranges))


def test_a_parcel_full_of_empty_maps_is_refused_at_its_first_bytes() -> None:
    size = MAX_FRAME_BYTES - 6
    payload = b"\x82\x02\x9a" + size.to_bytes(4, "big") + b"\xa0" * (size - 1)
    tracemalloc.start()
    try:
        with pytest.raises(Malformed):
            frames.read(payload)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


def test_the_fullest_frames_can_be_read() -> None:
    epoch, network = Epoch(bytes(8)), Digest(bytes(32))
    ranges = tuple((3 * number, 3 * number + 1) for number in range(1, MAX_RANGES + 1))
    most = Introduction(
        station=StationId("aa"),
        network=network,
        book_version=1,
        epoch=epoch,
        features=("x",) * frames.MAX_FEATURES,
    )
    for frame in (Accept(lane=0, epoch=epoch, ranges=ranges), Hello(introduction=most)):
        assert frames.read(frames.write(frame)) == frame
