"""What is said of evidence that does not hold."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    # the manifest and its files
    "a bundle has no file named {0}": "файла с именем {0} в доказательстве быть не может",
    "a bundle of format {0}": "доказательство формата {0}",
    "a newer depesha reads it": "его прочтёт более новая depesha",
    "a list of the manifest is none, or too long": (
        "перечень в описи слишком длинный или не перечень"
    ),
    "a manifest of {0} bytes where at most {1} are allowed": (
        "опись в {0} байт, а допускается не больше {1}"
    ),
    "the manifest has other fields than a {0} must have": (
        "в описи не те поля, какие должны быть: {0}"
    ),
    "the manifest is not JSON": "опись – не JSON",
    "the manifest is not in its one spelling": "опись записана не так, как должна быть",
    "the manifest is of no known format": "опись неизвестного формата",
    "the manifest names a file twice, or not in order": (
        "в описи файл назван дважды или не по порядку"
    ),
    "the manifest's {0} is not as it must be": "в описи {0} не таково, каким должно быть",
    "the manifest is not signed by {0}": "опись подписана не {0}",
    "the manifest names another telegram than the bundle holds": (
        "в описи названа не та телеграмма, что в доказательстве"
    ),
    "a piece of evidence is a folder with that file": "доказательство – это папка с таким файлом",
    "the files have more than {0} bytes": "в файлах больше {0} байт",
    "{0} is not in the manifest": "файла {0} в описи нет",
    "{0} was changed": "файл {0} изменён",
    "{0} is no attachment of this telegram": "{0} – не приложение этой телеграммы",
    "{0} is not the policy that the label names": "{0} – не те правила, что названы в грифе",
    "{0} is not what the manifest and the key book say": (
        "{0} – не то, что говорят опись и книга ключей"
    ),
    "{0} says something else than is signed": "{0} говорит не то, что подписано",
    "telegram.json is not JSON in its one spelling": (
        "telegram.json – не JSON или записан не так, как должен быть"
    ),
    "telegram.json lacks a part of the telegram": "в telegram.json нет части телеграммы",
    # the documents
    "{0} is no file of a bundle": "{0} – не файл доказательства",
    "a document {0} is missing between others": "среди документов {0} одного не хватает",
    "nobody released this telegram": "эту телеграмму к отправке никто не подписал",
    "the registration is signed with a key that the key book does not have": (
        "регистрация подписана ключом, которого в книге ключей нет"
    ),
    "{0} is about another telegram": "{0} – о другой телеграмме",
    "{0} is not cleared for what it released": (
        "{0} не имеет допуска к тому, что подписал к отправке"
    ),
    "{0} is not signed by {1}": "{0} подписан не {1}",
    "{0} is not the release of {1}": "{0} – не подпись {1} к отправке",
    "{0} is not what {1} is over": "{0} – не то, что заверяет {1}",
    "{0} is signed in another namespace": "{0} подписан для другой цели",
    "{0} shows no item": "{0} не показывает записи",
    "{0}: no station says {1}": "{0}: пункт не говорит {1}",
    "{0}: {1} is no office of {2}": "{0}: {1} – не должность пункта {2}",
    # the journal
    "entry {0} does not stand in the journal": "записи {0} в журнале нет",
    "entry {0} of the journal is about a document that is not here": (
        "запись журнала {0} – о документе, которого здесь нет"
    ),
    "entry {0} of the journal is about something else": "запись журнала {0} – о другом",
    "entry {0} of the journal is over another content": (
        "запись журнала {0} – над другим содержанием"
    ),
    "entry {0} of the journal shows a content that is none": (
        "запись журнала {0} показывает то, что содержанием быть не может"
    ),
    "the checkpoint is not over the journal that the entries stand in": (
        "отметка – не над тем журналом, где стоят записи"
    ),
    "the journal does not show that the telegram was registered or delivered": (
        "журнал не показывает, что телеграмма была зарегистрирована или доставлена"
    ),
    "the journal does not show that this evidence was made": (
        "журнал не показывает, что это доказательство было сделано"
    ),
    "the journal is that of {0}, the bundle is of {1}": (
        "журнал пункта {0}, а доказательство пункта {1}"
    ),
    # whose keys they are
    "it is made with the keys of another root, {0}": "оно сделано ключами другого корня, {0}",
    "the identity of {0} is not in the bundle": "ключа пункта {0} в доказательстве нет",
    "the identity of {0} stands twice": "ключ пункта {0} стоит дважды",
    "whoever made it is not of the network whose root you named": (
        "сделавший его – не из сети, корень которой назван"
    ),
    "{0} is no office by the key book": "должности {0} в книге ключей нет",
    "{0} is revoked; {1} is not dated before it": (
        "{0} исключён из сети; {1} датирован не раньше того"
    ),
    "{0} is revoked since {1}; {2} is not dated before it": (
        "{0} исключён из сети с {1}; {2} датирован не раньше того"
    ),
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {}
