"""What is said of any order and any question: fields, lists, ids."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "there is no order {0}": "указания {0} нет",
    "there is no question {0}": "запроса {0} нет",
    "an order id has at most {0} characters": "номер указания – не больше {0} знаков",
    "the order id {0} was another order's": "номер указания {0} уже у другого указания",
    "give each order an id of its own, or none": "у каждого указания свой номер или никакого",
    "a request is an order, a read or a watch": "запрос – это указание, чтение или наблюдение",
    "unknown field {0}": "неизвестное поле {0}",
    "field {0} must be given as {1}": "поле {0} должно быть: {1:word}",
    "field {0} holds {1}": "в поле {0} {1:word}",
    "field {0} is not Unicode text": "поле {0} – не текст Unicode",
    "field {0} is after the year 9999": "поле {0} – после 9999 года",
    "field {0} must be a list of at most {1} texts": "поле {0} – перечень, не больше {1} текстов",
    "field {0} must be from 0 to {1}": "поле {0} – от 0 до {1}",
    "field 'since_at' must be a time in milliseconds": "начало – это время в миллисекундах",
    "field {0} has half a letter": "в поле {0} половина буквы",
    "limit and offset are whole numbers": "длина и начало списка – целые числа",
    "a list has at most {0} lines, and begins at {1} at the latest": (
        "в списке не больше {0} строк, и начинается он не дальше {1}"
    ),
    "{0} is a list of at most {1}": "{0} – перечень, не больше {1}",
    "{0} is true or false": "{0} – да или нет",
    "{0} has one field, at_once, and that is yes or no": "у {0} одно поле, at_once: да или нет",
    "a reason is one line of at most {0} characters": "причина – одна строка не больше {0} знаков",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {}
