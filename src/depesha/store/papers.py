"""Papers: documents under their digests, present states under their names, service messages.

Read here on any connection; the book writes them.
"""

from collections.abc import Sequence
from typing import Any, Final

from depesha import cbor
from depesha.envelope import Item, Kind
from depesha.names import Digest, Signature, StationId
from depesha.notice import ServiceCode
from depesha.packet import ReturnReason
from depesha.schema import many, octets, pair, text
from depesha.store.database import Database, Row

SIGNATURES: Final = many(pair(text(max=65), octets(64)), max=1000)
"""How a document's signatures are written: (who, signature)."""

_DOCUMENT: Final = "SELECT kind, payload, signatures FROM document WHERE digest = ?"
_STATE: Final = "SELECT content FROM state WHERE name = ?"
_SERVICE_BY_PREFIX: Final = """SELECT digest, station FROM service
    WHERE came = 1 AND digest >= ?1 AND hex(digest) LIKE ?2 ORDER BY digest LIMIT 1"""
_SERVICES: Final = """SELECT digest, came, station, code, uid, subject, at FROM service
    ORDER BY id DESC LIMIT ?"""
_SERVICES_BETWEEN: Final = """SELECT digest, came, station, code, uid, subject, at FROM service
    WHERE at >= ? AND at < ? ORDER BY id LIMIT ? OFFSET ?"""
_RELAYED_BETWEEN: Final = """SELECT slip_id, came_from, next_hop, destination, taken_at,
    handed_on_at, returned_at, reason FROM relayed
    WHERE taken_at >= ? AND taken_at < ? ORDER BY id LIMIT ? OFFSET ?"""
_RELAYED: Final = """SELECT slip_id, came_from, next_hop, destination, taken_at, handed_on_at,
    returned_at, reason FROM relayed ORDER BY id DESC LIMIT ?"""


def document(database: Database, digest: Digest) -> Item | None:
    """Return a kept document."""
    row = database.row(_DOCUMENT, (digest,))
    if row is None:
        return None
    kind, payload, signatures = row
    signed = SIGNATURES.unpack(cbor.decode(signatures))
    return Item(
        kind=Kind(kind),
        payload=payload,
        signatures=tuple((signer, Signature(signature)) for signer, signature in signed),
    )


def state(database: Database, name: str) -> bytes | None:
    """Return what is kept under that name, of which only the present counts."""
    row = database.row(_STATE, (name,))
    return row[0] if row else None


def service_message(database: Database, prefix: str) -> tuple[Digest, StationId] | None:
    """Return the service message that came in whose digest begins with `prefix`, in hex."""
    start = bytes.fromhex(prefix[: len(prefix) // 2 * 2])
    row = database.row(_SERVICE_BY_PREFIX, (start, f"{prefix.upper()}%"))
    return (Digest(row[0]), StationId(row[1])) if row else None


def relayed(database: Database, limit: int = 1000) -> list[dict[str, Any]]:
    """Return what passed through here, the newest first: all that its slips told."""
    return _relayed_lines(database.rows(_RELAYED, (limit,)))


def relayed_between(
    database: Database, period: tuple[int, int], limit: int, offset: int
) -> list[dict[str, Any]]:
    """Return what was taken for others in a period, in its order."""
    return _relayed_lines(database.rows(_RELAYED_BETWEEN, (*period, limit, offset)))


def _relayed_lines(rows: Sequence[Row]) -> list[dict[str, Any]]:
    names = (
        "slip_id",
        "from",
        "next_hop",
        "destination",
        "taken_at",
        "handed_on_at",
        "returned_at",
        "reason",
    )
    lines = [dict(zip(names, row, strict=True)) for row in rows]
    for line in lines:
        line["slip_id"] = line["slip_id"].hex()
        line["reason"] = ReturnReason(line["reason"]).name if line["reason"] is not None else None
    return lines


def service_messages(database: Database, limit: int = 1000) -> list[dict[str, Any]]:
    """Return the service messages that came and went, the newest first."""
    return _service_lines(database.rows(_SERVICES, (limit,)))


def service_between(
    database: Database, period: tuple[int, int], limit: int, offset: int
) -> list[dict[str, Any]]:
    """Return the service messages of a period, in their order."""
    return _service_lines(database.rows(_SERVICES_BETWEEN, (*period, limit, offset)))


def _service_lines(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {
            "notice": digest.hex(),
            "came": bool(came),
            "station": station,
            "code": ServiceCode(code).name,
            "uid": uid.hex() if uid else None,
            "subject": subject,
            "at": at,
        }
        for digest, came, station, code, uid, subject, at in rows
    ]
