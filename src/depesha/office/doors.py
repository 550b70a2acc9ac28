"""Who handles which event of the office: a table.

A handler is given the sitting and the event, and returns what it comes to; it raises what is wrong.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.channel import ChannelHeard, ChannelSaid
from depesha.office import (
    administration,
    alarms,
    amendment_drafts,
    archive,
    archive_covers,
    archive_expunging,
    archive_filing,
    archive_release,
    archive_review,
    archive_scans,
    archive_texts,
    archive_unfiling,
    attachments,
    attending,
    book_road,
    channels,
    chasing,
    checkpointing,
    control,
    copies,
    courier,
    diversion,
    drafting,
    enrolment,
    evidencing,
    expunging,
    holding,
    holdup,
    inward,
    key_orders,
    looking,
    offices,
    opening,
    outward,
    passing,
    printing,
    registry_back,
    releasing,
    repeats,
    restoring,
    terms,
    voiding,
    witness,
)
from depesha.office.events import (
    AcceptAlarm,
    AddPasskey,
    AddScan,
    Admit,
    AdoptKeyBook,
    Amend,
    AmendCover,
    ArchiveCopy,
    AskReview,
    AttemptsFailed,
    Cancel,
    CertifyCopy,
    ChangeOfficeKey,
    ChangeRoot,
    Chase,
    Collective,
    Comply,
    Confirm,
    DestroyCopy,
    DropDraft,
    DropEdition,
    EnterRecords,
    Examined,
    Expunge,
    ExpungeDue,
    ExpungeRecord,
    FileTelegram,
    FoundNetwork,
    FoundStation,
    GoOn,
    HandOver,
    HookRan,
    IdentifyCover,
    ImportSignature,
    IndexArchive,
    Introduce,
    IssueCopy,
    KeepIndex,
    KeepWatch,
    KeysTurned,
    LookOver,
    MakeEvidence,
    Minimize,
    NameCover,
    NoteEnrolment,
    OpenSeries,
    Outcome,
    Pass,
    PlanLine,
    PlanSilence,
    PlanTransit,
    PrintAnswer,
    PrintCopy,
    Release,
    ReleaseRecord,
    ReleaseRecords,
    RemovePasskey,
    Repeat,
    Report,
    Restore,
    ReturnCopy,
    ReturnDraft,
    ReviewDraft,
    ReviewRecord,
    Revoke,
    Send,
    SignCheckpoint,
    SignEvidence,
    SignIn,
    SignOut,
    SignPlan,
    SignRequests,
    StateNames,
    TakeBackScan,
    Tick,
    TranslateRecord,
    UnfileTelegram,
    VoidNumber,
    WithdrawIdentification,
    WithdrawRelease,
    WriteDraft,
)
from depesha.office.sitting import Sitting
from depesha.packet import (
    Accept,
    Arrived,
    Blob,
    BlobMissing,
    HopAccepted,
    HopRefused,
    LineAnswer,
    LineDown,
    LineUp,
    Offered,
    ReturnArrived,
)

EXPIRE_AT_ONCE: Final = 64


def _tick(sitting: Sitting, event: Tick) -> Accept:
    del event
    holding.tick(sitting)  # before what may repeat it
    control.tick(sitting)
    terms.tick(sitting)
    attachments.give_up(sitting)
    diversion.tick(sitting)
    restoring.tick(sitting)
    channels.tick(sitting)
    copies.tick(sitting)
    book_road.tick(sitting)
    if courier.expire(sitting, EXPIRE_AT_ONCE):
        # not before: what is still held here needs its passage to go back
        sitting.book.forget(sitting.now)
    sitting.held_up_at = holdup.look(sitting)  # of what has not expired
    return Accept()


def _keep_watch(sitting: Sitting, event: KeepWatch) -> Accept:
    del event
    checkpointing.tick(sitting)
    witness.tick(sitting)
    expunging.tick(sitting)
    archive_review.tick(sitting)
    return Accept()


def _sign_checkpoint(sitting: Sitting, event: SignCheckpoint) -> Accept:
    del event
    checkpointing.sign(sitting)
    return Accept()


def _arrived(sitting: Sitting, event: Arrived) -> LineAnswer:
    if isinstance(event.packet, Blob):
        # its file lies here already; whether it is needed is seen when the group is committed
        sitting.book.let_go(event.packet.sealed)
    return attachments.unfit(sitting, event) or courier.arrived(sitting, event, opening.open_packet)


def _offered(sitting: Sitting, event: Offered) -> LineAnswer:
    attachments.may_come(sitting, event)
    return courier.offered(sitting, event)


DOORS: Final[Mapping[type, Callable[[Sitting, Any], Outcome]]] = {
    WriteDraft: drafting.write_draft,
    ReturnDraft: drafting.return_draft,
    DropDraft: drafting.drop_draft,
    LookOver: looking.look_over,
    AskReview: drafting.ask_review,
    ReviewDraft: releasing.review,
    Release: releasing.release,
    Send: outward.send,
    Pass: passing.pass_on,
    Chase: chasing.chase,
    Amend: amendment_drafts.amend,
    Cancel: amendment_drafts.cancel,
    Repeat: repeats.repeat,
    VoidNumber: voiding.void_number,
    Confirm: inward.answer,
    Comply: inward.answer,
    Report: inward.answer,
    AdoptKeyBook: administration.adopt_key_book,
    OpenSeries: administration.open_series,
    HandOver: offices.hand_over,
    ChangeOfficeKey: offices.change_key,
    AddPasskey: attending.add_passkey,
    RemovePasskey: attending.remove_passkey,
    SignIn: attending.sign_in,
    SignOut: attending.sign_out,
    AttemptsFailed: attending.attempts_failed,
    FoundStation: administration.found_station,
    FoundNetwork: administration.found_network,
    Admit: administration.admit,
    Introduce: administration.introduce,
    Collective: administration.set_collective,
    PlanLine: administration.plan_line,
    PlanTransit: administration.plan_transit,
    PlanSilence: administration.plan_silence,
    Minimize: diversion.minimize,
    Expunge: expunging.expunge,
    ExpungeDue: expunging.expunge_due,
    SignPlan: administration.sign_plan,
    KeysTurned: key_orders.turned,
    Revoke: key_orders.revoke,
    ChangeRoot: key_orders.change_root,
    SignRequests: key_orders.sign_requests,
    DropEdition: key_orders.drop_edition,
    ImportSignature: key_orders.import_signature,
    Arrived: _arrived,
    Offered: _offered,
    BlobMissing: courier.blob_missing,
    ReturnArrived: courier.return_arrived,
    HopAccepted: courier.hop_accepted,
    HopRefused: courier.hop_refused,
    Examined: attachments.examined,
    Restore: registry_back.restore,
    GoOn: registry_back.go_on,
    LineDown: diversion.line_down,
    LineUp: diversion.line_up,
    MakeEvidence: evidencing.make,
    SignEvidence: evidencing.sign,
    NoteEnrolment: enrolment.note,
    ChannelHeard: channels.noted,
    ChannelSaid: channels.noted,
    Tick: _tick,
    AcceptAlarm: alarms.accept,
    HookRan: alarms.hook_ran,
    KeepWatch: _keep_watch,
    SignCheckpoint: _sign_checkpoint,
    IssueCopy: copies.issue,
    ReturnCopy: copies.give_back,
    DestroyCopy: copies.destroy,
    ArchiveCopy: copies.archive,
    CertifyCopy: copies.certify,
    EnterRecords: archive.enter,
    IndexArchive: archive.index,
    ExpungeRecord: archive_expunging.expunge,
    KeepIndex: archive.keep_index,
    ReleaseRecord: archive_release.release,
    ReleaseRecords: archive_release.release_all,
    NameCover: archive_covers.name,
    AmendCover: archive_covers.amend,
    IdentifyCover: archive_covers.identify,
    WithdrawIdentification: archive_covers.withdraw,
    StateNames: archive_covers.state,
    TranslateRecord: archive_texts.translate,
    WithdrawRelease: archive_release.withdraw,
    FileTelegram: archive_filing.file,
    ReviewRecord: archive_review.review,
    UnfileTelegram: archive_unfiling.unfile,
    AddScan: archive_scans.add,
    TakeBackScan: archive_scans.take_back,
    PrintCopy: printing.print_copy,
    PrintAnswer: printing.print_answer,
}
"""Who handles which event. The first argument is the sitting, the second the event."""
