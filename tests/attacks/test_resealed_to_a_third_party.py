"""Surreptitious forwarding: a recipient opens a letter and seals it to somebody else.

D. Davis, "Defective Sign & Encrypt" (USENIX 2001); RFC 2634 section 1.1.
"""

from dataclasses import replace

from depesha.letter_form import encode_letter
from depesha.packet import Packet
from tests.network import drafts
from tests.network.forger import Forger, enclosure, fingerprint, opened
from tests.network.hostile import must_be_given_back, must_be_kept_out
from tests.network.keys import MOSCOW, PEKING, PYONGYANG, ROSHCHIN
from tests.network.post import Network


def letter_for_peking(network: Network) -> Packet:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    (waiting,) = network[MOSCOW].waiting(PEKING)
    assert isinstance(waiting.load, Packet)
    return waiting.load


def test_a_letter_resealed_to_a_third_station_is_not_believed(network: Network) -> None:
    packet = letter_for_peking(network)
    content = encode_letter(opened(packet, PEKING))
    slip = replace(packet.slip, destination=PYONGYANG)
    must_be_given_back(
        network[PYONGYANG], Forger(PEKING, PYONGYANG).sealed(slip, content), "does-not-verify"
    )


def test_nor_is_one_whose_envelope_was_signed_anew_by_the_forwarder(network: Network) -> None:
    """Peking may enclose what it likes, but not register in Moscow's name."""
    letter = opened(letter_for_peking(network), PEKING)
    forger = Forger(PEKING, PYONGYANG)
    packet = forger.packet(*letter.items, documents=[enclosure(letter.items[1])])
    must_be_kept_out(network[PYONGYANG], packet)


def test_a_letter_sealed_to_another_key_than_its_envelope_names_is_not_believed(
    network: Network,
) -> None:
    """The letter reaches the right station under a key that its envelope does not name."""
    packet = letter_for_peking(network)
    letter = opened(packet, PEKING)
    written = Forger(MOSCOW, PEKING).packet(*letter.items, key=fingerprint(PYONGYANG))
    must_be_given_back(network[PEKING], written, "does-not-verify")
