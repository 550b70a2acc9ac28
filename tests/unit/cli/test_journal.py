"""`journal head|peers|prove|verify`: what they ask and say, and a proof that needs no station."""

from pathlib import Path

import pytest

from depesha.envelope import JournalHead
from depesha.journal import JournalEntry, References, encode_entry, leaf_hash, path, root
from depesha.keybook import fingerprint_text
from depesha.names import Digest, TimeMs, Uid
from depesha.seal.checkpoint import signer_of
from depesha.seal.signature import signing_key
from depesha.seal.tlog_proof import InclusionProof, read_proof, verify_proof, write_proof
from depesha.words import word
from tests.unit.cli.desk import run

SEED, JOURNAL = bytes(range(32)), bytes(range(32, 64))
SIGNER = signer_of("moscow", SEED, JOURNAL)
ENTRY = encode_entry(
    JournalEntry(
        kind=13,
        at=TimeMs(-571558200000),
        references=References(uid=Uid(bytes(16))),
        commitment=Digest(bytes(32)),
    )
)
LEAVES = [*(leaf_hash(bytes([at])) for at in range(6)), leaf_hash(ENTRY)]
HEAD = JournalHead(size=7, root=root(LEAVES))
PROOF = InclusionProof(
    entry=ENTRY,
    index=6,
    path=path(LEAVES, 6),
    note=SIGNER.sign_lasting(HEAD, 1_795_870_000_000),
    ed25519=signing_key(SEED).public,
    mldsa44=SIGNER.public,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "26044.proof"
    file.write_bytes(write_proof(PROOF))
    return file


def test_the_head_with_its_note() -> None:
    head = {"size": 12, "root": "ab" * 32, "lasting_size": 9, "lasting_at": -571558200000}
    note = SIGNER.sign(HEAD).decode()
    ran = run("journal", "head", answers={"journal": {**head, "note": note}})
    assert ran.out.splitlines() == [
        "size  12",
        f"root  {'ab' * 32}",
        "signed for long  9  21.11.1951 17:50Z",
        "",
        *note.splitlines(),
    ]
    assert run("journal", "head", "--json", answers={"journal": head}).objects() == [
        {"v": 1, "kind": "journal-head", **head}
    ]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["26044"], {"reference": "26044", "lasting": False}),
        (["fact:1951", "--lasting"], {"fact": 1951, "lasting": True}),
    ],
)
def test_what_is_to_be_proved(words: list[str], asked: dict[str, object]) -> None:
    ran = run("journal", "prove", *words, answers={"journal-proof": {"text": "a proof\n"}})
    assert ran.asked == [("journal-proof", asked)]
    assert ran.out == "a proof\n"


def test_a_proof_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    found = {"text": "a proof\n", "fact": 6, "size": 7, "key_groups": "ab cd"}
    target = tmp_path / "new.proof"
    ran = run("journal", "prove", "1", "-o", str(target), answers={"journal-proof": found})
    assert target.read_text() == "a proof\n"
    assert target.stat().st_mode & 0o077 == 0
    assert "ab cd" in ran.out


def test_the_journals_of_others_in_both_languages() -> None:
    row = {"station": "moscow", "size": 20, "proved_size": 8, "finding": "forked", "cut": 8}
    for language in ("en", "ru"):
        ran = run(
            "journal", "peers", answers={"journal-peers": [row]}, environ={"DEPESHA_LANG": language}
        )
        assert word("forked", language) in ran.out
        assert word("cut line", language) in ran.out


def test_a_proof_verifies_without_a_station(file: Path) -> None:
    ran = run("journal", "verify", str(file))
    assert ran.status == 1, "anybody could have made it"
    assert "fact 6 of 7 in the journal of moscow, kind 13, 21.11.1951 17:50Z" in ran.out
    assert "signed by Ed25519 and ML-DSA-44" in ran.out
    assert "whose key it is is not shown" in ran.out


def test_a_named_key_must_be_the_one_that_signed(file: Path) -> None:
    key = fingerprint_text(PROOF.fingerprint)
    ran = run("journal", "verify", str(file), "--key", key)
    assert ran.status == 0
    assert "not shown" not in ran.out
    other = run("journal", "verify", str(file), "--key", "00" * 32)
    assert other.status == 5
    assert "another key" in other.err


@pytest.mark.parametrize("place", range(0, len(write_proof(PROOF)), 97))
def test_a_proof_that_was_changed_anywhere_does_not_verify(file: Path, place: int) -> None:
    """Planted bug: without `verify_path` in `_verified` a changed index or path still passes."""
    data = bytearray(file.read_bytes())
    data[place] = ord("A") if data[place] != ord("A") else ord("B")
    file.write_bytes(data)
    assert run("journal", "verify", str(file)).status == 5


def test_a_proof_of_another_entry_or_place_is_none() -> None:
    whole = write_proof(PROOF)
    assert verify_proof(read_proof(whole)).index == 6
    moved = whole.replace(b"\nindex 6\n", b"\nindex 5\n")
    assert moved != whole
    file = Path("-")
    ran = run("journal", "verify", str(file), stdin=moved)
    assert ran.status == 5
    assert "not in the journal of moscow at place 5" in ran.err


@pytest.mark.parametrize("data", [b"", b"no proof", b"c2sp.org/tlog-proof@v1\n", bytes(32_768)])
def test_what_is_no_proof_is_told_so(data: bytes) -> None:
    ran = run("journal", "verify", "-", stdin=data)
    assert ran.status == 5
    assert "not a proof from a journal" in ran.err
