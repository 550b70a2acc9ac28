"""A file with two stanzas: the one recipient, who knows the file key, forges for the other."""

from depesha.packet import Packet
from depesha.seal.age import HEADER_BYTES, wrap_header
from depesha.seal.stream import seal_stream
from tests.network.forger import Forger, period_key
from tests.network.hostile import must_be_given_back
from tests.network.keys import PEKING, PYONGYANG
from tests.network.post import Network

FILE_KEY = bytes(range(16))


def test_a_file_with_two_stanzas_is_refused_unread(network: Network) -> None:
    honest = Forger().packet(*Forger().telegram())
    one, other = (wrap_header(period_key(station), FILE_KEY) for station in (PEKING, PYONGYANG))
    stanza = one[one.index(b"->") : one.index(b"---")]
    mark = other.index(b"->")
    header = other[:mark] + stanza + other[mark:]
    forged = Packet(slip=honest.slip, sealed=header + seal_stream(FILE_KEY, b"forged"))
    assert len(header) > HEADER_BYTES
    must_be_given_back(network[PYONGYANG], forged, "malformed")
