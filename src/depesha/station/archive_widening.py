"""Searching the archive widely: by names of the authority, and by cover names the reader may know.

The shelf is parted where another cover name counts (`archive.widening`); each part is searched by
itself, the newest first, until the page is full. So nothing that was found is taken away again, and
a page is as long for one reader as for another.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from depesha.archive.widening import Said, Span, Wide, spans, widened
from depesha.store.archive_search import Wish, search
from depesha.store.cover_reading import cover_forms_of, names_of
from depesha.store.database import Database


def parts_of(database: Database, wish: Wish, clearance: int) -> tuple[list[Wish], list[Wide]]:
    """Return the wish for each part of the shelf, the newest first, and by what it was widened."""
    wanted = [Said(words=any_of[0]) for any_of in wish.terms]
    unwanted = [Said(words=one) for one in wish.without]
    wide, barred = widened(
        wanted,
        unwanted,
        partial(names_of, database),
        lambda keys: cover_forms_of(database, keys, clearance),
    )
    parts = [_part(wish, span) for span in spans(wish.first, wish.last, wide, barred)]
    return parts, list(wide)


def _part(wish: Wish, span: Span) -> Wish:
    return replace(
        wish,
        first=span.first,
        last=span.last,
        terms=tuple((*any_of, *more) for any_of, more in zip(wish.terms, span.wanted, strict=True)),
        without=(*wish.without, *(form for more in span.unwanted for form in more)),
    )


def search_parts(database: Database, parts: Sequence[Wish]) -> list[dict[str, Any]]:
    """Return what is found in all parts, at most as many as the wish says."""
    found: list[dict[str, Any]] = []
    limit = parts[0].limit
    for part in parts:
        found += search(database, replace(part, limit=limit - len(found)))
        if len(found) >= limit:
            break
    return found


def told_of(terms: Sequence[str], wide: Sequence[Wide]) -> list[dict[str, Any]]:
    """Return by what each term was widened, for whoever asked; a cover name with nothing else."""
    return [
        {
            "asked": asked,
            "names": list(one.forms),
            "cover_names": list(dict.fromkeys(dated.form for dated in one.dated)),
        }
        for asked, one in zip(terms, wide, strict=True)
        if one.forms or one.dated
    ]
