"""`archive import` of evidence: a bundle that verifies becomes a record."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from depesha.archive.elsewhere import telegram_of
from depesha.archive.form import encode
from depesha.cli.call import Call
from depesha.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a bundle: how many records were entered, and how many were known."""

    entered: int
    known: int


def is_evidence(path: Path) -> bool:
    """Say whether a path is read as evidence: a folder, or what is packed as ZIP."""
    # imported here because a volume needs no cipher library
    from depesha.station import evidence_record  # noqa: PLC0415

    return evidence_record.is_evidence(path)


def take_in(call: Call, path: Path) -> Taken:
    """Enter the record of the telegram that a bundle proves; one of that telegram stays as it is.

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
    source = proved.record.source
    if is_here(call, source) or is_here(call, telegram_of(source)):
        return Taken(entered=0, known=1)
    answer = call.order(
        "archive-enter",
        office=call.args.office,
        batch=path.name,
        classification=max(proved.classification, call.args.classification),
        reason=call.args.erratum,
        records=[b64encode(encode(proved.record)).decode()],
    )
    return Taken(entered=answer["entered"], known=answer["known"])


def is_here(call: Call, source: str) -> bool:
    """Say whether a record of that source is here."""
    try:
        call.read("archive-record", record=source, office=call.args.office)
    except NotFound:
        return False
    return True
