"""The wheel: everything that the desk shows is in it, and it serves without this folder."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = "import sys, uv_build; print(uv_build.build_wheel(sys.argv[1]))"
FACES = ("web", "reading_room", "looks")
SHOWN = ("templates", "static", "locale")
NOT_SHIPPED = {".pyc"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Path:
    """Install the wheel as a person without this folder has it."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    return site


def surroundings(site: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DEPESHA_")}
    return {**kept, "PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"}


def run(site: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "depesha", "--home", str(home), *words],
        env=surroundings(site),
        cwd=site.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@contextmanager
def served(site: Path, home: Path) -> Iterator[str]:
    """Serve a station with its desk, and lend the address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "depesha", "--home", str(home), "serve", "--web", "0"],
        env=surroundings(site),
        cwd=site.parent,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with process:
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(2)]
            yield lines[1].split()[-1]
        finally:
            process.terminate()


def asked(address: str, language: str) -> str:
    request = Request(address, headers={"Accept-Language": language})  # noqa: S310  # loopback
    with urlopen(request, timeout=20) as answer:  # noqa: S310
        data: bytes = answer.read()
    return data.decode()


def test_all_that_the_desk_shows_is_in_it(wheel: Path) -> None:
    depesha = ROOT / "src" / "depesha"
    wanted = {
        path.relative_to(ROOT / "src").as_posix()
        for folder in SHOWN
        for face in FACES
        for path in (depesha / face / folder).rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    assert wanted - names == set()
    assert "depesha/web/static/vendor/htmx.js" in names
    assert "depesha/web/locale/ru/depesha.mo" in names
    assert "depesha/reading_room/locale/ru/depesha.mo" in names
    assert "depesha/looks/static/fonts.css" in names


def test_it_serves_a_desk_in_both_languages(installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = run(installed, home, "station", "init", "harbour", "--open")
    assert made.returncode == 0, made.stderr
    with served(installed, home) as address:
        english, russian = (asked(f"{address}sign-in", one) for one in ("en", "ru"))
        assert "Depesha" in english
        assert "Депеша" in russian
        (script,) = re.findall(r'src="/(static/\w+/vendor/htmx\.js)"', english)
        assert "htmx" in asked(address + script, "en")[:40]


@pytest.mark.parametrize("lacking", ["static/vendor/htmx.js", "locale/ru/depesha.mo"])
def test_without_what_is_made_it_says_what_to_do(
    lacking: str, installed: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert run(installed, home, "station", "init", "harbour", "--open").returncode == 0
    (installed / "depesha" / "web" / lacking).unlink()
    done = run(installed, home, "serve", "--web", "0")
    assert done.returncode == 1
    assert f"this installation has no desk: {lacking}" in done.stderr
    assert "make assets" in done.stderr
