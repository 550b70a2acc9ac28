"""Captions in English and Russian: the words of the form, of the tables, and of the ladder.

Rule 1: a caption that is shown stands here in both languages, in this order; a test compares.
Rule 2: what a person wrote (titles, texts, local precedence) is never translated.
"""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("en", "ru")

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # columns
    "about": ("about", "о чём"),
    "address": ("address", "адрес"),
    "clearance": ("clearance", "допуск"),
    "class": ("class", "гриф"),
    "delivered": ("delivered", "доставлена"),
    "destination": ("for", "куда"),
    "draft": ("draft", "проект"),
    "execution due": ("execution due", "срок исполнения"),
    "from": ("from", "от кого"),
    "grade": ("grade", "разряд"),
    "incoming": ("in №", "вход. №"),
    "keys": ("keys", "ключи"),
    "at": ("at", "время"),
    "direction": ("way", "направление"),
    "for": ("for", "для"),
    "handed on": ("handed on", "передан дальше"),
    "name": ("name", "название"),
    "neighbour": ("neighbour", "сосед"),
    "next try": ("next try", "следующая попытка"),
    "next": ("next", "дальше"),
    "note": ("note", "замечание"),
    "notice": ("notice", "служебная"),
    "number": ("number", "номер"),
    "office": ("office", "должность"),
    "offices": ("offices", "должности"),
    "precedence": ("precedence", "очередность"),
    "raised": ("since", "с"),
    "received": ("received", "принято"),
    "reason": ("reason", "причина"),
    "receipt due": ("receipt due", "срок подтверждения"),
    "registered": ("registered", "зарегистрирована"),
    "returned": ("returned", "возвращён"),
    "roles": ("roles", "права"),
    "sent": ("sent", "отправлено"),
    "since": ("since", "с"),
    "slip": ("slip", "ярлык"),
    "size": ("bytes", "байт"),
    "special": ("special №", "спец. №"),
    "state": ("state", "состояние"),
    "station": ("station", "пункт связи"),
    "subject": ("subject", "тема"),
    "taken": ("taken", "принят"),
    "text": ("text", "текст"),
    "titles": ("titles", "звания"),
    "to": ("to", "кому"),
    "last came": ("last came", "последнее пришло"),
    "last sent": ("last sent", "последнее ушло"),
    "unanswered": ("unanswered since", "без ответа с"),
    "version": ("version", "версия"),
    "what": ("what", "что"),
    "why": ("why it waits", "почему ждёт"),
    "zone": ("zone", "пояс"),
    # the ladder, and the exits beside it
    "DRAFT": ("draft", "проект"),
    "REGISTERED": ("REGISTERED", "ЗАРЕГИСТРИРОВАНА"),
    "QUEUED": ("QUEUED", "В ОЧЕРЕДИ"),
    "SENT": ("SENT", "ОТПРАВЛЕНА"),
    "DELIVERED": ("DELIVERED", "ДОСТАВЛЕНА"),
    "RECEIVED": ("RECEIVED", "ПОЛУЧЕНА"),
    "ACKNOWLEDGED": ("ACKNOWLEDGED", "ПРИНЯТА К ИСПОЛНЕНИЮ"),
    "EXECUTED": ("EXECUTED", "ИСПОЛНЕНА"),
    "CANNOT_PROCESS": ("CANNOT_PROCESS", "НЕ РАЗОБРАНА"),
    "CANNOT_COMPLY": ("CANNOT_COMPLY", "ИСПОЛНИТЬ НЕ МОГУТ"),
    "NON_DELIVERY": ("NON_DELIVERY", "НЕ ДОСТАВЛЕНА"),
    "NON_RECEIPT": ("NON_RECEIPT", "НЕ ПОЛУЧЕНА"),
    "EXPIRED": ("EXPIRED", "ИСТЁК СРОК"),
    "CANCELLED": ("CANCELLED", "АННУЛИРОВАНА"),
    "SUPERSEDED": ("SUPERSEDED", "ЗАМЕНЕНА"),
    "UNKNOWN": ("UNKNOWN", "НЕИЗВЕСТНО"),
    "MIXED": ("several", "разное"),
    "implied": ("implied", "следует из позднейшего"),
    "closed": ("closed", "снята с контроля"),
    "not sent": ("not sent yet: waits for {0}", "ещё не послана: ждёт {0}"),
    "repeat waits": (
        "no answer yet; sent again, waits for {0}",
        "ответа нет; послана ещё раз, ждёт {0}",
    ),
    "sent once": ("no answer yet; sent once, again at {1}", "ответа нет; повтор {1}"),
    "repeated": (
        "no answer yet; sent {0} times, again at {1}",
        "ответа нет; послана (раз: {0}), повтор {1}",
    ),
    # answers
    "MACHINE_RECEIPT": ("delivered", "доставлена"),
    "INTERIM": ("interim report", "промежуточный доклад"),
    "OPERATOR_ACK": ("receipt confirmed", "получение подтверждено"),
    "WILL_COMPLY": ("will comply", "принято к исполнению"),
    "HAVE_COMPLIED": ("have complied", "исполнено"),
    # how a telegram stands to another
    "REFERS": ("refers to", "ссылается на"),
    "ANSWERS": ("answers", "отвечает на"),
    "CORRECTS": ("corrects", "исправляет"),
    "CANCELS": ("cancels", "аннулирует"),
    "SUPERSEDES": ("supersedes", "заменяет"),
    "REPEATS": ("repeats", "повторяет"),
    "QUOTES": ("quotes", "цитирует"),
    "PASSES": ("passes on", "передаёт"),
    "ROUTE_REASON": ("the reason of its way", "причина пути"),
    # the sheet
    "answers": ("Answers", "Ответы"),
    "asked execution": ("Execution", "Исполнение"),
    "asked receipt": ("Receipt", "Получение"),
    "by": ("by", "до"),
    "confirm": ("confirm", "подтвердите"),
    "report": ("report", "телеграфьте"),
    "copies": ("Copies:", "Копии:"),
    "copy for information": ("For information", "Для сведения"),
    "exempted": ("Except", "Кроме"),
    "form": ("Form No. {0}", "Форма № {0}"),
    "incoming number": ("In. No. {0}", "Вход. № {0}"),
    "it refers to": ("Refers to", "Ссылки"),
    "not verified": ("NOT VERIFIED", "НЕ ПРОВЕРЕНА"),
    "outgoing number": ("Out. No. {0}", "Исход. № {0}"),
    "pass": ("Pass to {0} through {1}", "Передать: {0}, через {1}"),
    "quoted": ("Quoted", "Цитируется"),
    "sheet filed": ("Filed", "Получена"),
    "sheet sent": ("Sent", "Отправлена"),
    "sheet delivered": ("Delivered", "Доставлена"),
    "signatures": ("Signatures", "Подписи"),
    "special number": ("{0} No. {1}", "{0} № {1}"),
    "special word": ("Special", "Спец."),
    "telegram": ("Telegram", "Телеграмма"),
    "verified": ("verified", "проверена"),
    "where": ("To", "Куда"),
    "whom": ("", "Кому"),
    # traffic that is no operation
    "EXERCISE": ("EXERCISE", "УЧЕНИЕ"),
    "DRILL": ("DRILL", "ТРЕНИРОВКА"),
    "PROJECT": ("PROJECT", "ПРОЕКТ"),
    "TEST": ("TEST", "ПРОБА"),
    # where there is nothing
    "no alarms": ("no alarms", "тревог нет"),
    "no drafts": ("no drafts wait", "проектов нет"),
    "no lines": ("no lines", "линий нет"),
    "no offices": ("no offices", "должностей нет"),
    "no plan": ("no plan is in force", "плана связи нет"),
    "no telegrams": ("no telegrams", "телеграмм нет"),
    "nothing waits": ("nothing waits", "очередь пуста"),
}

ALARMS: Final[Mapping[str, tuple[str, str]]] = {
    "broken-chain": ("chain of envelopes broken", "цепь конвертов нарушена"),
    "cannot-comply": ("cannot comply", "исполнить не могут"),
    "cannot-process": ("could not be read there", "там не разобрана"),
    "expired": ("expired on its way", "истёк срок в пути"),
    "gap": ("numbers are missing", "пропуск номеров"),
    "key-book-behind": ("key book is behind", "книга ключей устарела"),
    "late": ("came late", "пришла с опозданием"),
    "no-communications": ("no communications", "связи нет"),
    "non-delivery": ("not delivered", "не доставлена"),
    "number-doubled": ("number given twice", "номер дан дважды"),
    "quarantined": ("quarantined", "в карантине"),
    "quotation-unproved": ("quotation not verified", "цитата не проверена"),
    "report-for-unknown": ("report on what was not sent", "доклад о непосланном"),
    "return-refused": ("return refused", "возврат не принят"),
    "return-unproved": ("return not verified", "возврат не проверен"),
}
"""What an alarm is, by its kind; its own text, in English, stands after it."""


def word(key: str, language: str) -> str:
    """Return a caption; a key that is no caption (a code from a newer station) is itself."""
    pair = WORDS.get(key)
    return key if pair is None else pair[LANGUAGES.index(language)]


def alarm(kind: str, language: str) -> str:
    """Return what an alarm is; a kind that a newer station raises is itself."""
    return ALARMS.get(kind, (kind, kind))[LANGUAGES.index(language)]
