"""Signed notes: the examples of C2SP, thresholds, and what a note may not be."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.seal.mldsa import mldsa_key
from depesha.seal.note import (
    Line,
    Note,
    NoteKey,
    NoteKind,
    checkpoint_text,
    read_note,
    sign_with_ed25519,
    sign_with_mldsa,
    verify_note,
    write_note,
)
from depesha.seal.signature import BadSignature, signing_key

ROOTS = [signing_key(bytes([number]) * 32) for number in range(3)]
KEYS = [
    NoteKey(name=f"moscow/root-{number}", kind=NoteKind.ED25519, public=key.public)
    for number, key in enumerate(ROOTS)
]
QUANTUM = mldsa_key(bytes(32))
QUANTUM_KEY = NoteKey(name="moscow/root-0", kind=NoteKind.MLDSA44, public=QUANTUM.public)
TEXT = checkpoint_text("moscow/keybook", 3, bytes(range(32)))
NOW = 1_732_212_345


def _note(*numbers: int, text: str = TEXT) -> Note:
    lines = (sign_with_ed25519(text, KEYS[number].name, ROOTS[number]) for number in numbers)
    return Note(text=text, lines=tuple(lines))


def test_the_example_of_the_specification() -> None:
    """C2SP signed-note.md at v1.0.0: text, line and the key that its key id is of."""
    data = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n"
        "ed è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5dd"
        "nGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    ).encode()
    note = read_note(data)
    assert note.text.endswith("\n\ned è subito sera.\n")
    assert note.lines[0].name == "quasimodo.example/salvatore"
    assert note.lines[0].key_id.hex() == "367ba04b"
    assert write_note(note) == data


def test_a_note_of_two_keys_meets_a_threshold_of_two() -> None:
    data = write_note(_note(0, 2))
    note = verify_note(data, KEYS, 2)
    assert note.text == TEXT
    with pytest.raises(BadSignature, match="2 known keys signed a note where 3 must"):
        verify_note(data, KEYS, 3)


def test_a_key_that_signs_twice_counts_once() -> None:
    with pytest.raises(BadSignature, match="1 known keys"):
        verify_note(write_note(_note(0, 0)), KEYS, 2)


def test_a_key_under_two_names_counts_once() -> None:
    alias = NoteKey(name="moscow/alias", kind=NoteKind.ED25519, public=KEYS[0].public)
    lines = (*_note(0).lines, sign_with_ed25519(TEXT, "moscow/alias", ROOTS[0]))
    with pytest.raises(BadSignature, match="1 known keys"):
        verify_note(write_note(Note(text=TEXT, lines=lines)), [*KEYS, alias], 2)


def test_lines_of_unknown_keys_are_ignored() -> None:
    data = write_note(_note(0, 1))
    assert verify_note(data, KEYS[:1], 1).text == TEXT
    with pytest.raises(BadSignature):
        verify_note(data, KEYS[2:], 1)


def test_a_line_of_a_known_key_that_does_not_hold_spoils_the_note() -> None:
    note = _note(0, 1)
    forged = Line(name=KEYS[1].name, key_id=KEYS[1].key_id, signature=bytes(64))
    data = write_note(Note(text=TEXT, lines=(note.lines[0], forged)))
    with pytest.raises(BadSignature, match="does not hold"):
        verify_note(data, KEYS, 1)


def test_a_changed_text_does_not_hold() -> None:
    data = write_note(_note(0)).replace(b"\n3\n", b"\n4\n")
    with pytest.raises(BadSignature):
        verify_note(data, KEYS, 1)


def test_a_threshold_of_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nobody"):
        verify_note(write_note(_note(0)), KEYS, 0)


def test_an_ml_dsa_line_holds_beside_an_ed25519_line() -> None:
    quantum = sign_with_mldsa(TEXT, "moscow/root-0", QUANTUM, at_seconds=NOW)
    assert len(quantum.signature) == 8 + 2420
    data = write_note(Note(text=TEXT, lines=(*_note(0).lines, quantum)))
    assert verify_note(data, [KEYS[0], QUANTUM_KEY], 2).lines[1] == quantum
    assert KEYS[0].key_id != QUANTUM_KEY.key_id


def test_an_ml_dsa_line_with_another_time_text_or_name_does_not_hold() -> None:
    line = sign_with_mldsa(TEXT, "moscow/root-0", QUANTUM, at_seconds=NOW)
    later = Line(
        name=line.name,
        key_id=line.key_id,
        signature=(NOW + 1).to_bytes(8, "big") + line.signature[8:],
    )
    short = Line(name=line.name, key_id=line.key_id, signature=line.signature[:-1])
    other = checkpoint_text("moscow/keybook", 4, bytes(range(32)))
    spoilt = [
        Note(text=TEXT, lines=(later,)),
        Note(text=TEXT, lines=(short,)),
        Note(text=other, lines=(line,)),
    ]
    for note in spoilt:
        with pytest.raises(BadSignature):
            verify_note(write_note(note), [QUANTUM_KEY], 1)


def test_an_ml_dsa_key_signs_nothing_that_its_signature_would_not_cover() -> None:
    """Type 0x06 leaves out extension lines: a forger could put them before a good signature."""
    longer = TEXT + "threshold 1\n"
    with pytest.raises(Malformed, match="three lines only"):
        sign_with_mldsa(longer, "moscow/root-0", QUANTUM, at_seconds=NOW)
    line = sign_with_mldsa(TEXT, "moscow/root-0", QUANTUM, at_seconds=NOW)
    with pytest.raises(Malformed, match="three lines only"):
        verify_note(write_note(Note(text=longer, lines=(line,))), [QUANTUM_KEY], 1)


def test_a_root_that_is_not_canonical_is_not_cosigned() -> None:
    root = base64.b64encode(bytes(32)).decode()
    text = f"moscow/keybook\n3\n{root[:-2]}B=\n"  # the same bytes to a lenient reader
    with pytest.raises(Malformed, match="not canonical"):
        sign_with_mldsa(text, "moscow/root-0", QUANTUM, at_seconds=NOW)


def test_an_origin_over_255_bytes_is_not_cosigned() -> None:
    text = checkpoint_text("журнал" * 40, 3, bytes(32))
    with pytest.raises(Malformed, match="over 255 bytes"):
        sign_with_mldsa(text, "moscow/root-0", QUANTUM, at_seconds=NOW)


def test_a_checkpoint_must_have_three_lines() -> None:
    for origin, size, root in (("a\nb", 1, bytes(32)), ("", 1, bytes(32)), ("a", 1, bytes(31))):
        with pytest.raises(ValueError, match="do not make a checkpoint"):
            checkpoint_text(origin, size, root)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n", b"text\n", b"text\n\n", b"text\n\n\xe2\x80\x94 name AAAAAAAA",
        b"text\n\n- name AAAAAAAA\n", b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"text\n\n\xe2\x80\x94 na me AAAAAAAA\n", b"text\n\n\xe2\x80\x94 na+me AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAA\n", b"text\n\n\xe2\x80\x94 name AAAAAAB=\n",
        b"te\rxt\n\n\xe2\x80\x94 name AAAAAAAA\n", b"te\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"text\n\n" + b"\xe2\x80\x94 name AAAAAAAA\n" * 33, bytes(65_537),
        b"\n\n\xe2\x80\x94 name AAAAAAAA\n",
    ],
)  # fmt: skip
def test_what_is_not_a_note_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_note(data)


@given(st.binary(max_size=100), st.integers(0, 200))
def test_what_reads_is_written_the_same(insert: bytes, at: int) -> None:
    whole = write_note(_note(0))
    data = whole[:at] + insert + whole[at:]
    try:
        note = read_note(data)
    except Malformed:
        return
    assert write_note(note) == data


def test_a_note_that_could_not_be_read_back_is_not_written() -> None:
    good = _note(0)
    for text in ("text", "te\rxt\n", "", "text\n\n— name AAAAAAAA"):
        with pytest.raises(Malformed):
            write_note(Note(text=text, lines=good.lines))


def test_a_note_key_is_checked() -> None:
    for name in ("", "a b", "a+b", "a\x01b"):
        with pytest.raises(Malformed, match="name"):
            NoteKey(name=name, kind=NoteKind.ED25519, public=bytes(32))
    with pytest.raises(Malformed, match="not MLDSA44"):
        NoteKey(name="a", kind=NoteKind.MLDSA44, public=bytes(32))
