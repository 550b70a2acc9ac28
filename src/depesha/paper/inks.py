"""Inks of a label: the colours of RFC 7444, by name or as `#rrggbb`, for the typesetter."""

import re
from collections.abc import Mapping
from typing import Any, Final

NAMES: Final[Mapping[str, str]] = {
    "aqua": "#00ffff",
    "black": "#000000",
    "blue": "#0000ff",
    "fuschia": "#ff00ff",  # so spelt there
    "fuchsia": "#ff00ff",
    "gray": "#808080",
    "green": "#008000",
    "lime": "#00ff00",
    "maroon": "#800000",
    "navy": "#000080",
    "olive": "#808000",
    "orange": "#ffa500",
    "purple": "#800080",
    "red": "#ff0000",
    "silver": "#c0c0c0",
    "teal": "#008080",
    "white": "#ffffff",
    "yellow": "#ffff00",
}
_HEX: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def inks(said: Mapping[str, Any] | None) -> dict[str, str]:
    """Return foreground and background; black on white where they are not said or not known."""
    said = said or {}
    return {
        "foreground": _ink(str(said.get("foreground")), "#000000"),
        "background": _ink(str(said.get("background")), "#ffffff"),
    }


def _ink(said: str, otherwise: str) -> str:
    return said if _HEX.fullmatch(said) else NAMES.get(said.lower(), otherwise)
