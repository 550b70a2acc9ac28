"""A station was revoked: it is neither written to nor believed from now on.

Rule 1: the newest head of its journal that came here is the cut line. What it signed beyond that
    line may be an enemy's; which telegrams that concerns is said by `depesha seized`.
Rule 2: what is outstanding for it ends, and its drafter is told; what waits for it ends or goes
    back by itself, for no line leads there any more (`courier.redirect`).
Rule 3: its numbers are void: nobody asks for what is missing of them.
Rule 4: what is still asked of it, or by it, is closed as REVOKED: nobody can answer any more. What
    came since it is not to be believed is held as BEYOND_CUT_LINE: shown, marked, not answered.
    When a letter came counts, and not what it says: whoever has its keys can name an old head.
"""

from typing import Final

from depesha.envelope import JournalHead
from depesha.keybook import Status
from depesha.names import Digest, StationId, TimeMs
from depesha.office.control import end, gap_name
from depesha.office.facts import NumbersVoided, StationRevoked
from depesha.office.ports import KeyLife
from depesha.office.sitting import Sitting
from depesha.office.terms import settle_all

REVOKED: Final = "station-revoked"
BEYOND: Final = "beyond-cut-line"
AT_ONCE: Final = 256
NO_HEAD: Final = JournalHead(size=0, root=Digest(bytes(32)))


def cut_line(life: KeyLife, station: StationId, before: TimeMs | None) -> JournalHead:
    """Return the newest head of a station's journal that came here, before a time if there is one.

    Every envelope bears its sender's head, so whoever got one is a witness of it.
    """
    newest = life.newest_envelope(station, before)
    return newest.head if newest is not None else NO_HEAD


def learned(sitting: Sitting) -> None:
    """Do what follows where the key book in force revokes a station that was not revoked before."""
    known = sitting.book.key_life.revoked() | {sitting.own}
    for station, leaf in sorted(sitting.keys().identities.items()):
        if leaf.status is Status.REVOKED and station not in known:
            give_up(sitting, station, "", leaf.revoked_since)


def give_up(sitting: Sitting, station: StationId, reason: str, since: TimeMs | None) -> JournalHead:
    """Write a station's revocation down, and end what was on its way to it; return the cut line."""
    cut = cut_line(sitting.book.key_life, station, since)
    asked = sitting.book.key_life.open_with(station)
    sitting.record(
        StationRevoked(
            station=station,
            reason=reason,
            since=sitting.now if since is None else since,
            head_size=cut.size,
            head_root=cut.root,
        )
    )
    while outstanding := sitting.book.key_life.outstanding_at(station, AT_ONCE):
        for one in outstanding:
            end(sitting, one, f"{station} is revoked")
    for uid in asked:
        settle_all(sitting, uid)
    sitting.book.key_life.drop_request(station)
    _void(sitting, station)
    because = f": {reason}" if reason else ""
    text = f"{station} is revoked{because}; its journal is witnessed here up to {cut.size}"
    sitting.alarm(REVOKED, station, text)
    came = sitting.book.key_life.came_since(station, since) if since is not None else 0
    if came:
        text = f"{came} telegrams came from {station} since it is not to be believed"
        sitting.alarm(BEYOND, station, text)
    return cut


def _void(sitting: Sitting, station: StationId) -> None:
    for asked in (False, True):
        for gap in sitting.book.traffic.gaps(AT_ONCE, asked=asked):
            if gap.sender == station:
                sitting.record(
                    NumbersVoided(
                        sender=station,
                        epoch=gap.epoch,
                        grade=gap.grade,
                        first=gap.first,
                        last=gap.last,
                    )
                )
                sitting.all_clear("gap", gap_name(station, gap.grade))
