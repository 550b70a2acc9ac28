"""Captions that are printed on the blank, as on Form No. 17."""

from collections.abc import Mapping
from typing import Final

BLANKS: Final[Mapping[str, tuple[str, str]]] = {
    "blank hours": ("hrs.", "час."),
    "blank minutes": ("min.", "мин."),
    "blank year": ("", "г."),
    "blank copy": ("Copy No.", "Экз. №"),
    "blank whom": ("For", "Кому"),
    "blank comrade": ("Comrade", "Тов."),
}
