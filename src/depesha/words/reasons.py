"""What a station says in English words of its own, for a Russian list: states, reasons, rights.

A station tells why something waits in words, with numbers, times and names in them. The keys are
these words; `{0}` stands for what is put in. What is not known here stays as it was said.
"""

from collections.abc import Mapping
from typing import Final

from depesha.words.sayings import Sayings

REASONS: Final[Mapping[str, str]] = {
    # transport grades
    "LOW": "ОБЫЧНЫЙ",
    "URGENT": "СРОЧНЫЙ",
    "FLASH": "МОЛНИЯ",
    # lines
    "up": "действует",
    "connecting": "вызывает",
    "waiting": "не отвечает",
    "refused": "отказ",
    "expecting": "ждёт вызова",
    "closed": "закрыта",
    "not serving": "пункт не работает",
    "planned": "по плану",
    "not in the plan": "вне плана",
    "{0} mails returned": "писем возвращено: {0}",
    "{0} mails spoiled": "писем испорчено: {0}",
    # why something waits
    "nobody serves this station": "этот пункт сейчас не работает",
    "the plan has no line to it any more": "в плане этой линии больше нет",
    "on its way": "в пути",
    "sent by mail, not answered yet": "послана почтой, ответа ещё нет",
    "the line is up": "линия действует",
    "the line is being called": "линия вызывается",
    "the line is down": "линия не действует",
    "the line is down since {0}": "линия не действует с {0}",
    "the neighbour does not let us in": "сосед отказывает в приёме",
    "it is the neighbour that calls": "вызывает сосед",
    "it is not the hour of the line": "не час этой линии",
    "held until {0}": "задержана до {0}",
    "closed until {0}": "закрыта до {0}",
    "this station keeps silent until {0}": "этот пункт молчит до {0}",
    "only {0} and above passes on this line": "на этой линии проходит только {0} и выше",
    "this line carries no attachments": "эта линия приложений не несёт",
    "the neighbour put it off": "сосед отложил приём",
    "the bulk connection of the line is not up": "объёмное соединение линии не действует",
    "it waits for its turn": "ждёт своей очереди",
    "it is made ready": "готовится",
    "{0} of {1} MB, being laid into the folder": "{0} из {1} МБ, кладётся в папку",
    "it lies in the folder; the neighbour has not answered": "лежит в папке; сосед не ответил",
    "the medium has no room for it, or takes no file of its size": (
        "на носителе нет места, или он не берёт таких файлов"
    ),
    "it is larger than this line carries": "больше, чем несёт эта линия",
    "offered; the neighbour has not said yet that it may come": "предложено; согласия ещё нет",
    "{0} of {1} MB, going": "{0} из {1} МБ, передаётся",
    "{0} of {1} MB; something more urgent goes first": "{0} из {1} МБ; сначала более срочное",
    "all of it has gone; custody is not taken yet": "передано всё; приём не подтверждён",
    "its file is not in blobs/": "файла нет в blobs/",
    # ways
    "always": "всегда",
    "excluded, as was asked": "исключён по запросу",
    "no rule lets it carry from {0} to {1}": "по плану не передаёт от {0} к {1}",
    "from {0} through {1} to {2}": "от {0} через {1} к {2}",
    "no communications with {0}": "связи с {0} нет",
    "no communications with {0}: it is revoked": "связи с {0} нет: пункт исключён из сети",
    "no communications with {0}: it has no key in force": "связи с {0} нет: нет действующего ключа",
    "no way is known to {0}": "пути к {0} нет",
    "no way to {0} arrives before it expires": "ни один путь к {0} не приводит в срок",
    "its keys are not here: ask the centre to introduce the two stations": (
        "его ключей здесь нет: пусть центр познакомит оба пункта"
    ),
    "ask the centre what became of it": "спросите центр, что с ним стало",
    "take in a newer key book from the centre": "примите от центра новую книгу ключей",
    'send it through the centre, or have a way added with "depesha plan transit"': (
        'пошлите через центр, или пусть центр разрешит транзит: "depesha plan transit"'
    ),
    'give it a longer term, or have another way planned; "depesha route" tells': (
        'дайте больший срок, или пусть в план внесут другой путь; скажет "depesha route"'
    ),
    # what evidence leaves out
    "its signer has no such key in the key book that is held here": (
        "такого ключа подписавшего в здешней книге ключей нет"
    ),
    "it holds other documents too, or what opens an attachment": (
        "в нём есть и другие документы или то, что открывает приложение"
    ),
    "its station is revoked, and it is not dated before that": (
        "его пункт отозван, и датирован он не раньше того"
    ),
    "it is no longer kept here": "здесь больше не хранится",
    # service messages
    "from": "от",
    "to": "к",
    "NO_COMMUNICATIONS": "НЕТ СВЯЗИ",
    "REPEAT_REQUEST": "ЗАПРОС ПОВТОРА",
    "NUMBERS_VOIDED": "НОМЕРА ПОГАШЕНЫ",
    "EXPIRED": "ИСТЁК СРОК",
    "CHASER": "НАПОМИНАНИЕ",
    "NON_RECEIPT": "НЕ ВСКРЫТА",
    "PROOF_ASKED": "ЗАПРОС ДОКАЗАТЕЛЬСТВА",
    "KEY_EXPIRED": "КЛЮЧ ИСТЁК",
    "KEY_BOOK_TAKEN": "КНИГА КЛЮЧЕЙ ПРИНЯТА",
    "LAST_NUMBERS_ASKED": "ЗАПРОС ПОСЛЕДНИХ НОМЕРОВ",
    "LAST_NUMBERS": "ПОСЛЕДНИЕ НОМЕРА",
    # what an office may
    "drafter": "составитель",
    "releaser": "подписывающий",
    "operator": "оператор",
    "addressee": "адресат",
    "may-acknowledge": "принимает к исполнению",
    "registrar": "регистратор",
    "archivist": "архивариус",
    "administrator": "администратор",
    "duty": "дежурный",
}


_SAYINGS: Final = Sayings(REASONS, REASONS)


def reason(text: str, language: str) -> str:
    """Return what a station said, in the language of this one; what is not known here as it is."""
    return _SAYINGS.said(text, language)
