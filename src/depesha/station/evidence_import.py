"""Evidence is taken in: a bundle that verifies becomes a record, by the command and at the desk.

It is a file of its own because a volume needs no cipher library.
"""

from base64 import b64encode
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from depesha.errors import DoesNotVerify, Malformed
from depesha.evidence.judging import Files
from depesha.keybook import parse_fingerprint
from depesha.spoken import parse_fingerprint_words
from depesha.station.archive_importing import (
    Asked,
    Became,
    Tell,
    Terms,
    Told,
    told_of,
    whole,
)
from depesha.station.evidence_record import record_of_files

MAX_TOLD: Final = 12
"""Fields in which a record differs."""

NOT_MERGED: Final = "nothing is merged: look at both, and correct the record by its next edition"

Opening = Callable[[], AbstractContextManager[Files]]
"""Opens the files of a bundle."""


def take_in_evidence(station: Asked, terms: Terms, opening: Opening, file: str, tell: Tell) -> None:
    """Enter the record of the telegram that a bundle proves; one that is there gets its proof.

    Args:
        station: what it is entered into.
        terms: how; it is never open to more readers than the telegram was.
        opening: opens the bundle.
        file: its name.
        tell: is told what became of it; that it does not verify, too.

    Raises:
        Problem: the station refuses it, or the root that is named is none.
    """
    root = root_of(station, terms)
    try:
        with opening() as files:
            proved = record_of_files(files, root)
    except (DoesNotVerify, Malformed) as error:
        tell(Told(became=Became.BAD, source=file, why=error.message, hint=error.hint))
        return
    answer = station.order(
        "archive-enter",
        office=terms.office,
        batch=PurePath(file).name,
        classification=max(proved.classification, terms.classification),
        reason=terms.erratum,
        records=[b64encode(whole(proved.record).payload).decode()],
        evidence=True,
    )
    told = told_of(proved.record, answer["editions"][0])
    if differing := [field for one in answer["differing"] for field in one]:
        why = f"the record that is there says something else in {', '.join(differing[:MAX_TOLD])}"
        told = Told(became=Became.BAD, source=told.source, why=why, hint=NOT_MERGED)
    tell(replace(told, is_proof=answer["proved"] > 0))


def root_of(station: Asked, terms: Terms) -> bytes:
    """Return the root under which evidence is to hold: the one that is named, or this network's.

    Raises:
        Usage: what is named is no root.
    """
    if not terms.root:
        return bytes.fromhex(station.read("keybook")["root"])
    return parse_fingerprint_words(terms.root) or parse_fingerprint(terms.root)
