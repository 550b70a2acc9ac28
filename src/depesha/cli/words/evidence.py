"""Captions of what a piece of evidence proves."""

from collections.abc import Mapping
from typing import Final

EVIDENCE: Final[Mapping[str, tuple[str, str]]] = {
    "files": ("all files are there", "все файлы на месте"),
    "root": ("root", "корень"),
    "root documents": (
        "root documents, each signed by the one before",
        "корневые документы, каждый подписан предыдущим",
    ),
    "releases": (
        "released by {0} of {1} offices that policy {2} demands",
        "подписали к отправке {0} из {1}, сколько требуют правила {2}",
    ),
    "policy not known": (
        "how many offices must release it is not known here: policy {0}",
        "сколько подписей нужно, здесь не известно: правила {0}",
    ),
    "amended": ("amended", "изменена"),
    "key book": ("key book, signed", "книга ключей, подписана"),
    "manifest": ("list of files, signed", "список файлов, подписан"),
    "telegram": ("telegram, registered", "телеграмма, зарегистрирована"),
    "release": ("released by", "подписал к отправке"),
    "delivery report": ("delivery report", "донесение о доставке"),
    "answer": ("answer", "ответ"),
    "service message": ("service message", "служебное сообщение"),
    "envelope": ("sent", "отправлена"),
    "journal": ("journal", "журнал"),
    "readable": ("the readable form says what is signed", "читаемый вид соответствует подписям"),
    "it holds": ("it holds under the root that was named", "верно, корень — названный"),
    "whole": (
        "whole, but whose keys is not shown",
        "цело, но чьи это ключи, не показано",
    ),
    "not whole": ("it does not hold", "неверно"),
}
"""Steps of `depesha verify`, in their order, and how it ends."""
