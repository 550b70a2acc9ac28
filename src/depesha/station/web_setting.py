"""`[web]` in `station.toml`: where the desk in the browser listens, and how browsers name it.

    [web]
    listen = "127.0.0.1:8017"
    origin = "https://desk.example.org"
    certificate = "/etc/depesha/desk.pem"
    key = "/etc/depesha/desk.key"

`listen` alone is a desk for this machine. With `origin` it is reached by that name: through a proxy
that speaks TLS on this machine, or, with `certificate` and `key`, directly.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from depesha.errors import Usage

KEYS: Final = frozenset({"listen", "origin", "certificate", "key"})
MAX_PORT: Final = 65535
EXAMPLE: Final = 'as in listen = "127.0.0.1:8017"'

_LISTEN: Final = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+):(?P<port>[0-9]{1,5})")
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSetting:
    """The desk in the browser."""

    host: str
    port: int
    origin: str = ""
    certificate: str = ""
    key: str = ""


def of(table: Mapping[str, Any]) -> WebSetting:
    """Return what the table says.

    Raises:
        Usage: a value is not formed as it must be, or one stands without the other.
    """
    found = _LISTEN.fullmatch(str(table.get("listen", "")))
    if found is None or int(found["port"]) > MAX_PORT:
        msg = f"station.toml: [web] listens nowhere: {str(table.get('listen', ''))[:60]!r}"
        raise Usage(msg, hint=EXAMPLE)
    origin = str(table.get("origin", ""))
    if origin and (not _ORIGIN.fullmatch(origin) or not _has_port(origin)):
        msg = f"station.toml: [web] has an origin that is none: {origin[:80]!r}"
        hint = 'scheme and name, in lower case: "https://desk.example.org"'
        raise Usage(msg, hint=hint)
    files = {name: str(table.get(name, "")) for name in ("certificate", "key")}
    for name, file in files.items():
        if file and not file.startswith("/"):
            msg = f"station.toml: [web] names {name} not by its whole path: {file[:80]!r}"
            raise Usage(msg)
    if bool(files["certificate"]) != bool(files["key"]):
        msg = "station.toml: [web] has certificate and key, or neither"
        raise Usage(msg, hint="with neither, another program speaks TLS before it")
    return WebSetting(
        host=found["host"].strip("[]"), port=int(found["port"]), origin=origin, **files
    )


def shown(setting: WebSetting | None) -> dict[str, str]:
    """Return the table as it is written."""
    if setting is None:
        return {}
    host = f"[{setting.host}]" if ":" in setting.host else setting.host
    said = {
        "listen": f"{host}:{setting.port}",
        "origin": setting.origin,
        "certificate": setting.certificate,
        "key": setting.key,
    }
    return {key: value for key, value in said.items() if value}


def _has_port(origin: str) -> bool:
    """Say whether the port that an origin names, if it does, is one."""
    try:
        return urlsplit(origin).port != 0
    except ValueError:
        return False
