"""A `.sig` file is read as it was written, and in no other spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.seal.openssh import MAX_ARMOURED_BYTES, armoured_signature, read_armoured

PUBLIC, SIGNATURE = bytes(range(32)), bytes(range(64))
FILE = armoured_signature(PUBLIC, "body@depesha.v1", SIGNATURE).encode()


def test_it_reads_as_it_was_written() -> None:
    assert read_armoured(FILE) == (PUBLIC, "body@depesha.v1", SIGNATURE)


def test_no_other_spelling_is_read() -> None:
    lines = FILE.split(b"\n")
    others = [
        FILE.replace(b"\n", b"\r\n"),
        FILE + b"\n",
        b" " + FILE,
        FILE[:-1],
        b"\n".join([lines[0], b"".join(lines[1:-2]), *lines[-2:]]),
        FILE.replace(lines[1], lines[1][:-4] + b"===="),
    ]
    for other in others:
        with pytest.raises(Malformed):
            read_armoured(other)


def test_every_flipped_bit_is_seen_or_is_another_signature() -> None:
    for at in range(len(FILE)):
        data = FILE[:at] + bytes([FILE[at] ^ 1]) + FILE[at + 1 :]
        try:
            found = read_armoured(data)
        except Malformed:
            continue
        assert found != (PUBLIC, "body@depesha.v1", SIGNATURE)


@given(st.binary(max_size=MAX_ARMOURED_BYTES + 8))
def test_whatever_comes_is_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_armoured(data)
