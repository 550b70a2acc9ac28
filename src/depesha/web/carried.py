"""What was typed into a form when its session had ended: carried through the door, and sent on.

The door shows what it carries; once its holder has signed in he sees what will be sent, and sends
it by one button, with the token of his new session. So nobody's form is sent by itself, and a form
from elsewhere is not carried at all (the guard refuses it before). Passphrases, tokens of the old
session and what a passkey said are never carried; files are not either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request

HIDDEN: Final = frozenset({"passphrase", "new_passphrase", "assertion", "attestation", "prf"})
"""Fields that never come back."""

OF_THE_SESSION: Final = frozenset({"form_token"})
PREFIX: Final = "kept."
ACTION: Final = "kept-action"
LEFT: Final = "page-left"
"""The page that asked for an order, through a question whether its holder is there."""

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A form on its way.

    Attributes:
        action: where it goes, a place of this desk.
        fields: what was typed, and what names the order.
    """

    action: str
    fields: Fields

    @property
    def to_keep(self) -> Fields:
        """The fields as the door's own form carries them."""
        return [(ACTION, self.action), *((PREFIX + name, value) for name, value in self.fields)]

    @property
    def to_show(self) -> Fields:
        """What a person typed, without what only names the order."""
        return [(name, value) for name, value in self.fields if name != "order_id" and value]


def repeatable(values: FormData) -> Fields:
    """Return the fields of a form that may stand in a page again."""
    return [
        (name, value)
        for name, value in values.multi_items()
        if isinstance(value, str) and name not in HIDDEN
    ]


def taken(values: FormData, action: str) -> Carried:
    """Return what a form of a session that has ended held."""
    fields = [(name, value) for name, value in repeatable(values) if name not in OF_THE_SESSION]
    return Carried(action=action, fields=fields)


def brought(values: FormData) -> Carried | None:
    """Return what came through the door; None: nothing."""
    action = place(str(values.get(ACTION, "")))
    if action == "/":
        return None
    names = len(PREFIX)
    fields = [
        (name[names:], value)
        for name, value in values.multi_items()
        if isinstance(value, str) and name.startswith(PREFIX)
    ]
    kept = [one for one in fields if one[0] not in HIDDEN | OF_THE_SESSION]
    return Carried(action=action, fields=kept)


def page_left(request: Request) -> str:
    """Return the page that was left, by its path alone; one that would lead away is the first."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    if parts.netloc != request.headers.get("Host"):
        return "/"
    return place(parts.path + (f"?{parts.query}" if parts.query else ""))


def place(path: str) -> str:
    r"""Return a place of this desk; an address elsewhere is its first page.

    `//elsewhere`, `/\elsewhere` and a path with a control character in it, which browsers drop
    before they read, lead away.
    """
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"
