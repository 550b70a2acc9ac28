"""People: who signed, who endorsed, who holds an office, in which standing one answered."""

from collections.abc import Mapping
from typing import Final

PEOPLE: Final[Mapping[str, tuple[str, str]]] = {
    "answered as": ("answered as", "ответил как"),
    "operator": ("operator", "оператор"),
    "authority": ("authority", "по праву"),
    "as operator": (
        "as operator: opened and whole, nothing promised",
        "оператор: вскрыта и цела, обязательств нет",
    ),
    "as authority": ("by authority to acknowledge", "по праву принять к исполнению"),
    "only received": (
        "an operator has it; nobody with authority has answered",
        "получена оператором; имеющий право не ответил",
    ),
    "registered by": ("registered", "зарегистрировал"),
    "released by": ("released", "подписал"),
    "reviewed by": ("reviewed", "завизировал"),
    "signed for": ("{0} for {1}", "{0} за {1}"),
    "acts for": ("for {0}", "за {0}"),
    "held by": ("held by {0}", "занимает {0}"),
    "releases of": ("{0} of {1} releases", "подписей {0} из {1}"),
    "releases by policy": (
        "{0} of {1} releases that policy {2} demands",
        "подписей {0} из {1} по правилам {2}",
    ),
    "drafter": ("drafter", "составитель"),
    "releaser": ("releaser", "подписывает"),
    "addressee": ("addressee", "адресат"),
    "may-acknowledge": ("may acknowledge", "вправе принять к исполнению"),
    "registrar": ("registrar", "регистратор"),
    "archivist": ("archivist", "архивист"),
    "administrator": ("administrator", "администратор"),
    "duty": ("duty office", "дежурный"),
    "signed-out": ("signed out", "вышел"),
    "idle": ("unused for half an hour", "полчаса без дела"),
    "whole-time": ("twelve hours were over", "прошло двенадцать часов"),
    "ended-elsewhere": ("ended from another session", "завершён из другого сеанса"),
    "key-changed": ("another passphrase or holder", "сменился пароль или владелец"),
    "authority-changed": ("other roles or clearance", "изменились права или допуск"),
    "wrong-passphrase": ("too many wrong passphrases", "слишком много неверных паролей"),
    "crowded-out": ("too many sessions", "слишком много сеансов"),
    "releases unknown": (
        "{0} releases; policy {2} is not known here, so how many it demands is not either",
        "подписей {0}; правил {2} здесь нет, сколько нужно, неизвестно",
    ),
    "released sheet": ("Released", "Подписано"),
    "fell": ("void since {0}", "отменено {0}"),
    "in-review": ("in review", "на подписи"),
    "office holder": ("held by", "занимает"),
    "key": ("key", "ключ"),
    "key open": ("open", "открыт"),
    "key locked": ("own passphrase", "свой пароль"),
    "deputies": ("deputies", "заместители"),
}
