"""`office passkeys`: the list, and taking one away."""

import pytest

from tests.unit.cli.desk import run

RING = {
    "passkey": "3fa0" * 8,
    "office": "gromyko@moscow",
    "public_key": "ab",
    "name": "ring",
    "signs": 3,
    "can_sign": True,
    "added_at": -571558200000,
    "used_at": None,
}
TELEPHONE = {**RING, "passkey": "3fb1" * 8, "name": "telephone", "can_sign": False}


@pytest.mark.parametrize(
    ("language", "may"),
    [("en", ["sign in and sign", "sign in"]), ("ru", ["входить и подписывать", "входить"])],
)
def test_the_list_says_what_each_may(language: str, may: list[str]) -> None:
    environ = {"DEPESHA_LANG": language}
    ran = run("office", "passkeys", answers={"passkeys": [RING, TELEPHONE]}, environ=environ)
    _, first, second = ran.out.splitlines()
    assert first.split()[:3] == ["3fa03fa03fa0", "gromyko@moscow", "ring"]
    assert may[0] in first
    assert second.rstrip().endswith(may[1])


def test_of_one_office_alone() -> None:
    ran = run("office", "passkeys", "gromyko", answers={"passkeys": []})
    assert ran.asked == [("passkeys", {"office": "gromyko"})]
    assert ran.status == 0
    assert "no passkeys" in ran.err


def test_one_is_named_by_a_part_of_its_id() -> None:
    done = {"office": "gromyko@moscow", "passkey": RING["passkey"]}
    answers = {"passkeys": [RING, TELEPHONE], "passkey-remove": done}
    ran = run("office", "passkeys", "--remove", "3FA", answers=answers)
    assert ran.asked[-1] == ("passkey-remove", done)
    assert "ring no longer signs in as gromyko@moscow" in ran.out


@pytest.mark.parametrize(
    ("part", "status", "why"), [("9", 3, "no passkey"), ("3f", 1, "2 passkeys")]
)
def test_a_part_that_names_none_or_several_removes_none(part: str, status: int, why: str) -> None:
    ran = run("office", "passkeys", "--remove", part, answers={"passkeys": [RING, TELEPHONE]})
    assert ran.status == status
    assert why in ran.err
    assert [name for name, _ in ran.asked] == ["passkeys"]
