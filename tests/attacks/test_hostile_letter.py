"""Sealed bytes that are no letter: cut, blown up, nested without end, or of nonsense."""

import zlib
from dataclasses import replace

import pytest

from depesha import cbor
from depesha.envelope import Enclosure, Item, Kind
from depesha.letter_form import encode_letter
from depesha.packet import Packet, ReturnReason
from depesha.seal.age import HEADER_BYTES, seal
from depesha.seal.box import padded
from depesha.seal.sealer import MAX_CONTENT_BYTES
from depesha.seal.stream import CHUNK_BYTES
from depesha.wire import digest
from tests.network.forger import Forger, opened, period_key, resealed
from tests.network.hostile import must_be_given_back
from tests.network.keys import PYONGYANG
from tests.network.post import Network


def honest() -> Packet:
    forger = Forger()
    return forger.packet(*forger.telegram(text="слово " * 12_000))


def boxed(packet: Packet, deflated: bytes) -> Packet:
    """Return the packet with a box of any deflate stream, sealed as it should be."""
    used = 4 + len(deflated)
    plain = len(deflated).to_bytes(4, "big") + deflated + bytes(padded(used) - used)
    return replace(packet, sealed=seal(period_key(PYONGYANG), plain))


def deflated(content: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush()


@pytest.mark.parametrize("kept", [0, 1, HEADER_BYTES, HEADER_BYTES + 17, -17, -1])
def test_a_truncated_stream_is_no_letter(network: Network, kept: int) -> None:
    packet = honest()
    must_be_given_back(
        network[PYONGYANG], replace(packet, sealed=packet.sealed[:kept]), "malformed"
    )


def test_a_stream_cut_between_two_chunks_is_no_letter(network: Network) -> None:
    """Each chunk that is left is whole; only the mark of the last one is missing."""
    forger = Forger()
    noise = "".join(chr(0x4E00 + at * 7919 % 20_000) for at in range(60_000))
    packet = forger.packet(*forger.telegram(text=noise))
    whole = HEADER_BYTES + 16 + CHUNK_BYTES + 16
    assert len(packet.sealed) > whole
    must_be_given_back(
        network[PYONGYANG], replace(packet, sealed=packet.sealed[:whole]), "malformed"
    )


@pytest.mark.parametrize("place", [30, HEADER_BYTES - 2, HEADER_BYTES + 40, -1])
def test_a_flipped_bit_is_found_wherever_it_is(network: Network, place: int) -> None:
    packet = honest()
    spoiled = bytearray(packet.sealed)
    spoiled[place] ^= 1
    must_be_given_back(network[PYONGYANG], replace(packet, sealed=bytes(spoiled)), "malformed")


def test_a_changed_key_in_the_header_opens_nothing(network: Network) -> None:
    packet = honest()
    spoiled = bytearray(packet.sealed)
    spoiled[200:201] = b"B" if spoiled[200:201] == b"A" else b"A"
    must_be_given_back(network[PYONGYANG], replace(packet, sealed=bytes(spoiled)), "cannot-open")


def test_a_decompression_bomb_stops_at_the_limit(network: Network) -> None:
    bomb = deflated(bytes(MAX_CONTENT_BYTES + 1))
    assert len(bomb) < MAX_CONTENT_BYTES // 900
    must_be_given_back(network[PYONGYANG], boxed(honest(), bomb), "malformed")


def test_deep_cbor_is_no_letter(network: Network) -> None:
    packet = honest()
    for content in (b"\x81" * 100_000 + b"\x00", b"\xa1\x00" * 100_000 + b"\x00"):
        with pytest.raises(Exception, match="deep"):
            cbor.decode(content)
    deep = Forger().sealed(packet.slip, b"\x81" * 100_000 + b"\x00")
    must_be_given_back(network[PYONGYANG], deep, "malformed")


def test_a_huge_array_is_no_letter(network: Network) -> None:
    """The length says four thousand million items; nothing is made for them."""
    packet = Forger().sealed(honest().slip, b"\x9a\xff\xff\xff\xff")
    must_be_given_back(network[PYONGYANG], packet, "malformed")


def test_bytes_after_the_letter_are_no_letter(network: Network) -> None:
    packet = honest()
    content = encode_letter(opened(packet, PYONGYANG)) + b"\x00"
    must_be_given_back(network[PYONGYANG], Forger().sealed(packet.slip, content), "malformed")


@pytest.mark.parametrize("kind", [Kind.ENVELOPE, Kind.ATTACHMENT, Kind.RECORD])
def test_what_is_only_kept_comes_in_no_letter(network: Network, kind: Kind) -> None:
    """A record of the archive, sent as if it were a document of the post, and others like it."""
    forger = Forger()
    item = Item(kind=kind, payload=cbor.encode([0, 1, "record"]))
    packet = forger.packet(item, documents=[Enclosure(digest=digest(item.payload))])
    must_be_given_back(network[PYONGYANG], packet, "malformed")
    post = network[PYONGYANG]
    assert post.stored.document(digest(item.payload)) is None


def test_an_envelope_of_a_later_version_is_given_back_as_such(network: Network) -> None:
    packet = honest()
    letter = opened(packet, PYONGYANG)
    later = replace(letter, envelope=letter.envelope.replace(b"\x00\x01", b"\x00\x02", 1))
    must_be_given_back(
        network[PYONGYANG],
        resealed(packet, later, PYONGYANG),
        "unknown-version",
        reason=ReturnReason.UNKNOWN_VERSION,
    )
