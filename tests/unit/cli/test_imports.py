"""A command loads what it needs: a list of modules is a steadier guard than a clock."""

import subprocess
import sys

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


def loaded(*words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        capture_output=True,
        text=True,
        check=True,
        env={"HOME": "/nowhere", "LANG": "C.UTF-8"},
    )
    return set(done.stderr.splitlines())


@pytest.mark.parametrize("words", [["--help"], ["help"], ["--version"], ["inbox", "--help"]])
def test_help_loads_neither_the_station_nor_the_settings(words: list[str]) -> None:
    modules = loaded(*words)
    assert "depesha.cli.entry" in modules
    assert modules & (HEAVY | {"tomllib", "apsw", "socket", "depesha.station.client"}) == set()


@pytest.mark.parametrize("words", [["inbox"], ["confirm", "26044"], ["outbox"], ["queue"]])
def test_a_command_of_every_day_loads_little_of_its_own(words: list[str]) -> None:
    """Without a station: what the station loads for an answer is guarded beside the station."""
    modules = loaded(*words)
    assert "depesha.station.client" in modules
    assert modules & (HEAVY | {"tomllib", "apsw"}) == set()
