"""A line by mail, as it stands in `station.toml`.

    [[line]]
    neighbour = "peking"
    mail_to = "peking@example.org"
    mail_from = "pyongyang@example.net"
    smtp = "smtps://pyongyang@mail.example.net:465"
    imap = "imaps://pyongyang@mail.example.net:993/INBOX"
    password_file = "/etc/depesha/mail-password"

Instead of `imap` a `maildir` or a `spool`. What the addresses mean is said by the mail line itself
(`links/mail/account.py`), which is loaded only where there is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from depesha.errors import NoLine, Usage
from depesha.names import StationId

if TYPE_CHECKING:
    from depesha.links.mail.account import MailNeighbour

LEAST_PART_BYTES: Final = 512 * 1024
MOST_PART_BYTES: Final = 16 * 1024 * 1024
MOST_BLOB_BYTES: Final = 32 * 1024 * 1024
"""What the part table of a mail can say of one file."""

MOST_SECONDS: Final = 86_400

IMAP_POLL_SECONDS: Final = 60
FILES_POLL_SECONDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSetting:
    """How a neighbour is reached by mail; empty texts are absent.

    Attributes:
        part_bytes: what one attachment may take, before base64.
        blob_bytes: the largest file of a telegram, sealed, that goes by mail; 0: none does.
        poll_seconds: between two looks into the mailbox; 0: as is usual for its kind.
        repeat_seconds: until what is unanswered goes again, the first time.
    """

    mail_to: str = ""
    mail_from: str = ""
    smtp: str = ""
    imap: str = ""
    maildir: str = ""
    spool: str = ""
    password_file: str = ""
    part_bytes: int = 5_000_000
    blob_bytes: int = 25_000_000
    poll_seconds: int = 0
    repeat_seconds: int = 900


KEYS: Final = tuple(one.name for one in fields(MailSetting))
_NOTHING: Final = MailSetting()
_BOUNDS: Final = {
    "part_bytes": (LEAST_PART_BYTES, MOST_PART_BYTES),
    "blob_bytes": (0, MOST_BLOB_BYTES),
    "poll_seconds": (0, MOST_SECONDS),
    "repeat_seconds": (1, MOST_SECONDS),
}


def of(table: Mapping[str, Any]) -> MailSetting | None:
    """Return what a line says of mail; None if it says nothing.

    Raises:
        ValueError: a number is none.
    """
    found = {
        key: int(table[key]) if key in _BOUNDS else str(table[key]) for key in KEYS if key in table
    }
    setting = MailSetting(**found)  # type: ignore[arg-type]  # the two kinds are told apart above
    return None if setting == _NOTHING else setting


def shown(setting: MailSetting | None) -> dict[str, str | int]:
    """Return what differs from what goes without saying."""
    if setting is None:
        return {}
    values = {key: getattr(setting, key) for key in KEYS}
    return {key: value for key, value in values.items() if value != getattr(_NOTHING, key)}


def check(neighbour: StationId, setting: MailSetting) -> None:
    """Check that a line by mail is whole, and that its addresses are formed like some.

    Raises:
        Usage: it is not; the message names the place.
    """
    boxes = [one for one in (setting.imap, setting.maildir, setting.spool) if one]
    paths = [one for one in (setting.maildir, setting.spool, setting.password_file) if one]
    wrong = {
        "wants mail_to, mail_from and smtp": not (
            setting.mail_to and setting.mail_from and setting.smtp
        ),
        "wants one of imap, maildir and spool": len(boxes) != 1,
        "wants paths from the root, as in /var/mail/moscow": any(
            not one.startswith("/") or "\0" in one for one in paths
        ),
        **{
            f"wants {key} from {low} to {high}": not low <= getattr(setting, key) <= high
            for key, (low, high) in _BOUNDS.items()
        },
    }
    for what, is_so in wrong.items():
        if is_so:
            msg = f"the line to {neighbour} {what}"
            raise Usage(msg, hint='"depesha help link add" shows a whole one')
    reached(neighbour, setting)


def reached(neighbour: StationId, setting: MailSetting) -> "MailNeighbour":
    """Return a neighbour as its mail line knows it.

    Raises:
        Usage: an address is not formed like one, or a password stands in it.
    """
    from depesha.links.mail.account import (  # noqa: PLC0415  # only where there is such a line
        Box,
        MailNeighbour,
        check_address,
        parse_server,
    )

    path: Callable[[str], Path | None] = lambda text: Path(text) if text else None  # noqa: E731
    usual = IMAP_POLL_SECONDS if setting.imap else FILES_POLL_SECONDS
    return MailNeighbour(
        station=neighbour,
        to=check_address(setting.mail_to),
        sender=check_address(setting.mail_from),
        smtp=parse_server(setting.smtp, "smtps", "smtp"),
        box=Box(
            imap=parse_server(setting.imap, "imaps", "imap") if setting.imap else None,
            maildir=path(setting.maildir),
            spool=path(setting.spool),
        ),
        password_file=path(setting.password_file),
        part_bytes=setting.part_bytes,
        blob_bytes=setting.blob_bytes,
        poll_seconds=setting.poll_seconds or usual,
        repeat_seconds=setting.repeat_seconds,
    )


def must_be_there(neighbour: StationId, setting: MailSetting) -> None:
    """Check that a mailbox on this machine is there, and that the password can be read.

    Raises:
        Usage: it is not, or it cannot.
    """
    from depesha.links.mail.account import read_password  # noqa: PLC0415  # as above

    line = reached(neighbour, setting)
    for folder in filter(None, (line.box.maildir and line.box.maildir / "new", line.box.spool)):
        if not folder.is_dir():
            msg = f"there is no folder {folder}"
            raise Usage(msg, hint="a Maildir has the folders new, cur and tmp; a spool is one")
    for server in filter(None, (line.smtp, line.box.imap)):
        try:
            read_password(line.password_file, server)
        except NoLine as error:
            raise Usage(error.message, hint=error.hint) from error
