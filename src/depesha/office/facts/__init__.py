"""What can happen at a station: the kinds of facts, each a leaf of its journal.

Rule 1: a fact holds all that the registers need, so that they can be made again from facts alone
(`depesha doctor --rebuild`). What it speaks of at length (bodies, registrations, notices) is kept
as a document under its digest.
Rule 2: facts are in the past tense and never change. A new meaning is a new kind.
Rule 3: nothing here decides anything.

How a fact becomes a leaf is in `docs/spec/journal.md`.
"""

from depesha.office.facts.alarms import AlarmAccepted as AlarmAccepted
from depesha.office.facts.amending import Amended as Amended
from depesha.office.facts.amending import HoldBegan as HoldBegan
from depesha.office.facts.amending import HoldEnded as HoldEnded
from depesha.office.facts.amending import Repeated as Repeated
from depesha.office.facts.amending import VoidedNumber as VoidedNumber
from depesha.office.facts.amending import Withdrawn as Withdrawn
from depesha.office.facts.archive import EvidenceChecked as EvidenceChecked
from depesha.office.facts.archive import RecordEntered as RecordEntered
from depesha.office.facts.archive import RecordExpunged as RecordExpunged
from depesha.office.facts.archive import RecordReleased as RecordReleased
from depesha.office.facts.archive import ReleaseWithdrawn as ReleaseWithdrawn
from depesha.office.facts.archive import ScanAdded as ScanAdded
from depesha.office.facts.archive import ScanTakenBack as ScanTakenBack
from depesha.office.facts.attending import PasskeyAdded as PasskeyAdded
from depesha.office.facts.attending import PasskeyRemoved as PasskeyRemoved
from depesha.office.facts.attending import SignedIn as SignedIn
from depesha.office.facts.attending import SignedOut as SignedOut
from depesha.office.facts.control import Chased as Chased
from depesha.office.facts.control import ChaserLearned as ChaserLearned
from depesha.office.facts.control import ChaserPostponed as ChaserPostponed
from depesha.office.facts.control import Escalated as Escalated
from depesha.office.facts.control import NonReceiptLearned as NonReceiptLearned
from depesha.office.facts.control import TermPassed as TermPassed
from depesha.office.facts.control import TermWarned as TermWarned
from depesha.office.facts.copies import CopyArchived as CopyArchived
from depesha.office.facts.copies import CopyCertified as CopyCertified
from depesha.office.facts.copies import CopyDestroyed as CopyDestroyed
from depesha.office.facts.copies import CopyIssued as CopyIssued
from depesha.office.facts.copies import CopyOverdue as CopyOverdue
from depesha.office.facts.copies import CopyPrinted as CopyPrinted
from depesha.office.facts.copies import CopyReturned as CopyReturned
from depesha.office.facts.courier import Diverted as Diverted
from depesha.office.facts.courier import HandedOn as HandedOn
from depesha.office.facts.courier import LineMinimized as LineMinimized
from depesha.office.facts.courier import Quarantined as Quarantined
from depesha.office.facts.courier import Relayed as Relayed
from depesha.office.facts.courier import ReturnSent as ReturnSent
from depesha.office.facts.covers import CoverAmended as CoverAmended
from depesha.office.facts.covers import CoverForm as CoverForm
from depesha.office.facts.covers import CoverIdentified as CoverIdentified
from depesha.office.facts.covers import CoverNamed as CoverNamed
from depesha.office.facts.covers import IdentificationWithdrawn as IdentificationWithdrawn
from depesha.office.facts.covers import NameStated as NameStated
from depesha.office.facts.evidence import EnrolmentNoted as EnrolmentNoted
from depesha.office.facts.evidence import EvidenceMade as EvidenceMade
from depesha.office.facts.evidence import EvidenceSigned as EvidenceSigned
from depesha.office.facts.filing import Decision as Decision
from depesha.office.facts.filing import FilingTakenBack as FilingTakenBack
from depesha.office.facts.filing import ReviewDecided as ReviewDecided
from depesha.office.facts.filing import TelegramFiled as TelegramFiled
from depesha.office.facts.inward import AnswerGiven as AnswerGiven
from depesha.office.facts.inward import AttachmentExamined as AttachmentExamined
from depesha.office.facts.inward import BlobGivenUp as BlobGivenUp
from depesha.office.facts.inward import BlobTakenIn as BlobTakenIn
from depesha.office.facts.inward import Delivered as Delivered
from depesha.office.facts.inward import DeliveryReported as DeliveryReported
from depesha.office.facts.inward import EnvelopeOpened as EnvelopeOpened
from depesha.office.facts.inward import PassingFailed as PassingFailed
from depesha.office.facts.inward import RepeatRecognised as RepeatRecognised
from depesha.office.facts.journal import CheckpointSigned as CheckpointSigned
from depesha.office.facts.journal import Expunged as Expunged
from depesha.office.facts.journal import HeadProved as HeadProved
from depesha.office.facts.journal import JournalDoubted as JournalDoubted
from depesha.office.facts.journal import ProofAsked as ProofAsked
from depesha.office.facts.journal import ProofGiven as ProofGiven
from depesha.office.facts.keys import EditionCosigned as EditionCosigned
from depesha.office.facts.keys import EditionProposed as EditionProposed
from depesha.office.facts.keys import ExpiredKeyMet as ExpiredKeyMet
from depesha.office.facts.keys import KeyRequestLearned as KeyRequestLearned
from depesha.office.facts.keys import PaperWithdrawn as PaperWithdrawn
from depesha.office.facts.keys import PeriodKeyDestroyed as PeriodKeyDestroyed
from depesha.office.facts.keys import PeriodKeyMade as PeriodKeyMade
from depesha.office.facts.keys import SealedAgain as SealedAgain
from depesha.office.facts.keys import StationRevoked as StationRevoked
from depesha.office.facts.outward import AnswerLearned as AnswerLearned
from depesha.office.facts.outward import BlobQueued as BlobQueued
from depesha.office.facts.outward import DiversionLearned as DiversionLearned
from depesha.office.facts.outward import DraftDropped as DraftDropped
from depesha.office.facts.outward import Drafted as Drafted
from depesha.office.facts.outward import DraftReturned as DraftReturned
from depesha.office.facts.outward import EnvelopeSealed as EnvelopeSealed
from depesha.office.facts.outward import LateNoticed as LateNoticed
from depesha.office.facts.outward import NonDelivered as NonDelivered
from depesha.office.facts.outward import Registered as Registered
from depesha.office.facts.outward import Released as Released
from depesha.office.facts.outward import RepeatPostponed as RepeatPostponed
from depesha.office.facts.outward import ReportLearned as ReportLearned
from depesha.office.facts.outward import Rerouted as Rerouted
from depesha.office.facts.outward import ReturnLearned as ReturnLearned
from depesha.office.facts.outward import Sent as Sent
from depesha.office.facts.parts import CopyMade as CopyMade
from depesha.office.facts.parts import Duty as Duty
from depesha.office.facts.parts import Enclosed as Enclosed
from depesha.office.facts.parts import Entry as Entry
from depesha.office.facts.people import ApprovalVoided as ApprovalVoided
from depesha.office.facts.people import BodyComposed as BodyComposed
from depesha.office.facts.people import DraftReviewed as DraftReviewed
from depesha.office.facts.people import OfficeHandedOver as OfficeHandedOver
from depesha.office.facts.people import OfficeKeyChanged as OfficeKeyChanged
from depesha.office.facts.people import ReviewAsked as ReviewAsked
from depesha.office.facts.printing import AnswerPrinted as AnswerPrinted
from depesha.office.facts.printing import CopyReprinted as CopyReprinted
from depesha.office.facts.restoring import LastNumbersAsked as LastNumbersAsked
from depesha.office.facts.restoring import LastNumbersForgone as LastNumbersForgone
from depesha.office.facts.restoring import LastNumbersLearned as LastNumbersLearned
from depesha.office.facts.restoring import NumbersLost as NumbersLost
from depesha.office.facts.restoring import RestorationEnded as RestorationEnded
from depesha.office.facts.restoring import RestorationLearned as RestorationLearned
from depesha.office.facts.restoring import Restored as Restored
from depesha.office.facts.restoring import TelegramTakenBack as TelegramTakenBack
from depesha.office.facts.service import ChannelReckoned as ChannelReckoned
from depesha.office.facts.service import ChannelReconciled as ChannelReconciled
from depesha.office.facts.service import GapAsked as GapAsked
from depesha.office.facts.service import NumberSpan as NumberSpan
from depesha.office.facts.service import NumbersVoided as NumbersVoided
from depesha.office.facts.service import ServiceLearned as ServiceLearned
from depesha.office.facts.service import ServiceSent as ServiceSent
from depesha.office.facts.station import AlarmCleared as AlarmCleared
from depesha.office.facts.station import AlarmRaised as AlarmRaised
from depesha.office.facts.station import KeyBookAdopted as KeyBookAdopted
from depesha.office.facts.station import SeriesOpened as SeriesOpened
from depesha.office.facts.station import StationFounded as StationFounded

Fact = (
    StationFounded
    | SeriesOpened
    | KeyBookAdopted
    | Drafted
    | DraftReturned
    | DraftDropped
    | Released
    | Registered
    | EnvelopeSealed
    | BlobQueued
    | Sent
    | ReturnLearned
    | RepeatPostponed
    | NonDelivered
    | LateNoticed
    | Rerouted
    | DiversionLearned
    | ReportLearned
    | AnswerLearned
    | EnvelopeOpened
    | Delivered
    | BlobTakenIn
    | BlobGivenUp
    | AttachmentExamined
    | RepeatRecognised
    | DeliveryReported
    | AnswerGiven
    | PassingFailed
    | ServiceSent
    | ServiceLearned
    | GapAsked
    | NumbersVoided
    | ChannelReconciled
    | Relayed
    | HandedOn
    | ReturnSent
    | Quarantined
    | Diverted
    | LineMinimized
    | TermWarned
    | TermPassed
    | Chased
    | ChaserPostponed
    | ChaserLearned
    | Escalated
    | NonReceiptLearned
    | AlarmRaised
    | AlarmCleared
    | AlarmAccepted
    | BodyComposed
    | DraftReviewed
    | ApprovalVoided
    | OfficeHandedOver
    | OfficeKeyChanged
    | ReviewAsked
    | Amended
    | HoldBegan
    | HoldEnded
    | Withdrawn
    | PaperWithdrawn
    | Repeated
    | VoidedNumber
    | CheckpointSigned
    | ProofAsked
    | HeadProved
    | JournalDoubted
    | ProofGiven
    | Expunged
    | CopyIssued
    | CopyReturned
    | CopyDestroyed
    | CopyArchived
    | CopyCertified
    | CopyPrinted
    | CopyOverdue
    | CopyReprinted
    | AnswerPrinted
    | PeriodKeyMade
    | PeriodKeyDestroyed
    | KeyRequestLearned
    | ExpiredKeyMet
    | SealedAgain
    | StationRevoked
    | EditionProposed
    | EditionCosigned
    | Restored
    | LastNumbersAsked
    | LastNumbersLearned
    | LastNumbersForgone
    | NumbersLost
    | RestorationEnded
    | TelegramTakenBack
    | RestorationLearned
    | EvidenceMade
    | EvidenceSigned
    | EnrolmentNoted
    | RecordEntered
    | RecordReleased
    | TelegramFiled
    | ReviewDecided
    | FilingTakenBack
    | CoverAmended
    | CoverNamed
    | CoverIdentified
    | IdentificationWithdrawn
    | NameStated
    | ReleaseWithdrawn
    | ScanAdded
    | ScanTakenBack
    | EvidenceChecked
    | RecordExpunged
    | SignedIn
    | PasskeyAdded
    | PasskeyRemoved
    | SignedOut
)
