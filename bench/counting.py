"""A proxy on loopback that counts the bytes of a line in both directions."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass
class Counter:
    """Bytes from the caller, and to it."""

    sent: int = 0
    came: int = 0


@contextmanager
def counted(listen: int, target: int) -> Iterator[Counter]:
    """Pass what comes to port `listen` on to port `target`, and count it."""
    counter = Counter()
    door = socket.create_server(("127.0.0.1", listen))
    thread = threading.Thread(target=_accept, args=(door, target, counter), daemon=True)
    thread.start()
    try:
        yield counter
    finally:
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join(5)


def _accept(door: socket.socket, target: int, counter: Counter) -> None:
    with suppress(OSError):
        while True:
            caller, _ = door.accept()
            called = socket.create_connection(("127.0.0.1", target))
            for one, other, name in ((caller, called, "sent"), (called, caller, "came")):
                threading.Thread(
                    target=_pump, args=(one, other, counter, name), daemon=True
                ).start()


def _pump(one: socket.socket, other: socket.socket, counter: Counter, name: str) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            setattr(counter, name, getattr(counter, name) + len(data))
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
