"""The foreign corpora are what the list vouches for, and the locked Node.js can use them."""

import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from tools.corpora import VECTORS, read_list, unpack

LISTED = Path(__file__).resolve().parents[1] / "corpora.txt"


def test_the_list_names_each_package_once_with_its_hash() -> None:
    packages = read_list(LISTED.read_text(encoding="utf-8"))
    assert {"cctv-age", "age-encryption"} <= {package.name for package in packages}
    assert len({package.name for package in packages}) == len(packages)
    assert all(package.integrity.startswith("sha512-") for package in packages)


def test_a_scope_becomes_a_prefix_of_the_archive() -> None:
    (package,) = read_list("# comment\n@noble/curves  2.0.1  sha512-x\n")
    assert package.archive == "noble-curves-2.0.1.tgz"


def test_a_swapped_archive_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "package.tgz"
    with tarfile.open(archive, "w:gz"):
        pass
    (package, *_) = read_list(LISTED.read_text(encoding="utf-8"))
    with pytest.raises(SystemExit, match="is not what the list says: sha512-"):
        unpack(package, archive, tmp_path / "modules")
    with pytest.raises(SystemExit):
        unpack(replace(package, integrity=""), archive, tmp_path / "modules")
    assert not (tmp_path / "modules").exists()


def test_every_vector_is_there(corpora: Path) -> None:
    vectors = list((corpora / "cctv-age").iterdir())
    assert len(vectors) == VECTORS
    assert all(vector.read_bytes().startswith(b"expect: ") for vector in vectors)


def test_the_other_implementation_makes_a_key_of_our_kind(corpora: Path, node: Path) -> None:
    script = (
        'import("age-encryption").then(async m => console.log(await m.generateHybridIdentity()))'
    )
    made = subprocess.run(
        [node, "--eval", script],
        cwd=corpora,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert made.stdout.startswith("AGE-SECRET-KEY-PQ-1")
