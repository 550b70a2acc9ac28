"""What the problems of the code say: their messages and hints, read out of the source.

    raise Refused(f"copy {number} is {state}", hint="a registrar does")
    → "copy {0} is {1}", "a registrar does"

An f-string is told as the template that the tables of `words.sayings` have. A name is followed to
what the module assigns to it; what comes from elsewhere (another problem's message) is no text.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import depesha

SOURCE = Path(depesha.__file__).parent


def texts_of(path: Path) -> set[str]:
    """Return every message and every hint that a file raises."""
    tree = _tree(path)
    assigned = _assigned(tree)
    return {
        template
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for said in _said_by(node)
        for template in _templates(said, assigned)
        if template
    }


def files(names: Sequence[str]) -> list[Path]:
    """Return the files of packages and modules; each name must stand for some."""
    found = []
    for name in names:
        here = SOURCE / name
        these = [here] if here.suffix == ".py" else sorted(here.rglob("*.py"))
        assert these, name
        assert all(one.is_file() for one in these), name
        found += these
    return found


@cache
def problems() -> frozenset[str]:
    """Return the names of all classes of problems."""
    known = {"Problem"}
    classes = [
        (node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
    ]
    while more := {name for name, bases in classes if bases & known} - known:
        known |= more
    return frozenset(known)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _said_by(call: ast.Call) -> Iterator[ast.expr]:
    named = call.func.id if isinstance(call.func, ast.Name) else ""
    if named in problems() and call.args:
        yield call.args[0]
    yield from (one.value for one in call.keywords if one.arg in ("hint", "why"))


def _assigned(tree: ast.Module) -> Mapping[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name | ast.Attribute):
                    found[_called(target)].append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id].append(node.value)
    return found


def _templates(node: ast.expr, assigned: Mapping[str, list[ast.expr]]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        places = iter(range(10))
        yield "".join(
            one.value
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
            else f"{{{next(places)}}}"
            for one in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from _templates(node.body, assigned)
        yield from _templates(node.orelse, assigned)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _templates(one, assigned)
    elif isinstance(node, ast.Subscript):
        yield from _templates(node.value, assigned)
    elif isinstance(node, ast.Name | ast.Attribute):
        for one in assigned.get(_called(node), []):
            if not isinstance(one, ast.Name | ast.Attribute):
                yield from _templates(one, assigned)


def _called(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else f".{node.attr}"
