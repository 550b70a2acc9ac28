"""The name of a classification, for the rows of a tray, without loading the whole policy.

A tray opens in a moment; reading a policy with all its rules costs a third of that. The rows have
the policy's id and the level; the names stand in the policy's file.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

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


@cache
def _names(policy: str) -> dict[int, dict[str, str]]:
    path = POLICIES / f"{policy}.toml"
    if not _ID.fullmatch(policy) or not path.is_file():
        return {}
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {one["level"]: dict(one["names"]) for one in table["classification"]}
