"""What the faces say and their catalogues: every sentence in Russian, once, with the same values.

    python tools/words.py

It lists what is wrong, by file; with nothing wrong it says how many sentences there are. The
sentences are found as they are marked: `_("…")` and `ngettext` in templates and code, and in code
`said(…, "…")` too.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

DEPESHA = Path(__file__).resolve().parent.parent / "src" / "depesha"
WEB = DEPESHA / "web"
FACES = (WEB, DEPESHA / "reading_room")
PLURALS = {"ru": 3}
KEYWORDS = {**DEFAULT_KEYWORDS, "said": (2,)}
METHODS = {".html": "jinja2.ext:babel_extract", ".py": "python"}
OPTIONS = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}
VALUE = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")

Id = str | tuple[str, ...]


def sentences(web: Path = WEB) -> dict[str | tuple[str, ...], str]:
    """Return every sentence that templates and code say, and the first file that says it."""
    found: dict[str | tuple[str, ...], str] = {}
    for file in sorted(path for path in web.rglob("*") if path.suffix in METHODS):
        said = extract_from_file(
            METHODS[file.suffix], str(file), keywords=KEYWORDS, options=dict(OPTIONS)
        )
        for _line, message, _comments, _context in said:
            found.setdefault(message, file.relative_to(web).as_posix())
    return found


def catalogues(language: str, web: Path = WEB) -> Iterator[tuple[str, Message]]:
    """Yield every translated sentence of a language, with the name of its file."""
    for file in sorted((web / "locale" / language).glob("*.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language, abort_invalid=True):
                if message.id:
                    yield file.name, message


def complaints(language: str, web: Path = WEB) -> list[str]:
    """Return what is wrong with the words of a language."""
    said, translated = sentences(web), list(catalogues(language, web))
    known: dict[str, str] = {}
    wrong = []
    for file, message in translated:
        key = _key(message.id)
        if key in known:
            wrong.append(f"{file}: {key!r} stands in {known[key]} too")
        known[key] = file
        wrong += [f"{file}: {key!r} {fault}" for fault in _faults(message, language)]
    wanted = {_key(one): file for one, file in said.items()}
    wrong += [f"{wanted[key]}: {key!r} is not translated" for key in wanted.keys() - known.keys()]
    wrong += [f"{known[key]}: {key!r} is said nowhere" for key in known.keys() - wanted.keys()]
    plural = {_key(one) for one in said if isinstance(one, tuple)}
    wrong += [
        f"{file}: {_key(message.id)!r} is said of a number"
        for file, message in translated
        if _key(message.id) in plural and isinstance(message.id, str)
    ]
    return sorted(wrong)


def _faults(message: Message, language: str) -> Iterator[str]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    wanted = 1 if isinstance(message.id, str) else PLURALS[language]
    if len(forms) != wanted or not all(forms):
        yield "is not whole"
        return
    if message.fuzzy:
        yield "is doubtful"
    source = _values(message.id if isinstance(message.id, str) else message.id[-1])
    if any(_values(form) != source for form in forms):
        yield "has other values"


def _key(message: str | tuple[str, ...] | list[str]) -> str:
    """Return what a catalogue finds a sentence by: of a plural, its singular."""
    return message if isinstance(message, str) else message[0]


def _values(sentence: str) -> set[str]:
    return {found[0] for found in VALUE.finditer(sentence)}


def main() -> int:
    """List what is wrong; return 1 if something is."""
    wrong = [line for face in FACES for language in PLURALS for line in complaints(language, face)]
    print(*wrong, sep="\n")
    said = sum(len(sentences(face)) for face in FACES)
    print(f"words: {said} sentences, {len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
