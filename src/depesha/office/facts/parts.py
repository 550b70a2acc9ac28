"""What facts are made of: a line of a register, a duty, what lies in an envelope, a copy."""

from dataclasses import dataclass

from depesha.envelope import AttachmentKey, Kind
from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid
from depesha.telegram import AddresseeKind, Identity, LocalNumber, Mark, Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the registers say of one telegram, whichever way it went.

    Attributes:
        identity: uid, registration digest and digest of the station's signature.
        station: the originating station, whose number it bears.
        title: the subject, at most 120 characters; never words of the text.
        from_text: the originator and signatory as they stand on the form.
        precedence: the highest among its addressees.
        caption_text, caveats, classification: the label, in codes.
    """

    identity: Identity
    body_id: Digest
    station: StationId
    year: int
    number: int
    numbers: tuple[LocalNumber, ...] = ()
    marks: tuple[Mark, ...] = ()
    filed_at: TimeMs
    registered_at: TimeMs
    released_by: tuple[OfficeId, ...]
    title: str = ""
    from_text: str = ""
    precedence: Precedence
    policy: str
    classification: int
    captions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    message_type: int = 1
    expires_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What one addressee office is to do with a telegram: kind, precedence, requests, due times.

    A due time of None with its request set means that the request has no term.

    Attributes:
        receipt_within_s, execution_within_s: the term counts from the delivery, wherever that is
            learned; the due time beside it is then what it would be from this fact's own time.
        interim_every_s: how often an interim report is due until the execution report.
        handle_by: by when it should have left the station, or, where it came, have been opened.
    """

    office: OfficeId
    kind: AddresseeKind
    precedence: Precedence
    local_precedence: str = ""
    receipt: bool = False
    receipt_due_at: TimeMs | None = None
    execution: bool = False
    execution_due_at: TimeMs | None = None
    receipt_within_s: int | None = None
    execution_within_s: int | None = None
    interim_every_s: int | None = None
    handle_by: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """One document as it lies in an envelope; `uid` of the telegram that it is or speaks of.

    `attachment_keys`: what opens the attachments of a telegram; of an ATTACHMENT, its own one.
    `confirm`: its arrival is to be confirmed by a delivery report, so it is repeated until then or
    until `expires_at`, the document's own expiry.
    """

    digest: Digest
    kind: Kind
    uid: Uid
    offices: tuple[OfficeId, ...] = ()
    is_repeat: bool = False
    confirm: bool = False
    expires_at: TimeMs
    attachment_keys: tuple[AttachmentKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMade:
    """A numbered copy and its holder, as the draft lists it."""

    number: int
    holder: str
