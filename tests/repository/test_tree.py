"""The tree itself: no addresses, no machine paths, no foreign locks, a floor for every file."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Put together here, so that this file does not contain what it looks for.
ADDRESSES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("deb", "debian", "org"),
    )
]
MACHINE_PATH = re.compile(rb"(?<![\w./~-])/(?:%s)/[\w.]" % b"|".join([b"work", b"root", b"home"]))
LOCKS_WITH_ADDRESSES = {"uv.lock", "pylock.toml", "poetry.lock", "package-lock.json", "yarn.lock"}


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """Every file that git tracks and that is still there."""
    if not (git := shutil.which("git")) or not (ROOT / ".git").exists():
        pytest.skip("what is tracked only git knows")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    assert paths, "an empty tree tests nothing"
    return [path for path in paths if path.is_file()]


def test_no_tracked_file_holds_the_address_of_a_package_registry(tracked: list[Path]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {address}"
        for path in tracked
        for address in ADDRESSES
        if address.encode() in path.read_bytes().lower()
    ]
    assert found == []


def test_no_tracked_file_holds_a_path_of_one_machine(tracked: list[Path]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in tracked
        for match in MACHINE_PATH.finditer(path.read_bytes())
    ]
    assert found == []


def test_the_search_for_machine_paths_finds_one() -> None:
    assert MACHINE_PATH.search(b"see /%s/someone/x" % b"home")
    assert not MACHINE_PATH.search(b"stations/home/keys, ~/home/x, GET /api/work/1")


def test_no_lock_with_addresses_is_tracked(tracked: list[Path]) -> None:
    assert {path.name for path in tracked} & LOCKS_WITH_ADDRESSES == set()


def test_real_traffic_is_not_tracked(tracked: list[Path]) -> None:
    assert not [path for path in tracked if path.is_relative_to(ROOT / "tests" / "private")]


def pins(purpose: str) -> dict[str, str]:
    """Return the versions that a lock holds; a line that pins nothing is an error."""
    text = (ROOT / "requirements" / f"{purpose}.txt").read_text(encoding="utf-8")
    entries = re.sub(r" \\\n +", " ", text).splitlines()
    found = {}
    for entry in entries:
        match = re.match(r"([\w-]+)==([\w.]+) .*--hash=sha256:[0-9a-f]{64}", entry)
        assert match, f"{purpose}: neither pinned nor hashed: {entry}"
        found[match[1]] = match[2]
    assert found, "an empty lock locks nothing"
    return found


@pytest.mark.parametrize("purpose", ["run", "dev", "tools"])
def test_every_lock_is_pinned_and_hashed(purpose: str) -> None:
    assert pins(purpose)


def test_what_runs_is_what_was_tested() -> None:
    assert pins("run").items() <= pins("dev").items()


def test_the_vectors_are_those_of_the_cipher_library() -> None:
    assert pins("dev")["cryptography-vectors"] == pins("run")["cryptography"]


def test_the_back_end_is_the_one_locked() -> None:
    assert PYPROJECT["build-system"]["requires"] == [f"uv_build=={pins('dev')['uv-build']}"]


def test_every_dependency_has_its_reason() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    groups = PYPROJECT["dependency-groups"]
    wanted = [*PYPROJECT["project"]["dependencies"], *groups["dev"], *groups["tools"]]
    names = {re.split(r"[=<>~]", requirement)[0].replace("_", "-") for requirement in wanted}
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_every_file_has_a_floor() -> None:
    (floors,) = [
        contract
        for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
        if contract["name"] == "The floors"
    ]
    placed = {name for layer in floors["layers"] for name in re.findall(r"\w+", layer)}
    package = ROOT / "src" / "depesha"
    rooms = {path.relative_to(package).parts[0] for path in package.glob("**/*.py")}
    assert {room.removesuffix(".py") for room in rooms} - placed - {"__init__"} == set()


def test_there_are_scripts_as_soon_as_there_are_commands() -> None:
    commands = ROOT / "src" / "depesha" / "cli"
    scripts = list((ROOT / "tests" / "scripts").glob("*.txt"))
    assert scripts or not commands.exists(), "an empty corpus tests nothing"
