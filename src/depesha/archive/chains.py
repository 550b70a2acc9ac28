"""Which telegram another one mentions: found in its words by number and date, with how sure it is.

    deptel 426          the department's own number, to this post
    urtel 1102 Mar 18   yours: of the addressee, to the sender
    mytel 77            mine: of the sender itself
    № 26044 от 21.XI    by its number and its date

Rule 1: a mention is words; that it is this telegram is found by number, and said with a confidence:
    the only one of that number among those it can be, not long before, is nearly certain; one of
    several is none.
Rule 2: what the words say of the relation (in reply to, repeated) is its kind; else it refers.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

DAYS_BACK: Final = 45
"""How long before a telegram another one lies that it mentions by number alone (`notes`: silver
links of a corpus were found so)."""


class Bond(IntEnum):
    """What one telegram is to another."""

    REFERS = 0
    REPLIES = 1
    REPEATS = 2
    CORRECTS = 3
    RELAYS = 4
    EXECUTES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of a text that name another telegram.

    Attributes:
        words: as they stand there.
        number: which is named.
        whose: whose number it is, from the sender's place: `mine`, `yours`, `department`, nothing.
        bond: what the words say that it is.
    """

    words: str
    number: int
    whose: str
    bond: Bond


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A telegram that a mention may mean."""

    record: int
    number: int
    sent: str
    sender: str
    addressee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A mention and the telegram that it means; `confidence` in per cent."""

    mention: Mention
    record: int
    confidence: int


_ENGLISH: Final = re.compile(
    r"\b(?:(?P<reply>in reply(?: to)?|reply(?:ing)? to|answering) )?"
    r"(?:re)?(?P<whose>dep(?:artment)?|emb(?:assy)?|leg(?:ation)?|con|my|ur|your|our|)"
    r"(?:['’]s)?\.?\s?(?:tel(?:egram)?s?|cirtel|niact)\.?\s?(?:no\.? )?(?P<number>\d{1,6})\b",
    re.IGNORECASE,
)
_RUSSIAN: Final = re.compile(
    r"(?:(?P<reply>в ответ на|на) )?(?P<whose>Ваш\w*|наш\w*|мо\w{1,3})\s+(?:теле?гр\w*\.?|шифр\w*)?"
    r"\s*№\s?(?P<number>\d{1,6})\b",
    re.IGNORECASE,
)
WHOSE: Final = {
    "my": "mine",
    "our": "mine",
    "emb": "mine",
    "leg": "mine",
    "con": "mine",
    "ur": "yours",
    "you": "yours",
    "dep": "department",
    "ваш": "yours",
    "наш": "mine",
    "мо": "mine",
}
"""By the first letters; `emb` is the embassy's own number when it writes itself, and the
addressee's where it does not: then no candidate of that sender is found, and the other is tried."""


def mentions(text: str) -> Iterator[Mention]:
    """Yield what a text mentions, each number once."""
    seen: set[tuple[str, int]] = set()
    for pattern in (_ENGLISH, _RUSSIAN):
        for found in pattern.finditer(text):
            whose = _whose(found["whose"].lower())
            number = int(found["number"])
            if (whose, number) not in seen:
                seen.add((whose, number))
                bond = Bond.REPLIES if found["reply"] else Bond.REFERS
                yield Mention(words=found[0].strip(), number=number, whose=whose, bond=bond)


def _whose(word: str) -> str:
    return next((said for begin, said in WHOSE.items() if word.startswith(begin)), "")


def resolve(
    mention: Mention, sent: str, sender: str, addressee: str, candidates: Iterable[Candidate]
) -> Resolved | None:
    """Return the telegram that a mention means; None: none fits, or several do alike.

    Args:
        mention: the words.
        sent: when the telegram with these words was sent (ISO 8601).
        sender: who sent it.
        addressee: to whom.
        candidates: telegrams of that number.
    """
    near = [one for one in candidates if one.number == mention.number and _is_before(one, sent)]
    if not near:
        return None
    fitting = [one for one in near if _fits(one, mention, sender, addressee)]
    if len(fitting) == 1:
        return Resolved(mention=mention, record=fitting[0].record, confidence=95)
    if not fitting and len(near) == 1:
        return Resolved(mention=mention, record=near[0].record, confidence=70)
    return None


def _is_before(one: Candidate, sent: str) -> bool:
    day, then = _day(sent), _day(one.sent)
    return day is not None and then is not None and 0 <= (day - then).days <= DAYS_BACK


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso.partition("T")[0])
    except ValueError:
        return None


def _fits(one: Candidate, mention: Mention, sender: str, addressee: str) -> bool:
    """Say whether sender and addressee of a candidate are those that the words mean."""
    wanted = {"mine": (sender, None), "yours": (addressee, sender)}.get(mention.whose)
    if wanted is None:
        return _is_one(one.sender, addressee) or _is_one(one.addressee, sender)
    from_whom, to_whom = wanted
    return _is_one(one.sender, from_whom) and (to_whom is None or _is_one(one.addressee, to_whom))


def _is_one(one: str, other: str | None) -> bool:
    """Say whether two spellings may be one party: a word of weight in common."""
    return bool(_weighty(one) & _weighty(other or ""))


LIGHT: Final = frozenset({"the", "in", "of", "to", "at", "and", "embassy", "ambassador", "acting"})


def _weighty(party: str) -> set[str]:
    return {word for word in re.findall(r"\w+", party.lower()) if word not in LIGHT}


def thread(links: Sequence[tuple[int, int]], start: int, most: int = 200) -> list[int]:
    """Return the records that hang together with one, at most so many, by the links both ways."""
    near: dict[int, set[int]] = {}
    for one, other in links:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    found, edge = {start}, [start]
    while edge and len(found) < most:
        edge = [other for one in edge for other in sorted(near.get(one, ())) if other not in found]
        found.update(edge[: most - len(found)])
    return sorted(found)
