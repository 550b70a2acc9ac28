"""Orders about people: who endorses a draft, who holds an office, what its key is behind."""

from dataclasses import dataclass

from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDraft:
    """Endorse exactly what a draft says now: a visa. With `version`, only if it is that one."""

    order_id: str
    office: OfficeId
    draft: int
    note: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReview:
    """Let another office here read a draft as it is now, and endorse it."""

    order_id: str
    office: OfficeId
    draft: int
    of: OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Give an office to another holder: its tasks stay with it, its passphrase is his own.

    `locked`: whether its key is behind a passphrase; said by the key file, whatever a face says.
    """

    order_id: str
    office: OfficeId
    holder: str
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfficeKey:
    """Put an office's key behind another passphrase; with `remove`, behind none: it is open then.

    With `note` the key stays as it is, and what it is behind is written down. `locked` as in
    `HandOver`.
    """

    order_id: str
    office: OfficeId
    remove: bool = False
    note: bool = False
    locked: bool = False
