"""Bytes on the wire for a byte of text: TCP payload in both directions on A-B, by a proxy there.

What is carried is the telegrams one way and their reports the other, sealed and post-quantum.

* alike: the texts of J1, many at a time: they share envelopes and deflate together.
* unlike: real telegrams, many at a time. Latin letters: one byte each.
* alone: one at a time, each in an envelope of its own, which is what a quiet line carries.

    python -m bench.wire --telegrams 1000 --json
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench.j1 import job
from bench.network import A, B, found, free_port, serving
from bench.proxy import Proxy
from bench.texts import CORPUS, draft, draft_of, real_texts, text_of

ALONE: Final = 30
"""Telegrams that are sent one at a time."""


def _job_bytes(line: Proxy, home: Path, drafts: list[str]) -> int:
    before = line.there.carried + line.back.carried
    asyncio.run(job(home, drafts))
    return line.there.carried + line.back.carried - before


def _ratio(line: Proxy, home: Path, texts: Sequence[str], *, at_a_time: int) -> float:
    """Return bytes on the wire for a byte of text, with so many sent at a time."""
    bytes_ = sum(
        _job_bytes(line, home, [draft(text) for text in texts[first : first + at_a_time]])
        for first in range(0, len(texts), at_a_time)
    )
    return round(bytes_ / sum(len(text.encode()) for text in texts), 3)


def _together_and_alone(
    line: Proxy, home: Path, texts: Sequence[str]
) -> tuple[float | None, float | None]:
    """Return the ratios of many at a time, and of the last of them one at a time."""
    if not texts:
        return None, None
    many, few = texts[:-ALONE], texts[-ALONE:]
    together = _ratio(line, home, many, at_a_time=len(many))
    return together, _ratio(line, home, few, at_a_time=1)


def measure(telegrams: int, corpus: Path = CORPUS) -> dict[str, Any]:
    """Send them and return the ratios; those of real texts are None where there are none."""
    alike = [text_of(place) for place in range(telegrams + ALONE)]
    unlike = real_texts(corpus)[: telegrams + ALONE]
    with tempfile.TemporaryDirectory(prefix="depesha-wire-") as name:
        folder = Path(name)
        port = free_port()
        ports = found(folder, proxy=port)
        home = folder / A
        with Proxy(port, ports[B]) as line, serving(folder):
            asyncio.run(job(home, [draft_of(1_000_000)]))
            together, alone = _together_and_alone(line, home, alike)
            real_together, real_alone = _together_and_alone(line, home, unlike)
    return {
        "wire_bytes_per_plain_byte": together,
        "wire_alone": alone,
        "wire_unlike": real_together,
        "wire_unlike_alone": real_alone,
    }


def main() -> None:
    """Count, and print the ratios."""
    parser = argparse.ArgumentParser(description="Bytes on the wire for a byte of text.")
    parser.add_argument("--telegrams", type=int, default=1000)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="real telegrams, a JSON a line")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.telegrams, given.corpus)
    if given.json:
        print(json.dumps({"v": 1, "kind": "wire", **figures}))
        return
    for name, value in figures.items():
        print(f"{name:32} {'not measured' if value is None else value:>12}")


if __name__ == "__main__":
    main()
