"""Keys of a station: made once, whole, and a certificate that TLS takes."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from depesha.seal.keys import (
    CONTENT,
    KeyContent,
    new_certificate,
    new_content,
    speakable,
    with_office,
    with_period,
    without_periods_before,
)


def test_the_keys_of_a_post_and_of_a_founding_centre() -> None:
    post, centre = new_content("peking"), new_content("moscow", founds_network=True)
    assert post.root is None
    assert centre.root is not None
    seeds = {post.signing, post.store_key, centre.signing, centre.store_key}
    seeds |= {centre.root.ed25519, centre.root.mldsa44}
    assert len(seeds) == 6
    assert {len(seed) for seed in seeds} == {32}


def test_period_keys_come_and_go() -> None:
    content = new_content("moscow")
    for month in range(3):
        content = with_period(content, valid_from=month * 10, valid_until=month * 10 + 10)
    assert [period.valid_from for period in content.periods] == [0, 10, 20]
    assert len({period.seed for period in content.periods}) == 3
    assert [period.valid_from for period in without_periods_before(content, 11).periods] == [10, 20]


def test_a_new_key_of_an_office_replaces_its_old_one() -> None:
    first = with_office(with_office(new_content("moscow"), "gromyko@moscow"), "ivan@moscow")
    second = with_office(first, "gromyko@moscow")
    assert sorted(office.office for office in second.offices) == ["gromyko@moscow", "ivan@moscow"]
    assert first.offices[1] in second.offices
    assert first.offices[0] not in second.offices


def test_the_content_comes_back_as_it_went() -> None:
    content = with_office(new_content("moscow", founds_network=True), "gromyko@moscow")
    assert CONTENT.decode(CONTENT.encode(content)) == content


def test_secrets_do_not_show_themselves() -> None:
    content = with_period(new_content("moscow", founds_network=True), valid_from=0, valid_until=1)
    shown = repr(content)
    for secret in (content.signing, content.store_key, content.tls_key, content.periods[0].seed):
        assert repr(secret) not in shown


def test_a_certificate_names_the_station_and_does_not_expire() -> None:
    certificate = x509.load_der_x509_certificate(new_certificate("pyongyang")[0])
    assert certificate.subject.rfc4514_string() == "CN=pyongyang"
    assert certificate.not_valid_after_utc.year == 9999
    certificate.verify_directly_issued_by(certificate)


class _End:
    """One end of a TLS connection in memory, with the certificate of its peer pinned."""

    def __init__(self, folder: Path, own: KeyContent, peer: KeyContent, *, server: bool) -> None:
        protocol = ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT
        context = ssl.SSLContext(protocol)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_REQUIRED
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        context.load_verify_locations(cadata=peer.tls_certificate)
        chain = folder / f"{own.station}.pem"
        pem = x509.load_der_x509_certificate(own.tls_certificate).public_bytes(Encoding.PEM)
        chain.write_bytes(own.tls_key + pem)
        context.load_cert_chain(chain)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=server)

    def step(self, other: "_End") -> None:
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        finally:
            other.incoming.write(self.outgoing.read())


def _shake_hands(folder: Path, *, expected_by_client: KeyContent, server: KeyContent) -> _End:
    client = new_content("peking")
    ends = (
        _End(folder, client, expected_by_client, server=False),
        _End(folder, server, client, server=True),
    )
    for _ in range(4):
        ends[0].step(ends[1])
        ends[1].step(ends[0])
    return ends[0]


def test_tls_takes_the_certificates_of_both_sides(tmp_path: Path) -> None:
    moscow = new_content("moscow")
    client = _shake_hands(tmp_path, expected_by_client=moscow, server=moscow)
    assert client.tls.version() == "TLSv1.3"
    assert client.tls.getpeercert(binary_form=True) == moscow.tls_certificate


def test_tls_refuses_another_certificate_of_the_same_name(tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(
            tmp_path, expected_by_client=new_content("moscow"), server=new_content("moscow")
        )


def test_a_fingerprint_is_read_aloud_in_groups() -> None:
    assert speakable(bytes(range(32))) == "0001 0203 0405 0607 0809 0a0b 0c0d 0e0f"
