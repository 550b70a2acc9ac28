"""Captions of what a piece of evidence proves."""

from collections.abc import Mapping
from typing import Final

EVIDENCE: Final[Mapping[str, tuple[str, str]]] = {
    "files": ("all files are there", "все файлы на месте"),
    "root": ("root", "корень"),
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
