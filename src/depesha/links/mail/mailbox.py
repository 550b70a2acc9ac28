"""What every mailbox does, whatever it is: look, and hand each mail over once.

Rule 1: a mail is removed after what it holds is durably here, never before. So the mailbox is
    at-least-once, and a mail that comes twice does no harm.
Rule 2: a mail that is not for this line is left where it is, unread and unchanged, and not fetched
    again. It never holds up another.
"""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol

MAX_LOOKED_AT: Final = 500
"""Mails that one look opens; the rest wait for the next, which begins at once."""


class Verdict(StrEnum):
    """What a mail turned out to be."""

    TAKEN = "taken"
    """All that it holds is durably here: it may go."""
    FOREIGN = "foreign"
    """Nothing of ours in it, or something for another line."""
    RETURNED = "returned"
    """A mail of ours: it came back, or hangs on a bounce."""
    SPOILED = "spoiled"
    """It says that it is for us, and is cut, changed, or signed by somebody else."""
    TOO_BIG = "too_big"
    """Larger than any mail of ours; it was not opened."""


Take = Callable[[bytes], Verdict]
"""Judges a mail and stores what it holds. Raises NoLine where it cannot be stored now."""


class Mailbox(Protocol):
    """Where mail comes from. Blocking; used in one thread, but for `close`."""

    tally: Counter[Verdict]

    def look(self, take: Take) -> bool:
        """Hand over what has come; say whether there is more.

        Raises:
            NoLine: the mailbox cannot be reached, or what a mail holds cannot be stored.
        """

    def wait(self) -> None:
        """Wait until something may have come, or `wake`.

        Raises:
            NoLine: the mailbox cannot be reached.
        """

    def wake(self) -> None:
        """Let `wait` return; from any thread."""

    def forget(self) -> None:
        """Look at everything again at the next look; from any thread."""

    def close(self) -> None:
        """Break off whatever is under way; from any thread."""

    def end(self) -> None:
        """Give back what is held; it is not looked at any more."""
