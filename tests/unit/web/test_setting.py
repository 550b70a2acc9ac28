"""Where the desk listens, by which names it may be called, and what is refused."""

import asyncio

import pytest
from starlette.testclient import TestClient

from depesha.errors import Usage
from depesha.station import settings
from depesha.station.web_setting import WebSetting
from depesha.web.app import application
from depesha.web.house import House
from depesha.web.setting import Address, address_of
from tests.desks import BEARINGS, SmallStation

PROXIED = WebSetting(host="127.0.0.1", port=8017, origin="https://desk.example.org")
DIRECT = WebSetting(
    host="0.0.0.0",  # noqa: S104  # what is tested
    port=8443,
    origin="https://desk.example.org:8443",
    certificate="/etc/desk.pem",
    key="/etc/desk.key",
)


def test_this_machine_alone() -> None:
    address = Address(host="127.0.0.1", port=8017)
    assert address.url == "http://localhost:8017/"
    assert address.hosts == {"localhost:8017", "127.0.0.1:8017", "[::1]:8017"}
    assert address.origins == {f"http://{host}" for host in address.hosts}
    assert address.relying_party == "localhost"
    assert not address.is_secure


def test_behind_a_proxy_it_has_one_name() -> None:
    address = address_of(PROXIED)
    assert address.url == "https://desk.example.org/"
    assert address.hosts == {"desk.example.org", "desk.example.org:443"}
    assert address.origins == {"https://desk.example.org"}
    assert (address.relying_party, address.is_secure) == ("desk.example.org", True)


def test_with_a_certificate_it_listens_beyond() -> None:
    address = address_of(DIRECT)
    assert address.hosts == {"desk.example.org:8443"}
    assert (address.certificate, address.key) == ("/etc/desk.pem", "/etc/desk.key")


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        (WebSetting(host="192.0.2.7", port=80), "without TLS"),
        (WebSetting(host="192.0.2.7", port=80, origin="https://a.example"), "without TLS"),
        (WebSetting(host="::", port=80, origin="http://a.example"), "without TLS"),
        (WebSetting(host="192.0.2.7", port=1, certificate="/c", key="/k"), "has no name"),
        (WebSetting(host="127.0.0.1", port=1, origin="http://a.example"), "without TLS"),
    ],
)
def test_what_would_carry_a_passphrase_in_the_clear_is_refused(
    setting: WebSetting, why: str
) -> None:
    with pytest.raises(Usage, match=why) as caught:
        address_of(setting)
    assert caught.value.hint


def test_an_address_in_numbers_has_no_passkeys() -> None:
    assert Address(host="192.0.2.7", port=1, origin="https://192.0.2.7").relying_party == ""


def test_over_tls_cookies_and_names_are_for_tls_alone() -> None:
    guarded = application(
        SmallStation({"enter": None}), BEARINGS, address_of(PROXIED), asyncio.Event()
    )
    house: House = guarded.pages.state.house
    client = TestClient(guarded, base_url="https://desk.example.org", follow_redirects=False)
    data = {"office": "razuvaev", "passphrase": "taedong river"}
    headers = {"Origin": "https://desk.example.org"}
    answer = client.post("/sign-in", data=data, headers=headers)
    assert answer.status_code == 303
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-depesha-pyongyang")
        assert "Secure" in cookie
        assert "Path=/" in cookie
    assert house.cookie == "__Host-depesha-pyongyang"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    for host in ("127.0.0.1:8017", "localhost:8017", "desk.example.org.evil.example"):
        assert client.get("/sign-in", headers={"Host": host}).status_code == 421
    plain = client.post("/sign-in", data=data, headers={"Origin": "http://desk.example.org"})
    assert plain.status_code == 403


# -- station.toml

HEAD = 'station = "pyongyang"\n'


def test_the_settings_come_back_as_they_went() -> None:
    for web in (PROXIED, DIRECT, WebSetting(host="::1", port=8017)):
        read = settings.read(HEAD.encode() + _written(web))
        assert read.web == web
        assert settings.read(settings.write(read)) == read


def _written(web: WebSetting) -> bytes:
    host = f"[{web.host}]" if ":" in web.host else web.host
    said = f'[web]\nlisten = "{host}:{web.port}"\norigin = "{web.origin}"\n'
    if web.certificate:
        said += f'certificate = "{web.certificate}"\nkey = "{web.key}"\n'
    return said.encode()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "listens nowhere"),
        ('listen = "8017"', "listens nowhere"),
        ('listen = "127.0.0.1:80170"', "listens nowhere"),
        ('listen = "127.0.0.1:1"\norigin = "desk.example.org"', "origin that is none"),
        ('listen = "127.0.0.1:1"\norigin = "https://a.example/path"', "origin that is none"),
        ('listen = "127.0.0.1:1"\norigin = "https://a.example:99999"', "origin that is none"),
        ('listen = "127.0.0.1:1"\ncertificate = "/c"', "certificate and key, or neither"),
        ('listen = "127.0.0.1:1"\ncertificate = "c"\nkey = "/k"', "not by its whole path"),
        ('listen = "127.0.0.1:1"\nname = "x"', "unknown word 'name'"),
    ],
)
def test_settings_that_are_none_name_the_place(lines: str, why: str) -> None:
    with pytest.raises(Usage, match=why):
        settings.read(f"{HEAD}[web]\n{lines}\n".encode())
