"""Captions of key life: rotation, holders, revocation, the drill."""

from collections.abc import Mapping
from typing import Final

KEY_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "book": ("book", "книга"),
    "edition dropped": (
        "the edition is given up; the registry is again as it is in force",
        "издание снято; реестр снова таков, как введён в действие",
    ),
    "edition in force": (
        "key book version {0}, plan version {1} in force; the stations are sent theirs",
        "книга ключей {0}, план {1} введены в действие; станциям они посланы",
    ),
    "edition waits": (
        "key book version {0}, plan version {1} wait for {2} more holders to sign",
        "книга ключей {0}, план {1} ждут подписей ещё {2} держателей",
    ),
    "enemy does not learn": ("what the enemy does not learn", "чего противник не узнаёт"),
    "enemy learns": ("what the enemy learns", "что узнаёт противник"),
    "exercise": (
        "an exercise: nothing was changed; --do REASON revokes {0}",
        "учение: ничего не изменено; --do ПРИЧИНА отзывает {0}",
    ),
    "has signed": ("{0} has signed", "{0} подписал"),
    "holder made": (
        "keys of {0} made; bring {1} to the centre, and keep the key file",
        "ключи {0} изготовлены; {1} доставьте в центр, файл ключей храните у себя",
    ),
    "keys asked": (
        "{0} is asked to publish them",
        "{0}: запрос на их публикацию послан",
    ),
    "keys not asked": (
        "nothing is to be published, or the centre is not known",
        "публиковать нечего, или центр неизвестен",
    ),
    "keys turned": (
        "{0} period keys made, {1} destroyed",
        "ключей периода изготовлено: {0}, уничтожено: {1}",
    ),
    "locked store": ("locked store", "закрытое хранилище"),
    "needs a person": ("needs a person", "решает человек"),
    "no requests": ("no requests", "запросов нет"),
    "open store": ("open store", "открытое хранилище"),
    "revoked here": (
        (
            "{0} is revoked, for good, and given up here; the other stations learn it only when {1}"
            " more holders have signed: depesha keybook pending"
        ),
        (
            "{0}: станция отозвана навсегда, здесь ей больше не верят и не пишут; остальные станции"
            " узнают об этом, только когда подпишут ещё {1} держателей: depesha keybook pending"
        ),
    ),
    "revoked for good": ("{0} is revoked, for good", "{0}: станция отозвана навсегда"),
    "revoked": ("revoked", "отозвана"),
    "seized beyond": (
        "what came from it since then, and is not to be believed",
        "что пришло от неё с тех пор и чему верить нельзя",
    ),
    "seized copies": (
        "telegrams of which a copy lay there",
        "телеграммы, экземпляры которых там лежали",
    ),
    "seized cut line": (
        "cut line: its journal is witnessed here up to {0} entries",
        "рубеж: его журнал засвидетельствован здесь до записи {0}",
    ),
    "seized no cut line": (
        "cut line: nothing of its journal was witnessed here before that time",
        "рубеж: до этого времени здесь ничего из его журнала не засвидетельствовано",
    ),
    "seized its_own": ("what it sent here", "что она присылала сюда"),
    "seized numbers": ("copies {0}", "экз. {0}"),
    "seized queued": ("what was on its way to it", "что было в пути к ней"),
    "sign this": ("sign this? [yes/no] ", "подписать? [да/нет] "),
    "signature written": (
        "signed; {0} goes back to the centre",
        "подписано; {0} возвращается в центр",
    ),
    "signed by itself": ("signed by itself, {0}", "подписывается само, {0}"),
    "signed so far": (
        "signed by {0}; {1} more must sign",
        "подписали: {0}; нужно ещё: {1}",
    ),
    "traffic to its key": (
        "what was sealed to its key {0} ({1}), if it was recorded on the way",
        "зашифрованное на её ключ {0} ({1}), если записано в пути",
    ),
    "what to do": ("what is to be done", "что делать"),
}
