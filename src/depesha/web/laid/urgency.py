"""What a precedence is called: one name for it, in a row, on the strip and on the sheet.

Rule 1: words that the form itself has stand as they were written; else the policy of the telegram
    names it in the reader's language; else it is a word of the trade.
"""

from typing import Final

from depesha.station.policies import shipped_policies
from depesha.telegram import Precedence
from depesha.words import word

KNOWN: Final = frozenset(Precedence.__members__)


def urgency(code: str, local: str, policy: str, language: str) -> str:
    """Return the name of a precedence.

    Args:
        code: of the precedence.
        local: the form's own words for it; empty: it has none.
        policy: by which the telegram is labelled; of one that is not here, no name is known.
        language: of the reader.
    """
    if local:
        return local
    found = shipped_policies().get(policy)
    if found is None or code not in KNOWN:
        return word(code, language)
    return found.urgency(Precedence[code]).name(language)
