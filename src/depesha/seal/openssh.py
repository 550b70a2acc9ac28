"""Signatures and keys as OpenSSH reads them: what an export gives to a third party.

    ssh-keygen -Y verify -f allowed_signers -I moscow -n body@depesha.v1 -s p.sig < payload.cbor

Source: OpenSSH PROTOCOL.sshsig, ssh-keygen(1) "ALLOWED SIGNERS".
"""

import binascii
from collections.abc import Sequence
from typing import Final

from depesha.errors import Malformed
from depesha.seal.signature import PUBLIC_BYTES, SIGNATURE_BYTES, ssh_string

_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_LINE: Final = 70
_ALGORITHM: Final = ssh_string(b"ssh-ed25519")
_PARTS: Final = 5
"""Strings behind the head of a signature: key, namespace, reserved, hash, signature."""

MAX_ARMOURED_BYTES: Final = 1024
"""Ours have some 320."""


def armoured_signature(public: bytes, namespace: str, signature: bytes) -> str:
    """Return a 64-byte signature as a `.sig` file."""
    blob = b"".join(
        [
            b"SSHSIG",
            (1).to_bytes(4, "big"),
            ssh_string(_key_blob(public)),
            ssh_string(namespace.encode()),
            ssh_string(b""),
            ssh_string(b"sha512"),
            ssh_string(_ALGORITHM + ssh_string(signature)),
        ]
    )
    text = _base64(blob)
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def public_key_text(public: bytes, comment: str = "") -> str:
    """Return a public key as OpenSSH writes it: `ssh-ed25519 AAAA… comment`."""
    return f"ssh-ed25519 {_base64(_key_blob(public))} {comment}".rstrip()


def allowed_signers_line(principal: str, namespaces: Sequence[str], public: bytes) -> str:
    """Return the line that lets `principal` sign in those namespaces, with its line end."""
    return f'{principal} namespaces="{",".join(namespaces)}" {public_key_text(public)}\n'


def _key_blob(public: bytes) -> bytes:
    return _ALGORITHM + ssh_string(public)


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def read_armoured(data: bytes) -> tuple[bytes, str, bytes]:
    """Return public key, namespace and 64-byte signature of a `.sig` file of ours.

    Only what `armoured_signature` writes is read: there is one spelling.

    Raises:
        Malformed: it is anything else.
    """
    if len(data) > MAX_ARMOURED_BYTES:
        msg = f"a signature file of {len(data)} bytes"
        raise Malformed(msg)
    blob = _bare(data)
    rest = blob.removeprefix(b"SSHSIG" + (1).to_bytes(4, "big"))
    parts: list[bytes] = []
    while rest and len(parts) < _PARTS:
        size = int.from_bytes(rest[:4], "big")
        parts.append(rest[4 : 4 + size])
        rest = rest[4 + size :]
    if len(parts) != _PARTS or not parts[1].isascii():
        msg = "not a signature file"
        raise Malformed(msg)
    public, namespace = parts[0][-PUBLIC_BYTES:], parts[1].decode()
    signature = parts[4][-SIGNATURE_BYTES:]
    if armoured_signature(public, namespace, signature).encode() != data:
        msg = "a signature file is not in its one spelling"
        raise Malformed(msg)
    return public, namespace, signature


def _bare(data: bytes) -> bytes:
    lines = data.split(b"\n")
    if len(lines) < len((_BEGIN, _END, "")) or lines[0] != _BEGIN.encode():
        msg = "not a signature file"
        raise Malformed(msg)
    try:
        return binascii.a2b_base64(b"".join(lines[1:-2]), strict_mode=True)
    except binascii.Error as error:
        msg = "a signature file is not base64"
        raise Malformed(msg) from error
