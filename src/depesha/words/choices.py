"""Why an office may not do something with a telegram: the codes of the question `choices`."""

from collections.abc import Mapping
from typing import Final

CHOICES: Final[Mapping[str, tuple[str, str]]] = {
    "why elsewhere": ("it is for other offices", "это дело других должностей"),
    "why done": ("done already: {0}", "уже сделано: {0}"),
    "why expunged": ("its words were destroyed here", "текст здесь уничтожен"),
    "why revoked": ("{0} is revoked", "пункт {0} отозван"),
    "why closed": ("it is closed: {0}", "снята с контроля: {0}"),
    "why right": ("the office has no right to: {0}", "у должности нет права: {0}"),
    "why caveat": ("forbidden: {0}", "запрещено: {0}"),
    "why once": (
        "done once, and no more is allowed: {0}",
        "разрешено один раз, и уже сделано: {0}",
    ),
    "why policy": (
        "its label is of policy {0}, which is not this station's",
        "гриф по правилам {0}, а не этого пункта",
    ),
    "why amended": ("amended already by {0}", "уже изменена: {0}"),
    "why held": ("it is held, and not sent yet", "задержана и ещё не послана"),
    "why cancellation": ("it is itself a cancellation", "это сама аннулирующая телеграмма"),
    "why deputy": (
        "what is held is withdrawn by the office itself",
        "задержанную снимает сама должность",
    ),
    "why expired": ("it has expired", "срок её действия истёк"),
    "why draft-over": ("the draft is {0}", "проект {0}"),
    "why draft-returned": ("it was returned to {0}", "проект возвращён: {0}"),
    "why draft-clearance": (
        "{0} is not cleared for its label",
        "у {0} нет допуска к этому грифу",
    ),
    "why draft-signed": ("{0} has signed it already", "уже подписано: {0}"),
    "why draft-own": ("its own drafter does not endorse it", "исполнитель свой проект не визирует"),
    "why draft-not-asked": ("the office was not asked to", "должность об этом не просили"),
    "why answered": ("everybody has answered it", "ответили все"),
    "why nothing-owed": ("nobody owes an answer", "ответа никто не должен"),
    "originator told": ("The originator at {0} was told.", "Отправителю ({0}) сообщено."),
    "unit kib": ("KiB", "КиБ"),
    "unit mib": ("MiB", "МиБ"),
    "unit gib": ("GiB", "ГиБ"),
    "decimal mark": (".", ","),
    "why not-delivered": ("it has not been delivered yet", "ещё не доставлена"),
}
