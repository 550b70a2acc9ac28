"""What is said of the station's store and of the disk under it."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "the disk is full": "диск заполнен",
    "make room, then ask again": "освободите место и повторите",
    "the store did not take it": "хранилище этого не приняло",
    "the station is stopping": "пункт останавливается",
    "the station stopped before it answered": "пункт остановился, не ответив",
    "ask again: what it did once it does not do twice": "повторите: дважды он того же не сделает",
    "nobody serves this station: there is nothing to watch": (
        "этот пункт сейчас не работает: следить не за чем"
    ),
    "the folder of blobs does not answer: {0}": "папка вложений не отвечает: {0}",
    "look at the disk, then ask again": "проверьте диск и повторите",
    "a blob is not what its name {0} says": "вложение – не то, что значит его имя {0}",
    "fact {0} of the journal is not the one that was written down there": (
        "запись {0} журнала – не та, что была сделана"
    ),
    'keep the store as it is, run "depesha doctor", restore a backup': (
        'не трогайте хранилище, запустите "depesha doctor", восстановите резервную копию'
    ),
    "the store was rolled back: {0} facts were written, {1} are here": (
        "хранилище вернули назад: записано {0} записей, здесь {1}"
    ),
    "the store was replaced: its first {0} facts are not those written here": (
        "хранилище подменено: первые {0} записей – не те, что сделаны здесь"
    ),
    "the store cannot be read: {0}": "хранилище не читается: {0}",
    "no transaction is open: {0}": "запись не открыта: {0}",
    "a bug: {0}{1}": "ошибка в программе: {0}{1}",
    "what the serving process wrote shows the whole way there": (
        "подробности записаны там, где работает пункт"
    ),
    "document {0} is no longer kept": "документ {0} больше не хранится",
    "{0} cannot be written: {1}": "{0} не записать: {1}",
    "the file checkpoint cannot be written: {0}": "файл checkpoint не записать: {0}",
    "the file head cannot be written: {0}": "файл head не записать: {0}",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    'keep the store as it is, run "depesha doctor", restore a backup': (
        "call whoever keeps the station; nothing is to be changed until then",
        "позовите того, кто обслуживает пункт; до того ничего не меняйте",
    ),
    'run "depesha doctor"': (
        "call whoever keeps the station",
        "позовите того, кто обслуживает пункт",
    ),
    'run "depesha doctor --rebuild"': (
        "call whoever keeps the station",
        "позовите того, кто обслуживает пункт",
    ),
    'the store is damaged: run "depesha doctor"': (
        "the store is damaged: call whoever keeps the station",
        "хранилище повреждено: позовите того, кто обслуживает пункт",
    ),
    'look at it with "depesha queue" and "depesha doctor"': (
        "call whoever keeps the station",
        "позовите того, кто обслуживает пункт",
    ),
    'serve it with "depesha serve"': (
        "whoever keeps the station starts it",
        "его запускает тот, кто обслуживает пункт",
    ),
}
