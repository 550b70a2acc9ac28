"""What a browser was told its person likes: the theme, and whether single letters are keys.

Both stand in cookies of this browser, not in a session: they are no secret, and hold for whoever
sits before it. The page that sets them is `pages/settings`; every page bears them as `data-theme`
and `data-keys`.
"""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

THEME_COOKIE: Final = "depesha-theme"
THEMES: Final = ("light", "dark")
"""Neither: as the browser likes."""

KEYS_COOKIE: Final = "depesha-keys"
KEYS_OFF: Final = "off"
"""Who speaks to his machine, or trembles, presses letters unmeant (WCAG 2.1, 2.1.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likings:
    """What the person before a browser likes.

    Attributes:
        theme: one of `THEMES`; empty: as the browser likes.
        keys: whether single letters are keys.
    """

    theme: str
    keys: bool


def likings_of(request: Request) -> Likings:
    """Return what the browser's cookies say; what is not one of ours is nothing."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return Likings(
        theme=theme if theme in THEMES else "", keys=request.cookies.get(KEYS_COOKIE) != KEYS_OFF
    )
