"""The root: whose signatures put a key book into force.

The root document lists the root keys, a pair of Ed25519 and ML-DSA-44 for each holder, and how many
holders must sign. Its SHA-256 is the network's root fingerprint: what `--root` names, what two
persons compare when a station is set up, and all that a station must be told from outside.

Rule 1: each holder signs with both keys, and both count: the threshold holds for either kind alone.
Rule 2: a new root document is signed by the threshold of the one before and by its own, one step at
    a time; it names the digest of the one before (after TUF, The Update Framework, 5.3).
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from depesha.errors import DoesNotVerify, Malformed, Usage
from depesha.names import STATION_PATTERN, Digest
from depesha.schema import Record, Row, field, many, octets, octets_upto, text, uint
from depesha.seal.keys import RootSeeds
from depesha.seal.mldsa import MldsaKey, mldsa_key, sign_mldsa, verify_mldsa
from depesha.seal.note import NoteKey, NoteKind
from depesha.seal.signature import BadSignature, SigningKey, sign, signing_key, verify

NAMESPACE: Final = "book@depesha.v1"

MAX_HOLDERS: Final = 15
"""Each has two lines under a note, which has at most 32."""

MAX_ROOTS: Final = 64
"""Root documents in a row: one at the founding, one for each change of holders."""

NO_DIGEST: Final = Digest(bytes(32))
"""What stands for the digest of something before the first."""

_FINGERPRINT_DIGITS: Final = 64
_HEX: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class RootKey:
    """The public keys of one holder: Ed25519 (32 bytes) and ML-DSA-44 (1312 bytes)."""

    name: str
    ed25519: bytes
    mldsa44: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RootDocument:
    """The holders of a network's root keys, and how many must sign.

    Attributes:
        format: version of this format.
        network: the network's name, part of the origin of every head.
        number: 1 for the founding document, one more for each after it.
        previous: digest of the document before it; 32 zeros for the first.
    """

    format: int = 1
    network: str
    number: int
    previous: Digest
    threshold: int
    keys: tuple[RootKey, ...]

    def __post_init__(self) -> None:
        """Check that the threshold can be reached, by different holders."""
        names = {key.name for key in self.keys}
        ed25519, mldsa44 = ({key.ed25519 for key in self.keys}, {key.mldsa44 for key in self.keys})
        if not len(names) == len(ed25519) == len(mldsa44) == len(self.keys):
            msg = "a root key or its name stands twice"
            raise Malformed(msg)
        if not 1 <= self.threshold <= len(self.keys):
            msg = f"{self.threshold} of {len(self.keys)} root keys cannot sign"
            raise Malformed(msg)

    def note_keys(self, kind: NoteKind) -> tuple[NoteKey, ...]:
        """Return the keys of one kind as they sign notes."""
        return tuple(
            NoteKey(
                name=key.name,
                kind=kind,
                public=key.ed25519 if kind is NoteKind.ED25519 else key.mldsa44,
            )
            for key in self.keys
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RootSignature:
    """A holder's two signatures over a root document."""

    name: str
    ed25519: bytes
    mldsa44: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RootLink:
    """A root document as it was signed: its bytes, and the signatures over them."""

    document: bytes
    signatures: tuple[RootSignature, ...]

    @property
    def digest(self) -> Digest:
        """The document's SHA-256: the root fingerprint."""
        return Digest(sha256(self.document).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A holder at work: the secret keys, and the name that they sign under."""

    name: str
    ed25519: SigningKey
    mldsa44: MldsaKey

    @property
    def public(self) -> RootKey:
        """The public keys, as a root document lists them."""
        return RootKey(name=self.name, ed25519=self.ed25519.public, mldsa44=self.mldsa44.public)


_HOLDER_NAME: Final = text(max=80, pattern=r"[a-z0-9][a-z0-9./-]*")

ROOT_KEY: Final = Record(
    RootKey,
    field(0, "name", _HOLDER_NAME),
    field(1, "ed25519", octets(32)),
    field(2, "mldsa44", octets(1312)),
)
"""A holder's public keys by themselves, as they are brought to the centre."""

ROOT_DOCUMENT: Final = Record(
    RootDocument,
    field(0, "format", uint(min=1, max=1)),
    field(1, "network", text(max=32, pattern=STATION_PATTERN)),
    field(2, "number", uint(min=1, max=MAX_ROOTS)),
    field(3, "previous", octets(32)),
    field(4, "threshold", uint(min=1, max=MAX_HOLDERS)),
    field(
        5,
        "keys",
        many(
            Row(RootKey, _HOLDER_NAME, octets(32), octets(1312)),
            min=1,
            max=MAX_HOLDERS,
        ),
    ),
)

ROOT_LINK: Final = Record(
    RootLink,
    field(0, "document", octets_upto(64 * 1024)),
    field(
        1,
        "signatures",
        many(
            Row(RootSignature, text(min=1, max=80), octets(64), octets(2420)), max=2 * MAX_HOLDERS
        ),
    ),
)


def holder(name: str, seeds: RootSeeds) -> Holder:
    """Return the holder of these seeds; `name` is as a rule `network/station`."""
    return Holder(name=name, ed25519=signing_key(seeds.ed25519), mldsa44=mldsa_key(seeds.mldsa44))


def sign_root(document: RootDocument, holders: tuple[Holder, ...]) -> RootLink:
    """Return a root document signed by these holders, old and new."""
    data = ROOT_DOCUMENT.encode(document)
    return RootLink(
        document=data,
        signatures=tuple(
            RootSignature(
                name=one.name,
                ed25519=sign(one.ed25519, NAMESPACE, data),
                mldsa44=sign_mldsa(one.mldsa44, NAMESPACE, data),
            )
            for one in holders
        ),
    )


def verified_root(links: tuple[RootLink, ...], trusted: Digest) -> RootDocument:
    """Return the root document in force: the last one, reached from a trusted one step by step.

    Raises:
        DoesNotVerify: the trusted document is not among them, or a step is not signed as it must.
        Malformed: one of them is not a root document.
    """
    digests = [link.digest for link in links]
    if trusted not in digests:
        msg = "this key book is of another network, or its root is not the one you named"
        hint = "compare the root fingerprint with the centre: depesha keybook show"
        raise DoesNotVerify(msg, hint=hint)
    start = digests.index(trusted)
    current = ROOT_DOCUMENT.decode(links[start].document)
    for before, link in zip(links[start:], links[start + 1 :], strict=False):
        current = _verified_step(current, before.digest, link)
    return current


def network_root(links: tuple[RootLink, ...]) -> Digest:
    """Return the digest of a network's first root document: its name for ever, whoever holds it.

    It is reached backwards from what `verified_root` verified, each naming the one before it.

    Raises:
        DoesNotVerify: the first is missing, or one does not name the one before it.
        Malformed: one of them is not a root document.
    """
    documents = [ROOT_DOCUMENT.decode(link.document) for link in links]
    before = (NO_DIGEST, *(link.digest for link in links))
    whole = all(
        (document.number, document.previous) == (number, previous)
        for number, (document, previous) in enumerate(zip(documents, before, strict=False), 1)
    )
    if not whole:
        msg = "the root documents do not follow one another from the first"
        raise DoesNotVerify(msg)
    return links[0].digest


def _verified_step(current: RootDocument, digest: Digest, link: RootLink) -> RootDocument:
    following = ROOT_DOCUMENT.decode(link.document)
    expected = (current.network, current.number + 1, digest)
    if (following.network, following.number, following.previous) != expected:
        msg = f"root document {following.number} does not follow number {current.number}"
        raise DoesNotVerify(msg)
    for signing in (current, following):
        if not is_reached(signing, link, signing.threshold):
            msg = f"root document {following.number} is not signed by enough root keys"
            raise DoesNotVerify(msg)
    return following


def is_reached(document: RootDocument, link: RootLink, many: int) -> bool:
    """Say whether so many of a document's holders signed a link with both keys."""
    return len(_signers(document, link)) >= many


def _signers(document: RootDocument, link: RootLink) -> set[str]:
    """Return the names of those of a document's holders that signed a link with both keys."""
    keys = {key.name: key for key in document.keys}
    signed: set[str] = set()
    for one in link.signatures:
        key = keys.get(one.name)
        if key is not None and _holds(key, one, link.document):
            signed.add(one.name)
    return signed


def _holds(key: RootKey, signature: RootSignature, document: bytes) -> bool:
    try:
        verify(key.ed25519, NAMESPACE, document, signature.ed25519)
        verify_mldsa(key.mldsa44, NAMESPACE, document, signature.mldsa44)
    except BadSignature:
        return False
    return True


def fingerprint_text(digest: Digest) -> str:
    """Return a fingerprint in groups, all of it.

    >>> fingerprint_text(Digest(bytes(range(32))))[:29]
    '0001 0203 0405 0607 0809 0a0b'
    """
    return digest.hex(" ", -2)


def parse_fingerprint(text: str) -> Digest:
    """Return the digest that a person wrote: 64 hex digits, in groups or not.

    Raises:
        Usage: it is not one.
    """
    digits = text.lower().translate(str.maketrans("", "", " :-\t\r\n"))
    if len(digits) != _FINGERPRINT_DIGITS or not set(digits) <= _HEX:
        msg = "a root fingerprint has 64 hex digits"
        raise Usage(msg, hint="copy the whole line that the centre's 'depesha keybook show' prints")
    return Digest(bytes.fromhex(digits))
