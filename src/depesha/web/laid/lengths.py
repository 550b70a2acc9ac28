"""Lengths of time and sizes, as people read them."""

from typing import Final

from depesha.words import word

SPANS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))
SIZES: Final = ((1024**3, "unit gib"), (1024**2, "unit mib"), (1024, "unit kib"))
SHOWN: Final = 2
"""Units that are shown: the two largest."""


def span(ms: int, language: str) -> str:
    """Return a length of time in its two largest units: `2 h 15 min`."""
    rest, parts = abs(ms) // 1000, []
    for size, unit in SPANS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {word(f'unit {unit}', language).strip()}")
    return " ".join(parts[:SHOWN]) or f"{rest} {word('unit s', language).strip()}"


def size(size_bytes: int, language: str) -> str:
    """Return a size in its largest unit: `2.4 MiB`, `2,4 МиБ`, `384 MiB`."""
    for unit_bytes, unit in SIZES:
        if size_bytes >= unit_bytes:
            count = f"{size_bytes / unit_bytes:.1f}".removesuffix(".0")
            return f"{count.replace('.', word('decimal mark', language))} {word(unit, language)}"
    return f"{size_bytes} {word('size', language)}"
