"""What lies on the desk and is not yet a draft: unsaved words, and files that were sealed.

Rule 1: it lies in this process's memory alone: not in the browser, and on no disk. What is lost
    with the process are unsaved words, and sealed files that the sweep removes a day later.
Rule 2: it belongs to an office, not to a session: a session that ends loses nothing, and another
    office is never given any of it.
Rule 3: it is bounded, for an office and for all of them; the oldest goes first. A file that goes so
    is removed from the disk as well.

See `docs/decisions/0041-what-is-not-saved-lies-in-memory.md`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from depesha.names import TimeMs

MAX_WORKS: Final = 8
"""Of one office; a person composes two or three at a time."""

MAX_WORDS_BYTES: Final = 4 * 1024 * 1024
"""Of one work: as much as a form may have."""

MAX_ALL_BYTES: Final = 64 * 1024 * 1024
MAX_FILES: Final = 64
LASTS_MS: Final = 24 * 3600 * 1000

Words = Sequence[tuple[str, str]]
Sealed = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Work:
    """What lies there of one sheet that is being composed.

    Attributes:
        kept_at: when its words were last kept, or a file was sealed for it.
        words: the fields of the form, as they were sent; none: only files lie here.
        files: what an order names each sealed file by, with its seed.
    """

    kept_at: TimeMs
    words: Words = ()
    files: list[Sealed] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many characters its words have."""
        return sum(len(name) + len(value) for name, value in self.words)


class Worktable:
    """The works of all offices of a desk.

    Args:
        now: the clock.
        forsake: told of sealed files that no draft will name.
    """

    def __init__(
        self, now: Callable[[], TimeMs], forsake: Callable[[Sequence[Sealed]], None]
    ) -> None:
        self._now = now
        self._forsake = forsake
        self._works: dict[tuple[str, str], Work] = {}

    def keep(self, office: str, name: str, words: Words) -> TimeMs:
        """Keep the words of a work, and return when that was."""
        work = self._work(office, name)
        work.words, work.kept_at = words, self._now()
        self._tidy(office, but=(office, name))
        return work.kept_at

    def find(self, office: str, name: str) -> Work | None:
        """Return a work of an office; None: it has none of that name."""
        self._tidy(office)
        return self._works.get((office, name))

    def of(self, office: str) -> list[tuple[str, Work]]:
        """Return the works of an office that have words, the youngest first."""
        self._tidy(office)
        found = [(name, one) for (who, name), one in self._works.items() if who == office]
        kept = [(name, one) for name, one in found if one.words]
        return sorted(kept, key=lambda one: one[1].kept_at, reverse=True)

    def add(self, office: str, name: str, sealed: Sealed) -> bool:
        """Lay a sealed file to a work; no: it has as many as a draft may have."""
        work = self._work(office, name)
        if len(work.files) >= MAX_FILES:
            return False
        work.files.append(sealed)
        work.kept_at = self._now()
        self._tidy(office, but=(office, name))
        return True

    def take_file(self, office: str, name: str, place: int) -> None:
        """Take a sealed file from a work, counted from 0; calling it for none is harmless."""
        work = self._works.get((office, name))
        if work is not None and 0 <= place < len(work.files):
            self._forsake([work.files.pop(place)])

    def clear(self, office: str, name: str, *, named: Sequence[Sealed] = ()) -> None:
        """End a work: it is a draft now, whose `named` files stay, or it is thrown away."""
        work = self._works.pop((office, name), None)
        if work is not None:
            self._forsake([one for one in work.files if one not in named])

    def _work(self, office: str, name: str) -> Work:
        return self._works.setdefault((office, name), Work(kept_at=self._now()))

    def _tidy(self, office: str, but: tuple[str, str] | None = None) -> None:
        """Let go what is too old, and of what is too much the oldest."""
        before = self._now() - LASTS_MS
        for key in [key for key, one in self._works.items() if one.kept_at < before]:
            self.clear(*key)
        while len(mine := [key for key in self._works if key[0] == office]) > MAX_WORKS:
            self._let_oldest_go(mine, but)
        while sum(one.size for one in self._works.values()) > MAX_ALL_BYTES:
            self._let_oldest_go(list(self._works), but)

    def _let_oldest_go(self, keys: Sequence[tuple[str, str]], but: tuple[str, str] | None) -> None:
        others = [key for key in keys if key != but] or list(keys)
        self.clear(*min(others, key=lambda key: self._works[key].kept_at))
