"""Captions of corrections and cancellations, of what is held, and of void numbers."""

from collections.abc import Mapping
from typing import Final

AMENDING: Final[Mapping[str, tuple[str, str]]] = {
    # on the telegram that is spoken of: by which one
    "BY_ANSWERS": ("answered by {0}", "ответ: {0}"),
    "BY_CORRECTS": ("corrected by {0}", "исправлена: {0}"),
    "BY_CANCELS": ("CANCELLED by {0}", "АННУЛИРОВАНА: {0}"),
    "BY_SUPERSEDES": ("SUPERSEDED by {0}", "ЗАМЕНЕНА: {0}"),
    # on the telegram that speaks: of which one
    "TO_ANSWERS": ("answers {0}", "отвечает на {0}"),
    "TO_CORRECTS": ("corrects {0}", "исправляет {0}"),
    "TO_CANCELS": ("cancels {0}", "аннулирует {0}"),
    "TO_SUPERSEDES": ("supersedes {0}", "заменяет {0}"),
    "claims": ("it claims so: {0} is not here, or not its own", "так заявлено: {0} здесь нет"),
    "held until": ("held until {0}", "задержана до {0}"),
    "withdrawn": ("CANCELLED before it was sent: {0}, {1}", "АННУЛИРОВАНА до отправки: {0}, {1}"),
    "was executed": ("was executed", "была исполнена"),
    "was refused": ("was refused", "в исполнении было отказано"),
    "of collective": ("by {0}", "циркуляр {0}"),
    "otherwise": ("By other means", "Иным путём"),
    "repeated at": ("sent again {0} to {1}", "повторена {0}: {1}"),
    "collective": ("collective", "циркуляр"),
}
