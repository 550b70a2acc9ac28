"""What a station asks the centre to put into the key book: its identity and its keys.

    request = CBOR [payload, signature], armoured as text
    payload = CBOR {0: version, 1: identity leaf, 2: period key leaves, 3: made at,
                    4: journal key leaf?}

The station signs the payload with the very key that it asks for, so nobody asks in the name of a
key that is not his. Whether the station is who it says it is, is for the person to judge who admits
it: the two compare `fingerprint_text` of the request by another way.

A request is good for ever by its signature alone, so it bears the time at which it was made: the
registry refuses one that is older than what it admitted (attack: a kept request is sent again, and
brings back offices, period keys and a certificate that were given up).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from depesha import cbor
from depesha.errors import DoesNotVerify, Malformed, UnknownVersion
from depesha.keybook.armour import Armour, bare, wrap
from depesha.keybook.leaf import (
    IDENTITY,
    JOURNAL_KEY,
    PERIOD_KEY,
    IdentityLeaf,
    JournalKeyLeaf,
    PeriodKeyLeaf,
)
from depesha.names import Digest, TimeMs
from depesha.schema import Record, field, many, octets, octets_upto, optional, row, time_ms, uint
from depesha.seal.identity import parse_public
from depesha.seal.signature import BadSignature, verify

NAMESPACE: Final = "request@depesha.v1"

MAX_PERIOD_KEYS: Final = 16
NO_SALT: Final = bytes(16)

MAX_REQUEST_BYTES: Final = 128 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a station asks for.

    Attributes:
        made_at: by the station's clock; of two requests the later one counts.
        journal_key: what verifies the lasting checkpoints of its journal; a station whose keys
            were made before there was one asks for none.
    """

    version: int = 1
    identity: IdentityLeaf
    period_keys: tuple[PeriodKeyLeaf, ...]
    made_at: TimeMs
    journal_key: JournalKeyLeaf | None = None

    def __post_init__(self) -> None:
        """Check that the keys are the station's own and can be used, each once."""
        if any(key.station != self.identity.station for key in self.period_keys):
            msg = f"a request of {self.identity.station} with a key of another station"
            raise Malformed(msg)
        if len({key.public_key for key in self.period_keys}) != len(self.period_keys):
            msg = f"a request of {self.identity.station} with a key twice"
            raise Malformed(msg)
        if self.journal_key is not None and self.journal_key.station != self.identity.station:
            msg = f"a request of {self.identity.station} with the journal key of another station"
            raise Malformed(msg)
        for key in self.period_keys:
            parse_public(key.public_key)
        _must_be_certificates(self.identity)

    @property
    def fingerprint(self) -> Digest:
        """What two persons compare: the SHA-256 of the payload, its salts and its time made zero.

        Whoever runs the command again makes another request, with new salts and a later time, but
        asks for the same; and he is as likely to read out the one as to send the other.
        """
        bare_request = replace(
            self,
            identity=replace(self.identity, salt=NO_SALT),
            period_keys=tuple(replace(key, salt=NO_SALT) for key in self.period_keys),
            made_at=TimeMs(0),
            journal_key=self.journal_key and replace(self.journal_key, salt=NO_SALT),
        )
        return Digest(sha256(REQUEST.encode(bare_request)).digest())


REQUEST: Final = Record(
    Request,
    field(0, "version", uint(min=1, max=1)),
    field(1, "identity", IDENTITY),
    field(2, "period_keys", many(PERIOD_KEY, min=1, max=MAX_PERIOD_KEYS)),
    field(3, "made_at", time_ms()),
    field(4, "journal_key", optional(JOURNAL_KEY)),
)

_SIGNED: Final = row(octets_upto(MAX_REQUEST_BYTES), octets(64))


def _must_be_certificates(identity: IdentityLeaf) -> None:
    # its library takes 50 ms to load, and who holds a key book makes and reads no request
    from depesha.seal.certificate import must_be_certificate  # noqa: PLC0415

    for certificate in (identity.certificate, identity.next_certificate):
        if certificate:
            must_be_certificate(certificate)


def write_request(request: Request, sign: Callable[[str, bytes], bytes]) -> str:
    """Return a request as armoured text; `sign` is the sealer's `sign_as_station`.

    Raises:
        Malformed: a field is out of bounds.
    """
    payload = REQUEST.encode(request)
    return wrap(Armour.REQUEST, cbor.encode([payload, sign(NAMESPACE, payload)]))


def read_request(data: bytes) -> Request:
    """Return the request in a file, once its signature holds.

    Raises:
        DoesNotVerify: it is not a request, is damaged, or its signature does not hold.
        UnknownVersion: it is of a later format.
    """
    try:
        content = cbor.decode(bare(Armour.REQUEST, data), max_bytes=MAX_REQUEST_BYTES)
        payload, signature = _SIGNED.unpack(content)
        request = REQUEST.decode(payload)
        verify(request.identity.public_key, NAMESPACE, payload, signature)
    except UnknownVersion:
        raise
    except BadSignature as error:
        msg = "the request is not signed by the key that it asks for"
        raise DoesNotVerify(msg, hint="ask the station to make it again") from error
    except Malformed as error:
        msg = f"not a request, or a damaged one: {error.message}"
        raise DoesNotVerify(msg, hint=error.hint or "ask the station to make it again") from error
    return request
