"""Lasting checkpoints: once a UTC day, if something happened since, and at the end of serving.

Rule 1: what is signed is the head of an earlier group, which is on disk; the fact that says so is
    of the present one. A signature over a head that is then lost would prove a fork that never was.
Rule 2: a checkpoint that would cover nothing but the fact of the last one is not made, or an idle
    station would sign for ever.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import CheckpointSigned
from depesha.office.ports import Book
from depesha.office.sitting import Sitting

DAY_MS: Final = 24 * 3_600_000


def tick(sitting: Sitting) -> None:
    """Sign the committed head for long, if a day has ended since the last time."""
    due_at = next_at(sitting.book)
    if due_at is not None and due_at <= sitting.now:
        sign(sitting)


def sign(sitting: Sitting) -> bool:
    """Sign the committed head for long, if it covers anything new; say whether it does."""
    head = sitting.book.committed_head()
    if _new_since(sitting.book) is None:
        return False
    note = sitting.sealer.lasting_checkpoint(head, sitting.now)
    sitting.record(CheckpointSigned(size=head.size, root=head.root, note=note))
    return True


def next_at(book: Book) -> TimeMs | None:
    """Return when the next lasting checkpoint is due, or None: nothing happened since the last."""
    since = _new_since(book)
    return None if since is None else TimeMs((since // DAY_MS + 1) * DAY_MS)


def _new_since(book: Book) -> TimeMs | None:
    """Return when the last was signed, if anything but the fact of it has happened since."""
    last = book.journals.last_lasting()
    if last is None:
        return None
    size, at = last
    return at if book.committed_head().size > size + 1 else None
