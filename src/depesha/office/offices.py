"""Offices and their holders: who holds one from now on, and what its key is behind.

The key itself is changed in the key file, outside the desk; here it is written down. Tasks, drafts
and duties are an office's and not its holder's: nothing of them moves.
"""

from depesha.office.events import ChangeOfficeKey, Done, HandOver
from depesha.office.facts import OfficeHandedOver, OfficeKeyChanged
from depesha.office.sitting import Sitting


def hand_over(sitting: Sitting, order: HandOver) -> Done:
    """Write down who holds an office from now on."""
    before = sitting.book.registers.holder(order.office)
    sitting.record(OfficeHandedOver(office=order.office, holder=order.holder, locked=order.locked))
    return Done(
        value={
            "office": order.office,
            "holder": order.holder,
            "before": before,
            "since_at": sitting.now,
            "key": key_word(locked=order.locked),
        }
    )


def change_key(sitting: Sitting, order: ChangeOfficeKey) -> Done:
    """Write down what an office's key is behind."""
    sitting.record(OfficeKeyChanged(office=order.office, locked=order.locked))
    return Done(value={"office": order.office, "key": key_word(locked=order.locked)})


def key_word(*, locked: bool) -> str:
    """Return how an office's key is shown: `locked`, behind its holder's passphrase, or `open`."""
    return "locked" if locked else "open"
