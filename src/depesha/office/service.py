"""Service messages and repeats: how a document that exists is laid in a tray (again)."""

from dataclasses import replace
from typing import Final

from depesha.envelope import Item, Kind
from depesha.errors import Malformed
from depesha.names import Digest, Signature, StationId, TimeMs, Uid
from depesha.notice import ServiceMessage
from depesha.office.facts import Enclosed, ServiceSent
from depesha.office.sitting import Laid, Sitting
from depesha.packet import Grade
from depesha.wire import NAMESPACE, REGISTRATION, SERVICE, digest

SERVICE_LIFE_MS: Final = 30 * 24 * 3_600_000
NO_UID: Final = Uid(bytes(16))


def send_service(sitting: Sitting, message: ServiceMessage, grade: Grade) -> None:
    """Sign a service message and lay it in the tray of the station that it is for.

    Raises:
        NoCommunications: no key or no way to that station is known.
    """
    payload = SERVICE.encode(message)
    signature = sitting.sealer.sign_as_station(NAMESPACE[Kind.SERVICE], payload)
    item = Item(
        kind=Kind.SERVICE, payload=payload, signatures=((sitting.own, Signature(signature)),)
    )
    name = digest(payload)
    uid = message.about.uid if message.about else NO_UID
    sitting.enclose(
        Laid(
            station=message.to,
            grade=grade,
            document=Enclosed(
                digest=name,
                kind=Kind.SERVICE,
                uid=uid,
                expires_at=TimeMs(sitting.now + SERVICE_LIFE_MS),
            ),
            items=(item,),
        )
    )
    sitting.book.keep(name, item)
    sitting.record(
        ServiceSent(
            digest=name,
            to=message.to,
            code=message.code,
            uid=message.about.uid if message.about else None,
            subject=message.subject,
        )
    )


def lay_again(
    sitting: Sitting,
    station: StationId,
    grade: Grade,
    document: Enclosed,
    avoided: frozenset[StationId] = frozenset(),
) -> None:
    """Lay a kept document in a station's tray as a repeat; once in a group.

    It goes through nobody who could not carry it before, and if there is another way, by none of
    the neighbours that are to be avoided.

    Raises:
        NoCommunications: no key or no way to that station is known.
        Malformed: the store no longer holds it.
    """
    if sitting.has_laid(station, document.digest):
        return
    sitting.enclose(
        Laid(
            station=station,
            grade=grade,
            document=replace(document, is_repeat=True),
            items=items_of(sitting, document.digest),
            avoided=avoided,
            excluded=sitting.book.traffic.excluded(document.digest, station),
        )
    )


def report_again(sitting: Sitting, originator: StationId, grade: Grade, answered: Digest) -> bool:
    """Lay the delivery report that this station once made over a document; say if there is one.

    Raises:
        NoCommunications: no key or no way to the originator is known.
    """
    name = sitting.book.traffic.report_of(answered, originator)
    if name is None:
        return False
    report = Enclosed(
        digest=name,
        kind=Kind.DELIVERY_REPORT,
        uid=NO_UID,
        expires_at=TimeMs(sitting.now + SERVICE_LIFE_MS),
    )
    lay_again(sitting, originator, grade, report)
    return True


def items_name(report: Digest) -> Digest:
    """Return the name under which the items of a delivery report are kept beside it."""
    return digest(report + b"items")


def items_of(sitting: Sitting, name: Digest) -> tuple[Item, ...]:
    """Return a kept document's items, as they were first sent.

    Raises:
        Malformed: the store no longer holds it.
    """
    kept = _kept(sitting, name)
    if kept.kind is Kind.REGISTRATION:
        return (_kept(sitting, REGISTRATION.decode(kept.payload).body_id), kept)
    if kept.kind is Kind.DELIVERY_REPORT:
        return (kept, _kept(sitting, items_name(name)))
    return (kept,)


def _kept(sitting: Sitting, name: Digest) -> Item:
    kept = sitting.book.document(name)
    if kept is None:
        msg = f"document {name.hex()[:16]} is no longer kept"
        raise Malformed(msg)
    return kept
