"""What may be pinned: one whole certificate that the library can still use."""

import pytest

from depesha.errors import Malformed
from depesha.seal.certificate import must_be_certificate
from depesha.seal.keys import new_certificate
from tests.certificates import certificate_of

WHOLE = certificate_of("moscow")
SERIAL_ZERO = WHOLE.replace(bytes.fromhex("a003020102020101"), bytes.fromhex("a003020102020100"))

UNFIT = {
    "nothing": b"",
    "no DER": b"certificate",
    "cut off": WHOLE[:-1],
    "followed by something": WHOLE + b"\x00",
    "of a serial number below 1, which is about to be refused": SERIAL_ZERO,
}


def test_the_certificate_of_a_new_station_may_be_pinned() -> None:
    must_be_certificate(new_certificate("moscow")[0])


@pytest.mark.parametrize("how", UNFIT)
def test_what_is_no_whole_certificate_may_not_be_pinned(how: str) -> None:
    assert UNFIT[how] != WHOLE
    with pytest.raises(Malformed, match="not one whole certificate"):
        must_be_certificate(UNFIT[how])
