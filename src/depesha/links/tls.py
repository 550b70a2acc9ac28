"""TLS 1.3 between two stations that know each other's certificates from the key book.

Rule 1: both sides show a self-signed certificate, and each is one of those pinned for that station
    (RFC 7858 §4.2 pins in the same way). No authority, no host name, no revocation list: the key
    book is all that.
Rule 2: OpenSSL verifies the chain to a pinned certificate; afterwards the SHA-256 of what was shown
    is compared with the pins, and that alone says which station it is.
Rule 3: a station has a present pin and may have a next one, so that it can change its key while
    its neighbours take the new book at different times.
Rule 4: no session is resumed: a certificate that left the book must not live on in a ticket.
Rule 5: a pinned certificate that cannot be read is left out, and concerns its station only: one bad
    leaf in the key book must not end all lines.
Rule 6: the private key reaches `ssl`, which reads files only, through a file in memory.

A trap: in TLS 1.3 the client has finished its handshake before the server looks at the client's
certificate, so a refused client sees nothing but the end of the stream at its first read. That is
why nothing is sent before a WELCOME, and what `UNWELCOME_HINT` is for.
"""

import os
import ssl
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from depesha.errors import DoesNotVerify, Malformed
from depesha.names import Digest, StationId

UNWELCOME_HINT: Final = (
    "it may not know this station: does its key book hold this station's present TLS certificate,"
    " and its plan a line to it?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsKey:
    """This station's own certificate, X.509 in DER, and its private key, PKCS #8 in PEM."""

    certificate: bytes
    private_key: bytes = field(repr=False)


Pins = Mapping[StationId, Sequence[bytes]]
"""Certificates in DER by station: the present one and, while a key changes, the next."""


def server_context(key: TlsKey, pins: Pins) -> ssl.SSLContext:
    """Return what a listener uses: it lets nobody in but the stations of `pins`.

    Raises:
        Malformed: this station's own certificate or key cannot be read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.num_tickets = 0
    return _prepared(context, key, [pin for pinned in pins.values() for pin in pinned])


def client_context(key: TlsKey, pinned: Sequence[bytes]) -> ssl.SSLContext:
    """Return what a station uses to call one neighbour.

    Raises:
        Malformed: this station's own certificate or key cannot be read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # a station is not its address; rule 2 says which one it is
    return _prepared(context, key, pinned)


def readable(pinned: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return those of the certificates that OpenSSL can read, and with nothing behind them."""
    found: list[bytes] = []
    for one in pinned:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=one)
        except (ssl.SSLError, ValueError):
            continue
        if _is_one_value(one):
            found.append(one)
    return tuple(found)


def _is_one_value(data: bytes) -> bool:
    """Say whether one DER value fills the bytes: OpenSSL reads on behind a certificate."""
    head, size = 2, data[1]
    if size & 0x80:
        head += size & 0x7F
        size = int.from_bytes(data[2:head], "big")
    return head + size == len(data)


def station_shown(certificate: bytes | None, pins: Pins) -> StationId:
    """Return the station whose pinned certificate was shown.

    Raises:
        DoesNotVerify: it is nobody's; OpenSSL may have trusted it through another certificate.
    """
    shown = fingerprint(certificate or b"")
    for station, pinned in pins.items():
        if shown in {fingerprint(pin) for pin in pinned}:
            return station
    msg = f"the certificate {shown.hex()[:16]} is not that of a neighbour"
    raise DoesNotVerify(msg, hint=UNWELCOME_HINT)


def fingerprint(certificate: bytes) -> Digest:
    """Return the SHA-256 of a certificate in DER."""
    return Digest(sha256(certificate).digest())


def _prepared(context: ssl.SSLContext, key: TlsKey, pinned: Iterable[bytes]) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    # Without this flag OpenSSL compares with the first certificate of that name only, and a
    # station's present and next certificates have one name.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    trusted = b"".join(readable(pinned))
    try:
        if trusted:  # with none, nobody verifies
            context.load_verify_locations(cadata=trusted)
        _load(context, key)
    except (ssl.SSLError, ValueError) as error:
        msg = "this station's TLS certificate or key cannot be read"
        raise Malformed(msg) from error
    return context


def _load(context: ssl.SSLContext, key: TlsKey) -> None:
    certificate = ssl.DER_cert_to_PEM_cert(key.certificate).encode()
    memory = os.memfd_create("tls", os.MFD_CLOEXEC)
    try:
        os.write(memory, certificate + key.private_key)
        context.load_cert_chain(f"/proc/self/fd/{memory}", password=_no_passphrase)
    finally:
        os.close(memory)


def _no_passphrase() -> bytes:
    """Keep OpenSSL from asking at the terminal when the key turns out to be encrypted."""
    return b""
