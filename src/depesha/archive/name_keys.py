"""Keys of whole names: two forms share one where a question by the one finds a text with the other.

    Ким Ир Сену     ким ир сен   ким ир ~сену   ~ким ир сен   …     one key of each choice of tokens
    Kim Il Sung     kim il sung  ~ким il sung   …                   no key in common: an authority
                                                                    says that it is the same name

Rule 1: a key is made of the tokens of the words (`archive.tokens`), so names are told apart exactly
    as the index tells words apart. Where those change, keys are made again.
Rule 2: a name of more than `MAX_WORDS` words has two keys: of its stems, and of its spellings.
Rule 3: of a person also the name without initials, and what stands before a comma, are forms.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from depesha.archive.tokens import tokens

MAX_WORDS: Final = 4
"""Of a name in a question: Хо Ши Мин has three, Secretary of State for War five."""

_INITIAL: Final = re.compile(r"(?<!\w)[^\W\d_]\.\s*")


def keys_of(form: str) -> frozenset[str]:
    """Return the keys of a name; none: it has no words."""
    choices = [_choice(found) for _, _, found in tokens(form, asked=True)]
    if not choices:
        return frozenset()
    if len(choices) > MAX_WORDS:
        chosen: Iterable[Sequence[str]] = (
            [one[0] for one in choices],
            [one[-1] for one in choices],
        )
    else:
        chosen = product(*choices)
    return frozenset(" ".join(one) for one in chosen)


def keys_of_all(forms: Iterable[str]) -> frozenset[str]:
    """Return the keys of any of these forms."""
    return frozenset(key for form in forms for key in keys_of(form))


def person_forms(named: str) -> tuple[str, ...]:
    """Return a person's name as it was given, without initials, and what stands before a comma."""
    bare = " ".join(_INITIAL.sub("", named).split())
    return tuple(
        dict.fromkeys(one for one in (named, bare, named.partition(",")[0].strip()) if one)
    )


def _choice(found: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens of a word that keys are made of: its stem, and what finds it as a name."""
    return tuple(dict.fromkeys((found[0], found[-1])))
