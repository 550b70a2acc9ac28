"""Pages out of templates: escaped always, in the reader's language, whole or the part asked for.

A template that extends `layout` is a whole page for a browser, and for htmx its `main` block alone.
What every page shows beside it (the bar, the counts) is asked for once here.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from depesha import words
from depesha.station.plain import Plain
from depesha.station.tokens import token
from depesha.web.asking import FORM_TOKEN, Desk, house_of, session_of
from depesha.web.drafting.showing import filters
from depesha.web.laid.lengths import size, span
from depesha.web.language import catalogue, language_of
from depesha.web.likings import likings_of
from depesha.web.places import GROUPS, QUICK, path_of, short
from depesha.web.sessions import Session
from depesha.web.statics import static
from depesha.words import times

ORDER_ID_BYTES: Final = 16
HIDDEN: Final = Markup('<input type="hidden" name="{}" value="{}">')
MOST: Final = 1_000
"""The station counts so far and no further."""

HEADS: Final = ("/lines/head", "/alarms/head")
"""Fragments of one line each: how the lines are, and the newest alarm."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Told:
    """What is to be told, taken from the session by the page that does tell it, and by no other.

    What a page asks by itself tells nothing: it may be the page that is just being left.
    """

    def __init__(self, session: Session | None, request: Request) -> None:
        by_itself = request.headers.get("X-Depesha-Live") == "1"
        self._session = None if by_itself else session
        self._lines: list[tuple[str, str]] = []

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._taken())

    def __bool__(self) -> bool:
        return bool(self._taken())

    def _taken(self) -> list[tuple[str, str]]:
        if self._session is not None:
            self._lines += self._session.told()
        return self._lines


def is_fragment(request: Request) -> bool:
    """Say whether htmx asks, for a part of the page that it has."""
    return request.headers.get("HX-Request") == "true"


async def render(
    request: Request, template: str, *, status: int = 200, **values: object
) -> Response:
    """Return a page.

    Args:
        request: who asks; a part goes to htmx, a whole page to whoever has none.
        template: its file in `templates/`.
        status: of the answer.
        values: what the template shows.
    """
    house, session = house_of(request), session_of(request)
    language = language_of(request, house.bearings.language)
    whole = not is_fragment(request)
    frame: dict[str, Any] = {}
    if session is not None and whole:
        frame = {"counts": await counts_of(Desk(answers=house.answers, session=session))}
    text = (
        _environment(language)
        .get_template(template)
        .render(
            layout="frame.html" if whole else "bare.html",
            language=language,
            house=house,
            session=session,
            groups=GROUPS,
            quick=QUICK,
            heads=HEADS,
            liked=likings_of(request),
            notices=Told(session, request),
            now=house.now(),
            **{"counts": {}, "here": request.url.path, **frame, **values},
        )
    )
    return HTMLResponse(
        text, status_code=status, headers={"Content-Language": language, "Vary": "HX-Request"}
    )


def placed(request: Request, answer: Response) -> Response:
    """Let a part that a person was led to (by a redirection) have its own address."""
    if is_fragment(request) and request.headers.get("X-Depesha-Live") != "1":
        answer.headers["HX-Push-Url"] = request.url.path
    return answer


async def counts_of(desk: Desk) -> Mapping[str, Plain]:
    """Return how much lies in each place of the bar."""
    counts = await desk.read("desk-counts")
    return {place: f"{MOST - 1}+" if count >= MOST else count for place, count in counts.items()}


@cache
def _environment(language: str) -> Environment:
    """Return the templates, speaking a language; compiled once."""
    made = Environment(
        loader=PackageLoader("depesha.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.filters.update(
        word=lambda code: words.word(str(code), language),
        reason=lambda text: words.reason(str(text), language),
        problem=lambda code: words.problem(str(code), language),
        saying=lambda text: _marked(str(text), words.saying(str(text), language)),
        cure=lambda text: _marked(str(text), words.hint(str(text or ""), language)),
        alarm=lambda kind: words.alarm(str(kind), language),
        span=lambda ms: span(ms, language),
        size=lambda size_bytes: size(size_bytes, language),
        path=path_of,
        short=short,
        time=_time,
        brief=_brief,
        iso=_iso,
        **filters(language),
    )
    made.globals.update(static=static, form_fields=_form_fields)
    return made


def _marked(text: str, said: str | None) -> str | Markup:
    """Return what was said; what is known in English only is marked so."""
    return Markup('<span lang="en">{}</span>').format(text) if said is None else said


@pass_context
def _form_fields(context: Context) -> Markup:
    """Return what every form of a session carries: its token, and what names the order once."""
    session = context["session"]
    fields = {FORM_TOKEN: session.form_token, "order_id": token(ORDER_ID_BYTES)}
    return Markup().join(HIDDEN.format(name, value) for name, value in fields.items())


@pass_context
def _time(context: Context, at: int | None) -> Markup:
    """Return a time as people read it: in the station's zone, with UTC beside."""
    if at is None:
        return Markup()
    zone, now = context["house"].bearings.zone, context["now"]
    this_year = (EPOCH + timedelta(milliseconds=now)).astimezone(zone).year
    shown = times.shown(at, zone, this_year)
    local, _, beside = shown.partition(" (")
    made = Markup('<time datetime="{}" title="{}">{}</time>')
    return made.format(_iso(at), beside.rstrip(")") or shown, local)


@pass_context
def _brief(context: Context, at: int | None) -> Markup:
    """Return a time as a list has it: of today the hour, of this year the day."""
    if at is None:
        return Markup()
    zone, now = context["house"].bearings.zone, context["now"]
    this_year = (EPOCH + timedelta(milliseconds=now)).astimezone(zone).year
    made = Markup('<time datetime="{}" title="{}">{}</time>')
    return made.format(_iso(at), times.shown(at, zone, this_year), times.brief(at, zone, now))


def _iso(at: int) -> str:
    """Return a time as machines read it."""
    try:
        return (
            (EPOCH + timedelta(milliseconds=at))
            .isoformat(timespec="seconds")
            .replace("+00:00", "Z")
        )
    except OverflowError:
        return ""
