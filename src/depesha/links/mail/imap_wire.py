"""A connection to an IMAP server: the library's, but that its bytes are read here.

Rule 1: whatever the server says is bounded: its lines, and what it announces to send.
Rule 2: it is known what was received and not read yet, so that one can wait for the next.
Rule 3: it makes itself known before it connects, so that whoever waits for it can be freed.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from imaplib import IMAP4
from typing import Any, Final

from depesha.links.mail.account import Security, Server
from depesha.links.mail.cover import MAX_MAIL_BYTES

TIMEOUT_SECONDS: Final = 60.0
MAX_LINE_BYTES: Final = 1024 * 1024

_PIECE: Final = 65536


class Wire(IMAP4):
    """A connection whose bytes are read here: bounded, and it is known what is left over."""

    def __init__(self, server: Server, known: Callable[["Wire"], None]) -> None:
        """Connect; before that `known` is told of it, so that it can be broken off."""
        known(self)
        self._server = server
        self._held = bytearray()
        self._held_from: socket.socket | None = None
        super().__init__(server.host, server.port, TIMEOUT_SECONDS)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        """Connect, under TLS where that is so from the first byte."""
        self.host, self.port = host, port
        plain = socket.create_connection((host, port), timeout)
        self.sock = plain
        if self._server.security is Security.TLS:
            try:
                context = ssl.create_default_context()
                self.sock = context.wrap_socket(plain, server_hostname=host)
            except BaseException:
                plain.close()
                raise

    def shutdown(self) -> None:
        """Close the connection."""
        self.break_off()
        with suppress(AttributeError):
            self.sock.close()

    def break_off(self) -> None:
        """Let whoever waits for the server wait no more; from any thread."""
        with suppress(OSError, AttributeError):  # it may have broken, or not yet be there
            self.sock.shutdown(socket.SHUT_RDWR)

    def send(self, data: Any) -> None:  # noqa: ANN401  # as the library has it
        """Send bytes."""
        self.sock.sendall(data)

    def readline(self) -> bytes:
        """Return the next line; nothing at the end."""
        held = self._current()
        while (end := held.find(b"\n")) < 0:
            if len(held) > MAX_LINE_BYTES:
                msg = "a line without end"
                raise self.abort(msg)
            if not self._more():
                return b""
        return self._take(end + 1)

    def read(self, size: int) -> bytes:
        """Return so many bytes, which the server announced."""
        if size > MAX_MAIL_BYTES:
            msg = f"it announces {size} bytes"
            raise self.abort(msg)
        held = self._current()
        while len(held) < size and self._more():
            pass
        return self._take(size)

    @property
    def has_left(self) -> bool:
        """Whether something was received that nobody has read."""
        pending = self.sock.pending() if isinstance(self.sock, ssl.SSLSocket) else 0
        return bool(self._current()) or pending > 0

    def _current(self) -> bytearray:
        # what came in the clear before STARTTLS is not believed after it (CVE-2011-0411)
        if self._held_from is not self.sock:
            self._held.clear()
            self._held_from = self.sock
        return self._held

    def _more(self) -> bool:
        piece = self.sock.recv(_PIECE)
        self._held += piece
        return bool(piece)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken
