"""A key book on the road: what a station and the centre send each other, each a document.

    paper = CBOR {0: version, 1: station, 2: to, 3: made at, 4: what, 5: content}
    what    0 an excerpt   1 a request   2 the excerpt that a station holds, for a restored centre

The station that sends it signs it, as any document; that gets it there, and proves nothing more: an
excerpt is believed by the signatures under its heads, a request by that of the key it asks for.
Format: `docs/spec/keybook.md`.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from depesha import schema
from depesha.names import STATION_PATTERN, StationId, TimeMs
from depesha.schema import Record, choice, octets_upto, text, time_ms, uint

MAX_CARRIED_BYTES: Final = 2 * 1024 * 1024 - 1024
"""What an item of a letter may have, less the paper's own fields. The excerpt of a post in a star
of a thousand stations has 20 kB; what is larger is taken there as a file."""


class What(IntEnum):
    """What a paper carries."""

    EXCERPT = 0
    REQUEST = 1
    HELD = 2
    """Given back to a centre that was restored (`returning`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A key book, or a request to change it, from one station to another."""

    version: int = 1
    station: StationId
    to: StationId
    at: TimeMs
    what: What
    content: bytes = field(repr=False)


PAPER: Final = Record(
    Paper,
    schema.field(0, "version", uint(min=1, max=1)),
    schema.field(1, "station", text(max=32, pattern=STATION_PATTERN)),
    schema.field(2, "to", text(max=32, pattern=STATION_PATTERN)),
    schema.field(3, "at", time_ms()),
    schema.field(4, "what", choice(What)),
    schema.field(5, "content", octets_upto(MAX_CARRIED_BYTES)),
)


def decode_paper(payload: bytes) -> Paper:
    """Return the paper that a document's payload spells.

    Raises:
        Malformed: it is none.
    """
    return PAPER.decode(payload, max_bytes=2 * 1024 * 1024)
