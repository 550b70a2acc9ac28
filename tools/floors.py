"""Check the floors of pyproject.toml, as far as the house is built.

import-linter refuses a contract that names a module which does not exist, and a protected library
that nobody imports. The contracts name every room of the design and every library to be kept out,
so what does not occur is left out here, and with it a contract that has an empty side; each binds
from the moment that its modules occur. That no name is misspelt, and that every contract catches
what it is for, is tested in `tests/repository/test_floors.py`.

    python tools/floors.py [SRC]

SRC is the folder that holds the package; `src` if it is not given.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import grimp

ROOT = Path(__file__).resolve().parent.parent

SIDES = ("source_modules", "forbidden_modules", "modules", "protected_modules", "allowed_importers")
"""The options of a contract that name modules which must occur."""

MAY_BE_EMPTY = {"allowed_importers"}
"""With nobody allowed to import it, a protected module is still protected: from everybody."""


def as_far_as_built(contract: dict[str, Any], occurring: set[str]) -> dict[str, Any] | None:
    """Return `contract` without the modules that do not occur, or None if nothing is left of it."""
    pruned = dict(contract)
    for side in SIDES:
        if side in contract:
            pruned[side] = [name for name in contract[side] if name in occurring]
            if not pruned[side] and side not in MAY_BE_EMPTY:
                return None
    return pruned


def to_toml(session: dict[str, Any], contracts: list[dict[str, Any]]) -> str:
    """Write the configuration; its strings, flags and lists are spelt in TOML as in JSON."""
    tables = [("[tool.importlinter]", session)]
    tables += [("[[tool.importlinter.contracts]]", contract) for contract in contracts]
    lines = []
    for header, table in tables:
        lines.append(header)
        lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    return "\n".join(lines) + "\n"


def lint(config: str, src: Path) -> int:
    """Run import-linter on the package in `src`; return its exit status."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(config)
        file.flush()
        linter = str(Path(sys.executable).with_name("lint-imports"))
        command = [linter, "--no-cache", "--no-logo", file.name]
        return subprocess.run(command, cwd=src, check=False).returncode


def main(src: Path) -> int:
    """Check the package in `src`; return 0 if every contract is kept."""
    session = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contracts = session.pop("contracts")
    sys.path.insert(0, str(src))
    graph = grimp.build_graph(
        *session["root_packages"], include_external_packages=True, cache_dir=None
    )
    pruned = [as_far_as_built(contract, graph.modules) for contract in contracts]
    return lint(to_toml(session, [contract for contract in pruned if contract]), src)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "src").resolve()))
