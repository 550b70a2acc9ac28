"""Captions of alarms, of the printed registers and of the copies ledger."""

from collections.abc import Mapping
from typing import Final

REGISTERS: Final[Mapping[str, tuple[str, str]]] = {
    # alarms
    "alarm": ("alarm", "тревога"),
    "accepted by": ("accepted", "принята"),
    "cleared": ("over {0}", "снята {0}"),
    "alarm accepted": ("alarm {0} accepted by {1}", "тревога {0} принята: {1}"),
    "it lasts": (
        "it is still true and stays in the list",
        "причина не устранена, остаётся в списке",
    ),
    "the station has stopped": ("the station has stopped", "пункт остановлен"),
}
