"""What is said of reviews, releases, repeats, and of what amends a telegram."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "{0} may not {1}": "{0} не вправе {1:word}",
    "{0} may not draft {1}": "у {0} нет допуска составлять {1}",
    "{0} may not review {1}": "у {0} нет допуска визировать {1}",
    "{0} may not read {1}": "у {0} нет допуска читать {1}",
    "{0} may not release {1}": "у {0} нет допуска подписывать {1}",
    "{0} may not receive {1}": "у {0} нет допуска получать {1}",
    "the key book says what an office may do": "что вправе должность, сказано в книге ключей",
    "{0} is no deputy of {1}": "{0} не заместитель {1}",
    "{0} was not asked to review draft {1}": "{0} о визе под проектом {1} не просили",
    "{0} drafted it itself": "{0} – сам составитель",
    "draft {0} has expired while it waited": "проект {0} утратил силу, пока ждал",
    "{0} approved another body": "{0} завизировал другой текст",
    "{0} may not release": "{0} не вправе подписывать к отправке",
    "the approval of {0} is not signed by {1}": "одобрение {0} подписано не {1}",
    "draft {0} has {1} reviews": "под проектом {0} уже {1} виз",
    "the body of draft {0} is not kept here": "текст проекта {0} здесь не хранится",
    "{0} has signed it already, for {1}": "{0} уже подписал, за {1}",
    "who holds {0} has signed it already, as {1}": ("тот, кто занимает {0}, уже подписал как {1}"),
    "a review is another office's": "виза – дело другой должности",
    "edit it: it is composed anew, and released anew": (
        "исправьте его: он будет составлен и подписан заново"
    ),
    "release it": "подпишите его",
    "edit the draft: it is composed anew": "исправьте проект: он будет составлен заново",
    "each release is another person's": "каждая подпись – другого лица",
    "this telegram needs {0} releasing offices": "этой телеграмме нужно подписей: {0}",
    "there is no such deed": "такого действия нет",
    "a draft is returned with a reason": "проект возвращают с указанием причины",
    "say what its drafter should change": "скажите, что составителю изменить",
    # amending
    "{0} was {1} by {2}: it is not to be answered any more": (
        "{0} {1:word} телеграммой {2}: отвечать на неё больше не надо"
    ),
    "only {0} may {1} its telegram {2}": "{1:word} телеграмму {2} вправе только {0}",
    "what is to {0} {1} cannot be held: it counts at once": (
        "то, что должно {0:word} {1}, задержать нельзя: оно действует сразу"
    ),
    "{0} is {1}, and what is to {2} it is {3}": (
        "{0} – {1:word}, а то, что должно её {2:word}, – {3:word}"
    ),
    "{0} was released by more offices than this needs": (
        "{0} подписало больше должностей, чем нужно для этой"
    ),
    "{0} was {1} by {2} already": "{0} уже {1:word} телеграммой {2}",
    "{0} was cancelled before it was sent": "{0} отменена до отправки",
    "{0} is held and has not been sent": "{0} задержана и ещё не отправлена",
    "{0} is itself a cancellation, and stands": "{0} сама отменяет, и остаётся в силе",
    "what is to {0} {1} does not go to {2}": "то, что должно {0:word} {1}, не адресовано {2}",
    "there is no telegram {0} here to {1}": "телеграммы {0} здесь нет: {1:word} нечего",
    "{0} was {1} by {2}, and is not {3}": "{0} {1:word} телеграммой {2} и не {3:word}",
    "answer it, or ask its originator": "ответьте на неё или запросите отправителя",
    "keep it as a draft, and release it then": "сохраните проект и подпишите в срок",
    "add the form line 'Type: {0}'": "укажите вид: {0}",
    "leave label and precedence of the cancellation as they were": (
        "оставьте гриф и очередность отмены прежними"
    ),
    "send another telegram": "пошлите другую телеграмму",
    "send what it cancelled anew, as another telegram": (
        "пошлите отменённое заново, другой телеграммой"
    ),
    "add a line 'To: {0}', or 'Except:' and who knows": (
        "добавьте адресата {0} или исключите его, назвав, кто знает"
    ),
    "{0} is held: {1} withdraws it itself": "{0} задержана: {1} отзывает её сам",
    "{0} is not addressed to {1}": "{0} не адресована {1}",
    "nobody would be told of the cancellation": "об отмене никто не узнал бы",
    "{0} is held, and was released by {1} offices": "{0} задержана, подписей под ней {1}",
    "nothing is signed, so no deputy would be named; cancel it when it is sent": (
        "подписи здесь нет, и заместитель не был бы назван; отмените её после отправки"
    ),
    "add form lines: Classification, and what else the label needs": (
        "укажите гриф и всё, что к нему нужно"
    ),
    "exempt fewer addressees": "исключите меньше адресатов",
    "field 'reason' must have 1 to {0} characters": "причина – от 1 до {0} знаков",
    # repeats and passing on
    "{0} may not have a telegram sent again": "{0} не вправе посылать телеграмму повторно",
    "{0} has expired": "{0} утратила силу",
    "everybody to whom {0} is addressed has answered it": "все адресаты {0} на неё ответили",
    "{0} is {1}, and is not sent again": "{0} {1:word} и повторно не посылается",
    "{0} cannot get it again: {1}": "{0} не может получить её повторно: {1:said}",
    "a releaser or an operator may": "это может подписывающий или оператор",
    "send another telegram in its place": "пошлите вместо неё другую",
    "{0} acts at {1} itself: nothing is sent to it": (
        "{0} – должность самого пункта {1}: туда ничего не посылается"
    ),
    "{0} may not be passed on: {1}": "{0} передавать дальше нельзя: {1}",
    "give it a copy instead": "выдайте ей экземпляр",
    "ask its originator to send it": "попросите отправителя послать её",
    "draft a telegram that quotes it under a label of your own": (
        "составьте телеграмму, где она приводится под своим грифом"
    ),
    "{0} is this station: nothing is sent to it": "{0} – этот самый пункт: туда не посылают",
    "give an office of this station a copy instead": "должности этого пункта выдайте экземпляр",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    'its drafter asks with "depesha draft ask"': (
        "its drafter asks for reviews",
        "о визах просит составитель",
    ),
    'it lies before the releaser again after "depesha draft edit"': (
        "it lies before the releaser again once it is edited",
        "после правки он снова ляжет к подписывающему",
    ),
    'the key book says who is; see "depesha office list"': (
        "the key book says who is",
        "заместители названы в книге ключей",
    ),
    "carry out {0} instead; {1}": ("carry out {0} instead", "исполняйте {0}"),
    'see it with "depesha show {0}"': ("see {0}", "смотрите {0}"),
    "add the form line 'Type: {0}'": ("set its type to {0}", "укажите вид: {0:word}"),
    "add a line 'To: {0}', or 'Except:' and who knows": (
        "address it to {0} too, or exempt that office and say who knows",
        "добавьте адресата {0} или исключите его, назвав, кто знает",
    ),
    "add form lines: Classification, and what else the label needs": (
        "choose a classification, and what else the label needs",
        "укажите гриф и всё, что к нему нужно",
    ),
    '"depesha show {0}" shows it': ("see {0}", "смотрите {0}"),
    '"depesha cancel {0} REASON", and send another in its place': (
        "withdraw it, and send another in its place",
        "отзовите её и пошлите вместо неё другую",
    ),
    '"depesha outbox" lists what was sent': (
        "the tray of what was sent lists it",
        "смотрите отправленные",
    ),
    '"depesha track {0}" lists its addressees': (
        "its addressees stand on its sheet",
        "адресаты названы на её листе",
    ),
    'keep it as a draft; each of them gives "depesha release DRAFT"': (
        "save it as a draft; each of them releases that",
        "сохраните проект; подпишет его каждая из них",
    ),
    'say it again with --draft; each of them gives "depesha release DRAFT"': (
        "write it as a draft; each of them releases that",
        "составьте её проектом; подпишет его каждая из них",
    ),
    "as many cancel it: {0}": (
        "as many offices cancel it: write the cancellation as a draft",
        "отменить её должны столько же: составьте отмену проектом",
    ),
    '"depesha track {0}" says until when': ("its sheet says until when", "срок указан на её листе"),
    "name one of them with --to": ("name one of them", "назовите одного из них"),
    '"depesha show {0}" says by what; repeat that': (
        "its sheet says by what; repeat that",
        "чем – сказано на её листе; повторите то",
    ),
}
