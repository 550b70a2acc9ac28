"""The floors, proved: a house built to the design stands, and each planted bug falls."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

ALLOWED = {
    "cli": "import depesha.station, os",
    "station": "import depesha.store, depesha.links, depesha.keys, depesha.office, asyncio, time",
    "store": "import depesha.journal, apsw, threading",
    "seal": "import secrets, cryptography, spake2",
    "keys": "import depesha.seal, pathlib",
    "wire": "import depesha.seal, depesha.telegram",
    "office": "import depesha.wire",
    "journal": "import depesha.seal",
    "links": "import depesha.packet, depesha.cbor, socket, ssl",
    "packet": "import depesha.cbor, depesha.names",
}
"""A house with imports that the design wants; the bugs are planted in it."""

PLANTED = {
    # the bug: (the room, what it imports, how the contract's name begins)
    "a floor imports the one above": ("cbor", "depesha.office", "The floors"),
    "a floor imports a face": ("station", "depesha.cli", "The floors"),
    "two rooms of the world know one another": ("store", "depesha.links", "The floors"),
    "a link reads a telegram": ("links", "depesha.telegram", "The courier"),
    "transit opens a seal": ("office.transit", "depesha.seal", "The courier"),
    "routing reads through a third file": ("route", "depesha.journal", "The courier"),
    "a desk calls a desk": ("office.inward", "depesha.office.control", "The desks"),
    "a face goes behind the station's back": ("cli", "depesha.store", "Faces call the station"),
    "the demo makes its own seals": ("demo", "depesha.seal", "Faces call the station"),
    "the reading room asks a station": (
        "reading_room",
        "depesha.station",
        "The reading room knows",
    ),
    "the wire does cryptography": ("wire", "cryptography.hazmat", "Only seal/ imports"),
    "the world does cryptography": ("keys", "cryptography", "Only seal/ imports"),
    "a station makes its own key from a code": (
        "station",
        "spake2",
        "Only seal/ makes a key",
    ),
    "an office throws dice": ("office.outward", "secrets", "Only seal/ makes randomness"),
    "a document asks for the time": ("telegram", "time", "Only the world"),
    "an office opens a file": ("office.archive", "pathlib", "Only the world"),
    "a seal opens a socket": ("seal", "socket", "Only the world"),
}


def rooms() -> Iterator[str]:
    """Yield every room that the contracts name, without the name of the package."""
    for contract in CONFIG["contracts"]:
        for layer in contract.get("layers", ()):
            yield from re.findall(r"\w+", layer)
        for option in ("source_modules", "forbidden_modules", "modules", "allowed_importers"):
            own = (name for name in contract.get(option, ()) if name.startswith("depesha."))
            yield from (name.removeprefix("depesha.") for name in own)


def build(house: Path, lines: dict[str, str]) -> Path:
    """Build every room as a package in `house`; `lines` says what stands in some of them."""
    for room in {"", *rooms(), *lines}:
        folder = house.joinpath("depesha", *room.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text(lines.get(room, ""))
    return house


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "floors.py"), str(house)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def verdict_of(name: str, printed: str) -> str:
    """Return KEPT or BROKEN: what import-linter printed of the contract whose name begins so."""
    (line,) = [line for line in printed.splitlines() if line.startswith(name) and line.isascii()][
        :1
    ]
    return line.split()[-1]


def test_a_house_built_to_the_design_keeps_every_contract(tmp_path: Path) -> None:
    result = lint(build(tmp_path, ALLOWED))
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"Contracts: {len(CONFIG['contracts'])} kept, 0 broken" in result.stdout


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_breaks_its_contract(bug: str, tmp_path: Path) -> None:
    room, imported, contract = PLANTED[bug]
    lines = ALLOWED | {room: f"{ALLOWED.get(room, 'import sys')}, {imported}"}
    result = lint(build(tmp_path, lines))
    assert result.returncode != 0
    assert verdict_of(contract, result.stdout) == "BROKEN", result.stdout + result.stderr


def test_a_file_without_a_floor_is_refused(tmp_path: Path) -> None:
    result = lint(build(tmp_path, {"utils": ""}))
    assert result.returncode != 0
    assert "depesha.utils" in result.stdout


def test_what_is_not_built_yet_binds_from_the_moment_it_is(tmp_path: Path) -> None:
    def write(room: str, line: str) -> None:
        (tmp_path / "depesha" / room).write_text(line)

    (tmp_path / "depesha").mkdir()
    write("__init__.py", "")
    write("packet.py", "")
    assert lint(tmp_path).returncode == 0
    write("route.py", "import depesha.wire")
    write("wire.py", "")
    assert verdict_of("The courier", lint(tmp_path).stdout) == "BROKEN"


@pytest.mark.parametrize("name", [contract["name"] for contract in CONFIG["contracts"]])
def test_every_contract_has_a_planted_bug(name: str) -> None:
    assert any(name.startswith(contract) for _, _, contract in PLANTED.values())
