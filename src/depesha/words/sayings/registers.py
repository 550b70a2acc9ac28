"""What is said of registers, numbers, references, and of words that are no longer kept."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "there is no telegram {0} at {1}": "в пункте {1} нет телеграммы {0}",
    "there is no telegram {0} before {1}": "телеграммы {0} перед {1} нет",
    "{0} fits {1} telegrams": "{0} подходит к телеграммам: {1}",
    "say which: {0}": "скажите, к какой: {0}",
    "the words of {0} were expunged here": "слова {0} здесь изъяты",
    "the words of {0} were expunged on {1} by {2}: {3}": "слова {0} изъял {1} {2}: {3}",
    "nothing can be done with it any more; its line and proofs stay": (
        "сделать с ней ничего нельзя; её строка и доказательства остались"
    ),
    "its line in the registers and its proofs stay": (
        "её строка в журналах и доказательства остались"
    ),
    "the text of {0} is no longer kept here": "текст {0} здесь больше не хранится",
    "the text of the telegram is no longer kept here": (
        "текст телеграммы здесь больше не хранится"
    ),
    "what was expunged cannot be proved any more": "изъятое доказать уже нельзя",
    "a reason has 1 to {0} characters": "причина – от 1 до {0} знаков",
    "{0} may not expunge": "{0} не вправе изымать",
    "{0} was expunged before": "{0} уже изъята",
    "{0} is still open: {1}": "{0} ещё не закрыта: {1:said}",
    "{0} has still to answer": "{0} ещё не ответил",
    "it has no line": "у неё нет строки",
    "a report of {0} is outstanding": "ждут доклада {0}",
    "something of it waits for a line": "часть её ждёт линии",
    "say by what order or rule": "скажите, по какому приказу или правилу",
    "that is for an office with the role of a registrar": "это дело регистратора",
    # series and voiding
    "the register of {0} {1}": "журнал {0} года {1:word}",
    "number {0} of series {1} was given already": "номер {0} ряда {1} уже дан",
    "{0} may not open a series": "{0} не вправе открывать ряд номеров",
    "a series is opened for {0} or {1}": "ряд открывают на {0} или {1} год",
    "the next free number is {0}": "следующий свободный номер – {0}",
    "a registrar or an administrator may": "это может регистратор или администратор",
    "{0} may not void a number": "{0} не вправе погашать номера",
    "{0} is borne by {1}": "{0} носит {1}",
    "{0} is void already": "{0} уже погашен",
    "{0} was never reached here": "до {0} здесь не доходили",
    "a registrar or a releaser may": "это может регистратор или подписывающий",
    "the next number is {0}; void that, or one that was passed over": (
        "следующий номер – {0}; погасите его или пропущенный"
    ),
    "year is a whole number from 1 to {0}": "год – целое число от 1 до {0}",
    "numbers begin at 1": "номера начинаются с 1",
    "there is no register {0}": "журнала {0} нет",
    "there are out, in, and every further series": "есть исходящий, входящий и все прочие ряды",
    "there is no such register": "такого журнала нет",
    "the registers are at /register/out": "журналы – в разделе «Журналы»",
    "there is no such series here": "такого ряда здесь нет",
    "a new one is founded by its own button": "новый заводят своей кнопкой",
    "registers are not given out in such a form": "в таком виде журналы не выдаются",
    "form ICS-309 is the communications log": "форма ICS-309 – это журнал связи",
    "it is at /register/log/ics309": "он в разделе /register/log/ics309",
    "the book has more than {0} lines in this period": "в журнале за этот срок больше {0} строк",
    "choose a shorter one, or take the lines for a spreadsheet": (
        "выберите меньший срок или возьмите строки для таблицы"
    ),
    "the period ends before it begins": "срок кончается раньше, чем начинается",
    "from_at and to_at are UTC milliseconds": "начало и конец срока – в миллисекундах UTC",
    "after is a year and a number": "продолжение – это год и номер",
    "after is the number of a fact": "продолжение – это номер записи",
    "after is the number of an alarm": "продолжение – это номер тревоги",
    "not a day: {0}": "это не день: {0}",
    "not a day or a time: {0}": "это не день и не время: {0}",
    "as in 1976-11-21": "например 1976-11-21",
    'as in 2026-12-30, 30.12.2026, or "2026-12-30 18:00"': (
        "например 2026-12-30, 30.12.2026 или «2026-12-30 18:00»"
    ),
    "year, month and day of UTC, as in 2026-11-28": "год, месяц и день по UTC, например 2026-11-28",
    # attachments of a telegram
    "number is a whole number from 1 on": "номер – целое число, начиная с 1",
    "the telegram has no attachment {0}": "приложения {0} у телеграммы нет",
    "attachment {0} has not come yet": "приложение {0} ещё не пришло",
    "the attachment is not what its telegram says": ("приложение не то, что указано в телеграмме"),
    "ask its originator to send it again": "попросите отправителя послать его снова",
    "direction is out or in": "направление – исходящее или входящее",
    "relation is one of {0}": "связь – одна из: {0}",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    '"depesha inbox" and "depesha outbox" list what there is': (
        "the trays and the registers list what there is",
        "всё, что есть, – в папках и журналах",
    ),
    'a telegram is cancelled: "depesha cancel {0} REASON"': (
        "a telegram is cancelled, on its sheet",
        "телеграмму отменяют, на её листе",
    ),
    "the registers are at /register/out": (
        "choose one of those that are listed",
        "выберите из перечисленных",
    ),
    '"depesha attachment list REF" lists them': (
        "they stand on its sheet",
        "они перечислены на её листе",
    ),
    '"depesha attachment list REF" shows when it has': (
        "its sheet shows when it has",
        "когда придёт – будет видно на её листе",
    ),
}
