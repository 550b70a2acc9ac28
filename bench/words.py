"""What the index's words find, measured on words: names in their cases and spellings; plain words.

    PYTHONPATH=.cache/words python -m bench.words

Which forms are of one word is said by pymorphy3's dictionary, for surnames and words drawn out of
it, so nothing is chosen by hand; spellings of names in Latin letters by iuliia's schemes. Beside
our words stand the floors: words as they are (`unicode61`), and plain Snowball.

Recall: of the pairs of forms of one word, how many are found one by the other. Precision: of the
pairs that are found, how many are of one word. Two words that share a form (Быков, Быкова) are one,
and a name is asked for in small letters, as people type.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Any, Final

import iuliia
import pymorphy3
from Stemmer import Stemmer

from depesha.archive.tokens import tokens_of

Reading = Callable[[str, bool], Iterable[str]]
"""(a word, whether it is asked) to its tokens."""

SURNAMES: Final = 4_000
WORDS: Final = 8_000
PARTS: Final = ("NOUN", "ADJF", "VERB", "INFN")
SCHEMES: Final = (
    iuliia.ALA_LC_ALT,
    iuliia.BGN_PCGN_ALT,
    iuliia.BS_2979_ALT,
    iuliia.GOST_779_ALT,
    iuliia.ICAO_DOC_9303,
    iuliia.MOSMETRO,
    iuliia.TELEGRAM,
    iuliia.WIKIPEDIA,
    iuliia.YANDEX_MAPS,
)
"""Of the schemes those of newspapers, libraries and telegraphs, without marks on letters."""

FRENCH: Final = (iuliia.MVD_310_FR,)
"""Of passports until 1997: Chirokov, Droujinine. No key is made for it."""

COLUMNS: Final = {
    "cases": "names in cases",
    "spellings": "in Latin letters",
    "french": "in French",
    "plain": "words",
}

_RUSSIAN: Final = Stemmer("russian", 0)
_ENGLISH: Final = Stemmer("english", 0)


def as_it_is(word: str, asked: bool) -> tuple[str]:  # noqa: FBT001  # `Reading`
    """Return a word as `unicode61` has it."""
    del asked
    return (word.lower(),)


def snowball(word: str, asked: bool) -> tuple[str]:  # noqa: FBT001  # `Reading`
    """Return a word's stem."""
    del asked
    small = word.lower().replace("ё", "е")
    stemmer = _ENGLISH if small.isascii() else _RUSSIAN
    return (stemmer.stemWord(small),)


def ours(word: str, asked: bool) -> tuple[str, ...]:  # noqa: FBT001  # `Reading`
    """Return a word's tokens in our index."""
    return tokens_of(word, asked=asked)


READINGS: Final[dict[str, Reading]] = {
    "unicode61": as_it_is,
    "snowball": snowball,
    "depesha": ours,
}


def measure(surnames: int = SURNAMES, words: int = WORDS) -> dict[str, Any]:
    """Return recall and precision of each reading, in hundredths."""
    morph = pymorphy3.MorphAnalyzer(lang="ru")
    chance = Random(26044)  # noqa: S311  # a sample, and no secret
    all_names, all_words = _lexemes(morph)
    names = _sample(all_names, surnames, chance)
    plain = _sample(all_words, words, chance)
    capital = {key: {form.capitalize() for form in forms} for key, forms in names.items()}
    latin = {key: _spellings(key, SCHEMES) for key in names}
    french = {key: _spellings(key, FRENCH) for key in names}
    figures: dict[str, Any] = {"words_surnames": len(names), "words_plain": len(plain)}
    for name, reading in READINGS.items():
        for what, asked, indexed in (
            ("cases", names, capital),
            ("spellings", latin, capital),
            ("french", french, capital),
            ("plain", plain, plain),
        ):
            recall, precision = _found(asked, indexed, reading)
            figures[f"words_{what}_{name}_recall"] = recall
            figures[f"words_{what}_{name}_precision"] = precision
    return figures


def _lexemes(morph: Any) -> tuple[dict[str, set[str]], dict[str, set[str]]]:  # noqa: ANN401  # no types
    """Return the forms of each surname, and of each plain word; one pass of a minute."""
    found: dict[str, dict[str, set[str]]] = {"name": defaultdict(set), "word": defaultdict(set)}
    kinds: dict[int, str] = {}  # of tags, of which there are some thousands
    for word, tag, normal, _, _ in morph.dictionary.iter_known_words():
        kind = kinds.get(id(tag)) or kinds.setdefault(id(tag), _kind(str(tag)))
        if kind in found and len(word) > 2 and "-" not in word:  # noqa: PLR2004
            found[kind][normal].add(word)
    names, words = (
        {key: forms for key, forms in one.items() if len(forms) > 1} for one in found.values()
    )
    return names, words


def _kind(tag: str) -> str:
    grammemes = set(tag.replace(" ", ",").split(","))
    if grammemes & {"Fixd", "Abbr", "Name", "Patr", "Geox", "Orgn", "Trad"}:
        return "other"
    if "Surn" in grammemes:
        return "name"
    return "word" if tag.startswith(PARTS) else "other"


def _sample(found: dict[str, set[str]], count: int, chance: Random) -> dict[str, set[str]]:
    """Return so many words, those that share a form as one."""
    keys = chance.sample(sorted(found), min(count, len(found)))
    owner: dict[str, str] = {}
    merged: dict[str, set[str]] = {}
    for key in keys:
        one = next((owner[form] for form in found[key] if form in owner), key)
        merged.setdefault(one, set()).update(found[key])
        owner.update(dict.fromkeys(found[key], one))
    return merged


def _spellings(name: str, schemes: Sequence[Any]) -> set[str]:
    return {scheme.translate(name).lower() for scheme in schemes}


def _found(
    asked: dict[str, set[str]], indexed: dict[str, set[str]], reading: Reading
) -> tuple[float, float]:
    """Ask every form for every form; return recall and precision in hundredths."""
    postings: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, forms in indexed.items():
        for form in forms:
            for token in reading(form, False):  # noqa: FBT003
                postings[token].append((key, form))
    wanted = right = all_found = 0
    for key, forms in asked.items():
        for form in forms:
            others = {(key, one) for one in indexed[key] if one.lower() != form}
            hits = {hit for token in reading(form, True) for hit in postings[token]}  # noqa: FBT003
            hits = {hit for hit in hits if hit[1].lower() != form}
            wanted += len(others)
            right += len(hits & others)
            all_found += len(hits)
    return _hundredths(right, wanted), _hundredths(right, all_found)


def _hundredths(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def lines_of(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the table for a person."""
    yield f"{'':12}" + "".join(f"{said:>18}" for said in COLUMNS.values())
    for name in READINGS:
        pairs = (
            (figures[f"words_{what}_{name}_{kind}"] for kind in ("recall", "precision"))
            for what in COLUMNS
        )
        yield f"{name:12}" + "".join(f"{' / '.join(map(str, pair)):>18}" for pair in pairs)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure()
    if given.json:
        print(json.dumps({"v": 1, "kind": "words", **figures}))
        return
    print(f"{figures['words_surnames']:,} surnames, {figures['words_plain']:,} words")
    print("\n".join(lines_of(figures)))


if __name__ == "__main__":
    main()
