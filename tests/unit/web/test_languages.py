"""Every sentence of the desk is said in Russian, once, with the same values."""

from pathlib import Path

import pytest

from depesha.errors import Problem
from depesha.web.language import catalogue
from depesha.words import LANGUAGES
from depesha.words.problems import PROBLEMS
from tools import words


@pytest.mark.parametrize("face", words.FACES, ids=lambda face: face.name)
def test_every_sentence_is_said_in_russian_and_none_is_said_nowhere(face: Path) -> None:
    assert len(words.sentences(face)) > 60, "sentences are not found any more"
    assert words.complaints("ru", face) == []


PO = """
msgid ""
msgstr ""
"Language: ru\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10"
" || n%100>=20) ? 1 : 2);\\n"
"""

DAYS = """
msgid "%(num)s day"
msgid_plural "%(num)s days"
msgstr[0] "%(num)s день"
msgstr[1] "%(num)s дня"
"""

SAYING = {
    "one": ("{{ _('Yes') }}", 'msgid "Yes"\nmsgstr "Да"\n', []),
    "untranslated": ("{{ _('Yes') }}", "", ["a.html: 'Yes' is not translated"]),
    "empty": ("{{ _('Yes') }}", 'msgid "Yes"\nmsgstr ""\n', ["x.po: 'Yes' is not whole"]),
    "obsolete": ("", 'msgid "Yes"\nmsgstr "Да"\n', ["x.po: 'Yes' is said nowhere"]),
    "another value": (
        "{{ _('To %(whom)s', whom=1) }}",
        'msgid "To %(whom)s"\nmsgstr "Кому: %(who)s"\n',
        ["x.po: 'To %(whom)s' has other values"],
    ),
    "a plural": (
        "{{ ngettext('%(num)s day', '%(num)s days', 2) }}",
        DAYS + 'msgstr[2] "%(num)s дней"\n',
        [],
    ),
    "two forms of three": (
        "{{ ngettext('%(num)s day', '%(num)s days', 2) }}",
        DAYS + 'msgstr[2] ""\n',
        ["x.po: '%(num)s day' is not whole"],
    ),
    "no plural": (
        "{{ ngettext('%(num)s day', '%(num)s days', 2) }}",
        'msgid "%(num)s day"\nmsgstr "%(num)s день"\n',
        ["x.po: '%(num)s day' is said of a number"],
    ),
}


@pytest.mark.parametrize("case", SAYING)
def test_what_is_wrong_with_a_catalogue_is_found(case: str, tmp_path: Path) -> None:
    template, translations, expected = SAYING[case]
    (tmp_path / "a.html").write_text(template)
    (tmp_path / "locale" / "ru").mkdir(parents=True)
    (tmp_path / "locale" / "ru" / "x.po").write_text(PO.lstrip() + "\n" + translations)
    assert words.complaints("ru", tmp_path) == expected


def test_a_sentence_in_two_catalogues_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ _('Yes') }}")
    (tmp_path / "locale" / "ru").mkdir(parents=True)
    for name in ("x.po", "y.po"):
        text = PO.lstrip() + '\nmsgid "Yes"\nmsgstr "Да"\n'
        (tmp_path / "locale" / "ru" / name).write_text(text)
    assert words.complaints("ru", tmp_path) == ["y.po: 'Yes' stands in x.po too"]


def test_the_catalogue_that_is_shown_is_made_of_these() -> None:
    russian = catalogue("ru")
    assert russian.gettext("Incoming") == "Входящие"


def codes(family: type[Problem]) -> set[str]:
    return {family.code, *(code for one in family.__subclasses__() for code in codes(one))}


def test_every_problem_has_its_words() -> None:
    missing = codes(Problem) - PROBLEMS.keys()
    assert missing == set()
    assert all(len(pair) == len(LANGUAGES) and all(pair) for pair in PROBLEMS.values())
