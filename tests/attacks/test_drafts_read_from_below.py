"""A releaser who is cleared for little asks for drafts that are classified above him, and acts."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from depesha.names import OfficeId
from depesha.office.events import AskReview, DropDraft, LookOver, Release, Send, WriteDraft
from depesha.store.migrations import MIGRATIONS
from depesha.store.migrations.draft_labels import DRAFT_LABELS
from depesha.store.projection import rebuild
from tests.network import drafts
from tests.network.face import ask, desk_at, keep_offices
from tests.network.files import attach
from tests.network.keys import GUARD, MOSCOW, OPERATOR, PEKING, RAZUVAEV, ROSHCHIN
from tests.network.post import Network, Post

WORDS = "Совещание назначено на утро."
HIDDEN, ABSENT = 1, 7


@pytest.fixture
def peking(network: Network) -> Post:
    """Peking, where roshchin keeps draft 1, top secret; guard, a releaser, is cleared for 1."""
    post = network[PEKING]
    keep_offices(post)
    post.handle(written(WORDS, "TOP SECRET"))
    return post


def written(text: str, label: str, **fields: Any) -> WriteDraft:
    said = drafts.draft(RAZUVAEV, text=text, classification=label, Subject="Совещание")
    return WriteDraft(order_id=drafts.order_id(), office=ROSHCHIN, text=said, **fields)


def labelled(post: Post, line: str) -> None:
    """Keep draft 2 of roshchin, with any line in the place of its label."""
    said = drafts.draft(RAZUVAEV, text=WORDS, classification="", Subject="Совещание")
    order = WriteDraft(order_id=drafts.order_id(), office=ROSHCHIN, text=line + said)
    assert post.take(order).value["draft"] == 2


def bare(text: str) -> str:
    """Return a page without the number that was asked for, and without what is new on each page."""
    return re.sub(r'value="[0-9a-f]{24,}"|(draft[ /])[17]', r"\1", text)


def page(post: Post, path: str, office: OfficeId = GUARD) -> str:
    return desk_at(post, office).get(path).text


@pytest.mark.parametrize("path", ["/draft/{}", "/draft/{}/edit"])
def test_a_draft_above_a_releaser_looks_like_one_that_is_not_there(peking: Post, path: str) -> None:
    hidden, absent = (desk_at(peking, GUARD).get(path.format(one)) for one in (HIDDEN, ABSENT))
    assert hidden.status_code == absent.status_code == 404
    assert bare(hidden.text) == bare(absent.text)
    assert WORDS in page(peking, path.format(HIDDEN), ROSHCHIN)


@pytest.mark.parametrize("path", ["/tray/to-release", "/search?q=Совещание"])
def test_no_tray_and_no_search_has_it(peking: Post, path: str) -> None:
    assert "/draft/1" in page(peking, path, ROSHCHIN) or "release" in path
    assert "/draft/1" not in page(peking, path)
    peking.handle(written("Обед.", "UNCLASSIFIED"))
    assert "/draft/2" in page(peking, path)
    assert "/draft/1" not in page(peking, path)


QUESTIONS: list[tuple[str, Mapping[str, object]]] = [
    ("drafts", {}),
    ("tray", {"tray": "to-release"}),
    ("tray", {"tray": "drafts"}),
    ("find", {"text": "Совещание"}),
    ("desk-counts", {}),
]


@pytest.mark.parametrize(("name", "fields"), QUESTIONS)
def test_no_question_tells_of_it(network: Network, name: str, fields: dict[str, object]) -> None:
    post = network[PEKING]
    keep_offices(post)
    nothing = ask(post, name, {"office": GUARD, **fields})
    post.handle(written(WORDS, "TOP SECRET"))
    post.handle(drafts.ask(1, of=OPERATOR, office=ROSHCHIN))
    assert ask(post, name, {"office": GUARD, **fields}) == nothing
    if fields != {"tray": "drafts"}:
        assert ask(post, name, {"office": OPERATOR, **fields}) != nothing


def orders(number: int) -> list[Any]:
    said: dict[str, Any] = {"office": GUARD, "draft": number}
    return [
        drafts.returned(number, GUARD),
        DropDraft(order_id=drafts.order_id(), **said),
        LookOver(order_id=drafts.order_id(), **said),
        AskReview(order_id=drafts.order_id(), of=OPERATOR, **said),
        drafts.review(number, GUARD),
        Release(order_id=drafts.order_id(), **said),
    ]


@pytest.mark.parametrize("place", range(6))
def test_no_order_touches_it_or_tells_that_it_is_there(peking: Post, place: int) -> None:
    told = []
    for number in (HIDDEN, ABSENT):
        took = peking.take(orders(number)[place])
        assert took.facts == ()
        told.append((took.problem.code, took.problem.message.replace(str(number), "")))
    assert told[0] == told[1]
    assert told[0][0] == "not-found"
    state = peking.registers.draft(HIDDEN)
    assert state is not None
    assert (state.state, state.office) == ("draft", ROSHCHIN)


@pytest.mark.parametrize("deed", ["return", "drop", "release", "review", "ask"])
def test_a_form_does_nothing_with_it(peking: Post, deed: str) -> None:
    fields = {"version": 1, "note": "x", "of": OPERATOR}
    told = [
        desk_at(peking, GUARD).post(f"/draft/{number}/{deed}", fragment=True, **fields)
        for number in (HIDDEN, ABSENT)
    ]
    assert [one.status_code for one in told] == [404, 404]
    assert bare(told[0].text) == bare(told[1].text)


def test_nobody_takes_over_a_draft_to_have_its_files(network: Network) -> None:
    """The words are his own then, and the file is the one that was sealed for the other's."""
    post = network[PEKING]
    one = attach(post)
    secret = f"Attach: {one.attachment.name}\n" + drafts.draft(
        RAZUVAEV, classification="TOP SECRET"
    )
    post.handle(
        WriteDraft(order_id="1", office=ROSHCHIN, text=secret, attachments=(one,)),
    )
    low = f"Attach: {one.attachment.name}\n" + drafts.draft(RAZUVAEV, classification="UNCLASSIFIED")
    took = post.take(
        WriteDraft(order_id="2", office=GUARD, text=low, draft=1, attachments=(1,)),
    )
    assert took.problem.message == "there is no draft 1"
    state = post.registers.draft(1)
    assert state is not None
    assert state.office == ROSHCHIN


@pytest.mark.parametrize("line", ["Classification: WHATEVER\n", ""])
def test_a_label_that_cannot_be_read_is_as_high_as_any(peking: Post, line: str) -> None:
    labelled(peking, line)
    assert "/draft/2" not in page(peking, "/tray/to-release")
    assert desk_at(peking, GUARD).get("/draft/2").status_code == 404
    assert WORDS in page(peking, "/draft/2/edit", ROSHCHIN)


def test_a_draft_that_is_labelled_higher_is_hidden_from_then_on(peking: Post) -> None:
    peking.handle(written("Обед.", "UNCLASSIFIED"))
    assert "/draft/2" in page(peking, "/tray/to-release")
    peking.handle(written("Обед.", "SECRET", draft=2))
    assert "/draft/2" not in page(peking, "/tray/to-release")
    assert desk_at(peking, GUARD).get("/draft/2").status_code == 404


def test_a_draft_that_became_a_telegram_stays_hidden(peking: Post) -> None:
    sent = Send(
        order_id="sent", office=ROSHCHIN, text=drafts.draft(RAZUVAEV, classification="SECRET")
    )
    peking.handle(sent)
    assert desk_at(peking, GUARD).get("/draft/2").status_code == 404
    assert peking.take(drafts.release(2, GUARD)).problem.message == "there is no draft 2"


def test_the_labels_are_the_same_when_the_registers_are_made_again(peking: Post) -> None:
    labelled(peking, "Classification: WHATEVER\n")
    peking.handle(DropDraft(order_id="drop", office=ROSHCHIN, draft=2))
    database = peking.stored._database
    labels = database.rows("SELECT label FROM draft ORDER BY draft")
    assert labels == [("topsecret",), ("",)]
    assert rebuild(database).changed == ()
    assert database.rows("SELECT label FROM draft ORDER BY draft") == labels


def test_drafts_of_an_older_store_get_their_labels(network: Network) -> None:
    assert DRAFT_LABELS in MIGRATIONS
    post = network[MOSCOW]
    post.handle(drafts.write(text="Обед."))
    database = post.stored._database
    was = database.rows("SELECT label FROM draft")
    database.begin()
    database.write("ALTER TABLE draft DROP COLUMN label")
    for step in DRAFT_LABELS.split(";\n"):
        if step.strip():
            database.write(step.strip().rstrip(";"))
    database.commit()
    assert database.rows("SELECT label FROM draft") == was == [("restricted",)]
