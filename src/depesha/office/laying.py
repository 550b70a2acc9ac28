"""A registered telegram is laid in the trays of its addressee stations, with its attachments."""

from collections.abc import Iterator
from dataclasses import dataclass

from depesha.envelope import AttachmentKey, Item, Kind
from depesha.names import OfficeId, StationId, station_of
from depesha.office.composing import highest
from depesha.office.facts import Enclosed
from depesha.office.register import expiry_of
from depesha.office.sitting import Laid, Sitting
from depesha.office.ways import Direction
from depesha.packet import Grade, grade_of
from depesha.telegram import AddresseeKind, Body, Identity, Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A registered telegram with its signed bytes."""

    body: Body
    registration: Registration
    identity: Identity
    body_item: Item
    registration_item: Item


def lay(
    sitting: Sitting, paper: Paper, keys: tuple[AttachmentKey, ...]
) -> dict[OfficeId, Direction]:
    """Lay the telegram in the tray of each addressee station; return the way to each office.

    Its attachments are laid beside it: each is confirmed, and repeated, for itself.

    Raises:
        NoCommunications: no key or no way to a station is known.
    """
    ways: dict[OfficeId, Direction] = {}
    for station in by_station(paper.body):
        ways |= lay_for(sitting, paper, keys, station)
    return ways


def lay_for(
    sitting: Sitting, paper: Paper, keys: tuple[AttachmentKey, ...], station: StationId
) -> dict[OfficeId, Direction]:
    """Lay the telegram in the tray of one addressee station, with its attachments.

    Raises:
        NoCommunications: no key or no way to that station is known.
    """
    telegram, *blobs = documents(paper, keys, station)
    ways = dict.fromkeys(telegram.document.offices, sitting.enclose(telegram))
    for blob in blobs:
        sitting.enclose(blob)
    return ways


def documents(paper: Paper, keys: tuple[AttachmentKey, ...], station: StationId) -> Iterator[Laid]:
    """Yield what goes to a station: the telegram, and behind it its attachments."""
    grade = grade_of(highest(paper.body))
    document = Enclosed(
        digest=paper.identity.registration,
        kind=Kind.REGISTRATION,
        uid=paper.identity.uid,
        offices=tuple(by_station(paper.body)[station]),
        confirm=True,
        expires_at=expiry_of(paper.body, paper.registration.registered_at),
        attachment_keys=keys,
    )
    items = (paper.body_item, paper.registration_item)
    yield Laid(station=station, grade=grade, document=document, items=items)
    for key in keys:
        yield _blob(station, grade, document, key)


def _blob(station: StationId, grade: Grade, telegram: Enclosed, key: AttachmentKey) -> Laid:
    """Return an attachment as it is outstanding, named by its blob."""
    document = Enclosed(
        digest=key.ciphertext,
        kind=Kind.ATTACHMENT,
        uid=telegram.uid,
        confirm=True,
        expires_at=telegram.expires_at,
        attachment_keys=(key,),
    )
    return Laid(station=station, grade=grade, document=document, items=())


def by_station(body: Body) -> dict[StationId, list[OfficeId]]:
    """Return the offices that are to get a telegram, by their stations."""
    stations: dict[StationId, list[OfficeId]] = {}
    for one in body.addressees:
        if one.kind is not AddresseeKind.EXEMPTED:
            stations.setdefault(station_of(one.office), []).append(one.office)
    return stations
