"""What an order says of a sealed file, judged as far as it can be without the bytes."""

from typing import Any

import pytest

from depesha.envelope import sealed_size
from depesha.errors import Usage
from depesha.station.sealed_files import sealed_attachment

GOOD: dict[str, Any] = {
    "name": "map.pdf",
    "type": "application/pdf",
    "size_bytes": 5,
    "sha256": "ab" * 32,
    "ciphertext": "cd" * 32,
    "ciphertext_bytes": sealed_size(5),
    "seed": "ef" * 32,
}


def test_a_sealed_file_is_read() -> None:
    read = sealed_attachment(GOOD)
    assert read.attachment.name == "map.pdf"
    assert read.seed == b"\xef" * 32
    assert read.key(3).attachment == 3


def test_what_is_secret_or_differs_each_time_is_not_what_it_says() -> None:
    said = repr(sealed_attachment(GOOD))
    assert repr(b"\xef" * 32) not in said
    assert said == repr(sealed_attachment({**GOOD, "ciphertext": "00" * 32, "seed": "11" * 32}))
    assert said != repr(sealed_attachment({**GOOD, "sha256": "00" * 32}))


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        {**GOOD, "more": 1},
        {**GOOD, "name": 5},
        {**GOOD, "name": "../map"},
        {**GOOD, "type": "т"},
        {**GOOD, "type": "x" * 41},
        {**GOOD, "size_bytes": True},
        {**GOOD, "size_bytes": -1},
        {**GOOD, "size_bytes": 2**40 + 1},
        {**GOOD, "size_bytes": 6},
        {**GOOD, "sha256": "ab"},
        {**GOOD, "sha256": "no hex"},
        {**GOOD, "seed": ["ab"]},
        {**GOOD, "ciphertext_bytes": 5},
    ],
)
def test_anything_else_is_refused(wrong: object) -> None:
    with pytest.raises(Usage):
        sealed_attachment(wrong)
