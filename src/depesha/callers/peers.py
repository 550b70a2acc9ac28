"""From where somebody comes: an address, as far as it is one person's.

Of IPv6 it is the network of 64 bits, which a house has whole. Behind a proxy on this machine it is
what the proxy says last in `X-Forwarded-For`; what stands before that is whatever the browser said.
"""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

HERE: Final = "here"
"""This machine."""

MAX_LETTERS: Final = 64


def peer_of(host: str) -> str:
    """Return what an address is counted under; what is none is counted as itself, shortened."""
    address = _address(host)
    if address is None:
        return host[:MAX_LETTERS]
    if address.is_loopback:
        return HERE
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), 64), strict=False))


def peer_behind(host: str, headers: Mapping[str, str], *, is_proxied: bool) -> str:
    """Return from where a request comes.

    Args:
        host: who called.
        headers: of the request.
        is_proxied: the desk is reached through a proxy on this machine.
    """
    peer = peer_of(host)
    said = headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    known = _address(said) if is_proxied and peer == HERE else None
    return peer_of(said) if known is not None else peer


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host[:MAX_LETTERS].partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
