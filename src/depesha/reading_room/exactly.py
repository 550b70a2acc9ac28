"""Words as they are written, and no others: without cases, other spellings, other scripts.

    has_words("Разуваеву было сказано", "разуваеву")     1
    has_words("Разуваеву было сказано", "Разуваев")      0

It is asked by the shelf of what its index found already, for what is the same word is less than
what has the same stem. Capitals are no difference.
"""

import re
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"\w+")
_GAP: Final = r"\W+"

BETWEEN: Final = "\x1f"
"""Between the terms that are asked for together; a term of several words is a phrase."""


def has_words(*values: object) -> int:
    """Say whether a text (the first) has every term (the second) as it is written: 1, else 0."""
    text, terms = map(str, values)
    return int(all(one.search(text) is not None for one in _patterns(terms)))


@lru_cache(64)
def _patterns(terms: str) -> tuple[re.Pattern[str], ...]:
    said = (_WORD.findall(term) for term in terms.split(BETWEEN))
    return tuple(
        re.compile(rf"(?<!\w){_GAP.join(map(re.escape, words))}(?!\w)", re.IGNORECASE)
        for words in said
        if words
    )
