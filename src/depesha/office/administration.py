"""Orders about the station itself, and at a centre about the network.

A centre keeps the registry of all stations. Admitting and introducing are signed at once; lines and
transit rules are collected until the plan is signed. What is signed is in force at the centre from
that commit on; the other stations get their part of it as a file, or on the one road.
"""

from json import dumps

from depesha import keybook
from depesha.errors import DoesNotVerify, Malformed, Refused, Usage
from depesha.keybook import KeyBook, Press, Registry, adopt, fingerprint_text, read_request
from depesha.names import Epoch, station_of
from depesha.office import courier, diversion
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
from depesha.office.facts import KeyBookAdopted, SeriesOpened, StationFounded
from depesha.office.sitting import Sitting
from depesha.route import Transit
from depesha.spoken import fingerprint_words
from depesha.windows import parse_windows

KEY_BOOK = "key-book"
OFFICES = "offices"
REGISTRY = "registry"
SALT_BYTES = 16


def adopt_key_book(sitting: Sitting, order: AdoptKeyBook) -> Done:
    """Verify a key book excerpt and take it into force.

    Raises:
        Malformed: it is damaged or foreign.
        Refused: it is older than what is held ("rolled-back key book").
    """
    held = sitting.key_book
    adopted = adopt(held, order.excerpt.encode(), order.root)
    if adopted.station != sitting.own:
        msg = f"this key book was made for {adopted.station}"
        raise DoesNotVerify(msg, hint=f"ask the centre to export the one of {sitting.own}")
    return take_into_force(sitting, adopted)


def take_into_force(sitting: Sitting, adopted: KeyBook) -> Done:
    """Keep a verified key book, write down that it is in force, and use it from now on."""
    sitting.book.keep_state(KEY_BOOK, adopted.encode())
    sitting.book.keep_state(OFFICES, _offices_of(adopted))
    sitting.record(
        KeyBookAdopted(
            version=adopted.version,
            digest=adopted.digest,
            plan_version=adopted.plan_version,
            plan_digest=adopted.plan_digest,
        )
    )
    sitting.key_book = adopted
    diversion.forget_lines(sitting)
    courier.redirect(sitting)
    return Done(
        value={
            "version": adopted.version,
            "plan_version": adopted.plan_version,
            "stations": sorted(adopted.stations),
        }
    )


def _offices_of(adopted: KeyBook) -> bytes:
    """Return what a tray must know of the offices here, as JSON: it is read without the key book.

    [{"office": "desk@alpha", "clearance": 5, "roles": ["drafter", "releaser"]}, …]
    """
    here = [
        {
            "office": entry.office,
            "clearance": entry.clearance,
            "roles": [str(role.name).lower().replace("_", "-") for role in entry.roles],
        }
        for entry in adopted.offices.values()
        if station_of(entry.office) == adopted.station
    ]
    return dumps(here).encode()


def open_series(sitting: Sitting, order: OpenSeries) -> Done:
    """Let a series begin, or go on, at a number that was not given yet.

    Raises:
        Refused: that number of the series was given already, or the year is not to be opened.
    """
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
    _put_into_force(sitting, registry)
    return Done(value={"network": order.network, "root": registry.root.hex()})


# -- the centre -----------------------------------------------------------------------------------


def admit(sitting: Sitting, order: Admit) -> Done:
    """Admit the station that made a request, or take its changed identity, and sign the book.

    Raises:
        Malformed: the request is damaged or not signed by its own key.
        Refused: this is not a centre, or a key is another station's.
    """
    registry = _registry(sitting)
    request = read_request(order.request.encode())
    changed = keybook.changes(registry, request)
    adopted = _put_into_force(sitting, keybook.admit(registry, request))
    return Done(
        value={
            "station": request.identity.station,
            "version": adopted.version,
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
    registry = keybook.introduce(_registry(sitting), order.station, order.correspondent)
    _keep(sitting, registry)
    return Done(value={"station": order.station, "correspondent": order.correspondent})


def set_collective(sitting: Sitting, order: Collective) -> Done:
    """Let a collective address stand for these offices, or no longer stand, and sign the book.

    The result names the stations that do not know all members, and so are not shown it.

    Raises:
        NotFound: a member is no office of the key book, or there is no such collective.
        Refused: this is not a centre.
    """
    registry = _registry(sitting)
    if order.remove:
        registry = keybook.remove_collective(registry, order.name)
    else:
        salt = sitting.around.chance.token(SALT_BYTES)
        registry = keybook.set_collective(registry, order.name, order.members, salt=salt)
    adopted = _put_into_force(sitting, registry)
    return Done(
        value={
            "collective": order.name,
            "members": list(order.members),
            "removed": order.remove,
            "version": adopted.version,
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
    registry = _registry(sitting)
    windows = "" if order.remove else _windows(order.windows)
    if order.remove:
        registry = keybook.remove_line(registry, order.a, order.b)
    else:
        salt = sitting.around.chance.token(SALT_BYTES)
        registry = keybook.add_line(registry, order.a, order.b, salt=salt, windows=windows)
    _keep(sitting, registry)
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
    registry = _registry(sitting)
    for origin, to in ends:
        rule = Transit(origin=origin, through=order.through, to=to)
        if order.remove:
            registry = keybook.forbid_transit(registry, rule)
        else:
            salt = sitting.around.chance.token(SALT_BYTES)
            registry = keybook.allow_transit(registry, rule, salt=salt)
    _keep(sitting, registry)
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
    _keep(sitting, keybook.silence(_registry(sitting), order.station, order.until, salt=salt))
    return Done(value={"station": order.station, "until_at": order.until, "signed": False})


def sign_plan(sitting: Sitting, order: SignPlan) -> Done:
    """Sign what was collected, and take it into force here.

    Raises:
        Refused: this is not a centre, or its root keys do not suffice.
    """
    del order
    adopted = _put_into_force(sitting, _registry(sitting))
    return Done(value={"version": adopted.version, "plan_version": adopted.plan_version})


def _registry(sitting: Sitting) -> Registry:
    kept = sitting.book.state(REGISTRY)
    if kept is None:
        msg = f"{sitting.own} is not the centre of a network"
        raise Usage(msg, hint="the key book and the plan are made at the centre")
    return keybook.decode(kept)


def _keep(sitting: Sitting, registry: Registry) -> None:
    sitting.book.keep_state(REGISTRY, keybook.encode(registry))


def _put_into_force(sitting: Sitting, registry: Registry) -> KeyBook:
    around = sitting.around
    press = Press(holders=around.holders, now=sitting.now, token=around.chance.token)
    signed = keybook.sign(registry, press)
    _keep(sitting, signed)
    adopted = adopt(sitting.key_book, keybook.excerpt(signed, sitting.own), signed.root)
    take_into_force(sitting, adopted)
    return adopted
