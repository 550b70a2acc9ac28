"""`archive import` of evidence: a bundle that verifies becomes a record."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from depesha.archive.form import encode
from depesha.cli.call import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a bundle: how many records were entered, known, or got its proof.

    `differing`: the fields in which the record that is there says something else.
    """

    entered: int
    known: int
    proved: int
    differing: tuple[str, ...]
    source: str


def is_evidence(path: Path) -> bool:
    """Say whether a path is read as evidence: a folder, or what is packed as ZIP."""
    # imported here because a volume needs no cipher library
    from depesha.station import evidence_record  # noqa: PLC0415

    return evidence_record.is_evidence(path)


def take_in(call: Call, path: Path) -> Taken:
    """Enter the record of the telegram that a bundle proves; one that is there gets its proof.

    Raises:
        Problem: it does not verify under the root that is named, or that of this network.
    """
    # imported here because a volume needs no cipher library
    from depesha.keybook import parse_fingerprint  # noqa: PLC0415
    from depesha.spoken import parse_fingerprint_words  # noqa: PLC0415
    from depesha.station.evidence_record import record_in  # noqa: PLC0415

    named = call.args.root
    root = (
        (parse_fingerprint_words(named) or parse_fingerprint(named))
        if named
        else bytes.fromhex(call.read("keybook")["root"])
    )
    proved = record_in(path, root)
    answer = call.order(
        "archive-enter",
        office=call.args.office,
        batch=path.name,
        classification=max(proved.classification, call.args.classification),
        reason=call.args.erratum,
        records=[b64encode(encode(proved.record)).decode()],
        evidence=True,
    )
    return Taken(
        entered=answer["entered"],
        known=answer["known"],
        proved=answer["proved"],
        differing=tuple(field for one in answer["conflicts"] for field in one["fields"]),
        source=proved.record.source,
    )
