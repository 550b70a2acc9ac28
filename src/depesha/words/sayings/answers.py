"""What is said of answers to a telegram, of control, of trays and alarms."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "a telegram that is {0} cannot be answered with {1}": (
        "состояние телеграммы – {0:word}: ответ «{1:word}» невозможен"
    ),
    "confirm its receipt first": "сначала подтвердите получение",
    "{0} may confirm receipt, but not {1}": "{0} вправе подтвердить получение, но не {1:word}",
    "that is for an office with the authority to acknowledge": (
        "это дело должности с правом принимать к исполнению"
    ),
    "an interim report cannot also refuse": "промежуточный доклад не может быть и отказом",
    "its task is closed": "её задание закрыто",
    "{0} is revoked: nothing of {1} can be answered any more": (
        "{0} исключён из сети: на {1} ответить уже нельзя"
    ),
    "it is not to be believed: have it confirmed by another way": (
        "верить ей нельзя: пусть её подтвердят другим путём"
    ),
    "{0} came beyond the cut line of {1}, which is revoked": (
        "{0} пришла за чертой отсечки {1}, исключённого из сети"
    ),
    "field 'text' is empty, and a report has words": "текст пуст, а в докладе есть слова",
    "what is reported is not said": "не сказано, о чём доклад",
    "carried out, under way, or it cannot be carried out": (
        "исполнено, исполняется или исполнить нельзя"
    ),
    "nothing is chosen": "ничего не выбрано",
    "tick what is to be confirmed": "отметьте, получение чего подтвердить",
    # chasing
    "{0} was received, not sent from here": "{0} получена, а не послана отсюда",
    "{0} was sent from here, not received": "{0} послана отсюда, а не получена",
    "{0} was sent by {1}, not from here": "{0} послал {1}, а не этот пункт",
    "its addressees answer it": "отвечают на неё адресаты",
    "only its originator may; it can be answered": (
        "это может только отправитель; на неё можно ответить"
    ),
    "{0} owes no answer to {1}": "за {0} ответа на {1} нет",
    "nobody owes an answer to {0}": "ответа на {0} никто не должен",
    "{0} has not been delivered to {1}": "{0} ещё не доставлена: {1}",
    "{0} keeps silent": "{0} хранит молчание",
    # alarms
    "{0} may not accept alarms": "{0} не вправе принимать тревоги",
    "there is no alarm {0}": "тревоги {0} нет",
    "alarm {0} was accepted by {1}": "тревогу {0} уже принял {1}",
    "alarm {0} has cleared itself": "тревога {0} снялась сама",
    "an operator, a registrar, an administrator or a duty office may": (
        "это может оператор, регистратор, администратор или дежурный"
    ),
    "there is nothing left to accept": "принимать больше нечего",
    "a note has at most {0} characters": "в записи не больше {0} знаков",
    # trays
    "after is what a page of this tray gave as next": (
        "продолжение указывают так, как его дала страница папки"
    ),
    "a page of a tray has 1 to {0} lines": "на странице папки от 1 до {0} строк",
    "there is no tray {0}": "папки {0} нет",
    "what is searched for has 1 to {0} letters": "искомое – от 1 до {0} букв",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    'what was answered is shown by "depesha show"; an answer never changes': (
        "what was answered stands on its sheet; an answer never changes",
        "что отвечено, сказано на её листе; ответ не меняется",
    ),
    "say what was done, or with --cannot why it cannot be done": (
        "say what was done, or why it cannot be done",
        "скажите, что сделано или почему исполнить нельзя",
    ),
    'answer it: "depesha confirm", "depesha comply", "depesha report"': (
        "answer it",
        "ответьте на неё",
    ),
    '"depesha control {0}" shows what is asked, and of whom': (
        "execution control shows what is asked, and of whom",
        "что и с кого спрошено, показывает контроль исполнения",
    ),
    'it is sent again by itself; see "depesha track {0}"': (
        "it is sent again by itself; its sheet says how it stands",
        "она посылается повторно сама; её ход – на её листе",
    ),
    'no answer can come before its silence ends: "depesha plan show"': (
        "no answer can come before its silence ends",
        "до конца молчания ответа быть не может",
    ),
    '"depesha route {0}" says why': ("the lines say why", "почему – сказано в линиях"),
    '"depesha alarms --all" lists them with their numbers': (
        "the alarms list them with their numbers",
        "они перечислены в тревогах с номерами",
    ),
    '"depesha alarms --all" shows the note': (
        "the alarms show the note",
        "запись – в тревогах",
    ),
    'see "depesha track {0}"': ("see its sheet", "смотрите её лист"),
    'its addressees answer it; see "depesha track {0}"': (
        "its addressees answer it",
        "отвечают на неё адресаты",
    ),
    'only its originator may; "depesha answer {0} FILE" answers it': (
        "only its originator may; it can be answered",
        "это может только отправитель; на неё можно ответить",
    ),
}
