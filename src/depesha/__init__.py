"""Depesha carries formal telegrams that are known to have arrived and been carried out.

`depesha.Station` is the whole Python interface. It is loaded when first asked for, so that a
command loads only what it needs.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from depesha.station.station import Station as Station

__version__ = "0.1.0"
__all__ = ["Station", "__version__"]


def __getattr__(name: str) -> object:
    """Load `Station` when it is first asked for (PEP 562)."""
    if name == "Station":
        from depesha.station.station import Station  # noqa: PLC0415  # that is the point

        return Station
    msg = f"module 'depesha' has no attribute {name!r}"
    raise AttributeError(msg)
