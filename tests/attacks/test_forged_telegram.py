"""Telegrams whose release, registration or body is not what it says."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from depesha.envelope import Enclosure, Item, Kind
from depesha.names import Digest, OfficeId, Signature
from depesha.office.facts import Delivered, EnvelopeOpened
from depesha.telegram import Attachment, Release
from depesha.wire import BODY, NAMESPACE, REGISTRATION
from tests.network.forger import Forger, enclosure
from tests.network.hostile import must_be_given_back, must_be_kept_out, offered
from tests.network.keys import (
    CLERK,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    sealer_of,
)
from tests.network.post import Network

Forgery = Callable[[Forger], tuple[Item, Item]]


def test_the_honest_telegram_is_taken_in(network: Network) -> None:
    """The control: what the tests below forge would be taken in if it were true."""
    forger = Forger()
    packet = forger.packet(*forger.telegram())
    assert Delivered in offered(network[PYONGYANG], packet).kinds


def released_by(office: OfficeId) -> Forgery:
    def forge(forger: Forger) -> tuple[Item, Item]:
        body = forger.body()
        return body, forger.registration(body, releaser=office)

    return forge


def in_the_name_of_another_station(forger: Forger) -> tuple[Item, Item]:
    body = forger.body()
    return body, forger.registration(body, station=PEKING)


def of_another_stations_body(forger: Forger) -> tuple[Item, Item]:
    body = forger.body(station=PEKING)
    return body, forger.registration(body)


def under_anothers_registration(forger: Forger) -> tuple[Item, Item]:
    return forger.body(text="Другое."), forger.registration(forger.body())


def with_another_office_named(forger: Forger) -> tuple[Item, Item]:
    """Gromyko's signature under the name of an office that may release elsewhere."""
    body = forger.body()
    honest = REGISTRATION.decode(forger.registration(body).payload)
    (release,) = honest.releases
    other = Release(office=ROSHCHIN, released_at=NOW, signature=release.signature)
    changed = REGISTRATION.encode(replace(honest, releases=(other,)))
    return body, forger.signed(Kind.REGISTRATION, changed)


def signed_by_another_station(forger: Forger) -> tuple[Item, Item]:
    body, registration = forger.telegram()
    signature = sealer_of(PEKING).sign_as_station(
        NAMESPACE[Kind.REGISTRATION], registration.payload
    )
    return body, replace(registration, signatures=((MOSCOW, Signature(signature)),))


def signed_twice(forger: Forger) -> tuple[Item, Item]:
    body, registration = forger.telegram()
    return body, replace(registration, signatures=registration.signatures * 2)


def with_a_release_over_another_body(forger: Forger) -> tuple[Item, Item]:
    """The station itself puts an old release under a new body: a seized centre."""
    body = forger.body(text="Другое.")
    old = REGISTRATION.decode(forger.registration(forger.body()).payload)
    new = REGISTRATION.decode(forger.registration(body).payload)
    return body, forger.signed(
        Kind.REGISTRATION, REGISTRATION.encode(replace(new, releases=old.releases))
    )


FORGED: dict[str, Forgery] = {
    "released by an office without the role": released_by(CLERK),
    "released by an office of another station": released_by(ROSHCHIN),
    "released in another office's name": with_another_office_named,
    "with a release over another body": with_a_release_over_another_body,
    "registered in another station's name": in_the_name_of_another_station,
    "of another station's body": of_another_stations_body,
    "with a body swapped under its registration": under_anothers_registration,
    "signed by another station": signed_by_another_station,
    "signed twice": signed_twice,
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_telegram_is_kept_out(network: Network, forge: Forgery) -> None:
    forger = Forger()
    body, registration = forge(forger)
    packet = forger.packet(body, registration, documents=[enclosure(registration)])
    must_be_kept_out(network[PYONGYANG], packet)


def test_an_envelope_for_another_stations_office_is_kept_out(network: Network) -> None:
    forger = Forger()
    body, registration = forger.telegram()
    for offices in ([ROSHCHIN], [RAZUVAEV, ROSHCHIN], [OfficeId("nobody@pyongyang")]):
        listed = enclosure(registration, *offices)
        took = offered(network[PYONGYANG], forger.packet(body, registration, documents=[listed]))
        assert Delivered not in took.kinds


# -- swapped attachment ---------------------------------------------------------------------------


def test_a_swapped_attachment_breaks_the_release(network: Network) -> None:
    """The body lists each attachment's digest, so another file is another body."""
    forger = Forger()
    photo = Attachment(
        name="карта.png", media_type="image/png", size_bytes=9, sha256=Digest(b"\x01" * 32)
    )
    body = forger.body(attachments=(photo,))
    registration = forger.registration(body)
    honest = BODY.decode(body.payload)
    swapped = replace(honest, attachments=(replace(photo, sha256=Digest(b"\x02" * 32)),))
    changed = Item(kind=Kind.BODY, payload=BODY.encode(swapped))
    packet = forger.packet(changed, registration, documents=[enclosure(registration)])
    must_be_kept_out(network[PYONGYANG], packet)


# -- an envelope that lists other documents -------------------------------------------------------


def lists_another(forger: Forger, _items: Sequence[Item]) -> list[Enclosure]:
    return [enclosure(forger.telegram(number=9)[1])]


def lists_too_many(forger: Forger, items: Sequence[Item]) -> list[Enclosure]:
    return [enclosure(items[1]), enclosure(forger.telegram(number=9)[1])]


@pytest.mark.parametrize("listing", [lists_another, lists_too_many])
def test_an_envelope_that_lists_other_documents_is_no_letter(
    network: Network, listing: Callable[[Forger, Sequence[Item]], list[Enclosure]]
) -> None:
    forger = Forger()
    items = forger.telegram()
    packet = forger.packet(*items, documents=listing(forger, items))
    must_be_given_back(network[PYONGYANG], packet, "does-not-verify")


@pytest.mark.parametrize("cut", [0, 1], ids=["a registration alone", "a body alone"])
def test_half_a_telegram_is_no_letter(network: Network, cut: int) -> None:
    forger = Forger()
    body, registration = forger.telegram()
    item = registration if cut == 0 else body
    packet = forger.packet(item, documents=[enclosure(registration)])
    must_be_given_back(network[PYONGYANG], packet, "malformed")


def test_an_envelope_signed_by_another_station_is_no_letter(network: Network) -> None:
    forger = Forger()
    forger.sealer = sealer_of(PEKING)
    body = forger.body()
    packet = forger.packet(body, Forger().registration(body), sender=MOSCOW, recipient=PYONGYANG)
    must_be_given_back(network[PYONGYANG], packet, "does-not-verify")
    assert network[PYONGYANG].facts(EnvelopeOpened) == []
