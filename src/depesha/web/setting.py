"""Where the desk listens, and by which names it lets itself be called."""

from dataclasses import dataclass
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the desk listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What to open in a browser: by name where it is this machine, for passkeys need a name."""
        host = "localhost" if self.host in LOOPBACK else self.host
        return f"http://{host}:{self.port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of `Host` under which it may be asked; others are another's names for it."""
        names = LOOPBACK if self.host in LOOPBACK else (self.host,)
        return frozenset(
            f"[{one}]:{self.port}" if ":" in one else f"{one}:{self.port}" for one in names
        )
