"""Read a policy file: strictly, so that a mistyped key is an error and not a missing rule.

Each kind of table is a mapping of its keys to who reads the value. A reader takes the value and
where it stands, and returns what goes into the dataclass.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from hashlib import sha256
from typing import Any, Final, TypeAlias

from depesha.errors import Malformed
from depesha.names import Digest
from depesha.policy.terms import (
    Action,
    Caveat,
    Classification,
    Policy,
    Rule,
    Term,
    Urgency,
    spellings,
)
from depesha.telegram import Precedence

MAX_BYTES: Final = 64 * 1024
"""A policy file; the shipped ones have about 5 kB."""

MAX_KEEP_DAYS: Final = 100 * 366
"""A century: what is to be kept longer is kept for ever."""

MAX_YEARS: Final = 200
"""Until a filed telegram is looked at again."""

MAX_ENTRIES: Final = 256
"""Entries of one kind: the ESS label knows classifications up to 256."""

_Read: TypeAlias = Callable[[Any, str], Any]
_Keys: TypeAlias = Mapping[str, tuple[_Read, object]]
_REQUIRED: Final = object()

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,30}")
_COLOUR: Final = re.compile(
    # RFC 7444 §2: `fuschia` is its own spelling
    "#[0-9a-f]{6}|aqua|black|blue|fuschia|gray|green|lime|maroon|navy|olive|purple|red|silver"
    "|teal|white|yellow|orange"
)
_MAX_TERM_S: Final = 10 * 366 * 86400
_MAX_NAME: Final = 128  # RFC 2634 §3.2: ub-privacy-mark-length


def read(data: bytes) -> Policy:
    """Return the policy that a file holds.

    Raises:
        Malformed: it is longer than `MAX_BYTES`, is not TOML, has a key that is not in the
            format, lacks one, or gives one spelling two meanings.
    """
    if len(data) > MAX_BYTES:
        msg = f"a policy of {len(data)} bytes where at most {MAX_BYTES} are allowed"
        raise Malformed(msg)
    try:
        raw = tomllib.loads(str(data, "utf-8"))
    except (ValueError, RecursionError) as error:  # ValueError: bad UTF-8, TOML, endless integers
        msg = "a policy file is not valid TOML"
        raise Malformed(msg, hint=_place(error)) from error
    found = _table(raw, _POLICY, "policy")
    found.pop("version")
    policy = Policy(digest=Digest(sha256(data).digest()), **found)
    _check(policy)
    return policy


def _place(error: Exception) -> str:
    said = str(error)
    return said if isinstance(error, tomllib.TOMLDecodeError) and said.isprintable() else ""


def _check(policy: Policy) -> None:
    """Refuse spellings with two meanings, levels twice, and missing precedences."""
    for entries in (
        policy.classifications,
        policy.captions,
        policy.caveats,
        policy.categories,
        policy.urgencies,
    ):
        _distinct(entries)
    levels = [entry.level for entry in policy.classifications]
    if len(set(levels)) != len(levels):
        raise _wrong(policy.id, "a level stands twice")
    if sorted(entry.precedence for entry in policy.urgencies) != list(Precedence):
        raise _wrong(policy.id, "each precedence must stand once")


def _distinct(entries: Sequence[Term]) -> None:
    seen: set[str] = set()
    for entry in entries:
        own = spellings(entry)
        if seen & own or "" in own:
            raise _wrong(entry.code, "a word is empty or has two meanings")
        seen |= own


def _wrong(where: str, what: str) -> Malformed:
    return Malformed(f"{where}: {what}")


def _table(raw: object, keys: _Keys, where: str) -> dict[str, Any]:
    """Return the values of a table under their field names.

    `keys` is: key -> (who reads it, what it is if it is absent). A key in the singular stands for
    many (`[[caption]]`); its field is in the plural.
    """
    if not isinstance(raw, dict):
        raise _wrong(where, "must be a table")
    for name in raw:
        if name not in keys:
            close = get_close_matches(name, keys, n=1)
            hint = f"did you mean {close[0]!r}?" if close else ""
            msg = f"{where}: unknown key {name[:40]!r}"
            raise Malformed(msg, hint=hint)
    return {
        _FIELDS.get(name, name): _value(raw, name, read_value, absent, where)
        for name, (read_value, absent) in keys.items()
    }


def _value(raw: dict[str, Any], name: str, read_value: _Read, absent: object, where: str) -> object:
    if name in raw:
        return read_value(raw[name], f"{where}.{name}")
    if absent is _REQUIRED:
        raise _wrong(where, f"{name} is missing")
    return absent


def _pattern(pattern: re.Pattern[str], raw: object, where: str) -> str:
    if not isinstance(raw, str) or not pattern.fullmatch(raw):
        raise _wrong(where, "is not formed as it must be")
    return raw


def _name(raw: object, where: str) -> str:
    if not isinstance(raw, str) or not 0 < len(raw) <= _MAX_NAME or not raw.isprintable():
        raise _wrong(where, f"must be 1 to {_MAX_NAME} printable characters")
    return raw


def _number(least: int, most: int, raw: object, where: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not least <= raw <= most:
        raise _wrong(where, f"must be a whole number from {least} to {most}")
    return raw


def _truth(raw: Any, where: str) -> bool:  # noqa: ANN401  # whatever the file holds
    if not isinstance(raw, bool):
        msg = f"{where} must be true or false"
        raise Malformed(msg)
    return raw


def _days(raw: object, where: str) -> int:
    return _number(1, 3660, raw, where) * 86400


def _names(raw: object, where: str) -> Mapping[str, str]:
    if not isinstance(raw, dict) or not raw:
        raise _wrong(where, "must be a table of names by language")
    return {_pattern(_LANGUAGE, key, where): _name(value, where) for key, value in raw.items()}


def _many(read_one: _Read, raw: object, where: str) -> tuple[Any, ...]:
    if not isinstance(raw, list) or len(raw) > MAX_ENTRIES:
        raise _wrong(where, f"must be a list of at most {MAX_ENTRIES}")
    return tuple(read_one(entry, f"{where}[{place}]") for place, entry in enumerate(raw, 1))


def _entry(kind: type[Any], keys: _Keys, raw: object, where: str) -> Any:  # noqa: ANN401  # it builds a `kind`
    return kind(**_table(raw, keys, where))


def _member(members: Mapping[str, Any], raw: object, where: str) -> Any:  # noqa: ANN401  # an enum's
    if not isinstance(raw, str) or raw not in members:
        raise _wrong(where, f"must be one of {', '.join(members)}")
    return members[raw]


_RULES: Final = {rule.name.lower(): rule for rule in Rule}
_ACTIONS: Final = {str(action): (partial(_member, _RULES), Rule.ALLOW) for action in Action}


def _actions(raw: object, where: str) -> Mapping[Action, Rule]:
    return {Action(name): rule for name, rule in _table(raw, _ACTIONS, where).items()}


_FIELDS: Final = {
    "classification": "classifications",
    "caption": "captions",
    "caveat": "caveats",
    "category": "categories",
    "urgency": "urgencies",
    "default_expiry_days": "default_expiry_s",
}

_TERM: Final[_Keys] = {
    "code": (partial(_pattern, _CODE), _REQUIRED),
    "names": (_names, _REQUIRED),
    "words": (partial(_many, _name), ()),
}
_SECONDS: Final = (partial(_number, 0, _MAX_TERM_S), _REQUIRED)
_RELEASERS: Final = (partial(_number, 1, 16), 1)
_CLASSIFICATION: Final[_Keys] = {
    **_TERM,
    "level": (partial(_number, 0, 255), _REQUIRED),
    "foreground": (partial(_pattern, _COLOUR), "black"),
    "background": (partial(_pattern, _COLOUR), "white"),
    "releasers": _RELEASERS,
    "keep_sent_days": (partial(_number, 0, MAX_KEEP_DAYS), 0),
    "keep_received_days": (partial(_number, 0, MAX_KEEP_DAYS), 0),
    "review_years": (partial(_number, 0, MAX_YEARS), 0),
    "declassify_years": (partial(_number, 0, MAX_YEARS), 0),
}
_CAVEAT: Final[_Keys] = {**_TERM, "actions": (_actions, _REQUIRED)}
_URGENCY: Final[_Keys] = {
    **_TERM,
    "precedence": (partial(_member, Precedence.__members__), _REQUIRED),
    "handling_s": _SECONDS,
    "receipt_s": _SECONDS,
    "execution_s": _SECONDS,
    "releasers": _RELEASERS,
}
_POLICY: Final[_Keys] = {
    "version": (partial(_number, 1, 1), _REQUIRED),
    "id": (partial(_pattern, _ID), _REQUIRED),
    "names": (_names, _REQUIRED),
    "default_expiry_days": (_days, 30 * 86400),
    "expunges_by_itself": (_truth, False),
    "redaction_codes": (partial(_many, _name), ()),
    "classification": (partial(_many, partial(_entry, Classification, _CLASSIFICATION)), _REQUIRED),
    "caption": (partial(_many, partial(_entry, Term, _TERM)), ()),
    "caveat": (partial(_many, partial(_entry, Caveat, _CAVEAT)), ()),
    "category": (partial(_many, partial(_entry, Term, _TERM)), ()),
    "urgency": (partial(_many, partial(_entry, Urgency, _URGENCY)), _REQUIRED),
}
