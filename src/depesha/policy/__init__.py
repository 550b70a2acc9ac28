"""The security policy: what the words of a label and of urgency mean, and what they forbid.

A policy is a TOML file. It gives classifications (numbered as in the ESS security label, RFC 2634
§3.2: 0 unmarked ... 5 top secret), captions, handling caveats with what each does to every action,
categories, and the local names and terms of each precedence. A telegram's label names the policy
by its id and by the SHA-256 of the file, so a word keeps the meaning that it was signed with.

Rule 1: label, caveat and caption are three different things (GLOSSARY §4).
Rule 2: what is not known is forbidden: an unknown key in the file is an error, and a caveat that
    the policy does not have refuses every action that would spread the text.
Rule 3: one word, one meaning: two entries of one kind that are spelled alike are an error.

    >>> policy.find_precedence("вне очереди")
    <Precedence.IMMEDIATE: 3>

This file reads bytes and touches no disk. Two policies ship, named in `SHIPPED`; a station may have
its own.
"""

from typing import Final

from depesha.policy.reading import MAX_BYTES, MAX_ENTRIES, read
from depesha.policy.terms import (
    Action,
    Caveat,
    Classification,
    Policy,
    Rule,
    Term,
    Urgency,
    spelled,
    spellings,
)

SHIPPED: Final = ("neutral", "mid-1951")
"""The policies in `depesha/policies/`, as in `neutral.toml`."""

__all__ = [
    "MAX_BYTES",
    "MAX_ENTRIES",
    "SHIPPED",
    "Action",
    "Caveat",
    "Classification",
    "Policy",
    "Rule",
    "Term",
    "Urgency",
    "read",
    "spelled",
    "spellings",
]
