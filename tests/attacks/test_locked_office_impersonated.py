"""Whoever has the station open gives orders in the name of an office whose holder is not there.

Each order that names an office is tried with that office's key locked and nothing lent. Planted: an
order that takes its office by `local_office` alone and signs nothing is found here.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

import pytest

from depesha.archive.names import Name, NameKind
from depesha.archive.record import TextKind
from depesha.archive.translating import Wording
from depesha.errors import OfficeLocked
from depesha.names import StationId
from depesha.office.doors import DOORS
from depesha.office.events import (
    AcceptAlarm,
    AddPasskey,
    AddScan,
    Amend,
    AmendCover,
    ArchiveCopy,
    AskReview,
    Cancel,
    CertifyCopy,
    ChangeOfficeKey,
    Chase,
    Comply,
    Confirm,
    DestroyCopy,
    DropDraft,
    EnterRecords,
    Expunge,
    ExpungeDue,
    ExpungeRecord,
    FileTelegram,
    GoOn,
    Granted,
    HandOver,
    IdentifyCover,
    IndexArchive,
    IssueCopy,
    LookOver,
    MakeEvidence,
    Minimize,
    NameCover,
    OpenSeries,
    Pass,
    PrintAnswer,
    PrintCopy,
    Release,
    ReleaseRecord,
    ReleaseRecords,
    RemovePasskey,
    Repeat,
    Report,
    ReturnCopy,
    ReturnDraft,
    ReviewDraft,
    ReviewRecord,
    Send,
    SignEvidence,
    SignIn,
    SignOut,
    StateNames,
    TakeBackScan,
    TranslateRecord,
    UnfileTelegram,
    VoidNumber,
    WithdrawIdentification,
    WithdrawRelease,
    WriteDraft,
)
from depesha.office.facts import ApprovalVoided, Decision, Drafted
from depesha.office.facts.covers import CoverForm
from depesha.telegram import Relation
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import CLERK, DESK, GROMYKO, MOSCOW, PEKING, RAZUVAEV, ROSHCHIN, VYSHINSKY
from tests.network.post import Network, Post
from tests.playbooks.test_office_passphrases import HIS, locked

THEIRS: Final = "peking/1"
"""A telegram that came to gromyko."""

FIELDS: Final[Mapping[type, Mapping[str, Any]]] = {
    AcceptAlarm: {"alarm": 1},
    AddPasskey: {"credential": b"ring", "public_key": b"cose", "name": "ring"},
    Amend: {"relation": Relation.CORRECTS, "reference": "1", "text": "\nЧитать: 21.\n"},
    ArchiveCopy: {"reference": "1", "number": 1, "shelf": "ф. 45"},
    AskReview: {"draft": 2, "of": VYSHINSKY},
    Cancel: {"reference": "1", "reason": "послана ошибочно"},
    CertifyCopy: {"reference": "1", "number": 1, "certified_by": "Иван"},
    Chase: {"reference": "1"},
    Comply: {"reference": THEIRS},
    Confirm: {"reference": THEIRS},
    DestroyCopy: {"reference": "1", "number": 1, "act": "3", "done_by": "а", "witness": "б"},
    DropDraft: {"draft": 3},
    EnterRecords: {"batch": "volume.xml", "records": (b"",)},
    Expunge: {"reference": "1", "reason": "order 12"},
    ExpungeDue: {},
    ExpungeRecord: {"record": 4, "reason": "order 12"},
    GoOn: {"without": StationId("peking")},
    NameCover: {"forms": (CoverForm(text="Филиппов", language="ru"),)},
    AmendCover: {"cover": "Филиппов", "classification": 0, "reason": "r"},
    IdentifyCover: {
        "cover": "Филиппов",
        "person": "Сталин",
        "classification": 0,
        "basis": "b",
        "decided_by": "the board",
    },
    WithdrawIdentification: {"identification": "ab" * 8, "reason": "r"},
    StateNames: {"names": (Name(id="k", kind=NameKind.PERSON, preferred="Ким Ир Сен"),)},
    IndexArchive: {"limit": 1, "anew": True},
    IssueCopy: {"reference": "1", "holder": "т. Сталин"},
    Minimize: {"neighbour": StationId("peking"), "precedence": None},
    OpenSeries: {"series": "special", "first": 9, "year": None},
    MakeEvidence: {"reference": "1"},
    Pass: {"reference": THEIRS, "to": RAZUVAEV},
    PrintAnswer: {"reference": "1", "answer": "ab" * 32},
    PrintCopy: {"reference": "1", "number": 1},
    Release: {"draft": 3},
    FileTelegram: {"reference": "1", "archive": "АВП РФ", "fond": "059а", "delo": "5"},
    UnfileTelegram: {
        "reference": "26044",
        "decided_by": "the board",
        "authority": "rule 12",
        "decided_on": "1976-11-21",
        "reason": "the wrong delo",
    },
    ReviewRecord: {
        "record": 4,
        "decision": Decision.DECLASSIFY,
        "decided_by": "the board",
        "authority": "25 years",
        "decided_on": "1976-11-21",
    },
    ReleaseRecord: {
        "record": 4,
        "decided_by": "the board",
        "authority": "25 years",
        "decided_on": "1976-11-21",
    },
    ReleaseRecords: {
        "batch": "volume.xml",
        "source": "",
        "after": -1,
        "limit": 5,
        "decided_by": "the board",
        "authority": "25 years",
        "decided_on": "1976-11-21",
    },
    TakeBackScan: {"record": 4, "sheet": 1, "is_redacted": True, "reason": "of another"},
    AddScan: {"record": 4, "sheet": 1, "data": b"x"},
    WithdrawRelease: {
        "record": 4,
        "decided_by": "the board",
        "authority": "25 years",
        "decided_on": "1976-11-21",
        "reason": "by mistake",
    },
    RemovePasskey: {"credential": b"ring"},
    Repeat: {"reference": "1"},
    Report: {"reference": THEIRS, "text": "Исполнено."},
    ReturnCopy: {"reference": "1", "number": 1},
    ReturnDraft: {"draft": 2, "note": "короче"},
    ReviewDraft: {"draft": 3},
    Send: {"text": drafts.draft()},
    SignEvidence: {"reference": "1", "number": 1, "manifest": "{}"},
    TranslateRecord: {
        "record": 4,
        "wording": Wording(
            kind=TextKind.TRANSLATION, language="en", author="the office", segments=("a",)
        ),
        "reason": "r",
    },
    VoidNumber: {"series": "special", "number": 9, "reason": "испорчен"},
    WriteDraft: {"draft": 3, "text": drafts.draft(text="Другое.")},
}

ALLOWED: Final[Mapping[type, str]] = {
    HandOver: "the key file is opened with the old passphrase before the order: `rekeyed`",
    ChangeOfficeKey: "the same",
    SignIn: "no order: the station says it, once it has opened the key itself: `attendance`",
    LookOver: "it reads a draft, and writes nothing down",
    SignOut: "no order either, and it only takes away",
}
"""Orders that need nothing lent. A draft of one's own is the third: it is signed by nobody."""


@pytest.fixture
def moscow(network: Network, courier: Courier) -> Post:
    """Moscow: 1 sent, `peking/1` came, draft 2 is gromyko's and 3 is the clerk's."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Receipt="confirm", Execution="report within 3h"))
    network[PEKING].handle(drafts.send(GROMYKO, office=ROSHCHIN, Execution="within 3h"))
    courier.run()
    moscow.handle(drafts.write(), drafts.write(office=CLERK))
    return moscow


def of(kind: type) -> Any:
    return kind(order_id=drafts.order_id(), office=GROMYKO, **FIELDS[kind])


def test_every_order_of_an_office_is_tried() -> None:
    orders = {one for one in DOORS if "office" in {field.name for field in fields(one)}}
    assert orders == FIELDS.keys() | ALLOWED.keys()
    assert FIELDS.keys().isdisjoint(ALLOWED)


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)
def test_without_its_holder_nobody_speaks_for_a_locked_office(moscow: Post, kind: type) -> None:
    sealer = locked(moscow, gromyko=HIS)
    took = moscow.take(of(kind))
    assert isinstance(took.problem, OfficeLocked)
    assert took.facts == ()
    granted = Granted(order=of(kind), grant=sealer.lend(GROMYKO, HIS))
    assert not isinstance(moscow.take(granted).outcome, OfficeLocked), "the control"


def test_a_draft_of_its_own_is_kept_until_somebody_signed_it(moscow: Post) -> None:
    locked(moscow, gromyko=HIS)
    assert moscow.take(drafts.write()).kinds == [Drafted]
    assert moscow.take(drafts.write(number=2, text="Короче.")).kinds == [Drafted]
    moscow.handle(drafts.review(2, VYSHINSKY))
    took = moscow.take(drafts.write(number=2, text="Ещё короче."))
    assert isinstance(took.problem, OfficeLocked)
    assert took.facts == ()
    for relation in (Relation.CORRECTS, Relation.SUPERSEDES):
        assert moscow.take(drafts.amend(relation, "1", only_draft=True)).kinds == [Drafted]


def test_one_who_is_there_may_still_edit_what_was_signed(moscow: Post) -> None:
    sealer = locked(moscow, gromyko=HIS)
    moscow.handle(drafts.review(2, VYSHINSKY))
    order = drafts.write(number=2, text="Короче.")
    took = moscow.take(Granted(order=order, grant=sealer.lend(GROMYKO, HIS)))
    assert took.kinds == [ApprovalVoided, Drafted]


def test_telling_an_originator_that_nothing_goes_on_needs_the_holder_too(
    network: Network, courier: Courier
) -> None:
    """Nothing is signed by the office then, and a notice goes out in its name."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    peking = network[PEKING]
    sealer = locked(peking, roshchin=HIS)
    order = drafts.pass_on("moscow/1", DESK, ROSHCHIN)
    assert isinstance(peking.take(order).problem, OfficeLocked)
    took = peking.take(Granted(order=order, grant=sealer.lend(ROSHCHIN, HIS)))
    assert took.value["no_communications"] == "tokyo"
