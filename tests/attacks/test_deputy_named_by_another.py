"""Whoever has the station open makes his own office the deputy of a locked one, to sign twice.

Planted: a `set_deputy` that opens no key lets the first through, a request that does not verify who
named the deputies the second.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import OfficeLocked, WrongPassphrase
from depesha.station import founding, settings
from depesha.station.client import connect
from depesha.station.founding import Deputing, Foundation
from depesha.station.home import Home, write_whole
from depesha.station.settings import OfficeWish

HIS = "correct horse battery staple"
HEAD = OfficeWish(name="head", roles=("drafter", "releaser"), clearance=3)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A centre with an office that is locked, and one that is open."""
    home = Home(tmp_path / "alpha")
    founding.init(home, Foundation(station="alpha", centre=True, network="bench"), None)
    founding.add_office(home, HEAD, None, HIS)
    founding.add_office(home, replace(HEAD, name="watch"), None)
    return home


def deputies(home: Home, name: str) -> list[str]:
    with connect(home.path) as station:
        offices = station.read("offices")
    (found,) = [one for one in offices if one["office"] == f"{name}@alpha"]
    named: list[str] = found["deputies"]
    return named


def test_a_locked_office_names_and_removes_its_deputies_itself(home: Home) -> None:
    said = Deputing(office="head", deputy="watch")
    with pytest.raises(OfficeLocked):
        founding.set_deputy(home, said, None)
    with pytest.raises(WrongPassphrase):
        founding.set_deputy(home, replace(said, own="staple battery horse correct"), None)
    assert deputies(home, "head") == []
    founding.set_deputy(home, replace(said, own=HIS), None)
    assert deputies(home, "head") == ["watch@alpha"]
    with pytest.raises(OfficeLocked):
        founding.set_deputy(home, replace(said, remove=True), None)
    assert deputies(home, "head") == ["watch@alpha"]


def test_an_open_one_is_asked_for_nothing(home: Home) -> None:
    founding.set_deputy(home, Deputing(office="watch", deputy="head"), None)
    assert deputies(home, "watch") == ["head@alpha"]


@pytest.mark.parametrize("signature", ["", "no hex", "of another office"])
def test_what_is_written_into_the_settings_is_not_asked_for(home: Home, signature: str) -> None:
    founding.set_deputy(home, Deputing(office="watch", deputy="head"), None)
    now = settings.read(home.settings.read_bytes())
    theirs = now.offices[1].deputies_signature
    said = theirs if signature == "of another office" else signature
    head = replace(now.offices[0], deputies=("watch",), deputies_signature=said)
    changed = replace(now, offices=(head, now.offices[1]))
    write_whole(home.settings, settings.write(changed), 0o644)
    with pytest.raises(OfficeLocked, match="not named by itself"):
        founding.request(home, None)
    with pytest.raises(OfficeLocked):
        founding.add_office(home, replace(HEAD, name="third"), None)
    assert deputies(home, "head") == []
