"""What an alarm is, by its kind."""

from collections.abc import Mapping
from typing import Final

ALARMS: Final[Mapping[str, tuple[str, str]]] = {
    "alarm-hook-failed": ("the hook for alarms failed", "команда по тревоге не сработала"),
    "blob-missing": ("file of an attachment missing", "нет файла приложения"),
    "broken-chain": ("chain of envelopes broken", "цепь конвертов нарушена"),
    "channel-gap": ("numbers of a line are missing", "пропуск номеров на линии"),
    "channel-went-back": ("numbers of a line went back", "номера на линии пошли назад"),
    "cannot-comply": ("cannot comply", "исполнить не могут"),
    "cannot-process": ("could not be read there", "там не разобрана"),
    "enrolment-void": ("wrong codes of an enrolment", "неверные коды при приёме станции"),
    "expired": ("expired on its way", "истёк срок в пути"),
    "false-attachment": ("attachment is not what it says", "приложение не то, что указано"),
    "gap": ("numbers are missing", "пропуск номеров"),
    "held-up": ("held up", "ждёт слишком долго"),
    "journal-forked": ("journal has two histories", "журнал раздвоился"),
    "journal-rolled-back": ("journal went back", "журнал откатился назад"),
    "journal-unproved": ("journal is not proved", "журнал не доказан"),
    "key-book-behind": ("key book is behind", "книга ключей устарела"),
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
    "store-failed": ("nothing could be written", "запись не удаётся"),
    "store-full": ("the disk is full", "диск полон"),
    "return-unproved": ("return not verified", "возврат не проверен"),
}
"""What an alarm is, by its kind; its own text, in English, stands after it."""
