"""The tables of facts: complete, with numbers for ever, and showing nothing that can be guessed."""

import dataclasses
import typing
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.journal import JournalEntry, commitment, encode_entry
from depesha.names import (
    CoverId,
    Digest,
    Epoch,
    OfficeId,
    Seed,
    SessionId,
    SlipId,
    StationId,
    TimeMs,
    Uid,
)
from depesha.notice import ResponseCode, ServiceCode
from depesha.office import facts
from depesha.office.facts import Fact
from depesha.store.fact_records import FACTS, KIND_OF, decode_fact
from tests.unit.store.facts_of import (
    NOW,
    RAZUVAEV,
    delivered,
    digest_of,
    registered,
    uid_of,
)

NUMBERS = {  # for ever: a journal that was written yesterday is read by them
    1: facts.StationFounded,
    2: facts.SeriesOpened,
    3: facts.KeyBookAdopted,
    10: facts.Drafted,
    11: facts.DraftReturned,
    12: facts.Released,
    169: facts.DraftDropped,
    13: facts.Registered,
    14: facts.EnvelopeSealed,
    15: facts.Sent,
    16: facts.ReturnLearned,
    17: facts.NonDelivered,
    18: facts.ReportLearned,
    19: facts.AnswerLearned,
    20: facts.RepeatPostponed,
    21: facts.LateNoticed,
    22: facts.Rerouted,
    23: facts.DiversionLearned,
    24: facts.BlobQueued,
    30: facts.EnvelopeOpened,
    31: facts.Delivered,
    32: facts.RepeatRecognised,
    33: facts.DeliveryReported,
    34: facts.AnswerGiven,
    35: facts.PassingFailed,
    36: facts.BlobTakenIn,
    37: facts.BlobGivenUp,
    38: facts.AttachmentExamined,
    40: facts.ServiceSent,
    41: facts.ServiceLearned,
    42: facts.GapAsked,
    43: facts.NumbersVoided,
    44: facts.ChannelReconciled,
    50: facts.Relayed,
    51: facts.HandedOn,
    52: facts.ReturnSent,
    53: facts.Quarantined,
    54: facts.Diverted,
    55: facts.LineMinimized,
    60: facts.AlarmRaised,
    61: facts.AlarmCleared,
    62: facts.AlarmAccepted,
    70: facts.BodyComposed,
    71: facts.DraftReviewed,
    72: facts.ApprovalVoided,
    73: facts.OfficeHandedOver,
    74: facts.OfficeKeyChanged,
    75: facts.ReviewAsked,
    80: facts.TermWarned,
    81: facts.TermPassed,
    82: facts.Chased,
    83: facts.ChaserPostponed,
    84: facts.ChaserLearned,
    85: facts.Escalated,
    86: facts.NonReceiptLearned,
    90: facts.Amended,
    91: facts.HoldBegan,
    92: facts.HoldEnded,
    93: facts.Withdrawn,
    94: facts.Repeated,
    95: facts.VoidedNumber,
    120: facts.EvidenceMade,
    121: facts.EvidenceSigned,
    122: facts.EnrolmentNoted,
    150: facts.SignedIn,
    151: facts.PasskeyAdded,
    152: facts.PasskeyRemoved,
    153: facts.SignedOut,
    110: facts.CheckpointSigned,
    111: facts.ProofAsked,
    112: facts.HeadProved,
    113: facts.JournalDoubted,
    114: facts.ProofGiven,
    115: facts.Expunged,
    100: facts.CopyIssued,
    101: facts.CopyReturned,
    102: facts.CopyDestroyed,
    103: facts.CopyArchived,
    104: facts.CopyCertified,
    105: facts.CopyPrinted,
    164: facts.CopyReprinted,
    165: facts.AnswerPrinted,
    106: facts.CopyOverdue,
    170: facts.RecordEntered,
    171: facts.RecordReleased,
    172: facts.TelegramFiled,
    180: facts.FilingTakenBack,
    173: facts.ReviewDecided,
    176: facts.CoverNamed,
    177: facts.CoverIdentified,
    178: facts.IdentificationWithdrawn,
    179: facts.NameStated,
    182: facts.ReleaseWithdrawn,
    183: facts.ScanAdded,
    190: facts.ScanTakenBack,
    188: facts.EvidenceChecked,
    191: facts.CoverAmended,
    187: facts.RecordExpunged,
    130: facts.PeriodKeyMade,
    131: facts.PeriodKeyDestroyed,
    132: facts.KeyRequestLearned,
    133: facts.ExpiredKeyMet,
    134: facts.SealedAgain,
    135: facts.PaperWithdrawn,
    136: facts.StationRevoked,
    137: facts.EditionProposed,
    138: facts.EditionCosigned,
    140: facts.Restored,
    141: facts.LastNumbersAsked,
    142: facts.LastNumbersLearned,
    143: facts.LastNumbersForgone,
    144: facts.NumbersLost,
    145: facts.RestorationEnded,
    146: facts.TelegramTakenBack,
    147: facts.RestorationLearned,
}

PAGE = Path(__file__).parents[3] / "docs" / "spec" / "journal.md"

TEXTS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=30)
KINDS: dict[object, st.SearchStrategy[Any]] = {
    int: st.integers(0, 255),
    str: TEXTS,
    bool: st.booleans(),
    bytes: st.binary(max_size=64),
    TimeMs: st.integers(-(10**13), 10**13),
    Uid: st.binary(min_size=16, max_size=16),
    SlipId: st.binary(min_size=16, max_size=16),
    Epoch: st.binary(min_size=8, max_size=8),
    CoverId: st.binary(min_size=8, max_size=8),
    SessionId: st.binary(min_size=8, max_size=8),
    Digest: st.binary(min_size=32, max_size=32),
    Seed: st.binary(min_size=32, max_size=32),
    StationId: st.sampled_from(["moscow", "peking"]),
    OfficeId: st.sampled_from(["razuvaev@pyongyang", "gromyko@moscow"]),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return what a field of that type may hold."""
    if kind in KINDS:
        return KINDS[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{name: values_of(hint) for name, hint in hints.items()})
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    assert typing.get_origin(kind) in (UnionType, typing.Union), kind
    return st.one_of([st.none() if one is type(None) else values_of(one) for one in arguments])


def test_every_kind_of_fact_has_a_number() -> None:
    assert set(KIND_OF) == set(typing.get_args(Fact))


def test_the_numbers_are_what_they_were() -> None:
    assert {kind: form.make for kind, form in FACTS.items()} == NUMBERS


def test_the_page_names_every_kind_and_field() -> None:
    lines = [line.split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    told = {
        int(line[0].strip("| ")): (
            line[1],
            [word.split(" ")[1].rstrip("?") for word in line[2].split(", ")],
        )
        for line in lines
        if line[0].strip("| ").isdecimal() and len(line) == 4
    }
    made = {
        kind: (form.make.__name__, [field.name for field in dataclasses.fields(form.make)])
        for kind, form in FACTS.items()
    }
    assert told == made


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: FACTS[kind].make.__name__)
@given(data=st.data())
def test_a_fact_reads_as_it_was_written(kind: int, data: st.DataObject) -> None:
    form = FACTS[kind]
    fact = data.draw(values_of(form.make))
    content = form.record.encode(fact)
    assert decode_fact(kind, content) == fact
    assert form.record.encode(decode_fact(kind, content)) == content


def test_an_unknown_kind_is_malformed() -> None:
    with pytest.raises(Malformed, match="unknown kind 999"):
        decode_fact(999, b"\xa0")


def _shown(fact: Fact) -> bytes:
    """Return the entry: what is seen of a fact when its content has been destroyed."""
    kind = KIND_OF[type(fact)]
    form = FACTS[kind]
    committed = commitment(bytes(16), form.record.encode(fact))
    entry = JournalEntry(kind=kind, at=NOW, references=form.references(fact), commitment=committed)
    return encode_entry(entry)


GUESSABLE: list[tuple[Fact, bytes]] = [
    (registered(26044), digest_of("body", 26044)),
    (delivered(26044, 1), digest_of("body", 26044)),
    (facts.Released(draft=1, body_id=digest_of("body"), office=RAZUVAEV), digest_of("body")),
    (
        facts.BodyComposed(draft=1, version=1, body_id=digest_of("body"), needed=2),
        digest_of("body"),
    ),
    (
        facts.DraftReviewed(
            draft=1, version=1, body_id=digest_of("body"), office=RAZUVAEV, signature=bytes(64)
        ),
        digest_of("body"),
    ),
    (
        facts.AnswerGiven(
            uid=uid_of(1),
            office=RAZUVAEV,
            code=ResponseCode.HAVE_COMPLIED,
            interim=False,
            answer=digest_of("done"),
        ),
        digest_of("done"),
    ),
    (
        facts.AnswerLearned(
            uid=uid_of(1),
            office=RAZUVAEV,
            code=ResponseCode.HAVE_COMPLIED,
            interim=False,
            answer=digest_of("done"),
            answered_at=NOW,
        ),
        digest_of("done"),
    ),
    (
        facts.RepeatPostponed(digest=digest_of("done"), station=StationId("moscow"), repeat_at=NOW),
        digest_of("done"),
    ),
    (
        facts.ServiceSent(
            digest=digest_of("service"),
            to=StationId("moscow"),
            code=ServiceCode.NO_COMMUNICATIONS,
            uid=uid_of(1),
        ),
        digest_of("service"),
    ),
]


@pytest.mark.parametrize(("fact", "digest"), GUESSABLE, ids=lambda value: type(value).__name__)
def test_words_cannot_be_tried_out_against_what_stays_visible(fact: Fact, digest: bytes) -> None:
    assert digest not in _shown(fact)


def test_a_telegram_can_still_be_found_by_what_stays_visible() -> None:
    fact = registered(26044)
    shown = _shown(fact)
    for name in (fact.entry.identity.uid, fact.entry.identity.registration):
        assert bytes(name) in shown
