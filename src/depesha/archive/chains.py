"""Which telegram another one mentions: found in its words by number and date, with how sure it is.

    deptel 426          the department's own number, to this post
    urtel 1102 Mar 18   yours: of the addressee, to the sender
    mytel 77            mine: of the sender itself
    № 26044 от 21.XI    by its number and its date

Rule 1: a mention is words; that it is this telegram is found by number, and said with a confidence:
    the only one of that number among those it can be, not long before, is nearly certain; one of
    several is none.
Rule 2: what the words right before it say of the relation (in reply to, correction to, pursuant to)
    is its kind; else it refers. That a telegram "was repeated to" another post is said of that
    telegram, and is no relation of the one that says so: it refers.
"""

import re
from collections.abc import Iterable, Iterator
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
    r"\b(?:re)?(?P<whose>dep(?:artment)?|emb(?:assy)?|leg(?:ation)?|con|my|ur|your|our|)"
    r"(?:['’]s)?\.?\s?(?:tel(?:egram)?s?|cirtel|niact)\.?\s?(?:no\.? )?(?P<number>\d{1,6})\b",
    re.IGNORECASE,
)
_RUSSIAN: Final = re.compile(
    r"(?:\b(?P<whose>Ваш\w{0,3}|наш\w{0,3}|мо\w{1,3})\s+)?"
    r"(?P<kind>(?:шифро?)?теле?гр\w*\.?|шифр\w*\.?)?\s*(?:за\s+)?№\s?(?P<number>\d{1,6})\b",
    re.IGNORECASE,
)

_MENTIONS: Final = (
    (
        _ENGLISH,
        re.compile(
            r"(?:tel(?:egram)?s?|cirtel|niact)\.?\s?(?:no\.? )?\d{1,6}\b",
            re.IGNORECASE,
        ),
        len("redepartment's. "),
    ),
    (_RUSSIAN, re.compile(r"№\s?\d{1,6}\b"), 200),
)
"""How a mention is said; its end, which few places of a text have and which is looked for first;
and how many letters at most the mention begins before that."""

_BETWEEN: Final = r"(?:(?:to|of|the|your|my|our|ref(?:erence)?|as|is|in|с|на|к|из)[\s,:(]+){0,3}$"
"""Small words that may stand between what is said of a telegram and its number."""

_SAID: Final = {
    Bond.REPLIES: (
        r"in (?:reply|response|answer)|repl(?:y|ies|ying)|respon(?:se|ding|sive)|answer(?:s|ing)",
        r"(?:в ответ|отвечаем|отвечаю)",
    ),
    Bond.CORRECTS: (
        r"correct(?:ion|ions|s|ing)|amend(?:s|ing|ment)",
        r"(?:в )?(?:исправление|поправк[аеу]|изменение)",
    ),
    Bond.REPEATS: (r"repeat(?:s|ing)?", r"повторя(?:ем|ю|ет)|повторени[ея]"),
    Bond.RELAYS: (
        r"relay(?:s|ed|ing)?|forward(?:s|ing)|transmit(?:s|ting)|passing",
        r"переда[её][мт]|передаю|пересыла(?:ем|ю)|препровожда(?:ем|ю)",
    ),
    Bond.EXECUTES: (
        r"(?:in )?(?:execution|pursuan(?:t|ce)|accord(?:ance|ing(?:ly)?)|compliance)(?: with)?",
        r"carr(?:ied|ying) out|execut(?:ed|ing)|as instructed(?: in| by)?|acting on",
        r"(?:в|во) исполнение|выполн(?:яя|ив|ено|или)(?: указани[ея])?|согласно",
    ),
}
"""What words before the number say that this telegram is to that one; without any it refers."""

_BEFORE: Final = tuple(
    (bond, re.compile(rf"\b(?:{'|'.join(words)})[\s,:(]+{_BETWEEN}", re.IGNORECASE))
    for bond, words in _SAID.items()
)
_RUSSIAN_REPLY: Final = re.compile(r"\bна[\s]+$", re.IGNORECASE)
"""`На Ваш № 426`: a reply, where it says whose."""

LOOKED_BACK: Final = 60
"""Letters before a mention in which its words are looked for."""

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
    """Yield what a text mentions, each number once; by the words that say most where it repeats."""
    found: dict[tuple[str, int], Mention] = {}
    for pattern, end, back in _MENTIONS:
        for one in _each(text, pattern, end, back):
            if pattern is _RUSSIAN and not (one["whose"] or one["kind"]):
                continue
            mention = _mention(text, one)
            key = (mention.whose, mention.number)
            if key not in found or found[key].bond is Bond.REFERS:
                found[key] = mention
    yield from found.values()


def _each(
    text: str, pattern: re.Pattern[str], end: re.Pattern[str], back: int
) -> Iterator[re.Match[str]]:
    """Yield where a pattern stands, as `finditer` does, from where one of its ends stands."""
    behind = 0
    for last in end.finditer(text):
        one = pattern.search(text, max(behind, last.start() - back), last.end())
        if one is not None:
            behind = one.end()
            yield one


def _mention(text: str, one: re.Match[str]) -> Mention:
    """Return what a place of a text mentions, with the words before it that say what it is."""
    before = text[max(0, one.start() - LOOKED_BACK) : one.start()]
    whose = _whose((one["whose"] or "").lower())
    said, bond = None, Bond.REFERS
    for bond_said, pattern in _BEFORE:
        said = pattern.search(before)
        if said is not None:
            bond = bond_said
            break
    if said is None and whose == "yours":
        said = _RUSSIAN_REPLY.search(before)
        bond = Bond.REPLIES if said is not None else bond
    words = f"{said[0] if said else ''}{one[0]}"
    return Mention(words=" ".join(words.split()), number=int(one["number"]), whose=whose, bond=bond)


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
