"""What holders of offices give with an order: their passphrases. Nothing here keeps one.

The passphrase of an office comes with an order from a face, by the station's socket (0600) or in
the face's own process. It is used once, outside the desk's thread, and is in no event, no result,
no fact and no log.
"""

from dataclasses import dataclass, field
from typing import Final

from depesha.errors import Refused, Usage
from depesha.names import Lease
from depesha.office.events import AddPasskey, ChangeOfficeKey, HandOver, RemovePasskey
from depesha.seal.keys import KeyContent
from depesha.seal.office_lock import kept_of, opened, relocked
from depesha.seal.passkey_lock import PRF_BYTES, with_passkey, without_passkey

MAX_PASSPHRASE: Final = 4096
"""Characters; a line of a file that is longer is no passphrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A passkey that a holder showed: its signature was verified by the face that asked for it.

    Attributes:
        credential: its id.
        output: what its PRF gave out, which opens the office's key; None: it has none.
        signs: how often it says that it signed; 0: it does not count.
    """

    credential: bytes
    output: bytes | None = field(default=None, repr=False)
    signs: int = 0

    def __post_init__(self) -> None:
        """Check the lengths.

        Raises:
            Usage: what it gave out is no PRF's output.
        """
        if self.output is not None and len(self.output) != PRF_BYTES:
            msg = f"what a passkey gives out has {PRF_BYTES} bytes"
            raise Usage(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What a holder gives with an order.

    Attributes:
        office: a passphrase that opens the key of the office that gives the order.
        new: what its key is to be behind from now on.
        passkey: a passkey that opens it, in place of the passphrase.
        added: what a passkey that is being added gave out; it is to open the key from now on.
        lease: the session at the desk in whose name the order is given.
        errand: names what this order is one of many of; proved with the first, it holds for the
            others (`presence.ERRANDS`). A face draws it at random; the desk's is the address of
            its import, which only pages of that office show. It is of use with `lease` alone.
    """

    office: str | None = field(default=None, repr=False)
    new: str | None = field(default=None, repr=False)
    passkey: Shown | None = None
    added: bytes | None = field(default=None, repr=False)
    lease: Lease | None = field(default=None, repr=False)
    errand: str = field(default="", repr=False)

    @property
    def prove(self) -> bool:
        """Whether the holder proves, for this very order, that he is there."""
        return self.office is not None or self.passkey is not None

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


REKEYING: Final = (HandOver, ChangeOfficeKey, AddPasskey, RemovePasskey)
"""Orders that change what an office's key is behind: in the key file first, then as a fact."""

Rekeying = HandOver | ChangeOfficeKey | AddPasskey | RemovePasskey


def rekeyed(content: KeyContent, order: Rekeying, secrets: Secrets) -> KeyContent:
    """Return the keys as they are after an order that changes what an office's key is behind.

    Raises:
        Problem: as the function for it.
    """
    if isinstance(order, AddPasskey):
        return _with_passkey(content, order, secrets)
    if isinstance(order, RemovePasskey):
        return without_passkey(content, order.office, order.credential)
    return _relocked(content, order, secrets)


def _with_passkey(content: KeyContent, order: AddPasskey, secrets: Secrets) -> KeyContent:
    """Return the keys with a passkey's lock; one that gives nothing out gets none.

    Raises:
        NotFound, OfficeLocked, WrongPassphrase, Refused: as `with_passkey`.
    """
    if secrets.added is None:
        return content
    return with_passkey(
        content,
        order.office,
        passphrase=secrets.office,
        credential=order.credential,
        output=secrets.added,
    )


def _relocked(
    content: KeyContent, order: HandOver | ChangeOfficeKey, secrets: Secrets
) -> KeyContent:
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
