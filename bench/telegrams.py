"""Telegrams that nobody sent, for an archive of a million: Russian and English, as like as need be.

Words come from a list of its own, with their endings, and are as frequent as words are (Zipf);
behind them stand made-up ones, so that an index has as many different words as a real one.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from random import Random
from typing import Final

from depesha.archive.cards import Card, Thing, Words
from depesha.archive.telling import Told, shelf_of
from depesha.store.archive_index import Laid

STEMS: Final = [
    "телеграмм",
    "посольств",
    "правительств",
    "министр",
    "договор",
    "нот",
    "границ",
    "войск",
    "перегово",
    "предложени",
    "указани",
    "вопрос",
    "ответ",
    "встреч",
    "делегаци",
    "соглашени",
    "заявлени",
    "помощ",
    "поездк",
    "положени",
    "отношени",
    "сообщени",
    "просьб",
    "решени",
    "заседани",
    "комисси",
    "поставк",
    "строительств",
    "станц",
    "дорог",
    "линейк",
    "параллел",
    "перемири",
    "обмен",
    "пленн",
    "груз",
    "порт",
    "суд",
    "консульств",
    "визит",
    "приём",
    "беседа",
    "документ",
    "проект",
    "стать",
    "пункт",
    "срок",
]
ENDINGS: Final = ("а", "ы", "е", "у", "ой", "ам", "ами", "ах", "и", "ю", "ом")
SMALL: Final = [
    "и",
    "в",
    "не",
    "на",
    "что",
    "с",
    "по",
    "о",
    "от",
    "к",
    "для",
    "из",
    "за",
    "до",
    "при",
    "об",
    "у",
    "но",
    "же",
    "как",
    "это",
    "его",
    "их",
    "наш",
    "ваш",
    "все",
    "уже",
    "ещё",
    "будет",
    "были",
    "может",
    "следует",
    "просим",
    "сообщаем",
    "получен",
    "указанный",
    "советский",
    "корейский",
    "китайский",
]
ENGLISH: Final = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "that",
    "for",
    "be",
    "on",
    "with",
    "as",
    "by",
    "this",
    "have",
    "from",
    "or",
    "at",
    "which",
    "not",
    "are",
    "it",
    "has",
    "will",
    "our",
    "telegram",
    "embassy",
    "government",
    "minister",
    "treaty",
    "note",
    "border",
    "troops",
    "talks",
    "proposal",
    "question",
    "reply",
    "meeting",
    "delegation",
    "agreement",
    "statement",
    "assistance",
    "visit",
    "position",
    "relations",
    "message",
    "request",
    "decision",
    "session",
    "committee",
    "delivery",
    "parallel",
    "armistice",
    "exchange",
    "prisoner",
    "cargo",
    "port",
    "ship",
    "consulate",
    "conversation",
    "document",
    "draft",
    "article",
    "point",
    "date",
    "report",
    "reported",
    "reporting",
    "reports",
]
SURNAMES: Final = [
    "Разуваев",
    "Рощин",
    "Филиппов",
    "Громыко",
    "Вышинский",
    "Зорин",
    "Малик",
    "Семенов",
    "Жуков",
    "Кузнецов",
    "Соболев",
    "Юдин",
    "Панюшкин",
    "Царапкин",
    "Виноградов",
    "Пушкин",
    "Лавров",
    "Гусев",
    "Штыков",
    "Майский",
]
CASES: Final = ("", "а", "у", "ым", "е")
LATIN: Final = [
    "Acheson",
    "Muccio",
    "Kirk",
    "Bohlen",
    "Harriman",
    "Kennan",
    "Bevin",
    "Schuman",
    "Nehru",
    "Panikkar",
]
PLACES: Final = ("СЕВЕРНАЯ КОРЕЯ", "Пекин", "Москва", "Paris", "London", "Seoul", "New Delhi")
LABELS: Final = ("СОВ. СЕКРЕТНО", "СЕКРЕТНО", "top secret", "secret", "confidential")
PRECEDENCES: Final = ("ВНЕ ОЧЕРЕДИ", "СРОЧНО", "priority", "niact", "")
SYLLABLES: Final = tuple(a + b for a, b in product("бвгдзклмнпрст", "аеиоу"))
LATIN_SYLLABLES: Final = tuple(a + b for a, b in product("bdfgklmnprst", "aeiou"))
MADE_UP: Final = 40_000
"""Rare words of each language."""

WORDS: Final = (70, 190)
"""Of a text: from, to; some 860 letters in the mean."""

FIRST_YEAR, YEARS = 1940, 50
LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of a language, the commonest first, and how often they come."""

    words: Sequence[str]
    weights: Sequence[float]

    def draw(self, chance: Random, count: int) -> list[str]:
        """Return so many words."""
        top, words, weights = self.weights[-1], self.words, self.weights
        return [words[bisect(weights, chance.random() * top)] for _ in range(count)]


def _tongue(common: Sequence[str], syllables: Sequence[str], chance: Random) -> Tongue:
    rare = ("".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(MADE_UP))
    words = [*common, *rare]
    return Tongue(words, list(accumulate(1 / (place + 3) for place in range(len(words)))))


class Making:
    """Makes cards, always the same for the same seed."""

    def __init__(self, seed: int = 26044) -> None:
        self._chance = Random(seed)  # noqa: S311  # texts, and no secret
        forms = [stem + end for end, stem in product(ENDINGS, STEMS)]
        self._chance.shuffle(forms)
        common = [one for pair in zip(SMALL, forms, strict=False) for one in pair]
        names = [name + case for name, case in product(SURNAMES, CASES)]
        self.russian = _tongue([*common, *names, *forms], SYLLABLES, self._chance)
        self.english = _tongue([*ENGLISH, *LATIN], LATIN_SYLLABLES, self._chance)

    def text(self, tongue: Tongue) -> str:
        """Return a text: sentences, with a capital and a full stop."""
        chance = self._chance
        words = tongue.draw(chance, chance.randint(*WORDS))
        for place in range(0, len(words) - 1, 12):
            words[place] = words[place].capitalize()
            words[place - 1] += "."
        return " ".join(words)

    def cards(self, count: int) -> Iterator[Laid]:
        """Yield so many cards, in the order in which they were sent."""
        chance = self._chance
        for number in range(1, count + 1):
            yield self.card(number, (number - 1) / count, chance)

    def card(self, number: int, when: float, chance: Random) -> Laid:
        """Return a card; `when` is between 0 and 1."""
        is_russian = chance.random() < 0.6  # noqa: PLR2004
        months = int(when * YEARS * 12)
        year, month = FIRST_YEAR + months // 12, months % 12 + 1
        sent = f"{year}-{month:02}-{chance.randint(1, 28):02}T{chance.randint(0, 23):02}:00"
        names = (chance.choice(SURNAMES), chance.choice(LATIN))
        sender, addressee = names if is_russian else names[::-1]
        tongue = self.russian if is_russian else self.english
        told = Told(
            sent=sent,
            number=number % 30_000 + 1,
            title=f"{sender} to {addressee}",
            kind="telegram",
            sender=sender,
            addressee=addressee,
            place=chance.choice(PLACES),
            label=chance.choice(LABELS),
            precedence=chance.choice(PRECEDENCES),
            language="ru" if is_russian else "en",
        )
        words = Words(
            subject=f"{told.title} {' '.join(tongue.draw(chance, 6))}",
            sender=sender,
            addressee=addressee,
            form=f"{told.number} {told.place}",
            original=self.text(tongue),
            translation=self.text(self.english) if is_russian and number % 5 == 0 else "",
        )
        card = Card(thing=Thing(number % 2), told=told, words=words, people=(sender, addressee))
        return Laid(
            id=number,
            shelf=shelf_of(sent, number),
            classification=number % LEVELS,
            card=card,
        )
