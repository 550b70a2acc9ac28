"""A station whose own telegrams are filed: nobody carries them, so all are open until cancelled.

archive = filing_at(tmp_path)
page = archive.desk().get(page_of(still_open(archive)))
"""

from pathlib import Path
from typing import Any

from tests.archive_desk import Archive, archive_at
from tests.unit.station.a_station import CORRESPONDENT

OFFICES = (
    ("archivist", "archivist", 5),
    ("clerk", "archivist", 1),
    ("reader", "drafter", 5),
)
HOLDING: dict[str, Any] = {
    "archive": "АВП РФ",
    "fond": "059а",
    "opis": "5а",
    "delo": "5",
    "papka": "11",
}
OPEN_AT = f"desk@{CORRESPONDENT}"


def filing_at(folder: Path) -> Archive:
    """Return a station with an archive, whose office `desk` writes to another station."""
    return archive_at(folder, OFFICES)


def still_open(archive: Archive, text: str = "A word.", *lines: str) -> str:
    """Send a telegram that its addressee has still to answer, and return its reference."""
    head = (f"To: {OPEN_AT}", "Classification: SECRET", "Subject: Still open", "Receipt: yes")
    said = "\n".join((*head, *lines))
    done = archive.station.order("send", office="desk", text=f"{said}\n\n{text}\n")
    return str(done["reference"])


def closed(archive: Archive) -> str:
    """Send a telegram, cancel it, and return its reference."""
    reference = still_open(archive)
    archive.station.order("cancel", office="desk", reference=reference, reason="not needed")
    return reference


def page_of(reference: str) -> str:
    """Return the address of the form that files it."""
    return f"/telegram/{reference}/file"


def file(kept: Archive, reference: str, **more: Any) -> dict[str, Any]:
    """File a telegram by the order."""
    fields = {**HOLDING, "open": True, **more}
    done: dict[str, Any] = kept.station.order(
        "archive-file", office="archivist", reference=reference, **fields
    )
    return done
