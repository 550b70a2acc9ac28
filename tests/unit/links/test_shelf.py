"""The blobs of a line on the disk: its own thread beside the loop's."""

import asyncio
import threading

from depesha.links.frames import piece_bytes_for
from depesha.links.shelf import Shelf, Waybill
from depesha.names import Digest
from depesha.packet import Blob
from tests.links.carriers import BETA
from tests.links.small_station import SmallStation


class Compared(bytes):
    """A name that stops whoever compares it until the test goes on."""

    __slots__ = ()
    began, go_on = threading.Event(), threading.Event()

    def __eq__(self, other: object) -> bool:
        return bytes(self) == other

    def __ne__(self, other: object) -> bool:
        self.began.set()
        self.go_on.wait(10)
        return bytes(self) != other

    def __hash__(self) -> int:
        return bytes.__hash__(self)


def waybill(blob: Blob) -> Waybill:
    piece_bytes = piece_bytes_for(blob.slip.size_bytes)
    return Waybill(blob=blob, piece_bytes=piece_bytes, pieces=(Digest(bytes(32)),))


def test_a_transfer_that_ends_while_room_is_counted_for_another_does_no_harm() -> None:
    async def story() -> None:
        alpha, beta = SmallStation("alpha"), SmallStation("beta")
        shelf = Shelf(beta.disk.blobs, BETA)
        first, second, third = (alpha.blob(number, 5_000) for number in (1, 2, 3))
        slow = Blob(slip=first.slip, sealed=Digest(Compared(first.sealed)))
        Compared.go_on.set()
        async with shelf.claim(slow.sealed), shelf.claim(third.sealed):
            await shelf.begin(waybill(slow))
            async with shelf.claim(second.sealed):
                await shelf.begin(waybill(second))
                Compared.began.clear()
                Compared.go_on.clear()
                begun = asyncio.create_task(shelf.begin(waybill(third)))
                assert await asyncio.to_thread(Compared.began.wait, 10)
            Compared.go_on.set()  # the second is no more, and the counting goes on
            assert await begun == 0
        shelf.close()

    asyncio.run(story())
