"""How public a record is now, from the decisions that the station tells of it.

A decision about a source has a version; what withdraws it names that version. So a record is public
by its last decision, unless that one was withdrawn; a later decision makes it public again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class State(Enum):
    """How public a record is."""

    CLOSED = "closed"
    WHOLE = "whole"
    PART = "part"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Openness:
    """How public a record is.

    Attributes:
        state: how.
        edition: which edition is public; 0: none.
    """

    state: State
    edition: int = 0

    @property
    def is_public(self) -> bool:
        """Whether something of it is public."""
        return self.state in {State.WHOLE, State.PART}


def openness_of(found: Mapping[str, Any]) -> Openness:
    """Return how public a record is that the station told."""
    if not found["releases"]:
        return Openness(state=State.CLOSED)
    last = found["releases"][-1]
    if last["version"] in {one["version"] for one in found["withdrawals"]}:
        return Openness(state=State.WITHDRAWN)
    state = State.PART if last["redactions"] else State.WHOLE
    return Openness(state=state, edition=last["edition"])
