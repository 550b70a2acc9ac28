"""Armour: text that survives mail, and what is not whole any more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.keybook import Armour, bare, wrap
from depesha.keybook import armour as armour_module


@given(st.sampled_from(Armour), st.binary(max_size=200))
def test_what_is_wrapped_is_unwrapped(what: Armour, data: bytes) -> None:
    assert bare(what, wrap(what, data).encode()) == data


@given(st.binary(max_size=200))
def test_mail_around_it_and_other_line_ends_do_no_harm(data: bytes) -> None:
    lines = wrap(Armour.REQUEST, data).splitlines()
    mail = "Dear centre,\r\n" + "".join(f"{line} \t\r\n" for line in lines) + "Yours\r\n"
    assert bare(Armour.REQUEST, mail.encode()) == data


def test_lines_are_of_64_characters() -> None:
    lines = wrap(Armour.KEY_BOOK, bytes(100)).splitlines()
    assert lines[0] == "-----BEGIN DEPESHA KEY BOOK-----"
    assert [len(line) for line in lines[1:-1]] == [64, 64, 8]


def test_what_has_no_armour_is_taken_as_it_is() -> None:
    assert bare(Armour.KEY_BOOK, b"\x00\x01") == b"\x00\x01"


def test_a_request_is_no_key_book() -> None:
    with pytest.raises(Malformed, match="a depesha request where a depesha key book"):
        bare(Armour.KEY_BOOK, wrap(Armour.REQUEST, b"x").encode())


def test_a_file_that_was_cut_off_says_so() -> None:
    with pytest.raises(Malformed, match="ends early"):
        bare(Armour.KEY_BOOK, wrap(Armour.KEY_BOOK, bytes(99)).encode()[:-40])


@pytest.mark.parametrize("spoil", [b"!", b"=", b"A"])
def test_what_is_not_base64_any_more_says_so(spoil: bytes) -> None:
    text = wrap(Armour.KEY_BOOK, bytes(9)).encode()
    with pytest.raises(Malformed, match="not base64"):
        bare(Armour.KEY_BOOK, text.replace(b"-----\nAA", b"-----\nA" + spoil + b"A", 1))


def test_a_file_that_is_too_long_is_refused() -> None:
    with pytest.raises(Malformed, match="at most"):
        bare(Armour.KEY_BOOK, bytes(armour_module.MAX_BYTES + 1))


@given(st.binary(max_size=300), st.sampled_from([b"", b"-----BEGIN DEPESHA REQUEST-----\n"]))
def test_arbitrary_bytes_are_unwrapped_or_malformed(data: bytes, head: bytes) -> None:
    try:
        bare(Armour.REQUEST, head + data)
    except Malformed:
        return
    assert not head or b"-----END DEPESHA REQUEST-----" in data
