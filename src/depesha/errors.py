"""Every error that a person or a peer can meet, in four families.

The family says what to do next:

* `Refused`: the rules forbid it. Tell the person.
* `Malformed`: bytes from outside lie. Quarantine or refuse them; never retry.
* `Undeliverable`: it cannot get there, for good. Tell the originator.
* `NotNow`: a passing hindrance. Whoever asked may ask again.

A message is one line in lower case without a full stop; it names numbers and stations, never the
text of a telegram, a key or a cover name. A hint names the cure. `code` is stable: scripts and
peers may depend on it. Bugs are not in the families: they roll back and stop loudly. `Bug` is what
a face is told of one that met its own order.
The table of codes, exit statuses and cures is `docs/errors.md`.
"""

from typing import ClassVar


class Problem(Exception):  # the families below are named after what happened
    """What the four families share: a message, a hint, a stable code and an exit status.

    Attributes:
        code: stable name of what happened.
        exit_status: what a command exits with (DESIGN §10).
        message: one line for a person.
        hint: what to do about it; may be empty.
    """

    code: ClassVar[str] = "problem"
    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message and the hint."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refused(Problem):
    """The rules forbid it: tell the person. Nothing was changed."""

    code = "refused"
    exit_status = 1


class Malformed(Problem):
    """Bytes from outside are not what they should be: quarantine, never retry."""

    code = "malformed"
    exit_status = 1


class Undeliverable(Problem):
    """It cannot get there, for good: the originator is told."""

    code = "undeliverable"
    exit_status = 1


class NotNow(Problem):
    """A passing hindrance: nothing was changed, and asking again may succeed."""

    code = "not-now"
    exit_status = 1


class Usage(Refused):
    """The order itself is not understood: an unknown word, a missing field."""

    code = "usage"
    exit_status = 2


class NotFound(Refused):
    """No such telegram, number, office, station or file."""

    code = "not-found"
    exit_status = 3


class Forbidden(Refused):
    """A rule or a caveat forbids this person to do this."""

    code = "forbidden"
    exit_status = 4


class DoesNotVerify(Malformed):
    """A signature, a proof or a digest does not fit what it is said to cover."""

    code = "does-not-verify"
    exit_status = 5


class UnknownVersion(Malformed):
    """A format version that this program does not know: CANNOT_PROCESS, never silence."""

    code = "unknown-version"


class KeyBookBehind(Refused):
    """It may verify once the key book of its sender has come here too: it waits until then."""

    code = "key-book-behind"


class TooManyUnannounced(Refused):
    """Too much came that no letter has announced: it is deferred until a letter announces it."""

    code = "too-many-unannounced"


class NumbersAwaited(Refused):
    """The station was restored, and a correspondent has not told the last numbers that it saw."""

    code = "numbers-awaited"
    exit_status = 6


class EditionAwaited(Refused):
    """The centre was restored, and stations may hold later editions of the key book or plan."""

    code = "edition-awaited"
    exit_status = 6


class NoCommunications(Undeliverable):
    """No key or no way is known to a station."""

    code = "no-communications"


class NoLine(NotNow):
    """No line is up; what was ordered is kept and goes when one is."""

    code = "no-line"
    exit_status = 6


class OrderIdReused(Refused):
    """An order has the id of another one that was done."""

    code = "order-id-reused"


class Locked(Refused):
    """The keys or the store of this station are locked."""

    code = "locked"
    exit_status = 7


class OfficeLocked(Locked):
    """The key of an office is behind its holder's own passphrase, and that was not given."""

    code = "office-locked"


class WrongPassphrase(Locked):
    """The passphrase opens no slot of the key file, or not the key of that office."""

    code = "wrong-passphrase"


class SessionEnded(Locked):
    """The session at the desk in whose name an order was given is over."""

    code = "session-ended"


class TooOften(NotNow):
    """It was tried too often in vain: it can be tried again in a moment."""

    code = "too-often"


class RolledBack(Refused):
    """The store is older than what was written down outside it, or has another history."""

    code = "rolled-back"


class StoreDamaged(Refused):
    """The store gives back something else than was written: the station stops."""

    code = "store-damaged"


class StoreFull(NotNow):
    """The disk is full: the whole group was rolled back, nothing was lost."""

    code = "store-full"


class Busy(NotNow):
    """Another process holds this station, a port is in use, or a queue is full."""

    code = "busy"


class Bug(Problem):
    """The program is wrong, not the order: nothing was changed, and the trace is in the log."""

    code = "bug"
    exit_status = 70


def confessed(error: Exception) -> Bug:
    """Say that there is a bug, and where; its words may hold what nobody should see.

    The exception itself is the cause of what is returned, for whoever keeps the log.
    """
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    file = place.tb_frame.f_code.co_filename.rpartition("/")[2] if place else ""
    where = f" in {file}:{place.tb_lineno}" if place else ""
    bug = Bug(
        f"a bug: {type(error).__name__}{where}",
        hint="what the serving process wrote shows the whole way there",
    )
    bug.__cause__ = error
    return bug
