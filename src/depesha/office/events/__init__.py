"""What enters by the one door: orders of people and ticks of the clock.

What lines report (`Arrived`, `HopAccepted`, …) is in `depesha.packet`, because the courier may not
see this file. An order is imperative and carries an order id, so that asking twice does it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from json import dumps

from depesha.errors import Problem
from depesha.names import Grant, Uid
from depesha.office.events.alarms import AcceptAlarm as AcceptAlarm
from depesha.office.events.alarms import HookRan as HookRan
from depesha.office.events.amending import Amend as Amend
from depesha.office.events.amending import Cancel as Cancel
from depesha.office.events.amending import Repeat as Repeat
from depesha.office.events.amending import VoidNumber as VoidNumber
from depesha.office.events.archive import AddScan as AddScan
from depesha.office.events.archive import EnterRecords as EnterRecords
from depesha.office.events.archive import ExpungeRecord as ExpungeRecord
from depesha.office.events.archive import IndexArchive as IndexArchive
from depesha.office.events.archive import KeepIndex as KeepIndex
from depesha.office.events.archive import ReleaseRecord as ReleaseRecord
from depesha.office.events.archive import ReleaseRecords as ReleaseRecords
from depesha.office.events.archive import TakeBackScan as TakeBackScan
from depesha.office.events.archive import WithdrawRelease as WithdrawRelease
from depesha.office.events.archive_texts import TranslateRecord as TranslateRecord
from depesha.office.events.attending import AddPasskey as AddPasskey
from depesha.office.events.attending import AttemptsFailed as AttemptsFailed
from depesha.office.events.attending import RemovePasskey as RemovePasskey
from depesha.office.events.attending import SignIn as SignIn
from depesha.office.events.attending import SignOut as SignOut
from depesha.office.events.control import Chase as Chase
from depesha.office.events.copies import ArchiveCopy as ArchiveCopy
from depesha.office.events.copies import CertifyCopy as CertifyCopy
from depesha.office.events.copies import DestroyCopy as DestroyCopy
from depesha.office.events.copies import IssueCopy as IssueCopy
from depesha.office.events.copies import PrintAnswer as PrintAnswer
from depesha.office.events.copies import PrintCopy as PrintCopy
from depesha.office.events.copies import ReturnCopy as ReturnCopy
from depesha.office.events.covers import AmendCover as AmendCover
from depesha.office.events.covers import IdentifyCover as IdentifyCover
from depesha.office.events.covers import NameCover as NameCover
from depesha.office.events.covers import StateNames as StateNames
from depesha.office.events.covers import WithdrawIdentification as WithdrawIdentification
from depesha.office.events.evidence import MakeEvidence as MakeEvidence
from depesha.office.events.evidence import NoteEnrolment as NoteEnrolment
from depesha.office.events.evidence import SignEvidence as SignEvidence
from depesha.office.events.filing import FileTelegram as FileTelegram
from depesha.office.events.filing import ReviewRecord as ReviewRecord
from depesha.office.events.filing import UnfileTelegram as UnfileTelegram
from depesha.office.events.journal import Expunge as Expunge
from depesha.office.events.journal import ExpungeDue as ExpungeDue
from depesha.office.events.keys import ChangeRoot as ChangeRoot
from depesha.office.events.keys import DropEdition as DropEdition
from depesha.office.events.keys import ImportSignature as ImportSignature
from depesha.office.events.keys import KeysTurned as KeysTurned
from depesha.office.events.keys import Revoke as Revoke
from depesha.office.events.keys import SignRequests as SignRequests
from depesha.office.events.network import Admit as Admit
from depesha.office.events.network import AdoptKeyBook as AdoptKeyBook
from depesha.office.events.network import Collective as Collective
from depesha.office.events.network import FoundNetwork as FoundNetwork
from depesha.office.events.network import FoundStation as FoundStation
from depesha.office.events.network import Introduce as Introduce
from depesha.office.events.network import Minimize as Minimize
from depesha.office.events.network import OpenSeries as OpenSeries
from depesha.office.events.network import PlanLine as PlanLine
from depesha.office.events.network import PlanSilence as PlanSilence
from depesha.office.events.network import PlanTransit as PlanTransit
from depesha.office.events.network import SignPlan as SignPlan
from depesha.office.events.people import AskReview as AskReview
from depesha.office.events.people import ChangeOfficeKey as ChangeOfficeKey
from depesha.office.events.people import HandOver as HandOver
from depesha.office.events.people import ReviewDraft as ReviewDraft
from depesha.office.events.restoring import GoOn as GoOn
from depesha.office.events.restoring import Restore as Restore
from depesha.office.events.telegrams import Comply as Comply
from depesha.office.events.telegrams import Confirm as Confirm
from depesha.office.events.telegrams import DropDraft as DropDraft
from depesha.office.events.telegrams import LookOver as LookOver
from depesha.office.events.telegrams import Pass as Pass
from depesha.office.events.telegrams import Release as Release
from depesha.office.events.telegrams import Report as Report
from depesha.office.events.telegrams import ReturnDraft as ReturnDraft
from depesha.office.events.telegrams import Send as Send
from depesha.office.events.telegrams import WriteDraft as WriteDraft
from depesha.packet import LineAnswer, LineEvent
from depesha.wire import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The clock: look at what has become due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepWatch:
    """The clock of journals: sign what a day has written, ask the stations whose proof is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignCheckpoint:
    """The station ends serving: sign the journal's head for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """An attachment that came was opened, outside the desk, and compared with its telegram.

    Attributes:
        uid: the telegram.
        place: which of its attachments, from 0.
        finding: the code of what is wrong; empty: it is what the telegram says.
    """

    uid: Uid
    place: int
    finding: str = ""


Order = (
    WriteDraft
    | ReturnDraft
    | DropDraft
    | LookOver
    | AskReview
    | ReviewDraft
    | Release
    | Send
    | Confirm
    | Comply
    | Report
    | Pass
    | Chase
    | Amend
    | Cancel
    | Repeat
    | VoidNumber
    | AdoptKeyBook
    | FoundStation
    | FoundNetwork
    | Admit
    | Introduce
    | Collective
    | PlanLine
    | PlanTransit
    | PlanSilence
    | Minimize
    | SignPlan
    | OpenSeries
    | MakeEvidence
    | SignEvidence
    | NoteEnrolment
    | AcceptAlarm
    | Expunge
    | ExpungeDue
    | IssueCopy
    | ReturnCopy
    | DestroyCopy
    | ArchiveCopy
    | CertifyCopy
    | PrintCopy
    | PrintAnswer
    | KeysTurned
    | Revoke
    | ChangeRoot
    | DropEdition
    | SignRequests
    | ImportSignature
    | Restore
    | GoOn
    | HandOver
    | ChangeOfficeKey
    | EnterRecords
    | IndexArchive
    | ExpungeRecord
    | ReleaseRecord
    | ReleaseRecords
    | FileTelegram
    | ReviewRecord
    | UnfileTelegram
    | AmendCover
    | NameCover
    | IdentifyCover
    | WithdrawIdentification
    | StateNames
    | TranslateRecord
    | WithdrawRelease
    | AddScan
    | TakeBackScan
    | AddPasskey
    | RemovePasskey
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """An order with the key of a locked office, lent for this order alone, or for a session.

    The grant is no part of what the order says: it is in no digest, no result and no fact. One that
    is `standing` is a session's, and is taken back with the session.
    """

    order: Order
    grant: Grant = field(repr=False)
    standing: bool = False

    @property
    def order_id(self) -> str:
        """The order's id."""
        return self.order.order_id


Attendance = SignIn | SignOut | AttemptsFailed

Event = (
    Order
    | Granted
    | LineEvent
    | Tick
    | KeepWatch
    | SignCheckpoint
    | Examined
    | HookRan
    | KeepIndex
    | Attendance
)


def content_of(event: Event) -> str:
    """Return a digest, in hex, of what an order says, without its id.

    A field that is left out says nothing, so one that a later version adds changes no digest.
    """
    said = {
        one.name: str(value)
        for one in fields(event)
        if one.name != "order_id" and (value := getattr(event, one.name)) != one.default
    }
    return digest(dumps([type(event).__name__, said], sort_keys=True).encode()).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An order's result, as the faces show it: plain values, the same when asked again.

    One that is not `is_final` is not kept: asked again, the order is tried anew.
    """

    value: Mapping[str, object]
    is_final: bool = True


Outcome = Done | Problem | LineAnswer
