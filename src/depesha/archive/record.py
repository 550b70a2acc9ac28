"""A record of the archive, in its four layers: plain frozen data.

Rule 1: a field `..._text` holds what stands in the source, letter for letter; the field without it
    what that means, where it is known.
Rule 2: marks whose meaning nobody knows are kept as marks.
Rule 3: a text is kept as it was typed (`transcription`) and as it is read (`normalised`); a
    translation is a text beside, and its editor's glosses are annotations with a place of their
    own: a name that a gloss gives away can have another clearance than the text.
"""

from dataclasses import dataclass
from enum import IntEnum

from depesha.telegram import Relation


class Party(IntEnum):
    """As what a person or house stands in a telegram."""

    HOUSE = 0
    UNIT = 1
    FROM = 2
    TO = 3
    PLACE = 4
    SIGNER = 5
    TYPIST = 6
    CERTIFIER = 7
    INFORMATION = 8
    RELEASER = 9
    DRAFTER = 10


class Happening(IntEnum):
    """What happened to a telegram, as its sheets tell."""

    FILED = 0
    SENT = 1
    SIGNED = 2
    TYPED = 3


class Asked(IntEnum):
    """What a telegram asks of its addressee."""

    CONFIRM_RECEIPT = 0
    REPORT_EXECUTION = 1


class TextKind(IntEnum):
    """What a text is to the telegram."""

    TRANSCRIPTION = 0
    NORMALISED = 1
    TRANSLATION = 2
    SUMMARY = 3


class MarkKind(IntEnum):
    """How a mark came on a sheet."""

    NUMBER = 0
    HANDWRITTEN = 1
    STRUCK = 2
    FORM_SLOT = 3
    REPEATED = 4


class AnnotationKind(IntEnum):
    """What an annotation says of the words that it stands at.

    GLOSS: an editor's explanation; JOINED: the word was parted here by the end of a sheet; NOTE: a
    footnote; REFERENCE: where the source points to; PERSON: who is meant; PAGE: a page begins;
    COVER: a cover name stands here, and no person of that name (`body`: as it is registered).
    """

    GLOSS = 0
    JOINED = 1
    NOTE = 2
    REFERENCE = 3
    PERSON = 4
    PAGE = 5
    COVER = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as written, and as far as it is known: `1951-11-21T18:35`, `1951-11-21`, `1951`."""

    text: str
    iso: str = ""
    is_inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a telegram."""

    kind: Happening
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person, house or place in a telegram, as spelled there; `office`: the office meant."""

    role: Party
    text: str
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What the telegram asks, in its own words."""

    kind: Asked
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What an editor says of a place in a segment, by its letters.

    `classification`: what a reader must be cleared for to see it, beside what the record asks: a
    gloss can give away who a cover name is.
    `lost_from`: the key of the paragraph of which it said something until its words were emptied;
    it has no letters of its own, and stands at that paragraph or, where it is gone, at a neighbour.
    """

    segment: int
    start: int
    end: int
    kind: AnnotationKind
    body: str
    classification: int = 0
    lost_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A paragraph; segments of two texts with the same key say the same.

    `classification`: the portion's own level, where it is marked so.
    """

    key: str
    text: str
    sheet: int = 0
    classification: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a telegram.

    `repeated`: lines of its head and foot that say again what the telegram's fields say. Of a
    translation or a summary `author` is who made it and `date` when; `version` counts from 1 where
    it was made here, and is 0 where it came with its source.
    """

    kind: TextKind
    language: str
    segments: tuple[Segment, ...]
    annotations: tuple[Annotation, ...] = ()
    repeated: tuple[str, ...] = ()
    author: str = ""
    date: Moment | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark on a sheet of a copy."""

    sheet: int
    kind: MarkKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One numbered copy: whose it was; its sheets and marks, where this is the copy at hand."""

    number: int
    holder_text: str = ""
    sheets: int = 0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Where a copy lies or lay; `copy_number` 0: nobody says which.

    `since`, `until`: from when to when it lay there, as far as anybody says: the holdings of a copy
    in this order are the history of its custody.
    """

    as_cited: str
    archive: str
    fond: str = ""
    opis: str = ""
    delo: str = ""
    papka: str = ""
    first_leaf: int = 0
    last_leaf: int = 0
    copy_number: int = 0
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """How a telegram was made public."""

    title: str
    citation: str
    permalink: str
    summary: str
    language: str
    contents: tuple[str, ...] = ()
    date: Moment | None = None

    @property
    def is_cited(self) -> bool:
        """Whether the citation is of this publication, and no note of where its paper lies."""
        return bool(self.title) and self.title in self.citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """Another document that the telegram speaks of: how the two stand, its number as written."""

    relation: Relation
    number: str
    date: Moment | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A document that is carried inside: whose it is, its number and date.

    Its words are those segments of the original whose keys begin with `key` and a full stop, so
    what keeps back, finds or translates a paragraph does so with these as well.
    """

    key: str
    author: str
    number: str
    date: Moment | None = None
    addressees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that the telegram brought, by its name, type, size and SHA-256 in hex."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNumber:
    """A number in a further series, uninterpreted."""

    series: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """What was said, and how it was to be carried.

    `marks` stand on the form, whichever copy it is; `message_type`: what it is if it is no
    operation (`EXERCISE`); `remarks`: to the reader and to the operator.
    """

    document_type: str
    form_code: str = ""
    outgoing_number: int = 0
    special_number: int = 0
    classification_text: str = ""
    caveats: tuple[str, ...] = ()
    precedence_text: str = ""
    captions: tuple[str, ...] = ()
    parties: tuple[Named, ...] = ()
    events: tuple[Event, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    copies_made: int = 0
    texts: tuple[Text, ...] = ()
    subject: str = ""
    references: tuple[Referred, ...] = ()
    quotations: tuple[Quoted, ...] = ()
    attachments: tuple[Attached, ...] = ()
    numbers: tuple[OtherNumber, ...] = ()
    marks: tuple[str, ...] = ()
    cover_names: tuple[str, ...] = ()
    message_type: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparsed:
    """A line of the source that no rule understood."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That evidence of the telegram was verified; the evidence itself lies where it lay.

    Attributes:
        station: who made it, and signs for it.
        made_at: UTC milliseconds, as it says.
        manifest: SHA-256 of its manifest, in hex: which evidence that was.
        root: of the network under whose keys it holds, in hex.
    """

    station: str
    made_at: int
    manifest: str
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that a source tells of one telegram.

    `source` names it within what it was taken from: the permalink of a page, `frus1951v07p2/d13` of
    a volume, `moscow/1951/26044` of a telegram that was filed; never a permalink of ours.
    """

    version: int = 1
    source: str
    telegram: Telegram
    copies: tuple[Copy, ...] = ()
    holdings: tuple[Holding, ...] = ()
    publication: Publication | None = None
    unparsed: tuple[Unparsed, ...] = ()
    proofs: tuple[Proof, ...] = ()
