"""The drafts of the story, as files of form lines: what a drafter would type.

Rule 1: every word of No. 26044 is taken from the page.
Rule 2: what the page does not say of the others is the demo's own, and the telegram says so
    itself, in a mark or in its text.
"""

from collections.abc import Sequence
from typing import Final

from depesha.demo.page import Page

Lines = Sequence[tuple[str, str]]

OWN_MARK: Final = "номер и форма этой телеграммы придуманы для показа"
"""On the directive: the page gives its words, its day and to whom it went, and nothing else."""

REPORT: Final = (
    "Передано Ким Ир Сену. (Слова этого донесения придуманы для показа: история молчит.)"
)
"""What Razuvaev's office reports. Nothing is known of what he answered."""

SHORT_TEXT: Final = (
    "Слышу Вас через Москву, прочесть это она не может."
    " (Слова этой телеграммы придуманы для показа.)"
)

WAITING_TEXT: Final = (
    "Телеграфьте, передана ли Ким Ир Сену директива, приведённая в нашей № {number},"
    " и что он ответил.\n"
    "Получение подтвердите в течение часа. Исполнение телеграфьте в течение трёх часов.\n"
    "(Слова этой телеграммы придуманы для показа.)"
)
"""What waits at Pyongyang when the story is over, for whoever opens its desk to confirm."""


def directive(page: Page) -> str:
    """Return the draft of the directive of 20 November, to Roshchin at Peking."""
    return _written(
        (
            ("Отправитель", page.originator),
            ("Гриф", page.classification),
            ("Очередность", "СРОЧНАЯ"),
            ("Кому", f"roshchin@peking; лицо {page.told}"),
            ("Через", page.passing),
            ("Подпись", cover_name(page)),
            ("Псевдоним", cover_name(page)),
            ("Язык", "ru"),
            ("Серия", "directive"),
            ("Помета", OWN_MARK),
        ),
        page.directive,
    )


def telegram(page: Page, *, quotes: str, notice: str) -> str:
    """Return the draft of No. 26044.

    Args:
        page: the page.
        quotes: the number of the directive, as in `moscow/2026/26043`.
        notice: the digest of Peking's notice, in hex.
    """
    typed_as, typed = page.typed.split(" ", 1)
    copies = "; ".join(f"{number} {holder}" for number, holder in page.copies)
    return _written(
        (
            ("Отправитель", page.originator),
            ("Отдел", page.comcen),
            ("Форма", page.form_code),
            ("Документ", page.document_type),
            ("Гриф", page.classification),
            ("Пометка", page.caveat),
            ("Категория", page.caption),
            ("Очередность", page.precedence),
            ("Куда", page.place),
            ("Кому", f"razuvaev@pyongyang; лицо {page.person}"),
            ("Получение", page.receipt_words),
            ("Исполнение", page.execution_words),
            ("Цитирует", quotes),
            ("Причина", f"notice:{notice}; слова {page.no_communications}"),
            ("Подпись", page.signatory),
            ("Язык", "ru"),
            ("Псевдоним", cover_name(page)),
            ("Спец.", "да"),
            *(("Помета", mark) for mark in page.marks),
            ("Помета", f"{page.filed}; вид на листе"),
            ("Помета", f"{page.sent}; вид на листе"),
            ("Помета", f"{typed}; вид {typed_as}"),
            ("Экземпляры", copies),
        ),
        page.text,
    )


def short_telegram(page: Page) -> str:
    """Return the draft of Razuvaev's short telegram to Roshchin."""
    return _written(
        (
            ("Гриф", page.classification),
            ("Очередность", "СРОЧНАЯ"),
            ("Кому", "roshchin@peking"),
            ("Язык", "ru"),
        ),
        SHORT_TEXT,
    )


def waiting_telegram(page: Page) -> str:
    """Return the draft of the telegram that is left to be confirmed at Pyongyang."""
    return _written(
        (
            ("Отправитель", page.originator),
            ("Отдел", page.comcen),
            ("Форма", page.form_code),
            ("Документ", page.document_type),
            ("Гриф", page.classification),
            ("Очередность", "СРОЧНАЯ"),
            ("Тема", f"К № {page.outgoing_number}: передано ли"),
            ("Куда", page.place),
            ("Кому", f"razuvaev@pyongyang; лицо {page.person}"),
            ("Получение", "подтвердите в течение 1 ч"),
            ("Исполнение", "телеграфьте в течение 3 ч"),
            ("Ссылка", str(page.outgoing_number)),
            ("Подпись", page.signatory),
            ("Язык", "ru"),
            ("Помета", OWN_MARK),
            ("Экземпляры", "1 Копия"),
        ),
        WAITING_TEXT.format(number=page.outgoing_number),
    )


def cover_name(page: Page) -> str:
    """Return the cover name as it is in a register; the sheet has it in the genitive."""
    return page.author.removesuffix("а")


def _written(lines: Lines, text: str) -> str:
    form = "".join(f"{word}: {value}\n" for word, value in lines)
    return f"{form}\n{text}\n"
