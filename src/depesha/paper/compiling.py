"""The typesetter: a layout of ours and data in, the bytes of a PDF/A-2b out.

Rule 1: a layout reads the data that it is given and nothing else: its root is the folder of the
    layouts, and none of them names a package.
Rule 2: the faces are read once in a process, and what was set before is remembered by the
    typesetter: the first sheet costs some 60 ms, the next ones a few.
Rule 3: nothing of the machine comes into the bytes, neither its clock nor its faces.
"""

from collections.abc import Mapping
from functools import cache
from json import dumps
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from depesha.errors import Refused
from depesha.paper.faces import FOLDER

if TYPE_CHECKING:
    from typst import Fonts

LAYOUTS: Final = Path(__file__).parent / "layouts"
STANDARD: Final = "a-2b"
COMMON: Final = "common.typ"

MAX_SHEETS_BYTES: Final = 4 * 1024 * 1024
"""Of the data of one document: a text of 256 KiB in codes of letters that no face has, and more."""

_one_at_a_time: Final = Lock()
"""Two cores have nothing to gain from two typesetters, and a desk would have to wait for both."""


@cache
def _faces() -> "Fonts":
    # imported here because only what prints pays for it
    from typst import Fonts  # noqa: PLC0415

    return Fonts(include_system_fonts=False, font_paths=[str(FOLDER)])


@cache
def _layout(name: str) -> bytes:
    return (LAYOUTS / name).read_bytes()


def compiled(layout: str, data: Mapping[str, Any], at: int, files: Mapping[str, bytes]) -> bytes:
    """Return a document.

    Args:
        layout: its file among the layouts.
        data: what stands on it.
        at: its own time in UTC milliseconds: that of the PDF.
        files: pictures that it shows, by name.

    Raises:
        Refused: it is too long to be set.
    """
    how = {"format": "pdf", "pdf_standards": STANDARD, "pdf_tags": False}
    return _set(layout, data, files, {**how, "timestamp": max(at // 1000, 0)})


def drawing(layout: str, data: Mapping[str, Any]) -> bytes:
    """Return a sheet as a picture in SVG: its letters are outlines, and no text.

    Raises:
        Refused: it is too long to be set.
    """
    return _set(layout, data, {}, {"format": "svg"})


def _set(
    layout: str, data: Mapping[str, Any], files: Mapping[str, bytes], how: Mapping[str, Any]
) -> bytes:
    # imported here because only what prints pays for it
    from typst import TypstError  # noqa: PLC0415
    from typst import compile as set_in_type  # noqa: PLC0415

    said = dumps(data, ensure_ascii=False, sort_keys=True).encode()
    if len(said) > MAX_SHEETS_BYTES:
        msg = f"it has {len(said)} bytes, and at most {MAX_SHEETS_BYTES} are set in type at once"
        raise Refused(msg, hint="of a register: print a shorter period")
    sources: Any = {  # the names of files in it; what is said of its types leaves this out
        "main.typ": _layout(layout),
        COMMON: _layout(COMMON),
        "data.json": said,
        **files,
    }
    try:
        with _one_at_a_time:
            made = set_in_type(
                sources, root=str(LAYOUTS), font_paths=_faces(), ignore_system_fonts=True, **how
            )
    except TypstError:
        # its words may be those of the telegram: they go into no message and no log
        msg = "the typesetter does not take this sheet"
        raise Refused(msg, hint="that is a mistake of this program") from None
    assert isinstance(made, bytes), "one document was asked for"  # noqa: S101
    return made
