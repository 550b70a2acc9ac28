"""Orders about the station itself, and at a centre about the network.

A centre keeps the registry of all stations. Admitting and introducing are signed at once; lines and
transit rules are collected until the plan is signed. What is signed is in force at the centre from
that commit on; the other stations get their part of it as a file, or on the one road.
"""

from collections.abc import Mapping

from depesha import keybook
from depesha.errors import DoesNotVerify, Forbidden, Malformed, Refused, Usage
from depesha.keybook import Armour, Role, adopt, bare, fingerprint_text, read_request, returning
from depesha.names import Epoch, OfficeId
from depesha.office import registry_back
from depesha.office.editions import KEY_BOOK as KEY_BOOK
from depesha.office.editions import REGISTRY as REGISTRY
from depesha.office.editions import (
    due,
    is_awaited,
    keep,
    put_into_force,
    registry_of,
    take_into_force,
)
from depesha.office.events import (
    Admit,
    AdoptKeyBook,
    Collective,
    Done,
    FoundNetwork,
    FoundStation,
    Introduce,
    OpenSeries,
    PlanLine,
    PlanSilence,
    PlanTransit,
    SignPlan,
)
from depesha.office.facts import SeriesOpened, StationFounded
from depesha.office.ports import Why
from depesha.office.sitting import Sitting
from depesha.route import Transit
from depesha.spoken import fingerprint_words
from depesha.windows import parse_windows

SALT_BYTES = 16


def adopt_key_book(sitting: Sitting, order: AdoptKeyBook) -> Done:
    """Verify a key book excerpt and take it into force.

    Raises:
        Malformed: it is damaged or foreign.
        Refused: it is older than what is held ("rolled-back key book").
    """
    held = sitting.key_book
    if is_awaited(sitting):
        data = bare(Armour.KEY_BOOK, order.excerpt.encode())
        came = returning.held_by(registry_of(sitting), data)
        if came.station != sitting.own:
            return registry_back.take_file(sitting, came)
    adopted = adopt(held, order.excerpt.encode(), order.root)
    if adopted.station != sitting.own:
        msg = f"this key book was made for {adopted.station}"
        raise DoesNotVerify(msg, hint=f"ask the centre to export the one of {sitting.own}")
    return take_into_force(sitting, adopted)


def open_series(sitting: Sitting, order: OpenSeries) -> Done:
    """Let a series begin, or go on, at a number that was not given yet.

    Raises:
        Forbidden: the office that is named keeps no registers.
        Refused: that number of the series was given already, or the year is not to be opened.
    """
    if order.office is not None:
        _must_keep_registers(sitting, order.office)
    present = sitting.year()
    year = present if order.year is None else order.year
    if year not in (present, present + 1):
        what = "is closed" if year < present else "is too far ahead"
        msg = f"the register of {year} {what}"
        raise Refused(msg, hint=f"a series is opened for {present} or {present + 1}")
    free = sitting.book.registers.next_number(order.series, year)
    if order.first < free:
        msg = f"number {order.first} of series {order.series} was given already"
        raise Refused(msg, hint=f"the next free number is {free}")
    sitting.record(
        SeriesOpened(series=order.series, year=year, first=order.first, runs_on=order.runs_on)
    )
    return Done(value={"series": order.series, "year": year, "first": order.first})


def _must_keep_registers(sitting: Sitting, named: OfficeId) -> None:
    office = sitting.giver(named)
    if not sitting.may(office, Role.REGISTRAR) and not sitting.may(office, Role.ADMINISTRATOR):
        msg = f"{office} may not open a series"
        raise Forbidden(msg, hint="a registrar or an administrator may")


# -- founding -------------------------------------------------------------------------------------


def found_station(sitting: Sitting, order: FoundStation) -> Done:
    """Write the first fact of a station's journal, with the epoch of its numbering.

    Raises:
        Refused: the station was founded already.
    """
    del order
    if sitting.book.committed_head().size:
        msg = f"{sitting.own} was founded already"
        raise Refused(msg)
    epoch = Epoch(sitting.around.chance.token(8))
    sitting.record(StationFounded(station=sitting.own, epoch=epoch))
    return Done(value={"station": sitting.own})


def found_network(sitting: Sitting, order: FoundNetwork) -> Done:
    """Make a network's root and its first key book, at the station that holds the root keys.

    Raises:
        Refused: there is a network here already, or no root keys.
    """
    if sitting.book.state(REGISTRY) is not None:
        msg = f"{sitting.own} is the centre of a network already"
        raise Refused(msg)
    holders = sitting.around.holders
    request = read_request(order.request.encode())
    registry = keybook.found(order.network, request, holders, threshold=len(holders))
    put_into_force(sitting, registry)
    return Done(value={"network": order.network, "root": registry.root.hex()})


# -- the centre -----------------------------------------------------------------------------------


def admit(sitting: Sitting, order: Admit) -> Done:
    """Admit the station that made a request, or take its changed identity, and sign the book.

    Raises:
        Malformed: the request is damaged or not signed by its own key.
        Refused: this is not a centre, or a key is another station's.
    """
    registry = registry_of(sitting)
    request = read_request(order.request.encode())
    changed = keybook.changes(registry, request)
    issued = put_into_force(sitting, keybook.admit(registry, request))
    sitting.book.key_life.drop_request(request.identity.station)
    sitting.all_clear("key-request", request.identity.station)
    return Done(
        value={
            "station": request.identity.station,
            "version": issued["version"],
            **_waiting(issued),
            "fingerprint": fingerprint_text(request.fingerprint),
            "words": fingerprint_words(request.fingerprint),
            "changes": list(changed),
        }
    )


def introduce(sitting: Sitting, order: Introduce) -> Done:
    """Let two stations hold each other's leaves from their next excerpt on.

    Raises:
        Refused: this is not a centre, or a station is not in the book.
    """
    registry = keybook.introduce(registry_of(sitting), order.station, order.correspondent)
    keep(sitting, registry)
    for station in (order.station, order.correspondent):
        if station != sitting.own:
            due(sitting, station, Why.LOOK)
    return Done(value={"station": order.station, "correspondent": order.correspondent})


def set_collective(sitting: Sitting, order: Collective) -> Done:
    """Let a collective address stand for these offices, or no longer stand, and sign the book.

    The result names the stations that do not know all members, and so are not shown it.

    Raises:
        NotFound: a member is no office of the key book, or there is no such collective.
        Refused: this is not a centre.
    """
    registry = registry_of(sitting)
    if order.remove:
        registry = keybook.remove_collective(registry, order.name)
    else:
        salt = sitting.around.chance.token(SALT_BYTES)
        registry = keybook.set_collective(registry, order.name, order.members, salt=salt)
    issued = put_into_force(sitting, registry)
    return Done(
        value={
            "collective": order.name,
            "members": list(order.members),
            "removed": order.remove,
            "version": issued["version"],
            **_waiting(issued),
            "not_shown_to": sorted(keybook.kept_from(registry, order.members)),
        }
    )


def plan_line(sitting: Sitting, order: PlanLine) -> Done:
    """Put a line into the plan, or take it out, to be signed.

    Raises:
        NotFound: there is no such line to take out.
        Refused: this is not a centre, or a station is not in the book.
        Usage: the contact windows are not formed like any.
    """
    registry = registry_of(sitting)
    windows = "" if order.remove else _windows(order.windows)
    if order.remove:
        registry = keybook.remove_line(registry, order.a, order.b)
    else:
        salt = sitting.around.chance.token(SALT_BYTES)
        registry = keybook.add_line(registry, order.a, order.b, salt=salt, windows=windows)
    keep(sitting, registry)
    line = {"a": order.a, "b": order.b, "windows": windows}
    return Done(value={**line, "removed": order.remove, "signed": False})


def _windows(text: str) -> str:
    """Return the one spelling of what a person wrote."""
    try:
        return parse_windows(text).text
    except Malformed as error:
        raise Usage(error.message, hint=error.hint) from error


def plan_transit(sitting: Sitting, order: PlanTransit) -> Done:
    """Let a station carry for two others, or no longer; both ways, if not said otherwise.

    Raises:
        NotFound: there is no such rule to take out.
        Refused: this is not a centre, a station is not in the book, or there is no line.
    """
    ends = [(order.came_from, order.to)]
    if not order.one_way:
        ends.append((order.to, order.came_from))
    registry = registry_of(sitting)
    for origin, to in ends:
        rule = Transit(origin=origin, through=order.through, to=to)
        if order.remove:
            registry = keybook.forbid_transit(registry, rule)
        else:
            salt = sitting.around.chance.token(SALT_BYTES)
            registry = keybook.allow_transit(registry, rule, salt=salt)
    keep(sitting, registry)
    rules = [{"from": origin, "through": order.through, "to": to} for origin, to in ends]
    return Done(value={"transits": rules, "removed": order.remove, "signed": False})


def plan_silence(sitting: Sitting, order: PlanSilence) -> Done:
    """Keep a station silent until a time, or no longer.

    Raises:
        NotFound: it is not in the book, or was not silent.
        Refused: this is not a centre, or the time is over.
    """
    if order.until is not None and order.until <= sitting.now:
        msg = "the silence would be over already"
        raise Refused(msg, hint="name a time that is to come")
    salt = sitting.around.chance.token(SALT_BYTES)
    keep(sitting, keybook.silence(registry_of(sitting), order.station, order.until, salt=salt))
    return Done(value={"station": order.station, "until_at": order.until, "signed": False})


def sign_plan(sitting: Sitting, order: SignPlan) -> Done:
    """Sign what was collected, and take it into force here.

    Raises:
        Refused: this is not a centre, or its root keys do not suffice.
    """
    del order
    return Done(value=put_into_force(sitting, registry_of(sitting)))


def _waiting(issued: Mapping[str, object]) -> dict[str, object]:
    """Return how many holders must sign before it is in force, where that is so."""
    return {"waits": issued["waits"]} if "waits" in issued else {}
