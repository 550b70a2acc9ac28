"""Frames on a stream: however it is cut, the same frames come out, and none is kept too long."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.links import frames
from depesha.links.frames import MAX_FRAME_BYTES, MAX_SMALL_BYTES, Bye, ByeReason
from depesha.links.prefix import Splitter, prefixed

PAYLOADS = st.lists(st.binary(max_size=300).map(lambda rest: b"\x82\x02" + rest), max_size=8)


@given(PAYLOADS, st.lists(st.integers(0, 2000), max_size=20))
def test_a_stream_may_be_cut_anywhere(payloads: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(prefixed, payloads))
    splitter = Splitter()
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = [
        frame
        for first, last in itertools.pairwise(places)
        for frame in splitter.feed(stream[first:last])
    ]
    assert found == payloads
    assert splitter.held_bytes == 0


def test_the_length_comes_first_and_is_big_endian() -> None:
    assert prefixed(frames.write(Bye(reason=ByeReason.DONE))).hex() == "00000003820700"


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("ffffffff8202", "the greatest length of all"),
        (f"{MAX_FRAME_BYTES + 1:08x}8602", "a PARCEL that is one byte too long"),
        (f"{MAX_SMALL_BYTES + 1:08x}8404", "an ACCEPT of more than 4 KiB"),
        (f"{MAX_SMALL_BYTES + 1:08x}82ff", "a frame that is not known"),
        ("000000008207", "nothing"),
        ("000000018207", "too little for any frame"),
    ],
)
def test_a_length_is_judged_before_the_bytes_are_kept(head: str, why: str) -> None:
    with pytest.raises(Malformed):
        Splitter().feed(bytes.fromhex(head))
    assert why


def test_an_unfinished_frame_is_held() -> None:
    splitter = Splitter()
    whole = prefixed(b"\x86\x02" + bytes(5000))
    assert splitter.feed(whole[:-1]) == []
    assert splitter.held_bytes == len(whole) - 1
    assert splitter.feed(whole[-1:]) == [whole[4:]]
