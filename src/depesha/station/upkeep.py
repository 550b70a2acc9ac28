"""Keeping a station sound: backups, and what the doctor looks at."""

from pathlib import Path
from typing import Any

from depesha.errors import Problem
from depesha.keybook import reopen
from depesha.seal.sealer import Chance
from depesha.seal.selftest import known_answer
from depesha.seal.slots import SlotKind, slot_kinds
from depesha.station.home import Home
from depesha.station.unlocking import Passphrase, open_keys, store_key
from depesha.store.backup import back_up, decrypt_copy
from depesha.store.book import open_book
from depesha.store.database import open_reader
from depesha.store.papers import state
from depesha.store.soundness import look_over

Check = dict[str, Any]


def backup(home: Home, to: Path, passphrase: Passphrase | None) -> dict[str, Any]:
    """Copy the store, encrypted as it is, while the station may run; and the key file beside it.

    Raises:
        Refused: the target exists.
        NotNow: the disk is full or does not answer.
    """
    head = back_up(home.must_exist().store, store_key(home, passphrase), to)
    return {
        "backup": str(to),
        "size_bytes": to.stat().st_size,
        "journal_size": head.size,
        "journal_root": head.root.hex(),
        "opened_by": "the key file of this station: keep a copy of it elsewhere",
    }


def decrypted_copy(home: Home, to: Path, passphrase: Passphrase | None) -> Path:
    """Write the store in the clear: the positive control of a search for traces. Destroy it after.

    Raises:
        Refused: the target exists.
    """
    decrypt_copy(home.must_exist().store, store_key(home, passphrase), to)
    return to


def doctor(home: Home, passphrase: Passphrase | None, *, rebuild: bool = False) -> list[Check]:
    """Look at everything that can be looked at, and say what is wrong.

    With `rebuild`, the registers are made again from the facts, which needs the home.
    """
    home.must_exist()
    known_answer()
    checks = [_check("known answer", detail="the ciphers work as they should")]
    kinds = slot_kinds(home.keys.read_bytes())
    is_open = SlotKind.OPEN in kinds
    detail = "an open slot: whoever reads this file has the keys" if is_open else "behind slots"
    checks.append(_check("key file", detail=detail))
    _, keys = open_keys(home, passphrase)
    database = open_reader(home.store, keys.store_key)
    try:
        findings = look_over(database, home.head)
        checks += [_check(one.code, ok=False, detail=one.message) for one in findings]
        if not findings:
            checks.append(_check("store", detail="pages, leaves and head agree"))
        checks.append(_key_book(state(database, "key-book")))
    finally:
        database.close()
    if rebuild:
        checks.append(_rebuild(home, keys.store_key))
    return checks


def _check(name: str, *, ok: bool = True, detail: str = "") -> Check:
    return {"check": name, "ok": ok, "detail": detail}


def _key_book(data: bytes | None) -> Check:
    if data is None:
        return _check("key book", ok=False, detail="there is none yet")
    try:
        book = reopen(data)
    except Problem as error:
        return _check("key book", ok=False, detail=error.message)
    return _check("key book", detail=f"version {book.version}, {len(book.stations)} stations")


def _rebuild(home: Home, key: bytes) -> Check:
    with home.held():
        book = open_book(home.store, key, home.head, Chance())
        try:
            facts = book.rebuild()
        finally:
            book.close()
    return _check("rebuild", detail=f"the registers follow from {facts} facts")
