"""What is said of lines, ways, queues and restorations."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "no way is known to {0}": "пути к {0} нет",
    "{0} may not set a minimum on a line": "{0} не вправе ограничивать линию",
    "the plan has no line to {0}": "в плане нет линии к {0}",
    "there is no line to {0}": "линии к {0} нет",
    "an operator, an administrator or a duty office may": (
        "это может оператор, администратор или дежурный"
    ),
    "off, or one of {0}": "off или одно из {0}",
    "to is a list of stations, at most {0}": "куда – перечень пунктов, не больше {0}",
    "exclude is a list of stations, at most {0}": "кроме – перечень пунктов, не больше {0}",
    "not a grade: {0}": "такой степени срочности нет: {0}",
    "the silence would be over already": "молчание уже кончилось бы",
    "{0} no longer carries from {1} to {2}": "{0} больше не передаёт от {1} к {2}",
    "contact windows: {0}": "часы связи: {0}",
    "contact windows have at most {0} characters": "часы связи – не больше {0} знаков",
    # restorations
    "{0} may not go on without a correspondent's numbers": (
        "{0} не вправе продолжать без номеров корреспондента"
    ),
    "nobody waits for the last numbers of {0}": "последних номеров {0} никто не ждёт",
    "no number is given before {0} told the last numbers seen": (
        "номера не даются, пока последних номеров не сообщит {0}"
    ),
    "{0} speaks of what was lost here, and has not given it back yet": (
        "{0} говорит о том, что здесь утрачено, и ещё не вернул этого"
    ),
    "that is for an office with the role administrator": "это дело администратора",
    "the centre was restored, and stations may hold later editions than it knows": (
        "центр восстановлен, и у пунктов могут быть издания новее известных ему"
    ),
    "{0} told no numbers": "{0} номеров не сообщил",
    "{0} was founded already": "{0} уже основан",
    "{0} is the centre of a network already": "{0} уже центр сети",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    '"depesha link list" lists the lines': (
        "the lines list them",
        "они перечислены в разделе линий",
    ),
    '"depesha restore show" says who has not answered': (
        "the alarms say who has not answered",
        "кто ещё не ответил – сказано в тревогах",
    ),
    '"depesha restore show" says who has not answered; drafts can be written': (
        "the alarms say who has not answered; drafts can be written",
        "кто ещё не ответил – сказано в тревогах; проекты составлять можно",
    ),
    '"depesha alarms" says what is waited for; see "If it is the centre" in docs/restore.md': (
        "the alarms say what is waited for",
        "чего ждут – сказано в тревогах",
    ),
}
