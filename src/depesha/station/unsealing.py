"""Attachments opened: read from their blob, and compared with what the telegram says of them.

Rule 1: nothing is whole in memory, and no more is opened than the telegram says there is: a bomb
    ends where the file that was signed would have ended.
Rule 2: what is yielded is not to be used before the last piece has come without an error.
"""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from depesha.envelope import AttachmentKey
from depesha.errors import DoesNotVerify, Malformed, NotFound, NotNow
from depesha.names import Digest, Seed, Uid
from depesha.office.events import Examined
from depesha.office.ports import AttachmentState
from depesha.seal.attachment import opened
from depesha.store.attachments import StoredAttachments
from depesha.store.blobs import BlobFolder
from depesha.store.database import Database
from depesha.store.papers import document
from depesha.store.registers import StoredRegisters
from depesha.telegram import Attachment
from depesha.wire import BODY, MAX_BODY_BYTES

SAID_OTHERWISE: Final = "the attachment is not what its telegram says"


def attachments_of(database: Database, uid: Uid) -> tuple[Attachment, ...]:
    """Return what a telegram says of its attachments.

    Raises:
        NotFound: its text is not kept here.
    """
    telegram = StoredRegisters(database).telegram(uid)
    kept = None if telegram is None else document(database, Digest(telegram.entry.body_id))
    if kept is None:
        msg = "the text of the telegram is no longer kept here"
        raise NotFound(msg)
    return BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES).attachments


def plaintext(blobs: BlobFolder, key: AttachmentKey, said: Attachment) -> Iterator[bytes]:
    """Yield what is sealed in a blob, and compare its size and its SHA-256 at the end.

    Raises:
        DoesNotVerify: it is something else than the telegram says.
        Malformed: the blob does not open.
        NotNow: the blob is not here, or the disk does not answer.
    """
    whole, size_bytes = sha256(), 0
    for piece in opened(key.seed, blobs.each(key.ciphertext)):
        size_bytes += len(piece)
        if size_bytes > said.size_bytes:
            break
        whole.update(piece)
        yield piece
    if (size_bytes, whole.digest()) != (said.size_bytes, said.sha256):
        raise DoesNotVerify(SAID_OTHERWISE, hint="ask its originator to send it again")


def open_file(blobs: Path, key: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield what an attachment holds, compared with its telegram at the end.

    Args:
        blobs: the folder where the blob lies.
        key: what the question `attachment-key` answered.

    Raises:
        Problem: as `plaintext`.
    """
    return plaintext(
        BlobFolder(blobs),
        AttachmentKey(
            attachment=int(key["number"]) - 1,
            ciphertext=Digest(bytes.fromhex(key["ciphertext"])),
            size_bytes=key["ciphertext_bytes"],
            seed=Seed(bytes.fromhex(key["seed"])),
        ),
        Attachment(
            name=key["name"],
            media_type=key["type"],
            size_bytes=key["size_bytes"],
            sha256=Digest(bytes.fromhex(key["sha256"])),
        ),
    )


def next_unexamined(database: Database, passed: set[Digest]) -> AttachmentState | None:
    """Return an attachment whose blob came and was not examined, but for those `passed` over."""
    waiting = StoredAttachments(database).unexamined(len(passed) + 1)
    return next((one for one in waiting if one.key.ciphertext not in passed), None)


def examine(
    database: Database,
    blobs: BlobFolder,
    state: AttachmentState,
    halted: Callable[[], bool] = bool,
) -> Examined:
    """Open an attachment that came, and say what was found. It takes long.

    Raises:
        NotNow: the blob is not here, the disk does not answer, or it is `halted`.
    """
    place = state.key.attachment
    try:
        said = attachments_of(database, state.uid)[place]
        for _ in plaintext(blobs, state.key, said):
            if halted():
                msg = "the station is stopping"
                raise NotNow(msg)
    except Malformed as error:
        return Examined(uid=state.uid, place=place, finding=error.code)
    return Examined(uid=state.uid, place=place)
