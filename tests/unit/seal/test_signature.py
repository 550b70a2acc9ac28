"""Signatures: the namespace separates, lengths are strict, and stock OpenSSH agrees."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import DoesNotVerify, Malformed
from depesha.seal.mldsa import mldsa_key, sign_mldsa, verify_mldsa
from depesha.seal.openssh import allowed_signers_line, armoured_signature, public_key_text
from depesha.seal.signature import (
    NAMESPACES,
    BadSignature,
    sign,
    signing_key,
    verify,
    verify_ed25519,
)

KEY = signing_key(bytes(range(32)))
OTHER = signing_key(bytes(32))
ROOT = mldsa_key(bytes(range(32)))
PAYLOAD = "известно".encode()
SIGNATURE = sign(KEY, "body@depesha.v1", PAYLOAD)

needs_openssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here: Debian openssh-client"
)


def test_a_signature_holds_for_its_payload_namespace_and_key() -> None:
    verify(KEY.public, "body@depesha.v1", PAYLOAD, SIGNATURE)
    assert len(SIGNATURE) == 64


@pytest.mark.parametrize("namespace", sorted(NAMESPACES - {"body@depesha.v1"}))
def test_a_signature_of_one_kind_is_none_for_another(namespace: str) -> None:
    with pytest.raises(BadSignature):
        verify(KEY.public, namespace, PAYLOAD, SIGNATURE)


@given(st.integers(0, 63), st.integers(1, 255))
def test_a_forged_signature_does_not_hold(at: int, flip: int) -> None:
    forged = bytearray(SIGNATURE)
    forged[at] ^= flip
    with pytest.raises(BadSignature) as caught:
        verify(KEY.public, "body@depesha.v1", PAYLOAD, bytes(forged))
    assert caught.value.code == "bad-signature"
    assert isinstance(caught.value, DoesNotVerify)


def test_another_payload_or_another_key_does_not_hold() -> None:
    with pytest.raises(BadSignature):
        verify(KEY.public, "body@depesha.v1", PAYLOAD + b" ", SIGNATURE)
    with pytest.raises(BadSignature):
        verify(OTHER.public, "body@depesha.v1", PAYLOAD, SIGNATURE)


@pytest.mark.parametrize("signature", [b"", SIGNATURE[:-1], SIGNATURE + b"\0"])
def test_a_signature_of_another_length_is_refused(signature: bytes) -> None:
    with pytest.raises(BadSignature, match="64 bytes"):
        verify(KEY.public, "body@depesha.v1", PAYLOAD, signature)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(Malformed, match="32 bytes, not 31"):
        verify(KEY.public[:-1], "body@depesha.v1", PAYLOAD, SIGNATURE)
    with pytest.raises(Malformed, match="32 bytes, not 33"):
        signing_key(bytes(33))


def test_a_namespace_of_others_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not a namespace"):
        sign(KEY, "file", PAYLOAD)
    with pytest.raises(ValueError, match="not a namespace"):
        verify(KEY.public, "body@depesha.v2", PAYLOAD, SIGNATURE)
    with pytest.raises(ValueError, match="not a namespace"):
        sign_mldsa(ROOT, "file", PAYLOAD)


def test_the_vector_of_rfc_8032() -> None:
    """RFC 8032 §7.1, TEST 2: one byte, 72."""
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    verify_ed25519(bytes.fromhex(public), b"\x72", bytes.fromhex(signature))


def test_secrets_do_not_show_themselves() -> None:
    assert "seed" not in repr(KEY)
    assert repr(ROOT) == "MldsaKey()"


def test_an_ml_dsa_signature_holds_in_its_namespace_only() -> None:
    signature = sign_mldsa(ROOT, "book@depesha.v1", PAYLOAD)
    assert len(signature) == 2420
    verify_mldsa(ROOT.public, "book@depesha.v1", PAYLOAD, signature)
    with pytest.raises(BadSignature, match="does not hold"):
        verify_mldsa(ROOT.public, "body@depesha.v1", PAYLOAD, signature)
    with pytest.raises(BadSignature, match="2420 bytes, not 2419"):
        verify_mldsa(ROOT.public, "book@depesha.v1", PAYLOAD, signature[:-1])
    with pytest.raises(Malformed, match="1312 bytes, not 1311"):
        verify_mldsa(ROOT.public[:-1], "book@depesha.v1", PAYLOAD, signature)
    with pytest.raises(Malformed, match="32 bytes, not 31"):
        mldsa_key(bytes(31))


def test_the_armour_is_314_bytes_in_lines_of_70() -> None:
    armour = armoured_signature(KEY.public, "telegram@depesha.v1", SIGNATURE)
    assert len(armour) == 314  # the figure of the same namespace length measured elsewhere
    assert {len(line) for line in armour.splitlines()[1:-2]} == {70}


def test_a_public_key_as_text() -> None:
    text = public_key_text(KEY.public, "moscow")
    assert text.startswith("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI")
    assert text.endswith(" moscow")
    assert public_key_text(KEY.public) == text.removesuffix(" moscow")


def _ssh_keygen(folder: Path, namespace: str, payload: bytes) -> int:
    names = ["body@depesha.v1", "answer@depesha.v1"]
    (folder / "allowed").write_text(allowed_signers_line("moscow", names, KEY.public))
    (folder / "sig").write_text(armoured_signature(KEY.public, "body@depesha.v1", SIGNATURE))
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "moscow", "-n", namespace]
    done = subprocess.run(
        [*command, "-s", "sig"], input=payload, cwd=folder, capture_output=True, check=False
    )
    return done.returncode


@needs_openssh
def test_stock_openssh_accepts_an_export(tmp_path: Path) -> None:
    assert _ssh_keygen(tmp_path, "body@depesha.v1", PAYLOAD) == 0


@needs_openssh
def test_stock_openssh_refuses_another_namespace_or_payload(tmp_path: Path) -> None:
    assert _ssh_keygen(tmp_path, "answer@depesha.v1", PAYLOAD) != 0
    assert _ssh_keygen(tmp_path, "body@depesha.v1", PAYLOAD + b"\n") != 0


@needs_openssh
def test_we_accept_what_stock_openssh_signs(tmp_path: Path) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key"], cwd=tmp_path, check=True
    )
    (tmp_path / "payload").write_bytes(PAYLOAD)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "body@depesha.v1", "payload"],
        cwd=tmp_path,
        check=True,
    )
    lines = (tmp_path / "payload.sig").read_text().splitlines()
    blob = base64.b64decode("".join(lines[1:-1]))
    public, signature = blob[33:65], blob[-64:]  # behind "SSHSIG", version and two lengths
    verify(public, "body@depesha.v1", PAYLOAD, signature)
