"""A backup is older than the period key in use: the restored station is not deaf for that.

By hand: without `restored_keys.learn` in `office/restored.py`, no answer opens anywhere and both
tests end with numbers awaited.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from depesha.envelope import Kind
from depesha.names import StationId, TimeMs
from depesha.office.facts import Delivered, Quarantined, RestorationEnded, Restored, SealedAgain
from depesha.office.restored_keys import RESTORED_KEYS
from depesha.restoration import RestoredKey
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import PeriodSeed
from depesha.station.key_reading import spoken_versions
from depesha.station.reading import Reader
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.keys import DAY_MS, HOUR_MS, MOSCOW, PEKING, PYONGYANG, RAZUVAEV, ROSHCHIN
from tests.network.post import Network, Post
from tests.network.restoring import back_up, restore
from tests.playbooks.test_key_life import first_of, live, turned
from tests.playbooks.test_restored_centre import OTHERS, rest, versions, without


def at_once(post: Post, name: str) -> PeriodSeed:
    now = post.clock.now
    return PeriodSeed(
        seed=keys.seed(post.station, name), valid_from=now, valid_until=now + 60 * DAY_MS
    )


def rotated_since_the_backup(
    network: Network, courier: Courier, station: StationId, folder: Path
) -> None:
    """Back the station up, rotate its key, and bring the key book with it to everybody."""
    for one in OTHERS:
        office = next(iter(keys.OFFICES[one]))
        network[one].handle(drafts.send(keys.GROMYKO, office=office))
    courier.run()
    post = network[station]
    back_up(post, folder)
    network.clock.advance(HOUR_MS)
    lost = at_once(post, "lost")
    assert post.take(turned(post, first_of(station), lost)).value["asked"] == MOSCOW
    rest(network, courier, 3 * HOUR_MS)
    for other in (MOSCOW, *OTHERS):
        book = network[other].desk.key_book
        assert book is not None
        if station in book.stations:
            used = book.period_key(station, network.clock.now)
            assert used.fingerprint == live(lost).fingerprint


def restored(post: Post, folder: Path) -> None:
    """Restore a station as the station does: with a key that is made for it."""
    made = at_once(post, "restored")
    event = turned(post, first_of(post.station), made)
    key = RestoredKey(
        public_key=identity_from_seed(made.seed).public_key,
        not_before=TimeMs(made.valid_from),
        not_after=TimeMs(made.valid_until),
    )
    restore(post, folder, key=key)
    assert post.take(event).value["asked"] == MOSCOW


def test_a_post_whose_key_was_made_after_the_backup_is_written_to_again(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, peking, pyongyang = network[MOSCOW], network[PEKING], network[PYONGYANG]
    rotated_since_the_backup(network, courier, PYONGYANG, tmp_path / "copy")
    moscow.handle(drafts.send(RAZUVAEV, text="к утраченному ключу"))
    restored(pyongyang, tmp_path / "copy")
    rest(network, courier, 3 * HOUR_MS)
    assert len(pyongyang.facts(RestorationEnded)) == 1
    assert pyongyang.facts(Quarantined) == []
    assert len(moscow.facts(SealedAgain)) >= 1
    peking.handle(drafts.send(RAZUVAEV, office=ROSHCHIN))
    rest(network, courier, 2 * HOUR_MS)
    assert len(pyongyang.facts(Delivered)) == 2
    assert pyongyang.take(drafts.send(ROSHCHIN, office=RAZUVAEV)).value["number"]
    for post in (moscow, peking):
        assert not post.stored.state(RESTORED_KEYS), "the key book has it"
        assert set(post.alarms()) <= {"station-restored"}


def test_a_centre_whose_key_was_made_after_the_backup_gets_its_registry_back(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    rotated_since_the_backup(network, courier, MOSCOW, tmp_path / "copy")
    assert versions(moscow)[0] == 2
    restored(moscow, tmp_path / "copy")
    assert versions(moscow)[0] == 1
    rest(network, courier, 3 * HOUR_MS)
    assert len(moscow.facts(RestorationEnded)) == 1
    rest(network, courier, 26 * HOUR_MS)
    assert versions(moscow)[0] == 3, "with the key that was made at the restoration"
    for station in OTHERS:
        assert versions(network[station])[0] == 3
        assert "key-book-forked" not in network[station].alarms()
        assert not network[station].stored.state(RESTORED_KEYS)
    assert pyongyang.take(drafts.send(keys.GROMYKO, office=RAZUVAEV)).value["number"]
    rest(network, courier, HOUR_MS)
    assert moscow.facts(Delivered) != []


def test_the_restoration_names_the_key_and_is_signed_for_it(
    network: Network, tmp_path: Path
) -> None:
    pyongyang = network[PYONGYANG]
    back_up(pyongyang, tmp_path / "copy")
    made = at_once(pyongyang, "restored")
    public = identity_from_seed(made.seed).public_key
    key = RestoredKey(
        public_key=public, not_before=TimeMs(made.valid_from), not_after=TimeMs(made.valid_until)
    )
    took = restore(pyongyang, tmp_path / "copy", key=key)
    item = pyongyang.document(took.one(Restored).document)
    assert item is not None
    assert item.kind is Kind.RESTORATION
    assert public in item.payload


def test_a_restored_post_asks_for_the_newest_key_book_and_is_shown_without_one_until_then(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    for one in OTHERS:
        office = next(iter(keys.OFFICES[one]))
        network[one].handle(drafts.send(keys.GROMYKO, office=office))
    courier.run()
    back_up(peking, tmp_path / "copy")
    without(network, keys.GUARD)
    rest(network, courier, 2 * HOUR_MS)
    assert versions(peking) == (2, 1)
    assert shown_version(moscow, PEKING) == 2
    restore(peking, tmp_path / "copy")
    assert versions(peking) == (1, 1)
    courier.carry(PEKING, MOSCOW)
    assert shown_version(moscow, PEKING) in {None, 1}
    rest(network, courier, 2 * HOUR_MS)
    assert versions(peking) == (2, 1)
    assert "key-book-rolled-back" not in peking.alarms()


def shown_version(post: Post, station: StationId) -> object:
    """Return the key book that a station is shown to have."""
    assert post.desk.key_book is not None
    reader = cast("Reader", SimpleNamespace(database=post.stored.registers._database))
    return spoken_versions(reader, post.desk.key_book)[station]["book_version"]
