"""Keeping the folder of blobs sound: what a backup takes of it, and what the doctor looks at.

Which blobs there must be is said by the store alone (`store/attachments.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

from depesha.errors import NotNow
from depesha.names import Digest
from depesha.store.attachments import KeptBlob, StoredAttachments
from depesha.store.blobs import BlobFolder
from depesha.store.database import Database, open_reader

MAX_FINDINGS: Final = 20
TAKE_BACK: Final = "take the file out of a backup, or have the telegram sent again"

Check = dict[str, Any]


# -- the doctor -----------------------------------------------------------------------------------


def blob_checks(database: Database, blobs: BlobFolder) -> list[Check]:
    """Return what is wrong with the folder of blobs, reading all of it; or that nothing is."""
    kept = list(StoredAttachments(database).kept())
    faults = list(islice(_faults(blobs, kept), MAX_FINDINGS))
    if faults:
        return [
            {"check": "attachment file", "ok": False, "detail": fault, "hint": TAKE_BACK}
            for fault in faults
        ]
    others = len(set(blobs.names()) - {one.sealed for one in kept})
    detail = f"{len(kept)} files are here and are what their names say"
    unneeded = f"; {others} that nothing needs go at the next start, a day after they came"
    return [{"check": "attachments", "ok": True, "detail": detail + unneeded * bool(others)}]


def _faults(blobs: BlobFolder, kept: list[KeptBlob]) -> Iterator[str]:
    for one in kept:
        spelled, size_bytes = one.sealed.hex()[:16], blobs.size_of(one.sealed)
        if size_bytes is None:
            yield f"the file {spelled} of an attachment is missing"
        elif one.size_bytes not in {None, size_bytes} or _hash(blobs, one.sealed) != one.sealed:
            yield f"the file {spelled} of an attachment is not what its name says"


def _hash(blobs: BlobFolder, sealed: Digest) -> bytes:
    whole = sha256()
    for piece in blobs.each(sealed):
        whole.update(piece)
    return whole.digest()


# -- the backup -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How many blobs were copied, how many bytes they have, and how many could not be.

    Those are missing or damaged. The doctor names them; the rest is worth having all the same.
    """

    count: int
    size_bytes: int
    missing: int


def copy_blobs(store: Path, key: bytes, blobs: BlobFolder, folder: Path) -> Copied:
    """Copy the blobs that a copy of the store speaks of, each compared with its name.

    Raises:
        NotNow: the disk is full or does not answer.
    """
    database = open_reader(store, key)
    try:
        kept = [one.sealed for one in StoredAttachments(database).kept()]
    finally:
        database.close()
    target, sizes, missing = BlobFolder(folder), [], 0
    for sealed in kept:
        if blobs.size_of(sealed) is None:
            missing += 1
            continue
        try:
            name, size_bytes = target.take_in(blobs.each(sealed))
        except NotNow as error:
            msg = f"an attachment cannot be copied: {error.message}"
            raise type(error)(msg, hint=error.hint) from error
        if name != sealed:
            target.remove(name)
            missing += 1
            continue
        sizes.append(size_bytes)
    return Copied(count=len(sizes), size_bytes=sum(sizes), missing=missing)
