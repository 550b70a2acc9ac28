"""What faces read: ready for JSON, by index, in pages."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from enum import IntEnum
from pathlib import Path

import pytest

from depesha.life import Rung
from depesha.notice import ResponseCode
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    Drafted,
    Registered,
    Released,
    SeriesOpened,
)
from depesha.packet import Grade
from depesha.store import (
    amendment_lines,
    amendment_reading,
    amendments,
    out_tray,
    reading,
    traffic,
)
from depesha.store.book import StoredBook
from depesha.store.tracing import track
from depesha.telegram import AddresseeKind, Precedence, Relation
from tests.unit.store.conftest import Home, write
from tests.unit.store.facts_of import (
    MOSCOW,
    NOW,
    PEKING,
    RAZUVAEV,
    ROSHCHIN,
    delivered,
    digest_of,
    enclosed,
    entry,
    envelope,
    packet,
    registered,
    reported,
    sent,
    slip_of,
    uid_of,
)
from tests.unit.store.test_out_tray import RETURN
from tests.unit.store.test_projection import A_DAY, answer


def test_the_inbox_shows_the_newest_first_with_its_duties(home: Home, book: StoredBook) -> None:
    write(book, registered(99), *(delivered(number, number) for number in (1, 2, 3)))
    read = home.reading()
    assert [line["number"] for line in read.inbox(10)] == [3, 2, 1]
    assert [line["number"] for line in read.inbox(1, 1)] == [2]
    line = read.inbox(1)[0]
    assert line == {
        "uid": uid_of(3).hex(),
        "registration": digest_of("registration", 3).hex(),
        "station": "moscow",
        "year": 1951,
        "number": 3,
        "incoming_year": 1951,
        "incoming_number": 3,
        "delivered_at": NOW,
        "filed_at": NOW,
        "registered_at": NOW + 60_000,
        "expires_at": entry(3).expires_at,
        "precedence": "IMMEDIATE",
        "policy": "mid-1951",
        "classification": 3,
        "captions": ["OSOBAYA"],
        "caveats": ["NO_COPIES"],
        "message_type": 1,
        "title": "Получение подтвердите",
        "from": "МИД СССР, Громыко",
        "numbers": [],
        "attachments": None,
        "amended": [],
        "amends": [],
        "held_until": None,
        "withdrawn": None,
        "duties": [
            {
                "office": "razuvaev@pyongyang",
                "kind": "ACTION",
                "precedence": "IMMEDIATE",
                "local_precedence": "ВНЕ ОЧЕРЕДИ",
                "receipt": True,
                "receipt_due_at": NOW + 1_800_000,
                "execution": True,
                "execution_due_at": None,
                "chased": 0,
                "chased_at": None,
                "overdue": False,
                "shown_to": [],
                "rung": "DELIVERED",
                "exit": None,
                "refused": False,
                "interim": False,
                "times": {"DELIVERED": NOW},
            }
        ],
    }
    read.close()


def test_the_inbox_of_one_office_shows_only_its_own(home: Home, book: StoredBook) -> None:
    write(book, delivered(1, 1, RAZUVAEV), delivered(2, 2, ROSHCHIN, RAZUVAEV))
    read = home.reading()
    assert [line["number"] for line in read.inbox(10, office=ROSHCHIN)] == [2]
    assert [line["number"] for line in read.inbox(10, office=RAZUVAEV)] == [2, 1]
    assert read.inbox(10, office="nobody@moscow") == []
    read.close()


def test_the_inbox_of_a_clearance_has_nothing_above_it(home: Home, book: StoredBook) -> None:
    facts = [delivered(number, number) for number in (1, 2, 3)]
    secret = replace(facts[1], entry=replace(facts[1].entry, classification=4))
    write(book, facts[0], secret, facts[2])
    read = home.reading()
    assert [line["number"] for line in read.inbox(10, clearance=3)] == [3, 1]
    assert [line["number"] for line in read.inbox(1, 1, clearance=3)] == [1]
    assert [line["number"] for line in read.inbox(10, clearance=4)] == [3, 2, 1]
    assert read.inbox(10, office=RAZUVAEV, clearance=2) == []
    read.close()


def test_the_outbox_shows_what_was_registered_here(home: Home, book: StoredBook) -> None:
    plain = registered(2)
    bare = replace(plain.entry, captions=(), caveats=())
    write(book, registered(1, RAZUVAEV, ROSHCHIN), replace(plain, entry=bare), delivered(3, 1))
    read = home.reading()
    lines = read.outbox(10)
    assert [line["number"] for line in lines] == [2, 1]
    assert [duty["office"] for duty in lines[1]["duties"]] == [RAZUVAEV, ROSHCHIN]
    assert (lines[0]["captions"], lines[0]["caveats"]) == ([], [])
    assert lines[1]["numbers"] == [{"series": "special", "number": 1}]
    assert lines[0]["incoming_number"] is lines[0]["delivered_at"] is None
    read.close()


def test_a_caption_is_not_split_by_what_it_holds(home: Home, book: StoredBook) -> None:
    fact = delivered(1, 1)
    odd = ("A\nNO_COPIES", '["', "ОСОБАЯ")
    write(book, replace(fact, entry=replace(fact.entry, captions=odd)))
    read = home.reading()
    assert read.inbox(1)[0]["captions"] == list(odd)
    read.close()


def test_a_register_is_read_by_number(home: Home, book: StoredBook) -> None:
    next_year = registered(1)
    write(book, registered(26_044), registered(26_045), delivered(7, 1), delivered(8, 2))
    later = replace(next_year.entry, year=1952, identity=entry(500).identity, numbers=())
    write(book, Registered(draft=0, entry=later, duties=()))
    read = home.reading()
    assert [line["number"] for line in read.register("out")] == [26_044, 26_045, 1]
    assert [line["number"] for line in read.register("out", "outgoing", 1951)] == [26_044, 26_045]
    assert [line["incoming_number"] for line in read.register("in", year=1951)] == [1, 2]
    special = read.register("out", "special", limit=1, offset=1)
    assert [(line["local_number"], line["number"]) for line in special] == [(6_045, 26_045)]
    assert read.register("out", "no-such-series") == []
    read.close()


def test_drafts_are_shown_until_they_have_a_number(home: Home, book: StoredBook) -> None:
    for number in (1, 2):
        write(book, Drafted(draft=number, version=1, office=ROSHCHIN, text="To:"))
    write(book, Released(draft=2, body_id=digest_of("body"), office=RAZUVAEV), registered(1))
    read = home.reading()
    assert read.drafts() == [
        {
            "draft": 2,
            "version": 1,
            "office": ROSHCHIN,
            "text": "To:",
            "state": "draft",
            "note": "",
            "at": NOW,
            "approved_by": [RAZUVAEV],
        }
    ]
    read.close()


def test_the_queue_shows_the_order_in_which_it_will_go(home: Home, book: StoredBook) -> None:
    book.begin()
    book.out_tray.put(PEKING, packet(2, grade=Grade.LOW), Grade.LOW, NOW)
    book.out_tray.put(PEKING, packet(3, grade=Grade.FLASH), Grade.FLASH, NOW)
    book.out_tray.put(MOSCOW, RETURN, Grade.LOW, NOW)
    book.commit()
    read = home.reading()
    lines = read.queue()
    assert [(one["neighbour"], one["grade"], one["load"]) for one in lines] == [
        ("moscow", "LOW", "return"),
        ("peking", "FLASH", "packet"),
        ("peking", "LOW", "packet"),
    ]
    assert lines[1]["slip_id"] == slip_of(3).hex()
    assert (lines[1]["size_bytes"], lines[0]["size_bytes"]) == (21, 0)
    assert lines[1]["since_at"] == NOW
    read.close()


def test_alarms_are_shown_the_newest_first(home: Home, book: StoredBook) -> None:
    write(book, AlarmRaised(kind="gap", about="moscow", text="118 is missing"))
    write(book, AlarmRaised(kind="late", about="peking", text="nothing came"))
    write(book, AlarmCleared(kind="gap", about="moscow"))
    read = home.reading()
    assert [alarm["what"] for alarm in read.alarms()] == ["late"]
    shown = [(alarm["what"], alarm["cleared_at"]) for alarm in read.alarms(cleared=True)]
    assert shown == [("late", None), ("gap", NOW)]
    read.close()


def test_a_telegram_is_tracked_through_every_fact(home: Home, book: StoredBook) -> None:
    write(
        book,
        registered(26_044),
        registered(1),
        envelope(1, enclosed(26_044), enclosed(1)),
        sent(1),
        reported(26_044),
        answer(26_044, ResponseCode.OPERATOR_ACK, 5),
        answer(26_044, ResponseCode.HAVE_COMPLIED, 6),
    )
    read = home.reading()
    line = track(read, uid_of(26_044))
    assert line
    assert [fact["kind"] for fact in line["history"]] == [
        "Registered",
        "EnvelopeSealed",
        "Sent",
        "ReportLearned",
        "AnswerLearned",
        "AnswerLearned",
    ]
    assert list(line["duties"][0]["times"]) == [
        "REGISTERED",
        "QUEUED",
        "SENT",
        "DELIVERED",
        "RECEIVED",
        "EXECUTED",
    ]
    assert track(read, uid_of(404)) is None
    read.close()


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (reading.RUNGS, Rung),
        (reading.PRECEDENCES, Precedence),
        (reading.ADDRESSEE_KINDS, AddresseeKind),
        (reading.GRADES, Grade),
        (amendment_reading.RELATIONS, Relation),
    ],
)
def test_the_words_are_those_of_the_enumerations(
    words: tuple[str, ...], members: type[IntEnum]
) -> None:
    assert dict(enumerate(words)) == {member.value: member.name for member in members}


def test_a_tray_is_read_without_loading_the_telegram() -> None:
    loading = "import sys, depesha.store.reading; print('depesha.telegram' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    loaded = subprocess.run(
        [sys.executable, "-c", loading], capture_output=True, check=True, env=environment
    )
    assert loaded.stdout == b"False\n"


def test_everything_is_ready_for_json(home: Home, book: StoredBook) -> None:
    write(book, *A_DAY)
    read = home.reading()
    for told in (
        read.inbox(10),
        read.outbox(10),
        read.drafts(),
        read.register("in"),
        read.series(),
        read.queue(),
        read.alarms(cleared=True),
        read.counts(),
        track(read, uid_of(26_044)),
    ):
        assert json.loads(json.dumps(told, ensure_ascii=False)) == told
    read.close()


def test_everything_is_counted(home: Home, book: StoredBook) -> None:
    empty = home.reading()
    assert set(empty.counts().values()) == {0, 1}
    write(book, *A_DAY, Drafted(draft=9, version=1, office=ROSHCHIN, text=""))
    write(book, registered(1), envelope(3, enclosed(1)), SeriesOpened(series="x", year=1, first=5))
    assert empty.counts() == {
        "facts": len(A_DAY) + 5,
        "incoming": 1,
        "outgoing": 6,
        "drafts": 2,
        "queued": 0,
        "outstanding": 1,
        "quarantined": 0,
        "gaps": 1,
        "alarms": 2,
    }
    assert {"series": "x", "year": 1, "next": 5} in empty.series()
    empty.close()


def test_what_is_outstanding_and_what_came_last_is_told(home: Home, book: StoredBook) -> None:
    read = home.reading()
    assert (read.outstanding(), read.incoming()) == (0, 0)
    write(book, delivered(5, 1))
    newest = read.incoming()
    assert newest > 0
    write(book, registered(1), envelope(1, enclosed(1)))
    assert (read.outstanding(), read.incoming()) == (1, newest)
    write(book, delivered(6, 2))
    assert read.incoming() > newest
    read.close()


@pytest.mark.parametrize(
    ("sql", "size"),
    [
        (reading._INBOX, 6),
        (reading._OUTBOX, 4),
        (reading._REGISTER_IN, 6),
        (reading._REGISTER_OUT, 6),
        (reading._REGISTER_LOCAL, 7),
        (reading._QUEUE, 1),
        (amendments._DUE, 2),
        (amendments._NEXT, 0),
        (amendments._OF, 1),
        (amendment_lines._WAITING, 2),
        (traffic._DUE, 2),
        (traffic._NEXT_DUE, 0),
        (traffic._LAST_SENT, 3),
        (out_tray._WAITING, 5),
        (out_tray._HIGHEST, 2),
        (out_tray._EXPIRED, 2),
        (out_tray._NEXT_EXPIRY, 0),
    ],
)
def test_a_list_is_served_by_an_index(book: StoredBook, sql: str, size: int) -> None:
    rows = book._database.rows(f"EXPLAIN QUERY PLAN {sql}", (0,) * size)
    plan = [row[3] for row in rows]
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    scans = [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE" not in step]
    assert not [step for step in scans if "USING" not in step], plan
