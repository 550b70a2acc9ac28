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
    "chased": ("an answer is asked for again", "напоминание: ответа ждут"),
    "cannot-process": ("could not be read there", "там не разобрана"),
    "expired": ("expired on its way", "истёк срок в пути"),
    "expired-unopened": ("expired, not opened", "истёк срок, не вскрыта"),
    "false-attachment": ("attachment is not what it says", "приложение не то, что указано"),
    "foreign-amendment": (
        "it amends what it may not",
        "исправляет или аннулирует чужое",
    ),
    "gap": ("numbers are missing", "пропуск номеров"),
    "handling-exceeded": ("not sent in its handling time", "не отправлена в срок обработки"),
    "held-up": ("held up", "ждёт слишком долго"),
    "interim-overdue": ("interim report overdue", "промежуточный доклад просрочен"),
    "key-book-behind": ("key book is behind", "книга ключей устарела"),
    "late": ("came late", "пришла с опозданием"),
    "late-arrival": ("no report when it was expected", "доклад не пришёл в срок"),
    "line-down": ("line is down", "линия не действует"),
    "no-communications": ("no communications", "связи нет"),
    "non-delivery": ("not delivered", "не доставлена"),
    "not-opened": ("not opened there in time", "там не вскрыта в срок"),
    "notice-for-unknown": ("notice of what was not sent", "служебная о непосланном"),
    "number-doubled": ("number given twice", "номер дан дважды"),
    "quarantined": ("quarantined", "в карантине"),
    "quotation-unproved": ("quotation not verified", "цитата не проверена"),
    "receipt-due": ("receipt due soon", "скоро срок подтверждения"),
    "receipt-overdue": ("receipt overdue", "подтверждение просрочено"),
    "receipt-returned": ("receipt came back", "подтверждение вернулось"),
    "report-due": ("report of execution due soon", "скоро срок доклада"),
    "report-for-unknown": ("report on what was not sent", "доклад о непосланном"),
    "report-overdue": ("report of execution overdue", "доклад об исполнении просрочен"),
    "return-refused": ("return refused", "возврат не принят"),
    "store-failed": ("nothing could be written", "запись не удаётся"),
    "store-full": ("the disk is full", "диск полон"),
    "return-unproved": ("return not verified", "возврат не проверен"),
    "unread": ("nobody opens it", "никто не вскрывает"),
}
"""What an alarm is, by its kind; its own text, in English, stands after it."""
