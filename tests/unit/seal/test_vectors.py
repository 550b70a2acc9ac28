"""Our own vectors of sealed letters: one success or one failure a file, `docs/spec/sealed.md`."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import Malformed
from depesha.seal.age import unseal
from depesha.seal.box import unpack
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import PeriodSeed, new_content
from depesha.seal.sealer import StationSealer

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "seal").glob("*.txt"))
assert VECTORS, "an empty corpus tests nothing"

PERIOD = PeriodSeed(seed=bytes(range(32)), valid_from=0, valid_until=1)


@pytest.fixture(scope="module")
def station() -> StationSealer:
    return StationSealer(replace(new_content("moscow"), periods=(PERIOD,)))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path, station: StationSealer) -> None:
    head, _, body = path.read_text().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    known = {"expect", "comment"} | ({"content"} if fields["expect"] == "success" else set())
    assert fields.keys() == known, f"{path.name} has unknown header lines"
    sealed = bytes.fromhex(body)
    if fields["expect"] == "success":
        assert hashlib.sha256(station.open(sealed)[1]).hexdigest() == fields["content"]
    else:
        with pytest.raises(Malformed) as caught:
            station.open(sealed)
        assert caught.value.code == fields["expect"]


def test_the_example_of_the_specification_is_true() -> None:
    path = next(path for path in VECTORS if path.stem == "letter")
    sealed = bytes.fromhex(path.read_text().partition("\n\n")[2])
    plain = unseal(identity_from_seed(PERIOD.seed), sealed, max_plain=512)
    assert (len(sealed), len(plain), plain[:4].hex()) == (2171, 512, "00000054")
    expected = "Получение подтвердите. Исполнение телеграфьте немедленно.\n"
    assert unpack(plain, max_bytes=200).decode() == expected
