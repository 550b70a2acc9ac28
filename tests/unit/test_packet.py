"""Packets: the slip's bytes, what the envelope binds of it, and the grade that it shows."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import cbor
from depesha.errors import Malformed, UnknownVersion
from depesha.names import Digest, SlipId, StationId, TimeMs
from depesha.packet import (
    HOUR_MS,
    MAX_SLIP_BYTES,
    SLIP,
    Grade,
    PacketKind,
    ReturnReason,
    Slip,
    grade_of,
    return_preimage,
    round_up_to_hour,
    slip_hash,
)
from depesha.schema import LAST_TIME_MS
from depesha.telegram import Precedence

# The example of docs/spec/packet.md.
EXAMPLE = Slip(
    slip_id=SlipId(bytes.fromhex("26044000000000000000000000001070")),
    destination=StationId("pyongyang"),
    grade=Grade.URGENT,
    size_bytes=11,
    expires_at=TimeMs(1_795_878_000_000),
)
EXAMPLE_BYTES = bytes.fromhex(
    "a800010100025026044000000000000000000000001070036970796f6e6779616e67"
    "0401050b061b000001a222ab95800700"
)

STATIONS = st.from_regex(r"[a-z][a-z0-9-]{0,30}[a-z0-9]", fullmatch=True).map(StationId)
SLIPS = st.builds(
    Slip,
    kind=st.sampled_from(PacketKind),
    slip_id=st.binary(min_size=16, max_size=16).map(SlipId),
    destination=STATIONS,
    grade=st.sampled_from(Grade),
    size_bytes=st.integers(0, 2**40),
    expires_at=st.integers(0, LAST_TIME_MS).map(TimeMs),
    hops=st.integers(0, 255),
)


def test_the_example_of_the_specification() -> None:
    assert SLIP.encode(EXAMPLE) == EXAMPLE_BYTES
    assert SLIP.decode(EXAMPLE_BYTES) == EXAMPLE
    assert slip_hash(EXAMPLE).hex() == (
        "1e013ae725504ce8793d37c348671274b64313200cb838aeca1b8e5592c152ab"
    )


@given(SLIPS)
def test_a_slip_survives_its_bytes_and_fits_the_limit(slip: Slip) -> None:
    data = SLIP.encode(slip)
    assert len(data) <= MAX_SLIP_BYTES
    assert SLIP.decode(data, max_bytes=MAX_SLIP_BYTES) == slip


@given(st.binary(max_size=MAX_SLIP_BYTES + 10))
def test_bytes_are_a_slip_that_writes_them_again_or_malformed(data: bytes) -> None:
    try:
        slip = SLIP.decode(data, max_bytes=MAX_SLIP_BYTES)
    except Malformed:
        return
    assert SLIP.encode(slip) == data


@given(st.integers(0, len(EXAMPLE_BYTES) * 8 - 1))
def test_a_flipped_bit_is_another_slip_or_none(bit: int) -> None:
    changed = bytearray(EXAMPLE_BYTES)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        assert SLIP.decode(bytes(changed)) != EXAMPLE
    except Malformed:
        return


@given(st.integers(0, 2**64 - 1).filter(lambda version: version != 1))
def test_a_later_version_is_told_from_damage(version: int) -> None:
    with pytest.raises(UnknownVersion):
        SLIP.decode(cbor.encode({0: version, 20: b"whatever it means then"}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slip_id", bytes(15)),
        ("destination", "Moscow"),
        ("destination", "m"),
        ("destination", "moscow\n"),
        ("destination", "a" * 33),
        ("size_bytes", -1),
        ("size_bytes", 2**40 + 1),
        ("expires_at", -1),
        ("expires_at", LAST_TIME_MS + 1),
        ("hops", 256),
        ("hops", True),
        ("version", 2),
    ],
)
def test_a_slip_out_of_bounds_cannot_be_written(name: str, value: object) -> None:
    with pytest.raises(Malformed, match=name):
        SLIP.encode(replace(EXAMPLE, **{name: value}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", PacketKind.BLOB),
        ("slip_id", SlipId(bytes(16))),
        ("destination", StationId("peking")),
        ("grade", Grade.FLASH),
        ("expires_at", TimeMs(0)),
    ],
)
def test_what_the_envelope_binds_changes_the_slip_hash(name: str, value: object) -> None:
    assert slip_hash(replace(EXAMPLE, **{name: value})) != slip_hash(EXAMPLE)  # type: ignore[arg-type]


def test_what_a_hop_may_change_does_not_change_the_slip_hash() -> None:
    assert slip_hash(replace(EXAMPLE, hops=29, size_bytes=1217)) == slip_hash(EXAMPLE)


def test_the_slip_hash_is_over_an_array_of_what_is_bound() -> None:
    bound: list[cbor.Encodable] = [1, 0, EXAMPLE.slip_id, "pyongyang", 1, EXAMPLE.expires_at]
    assert slip_hash(EXAMPLE) == sha256(cbor.encode(bound)).digest()


@given(SLIPS, SLIPS)
def test_two_slips_with_one_hash_are_the_same_to_the_envelope(one: Slip, two: Slip) -> None:
    same = replace(one, hops=0, size_bytes=0) == replace(two, hops=0, size_bytes=0)
    assert (slip_hash(one) == slip_hash(two)) is same


@given(st.integers(0, LAST_TIME_MS - HOUR_MS).map(TimeMs))
def test_an_expiry_is_the_next_full_hour(at: TimeMs) -> None:
    rounded = round_up_to_hour(at)
    assert rounded % HOUR_MS == 0
    assert 0 <= rounded - at < HOUR_MS


def test_a_slip_shows_three_grades_of_the_six_precedences() -> None:
    assert {word: grade_of(word) for word in Precedence} == {
        Precedence.DEFERRED: Grade.LOW,
        Precedence.ROUTINE: Grade.LOW,
        Precedence.PRIORITY: Grade.URGENT,
        Precedence.IMMEDIATE: Grade.URGENT,
        Precedence.FLASH: Grade.FLASH,
        Precedence.OVERRIDE: Grade.FLASH,
    }


@pytest.mark.parametrize("local", range(6, 32))
def test_a_local_precedence_goes_as_urgent(local: int) -> None:
    assert grade_of(local) is Grade.URGENT


def test_a_return_is_signed_over_slip_reason_station_and_sealed_bytes() -> None:
    peking, sealed = StationId("peking"), Digest(sha256(b"telegram 17").digest())
    slip_id, reason = EXAMPLE.slip_id, ReturnReason.NO_ROUTE
    signed = return_preimage(slip_id, reason, peking, sealed)
    head = "845026044000000000000000000000001070006670656b696e675820"
    assert signed.hex() == head + sealed.hex()
    others = {
        return_preimage(SlipId(bytes(16)), reason, peking, sealed),
        return_preimage(slip_id, ReturnReason.EXPIRED, peking, sealed),
        return_preimage(slip_id, reason, StationId("moscow"), sealed),
        return_preimage(slip_id, reason, peking, Digest(bytes(32))),
    }
    assert len(others - {signed}) == 4


def test_what_only_tells_is_signed_with_the_neighbour_of_whom_it_tells() -> None:
    """The bytes stand in docs/spec/packet.md."""
    slip_id = SlipId(bytes.fromhex("26044000000000000000000000001070"))
    sealed = Digest(sha256(b"telegram 17").digest())
    moscow, pyongyang = StationId("moscow"), StationId("pyongyang")
    told = return_preimage(slip_id, ReturnReason.LINE_DOWN, moscow, sealed, pyongyang)
    assert told.hex() == (
        "85502604400000000000000000000000107010666d6f73636f77"
        f"5820{sealed.hex()}6970796f6e6779616e67"
    )
    assert told != return_preimage(slip_id, ReturnReason.LINE_DOWN, moscow, sealed)
    telling = {reason for reason in ReturnReason if reason.only_tells}
    assert telling == {reason for reason in ReturnReason if reason >= 16}
