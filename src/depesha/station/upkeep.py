"""Keeping a station sound: backups, and what the doctor looks at."""

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

from depesha.archive.cards import ToldBy
from depesha.envelope import JournalHead
from depesha.errors import Problem
from depesha.keybook import reopen
from depesha.names import StationId
from depesha.office.clocks import clocks_in
from depesha.seal.keys import KeyContent
from depesha.seal.sealer import Chance
from depesha.seal.selftest import known_answer
from depesha.seal.slots import SlotKind, slot_kinds
from depesha.station import backup_about, clock
from depesha.station import settings as settings_file
from depesha.station.backup_about import ENDS, About, hash_of, part
from depesha.station.blob_upkeep import blob_checks, copy_blobs
from depesha.station.home import Home, write_whole
from depesha.station.journal_upkeep import journal_checks
from depesha.station.policies import shipped_policies
from depesha.station.slots import shown
from depesha.station.target import new_file
from depesha.station.unlocking import Passphrase, open_keys, store_key
from depesha.store.archive_index import behind, differences
from depesha.store.backup import back_up, copy_beside, decrypt_copy
from depesha.store.blobs import BlobFolder
from depesha.store.book import StoredBook, open_book
from depesha.store.database import Database, open_reader
from depesha.store.papers import state
from depesha.store.soundness import Finding, look_over
from depesha.store.words import come_to

Check = dict[str, Any]

NAMES: Final = {
    "pages": "store pages",
    "leaf": "journal leaf",
    "document": "document",
    "register-gap": "registers",
    "rolled-back": "rolled-back",  # the code that docs/errors.md explains
}
"""What a check is called by the code of its finding; any other was met at the journal's head."""

INDEXED_AT_ONCE: Final = 256

RESTORE: Final = "keep this store as evidence, and restore a backup"

OPENED_BY_SLOT: Final = "the key file beside it, with the passphrase of this station"
OPEN_BY_ANYBODY: Final = (
    "the key file beside it, which has an open slot: whoever has both files has everything"
)


def backup(home: Home, to: Path, passphrase: Passphrase | None) -> dict[str, Any]:
    """Copy the store, encrypted as it is, while the station may run; and what it needs beside it.

    The attachments that the copy of the store speaks of are in `TO.blobs`, sealed as they are.
    The settings are in `TO.toml`: without them a home has no station. `TO.about` says what the
    backup is, and names each file with its SHA-256; `restoring.restore` reads it.
    The copy of the key file, `TO.keys`, has the slots that the key file has now: the same
    passphrase opens it. Where there is an open slot, whoever has the two has everything.

    Raises:
        Usage: `to` names no file.
        NotFound: there is no station, or no such folder to write to.
        Refused: a target exists.
        NotNow: the disk is full or does not answer; nothing is left behind.
    """
    home.must_exist()
    new_file(to)
    beside = {
        new_file(part(to, "keys")): home.keys,
        new_file(part(to, "settings")): home.settings,
    }
    keys, settings = beside
    folder, about = new_file(part(to, "blobs")), new_file(part(to, "about"))
    key = store_key(home, passphrase)
    made: list[Path] = []
    try:
        for target, file in beside.items():
            copy_beside(file, target)
            made.append(target)
        head = back_up(home.store, key, to)
        made.append(to)
        copied = copy_blobs(to, key, BlobFolder(home.blobs), folder)
        made.append(about)
        write_whole(about, backup_about.write(_about(to, key, head, copied.count)))
    except BaseException:
        for target in made:
            target.unlink(missing_ok=True)
        rmtree(folder, ignore_errors=True)
        raise
    is_open = SlotKind.OPEN in slot_kinds(keys.read_bytes())
    return {
        "backup": str(to),
        "size_bytes": to.stat().st_size,
        "journal_size": head.size,
        "journal_root": head.root.hex(),
        "keys": str(keys),
        "settings": str(settings),
        "about": str(about),
        "slots": shown(keys.read_bytes()),
        "blobs": str(folder) if copied.count else None,
        "blob_count": copied.count,
        "blob_bytes": copied.size_bytes,
        "blobs_missing": copied.missing,
        "opened_by": OPEN_BY_ANYBODY if is_open else OPENED_BY_SLOT,
    }


def _about(to: Path, key: bytes, head: JournalHead, blobs: int) -> About:
    settings = settings_file.read(part(to, "settings").read_bytes())
    copy = open_reader(to, key)
    try:
        kept = state(copy, "key-book")
    finally:
        copy.close()
    return About(
        station=settings.station,
        network=reopen(kept).network if kept is not None else "",
        head=head,
        made_at=clock.now(),
        opened_by=tuple(shown(part(to, "keys").read_bytes())),
        files={name: hash_of(part(to, name)) for name in ENDS},
        blobs=blobs,
    )


def decrypted_copy(home: Home, to: Path, passphrase: Passphrase | None) -> Path:
    """Write the store in the clear: the positive control of a search for traces. Destroy it after.

    Raises:
        Refused: the target exists.
    """
    decrypt_copy(home.must_exist().store, store_key(home, passphrase), to)
    return to


def doctor(home: Home, passphrase: Passphrase | None, *, rebuild: bool = False) -> list[Check]:
    """Look at everything that can be looked at, and say what is wrong.

    With `rebuild`, the registers are made again from the facts, which needs the home; those that
    were not what the facts say are named as a failed check, though they are right from then on.
    """
    home.must_exist()
    known_answer()
    checks = [_check("known answer", detail="the ciphers work as they should")]
    kinds = slot_kinds(home.keys.read_bytes())
    is_open = SlotKind.OPEN in kinds
    detail = "an open slot: whoever reads this file has the keys" if is_open else "behind slots"
    checks.append(_check("key file", detail=detail))
    _, keys = open_keys(home, passphrase)
    checks.append(_offices(keys))
    database = open_reader(home.store, keys.store_key)
    try:
        findings = look_over(database, home.head)
        checks += [_damage(one) for one in findings]
        if not findings:
            checks.append(_check("store", detail="pages, leaves, documents and head agree"))
        checks.append(_key_book(state(database, "key-book")))
        checks += journal_checks(database, home.head, StationId(keys.station))
        checks += blob_checks(database, BlobFolder(home.blobs))
        checks.append(_index(database))
    finally:
        database.close()
    if rebuild:
        checks += _rebuild(home, keys.store_key)
    return checks


def _index(database: Database) -> Check:
    """Say whether the index of words is what the registers say, and how far it has come."""
    left = behind(database)
    if (said := differences(database)) and come_to(database) is not None:
        anew = '"depesha archive index --rebuild" makes it anew'
        return {**_check("index", ok=False, detail="; ".join(said)), "hint": anew}
    if come_to(database) is None:
        detail = "there is none by these words yet" if left else "there is nothing to be found"
    else:
        detail = "cards and words agree"
    waits = f"; {left} records and telegrams are not in it yet" if left else ""
    return _check("index", detail=f"{detail}{waits}")


def _offices(keys: KeyContent) -> Check:
    """Say which offices have a key that is open: whoever has the station signs as they do.

    They cannot sign in at the desk, and the door does not say so to whoever tries.
    """
    is_open = sorted(one.office for one in keys.offices if one.lock is None)
    if not is_open:
        return _check("office keys", detail="behind their holders' passphrases")
    detail = f"open, and so none of them signs in at the desk: {', '.join(is_open)}"
    return _check("office keys", detail=detail)


def _check(name: str, *, ok: bool = True, detail: str = "") -> Check:
    return {"check": name, "ok": ok, "detail": detail}


def _damage(finding: Finding) -> Check:
    name = NAMES.get(finding.code, "journal head")
    return {**_check(name, ok=False, detail=finding.message), "hint": finding.hint or RESTORE}


def _key_book(data: bytes | None) -> Check:
    if data is None:
        return _check("key book", ok=False, detail="there is none yet")
    try:
        book = reopen(data)
    except Problem as error:
        return _check("key book", ok=False, detail=error.message)
    return _check("key book", detail=f"version {book.version}, {len(book.stations)} stations")


def _clocks(held: bytes | None) -> Callable[[str], tzinfo]:
    """Return the clocks of the key book; of one that does not open, which is told apart, UTC."""
    try:
        return clocks_in(reopen(held) if held else None)
    except Problem:
        return clocks_in(None)


def _rebuild(home: Home, key: bytes) -> list[Check]:
    with home.held():
        book = open_book(home.store, key, home.head, Chance())
        try:
            made = book.rebuild()
            index = _index_anew(book)
        finally:
            book.close()
    if made.changed:
        detail = f"made again, for they did not follow from the facts: {', '.join(made.changed)}"
        return [index, _check("rebuild", ok=False, detail=detail)]
    return [index, _check("rebuild", detail=f"the registers follow from {made.facts} facts")]


def _index_anew(book: StoredBook) -> Check:
    """Make the index again where it is not what the registers and its own texts say."""
    said = book.archive.unsound()
    if not said:
        return _check("index rebuild", detail="it follows from the registers and its texts")
    by = ToldBy(policies=shipped_policies(), clock_of=_clocks(book.state("key-book")))
    book.begin()
    try:
        book.archive.index_anew()
        while book.archive.index(by, INDEXED_AT_ONCE, None):
            pass
        book.commit()
    except BaseException:
        book.abandon()
        raise
    return _check("index rebuild", ok=False, detail=f"made again: {'; '.join(said)}")
