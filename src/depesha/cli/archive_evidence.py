"""`archive import` of evidence: a bundle that verifies becomes a record."""

from functools import partial
from pathlib import Path

from depesha.cli.call import Call
from depesha.station.archive_importing import Tell, Terms


def is_evidence(path: Path) -> bool:
    """Say whether a path is read as evidence: a folder, or what is packed as ZIP."""
    # imported here because a volume needs no cipher library
    from depesha.station import evidence_record  # noqa: PLC0415

    return evidence_record.is_evidence(path)


def take_in_bundle(call: Call, terms: Terms, path: Path, tell: Tell) -> None:
    """Enter the record of the telegram that the bundle of a path proves.

    Raises:
        Problem: the station refuses it.
    """
    # imported here because a volume needs no cipher library
    from depesha.station.evidence_import import take_in_evidence  # noqa: PLC0415
    from depesha.station.evidence_record import opened_at  # noqa: PLC0415

    take_in_evidence(call, terms, partial(opened_at, path), str(path), tell)
