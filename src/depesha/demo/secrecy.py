"""Looking for the words of a telegram in files: where they must be, and where they must not.

A search that finds nothing proves nothing until the same search has found something: so it is made
first in a copy of a store in the clear, where the words lie in UTF-8, and then in every file of the
homes as they lie on the disk.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from depesha.station.home import Home
from depesha.station.upkeep import decrypted_copy

WORDS_OF_A_PHRASE: Final = 5

_PASSAGES: Final = "SELECT came_from, destination FROM passage ORDER BY expires_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What a relay keeps of a packet that it carried, so that a return finds its way back."""

    came_from: str
    destination: str


def phrases(text: str) -> list[bytes]:
    """Return the phrases of a text: five words of a paragraph, then the next five, in UTF-8."""
    return [
        " ".join(words[start : start + WORDS_OF_A_PHRASE]).encode()
        for words in (paragraph.split(" ") for paragraph in text.split("\n"))
        for start in range(0, len(words) - WORDS_OF_A_PHRASE + 1, WORDS_OF_A_PHRASE)
    ]


def count_in(path: Path, wanted: list[bytes]) -> int:
    """Return how many of the phrases stand in a file."""
    data = path.read_bytes()
    return sum(phrase in data for phrase in wanted)


def files_under(folder: Path) -> list[Path]:
    """Return every plain file of a folder; a socket holds nothing."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def files_with(folder: Path, wanted: list[bytes]) -> list[Path]:
    """Return the files of a folder in which one of the phrases stands."""
    return [path for path in files_under(folder) if count_in(path, wanted)]


@contextmanager
def in_the_clear(home: Path) -> Iterator[Path]:
    """Lend a decrypted copy of a store; it is destroyed at the end.

    Raises:
        Problem: the store cannot be copied.
    """
    with tempfile.TemporaryDirectory(prefix="depesha-clear-") as folder:
        copy = Path(folder) / "station.db"
        decrypted_copy(Home(home), copy, None)
        yield copy


def passages(copy: Path) -> list[Passage]:
    """Return what a relay keeps of what it carried; `copy` is its store in the clear."""
    with closing(sqlite3.connect(copy)) as store:
        return [
            Passage(came_from=came_from, destination=destination)
            for came_from, destination in store.execute(_PASSAGES)
        ]
