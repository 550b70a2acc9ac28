"""Checkpoints: who signed which head, and what is none."""

from dataclasses import replace

import pytest

from depesha.envelope import JournalHead
from depesha.errors import Malformed
from depesha.names import Digest
from depesha.seal.checkpoint import (
    Checkpoint,
    CheckpointKeys,
    origin,
    read_checkpoint,
    signer_of,
    verify_checkpoint,
)
from depesha.seal.note import (
    Note,
    checkpoint_text,
    read_note,
    sign_with_ed25519,
    write_note,
)
from depesha.seal.signature import BadSignature, signing_key

SEED, JOURNAL = bytes(range(32)), bytes(range(32, 64))
SIGNER = signer_of("moscow", SEED, JOURNAL)
KEYS = CheckpointKeys(station="moscow", ed25519=signing_key(SEED).public, mldsa44=SIGNER.public)
HEAD = JournalHead(size=1951, root=Digest(bytes(range(32))))
AT = 1_795_870_000_000


def test_the_note_is_what_c2sp_says() -> None:
    lines = SIGNER.sign(HEAD).decode().split("\n")
    assert lines[:4] == [
        "depesha/moscow/journal",
        "1951",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "",
    ]
    assert lines[4].startswith("— depesha/moscow/journal ")


def test_the_station_signed_it() -> None:
    assert verify_checkpoint(SIGNER.sign(HEAD), KEYS) == Checkpoint(head=HEAD, is_lasting=False)


def test_both_keys_signed_the_lasting_one() -> None:
    note = SIGNER.sign_lasting(HEAD, AT)
    assert verify_checkpoint(note, KEYS) == Checkpoint(head=HEAD, is_lasting=True)
    assert verify_checkpoint(note, replace(KEYS, mldsa44=b"")).is_lasting is False


def test_a_station_without_a_journal_key_signs_with_the_other_alone() -> None:
    signer = signer_of("moscow", SEED, None)
    assert signer.public == b""
    assert signer.sign_lasting(HEAD, AT) == signer.sign(HEAD)


def test_the_same_head_is_signed_alike() -> None:
    assert SIGNER.sign(HEAD) == signer_of("moscow", SEED, None).sign(HEAD)


@pytest.mark.parametrize("line", [0, 1])
def test_a_line_that_does_not_hold_spoils_it(line: int) -> None:
    note = read_note(SIGNER.sign_lasting(HEAD, AT))
    bad = replace(note.lines[line], signature=bytes(len(note.lines[line].signature)))
    lines = tuple(bad if at == line else one for at, one in enumerate(note.lines))
    with pytest.raises(BadSignature):
        verify_checkpoint(write_note(replace(note, lines=lines)), KEYS)


def test_the_lasting_line_alone_is_not_enough() -> None:
    note = read_note(SIGNER.sign_lasting(HEAD, AT))
    with pytest.raises(BadSignature):
        verify_checkpoint(write_note(replace(note, lines=note.lines[1:])), KEYS)


def test_another_station_signs_only_for_itself() -> None:
    """Moscow's own key over Peking's origin, and Peking's name under Moscow's text."""
    with pytest.raises(Malformed, match="not a checkpoint of the journal of peking"):
        verify_checkpoint(SIGNER.sign(HEAD), replace(KEYS, station="peking"))
    text = checkpoint_text(origin("moscow"), HEAD.size, HEAD.root)
    line = sign_with_ed25519(text, origin("peking"), signing_key(SEED))
    with pytest.raises(BadSignature):
        verify_checkpoint(write_note(Note(text=text, lines=(line,))), KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "depesha/moscow/journal\n1951\n",
        "depesha/moscow/journal\n01951\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "depesha/moscow/journal\n1951\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nmore\n",
        "depesha/moscow/journal\n1951\nAAECAwQF\n",
        checkpoint_text("depesha/moscow/journal", 0, bytes(32)),
        "depesha/moscow/journal\nmany\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    note = Note(text=text, lines=(sign_with_ed25519(text, origin("moscow"), signing_key(SEED)),))
    with pytest.raises(Malformed):
        read_checkpoint(write_note(note), "moscow")


def test_a_note_that_is_too_large_is_not_read() -> None:
    with pytest.raises(Malformed, match="at most 8192"):
        read_checkpoint(bytes(8193), "moscow")
