"""Service messages as register lines: what they said, of whom, and which way they went."""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import ServiceLearned, ServiceSent
from depesha.store.database import Database

_SERVICE: Final = """INSERT INTO service (id, digest, came, station, code, uid, subject, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""


def sent(database: Database, fact: ServiceSent, at: TimeMs, place: int) -> None:
    """A service message went to a station."""
    values = (fact.digest, 0, fact.to, int(fact.code), fact.uid, fact.subject)
    database.write(_SERVICE, (place, *values, at))


def learned(database: Database, fact: ServiceLearned, at: TimeMs, place: int) -> None:
    """A service message came from a station."""
    values = (fact.digest, 1, fact.station, int(fact.code), fact.uid, fact.subject)
    database.write(_SERVICE, (place, *values, at))
