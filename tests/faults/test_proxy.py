"""The proxy that the faults and the benchmarks rely on does what it says."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.network import free_port
from bench.proxy import Proxy

RATE = 128 * 1024
LOWAT = 16 * 1024
QUIET_SECONDS = 0.3


@contextmanager
def joined(
    *, bytes_per_second: float | None = None, delay_seconds: float = 0.0
) -> Iterator[tuple[Proxy, socket.socket, socket.socket]]:
    """Give a proxy, and the two ends of one connection through it."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port, target = free_port(), door.getsockname()[1]
        rate, delay = bytes_per_second, delay_seconds
        with (
            Proxy(port, target, bytes_per_second=rate, delay_seconds=delay) as line,
            socket.create_connection(("127.0.0.1", port)) as near,
            door.accept()[0] as far,
        ):
            near.settimeout(5)
            far.settimeout(5)
            yield line, near, far


def fill(one: socket.socket) -> int:
    """Send until nothing more is taken for a while; return how much was."""
    one.settimeout(QUIET_SECONDS)
    taken = 0
    try:
        while True:
            taken += one.send(bytes(512))
    except TimeoutError:
        return taken


def take(one: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size and (piece := one.recv(size - len(found))):
        found += piece
    return found


def test_both_ways_pass_and_are_counted() -> None:
    with joined() as (line, near, far):
        near.sendall(b"there")
        assert take(far, 5) == b"there"
        far.sendall(b"back")
        assert take(near, 4) == b"back"
        assert (line.there.carried, line.back.carried, line.connections) == (5, 4, 1)


def test_with_a_rate_the_buffer_in_the_middle_is_16_to_40_kib() -> None:
    with joined(bytes_per_second=RATE) as (line, near, _):
        line.there.stall()
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, 1)
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        own = near.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
        assert 16 * 1024 <= fill(near) - own <= 40 * 1024


def test_a_line_has_one_rate_for_all_its_connections() -> None:
    with joined(bytes_per_second=4 * RATE) as (line, near, far):
        began = time.monotonic()
        near.sendall(bytes(RATE))
        assert len(take(far, RATE)) == RATE
        assert time.monotonic() - began >= 0.25 * 0.9, "faster than the line"
        assert line.there.carried == RATE


def test_what_is_swallowed_is_gone_one_way_only() -> None:
    with joined() as (line, near, far):
        line.there.swallow()
        near.sendall(b"lost")
        far.sendall(b"heard")
        assert take(near, 5) == b"heard"
        line.there.pass_on()
        near.sendall(b"found")
        assert take(far, 5) == b"found"
        assert line.there.swallowed == 4


def test_a_side_that_ends_is_not_told_of_while_it_is_swallowed() -> None:
    with joined() as (line, near, far):
        line.swallow()
        near.close()
        far.settimeout(QUIET_SECONDS)
        with pytest.raises(TimeoutError):
            far.recv(1)


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
def test_a_cut_ends_both_sides_and_a_mended_line_passes(*, reset: bool) -> None:
    with joined() as (line, near, far):
        line.cut(reset=reset)
        for end in (near, far):
            if reset:
                with pytest.raises(ConnectionResetError):
                    end.recv(1)
            else:
                assert end.recv(1) == b""
        line.mend()
        line.pass_on()


def test_a_delay_delays_and_keeps_the_order() -> None:
    with joined(delay_seconds=0.3) as (_, near, far):
        began = time.monotonic()
        near.sendall(b"one")
        near.sendall(b"two")
        assert take(far, 6) == b"onetwo"
        assert time.monotonic() - began >= 0.3


def test_a_garbled_way_changes_every_piece() -> None:
    with joined() as (line, near, far):
        line.there.garble()
        near.sendall(b"whole")
        assert take(far, 5) != b"whole"
