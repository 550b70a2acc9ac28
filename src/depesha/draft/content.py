"""What a draft says: the form's lines, parsed but not yet resolved, and the text.

Words that only a policy can interpret (classification, caveats, captions, precedences) are kept as
words; times keep how they were written, since they depend on the station's zone. `office/composing`
turns a draft into a body.
"""

from dataclasses import dataclass

from depesha.draft.times import Ask, When
from depesha.names import OfficeId
from depesha.number import Ref
from depesha.telegram import (
    AddresseeKind,
    Mark,
    MessageType,
    OtherRecipient,
    PassingInstruction,
    Relation,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAddressee:
    """An addressee's line.

    Attributes:
        precedence: its own precedence word, or empty: the draft's.
        receipt, execution: what is asked of it, or None: what the draft asks.
        place, person: the form's words for it (Куда / Кому).
        passing: instructions for it alone, besides the draft's.
        collective: the collective address that it came from.
    """

    office: OfficeId
    kind: AddresseeKind = AddresseeKind.ACTION
    precedence: str = ""
    receipt: Ask | None = None
    execution: Ask | None = None
    place: str = ""
    person: str = ""
    passing: tuple[PassingInstruction, ...] = ()
    collective: str = ""

    @property
    def is_collective(self) -> bool:
        """Whether `office` is a collective address, to be expanded at the release."""
        return "@" not in self.office


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReference:
    """Another document that the draft speaks of, and how the two stand to each other."""

    relation: Relation
    ref: Ref
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCopy:
    """A numbered copy and its holder, as in `1 т. Сталину`."""

    number: int
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAttachment:
    """A file that goes with the telegram, as the drafter names it.

    Attributes:
        path: where it lies for the drafter; it goes into no telegram.
        media_type: as in `application/pdf`; empty: what the name suggests.
        name: as the addressee sees it; empty: the last part of the path.
    """

    path: str
    media_type: str = ""
    name: str = ""


def attached_name(one: DraftAttachment) -> str:
    """Return the name by which the addressee will know an attachment; it is not judged here."""
    return one.name or one.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft file, line by line.

    `precedence` holds for every addressee without its own; `receipt`, `execution` and `passing` for
    every action addressee. `series` are the further series that give it a number (`special`).
    """

    addressees: tuple[DraftAddressee, ...]
    text: str
    precedence: str = ""
    receipt: Ask | None = None
    execution: Ask | None = None
    passing: tuple[PassingInstruction, ...] = ()
    classification: str = ""
    caveats: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    privacy_mark: str = ""
    series: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    copies: tuple[DraftCopy, ...] = ()
    subject: str = ""
    subject_codes: tuple[str, ...] = ()
    signatory: str = ""
    originator: str = ""
    comcen: str = ""
    form_code: str = ""
    document_type: str = ""
    language: str = ""
    references: tuple[DraftReference, ...] = ()
    attachments: tuple[DraftAttachment, ...] = ()
    hold_until: When | None = None
    deliver_by: When | None = None
    expires_at: When | None = None
    other_recipients: tuple[OtherRecipient, ...] = ()
    message_type: MessageType = MessageType.OPERATION
    message_type_name: str = ""
    cover_names: tuple[str, ...] = ()
    message_instructions: tuple[str, ...] = ()
    handling_instructions: tuple[str, ...] = ()
