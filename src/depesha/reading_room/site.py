"""Where everything of the site has its place, and how one place leads to another.

    en/r/kq3v9x2m7c4d          a page, in English
    ru/people/разува           the same site in Russian
    r/kq3v9x2m7c4d             the address to cite: it leads to the page in the reader's language
    r/kq3v9x2m7c4d.tei.xml     a file
    static/3f2a…/room.css      a file of the site's own

Rule 1: a place is a path without a slash before it. Where the site is served a link is that path
    behind the site's own; where it lies in a folder, a link leads from file to file, so that the
    folder can be moved, and looked at without a server.
Rule 2: no place is made of words that stand in a record: of names and keys that are letters,
    figures and hyphens alone (`naming`, `shelf.party_key`).
"""

from dataclasses import dataclass
from posixpath import relpath
from typing import Final
from urllib.parse import quote, urlsplit

LANGUAGES: Final = ("en", "ru")
INDEX: Final = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site.

    Attributes:
        base: its address, without a slash at the end: `https://archive.example/room`.
        in_files: it lies in a folder.
    """

    base: str
    in_files: bool = False

    @property
    def host(self) -> str:
        """The name of its host, as identifiers of its records have it."""
        return urlsplit(self.base).hostname or "localhost"

    @property
    def prefix(self) -> str:
        """The path under which it lies; empty, or without a slash at the end."""
        return urlsplit(self.base).path

    def absolute(self, place: str) -> str:
        """Return the whole address of a place."""
        slash = "/" if self.in_files and is_page(place) and place else ""
        return f"{self.base}/{quote(place)}{slash}"

    def link(self, here: str, there: str) -> str:
        """Return the link from one place to another."""
        if not self.in_files:
            return f"{self.prefix}/{quote(there)}"
        folder = file_of(here).rpartition("/")[0]
        return quote(relpath(file_of(there), folder or "."))


def is_page(place: str) -> bool:
    """Say whether a place is a page, not a file."""
    return "." not in place.rpartition("/")[2]


def file_of(place: str) -> str:
    """Return the file of a place in a folder."""
    if not is_page(place):
        return place
    return f"{place}/{INDEX}" if place else INDEX
