"""Pages and files out of templates: escaped always, in the language of the page.

What no XML may hold (control characters) no page holds either: whatever a record brings, every
page and every feed is well formed.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from depesha import looks
from depesha.archive.telling import unspaced
from depesha.looks.files import File, files_of
from depesha.reading_room.atlas import HEIGHT
from depesha.reading_room.captions import caption, field_caption, joined_caption, part_caption
from depesha.reading_room.language import LOCALE, catalogue, day_words, month_words
from depesha.reading_room.site import LANGUAGES, Site
from depesha.reading_room.tei_parts import is_body

STATIC: Final = LOCALE.parent / "static"

_CYRILLIC: Final = re.compile("[а-яё]", re.IGNORECASE)
_NEVER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not know as a character (section 2.2)."""


def render(site: Site, template: str, place: str, language: str, **values: object) -> bytes:
    """Return a page or file.

    Args:
        site: whose links it has.
        template: its file in `templates/`.
        place: its own place.
        language: in which it speaks.
        values: what it shows.
    """
    made = _environment(language).get_template(template)
    return made.render(
        site=site,
        place=place,
        language=language,
        languages=LANGUAGES,
        to=partial(site.link, place),
        own=lambda there: site.link(place, f"{language}/{there}" if there else language),
        map_height=HEIGHT,
        static=lambda name: site.link(place, static_place(name)),
        **values,
    ).encode()


@cache
def static_files() -> Mapping[str, File]:
    """Return the site's own files by name."""
    return files_of((looks.FOLDER, STATIC))


def static_place(name: str) -> str:
    """Return the place of one of the site's own files.

    Raises:
        KeyError: there is none.
    """
    return f"static/{static_files()[name].digest}/{name}"


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=PackageLoader("depesha.reading_room"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.filters.update(
        day=lambda iso: day_words(str(iso), language),
        month=lambda number: month_words(int(number), language),
        caption=lambda code: caption(str(code), language),
        part=lambda code: part_caption(str(code), language),
        field=lambda name: field_caption(str(name), language),
        joined=lambda body: joined_caption(str(body), language),
        tongue=tongue,
        unspaced=unspaced,
        is_body=is_body,
        count=lambda number: f"{number:,}".replace(",", "\u202f"),
        stamp=stamp,
        data=_data,
    )
    return made


def _clean(value: object) -> object:
    """Return a value without what no page may hold; what can be printed has none of it."""
    if not isinstance(value, str) or value.isprintable():
        return value
    if isinstance(value, Markup):
        return Markup(_NEVER.sub("\ufffd", value))  # noqa: S704  # it is escaped already
    return _NEVER.sub("\ufffd", value)


def tongue(words: str) -> str:
    """Return the language of a title, as its letters tell: a program that reads aloud is told."""
    return "ru" if _CYRILLIC.search(words) else "en"


def stamp(seconds: int) -> str:
    """Return a time as machines read it: `2026-11-29T02:40:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _data(value: Any) -> Markup:  # noqa: ANN401  # JSON of many shapes
    """Return JSON that can stand in a page as a block of data: no `<` is in it, so it ends none."""
    said = json.dumps(value, ensure_ascii=False, indent=1)
    return Markup(said.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704
