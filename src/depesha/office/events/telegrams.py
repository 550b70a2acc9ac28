"""Orders about telegrams: drafts, releases, answers, passing on."""

from dataclasses import dataclass

from depesha.envelope import SealedAttachment
from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDraft:
    """Keep a file of form lines and text as a draft; with `draft`, as its next version.

    `attachments` are the files that its lines name, in their order: as they were sealed now, or by
    its place (from 1) one that the draft has already. With `version`, only if it is at that one.
    """

    order_id: str
    office: OfficeId
    text: str
    draft: int | None = None
    attachments: tuple[SealedAttachment | int, ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    """Take a draft that was not released from among those that lie here, for good.

    Attributes:
        by_session: a session at the desk orders it alone: it drops its office's own drafts, and no
            other's (`station.presence`).
    """

    order_id: str
    office: OfficeId
    draft: int
    version: int | None = None
    by_session: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookOver:
    """Say what a draft, or a text that is none yet, would be if it were released now.

    Nothing is written down: it is an order because only the desk composes.
    """

    order_id: str
    office: OfficeId
    draft: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDraft:
    """Send a draft back to its drafter with a reason."""

    order_id: str
    office: OfficeId
    draft: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Sign the draft; if that suffices, register it and send it.

    With `version`, only if the draft is at that version. With `acting_for`, the office that gives
    the order is the deputy of that one, here and below.
    """

    order_id: str
    office: OfficeId
    draft: int
    version: int | None = None
    acting_for: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Draft and release in one, where one office may do both; `attachments` as in `WriteDraft`."""

    order_id: str
    office: OfficeId
    text: str
    attachments: tuple[SealedAttachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Receipt: an operator or the addressee has opened it and it is complete."""

    order_id: str
    office: OfficeId
    reference: str
    acting_for: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comply:
    """Acknowledgement: understood, will comply."""

    order_id: str
    office: OfficeId
    reference: str
    acting_for: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Execution report: done; with `interim`, under way; with `cannot`, refused and why."""

    order_id: str
    office: OfficeId
    reference: str
    text: str = ""
    interim: bool = False
    cannot: str = ""
    acting_for: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Pass a received telegram on to another office, as a new telegram that quotes it."""

    order_id: str
    office: OfficeId
    reference: str
    to: OfficeId
    text: str = ""
    acting_for: OfficeId | None = None
