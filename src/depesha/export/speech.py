"""In whose language and by whose clock something is said: all that a cell knows of who reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Protocol

from depesha.words import reason, word

Row = Mapping[str, Any]
"""A line, as a question answers it."""


class Speech(Protocol):
    """A language and a clock: a command has them, and so has a page."""

    @property
    def language(self) -> str:
        """The language of captions: `en` or `ru`."""
        ...

    @property
    def zone(self) -> tzinfo:
        """The station's time zone."""
        ...

    def word(self, key: str) -> str:
        """Return a caption."""
        ...

    def reason(self, text: object) -> str:
        """Return what a station says in words of its own, in this language."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidIn:
    """The speech of a page: a language, and the station's zone."""

    language: str
    zone: tzinfo

    def word(self, key: str) -> str:
        """Return a caption."""
        return word(key, self.language)

    def reason(self, text: object) -> str:
        """Return what a station says in words of its own, in this language."""
        return reason(str(text), self.language)
