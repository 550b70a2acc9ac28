"""A key that was lent for one order stays open when that order comes to nothing."""

from typing import cast

import pytest

from depesha.errors import SessionEnded
from depesha.names import Grant, Lease, OfficeId, SessionId
from depesha.office.events import EnterRecords, Granted
from depesha.seal.keys import KeyContent
from depesha.seal.sealer import StationSealer
from depesha.station.keyring import Keyring
from depesha.station.leases import Leased
from depesha.station.office_keys import Secrets

OFFICE, LEASE = OfficeId("archivist@alpha"), Lease(b"lease")
ORDER = EnterRecords(order_id="1", office=OFFICE, batch="b", classification=0, records=(b"x",))


class SlowSealer:
    """Lends a key, and lets something happen while the passphrase is tried."""

    def __init__(self) -> None:
        self.lent: set[str] = set()
        self.ends: Keyring | None = None

    def is_locked(self, office: str) -> bool:
        return office == OFFICE

    def lend(self, office: str, passphrase: str) -> Grant:
        self.lent.add(office + passphrase)
        if self.ends is not None:
            self.ends.leases.end(LEASE)
        return cast("Grant", office + passphrase)

    def take_back(self, grant: Grant) -> None:
        self.lent.discard(cast("str", grant))


def ring_of(sealer: SlowSealer) -> Keyring:
    """Return a key ring with one session, which was lent no key."""
    ring = Keyring(cast("StationSealer", sealer), lambda _: None, lambda: cast("KeyContent", None))
    session = Leased(office=OFFICE, session=SessionId(b"s"), grant=None, authority=None)
    ring.leases.begin(LEASE, session)
    return ring


@pytest.mark.parametrize("errand", ["", "import"])
def test_who_signs_out_while_his_passphrase_is_tried_leaves_no_key_open(errand: str) -> None:
    """Argon2 takes a second: the session was looked up again behind it, and the key stayed lent."""
    sealer = SlowSealer()
    ring = sealer.ends = ring_of(sealer)
    with pytest.raises(SessionEnded):
        ring.prepared(ORDER, Secrets(office="p", lease=LEASE, errand=errand))
    assert sealer.lent == set()


def test_what_is_proved_for_an_errand_is_noted_and_lent_for_its_order_alone() -> None:
    sealer = SlowSealer()
    ring = ring_of(sealer)
    event = ring.prepared(ORDER, Secrets(office="p", lease=LEASE, errand="import"))
    assert isinstance(event, Granted)
    assert ring.leases.of(LEASE).errand == (EnterRecords, "import")
    assert len(sealer.lent) == 1
    ring.take_back(event)
    assert sealer.lent == set()
