"""A station of the network that is restored: its disk is put back, and it says so."""

from pathlib import Path

from depesha.envelope import JournalHead
from depesha.names import OfficeId, StationId, TimeMs
from depesha.office.events import GoOn, Restore
from depesha.restoration import RestoredKey
from tests.network.drafts import order_id
from tests.network.post import Post, Took


def back_up(post: Post, folder: Path) -> TimeMs:
    """Copy a station's disk, and return when that was."""
    post.copy_disk(folder)
    return post.clock.now


def restore(
    post: Post,
    folder: Path,
    *,
    lost: JournalHead | None = None,
    key: RestoredKey | None = None,
) -> Took:
    """Put a station's disk back and let it say so."""
    post.put_back_disk(folder)
    took = post.take(Restore(order_id=order_id(), backed_up_at=post.clock.now, lost=lost, key=key))
    assert took.value["station"] == post.station
    return took


def go_on(office: OfficeId, without: StationId) -> GoOn:
    return GoOn(order_id=order_id(), office=office, without=without)
