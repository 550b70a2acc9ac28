"""What goes into the next pack: answers first, then what waits, the most urgent first.

Rule 1: 32 MiB, or so many loads, or nothing more that waits; whichever comes first.
Rule 2: a line may want smaller packs. Then a load that is larger than these has one to itself.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from depesha.errors import NotNow
from depesha.links.channel import Channel
from depesha.links.exchange import Exchange, Own
from depesha.links.folder.bag import MAX_DAMAGED, MAX_PACK_BYTES
from depesha.links.folder.intake import channel_of
from depesha.links.folder.sheets import Offer, Sheets
from depesha.links.prefix import PREFIX_BYTES
from depesha.names import Epoch, StationId
from depesha.packet import LETTERS, HopRefused, Waiting, slip_id_of, weight_of

PULL_LIMIT: Final = 32
EPOCH_BYTES: Final = 8
ROOM_BYTES: Final = MAX_PACK_BYTES - 1024 - 34 * MAX_DAMAGED
"""What frames may take of a pack: all but its header, its signature and its hash."""

FRAME_EXTRA_BYTES: Final = 512
"""What a frame takes beside the sealed bytes or the leaf, and more."""


@dataclass(slots=True)
class Packing:
    """The next pack while it is being filled.

    Attributes:
        too_big: entries that no frame can hold.
        is_full: something waits that did not find room.
        is_blind: the station's store could not say what waits.
    """

    epoch: Epoch
    payloads: list[bytes]
    offers: list[Offer] = field(default_factory=list)
    too_big: list[HopRefused] = field(default_factory=list)
    size_bytes: int = 0
    is_full: bool = False
    is_blind: bool = False


class Packer:
    """Fills packs from the out-tray of one neighbour."""

    def __init__(
        self,
        exchange: Exchange,
        neighbour: StationId,
        sheets: Sheets,
        tally: Counter[str],
        pack_bytes: int = MAX_PACK_BYTES,
    ) -> None:
        self._soft_bytes = min(pack_bytes, ROOM_BYTES)
        self._exchange = exchange
        self._neighbour = neighbour
        self._sheets = sheets
        self._tally = tally

    async def fill(self, own: Own, answers: Sequence[bytes], most: int) -> Packing:
        """Return what goes into the next pack, `most` loads of it; the cursor has gone past it."""
        epoch = Epoch(self._exchange.token(EPOCH_BYTES))
        packing = Packing(epoch=epoch, payloads=list(answers))
        packing.size_bytes = sum(len(one) + PREFIX_BYTES for one in answers)
        channel = channel_of(own, epoch, self._neighbour, self._tally)
        number = 0
        while most and not packing.is_full and (batch := self._pull(packing)):
            for waiting in batch:
                if self._is_full(packing, waiting) or number >= most:
                    packing.is_full = True
                    break
                self._sheets.reach(waiting.entry, waiting.grade)
                if self._sheets.is_free(waiting.entry):
                    number += self._launch(channel, number + 1, waiting, packing)
            await asyncio.sleep(0)  # the other lines share this thread
        return packing

    def _is_full(self, packing: Packing, waiting: Waiting) -> bool:
        size = packing.size_bytes + _room_for(waiting)
        return size > (self._soft_bytes if packing.payloads else ROOM_BYTES)

    def _pull(self, packing: Packing) -> Sequence[Waiting]:
        try:
            return self._exchange.pull(self._neighbour, self._sheets.after, PULL_LIMIT, LETTERS)
        except NotNow:
            self._tally["not_now"] += 1
            packing.is_blind = True
            return ()

    def _launch(self, channel: Channel, number: int, waiting: Waiting, packing: Packing) -> bool:
        """Put a load in the pack under that number, and say whether it could be."""
        launched = channel.launch(waiting)
        if isinstance(launched, HopRefused):
            self._sheets.begin_settling(waiting.entry)
            packing.too_big.append(launched)
            return False
        offer = Offer(
            number=number,
            entry=waiting.entry,
            grade=waiting.grade,
            slip_id=slip_id_of(waiting.load),
        )
        self._sheets.take_in_hand(waiting.entry)
        packing.offers.append(offer)
        packing.payloads.append(launched)
        packing.size_bytes += len(launched) + PREFIX_BYTES
        return True


def _room_for(waiting: Waiting) -> int:
    """Return the bytes that a load will take; what no frame can hold is refused and takes none."""
    size = weight_of(waiting.load)
    return size + FRAME_EXTRA_BYTES if size + FRAME_EXTRA_BYTES <= ROOM_BYTES else 0
