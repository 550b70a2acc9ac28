"""What is said at the door: passphrases, passkeys, sessions, presence."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "it was tried too often in vain": "слишком много неудачных попыток",
    "try again in {0} s": "повторите через {0} с",
    "that office and what was given do not go together here": (
        "такая должность с тем, что введено, здесь не сходится"
    ),
    "several are signing in at this moment": "сейчас входят сразу несколько",
    "an office signs in by the passphrase of its key": (
        "должность входит по парольной фразе своего ключа"
    ),
    "try again in a few seconds": "повторите через несколько секунд",
    "this session has ended": "этот сеанс окончен",
    "nobody is signed in here any more": "вход здесь уже не выполнен",
    "sign in; what was typed is kept": "войдите; набранное сохранено",
    "this form is of another session": "этот бланк из другого сеанса",
    "load the page again": "загрузите страницу заново",
    "too many pages are open at this desk": "открыто слишком много страниц",
    "close some; this one is not live until then": "закройте часть; до того эта не обновляется",
    "{0} must be there: this is done with its key": (
        "{0} должен присутствовать: это делается его ключом"
    ),
    "this session is that of {0}, not of {1}": "этот сеанс открыл {0}, а не {1}",
    "its passphrase, or a passkey that can sign": (
        "его парольная фраза или ключ входа, который может подписывать"
    ),
    "sign in as the office that is to give the order": (
        "войдите как должность, которая даёт указание"
    ),
    # passkeys
    "this passkey is registered here already": "этот ключ входа здесь уже есть",
    "{0} has no such passkey": "такого ключа входа у {0} нет",
    "this passkey signs in, and does not open the key of {0}": (
        "этот ключ входа впускает, но ключа {0} не открывает"
    ),
    "give its passphrase": "введите парольную фразу",
    "use its passphrase": "введите парольную фразу",
    "no passkey of this office opens its key": (
        "ключа этой должности не открывает ни один ключ входа"
    ),
    "this passkey does not answer what was asked": "этот ключ входа ответил не на то, что спрошено",
    "try again; or use the passphrase": "повторите или введите парольную фразу",
    "passkeys are bound to a name, and this desk is reached by a number": (
        "ключи входа привязаны к имени, а этот стол открыт по числовому адресу"
    ),
    'say its name under [web]: origin = "https://desk.example.org"': (
        "укажите имя в [web]: origin = «https://desk.example.org»"
    ),
    "a passkey has a name of 1 to {0} characters": "имя ключа входа – от 1 до {0} знаков",
    "a passkey counts to 2^32 - 1": "счёт ключа входа – до 2^32 − 1",
    "what a passkey gives out has {0} bytes": "ключ входа выдаёт {0} байт",
    "the passkey does not open the key of {0}": "этот ключ входа не открывает ключ {0}",
    "use its holder's passphrase, and add the passkey again": (
        "введите парольную фразу и добавьте ключ входа заново"
    ),
    "the key of {0} is open: a passkey would protect nothing": (
        "ключ {0} не заперт: ключ входа ничего бы не защищал"
    ),
    "key file: a passkey's lock on the key of {0} holds another key": (
        "файл ключей: под замком ключа входа не тот ключ {0}"
    ),
    "give it a passphrase first": "сначала задайте парольную фразу",
    "{0} has {1} passkeys already": "у {0} уже {1} ключей входа",
    "remove one that is not used any more": "уберите один из неиспользуемых",
    "field {0} has 1 to {1} bytes": "в поле {0} от 1 до {1} байт",
    "field {0} must be hex": "поле {0} – шестнадцатеричные цифры",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    '"depesha office passkeys" lists them': (
        "the settings list them",
        "они перечислены в настройках",
    ),
    'say its name under [web]: origin = "https://desk.example.org"': (
        "the station's administrator gives the desk a name",
        "имя столу даёт администратор пункта",
    ),
}
