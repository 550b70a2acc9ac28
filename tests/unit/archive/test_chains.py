"""What telegrams say of one another: by which words, and which telegram is meant."""

import pytest

from depesha.archive.chains import Bond, Candidate, mentions, resolve

SAID = [
    ("In reply to your telegram 426 I saw him.", Bond.REPLIES, 426, "yours"),
    ("This is in response to the Department’s telegram 1636.", Bond.REPLIES, 1636, ""),
    ("Correction to Embtel 77: read", Bond.CORRECTS, 77, "mine"),
    ("Following repeats Deptel 12 to you", Bond.REPEATS, 12, "department"),
    ("Relayed Deptel 13 to him", Bond.RELAYS, 13, "department"),
    ("In execution of Deptel 14 I called", Bond.EXECUTES, 14, "department"),
    ("Pursuant Deptel 91 I spoke", Bond.EXECUTES, 91, "department"),
    ("In accordance with your telegram 15 he", Bond.EXECUTES, 15, "yours"),
    ("ReDeptel 791, March 12", Bond.REFERS, 791, "department"),
    ("На Ваш № 426 сообщаем", Bond.REPLIES, 426, "yours"),
    ("В ответ на Вашу телеграмму № 427", Bond.REPLIES, 427, "yours"),
    ("В дополнение к нашей шифртелеграмме № 428", Bond.REFERS, 428, "mine"),
    ("Во исполнение телеграммы № 429 встретился", Bond.EXECUTES, 429, ""),
    ("В исполнение Вашего № 430", Bond.EXECUTES, 430, "yours"),
    ("Повторяем нашу телеграмму № 431", Bond.REPEATS, 431, "mine"),
    ("В исправление моей телеграммы № 432", Bond.CORRECTS, 432, "mine"),
    ("Передаём Вашу телеграмму № 433", Bond.RELAYS, 433, "yours"),
]


@pytest.mark.parametrize(("text", "bond", "number", "whose"), SAID)
def test_the_words_before_a_number_say_what_it_is(
    text: str, bond: Bond, number: int, whose: str
) -> None:
    (found,) = mentions(text)
    assert (found.bond, found.number) == (bond, number)
    assert found.whose == whose or not whose


def test_what_was_repeated_to_others_is_no_repeat_by_this_one() -> None:
    (found,) = mentions("Deptel 426, repeated to Moscow, says so")
    assert found.bond is Bond.REFERS


def test_a_number_that_no_words_make_a_telegram_is_none() -> None:
    assert list(mentions("Дом № 426 на улице; page 12; 38 parallel")) == []


def test_a_number_that_is_named_twice_goes_by_the_words_that_say_more() -> None:
    (found,) = mentions("Urtel 5 came. In reply to urtel 5 I say no.")
    assert found.bond is Bond.REPLIES
    assert found.words == "In reply to urtel 5"


def one(record: int, **fields: str) -> Candidate:
    return Candidate(
        record=record,
        number=426,
        sent=fields.get("sent", "1951-03-01"),
        sender=fields.get("sender", "Acheson"),
        addressee=fields.get("addressee", "Caffery"),
    )


def test_one_that_fits_is_nearly_certain_one_that_may_is_less_and_two_are_none() -> None:
    (said,) = mentions("In reply to your telegram 426")

    def means(*candidates: Candidate) -> tuple[int, int] | None:
        found = resolve(said, "1951-03-05", "Caffery", "Acheson", candidates)
        return (found.record, found.confidence) if found else None

    assert means(one(1)) == (1, 95)
    assert means(one(1, sender="Bruce")) == (1, 70)
    assert means(one(1), one(2)) is None
    assert means(one(1, sent="1951-03-09")) is None, "it came after"
    assert means(one(1, sent="1950-12-01")) is None, "it is too long before"
    assert means(one(1, sent="nonsense")) is None
