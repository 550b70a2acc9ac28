"""Where the desk listens, and by which names it lets itself be called.

    listens at        reached by                     served over
    loopback          localhost, 127.0.0.1, ::1      plain HTTP: it does not leave this machine
    loopback          `origin`, through a proxy      whatever the proxy has; cookies are `Secure`
    anywhere else     `origin`                       TLS, with `certificate` and `key`

Anything else is refused: a passphrase does not go over a network in the clear.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from depesha.errors import Usage
from depesha.station.web_setting import WebSetting

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the desk listens.

    Attributes:
        host: an address of this machine.
        port: 0: any that is free.
        origin: how browsers name it, as in `https://desk.example.org`; empty: this machine alone.
        certificate: the file of the certificate chain, and `key` that of its private key; empty: no
            TLS.
    """

    host: str
    port: int
    origin: str = ""
    certificate: str = ""
    key: str = ""

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it over TLS alone: cookies are then for that alone."""
        return self._origins[0].startswith("https:")

    @property
    def is_proxied(self) -> bool:
        """Whether a proxy on this machine stands before it, and knows who calls."""
        return bool(self.origin) and self.host in LOOPBACK and not self.certificate

    @property
    def url(self) -> str:
        """What to open in a browser: by name where it is this machine, for passkeys need a name."""
        return f"{self._origins[0]}/"

    @property
    def relying_party(self) -> str:
        """The name that passkeys are bound to; empty: it is reached by a number, and has none."""
        name = urlsplit(self._origins[0]).hostname or ""
        return "" if _is_number(name) else name

    @property
    def origins(self) -> frozenset[str]:
        """The values of `Origin` that forms come from."""
        return frozenset(self._origins)

    @property
    def hosts(self) -> frozenset[str]:
        """The values of `Host` under which it may be asked; others are another's names for it."""
        found = set()
        for origin in self._origins:
            parts = urlsplit(origin)
            found.add(parts.netloc)
            if parts.port is None:
                found.add(f"{parts.netloc}:{DEFAULT_PORTS[parts.scheme]}")
        return frozenset(found)

    @property
    def _origins(self) -> tuple[str, ...]:
        if self.origin:
            return (self.origin,)
        scheme = "https" if self.certificate else "http"
        names = ("localhost", "127.0.0.1", "[::1]") if self.host in LOOPBACK else (self.host,)
        bracketed = (f"[{one}]" if ":" in one and one[0] != "[" else one for one in names)
        return tuple(f"{scheme}://{one}:{self.port}" for one in bracketed)


def address_of(setting: WebSetting) -> Address:
    """Return where the settings of the station say that its desk listens.

    Raises:
        Usage: it is reached from elsewhere, and not over TLS.
    """
    address = Address(
        host=setting.host,
        port=setting.port,
        origin=setting.origin,
        certificate=setting.certificate,
        key=setting.key,
    )
    if setting.host not in LOOPBACK and not setting.certificate:
        msg = f"the desk would listen at {setting.host} without TLS"
        hint = "name certificate and key under [web], or listen at 127.0.0.1 behind a proxy"
        raise Usage(msg, hint=hint)
    if setting.host not in LOOPBACK and not setting.origin:
        msg = f"the desk would listen at {setting.host}, and has no name"
        raise Usage(msg, hint='say how browsers name it: origin = "https://desk.example.org"')
    if setting.origin and not address.is_secure:
        msg = f"the desk would be reached at {setting.origin} without TLS"
        raise Usage(msg, hint="an origin begins with https://")
    return address


def _is_number(name: str) -> bool:
    """Say whether a host is named by its number: `127.0.0.1`, `::1`."""
    return ":" in name or name.replace(".", "").isdigit()
