"""Attack: a station's old signed request is kept, and sent to the centre again.

The signature holds for ever. What it brought back, if it were admitted: offices that were closed,
period keys that were stolen, a certificate that was replaced, a station that was revoked.
"""

from dataclasses import replace

import pytest

from depesha import cbor, keybook
from depesha.errors import DoesNotVerify, Refused
from depesha.keybook import Armour, Status, bare, read_request, write_request
from depesha.names import TimeMs
from depesha.schema import octets, octets_upto, row
from tests.unit.keybook.a_network import NOW, PEKING, identity, request, signer, star

SIGNED = row(octets_upto(1 << 16), octets(64))
OLD = write_request(request(PEKING), signer(PEKING)).encode()


def test_an_old_request_does_not_bring_back_what_was_given_up() -> None:
    without_offices = replace(request(PEKING), identity=identity(PEKING), made_at=TimeMs(NOW + 1))
    registry = keybook.admit(star(), without_offices)
    with pytest.raises(Refused, match="a later request of peking was admitted already"):
        keybook.admit(registry, read_request(OLD))
    assert registry.identity(PEKING).offices == ()


def test_an_old_request_is_still_old_after_the_registry_was_kept_and_read() -> None:
    newer = replace(request(PEKING), made_at=TimeMs(NOW + 1))
    kept = keybook.encode(keybook.admit(star(), newer))
    with pytest.raises(Refused, match="later request"):
        keybook.admit(keybook.decode(kept), read_request(OLD))


def test_no_request_takes_a_revocation_off() -> None:
    revoked = replace(
        star(),
        identities=tuple(
            replace(leaf, status=Status.REVOKED) if leaf.station == PEKING else leaf
            for leaf in star().identities
        ),
    )
    for made_at in (NOW, TimeMs(NOW + 1)):
        asked = replace(read_request(OLD), made_at=made_at)
        with pytest.raises(Refused, match="peking is revoked"):
            keybook.admit(revoked, asked)


def test_the_time_of_a_request_is_signed() -> None:
    kept = bare(Armour.REQUEST, OLD)
    payload, signature = SIGNED.unpack(cbor.decode(kept))
    fresh = payload.replace(cbor.encode(NOW), cbor.encode(NOW + 1))
    assert fresh != payload
    with pytest.raises(DoesNotVerify, match="not signed"):
        read_request(cbor.encode([fresh, signature]))


def test_the_same_request_again_changes_nothing() -> None:
    assert keybook.admit(star(), read_request(OLD)).asked == star().asked
