"""The places at the door: connections between their first byte and their HELLO.

Rule 1: a newcomer always gets a place, because nobody can tell yet whether he is a neighbour. Where
    there is none, the oldest stranger loses his: who means it has said who he is by then.
Rule 2: there are 64 places. While no more than half are taken nobody is asked where he comes from;
    beyond that one address has 16, so that it crowds out itself and not others (attack: sockets
    that are opened and say nothing).
Rule 3: an address is IPv4, or the first 64 bits of IPv6: what one customer is given.
Rule 4: whoever has shown a neighbour's certificate goes last.

What it does not help against is somebody who opens connections faster than a neighbour can greet.
"""

from ipaddress import IPv6Address, ip_address
from typing import Final, Generic, TypeVar

MAX_STRANGERS: Final = 64
FREE_PLACES: Final = MAX_STRANGERS // 2
SHARE: Final = 16

T = TypeVar("T")


class Strangers(Generic[T]):
    """Who stands at the door, the longest waiting first."""

    def __init__(self) -> None:
        self._from: dict[T, bytes] = {}
        self._known: set[T] = set()

    def __len__(self) -> int:
        """How many places are taken."""
        return len(self._from)

    def enter(self, who: T, host: str) -> T | None:
        """Give a place to whoever came from `host`, and return who has lost his for it."""
        source = _source(host)
        leaves = self._one_too_many(source)
        if leaves is not None:
            self.leave(leaves)
        self._from[who] = source
        return leaves

    def recognise(self, who: T) -> None:
        """Note that it is a neighbour, who has only to say HELLO."""
        if who in self._from:
            self._known.add(who)

    def leave(self, who: T) -> None:
        """Free a place; it is harmless if there is none."""
        self._from.pop(who, None)
        self._known.discard(who)

    def _one_too_many(self, source: bytes) -> T | None:
        same = [who for who, came_from in self._from.items() if came_from == source]
        if len(self) >= FREE_PLACES and len(same) >= SHARE:
            return self._least(same)
        return self._least(list(self._from)) if len(self) >= MAX_STRANGERS else None

    def _least(self, waiting: list[T]) -> T:
        return next((who for who in waiting if who not in self._known), waiting[0])


def _source(host: str) -> bytes:
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return mapped.packed if mapped is not None else address.packed[:8]
    return address.packed
