"""The name of a classification, for the rows of a tray, without loading the whole policy.

A tray opens in a moment; reading a policy with all its rules costs a third of that. The rows have
the policy's id and the level; the names stand in the policy's file.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from depesha.export.speech import Row, Speech

POLICIES: Final = Path(__file__).parent.parent / "policies"

# the id came with a telegram: it may not lead out of the folder
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


def classification(speech: Speech, row: Row) -> str:
    """Return the classification of a row by name; the level where its policy is not known."""
    named = row.get("classification_name")
    if named:
        return str(named)
    names = _names(str(row.get("policy") or "")).get(row.get("classification") or 0, {})
    return names.get(speech.language) or next(iter(names.values()), "") or _level(row)


def _level(row: Row) -> str:
    level = row.get("classification")
    return "" if level is None else str(level)


def caveats(speech: Speech, row: Row) -> list[str]:
    """Return the caveats of a row by name; the code where its policy does not know one."""
    known = _policy(str(row.get("policy") or "")).get("caveat", ())
    names = {one["code"]: one["names"] for one in known}
    return [
        str(names.get(code, {}).get(speech.language) or code) for code in row.get("caveats") or ()
    ]


@cache
def _names(policy: str) -> dict[int, dict[str, str]]:
    return {one["level"]: dict(one["names"]) for one in _policy(policy).get("classification", ())}


@cache
def _policy(policy: str) -> dict[str, Any]:
    path = POLICIES / f"{policy}.toml"
    if not _ID.fullmatch(policy) or not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))
