"""Who is cleared for a draft: the label that its words name, compared as a telegram's is.

A draft has no label until it is released; it has a line that will be one. Whoever could read a
draft above his clearance would have read the telegram, so that line counts from the beginning.

Rule 1: a label that can be read is compared, with the drafter's clearance too.
Rule 2: one that cannot be read, or none, may become any: its drafter reads it, who wrote it, and
    whoever is cleared for all that the policy has.
"""

from collections.abc import Mapping
from typing import Final

from depesha.draft.file import parse, parse_partial
from depesha.errors import Problem
from depesha.policy import Policy, spelled, spellings

MAX_WORD: Final = 128
"""Letters of a classification that is kept beside a draft; no policy has such a long one."""


def label_word(text: str) -> str:
    """Return the classification that a draft names, as words are compared; empty: none is read."""
    data = text.encode(errors="replace")
    for read in (parse, parse_partial):
        try:
            word = spelled(read(data).classification)
        except Problem:
            continue
        return word if len(word) <= MAX_WORD else ""
    return ""


def levels_of(policy: Policy) -> Mapping[str, int]:
    """Return what the words of a policy's classifications mean, as `label_word` spells them."""
    return {word: one.level for one in policy.classifications for word in spellings(one)}


def highest_of(policy: Policy) -> int:
    """Return the level of the highest classification that a policy has."""
    return max(one.level for one in policy.classifications)


def is_cleared(policy: Policy, text: str, clearance: int, *, is_drafter: bool) -> bool:
    """Say whether an office of a clearance may read a draft.

    Args:
        policy: that by which the station labels.
        text: the draft.
        clearance: the office's, by the key book in force.
        is_drafter: whether the draft is its own.
    """
    level = levels_of(policy).get(label_word(text))
    if level is None:
        return is_drafter or clearance >= highest_of(policy)
    return clearance >= level
