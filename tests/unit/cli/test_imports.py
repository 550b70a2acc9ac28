"""A command loads what it needs: a list of modules is a steadier guard than a clock."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HEAVY = {
    "asyncio",
    "cryptography",
    "depesha.keybook",
    "depesha.links",
    "depesha.office.desk",
    "depesha.seal",
    "hypothesis",
    "importlib.resources",
    "ssl",
    "subprocess",
    "tempfile",
    "traceback",
    "unittest",
}

PROGRAM = """
import sys
from depesha.__main__ import main
before = set(sys.modules)
main(sys.argv[1:])
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def loaded(*words: str, runtime: str = "") -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        capture_output=True,
        text=True,
        check=True,
        env={"HOME": "/nowhere", "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": runtime},
    )
    return set(done.stderr.splitlines())


@pytest.mark.parametrize("words", [["--help"], ["help"], ["--version"], ["confirm", "--help"]])
def test_help_loads_neither_the_station_nor_the_settings(words: list[str]) -> None:
    modules = loaded(*words)
    assert "depesha.cli.entry" in modules
    assert modules & (HEAVY | {"tomllib", "apsw", "socket", "depesha.station.client"}) == set()


@pytest.mark.parametrize("words", [["inbox"], ["confirm", "26044"], ["track", "26044"], ["queue"]])
def test_a_command_of_every_day_loads_little_of_its_own(words: list[str]) -> None:
    """Without a station: what the station loads for an answer is guarded beside the station."""
    modules = loaded(*words)
    assert "depesha.station.client" in modules
    assert modules & (HEAVY | {"apsw"}) == set()


def test_an_order_that_shows_no_time_reads_no_settings() -> None:
    assert loaded("confirm", "26044") & {"tomllib", "zoneinfo"} == set()


@pytest.fixture
def runtime() -> Iterator[str]:
    """A runtime directory in memory, as a login session has one."""
    memory = Path("/dev/shm")  # noqa: S108  # a folder of our own is made in it
    if not memory.is_dir():
        pytest.skip("this machine has no file system in memory")
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield name


def test_an_unlocked_inbox_loads_neither_the_office_nor_the_cipher_library(
    tmp_path: Path, runtime: str
) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text("сова стережёт ключ\n", encoding="utf-8")
    words = ["--home", str(tmp_path / "moscow"), "--passphrase-file", str(secret)]
    loaded("station", "init", "moscow", "--centre", *words, runtime=runtime)
    assert "cryptography" in loaded("unlock", *words, runtime=runtime)
    modules = loaded("inbox", *words[:2], runtime=runtime)
    assert "apsw" in modules
    assert modules & HEAVY == set()
