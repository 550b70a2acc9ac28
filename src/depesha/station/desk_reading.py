"""What a desk asks, by name: its trays by duty, how much lies in each, and what is searched for."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.station.duty_trays import desk_counts, tray
from depesha.station.finding import find
from depesha.station.plain import Plain
from depesha.station.reading import Fields, Reader

DESK: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "desk-counts": desk_counts,
    "find": find,
    "tray": tray,
}
