"""Captions of execution control: the lists, what is overdue, chasers, the duty office."""

from collections.abc import Mapping
from typing import Final

CONTROL: Final[Mapping[str, tuple[str, str]]] = {
    # columns
    "chased": ("chased", "напоминаний"),
    "due": ("due", "срок"),
    "interim": ("last interim report", "последний пром. доклад"),
    "left": ("left", "осталось"),
    "overdue": ("overdue", "просрочено"),
    "owes": ("owes", "должен"),
    "remarks": ("remarks", "отметки"),
    # what is asked, and what is overdue
    "owes receipt": ("receipt", "подтверждение"),
    "owes execution": ("report", "доклад"),
    "owes interim": ("interim report", "промежуточный доклад"),
    "overdue receipt": ("receipt", "подтверждение"),
    "overdue execution": ("report of execution", "доклад об исполнении"),
    "overdue interim": ("interim report", "промежуточный доклад"),
    "overdue unsent": ("not sent yet", "не отправлена"),
    "overdue unread": ("not opened yet", "не вскрыта"),
    "overdue NON_DELIVERY": ("not delivered", "не доставлена"),
    "overdue CANNOT_PROCESS": ("could not be read there", "там не разобрана"),
    "overdue UNKNOWN": ("not known whether it arrived", "неизвестно, дошла ли"),
    "overdue EXPIRED": ("expired", "истёк срок"),
    "overdue NON_RECEIPT": ("not opened there", "там не вскрыта"),
    "of us": ("from us", "от нас"),
    "of them": ("to us", "к нам"),
    # remarks
    "chased times": ("chased {0} times, last {1}", "напоминаний: {0}, последнее {1}"),
    "on duty": ("shown to the duty office", "показана дежурному"),
    "shown to": ("not opened in time: shown to {0}", "не вскрыта в срок: показана {0}"),
    "in place of": ("in place of {0}", "вместо {0}"),
    "last interim": ("last interim report {0}", "последний промежуточный доклад {0}"),
    "handled in": (
        "in this station {0}; objective {1}",
        "в пункте связи {0}; норма {1}",
    ),
    "handled late": (
        "in this station {0}: OVER the objective of {1}",
        "в пункте связи {0}: СВЕРХ нормы {1}",
    ),
    # one task's history
    "Registered": ("registered", "зарегистрирована"),
    "Delivered": ("delivered here", "доставлена сюда"),
    "Sent": ("sent", "отправлена"),
    "ReportLearned": ("delivery reported", "доклад о доставке"),
    "NonDelivered": ("not delivered", "не доставлена"),
    "LateNoticed": ("no report when it was expected", "доклад не пришёл в срок"),
    "AnswerGiven": ("answered", "дан ответ"),
    "AnswerLearned": ("answered", "получен ответ"),
    "TermWarned": ("told that it is due soon", "предупреждён о сроке"),
    "TermPassed": ("term over", "срок истёк"),
    "Chased": ("chaser sent", "послано напоминание"),
    "ChaserPostponed": ("chaser put off", "напоминание отложено"),
    "ChaserLearned": ("chaser came", "пришло напоминание"),
    "Escalated": ("shown to the duty office", "показана дежурному"),
    "NonReceiptLearned": ("not opened there in time", "там не вскрыта в срок"),
    "Withdrawn": ("CANCELLED before it was sent", "АННУЛИРОВАНА до отправки"),
    "HoldBegan": ("held until", "задержана до"),
    "HoldEnded": ("laid out for sending", "передана на отправку"),
    "Repeated": ("sent again", "повторена"),
    # where there is nothing
    "no tasks": ("nothing is under control", "на контроле ничего нет"),
    "nothing overdue": ("nothing is overdue", "просроченного нет"),
}
