"""Evidence that was made at the desk, until whoever made it has taken it: a few minutes, in memory.

It was written down as a fact before, and may be made once only: so a download that broke off is
taken again, and needs no second making. Nothing of it touches the disk.
"""

from dataclasses import dataclass
from typing import Final

from depesha.names import TimeMs
from depesha.station.evidence_given import Proof
from depesha.station.tokens import token

KEPT_MS: Final = 10 * 60 * 1000
MAX_KEPT: Final = 8
MAX_BYTES: Final = 64 * 1024 * 1024
"""Of all that is kept; the newest always is."""

NAME_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    proof: Proof
    session: str
    at: TimeMs


class Shelf:
    """What is kept, by names that nobody guesses."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def put(self, proof: Proof, session: str, now: TimeMs) -> str:
        """Keep a proof for a session, and return what names it; the oldest make room."""
        self._clear(now)
        name = token(NAME_BYTES)
        self._kept[name] = _Kept(proof=proof, session=session, at=now)
        while len(self._kept) > 1 and self._is_full():
            del self._kept[next(iter(self._kept))]
        return name

    def find(self, name: str, session: str, now: TimeMs) -> Proof | None:
        """Return what a session put there; None: nothing, no longer, or another's."""
        self._clear(now)
        kept = self._kept.get(name)
        return kept.proof if kept is not None and kept.session == session else None

    def _is_full(self) -> bool:
        size = sum(one.proof.size_bytes for one in self._kept.values())
        return len(self._kept) > MAX_KEPT or size > MAX_BYTES

    def _clear(self, now: TimeMs) -> None:
        for name in [name for name, one in self._kept.items() if one.at + KEPT_MS < now]:
            del self._kept[name]
