"""A name as it is spelled, read: a person's, with surname and given names, or a body's.

    Андрей А. Громыко       громыко (андрей, а)       a person
    GROMYKO, A. A.          gromyko (a, a)
    the Commander in Chief, Far East (MacArthur)      the person in brackets
    Embassy in France       embassi franc             a body or an office: all its words

Rule 1: whatever has a word of an office, or of English between its words (`of`, `in`), is a body.
Rule 2: a person's words are surname and given names in either order, as commas, initials and
    patronymics tell; where nothing tells, the last word is the surname.
Rule 3: it knows spellings alone. Who is who is for `identities`.
"""

import re
from dataclasses import dataclass
from typing import Final

from depesha.archive.spelling import folded, key_of
from depesha.archive.telling import unspaced
from depesha.archive.tokens import tokens_of

OFFICES: Final = frozenset(
    """
    department secretary secretariat ministry minister embassy embassies ambassador consulate
    consul legation mission missions delegation delegate office offices officer headquarters
    station agency staff chief chiefs commander commanders commandant command post posts
    section organization organizations organisation conference council committee commission
    operation representative government president presidency director directorate bureau board
    army navy force forces administrator administration assistant deputy acting under attache
    adviser advisor chairman charge political agent governor attorney group team unit division
    center centre corps fleet union nations states interests service institute academy message
    cia jcs cincpac cincfe comusmacv министерство министр посольство посол совпосол поверенный
    консульство консул миссия представительство представитель секретарь секретариат отдел
    управление комитет совет цк мид мгб нквд кгб гру генштаб штаб командующий главком
    начальник директор заместитель зам президиум председатель правительство институт комиссия
    делегация глава бюро группа советник послу посла послом ссср рсфср кнр кндр сша торгпред
    торгпредство полпред полпредство военсовет инстанция резидент резидентура атташе
    """.split()  # noqa: SIM905  # read as words
)
"""Words that no person's name has. Of Russian ones every case is known by its stem."""

BETWEEN: Final = frozenset("of in at to for and on with from the".split())  # noqa: SIM905  # read as words
BEFORE: Final = frozenset("the a an from to".split())  # noqa: SIM905  # read as words
SILENT: Final = frozenset("the a an in at".split())  # noqa: SIM905  # read as words
"""Words that a body is called with and without: before its name, and within."""

BODIES: Final = frozenset({"white house"})
"""Of words that are names of persons elsewhere."""

STYLES: Final = frozenset(
    """
    mr mrs miss ms dr prof sir lord gen lt col maj capt adm general marshal admiral colonel
    major captain lieutenant тов товарищ т гн госп господин ген генерал маршал адмирал
    полковник майор капитан
    """.split()  # noqa: SIM905  # read as words
)
SUFFIXES: Final = frozenset("jr sr ii iii iv esq".split())  # noqa: SIM905  # read as words
"""What stands before or behind a person's name and is none of it."""

PARTICLES: Final = frozenset("de da di du la le von van der den al el bin ibn де фон ван".split())  # noqa: SIM905  # read as words

MAX_PERSON_WORDS: Final = 5
"""More are no person's name: they are read as a body's."""

_BRACKETED: Final = re.compile(r"^(?P<office>.+?)\s*[(\[](?P<person>[^()\[\]]+)[)\]]\W*$")
_PART: Final = re.compile(r"[^\W_]+(?:[-'’ʼ][^\W_]+)*\.?|,")
_PATRONYMIC: Final = re.compile(r"(?:[оеё]вич|[оеё]вн|ич|ovich|evich|ovna|evna)(?:а|у|ем|ой|е|ы)?$")
_DIGRAPH: Final = 2
_PATRONYMIC_AT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a spelling says.

    Attributes:
        is_body: it is no person.
        surname: of a person; of a body all its words, in their stems.
        given: a person's given names and initials, in small letters, in their order.
        is_latin: it is written so.
    """

    is_body: bool = False
    surname: str
    given: tuple[str, ...] = ()
    is_latin: bool = False


def reading_of(text: str) -> Reading:
    """Return what a spelling says; of one without a word the surname is empty."""
    plain = unspaced(text)
    bracketed = _BRACKETED.match(plain)
    if bracketed is not None and _is_office(_words(bracketed["office"])):
        inner = _parts(bracketed["person"])
        person = _person(inner) if all(one[0].isupper() for one in inner if one != ",") else None
        if person is not None:
            return person
    parts = _parts(plain)
    words = [one for one in parts if one != ","]
    if _is_office(words) or len(words) > MAX_PERSON_WORDS or " ".join(words).lower() in BODIES:
        return _body(words)
    return _person(parts) or _body(words)


def _parts(text: str) -> list[str]:
    return _PART.findall(text)


def _words(text: str) -> list[str]:
    return [one for one in _parts(text) if one != ","]


def _is_office(words: list[str]) -> bool:
    return any(
        small in OFFICES or stem in _OFFICE_STEMS or (place and small in BETWEEN)
        for place, word in enumerate(words)
        for small in (word.strip(".").lower(),)
        for stem in tokens_of(small)[:1]
    )


_OFFICE_STEMS: Final = frozenset(tokens_of(one)[0] for one in OFFICES if one > "а")


def _body(words: list[str]) -> Reading:
    small = [word.strip(".").lower() for word in words]
    while small[1:] and small[0] in BEFORE:
        small = small[1:]
    said = [tokens_of(word)[0] for word in small if word not in SILENT]
    return Reading(is_body=True, surname=" ".join(said))


def _person(parts: list[str]) -> Reading | None:
    """Return a person's name; None: it is none."""
    before, after = _by_comma(_bare(parts))
    if not before or _is_office([*before, *after]):
        return None
    if after:
        return _named(before[-1], [*before[:-1], *after])
    if len(before) > 1 and _is_initial(before[-1]) and not _is_initial(before[0]):
        return _named(before[0], before[1:])
    if len(before) == _PATRONYMIC_AT and _PATRONYMIC.search(before[-1].lower()):
        return _named(before[0], before[1:])
    return _named(before[-1], before[:-1])


def _bare(parts: list[str]) -> list[str]:
    """Return a name without what stands before and behind it."""
    first, end = 0, len(parts)
    while first < end - 1 and _is_style(parts[first]):
        first += 1
    while end - 1 > first and (parts[end - 1] == "," or _small(parts[end - 1]) in SUFFIXES):
        end -= 1
    return parts[first:end]


def _by_comma(parts: list[str]) -> tuple[list[str], list[str]]:
    if "," not in parts:
        return parts, []
    at = parts.index(",")
    return parts[:at], [one for one in parts[at:] if one != ","]


def _is_style(part: str) -> bool:
    """Say whether a word is `тов.` or the like: `Т.` is an initial, `т.` is none."""
    small = _small(part)
    return small in STYLES and not (part[0].isupper() and len(small) == 1)


def _small(part: str) -> str:
    return part.strip(".").lower().replace("-", "")


def _is_initial(part: str) -> bool:
    letters = part.strip(".")
    return len(letters) == 1 or (part.endswith(".") and len(letters) <= _DIGRAPH)


def _named(surname: str, given: list[str]) -> Reading:
    said = (one.strip(".").lower() for one in given)
    return Reading(
        surname=surname.strip(".").lower(),
        given=tuple(one for one in said if one and one not in PARTICLES),
        is_latin="a" <= surname[:1].lower() <= "z",
    )


# -- whether two readings can be of one person ----------------------------------------------------

SHARED: Final = 3
"""Letters by which a case or a scheme may lengthen a surname."""


def surnames_agree(one: Reading, other: Reading) -> bool:
    """Say whether two surnames may be one: letter for letter in Latin, in any case in Russian."""
    mine, theirs = folded(one.surname), folded(other.surname)
    if mine == theirs:
        return True
    if one.is_latin and other.is_latin:
        return False
    key = key_of(one.surname)
    same = next((at for at, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None)
    shared = min(len(mine), len(theirs)) if same is None else same
    is_near = shared >= max(len(mine), len(theirs)) - SHARED
    return bool(key) and key == key_of(other.surname) and is_near


def given_agree(one: Reading, other: Reading) -> bool:
    """Say whether no given name of the one contradicts the other's: an initial is any such name."""
    are_latin = one.is_latin and other.is_latin
    return all(
        _may_be(mine, theirs) and not (are_latin and _begin_apart(mine, theirs))
        for mine, theirs in zip(one.given, other.given, strict=False)
    )


def _may_be(one: str, other: str) -> bool:
    short, long = sorted((folded(one), folded(other)), key=len)
    if len(short) <= _DIGRAPH and long.startswith(short):
        return True
    key = key_of(short)
    return short == long or (bool(key) and key == key_of(long))


_VOWELS: Final = frozenset("eijy")
"""What schemes write for one another at the beginning of a name: Yuri, Iurii; J. V., I. V."""


def _begin_apart(one: str, other: str) -> bool:
    """Say whether two Latin names begin with letters that no scheme writes for one another."""
    return one[0] != other[0] and not _VOWELS.issuperset((one[0], other[0]))
