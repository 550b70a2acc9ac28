"""One open book in a temporary folder, and a way to open it again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from depesha.office.facts import Fact
from depesha.store.book import StoredBook, open_book
from depesha.store.reading import Reading, open_reading
from tests.templates import laid_down
from tests.unit.store.facts_of import NOW, CountingChance, founded

KEY = bytes(range(32))


@dataclass
class Home:
    """A station's folder."""

    folder: Path
    books: list[StoredBook] = field(default_factory=list)
    chance: CountingChance = field(default_factory=CountingChance)

    @property
    def store(self) -> Path:
        return self.folder / "station.db"

    @property
    def head(self) -> Path:
        return self.folder / "head"

    def open(self) -> StoredBook:
        book = open_book(self.store, KEY, self.head, self.chance)
        self.books.append(book)
        return book

    def reading(self) -> Reading:
        return open_reading(self.store, KEY)

    def close(self) -> None:
        for book in self.books:
            book.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


@pytest.fixture
def book(home: Home) -> StoredBook:
    """An open book in which the founding stands; made once, and copied for every test."""

    def make(folder: Path) -> None:
        begun = Home(folder / "home")
        begun.folder.mkdir()
        write(begun.open(), founded())
        begun.close()

    laid_down("a book", make, {"home": home.folder})
    home.chance.token(0)  # the salts of the founding are spent
    return home.open()


def write(book: StoredBook, *facts: Fact) -> None:
    """Write facts down in a group of their own."""
    book.begin()
    book.mark()
    for fact in facts:
        book.append(fact, NOW)
    book.commit()
