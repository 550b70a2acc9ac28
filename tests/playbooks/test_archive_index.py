"""Records and live telegrams in one index: found by whoever may read them, once, in one order."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from depesha.archive.cards import ToldBy
from depesha.archive.record import Party
from depesha.errors import Forbidden, Usage
from depesha.names import OfficeId, TimeMs
from depesha.office.events import IndexArchive
from depesha.store import archive_index, words
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import ask
from tests.network.keys import CLERK, GROMYKO, MOSCOW, PEKING, ROSHCHIN, VYSHINSKY
from tests.network.post import Network, Post
from tests.network.records import enter, find, index, names, record
from tests.playbooks.test_filing import filing

MARKED = "Воробьи прилетели к Филиппову."


@pytest.fixture
def moscow(network: Network) -> Post:
    return network[MOSCOW]


def test_a_telegram_of_today_and_a_record_are_found_by_one_question(moscow: Post) -> None:
    enter(moscow, record(MARKED))
    moscow.handle(drafts.send(text="Снова воробьи.", Subject="Птицы"))
    assert index(moscow) == 2
    found = find(moscow, "воробей")
    assert names(found) == ["moscow/2027/1", "volume/d1"], "the newest first"
    assert [one["thing"] for one in found] == ["telegram", "record"]
    assert found[0]["title"] == "Птицы"
    assert found[0]["found"] == "Снова \x02воробьи\x03."
    assert names(find(moscow, "воробей", thing="record")) == ["volume/d1"]
    assert names(find(moscow, "воробей", thing="telegram")) == ["moscow/2027/1"]


def test_what_came_from_elsewhere_is_found_with_its_quotations(network: Network) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(drafts.send(text=MARKED))
    moscow.handle(drafts.send(ROSHCHIN, text="Смотри выше.", Quotes="1"))
    Courier(network).run()
    index(peking)
    found = find(peking, "филиппов", ROSHCHIN)
    assert names(found) == ["moscow/2027/2"]
    assert "\x02Филиппову\x03" in found[0]["found"]


@pytest.mark.parametrize("query", ["воробьи", "", "-журавли воробьи"])
@pytest.mark.parametrize("order", ["newest", "rank"])
def test_what_a_reader_is_not_cleared_for_is_not_found(
    moscow: Post, query: str, order: str
) -> None:
    enter(moscow, record(MARKED), classification=3)
    moscow.handle(drafts.send(text=MARKED, classification="SECRET"))
    moscow.handle(drafts.send(text="Воробьи улетели.", classification="RESTRICTED"))
    index(moscow)
    assert len(find(moscow, query, GROMYKO, order=order)) == 3
    assert names(find(moscow, query, CLERK, order=order)) == ["moscow/2027/2"]
    counted = ask(moscow, "archive-facets", {"query": query, "office": CLERK})
    assert counted["count"] == 1
    assert counted["facets"]["label"] == [("RESTRICTED", 1)]


def test_nothing_found_and_not_cleared_look_alike(moscow: Post) -> None:
    enter(moscow, record(MARKED), classification=5)
    index(moscow)
    asked = [
        ask(moscow, "archive-search", {"query": query, "office": CLERK})
        for query in ("воробьи", "журавли")
    ]
    for one, other in pairwise(asked):
        assert one == other


def test_the_clearance_is_looked_at_in_the_line_too(moscow: Post) -> None:
    """Planted: marks that say too little, as a fault of the index would."""
    enter(moscow, record(MARKED), classification=5)
    index(moscow)
    moscow.book.begin()
    moscow.stored._database.write("UPDATE card_level SET classification = 0")
    moscow.book.commit()
    assert find(moscow, "воробьи", CLERK) == []
    assert find(moscow, "", CLERK) == []
    assert len(find(moscow, "воробьи", GROMYKO)) == 1


def test_words_are_not_handed_out_against_a_caveat(moscow: Post) -> None:
    moscow.handle(drafts.send(text=MARKED, Caveat="Copying prohibited"))
    moscow.handle(drafts.send(text=MARKED))
    index(moscow)
    assert all(one["found"] for one in find(moscow, "воробьи"))
    handed = find(moscow, "воробьи", purpose="json")
    assert [bool(one["found"]) for one in handed] == [True, False]


def test_a_telegram_that_was_filed_is_found_as_its_record_alone(moscow: Post) -> None:
    moscow.handle(drafts.send(text=MARKED))
    index(moscow)
    assert names(find(moscow, "воробьи")) == ["moscow/2027/1"]
    moscow.handle(filing(is_open_too=True))
    index(moscow)
    assert [one["thing"] for one in find(moscow, "воробьи")] == ["record"]
    index(moscow, anew=True)
    assert [one["thing"] for one in find(moscow, "воробьи")] == ["record"]
    assert archive_index.differences(moscow.reader) == []


def test_a_telegram_stands_by_the_clock_of_its_place_filed_or_not(network: Network) -> None:
    """At half past one on the first of January in Moscow it is still December in UTC."""
    moscow = network[MOSCOW]
    then = datetime(2027, 12, 31, 22, 30, tzinfo=UTC)
    network.clock.now = TimeMs(int(then.timestamp() * 1000))
    moscow.handle(drafts.send(text=MARKED))
    enter(moscow, record(MARKED, sent="2028-01-01T01:00"), record(source="d2", sent="2027-12-31"))
    for filed in (False, True):
        if filed:
            moscow.handle(filing("moscow/2028/1", is_open_too=True))
        index(moscow)
        found = find(moscow, "воробьи", since="2028-01-01")
        assert names(found) == ["moscow/2028/1", "volume/d1"]
        assert found[0]["sent"] == "2028-01-01T01:30"
        assert find(moscow, "воробьи", until="2027-12-31") == []


def test_of_two_editions_the_newer_is_found(moscow: Post) -> None:
    enter(moscow, record("Воробьи прилетели."))
    index(moscow)
    enter(moscow, record("Журавли прилетели."), edition=2)
    index(moscow)
    for _ in range(2):
        assert find(moscow, "воробьи") == []
        assert [one["edition"] for one in find(moscow, "прилетели")] == [2]
        index(moscow, anew=True)


FORMS = record(
    "Явиться к товарищу Разуваеву. Взаимная помощь.",
    translation="Report to Razuvaev.",
    title="Mutual aid",
    parties=((Party.FROM, "Громыко"), (Party.TO, "РАЗУВАЕВУ"), (Party.PLACE, "СЕВЕРНАЯ КОРЕЯ")),
    outgoing_number=26044,
    classification_text="СОВ. СЕКРЕТНО",
    precedence_text="ВНЕ ОЧЕРЕДИ",
    captions=("О С О Б А Я",),
)


@pytest.mark.parametrize(
    "query",
    [
        "to:Разуваев",
        "кому:Razuvayev",
        "person:разуваева",
        "subject:mutual",
        'subject:"mutual aid"',
        "from:Gromyko",
        "text:разуваев",
        "translation:razuvayev",
        '"взаимную помощь"',
        "26044",
        "корея -журавли",
    ],
)
def test_words_are_found_in_their_field(moscow: Post, query: str) -> None:
    enter(moscow, FORMS)
    index(moscow)
    assert len(find(moscow, query)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "to:Громыко",
        "from:Разуваев",
        "text:mutual",
        "subject:помощь",
        '"помощь взаимная"',
        "-корея помощь",
    ],
)
def test_words_are_not_found_in_another_field(moscow: Post, query: str) -> None:
    enter(moscow, FORMS)
    index(moscow)
    assert find(moscow, query) == []


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({"label": "сов.секретно"}, True),
        ({"label": "секретно"}, False),
        ({"precedence": "Вне очереди"}, True),
        ({"series": "особая"}, True),
        ({"place": "Северная Корея"}, True),
        ({"number": 26044}, True),
        ({"number": 26045}, False),
        ({"year": 1951}, True),
        ({"year": 1950}, False),
        ({"language": "ru"}, True),
        ({"language": "en"}, False),
        ({"kind": "telegram"}, True),
        ({"archive": "АВП РФ"}, False),
        ({"person": "Razuvayev"}, True),
        ({"person": "Филиппов"}, False),
        ({"since": "1951-11-21", "until": "1951-11-21"}, True),
        ({"until": "1951-11"}, True),
        ({"until": "1951-10"}, False),
        ({"since": "1952"}, False),
    ],
)
@pytest.mark.parametrize("query", ["", "помощь"])
def test_filters(moscow: Post, fields: dict[str, Any], query: str, *, is_found: bool) -> None:
    enter(moscow, FORMS)
    index(moscow)
    assert bool(find(moscow, query, **fields)) is is_found


def test_exact_words_have_no_other_spelling_and_no_other_form(moscow: Post) -> None:
    enter(moscow, FORMS)
    index(moscow)
    assert find(moscow, "text:Razuvayev")
    assert find(moscow, "text:Razuvayev", exact=True) == []
    assert find(moscow, "помощи")
    assert find(moscow, "помощи", exact=True) == []
    assert find(moscow, "ПОМОЩЬ разуваеву", exact=True), "capitals are no difference"


def test_facets_count_spellings_as_one(moscow: Post) -> None:
    enter(
        moscow,
        record(source="d1", parties=((Party.TO, "Разуваев"),), classification_text="СЕКРЕТНО"),
        record(source="d2", parties=((Party.TO, "Разуваеву"),), classification_text="Секретно"),
        record(source="d3", parties=((Party.TO, "Разуваеву"),), sent="1950"),
    )
    index(moscow)
    answer = ask(moscow, "archive-facets", {"office": GROMYKO, "query": "получение"})
    assert (answer["count"], answer["is_more"], answer["counted"]) == (3, False, 5000)
    assert answer["facets"]["person"] == [("Разуваеву", 3)]
    assert answer["facets"]["label"] == [("СЕКРЕТНО", 2)]
    assert answer["facets"]["year"] == [("1951", 2), ("1950", 1)]


def test_by_rank_what_has_it_in_its_subject_comes_first(moscow: Post) -> None:
    enter(
        moscow,
        record("О параллели.", source="d1", title="The parallel, параллель", sent="1950"),
        record("О параллели и прочем, и прочем.", source="d2", sent="1951"),
    )
    index(moscow)
    assert names(find(moscow, "параллель")) == ["d2", "d1"]
    assert names(find(moscow, "параллель", order="rank")) == ["d1", "d2"]


def test_pages_go_on_before_the_last_line(moscow: Post) -> None:
    enter(moscow, *(record(source=f"d{place}", sent=f"19{50 + place}") for place in range(5)))
    index(moscow)
    first = find(moscow, "получение", limit=3)
    then = find(moscow, "получение", limit=3, before=first[-1]["record"])
    assert names(first + then) == ["d4", "d3", "d2", "d1", "d0"]


def test_an_index_by_other_words_is_made_anew_by_itself(moscow: Post) -> None:
    enter(moscow, record(MARKED))
    index(moscow)
    moscow.book.begin()
    moscow.stored._database.write("UPDATE indexed SET version = 1")
    moscow.book.commit()
    assert find(moscow, "воробьи") == []
    assert archive_index.behind(moscow.reader) == 1
    assert index(moscow) == 1
    assert len(find(moscow, "воробьи")) == 1
    assert words.come_to(moscow.reader) is not None


def test_a_batch_ends_behind_so_many_letters(moscow: Post) -> None:
    enter(moscow, *(record("слово " * 100, source=f"d{place}") for place in range(4)))
    assert index(moscow) == 4
    by = ToldBy(policies={}, clock_of=lambda _: UTC)
    moscow.book.begin()
    words.make_anew(moscow.stored._database)
    assert archive_index.advance(moscow.stored._database, by, 4, 700) == 2
    moscow.book.abandon()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"query": "я" * 401}, "at most 400"),
        ({"query": "-воробьи"}, "not to stand there"),
        ({"since": "1951-13-41T"}, "not a day"),
        ({"number": "26044"}, "whole number"),
        ({"thing": "draft"}, "no 'draft' to find"),
    ],
)
def test_what_is_not_asked_rightly_is_refused(
    moscow: Post, fields: dict[str, Any], why: str
) -> None:
    with pytest.raises(Usage, match=why):
        find(moscow, **fields)


def test_what_is_wrong_with_an_index_is_said(moscow: Post) -> None:
    enter(moscow, record(source="d1"), record(source="d2"))
    index(moscow)
    assert archive_index.differences(moscow.reader) == []
    moscow.book.begin()
    database = moscow.stored._database
    for statement in (
        "UPDATE card SET classification = 4 WHERE id = (SELECT min(id) FROM card)",
        "DELETE FROM card_text WHERE place = (SELECT max(place) FROM card_text)",
        "DELETE FROM card WHERE id = (SELECT max(id) FROM card)",
    ):
        database.write(statement)
    moscow.book.commit()
    said = " ".join(archive_index.differences(moscow.reader))
    for part in ("nothing that is kept", "no words", "no card", "counted wrongly"):
        assert part in said


def test_the_desk_finds_a_telegram_by_words_of_its_text_too(moscow: Post) -> None:
    moscow.handle(drafts.send(text=MARKED, classification="SECRET"))
    moscow.handle(drafts.send(text="Иное.", Subject="воробьям"))
    moscow.handle(drafts.send(text=MARKED))
    enter(moscow, record(MARKED))
    index(moscow)

    def numbers(office: str, text: str) -> list[int]:
        answer = ask(moscow, "find", {"text": text, "office": office})
        return [one["number"] for one in answer["lines"]]

    assert numbers(GROMYKO, "воробьям") == [3, 2, 1], "the newest first"
    assert numbers(CLERK, "воробьям") == [3, 2]
    assert numbers(GROMYKO, "журавли") == []


# -- made anew ------------------------------------------------------------------------------------


def test_attack_an_office_that_keeps_nothing_empties_the_index(moscow: Post) -> None:
    enter(moscow, record(MARKED))
    index(moscow)
    order = IndexArchive(order_id=drafts.order_id(), limit=5, anew=True, office=OfficeId(VYSHINSKY))
    refused = moscow.take(order).problem
    assert isinstance(refused, Forbidden)
    assert refused.hint == "an archivist or an administrator may"
    assert names(find(moscow, "воробей")) == ["volume/d1"], "it is as it was"
    goes_on = replace(order, order_id=drafts.order_id(), anew=False)
    assert moscow.take(goes_on).value["indexed"] == 0, "to go on with it is everybody's"


@pytest.mark.parametrize("office", [OfficeId(GROMYKO), OfficeId(CLERK), None])
def test_an_archivist_an_administrator_and_whoever_is_at_the_machine_have_it_made_anew(
    moscow: Post, office: OfficeId | None
) -> None:
    enter(moscow, record(MARKED))
    index(moscow)
    assert index(moscow, anew=True, office=office) == 1
