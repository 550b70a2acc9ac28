"""Files that a page brings: scripts, styles, fonts. Read once, named by what is in them.

A page names `static/3f2a…/frame.css`: a file that changed has another name, so a browser never
asks twice for one that has not.

A style sheet names the files beside it by their bare names, `url("fonts/…")`; as it is served, they
are named by what is in them too, so that a font that changed changes its sheet. They are named
from where the sheet is, so that sheets and fonts can lie under any address.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
SMALLER_BY_GZIP: Final = frozenset({".css", ".js", ".svg", ".txt"})
BESIDE: Final = re.compile(rb'url\("([a-z0-9./-]+)"\)')
DIGEST_LETTERS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file.

    Attributes:
        digest: names it.
        kind: its media type.
        data: its bytes.
        small: the same compressed; None: it is not worth it.
    """

    digest: str
    kind: str
    data: bytes
    small: bytes | None


def files_of(folders: Sequence[Path]) -> Mapping[str, File]:
    """Return each file of these folders by its name; style sheets last, for they name others."""
    paths = [
        (path.relative_to(folder).as_posix(), path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in KINDS
    ]
    found: dict[str, File] = {}
    for name, path in sorted(paths, key=lambda one: (one[1].suffix == ".css", one[0])):
        data = path.read_bytes()
        if path.suffix == ".css":
            data = BESIDE.sub(lambda named: _beside(found, named[1].decode()), data)
        small = gzip.compress(data, 9, mtime=0) if path.suffix in SMALLER_BY_GZIP else None
        digest = hashlib.sha256(data).hexdigest()[:DIGEST_LETTERS]
        found[name] = File(digest=digest, kind=KINDS[path.suffix], data=data, small=small)
    return found


def _beside(found: Mapping[str, File], name: str) -> bytes:
    return f'url("../{found[name].digest}/{name}")'.encode()
