"""Verifying a journal: the whole of it, with all its checkpoints; or a proof that somebody gave.

What is found is said, not repaired. The whole takes about 30 seconds for a million facts.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

from depesha.envelope import JournalHead
from depesha.errors import DoesNotVerify, Problem
from depesha.keybook import KeyBook, fingerprint_text, reopen
from depesha.names import Digest, StationId
from depesha.seal.checkpoint import CheckpointKeys, verify_checkpoint
from depesha.seal.tlog_proof import read_proof, verify_proof
from depesha.station import settings as settings_file
from depesha.station.home import Home
from depesha.station.unlocking import Passphrase, store_key
from depesha.store.checkpoints import every_lasting, newest_note
from depesha.store.database import Database, open_reader
from depesha.store.head import must_extend
from depesha.store.journals import every_peer, last_adopted, witnessed_heads
from depesha.store.leaves import broken_leaves, size
from depesha.store.papers import state
from depesha.store.proving import StoredNodes

Check = dict[str, Any]

MAX_BROKEN: Final = 20
KEEP: Final = "keep this store as evidence, and restore a backup"


def verify_journal(
    home: Home,
    passphrase: Passphrase | None,
    progress: Callable[[int, int], None],
) -> list[Check]:
    """Verify the whole journal: tree, tiles, checkpoints, `head`, key book, the heads of others.

    `progress` is told how many facts were looked at since it was told last, and how many there are.
    """
    config = settings_file.read(home.must_exist().settings.read_bytes())
    database = open_reader(home.store, store_key(home, passphrase))
    try:
        count = size(database)
        checks = [_tree(database, count, lambda one: progress(one, count))]
        checks += journal_checks(database, home.head, config.station)
        checks.append(_head_file(database, home.head))
    finally:
        database.close()
    return checks


def _tree(database: Database, count: int, seen: Callable[[int], None]) -> Check:
    broken = list(islice(broken_leaves(database, seen), MAX_BROKEN))
    if broken:
        places = ", ".join(map(str, broken))
        return _check("tree", ok=False, detail=f"what does not follow from its fact: {places}")
    return _check("tree", detail=f"{count} facts, each hashed again, and all tiles over them")


def journal_checks(database: Database, head_path: Path, station: StationId) -> list[Check]:
    """Return what can be said of the journal beside its leaves: checkpoints, key book, others."""
    data = state(database, "key-book")
    try:
        keys = None if data is None else reopen(data)
    except Problem as error:
        return [_check("key book in force", ok=False, detail=error.message)]
    return [
        _checkpoints(database, head_path, station, keys),
        _adopted(database, keys),
        *_others(database),
    ]


def _checkpoints(
    database: Database, head_path: Path, station: StationId, keys: KeyBook | None
) -> Check:
    """Hold every checkpoint against the keys and the tree."""
    name = "checkpoints"
    if keys is None:
        return _check(name, detail="there is no key book yet that says by whose keys")
    known = CheckpointKeys(
        station=station,
        ed25519=keys.identities[station].public_key,
        mldsa44=keys.journal_key(station),
    )
    nodes, count = StoredNodes(database), size(database)
    lasting = every_lasting(database)
    try:
        for _, head, _, note in lasting:
            _must_be(nodes, count, head, verify_checkpoint(note, known).head)
        newest = newest_note(head_path)
        if newest is not None:
            head = verify_checkpoint(newest, known).head
            _must_be(nodes, count, head, head)
    except Problem as error:
        return {**_check(name, ok=False, detail=error.message), "hint": KEEP}
    said = "the newest" if newest is not None else "no newest one"
    return _check(name, detail=f"{len(lasting)} lasting ones and {said} hold")


def _must_be(nodes: StoredNodes, count: int, head: JournalHead, signed: JournalHead) -> None:
    """Refuse a checkpoint over another tree than the one that is here."""
    if head != signed or head.size > count or nodes.head(head.size) != head:
        msg = f"this station signed {signed.size} facts that are not the ones here"
        raise DoesNotVerify(msg)


def _adopted(database: Database, keys: KeyBook | None) -> Check:
    """Hold the key book in force against the last one that the journal says was adopted."""
    name = "key book in force"
    adopted = last_adopted(database)
    if adopted is None or keys is None:
        return _check(name, detail="none was adopted since this version of the store")
    held = (keys.version, keys.digest, keys.plan_version, keys.plan_digest)
    if held != adopted:
        detail = f"version {keys.version} is kept, and the journal adopted {adopted[0]}"
        return {**_check(name, ok=False, detail=detail), "hint": KEEP}
    return _check(name, detail=f"version {keys.version}, as the journal says")


def _others(database: Database) -> Iterator[Check]:
    for peer in every_peer(database):
        name = f"journal of {peer.station}"
        if peer.finding:
            detail = f"{peer.finding}; up to {peer.cut} facts both histories are one"
            yield _check(name, ok=False, detail=detail)
        else:
            proved = peer.proved.size if peer.proved else 0
            yield _check(name, detail=f"{peer.highest.size} facts named, {proved} proved")


def _head_file(database: Database, path: Path) -> Check:
    try:
        head = must_extend(path, database)
    except Problem as error:
        return {**_check("file head", ok=False, detail=error.message), "hint": error.hint}
    return _check("file head", detail=f"the journal extends it: {head.size} facts")


def _check(name: str, *, ok: bool = True, detail: str = "") -> Check:
    return {"check": name, "ok": ok, "detail": detail}


# -- a proof that somebody gave -------------------------------------------------------------------


def verify_file(
    data: bytes, key: Digest | None, home: Home | None, passphrase: Passphrase
) -> Check:
    """Verify a proof from any journal; it needs no station.

    Whose key signed it is shown by `key` (the SHA-256 of the station's Ed25519 key), or by the key
    book of a station, where there is one at hand; else only that the proof is whole is said.

    Raises:
        DoesNotVerify: it does not hold, or it is signed by another key.
    """
    proof = read_proof(data)
    shown = verify_proof(proof)
    head = shown.checkpoint.head
    if key is not None and key != proof.fingerprint:
        msg = "the proof holds, but it is signed by another key than the one that was named"
        raise DoesNotVerify(msg, hint=f"it is {fingerprint_text(proof.fingerprint)}")
    known = None
    if home is not None:
        known = _known_here(home, passphrase, StationId(shown.station), head, proof.ed25519)
    return {
        "station": shown.station,
        "fact": shown.index,
        "fact_kind": shown.entry.kind,
        "at": shown.entry.at,
        "uid": _hex(shown.entry.references.uid),
        "slip_id": _hex(shown.entry.references.slip_id),
        "digest": _hex(shown.entry.references.digest),
        "size": head.size,
        "root": head.root.hex(),
        "lasting": shown.checkpoint.is_lasting,
        "key_groups": fingerprint_text(Digest(sha256(proof.ed25519).digest())),
        "key_known_by": "name" if key is not None else known,
    }


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def _known_here(
    home: Home, passphrase: Passphrase, station: StationId, head: JournalHead, key: bytes
) -> str | None:
    """Return `key book` if the key is that station's here.

    Raises:
        DoesNotVerify: the key book has another key of it, or it named another head of that size.
    """
    database = open_reader(home.must_exist().store, store_key(home, passphrase))
    try:
        data = state(database, "key-book")
        leaf = reopen(data).identities.get(station) if data is not None else None
        if leaf is None:
            return None
        if leaf.public_key != key:
            msg = f"the proof holds, but the key book here has another key of {station}"
            raise DoesNotVerify(msg, hint="ask the centre which of the two is in force")
        named = witnessed_heads(database, station, head.size)
        if named is not None and named != head.root:
            msg = f"{station} named another journal of {head.size} facts here: it has two histories"
            raise DoesNotVerify(msg, hint="keep this file: it and the envelope here prove the fork")
        return "key book"
    finally:
        database.close()
