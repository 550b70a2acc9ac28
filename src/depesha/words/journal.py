"""Captions of the journal and its witnesses."""

from collections.abc import Mapping
from typing import Final

JOURNAL: Final[Mapping[str, tuple[str, str]]] = {
    "asked": ("asked", "запрошен"),
    "cut line": ("cut line", "линия разрыва"),
    "facts": ("facts", "записей"),
    "finding": ("finding", "заключение"),
    "forked": ("forked", "раздвоился"),
    "proved": ("proved", "доказано"),
    "rolled-back": ("rolled back", "откатился назад"),
    "signed for long": ("signed for long", "подписан надолго"),
}
"""In both languages, English first."""
