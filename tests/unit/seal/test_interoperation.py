"""Both ways with another implementation: npm age-encryption (TypeScript), run by Node.js."""

import subprocess
from pathlib import Path

import pytest

from depesha.names import Seed
from depesha.seal.age import seal, unseal
from depesha.seal.attachment import opened, sealed
from depesha.seal.identity import identity_from_seed

OURS = identity_from_seed(bytes(range(32)))
SIZES = [0, 2048, 65_536, 65_537, 1 << 20]

READ = """
import { readFileSync, writeFileSync } from "node:fs";
import * as age from "age-encryption";
const [key, from, to] = process.argv.slice(2);
"""
OPEN = """
const decrypter = new age.Decrypter();
decrypter.addIdentity(key);
writeFileSync(to, await decrypter.decrypt(readFileSync(from)));
"""
SEAL = """
const encrypter = new age.Encrypter();
encrypter.addRecipient(key);
writeFileSync(to, await encrypter.encrypt(readFileSync(from)));
"""


class Typage:
    """The other implementation, as a program of two verbs."""

    def __init__(self, node: Path, corpora: Path, folder: Path) -> None:
        self.node, self.corpora, self.folder = node, corpora, folder

    def run(self, verb: str, key: str, data: bytes) -> bytes:
        source, target = self.folder / "in", self.folder / "out"
        source.write_bytes(data)
        # "-" reads the program from its input, so that imports are looked for beside `cwd`.
        command = [str(self.node), "--input-type=module", "-", key, str(source), str(target)]
        subprocess.run(command, input=(READ + verb).encode(), cwd=self.corpora, check=True)
        return target.read_bytes()


@pytest.fixture
def typage(node: Path, corpora: Path, tmp_path: Path) -> Typage:
    return Typage(node, corpora, tmp_path)


def _plain(size: int) -> bytes:
    return bytes(number * 7 & 255 for number in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_they_open_what_we_seal(typage: Typage, size: int) -> None:
    plain = _plain(size)
    sealed = seal(OURS.public_key, plain)
    assert typage.run(OPEN, OURS.secret_text, sealed) == plain


@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_they_seal(typage: Typage, size: int) -> None:
    plain = _plain(size)
    sealed = typage.run(SEAL, OURS.recipient_text, plain)
    assert unseal(OURS, sealed, max_plain=size) == plain


def test_they_open_nothing_with_another_key(typage: Typage) -> None:
    other = identity_from_seed(bytes(32))
    with pytest.raises(subprocess.CalledProcessError):
        typage.run(OPEN, other.secret_text, seal(OURS.public_key, b"text"))


@pytest.mark.parametrize("size", SIZES)
def test_they_open_an_attachment_with_its_seed(typage: Typage, size: int) -> None:
    """A blob, and its seed as `AGE-SECRET-KEY-PQ-1...`: nothing of ours is needed."""
    plain, seed = _plain(size), Seed(bytes(range(1, 33)))
    blob = b"".join(sealed(seed, [plain]))
    assert typage.run(OPEN, identity_from_seed(seed).secret_text, blob) == plain


@pytest.mark.parametrize("size", SIZES)
def test_we_open_an_attachment_that_they_sealed_chunk_by_chunk(typage: Typage, size: int) -> None:
    plain, seed = _plain(size), Seed(bytes(range(1, 33)))
    blob = typage.run(SEAL, identity_from_seed(seed).recipient_text, plain)
    pieces = [blob[at : at + 5000] for at in range(0, len(blob), 5000)]
    assert b"".join(opened(seed, pieces)) == plain
