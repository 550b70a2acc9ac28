"""The centre's registry: who is admitted, who is introduced, what is planned."""

from dataclasses import replace

import pytest

from depesha import keybook
from depesha.errors import Malformed, NotFound, Refused
from depesha.keybook import Registry, Request, Role, Status
from depesha.keybook.registry import MAX_STATIONS
from depesha.names import StationId, TimeMs
from depesha.route import EVERYWHERE, Transit, line_between
from tests.certificates import certificate_of
from tests.unit.keybook.a_network import (
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RULE,
    holder,
    identity,
    office,
    period_key,
    renewed,
    request,
    seed,
    star,
    star_with_transit,
    unsigned,
)

SALT = bytes(16)
MUKDEN = StationId("mukden")


def test_the_founder_is_in_its_own_book() -> None:
    registry = keybook.found("soviet", request(MOSCOW), [holder()], 1)
    assert registry.founder == MOSCOW
    assert registry.identity(MOSCOW) == request(MOSCOW).identity
    assert registry.root_document.network == "soviet"


def test_a_network_that_cannot_be_signed_is_not_founded() -> None:
    with pytest.raises(Malformed, match="cannot sign"):
        keybook.found("soviet", request(MOSCOW), [holder()], 2)


def test_a_station_that_is_not_in_the_book_is_not_found() -> None:
    with pytest.raises(NotFound, match="mukden is not in the key book"):
        star().identity(MUKDEN)


def test_a_station_that_asks_again_gets_what_it_asks_in_place_of_what_it_had() -> None:
    wish = Request(
        identity=identity(PEKING, office("guard", PEKING, Role.OPERATOR)),
        period_keys=(period_key(PEKING, 1),),
        made_at=NOW,
    )
    registry = keybook.admit(star(), wish)
    assert registry.identity(PEKING) == wish.identity
    assert [key for key in registry.period_keys if key.station == PEKING] == [period_key(PEKING, 1)]
    assert len(registry.identities) == len(star().identities)


def test_a_station_does_not_come_back_with_another_signing_key() -> None:
    stolen = replace(request(PEKING), identity=replace(identity(PEKING), public_key=bytes(32)))
    with pytest.raises(Refused, match="another signing key"):
        keybook.admit(star(), stolen)


@pytest.mark.parametrize(
    "change",
    [
        {"public_key": request(PEKING).identity.public_key},
        {"public_key": request(PEKING).identity.offices[0].public_key},
        {"certificate": request(PEKING).identity.certificate},
    ],
    ids=["station key", "office key", "certificate"],
)
def test_no_two_stations_share_a_key(change: dict[str, bytes]) -> None:
    wish = Request(
        identity=replace(identity(MUKDEN), **change),  # type: ignore[arg-type]
        period_keys=(period_key(MUKDEN),),
        made_at=NOW,
    )
    with pytest.raises(Refused, match="belongs to another station"):
        keybook.admit(star(), wish)


def test_a_full_book_takes_no_more() -> None:
    many = [replace(identity(MUKDEN), station=StationId(f"s{n}")) for n in range(MAX_STATIONS)]
    full = replace(star(), identities=tuple(many))
    with pytest.raises(Refused, match="takes no more"):
        keybook.admit(full, request(PEKING))


def test_the_person_who_admits_sees_what_changes() -> None:
    empty = keybook.found("soviet", request(MOSCOW), [holder()], 1)
    fingerprint = period_key(PYONGYANG).fingerprint.hex()[:16]
    assert keybook.changes(empty, request(PYONGYANG)) == (
        "new station pyongyang",
        "with office razuvaev@pyongyang: addressee, may-acknowledge; clearance 5",
        f"with period key {fingerprint}",
    )
    assert keybook.changes(star(), request(PYONGYANG)) == ()
    minister = identity(PYONGYANG, office("razuvaev", PYONGYANG, Role.RELEASER))
    bold = replace(
        renewed(PYONGYANG), identity=replace(minister, certificate=certificate_of(PYONGYANG, 2))
    )
    assert keybook.changes(star(), bold) == (
        "without office razuvaev@pyongyang: addressee, may-acknowledge; clearance 5",
        "with office razuvaev@pyongyang: releaser; clearance 5",
        "with another certificate",
        f"with period key {period_key(PYONGYANG, 1).fingerprint.hex()[:16]}",
    )


def test_the_person_who_admits_is_told_of_a_revocation_and_of_an_old_request() -> None:
    closing = replace(identity(PEKING), status=Status.REVOKED)
    ends = replace(request(PEKING), identity=closing, made_at=TimeMs(NOW + 1))
    assert "revoked from now on, for good" in keybook.changes(star(), ends)
    ended = keybook.admit(star(), ends)
    assert keybook.changes(ended, request(PEKING))[:2] == (
        "it is revoked, and cannot be admitted",
        "it is older than the request that was admitted, and cannot be admitted",
    )


def test_the_person_who_admits_sees_who_may_act_for_whom() -> None:
    boy = office("boy", PYONGYANG, Role(0))
    envoy = replace(office("envoy", PYONGYANG, Role.RELEASER), deputies=(boy.office,))
    wish = replace(renewed(PYONGYANG), identity=identity(PYONGYANG, boy, envoy))
    line = "with office envoy@pyongyang: releaser; clearance 5; deputies boy@pyongyang"
    assert line in keybook.changes(star(), wish)


def test_an_office_without_roles_is_said_to_have_none() -> None:
    wish = replace(request(PEKING), identity=identity(PEKING, office("cook", PEKING, Role(0))))
    assert "with office cook@peking: no roles; clearance 5" in keybook.changes(star(), wish)


def test_introducing_twice_or_the_other_way_round_is_the_same() -> None:
    once = keybook.introduce(star(), PEKING, PYONGYANG)
    assert once.introduced == ((PEKING, PYONGYANG),)
    assert keybook.introduce(once, PYONGYANG, PEKING) == once


def test_only_stations_of_the_book_are_introduced_and_not_to_themselves() -> None:
    with pytest.raises(NotFound):
        keybook.introduce(star(), PEKING, MUKDEN)
    with pytest.raises(Refused, match="knows itself"):
        keybook.introduce(star(), PEKING, PEKING)


def test_a_line_replaces_the_one_between_the_same_stations() -> None:
    windows = "fridays 12:00-14:00"
    registry = keybook.add_line(star(), PEKING, MOSCOW, salt=SALT, windows=windows)
    lines = [leaf.line for leaf in registry.lines]
    assert line_between(MOSCOW, PEKING, windows) in lines
    assert len(lines) == len(star().lines)


def test_a_line_joins_two_stations_of_the_book() -> None:
    with pytest.raises(NotFound):
        keybook.add_line(star(), MOSCOW, MUKDEN, salt=SALT)
    with pytest.raises(Malformed):
        keybook.add_line(star(), MOSCOW, MOSCOW, salt=SALT)
    with pytest.raises(Malformed):
        keybook.add_line(star(), MOSCOW, PEKING, salt=SALT, windows="x" * 201)


def test_a_line_is_removed_whichever_end_is_named_first() -> None:
    registry = keybook.remove_line(star(), PEKING, MOSCOW)
    assert [leaf.line for leaf in registry.lines] == [line_between(MOSCOW, PYONGYANG)]
    with pytest.raises(NotFound, match="no line between"):
        keybook.remove_line(registry, PEKING, MOSCOW)


def test_a_transit_rule_is_allowed_once_and_forbidden_once() -> None:
    registry = keybook.allow_transit(star(), RULE, salt=SALT)
    assert [leaf.transit for leaf in registry.transits] == [RULE]
    assert keybook.allow_transit(registry, RULE, salt=seed("x")[:16]) == registry
    assert keybook.forbid_transit(registry, RULE) == star()
    with pytest.raises(NotFound, match="no rule from peking"):
        keybook.forbid_transit(star(), RULE)


def test_a_rule_for_all_destinations_may_be_allowed() -> None:
    rule = replace(RULE, to=EVERYWHERE)
    assert keybook.allow_transit(star(), rule, salt=SALT).transits[0].transit == rule


@pytest.mark.parametrize(
    "rule",
    [
        Transit(origin=PEKING, through=MOSCOW, to=PEKING),
        Transit(origin=PEKING, through=MOSCOW, to=MOSCOW),
        Transit(origin=MOSCOW, through=MOSCOW, to=PEKING),
        Transit(origin=PEKING, through=PYONGYANG, to=MOSCOW),
    ],
    ids=["back", "to the relay", "through itself", "without a line"],
)
def test_a_rule_that_leads_nowhere_is_refused(rule: Transit) -> None:
    with pytest.raises(Refused):
        keybook.allow_transit(star(), rule, salt=SALT)


def test_a_rule_names_stations_of_the_book() -> None:
    with pytest.raises(NotFound):
        keybook.allow_transit(star(), replace(RULE, to=MUKDEN), salt=SALT)


@pytest.mark.parametrize("registry", [unsigned(), star(), star_with_transit()])
def test_a_registry_is_read_as_it_was_written(registry: Registry) -> None:
    assert keybook.decode(keybook.encode(registry)) == registry


def test_bytes_that_are_no_registry_are_malformed() -> None:
    with pytest.raises(Malformed):
        keybook.decode(b"\xa0")
