"""What holders of offices give with an order: their passphrases. Nothing here keeps one.

The passphrase of an office comes with an order from a face, by the station's socket (0600) or in
the face's own process. It is used once, outside the desk's thread, and is in no event, no result,
no fact and no log.
"""

from dataclasses import dataclass, field
from typing import Final

from depesha.errors import Refused, Usage
from depesha.office.events import ChangeOfficeKey, HandOver
from depesha.seal.keys import KeyContent
from depesha.seal.office_lock import kept_of, opened, relocked

MAX_PASSPHRASE: Final = 4096
"""Characters; a line of a file that is longer is no passphrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The passphrases that a holder gives with an order.

    Attributes:
        office: opens the key of the office that gives the order.
        new: what its key is to be behind from now on.
    """

    office: str | None = field(default=None, repr=False)
    new: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check that they are passphrases.

        Raises:
            Usage: one is something else, or too long.
        """
        for given in (self.office, self.new):
            if given is not None and not (isinstance(given, str) and len(given) <= MAX_PASSPHRASE):
                msg = f"a passphrase is a text of at most {MAX_PASSPHRASE} characters"
                raise Usage(msg)


NO_SECRETS: Final = Secrets()


def rekeyed(content: KeyContent, order: HandOver | ChangeOfficeKey, secrets: Secrets) -> KeyContent:
    """Return the keys as they are after an office changed hands, or its passphrase.

    The key of an office that is locked stays locked when it changes hands: the new holder types a
    passphrase of his own. One that is open stays as it is, unless there is one.

    Raises:
        NotFound: there is no key of that office here.
        OfficeLocked: it is locked, and the passphrase that it is behind was not given.
        WrongPassphrase: the passphrase given does not open it.
        Refused: the new holder has none of his own, or the old one.
    """
    is_locked = kept_of(content, order.office).lock is not None
    if isinstance(order, ChangeOfficeKey) and order.note:
        return content
    if isinstance(order, ChangeOfficeKey) and order.remove:
        return relocked(content, order.office, old=secrets.office, new=None)
    if secrets.new is None:
        if isinstance(order, HandOver) and not is_locked:
            return content
        opened(kept_of(content, order.office), secrets.office)  # first things first: may he?
        msg = f"{order.office} has no new passphrase"
        raise Refused(msg, hint="who holds it from now on types his own, or --new-passphrase-file")
    if secrets.new == secrets.office:
        msg = f"the new passphrase of {order.office} is its old one"
        raise Refused(msg, hint="whoever held it before could still sign with it")
    return relocked(content, order.office, old=secrets.office, new=secrets.new)
