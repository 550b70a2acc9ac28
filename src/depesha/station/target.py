"""A file that somebody names, to be written: a copy, an export, a text.

Rule: nothing is written over; what stands there may be the only one of its kind.
"""

from pathlib import Path

from depesha.errors import NotFound, Refused, Usage


def new_file(name: str | Path) -> Path:
    """Return the path of a file that is not there yet, in a folder that is.

    Raises:
        Usage: it names no file, or a directory.
        NotFound: its folder is not there.
        Refused: it exists already.
    """
    path = Path(name)
    if path.is_dir() and str(name) not in {"", "."}:
        msg = f"{name} is a directory"
        raise Usage(msg, hint="name a file")
    if not path.name:
        msg = f"{str(name)!r} names no file"
        raise Usage(msg, hint="name a file")
    if not path.parent.is_dir():
        msg = f"there is no folder {path.parent}"
        raise NotFound(msg, hint="make the folder first, or name a file in another")
    if path.exists() or path.is_symlink():
        msg = f"{path.name} exists already"
        raise Refused(msg, hint="give another name: nothing is written over")
    return path
