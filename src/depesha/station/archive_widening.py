"""A wish is widened: by names of the authority, and by cover names that its reader may know.

The shelf is parted where another cover name counts (`archive.widening`); each part is a wish of its
own. So nothing that was found is taken away again, and a page is as long for one reader as for
another. What was asked word for word is not widened.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from depesha.archive.asking import Term
from depesha.archive.marks import COVERS_MARKED, cover_marks
from depesha.archive.widening import Other, Said, Span, Wide, spans, widened
from depesha.store.archive_search import Wish
from depesha.store.cover_reading import cover_forms_of, names_of
from depesha.store.database import Database

NOBODY: Final = -1


def parts_of(database: Database, wish: Wish) -> tuple[list[Wish], list[Wide]]:
    """Return the wish for each part of the shelf, the newest first, and by what it was widened."""
    asked = [any_of[0] for any_of in wish.terms]
    if any(one.is_exact for one in (*asked, *wish.without)) or not asked:
        return [wish], []
    clearance = NOBODY if wish.clearance is None else wish.clearance
    wide, barred = widened(
        [_said(one) for one in asked],
        [_said(one) for one in wish.without],
        partial(names_of, database),
        lambda keys: cover_forms_of(database, keys, clearance),
    )
    return [_part(wish, span) for span in spans(wish.first, wish.last, wide, barred)], list(wide)


def _said(term: Term) -> Said:
    return Said(words=term.words, field=term.field)


def _part(wish: Wish, span: Span) -> Wish:
    terms = tuple(
        (*any_of, *(_term(any_of[0], one) for one in more))
        for any_of, more in zip(wish.terms, span.wanted, strict=True)
    )
    barred = (
        _term(term, one)
        for term, more in zip(wish.without, span.unwanted, strict=True)
        for one in more
    )
    return replace(
        wish, first=span.first, last=span.last, terms=terms, without=(*wish.without, *barred)
    )


def _term(asked: Term, other: Other) -> Term:
    """Return what else may stand there; of a record whose cover names were marked, those alone."""
    term = replace(asked, words=other.form)
    if not other.is_cover:
        return term
    return replace(term, unless=COVERS_MARKED, marked=cover_marks([other.form]))


def told_of(wish: Wish, wide: Sequence[Wide]) -> list[dict[str, Any]]:
    """Return by what each term, or terms beside each other, were widened, for whoever asked."""
    told: list[dict[str, Any]] = []
    before = None
    for any_of, one in zip(wish.terms, wide, strict=bool(wide)):
        asked = any_of[0].words
        if one == before and told:
            told[-1]["asked"] += f" {asked}"
        elif one.forms or one.dated:
            hidden = dict.fromkeys(dated.form for dated in one.dated)
            told.append({"asked": asked, "names": list(one.forms), "cover_names": list(hidden)})
        before = one if one.forms or one.dated else None
    return told
