"""PDF files read back with poppler, as anybody may read them."""

import subprocess
from pathlib import Path


def text_of(pdf: bytes, folder: Path, *options: str) -> str:
    """Return the text of a document in the order in which it was set."""
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    return _run("pdftotext", "-raw", *options, str(file), "-")


def info_of(pdf: bytes, folder: Path) -> dict[str, str]:
    """Return what a document says of itself."""
    file = folder / "info.pdf"
    file.write_bytes(pdf)
    lines = _run("pdfinfo", "-isodates", str(file)).splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def fonts_of(pdf: bytes, folder: Path) -> list[list[str]]:
    """Return the faces of a document: name, type, encoding, embedded, subset."""
    file = folder / "fonts.pdf"
    file.write_bytes(pdf)
    return [line.split() for line in _run("pdffonts", str(file)).splitlines()[2:]]


def words(text: str) -> str:
    """Return a text with single blanks: a line may be broken anywhere between words."""
    return " ".join(text.split())


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
