"""A server that says what a test wrote for it, to one client after the other."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[[socket.socket, "Lines"], None]


class Lines:
    """What a client says, line by line; all of it is kept."""

    def __init__(self, wire: socket.socket) -> None:
        self._file = wire.makefile("rb")
        self.said: list[bytes] = []

    def next(self) -> bytes:
        line = self._file.readline()
        self.said.append(line)
        return line.split(b" ")[0]

    def close(self) -> None:
        self._file.close()


@contextmanager
def scripted(script: Script) -> Iterator[tuple[int, list[bytes]]]:
    """Serve each connection by a script; give the port, and what was said to it."""
    said: list[bytes] = []
    over = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            while True:
                wire, _ = door.accept()
                with wire:
                    if over.is_set():
                        return
                    lines = Lines(wire)
                    lines.said = said
                    with suppress(OSError):
                        script(wire, lines)
                    lines.close()

    with socket.create_server(("127.0.0.1", 0)) as door:
        server = threading.Thread(target=serve, daemon=True)
        server.start()
        try:
            yield door.getsockname()[1], said
        finally:
            over.set()
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", door.getsockname()[1]), 1).close()
            server.join(10)


def greeted(
    wire: socket.socket,
    lines: Lines,
    capabilities: bytes = b"AUTH=PLAIN",
    then: bytes = b"UIDPLUS",
) -> None:
    """Go with a client as far as the mailbox; `then` is what the server can do after the login."""
    wire.sendall(b"* OK ready\r\n")
    wire.sendall(
        b"* CAPABILITY IMAP4rev1 " + capabilities + b"\r\n" + lines.next() + b" OK done\r\n"
    )
    tag = lines.next()
    if b"PLAIN" in capabilities:
        wire.sendall(b"+ \r\n")
        lines.next()
    wire.sendall(tag + b" OK in\r\n")
    wire.sendall(b"* CAPABILITY IMAP4rev1 " + then + b"\r\n" + lines.next() + b" OK done\r\n")


def selected(wire: socket.socket, lines: Lines, uid_next: int = 3) -> None:
    """Go with a client into the mailbox."""
    greeted(wire, lines)
    tag = lines.next()
    wire.sendall(b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT %d] x\r\n" % uid_next)
    wire.sendall(tag + b" OK [READ-WRITE]\r\n")
