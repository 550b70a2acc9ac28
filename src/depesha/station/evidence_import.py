"""Evidence is taken in: a bundle that verifies becomes a record, by the command and at the desk.

It is a file of its own because a volume needs no cipher library.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import PurePath

from depesha.archive.elsewhere import telegram_of
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
    entered,
    is_here,
    told_of,
    whole,
)
from depesha.station.evidence_record import record_of_files

Opening = Callable[[], AbstractContextManager[Files]]
"""Opens the files of a bundle."""


def take_in_evidence(station: Asked, terms: Terms, opening: Opening, file: str, tell: Tell) -> None:
    """Enter the record of the telegram that a bundle proves; one of that telegram stays as it is.

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
    edition = 0
    source = proved.record.source
    if not any(is_here(station, terms, one) for one in (source, telegram_of(source))):
        level = max(proved.classification, terms.classification)
        new = [whole(proved.record)]
        (edition,) = entered(
            station, replace(terms, classification=level), PurePath(file).name, new
        )
    tell(told_of(proved.record, edition))


def root_of(station: Asked, terms: Terms) -> bytes:
    """Return the root under which evidence is to hold: the one that is named, or this network's.

    Raises:
        Usage: what is named is no root.
    """
    if not terms.root:
        return bytes.fromhex(station.read("keybook")["root"])
    return parse_fingerprint_words(terms.root) or parse_fingerprint(terms.root)
