"""The desk's own files: named by what is in them, and small."""

import gzip
import re
from pathlib import Path

from starlette.testclient import TestClient

from depesha import looks
from depesha.web.statics import FOLDER, KINDS, static
from tests.desks import visit

NAMED = re.compile(r'url\("\.\.(/[0-9a-f]{16}/[^"]+)"\)')


FOLDERS = (looks.FOLDER, FOLDER)


def client() -> TestClient:
    return visit(office=None).client


def test_a_file_is_named_by_its_digest_and_kept_for_ever() -> None:
    answer = client().get(static("frame.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_an_older_name_brings_the_newer_file_which_is_not_kept() -> None:
    answer = client().get("/static/0123456789abcdef/frame.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_style_sheet_names_its_fonts_by_their_digests() -> None:
    named = NAMED.findall(client().get(static("fonts.css")).text)
    assert len(named) >= 8
    for address in named:
        answer = client().get(f"/static{address}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "font/woff2"
        assert "immutable" in answer.headers["Cache-Control"]


def test_no_style_sheet_names_what_is_not_there() -> None:
    sheets = [sheet for folder in FOLDERS for sheet in sorted(folder.rglob("*.css"))]
    assert sheets, "no style sheets: nothing is tested"
    for sheet in sheets:
        bare = re.findall(r"url\(([^)]*)\)", sheet.read_text())
        assert all(re.fullmatch(r'"[a-z0-9./-]+"', one) for one in bare), sheet
        assert all((sheet.parent / one.strip('"')).is_file() for one in bare), sheet


def test_text_is_compressed_for_whoever_takes_it() -> None:
    answer = client().get(static("frame.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = client().get(static("frame.css"), headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.text == answer.text


def test_nothing_outside_the_folder_is_served() -> None:
    for path in ("../app.py", "%2e%2e/app.py", "/etc/passwd", "fonts/../../app.py", "."):
        answer = client().get(f"/static/x/{path}")
        assert answer.status_code != 200, path
        assert "import" not in answer.text


def test_every_font_has_its_licence_beside_it() -> None:
    families = {file.name.split("-")[0] for file in (looks.FOLDER / "fonts").glob("*.woff2")}
    licences = [file.name for file in (looks.FOLDER / "fonts").glob("OFL-*.txt")]
    assert families
    for family in families:
        assert any(name.startswith(f"OFL-{family}") for name in licences), family


FIRST_VIEW = ("fonts.css", "frame.css", "parts.css", "vendor/htmx.js", "frame.js", "dialogs.js")
FONTS = ("golos-text-cyrillic", "golos-text-latin", "old-standard-cyrillic-700")


def place(name: str) -> Path:
    return next(folder / name for folder in FOLDERS if (folder / name).is_file())


def test_what_every_page_brings_is_small() -> None:
    files = [place(name) for name in FIRST_VIEW]
    sent = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    fonts = sum((looks.FOLDER / "fonts" / f"{name}.woff2").stat().st_size for name in FONTS)
    assert sent + fonts < 100_000  # 150,000 with the page and what is its own


def test_only_kinds_that_are_served_lie_there() -> None:
    kinds = {path.suffix for folder in FOLDERS for path in folder.rglob("*") if path.is_file()}
    assert kinds <= KINDS.keys()
