"""Putting a backup into an empty home, or in the place of a broken one.

The new home is built beside the old and moved to its place whole; the old one is kept beside it,
and nothing of it is deleted. In the new home the restoration is written down before anybody can
open it: so a store is never older than what was written down without saying so.

Where the home has a key file of the same station that opens, it is kept, and so are its settings:
they may be newer than the backup's (a new office, a new passphrase, another line).
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from depesha.envelope import JournalHead
from depesha.errors import DoesNotVerify, Locked, NotNow, Problem, Refused
from depesha.keybook import read_request
from depesha.names import StationId, TimeMs
from depesha.office.events import Done, KeysTurned, Restore
from depesha.restoration import RestoredKey, SeriesNumber
from depesha.seal.keys import KeyContent
from depesha.seal.sealer import Chance
from depesha.station import backup_about, clock
from depesha.station import settings as settings_file
from depesha.station.backup_about import About, part
from depesha.station.home import Home
from depesha.station.room import open_room
from depesha.station.unlocking import Passphrase, open_keys
from depesha.store.attachments import StoredAttachments
from depesha.store.blobs import BlobFolder
from depesha.store.database import open_reader
from depesha.store.head import decode_head, write_head
from depesha.store.reading import Reading
from depesha.store.restorations import last_numbers
from depesha.store.soundness import look_over

MAX_WHY: Final = 400

HINT: Final = "take another copy of the backup, or an older one; nothing was changed"


def restore(
    home: Home,
    backup: Path,
    passphrase: Passphrase | None,
    *,
    why: str = "",
    old_keys: bool = False,
) -> dict[str, Any]:
    """Put a backup into the home; what was there is kept beside it.

    `old_keys`: the backup's key file may take the place of one that does not open here.

    Raises:
        NotFound: it is no backup, or a file of it is missing.
        DoesNotVerify: a file of it is damaged, or the store does not prove its journal.
        Refused: it is of another station than the home, or the home's key file, which may be newer
            than the backup's, does not open.
        Busy: somebody serves the home, or works on it.
        Locked: the key file does not open.
        NotNow: the disk is full or does not answer; nothing was changed.
    """
    about = backup_about.read(backup)
    backup_about.must_be_whole(backup, about)
    with home.held() if home.path.exists() else nullcontext():
        _must_be_the_same(home, about)
        site = Home(home.path.with_name(f".{home.path.name}.restoring"))
        with _answering():
            shutil.rmtree(site.path, ignore_errors=True)
            site.path.mkdir(mode=0o700, parents=True)
        try:
            with _answering():
                kept = _lay_out(home, backup, site, passphrase, old_keys=old_keys)
            done = _begin_anew(home, site, about, passphrase, why[:MAX_WHY])
            with _answering():
                aside = _exchange(home, site)
        finally:
            shutil.rmtree(site.path, ignore_errors=True)
    return {
        **done,
        "home": str(home.path),
        "backed_up_at": about.made_at,
        "kept_aside": str(aside) if aside else None,
        "kept": kept,
    }


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        msg = f"the backup cannot be put in place: {why}"
        raise NotNow(msg) from error


def _must_be_the_same(home: Home, about: About) -> None:
    """Let pass a home of the same station, or one that says of no station that it lives there."""
    station = _station_of(home)
    if station is not None and station != about.station:
        msg = f"this is a backup of {about.station}, and {station} lives in {home.path}"
        raise Refused(msg, hint="restore it into a home of its own with --home")


def _station_of(home: Home) -> StationId | None:
    try:
        return settings_file.read(home.settings.read_bytes()).station
    except (OSError, Problem):
        return None


def _lay_out(
    home: Home, backup: Path, site: Home, passphrase: Passphrase | None, *, old_keys: bool
) -> list[str]:
    """Copy the backup into the new home; return what of the old one is kept in it."""
    for name, target in (("store", site.store), ("keys", site.keys), ("settings", site.settings)):
        shutil.copyfile(part(backup, name), target)
        target.chmod(0o600)
    if part(backup, "blobs").is_dir():
        shutil.copytree(part(backup, "blobs"), site.blobs)
    kept = []
    if _are_keys_of_the_same(home, site, passphrase, old_keys=old_keys):
        shutil.copyfile(home.keys, site.keys)
        kept.append("keys")
    if _station_of(home) is not None:
        shutil.copyfile(home.settings, site.settings)
        kept.append("station.toml")
    return kept


def _are_keys_of_the_same(
    home: Home, site: Home, passphrase: Passphrase | None, *, old_keys: bool
) -> bool:
    """Say whether the home has keys of its own for this store.

    Raises:
        Refused: that cannot be told, for they do not open, and nobody said to give them up.
    """
    if not home.keys.is_file() or home.keys.read_bytes() == site.keys.read_bytes():
        return False
    try:
        here = open_keys(home, passphrase)[1]
    except Locked as error:
        if old_keys:
            return False
        msg = f"the key file in {home.path} is another than the backup's, and does not open"
        hint = (
            "give its present passphrase; --old-keys brings the backup's key file back, with the "
            "passphrases and recovery slots of its day"
        )
        raise Refused(msg, hint=hint) from error
    except Problem:  # damaged
        return False
    try:
        database = open_reader(site.store, here.store_key)
    except Problem:  # of another store
        return False
    database.close()
    return True


def _begin_anew(
    home: Home, site: Home, about: About, passphrase: Passphrase | None, why: str
) -> dict[str, Any]:
    """Look the store over, let its desk write the restoration down, and return what it says."""
    keys = open_keys(site, passphrase)[1]
    _must_be_of(about, keys, site)
    write_head(site.head, about.head, is_first=True)
    missing = _must_be_sound(site, keys.store_key)
    _begin_hook(site, keys.store_key)
    at = clock.now()
    with open_room(site, passphrase) as room:
        turned = room.turn_keys(at, at_once=True)
        order = Restore(
            order_id=f"restore:{Chance().token(16).hex()}",
            backed_up_at=about.made_at,
            lost=_lost(home, about.head),
            why=why,
            key=_named(turned, at),
            given=_given(home, keys.store_key),
        )
        outcomes = room.desk.handle([order, turned], at).outcomes
    for one in outcomes:
        if isinstance(one, Problem):
            raise one
    outcome = outcomes[0]
    if not isinstance(outcome, Done):
        msg = f"a restoration had the outcome {outcome!r}"
        raise TypeError(msg)
    return {**outcome.value, "blobs_missing": missing}


def _named(turned: KeysTurned, now: TimeMs) -> RestoredKey:
    """Return the youngest period key: letters to those that were made after the backup are lost."""
    request = read_request(turned.request.encode())
    in_force = [one for one in request.period_keys if one.not_before <= now]
    leaf = max(in_force, key=lambda one: one.not_before)
    return RestoredKey(
        public_key=leaf.public_key, not_before=leaf.not_before, not_after=leaf.not_after
    )


def _must_be_of(about: About, keys: KeyContent, site: Home) -> None:
    named = settings_file.read(site.settings.read_bytes()).station
    if not about.station == keys.station == named:
        msg = f"the backup is of {about.station}, its keys of {keys.station}, its settings {named}"
        raise DoesNotVerify(msg, hint=HINT)


def _must_be_sound(site: Home, key: bytes) -> int:
    """Read all of the store and of the attachments beside it; return how many are missing."""
    database = open_reader(site.store, key)
    try:
        for one in look_over(database, site.head):
            msg = f"the store of the backup is damaged: {one.message}"
            raise DoesNotVerify(msg, hint=HINT)
        blobs = BlobFolder(site.blobs)
        kept = [one.sealed for one in StoredAttachments(database).kept()]
    finally:
        database.close()
    for sealed in kept:
        path = blobs.path(sealed)
        if path.exists() and backup_about.hash_of(path) != sealed:
            msg = f"the attachment {sealed.hex()[:16]} of the backup is damaged"
            raise DoesNotVerify(msg, hint=HINT)
    return sum(not blobs.path(sealed).exists() for sealed in kept)


def _lost(home: Home, head: JournalHead) -> JournalHead | None:
    """Return the last head that was written beside the lost store, if it is there and reads."""
    try:
        found = decode_head(home.head.read_bytes())
    except (OSError, Problem):
        return None
    return found if found.size >= head.size else None


def _begin_hook(site: Home, key: bytes) -> None:
    """Let the alarm hook be told of what comes after the backup, and of nothing before it.

    The file of the lost home counts alarms that this store does not have.
    """
    database = open_reader(site.store, key)
    try:
        newest = Reading(database).newest_alarm()
    finally:
        database.close()
    site.alarm_hook.write_text(f"{newest}\n")


def _given(home: Home, key: bytes) -> tuple[SeriesNumber, ...]:
    """Return the last numbers that the store in the home gave, if it opens: none is given again.

    It may be a backup that was restored before, with numbers that were skipped for safety.
    """
    try:
        database = open_reader(home.store, key)
    except Problem:
        return ()
    try:
        return last_numbers(database)
    except Problem:
        return ()  # damaged there
    finally:
        database.close()


def _exchange(home: Home, site: Home) -> Path | None:
    """Move the new home to its place, and return where the old one is kept."""
    aside = None
    if home.path.exists():
        stamp = datetime.fromtimestamp(clock.now() / 1000, UTC)
        aside = home.path.with_name(f"{home.path.name}.before-{stamp:%Y%m%dT%H%M%SZ}")
        number = 1
        while aside.exists():
            number += 1
            aside = aside.with_name(f"{aside.name.partition('~')[0]}~{number}")
        home.path.rename(aside)
    site.path.rename(home.path)
    folder = os.open(home.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    if aside is not None and {one.name for one in aside.iterdir()} <= {"lock"}:
        shutil.rmtree(aside)  # the home was empty
        return None
    return aside
