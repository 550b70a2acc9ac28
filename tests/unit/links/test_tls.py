"""TLS contexts: pinned certificates, keys that cannot be read, and who was shown."""

import os
import ssl

import pytest

from depesha.errors import DoesNotVerify, Malformed
from depesha.links.tls import TlsKey, client_context, readable, server_context, station_shown
from depesha.names import StationId
from tests.links.carriers import ALPHA, BETA, KEYS, key_of


def test_a_context_speaks_tls_1_3_and_wants_a_certificate() -> None:
    server = server_context(KEYS[BETA], {ALPHA: [KEYS[ALPHA].certificate]})
    client = client_context(KEYS[ALPHA], [KEYS[BETA].certificate])
    for context in (server, client):
        assert context.minimum_version is ssl.TLSVersion.TLSv1_3
        assert context.verify_mode is ssl.CERT_REQUIRED
    assert server.num_tickets == 0


def test_only_the_pinned_are_trusted() -> None:
    context = server_context(
        KEYS[BETA], {ALPHA: [KEYS[ALPHA].certificate, key_of("alpha").certificate]}
    )
    assert context.cert_store_stats()["x509"] == 2
    assert server_context(KEYS[BETA], {}).cert_store_stats()["x509"] == 0


def test_the_key_leaves_no_open_file() -> None:
    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208  # names, not paths
    client_context(KEYS[ALPHA], [])
    assert set(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_the_station_is_who_the_certificate_is_pinned_for() -> None:
    following = key_of("alpha").certificate
    pins = {ALPHA: [KEYS[ALPHA].certificate, following], BETA: [KEYS[BETA].certificate]}
    assert station_shown(KEYS[ALPHA].certificate, pins) == ALPHA
    assert station_shown(following, pins) == ALPHA
    assert station_shown(KEYS[BETA].certificate, pins) == BETA


@pytest.mark.parametrize("shown", [None, b"", b"something else"])
def test_a_certificate_of_nobody_is_told_with_a_hint(shown: bytes | None) -> None:
    with pytest.raises(DoesNotVerify) as caught:
        station_shown(shown, {StationId("alpha"): [KEYS[ALPHA].certificate]})
    assert "key book" in caught.value.hint


ENCRYPTED = b"""-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBBv1pmEGZMnUGMcTDGo
-----END ENCRYPTED PRIVATE KEY-----
"""


@pytest.mark.parametrize("private_key", [b"", b"not a key", ENCRYPTED, KEYS[BETA].private_key])
def test_a_key_that_does_not_fit_is_malformed(private_key: bytes) -> None:
    with pytest.raises(Malformed, match="cannot be read"):
        client_context(TlsKey(certificate=KEYS[ALPHA].certificate, private_key=private_key), [])


WHOLE = KEYS[BETA].certificate


@pytest.mark.parametrize(
    "bad",
    [b"", b"not a certificate", WHOLE[:-1], WHOLE + b"x", WHOLE + KEYS[ALPHA].certificate],
    ids=["nothing", "garbage", "cut off", "a byte too many", "two of them"],
)
def test_a_pin_that_is_no_whole_certificate_is_left_out_and_the_others_are_not(bad: bytes) -> None:
    good = KEYS[ALPHA].certificate
    assert readable([bad, good]) == (good,)
    for pins in ({BETA: [bad], ALPHA: [good]}, {ALPHA: [good], BETA: [bad]}):
        assert server_context(KEYS[BETA], pins).cert_store_stats()["x509"] == 1
    assert client_context(KEYS[ALPHA], [bad]).cert_store_stats()["x509"] == 0


def test_a_private_key_is_not_shown() -> None:
    assert "PRIVATE" not in repr(KEYS[ALPHA])
