"""The families of errors, and how their messages read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesha import errors
from depesha.errors import Malformed, NotNow, Problem, Refused, Undeliverable

SOURCE = Path(errors.__file__).parent
FAMILIES = (Refused, Malformed, Undeliverable, NotNow)
KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, Problem) and kind is not Problem
]

STABLE = {
    "refused": 1,
    "malformed": 1,
    "undeliverable": 1,
    "not-now": 1,
    "usage": 2,
    "not-found": 3,
    "forbidden": 4,
    "does-not-verify": 5,
    "unknown-version": 1,
    "no-communications": 1,
    "no-line": 6,
    "edition-awaited": 6,
    "numbers-awaited": 6,
    "office-locked": 7,
    "locked": 7,
    "wrong-passphrase": 7,
    "session-ended": 7,
    "too-often": 1,
    "order-id-reused": 1,
    "rolled-back": 1,
    "store-damaged": 1,
    "store-full": 1,
    "busy": 1,
    "too-many-unannounced": 1,
    "key-book-behind": 1,
    "bug": 70,
}
"""Scripts and peers may depend on these; a change here is a change for them."""


def test_codes_and_exit_statuses_are_stable() -> None:
    assert {kind.code: kind.exit_status for kind in KINDS} == STABLE


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_error_but_a_bug_is_of_exactly_one_family(kind: type[Problem]) -> None:
    assert sum(issubclass(kind, family) for family in FAMILIES) == (kind is not errors.Bug)


def test_a_bug_says_where_it_is_and_not_what_it_was_working_on() -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("the text of a telegram")
    bug = errors.confessed(caught.value)
    assert bug.message.startswith("a bug: ValueError in test_errors.py:")
    assert "telegram" not in bug.message + bug.hint
    assert bug.__cause__ is caught.value
    assert errors.confessed(KeyError("never raised")).message == "a bug: KeyError"


def test_an_error_says_what_happened_and_what_to_do() -> None:
    problem = errors.NotFound("there is no draft 7", hint="list them")
    assert (str(problem), problem.message, problem.hint) == (
        "there is no draft 7",
        "there is no draft 7",
        "list them",
    )
    assert errors.NotFound("there is no draft 7").hint == ""


def messages() -> Iterator[tuple[str, str]]:
    """Yield every message that is written in the product, with holes for what is filled in."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and _is_message(node.targets[0]):
                words = _words(node.value)
                if words:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", words


def _is_message(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "msg"


def _words(value: ast.expr) -> str:
    match value:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_words(part) or "0" for part in parts)
        case _:
            return ""


def test_a_message_is_one_line_in_lower_case_without_a_full_stop() -> None:
    found = list(messages())
    assert len(found) > 100, "the messages were not found"
    proper = ("Ed25519", "ML-DSA", "X-Wing", "TLS", "CBOR", "UTF-8", "ALPN", "PEM")
    wrong = [
        f"{place}: {words}"
        for place, words in found
        if "\n" in words
        or words.endswith(".")
        or (words[0].isupper() and not words.startswith(proper))
    ]
    assert wrong == []
