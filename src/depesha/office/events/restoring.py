"""Orders of a restoration."""

from dataclasses import dataclass

from depesha.envelope import JournalHead
from depesha.names import OfficeId, StationId, TimeMs
from depesha.restoration import RestoredKey, SeriesNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """The store is a backup: begin anew from it, and say so. No face can order it by itself.

    Attributes:
        backed_up_at: when the backup was made.
        lost: the last head that was found beside the lost store.
        why: in a person's words.
        key: the period key that was made for it.
        given: the last numbers that the store gave in whose place this one comes, if it opened.
    """

    order_id: str
    backed_up_at: TimeMs
    lost: JournalHead | None = None
    why: str = ""
    key: RestoredKey | None = None
    given: tuple[SeriesNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn:
    """After a restoration: do not wait for a correspondent's last numbers any longer."""

    order_id: str
    office: OfficeId
    without: StationId
