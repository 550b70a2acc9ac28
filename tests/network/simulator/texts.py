"""The words of simulated telegrams: each bears a mark that is nowhere else."""

import re

MARK = rb"SECRET-[0-9]{6}"
_MARK = re.compile(MARK)


def text_of(number: int) -> str:
    """Return the text of a telegram, Russian and English, with its mark."""
    return (
        f"SECRET-{number:06}. Получение подтвердите, исполнение телеграфьте.\n"
        f"Confirm receipt and report execution of item {number % 97}."
    )


def mark_of(text: bytes) -> bytes | None:
    """Return the mark in a text, if there is one."""
    found = _MARK.search(text)
    return found[0] if found else None
