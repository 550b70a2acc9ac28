"""Signatures and keys as OpenSSH reads them: what an export gives to a third party.

    ssh-keygen -Y verify -f allowed_signers -I moscow -n body@depesha.v1 -s p.sig < payload.cbor

Source: OpenSSH PROTOCOL.sshsig, ssh-keygen(1) "ALLOWED SIGNERS".
"""

import binascii
from collections.abc import Sequence
from typing import Final

from depesha.seal.signature import ssh_string

_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_LINE: Final = 70
_ALGORITHM: Final = ssh_string(b"ssh-ed25519")


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
