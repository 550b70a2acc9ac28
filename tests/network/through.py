"""A port that stands before an honest one: how a fault is planted without touching the product."""

from typing import Any


class Through:
    """Passes everything on to the honest part that it stands before."""

    def __init__(self, honest: Any) -> None:
        """Stand before `honest`."""
        self._honest = honest

    def __getattr__(self, name: str) -> Any:
        return getattr(self._honest, name)
