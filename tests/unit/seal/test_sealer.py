"""A station's keys at work."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from depesha.errors import Forbidden, Malformed
from depesha.office import ports
from depesha.seal import box, sealer
from depesha.seal.age import CannotOpen, open_with
from depesha.seal.age import seal as seal_age
from depesha.seal.identity import Identity, fingerprint, identity_from_seed
from depesha.seal.keys import new_content, with_office, with_period
from depesha.seal.sealer import Chance, StationSealer

CONTENT = with_office(new_content("moscow"), "gromyko@moscow")
for start in (0, 100):
    CONTENT = with_period(CONTENT, valid_from=start, valid_until=start + 100)
MOSCOW = StationSealer(CONTENT)
PEKING = StationSealer(with_period(new_content("peking"), valid_from=0, valid_until=1))


def test_a_letter_opens_with_the_period_key_that_it_was_sealed_to() -> None:
    assert len(MOSCOW.period_keys) == 2
    for public in MOSCOW.period_keys:
        sealed = PEKING.seal(public, b"letter")
        assert MOSCOW.open(sealed) == (fingerprint(public), b"letter")


def test_the_youngest_period_key_stands_first() -> None:
    content = with_period(CONTENT, valid_from=50, valid_until=150)
    from_0, from_100, from_50 = (identity_from_seed(period.seed) for period in content.periods)
    expected = (from_100.public_key, from_50.public_key, from_0.public_key)
    assert StationSealer(content).period_keys == expected


def test_the_key_that_opened_last_is_tried_first_as_long_as_it_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[list[bytes]] = []

    def watched(
        identities: Iterable[Identity], sealed: bytes, *, max_plain: int
    ) -> tuple[Identity, bytes]:
        tried.append([one.public_key for one in identities])
        return open_with(identities, sealed, max_plain=max_plain)

    monkeypatch.setattr(sealer, "open_with", watched)
    station = StationSealer(CONTENT)
    young, old = station.period_keys
    for _ in range(2):
        station.open(PEKING.seal(old, b"letter"))
    assert tried == [[young, old], [old, young]]
    kept = tuple(one for one in CONTENT.periods if identity_from_seed(one.seed).public_key == young)
    station.take_periods(replace(CONTENT, periods=kept))
    with pytest.raises(CannotOpen):
        station.open(PEKING.seal(old, b"letter"))
    assert tried[-1] == [young]


def test_a_letter_for_another_station_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        PEKING.open(PEKING.seal(MOSCOW.period_keys[0], b"letter"))


def test_sizes_say_little() -> None:
    sizes = {len(PEKING.seal(MOSCOW.period_keys[0], bytes(size))) for size in range(0, 400, 25)}
    assert sizes == {1659 + 512}


def test_a_decompression_bomb_in_a_letter_is_refused() -> None:
    sealed = seal_age(MOSCOW.period_keys[0], box.pack(bytes((16 << 20) + 1)))
    with pytest.raises(Malformed, match="expands to more than 16777216 bytes"):
        MOSCOW.open(sealed)


def test_what_is_no_box_is_refused() -> None:
    with pytest.raises(Malformed, match="not padded"):
        MOSCOW.open(seal_age(MOSCOW.period_keys[0], b"letter"))


def test_the_station_signs_and_others_verify() -> None:
    signature = MOSCOW.sign_as_station("envelope@depesha.v1", b"envelope")
    public = MOSCOW.station_public
    assert PEKING.verify(public, "envelope@depesha.v1", b"envelope", signature)
    assert not PEKING.verify(public, "body@depesha.v1", b"envelope", signature)
    assert not PEKING.verify(public, "envelope@depesha.v1", b"envelope", signature[:-1])
    assert not PEKING.verify(PEKING.station_public, "envelope@depesha.v1", b"envelope", signature)


def test_an_office_signs_with_its_own_key() -> None:
    signature = MOSCOW.sign_as_office("gromyko@moscow", "body@depesha.v1", b"body")
    office = MOSCOW.office_public("gromyko@moscow")
    assert PEKING.verify(office, "body@depesha.v1", b"body", signature)
    assert not PEKING.verify(MOSCOW.station_public, "body@depesha.v1", b"body", signature)


def test_a_station_does_not_sign_for_an_office_that_it_has_no_key_of() -> None:
    with pytest.raises(Forbidden, match="no key of gromyko@moscow"):
        PEKING.sign_as_office("gromyko@moscow", "body@depesha.v1", b"body")
    with pytest.raises(Forbidden):
        PEKING.office_public("gromyko@moscow")


def test_chance_gives_as_many_bytes_as_are_asked_for_and_never_the_same() -> None:
    chance = Chance()
    assert [len(chance.token(size)) for size in (8, 16, 32)] == [8, 16, 32]
    assert chance.token(16) != chance.token(16)


def test_the_desk_can_work_with_them() -> None:
    sealer: ports.Sealer = MOSCOW  # mypy compares them with the ports, names and all
    chance: ports.Chance = Chance()
    uid = chance.token(16)
    assert sealer.open(sealer.seal(MOSCOW.period_keys[0], uid))[1] == uid
