"""What a problem is, in one line, by its stable code; what happened is said by its message."""

from collections.abc import Mapping
from typing import Final

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "problem": ("It was not done", "Не выполнено"),
    "refused": ("The rules forbid it", "Правила этого не допускают"),
    "usage": ("It is not understood", "Указание не понято"),
    "not-found": ("There is no such thing here", "Такого здесь нет"),
    "forbidden": ("It is not allowed to this office", "Этой должности это не разрешено"),
    "locked": ("The station's keys are locked", "Ключи пункта заперты"),
    "office-locked": ("The office's key is locked", "Ключ должности заперт"),
    "wrong-passphrase": (
        "That passphrase does not open it",
        "Этой парольной фразой он не открывается",
    ),
    "weak-passphrase": ("That passphrase is too weak", "Эта парольная фраза слишком слаба"),
    "bad-signature": ("A signature does not verify", "Подпись не сходится"),
    "cannot-open": ("It cannot be opened", "Вскрыть невозможно"),
    "order-id-reused": (
        "This form was sent before, with other words",
        "Этот бланк уже отправлен с другими словами",
    ),
    "rolled-back": (
        "The station's store is older than it was",
        "Хранилище пункта старее, чем было",
    ),
    "key-book-behind": ("A newer key book is needed", "Нужна более новая книга ключей"),
    "key-book-rolled-back": (
        "The key book is older than the one known",
        "Книга ключей старее известной",
    ),
    "too-many-unannounced": (
        "Too much came unannounced",
        "Слишком много пришло без предупреждения",
    ),
    "edition-awaited": (
        "The centre was restored, and waits for editions",
        "Центр восстановлен и ждёт сведений об изданиях",
    ),
    "numbers-awaited": (
        "The station was restored, and waits for last numbers",
        "Пункт восстановлен и ждёт последних номеров",
    ),
    "malformed": ("It is not what it should be", "Это не то, чем должно быть"),
    "does-not-verify": ("It does not verify", "Проверка не прошла"),
    "unknown-version": ("Its format is not known", "Формат неизвестен"),
    "undeliverable": ("It cannot be delivered", "Доставить невозможно"),
    "no-communications": ("There are no communications", "Связи нет"),
    "not-now": ("Not at this moment; try again", "Не сейчас; повторите"),
    "no-line": ("No line is up", "Ни одна линия не работает"),
    "store-damaged": ("The station's store is damaged", "Хранилище пункта повреждено"),
    "store-full": ("The station's disk is full", "Диск пункта заполнен"),
    "bug": ("The program is wrong, not you", "Ошибка в программе, а не у Вас"),
    "busy": ("Another holds it at this moment", "Сейчас занято другим"),
    "wrong-code": ("The codes differ", "Коды не совпадают"),
    "code-void": ("The code holds no longer", "Код больше не действует"),
    "session-ended": ("The session has ended", "Сеанс окончен"),
    "too-often": ("It was tried too often in vain", "Слишком много неудачных попыток"),
    "signed-out": ("Nobody is signed in", "Вход не выполнен"),
}
"""Told above the message, which names numbers and stations and is the same in every language."""
