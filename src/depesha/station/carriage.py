"""How it stands with one load of the out-tray: why it waits, when it is next tried, how far it is.

What a line says of itself is laid beside the load; nothing is asked of the line here.
"""

from collections.abc import Mapping
from typing import Any, Final

from depesha.store.reading import Line

NO_BLOBS: Final = "this line carries no attachments"
PUT_OFF: Final = "the neighbour put it off"
NO_BULK: Final = "the bulk connection of the line is not up"
ITS_TURN: Final = "it waits for its turn"

BLOB_WORDS: Final[Mapping[str, str]] = {
    "reading": "it is made ready",
    "placing": "{0} MB, being laid into the folder",
    "lying": "it lies in the folder; the neighbour has not answered",
    "no-room": "the medium has no room for it, or takes no file of its size",
    "too-large": "it is larger than this line carries",
    "offered": "offered; the neighbour has not said yet that it may come",
    "going": "{0} MB, going",
    "behind": "{0} MB; something more urgent goes first",
    "settling": "all of it has gone; custody is not taken yet",
    "missing": "its file is not in blobs/",
}
"""Why a blob waits, by its state; `{0}` is how much of how much has gone."""


def of_line(status: Any, row: Line, why: str) -> Line:  # noqa: ANN401  # a LineStatus, as in `reading`
    """Return what is to be added to a line of the queue whose line of traffic stands so.

    Args:
        status: how that line stands.
        row: the load.
        why: why anything waits there, where there is nothing to say of this load alone.
    """
    told: Line = {"why": why, "next_try_at": _next_try(status)}
    report = status.blobs.get(row["entry"])
    due = status.deferred.get(row["entry"])
    if due is not None:
        told |= {"why": PUT_OFF, "next_try_at": due}
    if report is not None and status.mail is not None and report.state == "lying":
        told |= {"gone_bytes": 0}  # whether mail has come is not known before it is answered
    elif report is not None:
        told |= {"why": _progress(report, row), "gone_bytes": report.gone_bytes}
    elif due is None:
        told |= _not_under_way(status, row)
    return told


def _next_try(status: Any) -> int | None:  # noqa: ANN401  # as above
    """Return when a line tries again: what is unanswered by mail goes again without a failure."""
    at: int | None = status.until or (status.mail.next_at if status.mail is not None else None)
    return at


def _not_under_way(status: Any, row: Line) -> Line:  # noqa: ANN401  # as above
    if status.state != "up":
        return {}
    if row["lane"] == "blob" and not status.takes_blobs and status.bulk is None:
        return {"why": NO_BLOBS}
    if row["lane"] != "urgent" and status.bulk is not None and status.bulk.state != "up":
        why = status.bulk.last_error or NO_BULK
        return {"why": why, "next_try_at": status.bulk.until}
    return {"why": ITS_TURN} if row["lane"] == "blob" else {}


def _progress(report: Any, row: Line) -> str:  # noqa: ANN401  # a BlobReport
    sizes = f"{_megabytes(report.gone_bytes)} of {_megabytes(row['size_bytes'])}"
    return BLOB_WORDS[str(report.state)].format(sizes)


def _megabytes(size_bytes: int) -> str:
    """Return a size in MB: `12`, and below ten `1.5`, so that what moves is seen to move."""
    size = size_bytes / 1_000_000
    return f"{size:.1f}" if 0 < size < 10 else f"{size:.0f}"  # noqa: PLR2004  # two digits are enough
