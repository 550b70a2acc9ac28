"""The frames of a line: what two stations say to each other, each one CBOR array.

The first item of the array is the frame's number, the rest its fields in order. The same frames go
over every carrier; over a stream each is preceded by its length (`links/prefix.py`).

    [4, 0, h'0011223344556677', [[1, 64], [66, 66]]]         ACCEPT of 1 to 64 and 66

Rule 1: whatever speaks of a load (a packet or a return) names lane, epoch and channel number.
Rule 2: the reader is total. What is not in the table, or not formed as its row says, is Malformed,
    and the connection ends; only a slip and the reason of a return are judged later, because a
    relay may meet those of a later version without that being the neighbour's fault.
Rule 3: a COMPACT PARCEL, an OFFER and what answers it, a REPEAT and a CHECK are sent only to a side
    that says in its introduction that it knows them.
Rule 4: BESIDE is said in files only (`links/folder/`); on a connection it is Malformed.

Format, with examples in bytes: `docs/spec/link.md`.
"""

from depesha.links.frames.kinds import (
    CHUNK_BYTES as CHUNK_BYTES,
)
from depesha.links.frames.kinds import (
    HASH_BYTES as HASH_BYTES,
)
from depesha.links.frames.kinds import (
    LEAST_PIECE_BYTES as LEAST_PIECE_BYTES,
)
from depesha.links.frames.kinds import (
    MAX_BLOB_BYTES as MAX_BLOB_BYTES,
)
from depesha.links.frames.kinds import (
    MAX_CHUNK_BYTES as MAX_CHUNK_BYTES,
)
from depesha.links.frames.kinds import (
    MAX_FEATURES as MAX_FEATURES,
)
from depesha.links.frames.kinds import (
    MAX_FRAME_BYTES as MAX_FRAME_BYTES,
)
from depesha.links.frames.kinds import (
    MAX_ITEMS as MAX_ITEMS,
)
from depesha.links.frames.kinds import (
    MAX_LEAF_BYTES as MAX_LEAF_BYTES,
)
from depesha.links.frames.kinds import (
    MAX_OFFER_BYTES as MAX_OFFER_BYTES,
)
from depesha.links.frames.kinds import (
    MAX_PIECE_BYTES as MAX_PIECE_BYTES,
)
from depesha.links.frames.kinds import (
    MAX_PIECES as MAX_PIECES,
)
from depesha.links.frames.kinds import (
    MAX_RANGES as MAX_RANGES,
)
from depesha.links.frames.kinds import (
    MAX_RETURN_BYTES as MAX_RETURN_BYTES,
)
from depesha.links.frames.kinds import (
    MAX_SMALL_BYTES as MAX_SMALL_BYTES,
)
from depesha.links.frames.kinds import (
    VERSION as VERSION,
)
from depesha.links.frames.kinds import (
    Accept as Accept,
)
from depesha.links.frames.kinds import (
    Beside as Beside,
)
from depesha.links.frames.kinds import (
    Blobbing as Blobbing,
)
from depesha.links.frames.kinds import (
    Bye as Bye,
)
from depesha.links.frames.kinds import (
    ByeReason as ByeReason,
)
from depesha.links.frames.kinds import (
    Check as Check,
)
from depesha.links.frames.kinds import (
    Chunk as Chunk,
)
from depesha.links.frames.kinds import (
    CompactParcel as CompactParcel,
)
from depesha.links.frames.kinds import (
    Defer as Defer,
)
from depesha.links.frames.kinds import (
    Frame as Frame,
)
from depesha.links.frames.kinds import (
    Hello as Hello,
)
from depesha.links.frames.kinds import (
    Introduction as Introduction,
)
from depesha.links.frames.kinds import (
    Numbered as Numbered,
)
from depesha.links.frames.kinds import (
    Offer as Offer,
)
from depesha.links.frames.kinds import (
    Parcel as Parcel,
)
from depesha.links.frames.kinds import (
    Refuse as Refuse,
)
from depesha.links.frames.kinds import (
    Repeat as Repeat,
)
from depesha.links.frames.kinds import (
    Return as Return,
)
from depesha.links.frames.kinds import (
    Skip as Skip,
)
from depesha.links.frames.kinds import (
    Want as Want,
)
from depesha.links.frames.kinds import (
    Welcome as Welcome,
)
from depesha.links.frames.table import (
    INTRODUCTION as INTRODUCTION,
)
from depesha.links.frames.table import (
    FrameKind as FrameKind,
)
from depesha.links.frames.table import (
    limit as limit,
)
from depesha.links.frames.table import (
    piece_bytes_for as piece_bytes_for,
)
from depesha.links.frames.table import (
    read as read,
)
from depesha.links.frames.table import (
    write as write,
)
