"""What is said of keys, key books, stations and offices."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "the keys of this station are locked": "ключи этого пункта заперты",
    "the key of {0} is locked": "ключ {0} заперт",
    "this station has no key of {0}": "ключа {0} в этом пункте нет",
    "the passphrase does not open the key of {0}": "эта парольная фраза не открывает ключ {0}",
    "it is its holder's own, not the station's": "она своя у занимающего должность, не пункта",
    "the passphrase opens no slot": "эта парольная фраза ничего не открывает",
    "look at the keyboard layout and at Caps Lock": "проверьте раскладку и Caps Lock",
    "key file: the key of {0} is another than its lock says": (
        "файл ключей: ключ {0} не тот, что под его замком"
    ),
    "the file was changed; take it from a backup": "файл изменён; возьмите его из резервной копии",
    "the key file is damaged: {0}": "файл ключей повреждён: {0:said}",
    "there is no key file in {0}": "файла ключей в {0} нет",
    "put the copy of the file keys back that was kept elsewhere": (
        "верните файл ключей из копии, хранимой отдельно"
    ),
    "a passphrase must have at least {0} characters": "в парольной фразе не меньше {0} знаков",
    "four or five words that nobody would guess together": (
        "четыре-пять слов, которых вместе не угадать"
    ),
    "sign as an office of this station": "подпишите от должности этого пункта",
    # the key book
    "no office {0} is known to {1}": "должности {0} пункт {1} не знает",
    "no collective address {0} is known to {1}": "циркулярного адреса {0} пункт {1} не знает",
    "ask the centre to introduce it": "попросите центр познакомить с ним",
    "an office is name@station, as in razuvaev@pyongyang": (
        "должность – это имя@пункт, например razuvaev@pyongyang"
    ),
    "a leaf of key book version {0}, and {1} is held here": (
        "лист из книги ключей версии {0}, а здесь версия {1}"
    ),
    "{0} was not so in key book version {1}": "в книге ключей версии {1} {0} значился иначе",
    "take in the newest key book from the centre": "примите от центра новейшую книгу ключей",
    "station {0} has no key book yet": "у пункта {0} ещё нет книги ключей",
    "{0} is not the centre of a network": "{0} – не центр сети",
    "the key book is exported at the centre": "книгу ключей выдаёт центр",
    "the key book and the plan are made at the centre": "книгу ключей и план составляет центр",
    "{0} does not act at {1}": "{0} не действует в пункте {1}",
    "{0}: {1}": "{0}: {1:said}",
    "an order is given by an office of this station": "указания дают должности этого пункта",
    "no office acts at {0} yet": "в пункте {0} ещё нет должностей",
    "no office acts here yet": "должностей здесь ещё нет",
    "which office gives this order is not said": "не сказано, какая должность даёт указание",
    "which office reads is not said": "не сказано, какая должность читает",
    "there is no office {0} here": "должности {0} здесь нет",
    "{0} is not known here": "{0} здесь неизвестен",
    "a post knows its own lines, and whom it writes to": (
        "пункт знает свои линии и тех, кому пишет"
    ),
    "{0} is this station": "{0} – этот самый пункт",
    "no request of {0} waits here": "просьбы от {0} здесь нет",
    "a collective address has at most {0} members": "в циркулярном адресе не больше {0} членов",
    "no collective address {0} is in the key book": "циркулярного адреса {0} в книге ключей нет",
    "no office {0} is in the key book": "должности {0} в книге ключей нет",
    "make two of them": "сделайте из него два",
    "field 'members' is empty, and a collective address has members": (
        "члены не названы, а в циркулярном адресе они есть"
    ),
    "name them, or say that it is to be removed": "назовите их или скажите, что адрес убирается",
    # offices and holders
    "a holder has a name of 1 to {0} characters": "имя занимающего должность – от 1 до {0} знаков",
    "{0} has no new passphrase": "новой парольной фразы для {0} нет",
    "the new passphrase of {0} is its old one": "новая парольная фраза {0} та же, что старая",
    "a passphrase is a text of at most {0} characters": (
        "парольная фраза – текст не больше {0} знаков"
    ),
    "whoever held it before could still sign with it": (
        "прежний держатель всё ещё мог бы ею подписывать"
    ),
    "the deputies of {0} in station.toml are not named by itself: its key is locked": (
        "заместителей {0} назвала не сама должность: её ключ заперт"
    ),
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    "its holder gives the passphrase at the prompt or with --office-passphrase-file": (
        "its holder gives the passphrase",
        "парольную фразу даёт занимающий должность",
    ),
    "give the passphrase at the prompt or with --passphrase-file": (
        "whoever serves the station gives its passphrase",
        "парольную фразу пункта даёт тот, кто его обслуживает",
    ),
    '"depesha office list" lists the offices of this station': (
        "the key book names the offices of this station",
        "должности этого пункта названы в книге ключей",
    ),
    'take one in with "depesha keybook import FILE"': (
        "the station's administrator takes one in",
        "её принимает администратор пункта",
    ),
    'make one with "depesha office add"': (
        "the station's administrator makes one",
        "её заводит администратор пункта",
    ),
    '"depesha keybook show" lists the offices': (
        "the key book lists the offices",
        "должности перечислены в книге ключей",
    ),
    '"depesha keybook show" lists the stations that are': (
        "the key book lists the stations that are",
        "пункты перечислены в книге ключей",
    ),
    'as in: depesha office handover gromyko --to "A. A. Gromyko"': (
        "as in A. A. Gromyko",
        "например А. А. Громыко",
    ),
    "who holds it from now on types his own, or --new-passphrase-file": (
        "who holds it from now on types his own",
        "новую вводит тот, кто занимает должность отныне",
    ),
    'its holder names them: "depesha office deputy {0} --deputy NAME"': (
        "its holder names them",
        "их называет сам занимающий должность",
    ),
    'send it through the centre, or have a way added with "depesha plan transit"': (
        "send it through the centre, or have the centre plan a way",
        "пошлите через центр, или пусть центр запланирует путь",
    ),
    'give it a longer term, or have another way planned; "depesha route" tells': (
        "give it a longer term, or have another way planned",
        "дайте больший срок, или пусть в план внесут другой путь",
    ),
    'send it through the centre, or have a way added with "depesha plan transit" ({0})': (
        "send it through the centre, or have the centre plan a way",
        "пошлите через центр, или пусть центр запланирует путь",
    ),
    'give it a longer term, or have another way planned; "depesha route" tells ({0})': (
        "give it a longer term, or have another way planned",
        "дайте больший срок, или пусть в план внесут другой путь",
    ),
}
