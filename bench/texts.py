"""The texts that are sent: alike ones that anybody can make, and real ones where they are at hand.

The test's own texts are half Russian and half English and much alike, so telegrams that share an
envelope deflate well: better than real ones do. Real telegrams are those of *Foreign Relations of
the United States*: English, and each unlike the others.
"""

import json
from pathlib import Path
from typing import Final

from bench.network import C

PLAIN_BYTES: Final = 1207
CORPUS: Final = Path("../shared/corpus/frus-telegrams.jsonl")
LEAST_REAL_BYTES, MOST_REAL_BYTES = 300, 6_000
"""Of a real text that is taken: a few lines to two sheets."""

RUSSIAN: Final = (
    "Ввиду того, что связи с Вами не имеется, направляем указание непосредственно. "
    "Получение подтвердите. Исполнение телеграфьте немедленно. "
)
ENGLISH: Final = (
    "Explain the reasons for the demand and the difference between it and the present position "
    "of the delegation; report when it has been carried out, and what was said in answer. "
)


def text_of(number: int) -> str:
    """Return a text of `PLAIN_BYTES` bytes, half Russian, half English, unlike the others."""
    words = f"{number:06} {RUSSIAN}{ENGLISH}"
    marks = " ".join(f"{(number * 7919 + step * 104729) % 1_000_003:06}" for step in range(40))
    text = (words + marks + " ").encode()
    while len(text) < PLAIN_BYTES:
        text += f"{ENGLISH[number % 60 :]}{(number * 31 + len(text)) % 99991} ".encode()
    return text[:PLAIN_BYTES].decode(errors="ignore").ljust(PLAIN_BYTES - 3)


def real_texts(corpus: Path = CORPUS) -> list[str]:
    """Return the real telegrams, each once; none where the corpus is not there."""
    if not corpus.is_file():
        return []
    with corpus.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [text for text in texts if LEAST_REAL_BYTES <= len(text.encode()) <= MOST_REAL_BYTES]


def draft(text: str, *, precedence: str = "ROUTINE", to: str = f"desk@{C}") -> str:
    """Return the draft of one telegram."""
    return (
        f"To: {to}\nClassification: RESTRICTED\nPrecedence: {precedence}\n"
        f"Receipt: confirm\n\n{text}"
    )


def draft_of(number: int) -> str:
    """Return the draft of one telegram of the test's own texts."""
    return draft(text_of(number))
