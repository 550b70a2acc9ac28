"""Facts of restorations: this station's own, and those of its correspondents."""

from dataclasses import dataclass

from depesha.envelope import JournalHead
from depesha.names import Digest, Epoch, StationId, TimeMs, Uid
from depesha.restoration import SeriesNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """This station begins anew from a backup: the first fact after it.

    Attributes:
        document: what was signed of it.
        epoch: of the numbers of its envelopes from now on.
        head: where its journal went back to.
        lost: the last head that was found outside the lost store.
        series: the last numbers that were given when the backup was made.
        awaits: the correspondents who are asked for the last numbers.
    """

    document: Digest
    station: StationId
    epoch: Epoch
    head: JournalHead
    backed_up_at: TimeMs
    lost: JournalHead | None = None
    office: str = ""
    why: str = ""
    series: tuple[SeriesNumber, ...] = ()
    awaits: tuple[StationId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNumbersAsked:
    """A correspondent was asked (again) for the last numbers that it saw."""

    station: StationId
    repeat_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNumbersLearned:
    """A correspondent said which numbers of ours it saw last, and which telegrams it gives back."""

    station: StationId
    restoration: Digest
    series: tuple[SeriesNumber, ...] = ()
    head: JournalHead | None = None
    registrations: tuple[Digest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNumbersForgone:
    """An administrator goes on without a correspondent's answer."""

    station: StationId
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersLost:
    """Numbers of a series that were given before the loss, or may have been: never given again."""

    series: str
    year: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorationEnded:
    """Nobody is waited for any longer: new telegrams get numbers again."""

    document: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramTakenBack:
    """A telegram of ours that was lost came back from one who had received it."""

    uid: Uid
    digest: Digest
    station: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorationLearned:
    """A correspondent was restored from a backup.

    Attributes:
        ended: its epoch until then.
        lost: how many facts of its journal it lost, as far as is known here.
    """

    station: StationId
    document: Digest
    epoch: Epoch
    ended: Epoch
    head: JournalHead
    restored_at: TimeMs
    lost: int = 0
