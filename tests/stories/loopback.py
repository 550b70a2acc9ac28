"""A line of loopback that a story can cut: it passes bytes on, until it is told not to."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

WAIT_SECONDS = 20.0


class CutLine:
    """Listens at a port and passes every connection on to another, until it is cut.

    While it is cut, whoever calls is accepted and dropped at once.
    """

    def __init__(self, listen: int, target: int) -> None:
        self._door = socket.create_server(("127.0.0.1", listen))
        self._target = target
        self._open: set[socket.socket] = set()
        self._guard = threading.Condition()
        self._is_cut = False
        self.connections = 0
        """How often somebody came through."""
        self._thread = threading.Thread(target=self._accept, name="line", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.cut()
        self._thread.join(5)

    def cut(self) -> None:
        """Break every connection in the middle of whatever it carries; let none through."""
        with self._guard:
            self._is_cut = True
            broken = list(self._open)
        for one in broken:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let connections through again."""
        with self._guard:
            self._is_cut = False

    def await_connection(self, number: int) -> None:
        """Wait until so many have come through since the beginning."""
        with self._guard:
            assert self._guard.wait_for(lambda: self.connections >= number, WAIT_SECONDS)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                self._connect(caller)

    def _connect(self, caller: socket.socket) -> None:
        with self._guard:
            if self._is_cut:
                caller.close()
                return
            try:
                called = socket.create_connection(("127.0.0.1", self._target), 5)
            except OSError:
                caller.close()
                return
            self._open |= {caller, called}
            self.connections += 1
            self._guard.notify_all()
        threading.Thread(target=self._carry, args=(caller, called), daemon=True).start()

    def _carry(self, caller: socket.socket, called: socket.socket) -> None:
        back = threading.Thread(target=_pump, args=(called, caller), daemon=True)
        back.start()
        _pump(caller, called)
        back.join(5)
        with self._guard:
            self._open -= {caller, called}
        caller.close()
        called.close()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
