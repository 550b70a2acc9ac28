"""What an alarm is, by its kind."""

from collections.abc import Mapping
from typing import Final

ALARMS: Final[Mapping[str, tuple[str, str]]] = {
    "alarm-hook-failed": ("the hook for alarms failed", "команда по тревоге не сработала"),
    "beyond-cut-line": (
        "came from a station after it was taken",
        "пришло от станции после её захвата",
    ),
    "blob-missing": ("file of an attachment missing", "нет файла приложения"),
    "broken-chain": ("chain of envelopes broken", "цепь конвертов нарушена"),
    "channel-gap": ("numbers of a line are missing", "пропуск номеров на линии"),
    "channel-went-back": ("numbers of a line went back", "номера на линии пошли назад"),
    "cannot-comply": ("cannot comply", "исполнить не могут"),
    "cannot-process": ("could not be read there", "там не разобрана"),
    "edition-waits": ("an edition waits to be signed", "издание книги ключей ждёт подписи"),
    "expired": ("expired on its way", "истёк срок в пути"),
    "false-attachment": ("attachment is not what it says", "приложение не то, что указано"),
    "gap": ("numbers are missing", "пропуск номеров"),
    "held-up": ("held up", "ждёт слишком долго"),
    "key-book-behind": ("key book is behind", "книга ключей устарела"),
    "key-book-forked": ("another key book of this version", "другая книга ключей той же версии"),
    "key-book-rolled-back": ("an old key book was sent", "прислана старая книга ключей"),
    "key-book-too-large": ("key book too large for a letter", "книга ключей велика для письма"),
    "key-expired": ("no key in force there", "там нет действующего ключа"),
    "key-request": ("a station asks the centre", "станция просит центр"),
    "keys-unpublished": ("period keys run out", "ключи периода кончаются"),
    "late": ("came late", "пришла с опозданием"),
    "late-arrival": ("no report when it was expected", "доклад не пришёл в срок"),
    "line-down": ("line is down", "линия не действует"),
    "no-communications": ("no communications", "связи нет"),
    "non-delivery": ("not delivered", "не доставлена"),
    "number-doubled": ("number given twice", "номер дан дважды"),
    "quarantined": ("quarantined", "в карантине"),
    "quotation-unproved": ("quotation not verified", "цитата не проверена"),
    "receipt-returned": ("receipt came back", "подтверждение вернулось"),
    "report-for-unknown": ("report on what was not sent", "доклад о непосланном"),
    "return-refused": ("return refused", "возврат не принят"),
    "station-revoked": ("station revoked", "станция отозвана"),
    "store-failed": ("nothing could be written", "запись не удаётся"),
    "store-full": ("the disk is full", "диск полон"),
    "return-unproved": ("return not verified", "возврат не проверен"),
}
"""What an alarm is, by its kind; its own text, in English, stands after it."""
