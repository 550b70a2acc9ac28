"""Requests: signed by the key that they ask for, whole, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import cbor
from depesha.errors import DoesNotVerify, Malformed, UnknownVersion
from depesha.keybook import Armour, Request, Status, bare, read_request, wrap, write_request
from depesha.keybook.request import NAMESPACE, REQUEST
from depesha.names import TimeMs
from tests.certificates import certificate_of
from tests.unit.keybook.a_network import (
    NOW,
    PEKING,
    PYONGYANG,
    identity,
    period_key,
    request,
    signer,
)

WRITTEN = write_request(request(PEKING), signer(PEKING)).encode()


def test_a_request_is_read_as_it_was_written() -> None:
    assert read_request(WRITTEN) == request(PEKING)


def test_a_request_may_come_without_its_armour() -> None:
    assert read_request(bare(Armour.REQUEST, WRITTEN)) == request(PEKING)


def test_nobody_asks_in_the_name_of_a_key_that_is_not_his() -> None:
    forged = write_request(request(PEKING), signer(PYONGYANG))
    with pytest.raises(DoesNotVerify, match="not signed by the key") as caught:
        read_request(forged.encode())
    assert caught.value.exit_status == 5


def test_two_persons_compare_one_fingerprint() -> None:
    assert request(PEKING).fingerprint == read_request(WRITTEN).fingerprint
    assert request(PEKING).fingerprint != request(PYONGYANG).fingerprint


def test_a_request_that_is_made_again_has_the_same_fingerprint() -> None:
    """Whoever runs the command twice reads out the one and sends the other."""
    first = request(PEKING)
    again = replace(
        first,
        identity=replace(first.identity, salt=b"s" * 16),
        period_keys=tuple(replace(key, salt=b"t" * 16) for key in first.period_keys),
        made_at=TimeMs(first.made_at + 1),
    )
    assert again.fingerprint == first.fingerprint


OTHERS: dict[str, dict[str, Any]] = {
    "name": {"names": (("ru", "Пекин-2"),)},
    "zone": {"zone": "Asia/Tokyo"},
    "key": {"public_key": b"k" * 32},
    "certificate": {"certificate": certificate_of(PYONGYANG)},
    "next certificate": {"next_certificate": certificate_of(PYONGYANG)},
    "status": {"status": Status.REVOKED},
}


@pytest.mark.parametrize("case", OTHERS)
def test_whatever_is_asked_for_is_in_the_fingerprint(case: str) -> None:
    """An attack: something is slipped into a request whose fingerprint was read out."""
    first = request(PEKING)
    other = replace(first, identity=replace(first.identity, **OTHERS[case]))
    assert other.fingerprint != first.fingerprint


def test_offices_and_period_keys_are_in_the_fingerprint() -> None:
    first = request(PEKING)
    (key, *_), offices = first.period_keys, first.identity.offices
    longer = replace(key, not_after=TimeMs(key.not_after + 1))
    others = [
        replace(first, period_keys=(longer, *first.period_keys[1:])),
        replace(first, identity=replace(first.identity, offices=offices[1:])),
        replace(
            first,
            identity=replace(
                first.identity, offices=(replace(offices[0], clearance=255), *offices[1:])
            ),
        ),
    ]
    assert len({first.fingerprint, *(one.fingerprint for one in others)}) == 4


def test_a_request_brings_its_own_period_keys() -> None:
    with pytest.raises(Malformed, match="a key of another station"):
        Request(identity=identity(PEKING), period_keys=(period_key(PYONGYANG),), made_at=NOW)
    with pytest.raises(Malformed, match="a key twice"):
        Request(identity=identity(PEKING), period_keys=(period_key(PEKING),) * 2, made_at=NOW)


def test_a_period_key_that_nobody_can_seal_to_is_malformed() -> None:
    bad = replace(period_key(PEKING), public_key=b"\xff" * 1216)
    with pytest.raises(Malformed, match="X-Wing"):
        Request(identity=identity(PEKING), period_keys=(bad,), made_at=NOW)


def test_a_request_without_a_key_is_malformed() -> None:
    with pytest.raises(Malformed):
        write_request(
            Request(identity=identity(PEKING), period_keys=(), made_at=NOW), signer(PEKING)
        )


WHOLE = certificate_of(PEKING)


@pytest.mark.parametrize(
    "certificate",
    [
        b"certificate of peking",
        WHOLE[:-1],
        WHOLE + b"\x00",
        WHOLE + certificate_of(PYONGYANG),
        WHOLE.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x09"),
    ],
    ids=["garbage", "cut off", "a byte too many", "two of them", "version 10"],
)
def test_a_certificate_that_is_not_one_whole_certificate_is_not_asked_for(
    certificate: bytes,
) -> None:
    for name in ("certificate", "next_certificate"):
        wish = replace(identity(PEKING), **{name: certificate})  # type: ignore[arg-type]
        with pytest.raises(Malformed, match="not one whole certificate"):
            replace(request(PEKING), identity=wish)
        # somebody who does not check it himself
        payload = REQUEST.encode(request(PEKING))
        spoilt = payload.replace(cbor.encode(WHOLE), cbor.encode(certificate), 1)
        sent = cbor.encode([spoilt, signer(PEKING)(NAMESPACE, spoilt)])
        with pytest.raises(DoesNotVerify, match="not one whole certificate"):
            read_request(sent)


def test_a_request_of_a_later_format_is_recognised_as_such() -> None:
    payload = REQUEST.encode(request(PEKING)).replace(b"\xa4\x00\x01", b"\xa4\x00\x02", 1)
    later = cbor.encode([payload, signer(PEKING)(NAMESPACE, payload)])
    with pytest.raises(UnknownVersion):
        read_request(later)


@given(st.binary(max_size=200), st.booleans())
def test_arbitrary_bytes_are_no_request(data: bytes, armoured: bool) -> None:  # noqa: FBT001
    file = wrap(Armour.REQUEST, data).encode() if armoured else data
    with pytest.raises(DoesNotVerify):
        read_request(file)


@given(st.data())
def test_a_changed_byte_is_seen(draw: st.DataObject) -> None:
    data = bytearray(bare(Armour.REQUEST, WRITTEN))
    place = draw.draw(st.integers(0, len(data) - 1))
    data[place] ^= draw.draw(st.integers(1, 255))
    with pytest.raises((DoesNotVerify, UnknownVersion)):
        read_request(bytes(data))
