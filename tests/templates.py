"""Homes that are made once in a process, and copied for every test that wants one.

    laid_down("alpha", lambda folder: found(folder / "alpha"), {"alpha": tmp_path / "a"})

To found a station takes a tenth of a second and more; to copy its files takes a thousandth. What
is copied was closed: no process has it open, and every test writes in files of its own. A
template is never opened again.
"""

import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

_made: dict[str, Path] = {}


@cache
def _shelf() -> Path:
    return Path(mkdtemp(prefix="depesha-templates-"))


def throw_away() -> None:
    """Remove all templates; at the end of the process."""
    _made.clear()
    if _shelf.cache_info().currsize:
        shutil.rmtree(_shelf())
        _shelf.cache_clear()


def laid_down(key: str, make: Callable[[Path], object], where: Mapping[str, Path]) -> None:
    """Copy to their places what `make` once made in an empty folder.

    Args:
        key: all that what is made differs by.
        make: makes folders, and closes what is in them.
        where: the place of each folder, where nothing may be yet.
    """
    if key not in _made:
        folder = Path(mkdtemp(dir=_shelf()))
        make(folder)
        _made[key] = folder
    for name, place in where.items():
        shutil.copytree(_made[key] / name, place, dirs_exist_ok=True)
