"""Answers of passkeys that are replayed, turned to another purpose, or are another office's.

The authenticator here is a small one of the test's own (ES256, as in WebAuthn level 3, 6.5.4); what
judges it is the desk's.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from json import dumps, loads
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from depesha.web.asking import presence_of
from depesha.web.pages.door import SIGN_IN
from tests.desks import OFFICE, ORIGIN, Visitor, visit

ORDER_ID = "0" * 32
OTHER_ORDER = "1" * 32


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """A passkey on the attacker's table, or the officer's."""

    def __init__(self, credential: bytes = b"telephone-telephone-telephone") -> None:
        self.credential = credential
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.signs = 0

    @property
    def public_key(self) -> bytes:
        numbers = self._key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def kept(self, *, can_sign: bool = True, signs: int = 0) -> dict[str, Any]:
        """Return it as the station keeps it."""
        return {
            "passkey": self.credential.hex(),
            "office": OFFICE,
            "public_key": self.public_key.hex(),
            "name": "telephone",
            "signs": signs,
            "can_sign": can_sign,
            "added_at": 0,
            "used_at": None,
        }

    def answer(
        self,
        challenge: str,
        *,
        origin: str = ORIGIN,
        name: str = "localhost",
        flags: int = 0x05,
        counts: int = 0,
        kind: str = "webauthn.get",
    ) -> str:
        """Answer a challenge; `flags`: the user is there (1) and verified (4)."""
        client = dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()
        data = sha256(name.encode()).digest() + bytes([flags]) + counts.to_bytes(4)
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(signature),
        }
        return dumps(
            {
                "id": b64(self.credential),
                "rawId": b64(self.credential),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )


@pytest.fixture
def passkey() -> Authenticator:
    return Authenticator()


def at_the_door(passkey: Authenticator, *, signs: int = 0) -> Visitor:
    known = {"passkey-office": OFFICE, "passkeys": [passkey.kept(signs=signs)], "enter": None}
    return visit(known, office=None)


def asked(visitor: Visitor) -> str:
    options = loads(visitor.post("/passkeys/ask-at-the-door").text)
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"
    assert options.get("allowCredentials", []) == []  # nobody is named
    assert options["extensions"]["prf"]["eval"]["first"]
    return str(options["challenge"])


def asked_for(visitor: Visitor, order_id: str = ORDER_ID) -> str:
    options = loads(visitor.post("/passkeys/ask", for_order=order_id).text)
    return str(options["challenge"])


def signs_in(visitor: Visitor, assertion: str) -> bool:
    answer = visitor.post("/sign-in/passkey", assertion=assertion, prf=b64(bytes(32)))
    return answer.status_code == 303


def test_the_control(passkey: Authenticator) -> None:
    visitor = at_the_door(passkey)
    assert signs_in(visitor, passkey.answer(asked(visitor)))
    shown = visitor.station.secrets[-1].passkey
    assert shown is not None
    assert (shown.credential, shown.output) == (passkey.credential, bytes(32))


def test_an_answer_is_good_once(passkey: Authenticator) -> None:
    visitor = at_the_door(passkey)
    assertion = passkey.answer(asked(visitor))
    assert signs_in(visitor, assertion)
    visitor.client.cookies.clear()
    assert not signs_in(visitor, assertion)


def test_a_question_is_good_for_three_minutes(
    passkey: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = at_the_door(passkey)
    challenge = asked(visitor)
    now = visitor.house.challenges._now()
    monkeypatch.setattr(visitor.house.challenges, "_now", lambda: now + 3 * 60_000)
    assert not signs_in(visitor, passkey.answer(challenge))


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8018"},
        {"name": "evil.example"},
        {"flags": 0x01},  # somebody touched it; who, it did not ask
        {"kind": "webauthn.create"},
    ],
    ids=str,
)
def test_an_answer_that_was_given_elsewhere_is_none(
    passkey: Authenticator, lie: dict[str, Any]
) -> None:
    visitor = at_the_door(passkey)
    assert not signs_in(visitor, passkey.answer(asked(visitor), **lie))
    assert visitor.station.secrets == []


def test_a_question_that_nobody_here_asked_is_none(passkey: Authenticator) -> None:
    visitor = at_the_door(passkey)
    for made_up in (b"", b"0" * 56, bytes(16), bytes(200)):
        assert not signs_in(visitor, passkey.answer(b64(made_up)))
    other = at_the_door(passkey)
    assert not signs_in(visitor, passkey.answer(asked(other)))  # another process's


def test_another_passkey_under_the_same_id_is_none(passkey: Authenticator) -> None:
    visitor = at_the_door(passkey)
    assert not signs_in(visitor, Authenticator().answer(asked(visitor)))


def test_a_copy_that_counts_less_is_none(passkey: Authenticator) -> None:
    visitor = at_the_door(passkey, signs=7)
    for counts in (3, 7):
        assert not signs_in(visitor, passkey.answer(asked(visitor), counts=counts))
    assert signs_in(visitor, passkey.answer(asked(visitor), counts=8))


# -- presence


def ordering(passkey: Authenticator) -> Visitor:
    return visit({"passkeys": [passkey.kept()], "passkey-remove": {"passkey": "ab"}})


def removes(visitor: Visitor, assertion: str, order_id: str = ORDER_ID) -> bool:
    visitor.station.orders.clear()
    fields = {"passkey": "ab", "assertion": assertion, "prf": b64(bytes(32)), "order_id": order_id}
    given: dict[str, Any] = fields
    visitor.post("/passkeys/remove", **given)
    return bool(visitor.station.orders)


def test_the_control_of_presence(passkey: Authenticator) -> None:
    visitor = ordering(passkey)
    assert removes(visitor, passkey.answer(asked_for(visitor)))
    shown = visitor.station.secrets[-1].passkey
    assert shown is not None
    assert shown.output == bytes(32)


def test_presence_is_proved_for_one_order_once(passkey: Authenticator) -> None:
    visitor = ordering(passkey)
    assertion = passkey.answer(asked_for(visitor))
    assert not removes(visitor, assertion, OTHER_ORDER)
    assert removes(visitor, assertion)
    assert not removes(visitor, assertion)


def test_what_signed_in_proves_no_presence_and_the_other_way_round(passkey: Authenticator) -> None:
    visitor = ordering(passkey)
    visitor.station.answers |= {"passkey-office": OFFICE, "enter": None}
    at_door = visitor.house.challenges.ask(SIGN_IN)
    assert not removes(visitor, passkey.answer(b64(at_door)))
    session = visitor.house.sessions.of(OFFICE)[0]
    for_order = visitor.house.challenges.ask(presence_of(session, ORDER_ID))
    assert not signs_in(visitor, passkey.answer(b64(for_order)))


def test_what_another_session_was_asked_proves_nothing_here(passkey: Authenticator) -> None:
    visitor = ordering(passkey)
    challenge = asked_for(visitor)
    visitor.sign_in()
    assert not removes(visitor, passkey.answer(challenge))


def test_the_passkey_of_another_office_proves_nothing(passkey: Authenticator) -> None:
    visitor = ordering(passkey)
    stranger = Authenticator(b"another office's passkey")
    assert not removes(visitor, stranger.answer(asked_for(visitor)))


def test_one_that_cannot_sign_is_not_asked(passkey: Authenticator) -> None:
    visitor = visit({"passkeys": [passkey.kept(can_sign=False)]})
    assert visitor.post("/passkeys/ask", for_order=ORDER_ID).status_code == 422
