"""The texts of alarms in Russian. They are raised in English; names, numbers and times stay.

Rule 1: a text that has no line here is shown as it was raised: what a newer station says, and what
    a problem said of itself.
"""

from collections.abc import Mapping
from typing import Final

from depesha.words.sayings import Sayings

OWED: Final[Mapping[str, str]] = {
    "a receipt": "подтверждение",
    "a report of execution": "доклад об исполнении",
    "an interim report": "промежуточный доклад",
    "low": "обычной срочности",
    "urgent": "срочный",
    "flash": "молния",
}

TEXTS: Final[Mapping[str, str]] = {
    # terms
    "{0} owes {1}: {2}, due {3}": "{0}: ждём {1} по {2}, срок {3}",
    "no receipt of {0} from {1}: it was due {2}": "{1} не подтвердил получение {0}: срок был {2}",
    "no report of execution of {0} from {1}: it was due {2}": (
        "{1} не доложил об исполнении {0}: срок был {2}"
    ),
    "no interim report on {0} from {1}: it was due {2}": (
        "{1} не прислал промежуточного доклада по {0}: срок был {2}"
    ),
    "{0} to {1} has not left this station: it was to leave by {2}": (
        "{0} для {1} не ушла с пункта: должна была уйти до {2}"
    ),
    "{0} expired {1}, and {2} had not opened it": "срок {0} истёк {1}, а {2} её не вскрыл",
    "{0} has not opened {1}; it is shown to {2}": "{0} не вскрыл {1}; показана: {2}",
    "{0} has not opened {1}; no duty office may read it": (
        "{0} не вскрыл {1}; ни один дежурный не имеет к ней допуска"
    ),
    "{0} has not opened {1} in time": "{0} не вскрыл {1} в срок",
    "{0} has not opened {1} in time; it is shown to {2} instead": (
        "{0} не вскрыл {1} в срок; вместо него показана: {2}"
    ),
    "{0} asks {1} for {2}: {3}": "{0} напоминает {1}: ждёт {2} по {3}",
    "{0} cannot comply with {1}": "{0} исполнить {1} не может",
    "{0} gave {1} two answers at once: it acts at two places": (
        "{0} дал на {1} сразу два ответа: действует из двух мест"
    ),
    "it came after it had expired": "пришла после истечения срока",
    "expired at {0}": "срок истёк на пункте {0}",
    # lines and what waits
    "the line to {0} is down, and what waits for it has no other way": (
        "линия на {0} не действует, и обходного пути нет"
    ),
    "a {0} packet has waited for {1} for {2} min": "{0} пакет ждёт {1} уже {2} мин",
    "no communications with {0}": "связи с {0} нет",
    "{0} has no communications with {1}": "{0} не имеет связи с {1}",
    "no way is known to {0}": "путь к {0} неизвестен",
    "no key of {0} is in force": "действующего ключа {0} нет",
    "not delivered: {0}": "не доставлена: {0}",
    "numbers {0} of {1} have not come": "номера {0} от {1} не пришли",
    "{0} refuses a return": "{0} не принимает возврат",
    "the file {0} of a blob for {1} is not in blobs/": "файла {0} приложения для {1} нет в blobs/",
    "{0} names another envelope before it": "{0} называет перед ним другой конверт",
    # documents
    "{0} could not read {1}": "{0} не смог разобрать {1}",
    "attachment {0} of {1} is not what it says": "приложение {0} к {1} не то, что в ней указано",
    "{0} reports on documents that were never sent to it": (
        "{0} докладывает о том, что туда не посылали"
    ),
    "{0} asks for answers to telegrams that are not here": (
        "{0} ждёт ответов на телеграммы, которых здесь нет"
    ),
    "{0} gave it twice": "{0} дал его дважды",
    "{0} holds another telegram under it": "у {0} под этим номером другая телеграмма",
    "it claims to {0} {1}, which {2} sent": "будто бы относится к {1}, которую послал {2}",
    "records were to be looked at again": "записи ждут пересмотра дольше, чем следовало",
    "copy {0} is not back, and its term is over": "экземпляр № {0} не возвращён, срок истёк",
    "{0} attempts in a row to sign in as {1} failed": (
        "неудачных попыток войти подряд как {1}: {0}"
    ),
    # keys, journals, restorations
    "the key book has keys of {0} for {1} more days: bring it a request": (
        "ключей {0} в книге ещё на {1} дн.: передайте центру просьбу"
    ),
    "key book {0}, plan {1} wait for {2} more holders to sign": (
        "книга ключей {0} и план {1} ждут ещё подписей: {2}"
    ),
    "{0} no longer has the key that letters to it are sealed to": (
        "у {0} больше нет ключа, на который зашифрованы письма туда"
    ),
    "{0} asks for more than new period keys; depesha keybook requests shows it": (
        "{0} просит не только новые ключи периода; см. depesha keybook requests"
    ),
    "{0} is revoked; its journal is witnessed here up to {1}": (
        "{0} отозван; его журнал засвидетельствован здесь до {1}"
    ),
    "{0} telegrams came from {1} since it is not to be believed": (
        "телеграмм от {1} с тех пор, как ему нельзя верить: {0}"
    ),
    "somebody tried {0} wrong codes for {1}": "кто-то пробовал неверные коды для {1}: {0}",
    "{0} writes, and does not prove its journal: asked {1} times": (
        "{0} пишет, но журнала не доказывает: спрошен {1} раз"
    ),
    "{0} numbers its envelopes anew and did not say that it was restored": (
        "{0} нумерует конверты заново и не сообщил о восстановлении"
    ),
    "a copy of this station was restored elsewhere, and asked in its name": (
        "копия этого пункта восстановлена в другом месте и спрашивала от его имени"
    ),
    "restored to fact {0}: new telegrams wait for the answers of {1}": (
        "восстановлен до записи {0}: новые телеграммы ждут ответов от {1}"
    ),
    "no edition is signed before {0} stations gave their key books back": (
        "издание не подписывается, пока пунктов, не вернувших книги ключей: {0}"
    ),
    "what was to be written was lost for {0} s, and given back: {1}": (
        "запись не удавалась {0} с; то, что записать не удалось, возвращено: {1}"
    ),
}

_SAYINGS: Final = Sayings(TEXTS, OWED)


def alarm_text(text: str, language: str) -> str:
    """Return the text of an alarm in a language; one that is not known here as it was raised."""
    return _SAYINGS.said(text, language)
