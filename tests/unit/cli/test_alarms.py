"""The list of alarms, and following it."""

from collections.abc import Iterator

import pytest

from tests.unit.cli.desk import FakeStation, run

GAP = {
    "alarm": 118,
    "what": "gap",
    "about": "peking:flash",
    "text": "numbers 3 to 4 of peking have not come",
    "precedence": "FLASH",
    "raised_at": -571558200000,
    "cleared_at": None,
    "accepted_at": None,
    "accepted_by": None,
    "note": "",
}
TAKEN = {
    **GAP,
    "alarm": 119,
    "accepted_by": "operator@moscow",
    "accepted_at": -571557000000,
    "note": "asked by telephone",
}


@pytest.mark.parametrize(
    ("language", "titles", "by"),
    [
        ("en", ["alarm", "precedence", "since", "what", "about", "text", "accepted"], "numbers"),
        ("ru", ["тревога", "очередность", "с", "что", "о", "чём", "текст"], "пропуск"),
    ],
)
def test_the_list_says_who_has_it_in_hand(language: str, titles: list[str], by: str) -> None:
    ran = run("alarms", answers={"alarms": [GAP, TAKEN]}, environ={"DEPESHA_LANG": language})
    head, first, second = ran.out.splitlines()
    assert head.split()[: len(titles)] == titles
    assert first.split()[:2] == ["118", "FLASH"]
    assert by in first
    assert second.endswith("operator@moscow 21.11.1951 18:10Z: asked by telephone")


def test_accepting_says_whether_it_stays() -> None:
    done = {"alarm": 118, "office": "operator@moscow", "lasts": True}
    ran = run("alarm", "accept", "118", "seen", answers={"accept-alarm": done})
    assert ran.asked == [("accept-alarm", {"alarm": 118, "note": "seen"})]
    assert ran.out == (
        "alarm 118 accepted by operator@moscow; it is still true and stays in the list\n"
    )


def test_following_prints_what_is_open_and_then_what_is_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is asked but after a commit, and nothing is printed twice."""
    trouble = {**GAP, "alarm": None, "what": "store-full", "about": "moscow"}
    lists = iter([[GAP], [trouble, {**GAP, "alarm": 120}], [trouble], [trouble]])
    asked = []

    def read(_self: FakeStation, name: str, /, **fields: object) -> object:
        asked.append((name, fields))
        return 118 if name == "newest-alarm" else next(lists)

    def changes(_self: FakeStation) -> Iterator[None]:
        yield from [None] * 4

    monkeypatch.setattr(FakeStation, "read", read)
    monkeypatch.setattr(FakeStation, "changes", changes)
    ran = run("alarms", "--follow", "--json")
    assert ran.status == 0
    assert [one["alarm"] for one in ran.objects()] == [118, None, 120]
    assert asked[2:] == [("alarms", {"after": number}) for number in (118, 120, 120)]
    assert ran.err == "depesha: the station has stopped\n"
