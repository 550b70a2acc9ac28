"""What a page asks the station, and orders of it, in the name of the office that signed in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from depesha.errors import Forbidden, Problem
from depesha.station.door import Answers
from depesha.station.office_keys import Secrets, Shown
from depesha.station.plain import Plain
from depesha.web.ceremonies import Ceremonies
from depesha.web.house import House
from depesha.web.sessions import Session

FORM_TOKEN: Final = "form_token"  # noqa: S105  # the name of a field
"""The field of every form that names its session. It is not called `form`: scripts ask a form for
its `form`, and would be given the field of that name."""

MAX_FIELDS: Final = 400
"""A draft has some thirty, and each addressee a few more."""

MOST_FIELDS: Final = 6000
"""Of the largest form, that of a draft: ten parts of 500 addressees, and its other fields."""

MAX_FIELD_BYTES: Final = 1024 * 1024
"""A text of 256 KiB, and what else a person types."""


class SignedOut(Problem):
    """Nobody is signed in here, or no longer: sign in, and go on."""

    code = "signed-out"
    exit_status = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a person sent: the fields of a form of this very session."""

    values: FormData
    passkey: Shown | None = None

    def text(self, name: str, default: str = "") -> str:
        """Return a field as it was typed, with the line ends of a text."""
        value = self.values.get(name, default)
        return default if isinstance(value, UploadFile) else value.replace("\r\n", "\n")

    def texts(self, name: str) -> list[str]:
        """Return every value of a field that may stand several times."""
        return [one for one in self.values.getlist(name) if isinstance(one, str)]

    def said(self, name: str) -> bool:
        """Say whether a box is ticked, or a button was the one pressed."""
        return bool(self.text(name))

    def number(self, name: str) -> int | None:
        """Return a whole number; None where there is none."""
        text = self.text(name).strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None  # noqa: PLR2004  # below 2^53

    @property
    def order_id(self) -> str:
        """What makes an order that was sent twice be done once."""
        return self.text("order_id")

    @property
    def secrets(self) -> Secrets:
        """What the office's holder lends for the order."""
        return Secrets(
            office=self.text("passphrase") or None,
            new=self.text("new_passphrase") or None,
            passkey=self.passkey,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The station, as the office that is signed in may use it."""

    answers: Answers
    session: Session

    @property
    def office(self) -> str:
        """Who is signed in."""
        return self.session.office

    async def read(self, name: str, /, **fields: object) -> Plain:
        """Ask a question for the office; what is None is not asked.

        Raises:
            Problem: it cannot be answered.
        """
        return await self.answers.read(name, {"office": self.office, **_said(fields)}, _as_it_is)

    async def of_station(self, name: str, /, **fields: object) -> Plain:
        """Ask a question that is for no office (`links`, `series`).

        Raises:
            Problem: it cannot be answered.
        """
        return await self.answers.read(name, _said(fields), _as_it_is)

    async def order(self, form: Form, name: str, /, **fields: object) -> dict[str, Any]:
        """Give an order as the office, with what its holder lends in the form, or the session.

        Raises:
            OfficeLocked: he is to prove that he is there; the page asks him, and sends it again.
            Problem: it is refused.
        """
        return await self.order_with(form, name, form.secrets, **fields)

    async def order_with(
        self, form: Form, name: str, secrets: Secrets, /, **fields: object
    ) -> dict[str, Any]:
        """Do as `order`, with more than a form usually holds.

        Raises:
            Problem: as `order`.
        """
        given = {"office": self.office, **_said(fields)}
        lent = replace(secrets, lease=self.session.lease)
        done: dict[str, Any] = await self.answers.order(name, given, form.order_id, lent)
        return done

    async def order_one_of(
        self, form: Form, which: str, name: str, /, **fields: object
    ) -> dict[str, Any]:
        """Give one of several orders that one form asks for; each is done once, as `which` it is.

        Raises:
            OfficeLocked: as `order`; those that were done before are not done again.
            Problem: it is refused.
        """
        given = {"office": self.office, **_said(fields)}
        lent = replace(form.secrets, lease=self.session.lease)
        order_id = sha256(f"{form.order_id} {name} {which}".encode(errors="replace")).hexdigest()
        done: dict[str, Any] = await self.answers.order(name, given, order_id, lent)
        return done


def _said(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _as_it_is(answer: Plain) -> Plain:
    return answer


def house_of(request: Request) -> House:
    """Return the desk's own things."""
    house: House = request.app.state.house
    return house


def session_of(request: Request) -> Session | None:
    """Return the session of whoever asks; None: nobody is signed in."""
    begun: Session | None = getattr(request.state, "session", None)
    if begun is not None:
        return begun  # it began with this very request, whose cookie is of before
    house = house_of(request)
    named = request.cookies.get(house.cookie, "")
    by_itself = request.headers.get("X-Depesha-Live") == "1"
    return house.sessions.find(named, by_itself=by_itself) if named else None


def desk_of(request: Request) -> Desk:
    """Return the station for the office that is signed in.

    Raises:
        SignedOut: nobody is.
    """
    session = session_of(request)
    if session is None:
        msg = "nobody is signed in here any more"
        raise SignedOut(msg, hint="sign in; what was typed is kept")
    return Desk(answers=house_of(request).answers, session=session)


async def form_data(request: Request, most_fields: int = MAX_FIELDS) -> FormData:
    """Return what was sent, bounded; asked again, it is the same.

    Raises:
        HTTPException: 413: it is larger than a form of this desk; 415: it is written in letters
            that no browser was told to use, some of which Python reads as what is no text.
    """
    _, options = parse_options_header(request.headers.get("Content-Type"))
    if options.get(b"charset", b"utf-8").lower() != b"utf-8":
        raise HTTPException(415)
    if getattr(request.state, "is_too_large", False):
        raise HTTPException(413)  # half of it is read: what is left is another form
    try:
        return await request.form(
            max_fields=most_fields, max_files=0, max_part_size=MAX_FIELD_BYTES
        )
    except HTTPException as error:
        request.state.is_too_large = True
        raise HTTPException(413, error.detail) from error


async def form_of(request: Request, *, most_fields: int = MAX_FIELDS) -> Form:
    """Return what a person sent, if the form is of this session.

    Where a passkey's answer is in it, that proves that the holder is there for this very order.

    Args:
        request: what was sent.
        most_fields: how many fields it may have.

    Raises:
        SignedOut: nobody is signed in.
        Forbidden: the form is another session's, or no form of this desk.
        DoesNotVerify: the passkey's answer is to something else.
    """
    desk = desk_of(request)
    session = desk.session
    form = Form(values=await form_data(request, most_fields))
    if not compare_digest(form.text(FORM_TOKEN).encode(), session.form_token.encode()):
        msg = "this form is of another session"
        raise Forbidden(msg, hint="load the page again")
    answer = form.text("assertion")
    if not answer:
        return form
    ceremonies = ceremonies_of(request)
    known = await desk.read("passkeys")
    purpose = presence_of(session, form.order_id)
    shown = await run_in_threadpool(ceremonies.shown, purpose, answer, form.text("prf"), known)
    return replace(form, passkey=shown)


def ceremonies_of(request: Request) -> Ceremonies:
    """Return what asks passkeys, and believes them."""
    house = house_of(request)
    return Ceremonies(house.address, house.challenges)


def presence_of(session: Session, order_id: str) -> str:
    """Return for what a passkey is asked that proves that a session's holder is there."""
    return f"presence {session.form_token} {order_id}"
