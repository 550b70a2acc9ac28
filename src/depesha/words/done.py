"""What a command says when it has done something."""

from collections.abc import Mapping
from typing import Final

DONE: Final[Mapping[str, tuple[str, str]]] = {
    # sent
    "registered and sealed": ("registered and sealed", "зарегистрирована и зашифрована"),
    "registered and held": ("registered, held until {0}", "зарегистрирована, задержана до {0}"),
    "sent before": ("sent before: {0}, {1}", "уже послана: {0}, {1}"),
    "again makes another": ("; --again makes another", "; ещё одну пошлёт --again"),
    "made copy": ("copy {0}: {1}", "экз. № {0}: {1}"),
    "went with it": ("attached: {0}, {1} bytes", "приложено: {0}, байт: {1}"),
    "term receipt": ("receipt", "подтверждение"),
    "term execution": ("execution", "исполнение"),
    "until when": ("by {0}", "до {0}"),
    "without a term": ("asked", "без срока"),
    "within": ("within {0}", "в течение {0}"),
    "unit d": ("d", " сут"),
    "unit h": ("h", " ч"),
    "unit min": ("min", " мин"),
    "unit s": ("s", " с"),
    # drafts
    "drafted before": (
        "drafted before: draft {0}; --again makes another",
        "такой проект уже есть: № {0}; ещё один сделает --again",
    ),
    "draft is": ("draft {0}: {1}", "проект № {0}: {1}"),
    "draft of a version": ("draft {0}, version {1}: {2}", "проект № {0}, версия {1}: {2}"),
    "was asked": ("{0} was asked", "запрошена виза: {0}"),
    "still to sign": (
        "{0} of {1} releasing offices still to sign",
        "не хватает подписей: {0} из {1}",
    ),
    "reviewed so far": ("reviewed by {0}", "завизировали: {0}"),
    "released so far": ("released by {0}", "подписали: {0}"),
    "draft dropped": ("draft {0} dropped", "проект № {0} снят"),
    "draft written": ("draft {0} written to {1}", "проект № {0} записан в {1}"),
    # amended
    "withdrawn now": (
        "{0}: cancelled; it was held, and nobody got it",
        "{0}: аннулирована; была задержана, никто её не получил",
    ),
    "repeated now": (
        "{0}: sent again, marked as a repeat, to {1}",
        "{0}: послана повторно, с пометкой, куда: {1}",
    ),
    "voided now": ("number {0} of {1} in {2} is void", "номер {0} серии {1} за {2} погашен"),
    "series goes on": ("{0} goes on at {1} in {2}", "серия {0}: далее с {1}, год {2}"),
    # answered
    "confirmed now": ("receipt confirmed", "получение подтверждено"),
    "complies now": ("acknowledged: will comply", "принято к исполнению"),
    "reported now": ("execution reported", "доложено об исполнении"),
    "reported meanwhile": ("interim report", "промежуточный доклад"),
    "refused now": ("cannot comply", "исполнить нельзя"),
    "queued for": ("{0}, queued for {1}", "{0}; ответ в очереди на отправку в пункт {1}"),
    "done before now": (
        "{0} before; nothing is sent again",
        "{0} раньше; повторно ничего не посылается",
    ),
    "chased now": (
        "{0}: {1} is asked for it again: {2}",
        "{0}: послано напоминание, {1}: {2}",
    ),
    # attachments
    "attachment saved": (
        "attachment {0} of {1}: {2} bytes",
        "приложение {0} к {1}: байт: {2}",
    ),
    "saved where": (
        "written to {0}; it is what the telegram says",
        "записано в {0}; это то, что указано в телеграмме",
    ),
    # the operator
    "serving": ("serving {0}", "пункт {0} работает"),
    "serving on": ("serving {0} on {1}", "пункт {0} работает, адрес {1}"),
    "desk at": ("the desk is at {0}", "рабочий стол: {0}"),
    "line settled": ("line to {0} {1}", "линия {0}: {1}"),
    "line added": ("added", "добавлена"),
    "line as it was": ("is as it was", "без изменений"),
    "line changed": ("changed (was {0})", "изменена (было: {0})"),
    "neighbour calls": ("the neighbour calls", "вызывает сосед"),
    "listens": ("neighbours call at {0}", "соседи вызывают по адресу {0}"),
    "at its next start": (
        "; the station is being served: at its next start",
        "; пункт работает: со следующего пуска",
    ),
    # evidence, expunging, the journal
    "evidence made": ("evidence {0} about {1}: {2}, {3}", "доказательство {0} о {1}: {2}, {3}"),
    "sealed as one": ("sealed", "зашифровано"),
    "files in it": ("{0} files", "файлов: {0}"),
    "left out": ("left out: {0}: {1}", "не вошло: {0}: {1}"),
    "tell the root": (
        "the root, to be told by another way: {0}",
        "корень, сообщите его иным путём: {0}",
    ),
    "expunged": ("expunged: {0}", "слова уничтожены: {0}"),
    "expunged one": (
        "expunged: {0}; its line and its proofs stay",
        "слова уничтожены: {0}; строка и доказательства остаются",
    ),
    "nothing to expunge": ("nothing is due", "срок ничьих слов не вышел"),
    "journal size": ("size", "фактов"),
    "journal root": ("root", "корень"),
    "fact proved": (
        "fact {0} of {1} is proved in {2}",
        "факт {0} из {1}: доказательство в {2}",
    ),
    "compare the key": (
        "whoever verifies it compares the key: {0}",
        "проверяющий сверяет ключ: {0}",
    ),
    "fact stands": (
        "✓ fact {0} of {1} in the journal of {2}, kind {3}, {4}",
        "✓ факт {0} из {1} в журнале пункта {2}, вид {3}, {4}",
    ),
    "head signed by": ("signed by {0}, key {1}", "подпись {0}, ключ {1}"),
    "whose key": (
        "whole, but whose key it is is not shown: name it with --key",
        "цело, но чей это ключ, не показано: назовите его в --key",
    ),
    # where there is nothing
    "no service messages": ("no service messages", "служебных телеграмм нет"),
    "nothing passed through": ("nothing passed through", "транзита не было"),
    "no journals of others are known yet": (
        "no journals of others are known yet",
        "журналы других пунктов пока неизвестны",
    ),
    "no copies made": ("No copies were made.", "Экземпляров не изготовлено."),
}
