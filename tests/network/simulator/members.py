"""The stations of a simulation: one office each, their keys, and the small sealer.

The small sealer keeps the promises of the port: what is not sealed to a station does not open
there, what was changed does not open, what a key did not sign does not verify, and sealed bytes
show nothing of what is inside. It is secure against nobody who reads this file. It stands in for
the cipher in runs so large that the cipher would be most of their time.
"""

from dataclasses import dataclass, field
from hashlib import blake2b, sha256, shake_256
from hmac import compare_digest

from depesha.envelope import JournalHead
from depesha.errors import Forbidden, Malformed
from depesha.keybook import IdentityLeaf, OfficeEntry, PeriodKeyLeaf, Request
from depesha.names import Digest, Grant, OfficeId, StationId, TimeMs
from depesha.office.ports import Sealer
from depesha.seal import box
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import KeyContent, OfficeSeed, PeriodSeed
from depesha.seal.sealer import MAX_CONTENT_BYTES, StationSealer
from depesha.seal.signature import signing_key
from tests.certificates import certificate_of
from tests.network.keys import DAY_MS, EVERYTHING, NOW, YEAR_MS, seed

_NOT_BEFORE, _NOT_AFTER = TimeMs(NOW - DAY_MS), TimeMs(NOW + YEAR_MS)
_TAG_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A station as the key book knows it, and its keys at work."""

    station: StationId
    office: OfficeId
    request: Request
    sealer: Sealer


@dataclass(frozen=True, slots=True)
class Notary:
    """Whom a small signature is shown to: the secret behind each public key of one simulation."""

    secrets: dict[bytes, bytes] = field(default_factory=dict)


class SmallSealer:
    """The keys of one station, in small."""

    def __init__(self, notary: Notary, content: KeyContent) -> None:
        """Have the keys of `content`, and tell the notary of them."""
        self._secrets = notary.secrets
        self._station = content.signing
        self._station_id = content.station.encode()
        self._offices = {one.office: one.seed for one in content.offices if one.seed}
        self._periods: dict[bytes, bytes] = {}
        for secret in (self._station, *self._offices.values()):
            self._secrets[signing_key(secret).public] = secret
        for period in content.periods:
            public = identity_from_seed(period.seed).public_key
            self._secrets[public] = period.seed
            self._periods[sha256(public).digest()] = period.seed

    def sign_as_station(self, namespace: str, payload: bytes) -> bytes:
        return _signature(self._station, namespace, payload)

    def sign_as_office(
        self, office: str, namespace: str, payload: bytes, grant: Grant | None = None
    ) -> bytes:
        del grant  # all offices of a simulation are open
        if office not in self._offices:
            msg = f"this station has no key of {office}"
            raise Forbidden(msg)
        return _signature(self._offices[office], namespace, payload)

    def must_be_open(self, office: str, grant: Grant | None = None) -> None:
        self.sign_as_office(office, "", b"", grant)

    def verify(self, public: bytes, namespace: str, payload: bytes, signature: bytes) -> bool:
        secret = self._secrets.get(public)
        return secret is not None and compare_digest(
            _signature(secret, namespace, payload), signature
        )

    def lasting_checkpoint(self, head: JournalHead, at: int) -> bytes:
        return self.checkpoint(head) + at.to_bytes(8, "big")

    def checkpoint(self, head: JournalHead) -> bytes:
        """Return the note of a head, for the file beside the store."""
        text = self._station_id + b"\0" + head.size.to_bytes(8, "big") + head.root
        return text + _signature(self._station, "note", text)

    def verified_checkpoint(
        self, note: bytes, station: StationId, public: bytes, journal_key: bytes
    ) -> JournalHead | None:
        del journal_key
        text = note[: len(station) + 41]
        signed = note[len(text) : len(text) + 64]
        if not text.startswith(station.encode() + b"\0") or not self.verify(
            public, "note", text, signed
        ):
            return None
        size, root = text[len(station) + 1 :][:8], text[len(station) + 9 :]
        return JournalHead(size=int.from_bytes(size, "big"), root=Digest(root))

    def seal(self, public_key: bytes, content: bytes) -> bytes:
        plain = box.pack(content)
        tag = _tag(self._secrets[public_key], plain)
        hidden = _hidden(self._secrets[public_key], tag, plain)
        return sha256(public_key).digest() + tag + hidden

    def open(self, sealed: bytes) -> tuple[bytes, bytes]:
        name, tag = sealed[:_TAG_BYTES], sealed[_TAG_BYTES : 2 * _TAG_BYTES]
        secret = self._periods.get(name)
        if secret is None:
            msg = "no key of this station opens it"
            raise Malformed(msg)
        plain = _hidden(secret, tag, sealed[2 * _TAG_BYTES :])
        if not compare_digest(_tag(secret, plain), tag):
            msg = "it was changed"
            raise Malformed(msg)
        return name, box.unpack(plain, max_bytes=MAX_CONTENT_BYTES)


def _signature(secret: bytes, namespace: str, payload: bytes) -> bytes:
    return blake2b(namespace.encode() + b"\0" + payload, key=secret).digest()


def _tag(secret: bytes, plain: bytes) -> bytes:
    return blake2b(plain, key=secret, digest_size=_TAG_BYTES, person=b"sealed").digest()


def _hidden(secret: bytes, tag: bytes, content: bytes) -> bytes:
    """Return `content` under a stream of key and tag; doing it twice is the same as not at all."""
    stream = shake_256(secret + tag).digest(len(content))
    mixed = int.from_bytes(content, "big") ^ int.from_bytes(stream, "big")
    return mixed.to_bytes(len(content), "big")


# -- who they are ---------------------------------------------------------------------------------


def member(station: StationId, notary: Notary, *, real_keys: bool) -> Member:
    """Return a station whose keys follow from its name."""
    office = OfficeId(f"desk@{station}")
    content = _content(station, office)
    sealer = StationSealer(content) if real_keys else SmallSealer(notary, content)
    return Member(
        station=station, office=office, request=_request(content, station, office), sealer=sealer
    )


def _content(station: StationId, office: OfficeId) -> KeyContent:
    return KeyContent(
        station=station,
        signing=seed(station, "signing"),
        store_key=seed(station, "store"),
        tls_key=b"no line",
        tls_certificate=certificate_of(station),
        periods=(
            PeriodSeed(
                seed=seed(station, "period"), valid_from=_NOT_BEFORE, valid_until=_NOT_AFTER
            ),
        ),
        offices=(OfficeSeed(office=office, seed=seed(office)),),
    )


def _request(content: KeyContent, station: StationId, office: OfficeId) -> Request:
    entry = OfficeEntry(
        office=office,
        public_key=signing_key(seed(office)).public,
        roles=EVERYTHING,
        clearance=5,
    )
    identity = IdentityLeaf(
        salt=seed(station, "identity")[:16],
        station=station,
        zone="Europe/Moscow",
        public_key=signing_key(content.signing).public,
        certificate=content.tls_certificate,
        offices=(entry,),
    )
    period = PeriodKeyLeaf(
        salt=seed(station, "leaf")[:16],
        station=station,
        public_key=identity_from_seed(content.periods[0].seed).public_key,
        not_before=_NOT_BEFORE,
        not_after=_NOT_AFTER,
    )
    return Request(identity=identity, period_keys=(period,), made_at=NOW)
