"""Captions of restorations."""

from collections.abc import Mapping
from typing import Final

RESTORING: Final[Mapping[str, tuple[str, str]]] = {
    "asked again": ("asked again", "новый запрос"),
    "ANSWERED": ("answered", "ответила"),
    "AWAITED": ("awaited", "ответа ещё нет"),
    "FORGONE": ("gone on without", "продолжено без неё"),
    "never restored": ("never restored", "из копии не восстанавливалась"),
    "numbers lost": ("numbers lost: {0}/{1} {2}–{3}", "утрачены номера: {0}/{1} {2}–{3}"),
    "numbers skipped": (
        "skipped for safety: {0}/{1} {2}–{3}",
        "пропущены для надёжности: {0}/{1} {2}–{3}",
    ),
    "restored to": ("restored to fact {0} at {1}", "восстановлена до факта {0}, {1}"),
    "facts lost": ("facts lost: {0}", "утрачено фактов: {0}"),
    "telegrams coming": ("telegrams coming back", "телеграмм возвращается"),
    "unknown number": ("not known", "неизвестно"),
    "restored because": ("because", "причина"),
    "numbers are held": (
        "no new telegram gets a number before all have answered",
        "новые телеграммы не получают номеров, пока не ответят все",
    ),
}
