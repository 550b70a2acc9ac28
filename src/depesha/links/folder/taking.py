"""Taking packs in: their loads go to the station, their answers to the sheets.

Rule 1: answers to a pack are due when all of it was handed in and committed, and go with the next
    pack of ours. If this process ends before, the pack is read again and its loads are accepted
    again.
Rule 2: a pack that announces a blob is set aside until the blob is here (`links/folder/fetching`).
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection
from collections.abc import Set as AbstractSet
from typing import Final

from depesha.errors import Malformed, Problem
from depesha.links.exchange import Exchange, Own
from depesha.links.folder.bag import Bag, PackHeader
from depesha.links.folder.custody import Custody
from depesha.links.folder.intake import Announced, Intake
from depesha.links.folder.sheets import Sheets
from depesha.names import Digest, StationId
from depesha.packet import HopAccepted, HopRefused, Refuse, RefuseReason

_log: Final = logging.getLogger(__name__)


class Taking:
    """What came from one neighbour, and the answers that are due to it."""

    def __init__(
        self, neighbour: StationId, exchange: Exchange, sheets: Sheets, custody: Custody
    ) -> None:
        self._neighbour = neighbour
        self._exchange = exchange
        self._sheets = sheets
        self._custody = custody
        self._heard: set[Digest] = set()
        self.due: dict[Digest, list[bytes]] = {}
        """Frames that answer packs, by the pack."""
        self.awaited: dict[Digest, Announced] = {}
        """Packs that were read and whose blob is not here yet."""

    def done(self) -> set[Digest]:
        """Return the packs that need not be read again."""
        return self._sheets.answered() | self._heard | self.due.keys() | self.awaited.keys()

    def forget(self, named: AbstractSet[Digest]) -> None:
        """Forget the packs that the neighbour does not name any more."""
        self._heard.intersection_update(named)
        for pack in self.awaited.keys() - named:
            del self.awaited[pack]

    def answer(self, pack: Digest, replies: list[bytes]) -> None:
        """Note the answer to the blob that a pack announces."""
        self.awaited.pop(pack, None)
        self.due[pack] = replies

    def give_up(self, pack: Digest) -> None:
        """Do not await the blob of a pack any more, nor read the pack again."""
        self.awaited.pop(pack, None)
        self._heard.add(pack)

    def answers_written(self, packs: Collection[Digest]) -> None:
        """Note that the answers to these packs lie in the folder."""
        for digest in packs:
            self.due.pop(digest, None)

    async def take(
        self, own: Own, pack: Bag[PackHeader], tally: Counter[str], lose: Callable[[Digest], None]
    ) -> None:
        """Take a pack in; `lose` is told each pack of ours that came there spoiled.

        Raises:
            Malformed: its frames are not what they should be; what was right in it is taken.
        """
        intake = Intake(own, pack, tally)
        self._heard.add(pack.digest)  # whatever comes of it; unless its answers fall due
        self._hear(intake, tally)
        for digest in pack.header.damaged:
            lose(digest)
        announced = intake.announced()
        if isinstance(announced, Announced):
            self._await(pack.digest, announced)
            return
        replies = announced or []
        try:
            for batch in intake.slices(self._exchange.now()):
                given = await self._custody.hand_in(batch.arrivals) if batch.arrivals else ()
                replies += intake.replies(batch, given)
        except Malformed:
            raise
        except Problem as error:  # ours, not the neighbour's: not answered before the next start
            _log.error("a pack of %s was not taken: %s", self._neighbour, error.message)
            return
        except BaseException:  # let go, as when the medium is pulled out: read again
            self._heard.discard(pack.digest)
            raise
        if replies:
            self._heard.discard(pack.digest)
            self.due[pack.digest] = replies

    def _await(self, pack: Digest, announced: Announced) -> None:
        self._heard.discard(pack)
        if self._exchange.blobs is None:
            self.due[pack] = announced.answers(Refuse(reason=RefuseReason.TOO_BIG))
        else:
            self.awaited[pack] = announced

    def _hear(self, intake: Intake, tally: Counter[str]) -> None:
        landed = self._sheets.land(intake.answers(), self._exchange.now())
        tally["accepted"] += len(landed.accepted)
        tally["deferred"] += landed.deferred
        tally["refused"] += len(landed.refused)
        refused = [
            HopRefused(neighbour=self._neighbour, entry=entry, reason=answer.reason)
            for entry, answer in landed.refused
        ]
        self._custody.settle(refused)
        if landed.accepted:
            entries = tuple(landed.accepted)
            self._custody.settle([HopAccepted(neighbour=self._neighbour, entries=entries)])
