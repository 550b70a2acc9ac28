"""How records are cited: the seed's, those of volumes, and those of which little is known."""
# a citation stands in a line

import re
from dataclasses import replace

import pytest

from depesha.archive.bibliography import biblatex, csl, ris
from depesha.archive.citing import chicago, gost
from depesha.archive.record import (
    Event,
    Happening,
    Holding,
    Moment,
    Named,
    Party,
    Publication,
    Record,
    Telegram,
)
from depesha.archive.redaction import redaction_of
from depesha.archive.releasing import public
from tests.unit.reading_room.shelves import seed

AVP = 1


def telegram(**fields: object) -> Record:
    given: dict[str, object] = {
        "document_type": "telegram",
        "parties": (
            Named(role=Party.SIGNER, text="Г Р О М Ы К О"),
            Named(role=Party.TO, text="РАЗУВАЕВУ"),
        ),
        "events": (Event(kind=Happening.SENT, at=Moment(text="21.XI.51", iso="1951-11-21T20:50")),),
    }
    return Record(source="s", telegram=Telegram(**{**given, **fields}))  # type: ignore[arg-type]


HELD = Holding(as_cited="AVP RF, f. 059a, l. 67", archive="AVP RF", fond="059a", first_leaf=67)


def test_the_seed_by_the_holding_that_was_chosen() -> None:
    """The page knows no first name, so none is there."""
    record = seed()
    said = chicago(record, record.holdings[AVP])
    assert said.startswith("Gromyko to Razuvaev, ciphered telegram no. 26044, November 21, 1951, ")
    assert "AVP RF, f. 059a, op. 5a, d. 5, p. 11, ll. 67-68" in said
    assert "APRF" not in said
    assert said.endswith("/113632.")
    assert gost(record.holdings[AVP]) == "АВП РФ. Ф. 059а. Оп. 5а. П. 11. Д. 5. Л. 67–68."
    others = [chicago(record, one) for one in record.holdings]
    assert len(set(others)) == len(record.holdings) == 3


def test_a_later_version_is_named_and_the_first_is_not() -> None:
    record = seed()
    held = record.holdings[AVP]
    assert "version" not in chicago(record, held)
    assert re.search(r"ll\. 67-68, version 2, https://\S+\.$", chicago(record, held, 2))
    item = csl(record, held, "n", 2)
    assert item["version"] == "2"
    assert "version 2" in item["note"]
    assert "ET  - 2\r\n" in ris(record, held, "n", 2)
    assert "version = {2}" in biblatex(record, held, "n", 2)
    assert "version" not in csl(record, held, "n")


@pytest.mark.parametrize(
    ("record", "holding", "said"),
    [
        (telegram(), None, "ГРОМЫКО to РАЗУВАЕВУ, telegram, November 21, 1951."),
        (
            telegram(outgoing_number=7),
            HELD,
            "ГРОМЫКО to РАЗУВАЕВУ, telegram no. 7, November 21, 1951, AVP RF, f. 059a, l. 67.",
        ),
        (telegram(parties=(), outgoing_number=7), None, "telegram no. 7, November 21, 1951."),
        (
            telegram(parties=(Named(role=Party.TO, text="Razuvaev"),)),
            None,
            "to Razuvaev, telegram, November 21, 1951.",
        ),
        (
            telegram(parties=(Named(role=Party.FROM, text="Caffery"),), events=()),
            None,
            "Caffery, telegram.",
        ),
        (
            telegram(events=(Event(kind=Happening.SENT, at=Moment(text="1951", iso="1951")),)),
            None,
            "ГРОМЫКО to РАЗУВАЕВУ, telegram, 1951.",
        ),
        (telegram(document_type="", parties=(), events=()), HELD, "AVP RF, f. 059a, l. 67."),
        (telegram(document_type="", parties=(), events=()), None, ""),
    ],
)
def test_what_is_not_known_is_left_out(record: Record, holding: Holding | None, said: str) -> None:
    assert chicago(record, holding) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (
            "Ciphered Telegram No. 26044, Gromyko to Razuvaev",
            "Gromyko to Razuvaev, ciphered telegram no. 26044, November 21, 1951.",
        ),
        (
            "Ciphered Telegram, Gromyko to Razuvaev",
            "Gromyko to Razuvaev, ciphered telegram, November 21, 1951.",
        ),
        (
            "The Ambassador in France (Caffery) to the Secretary of State",
            "“The Ambassador in France (Caffery) to the Secretary of State,” November 21, 1951.",
        ),
        (
            "Letter, with a list, Mao to Stalin",
            "“Letter, with a list, Mao to Stalin,” November 21, 1951.",
        ),
    ],
)
def test_a_title_is_read_or_quoted(title: str, said: str) -> None:
    published = Publication(title=title, citation="", permalink="", summary="", language="")
    assert chicago(replace(telegram(), publication=published), None) == said


def test_a_document_of_a_volume_is_cited_by_volume_and_number() -> None:
    title = "The Chargé in India (Steere) to the Secretary of State"
    published = Publication(title=title, citation="", permalink="", summary="", language="")
    record = replace(
        telegram(outgoing_number=1533), source="frus1951v07p2/d218", publication=published
    )
    assert chicago(record, None) == (
        "“The Chargé in India (Steere) to the Secretary of State,” telegram no. 1533, November 21, "
        "1951, Foreign Relations of the United States, 1951, vol. 7, pt. 2, doc. 218."
    )
    item = csl(record, None, "n")
    assert item["container-title"] == "Foreign Relations of the United States, 1951, vol. 7, pt. 2"
    assert "T2  - Foreign Relations of the United States, 1951, vol. 7, pt. 2\r\n" in ris(
        record, None, "n"
    )
    assert "booktitle = {Foreign Relations of the United States" in biblatex(record, None, "n")


def test_a_number_that_the_title_has_is_not_said_twice() -> None:
    published = Publication(
        title="104. Telegram 259602 From A to B", citation="", permalink="", summary="", language=""
    )
    record = replace(telegram(outgoing_number=259602), publication=published)
    assert chicago(record, None) == "“104. Telegram 259602 From A to B,” November 21, 1951."


def test_a_program_reads_the_language_as_a_code() -> None:
    held = seed().holdings[AVP]
    assert csl(seed(), held, "n")["language"] == "ru"
    assert "langid = {russian}" in biblatex(seed(), held, "n")
    published = seed().publication
    assert published is not None
    other = replace(seed(), publication=replace(published, language="Nivkh"))
    assert csl(other, held, "n")["language"] == "Nivkh"
    assert "langid" not in biblatex(other, held, "n")


def test_biblatex_prints_a_telegram_once() -> None:
    """Its styles print `note`: the formatted citation beside the title said everything twice."""
    said = biblatex(seed(), seed().holdings[AVP], "n")
    assert "note = {AVP RF, f. 059a, op. 5a, d. 5, p. 11, ll. 67-68}" in said
    assert "annotation = {Gromyko to Razuvaev, ciphered telegram no. 26044" in said
    assert "organization = {Wilson Center Digital Archive}" in said


@pytest.mark.parametrize(
    ("holding", "said"),
    [
        (HELD, "АВП РФ. Ф. 059а. Л. 67."),
        (replace(HELD, last_leaf=67), "АВП РФ. Ф. 059а. Л. 67."),
        (replace(HELD, last_leaf=68), "АВП РФ. Ф. 059а. Л. 67–68."),
        (replace(HELD, first_leaf=0), "АВП РФ. Ф. 059а."),
        (
            Holding(as_cited="РО ИРЛИ", archive="РО ИРЛИ", fond="568", opis="1", delo="1"),
            "РО ИРЛИ. Ф. 568. Оп. 1. Д. 1.",
        ),
        (Holding(as_cited="Truman Papers.", archive="Truman Papers"), "Truman Papers."),
    ],
)
def test_references_after_gost(holding: Holding, said: str) -> None:
    assert gost(holding) == said


def test_what_is_kept_back_is_left_out_of_every_citation() -> None:
    record = seed()
    parts = ("title", "summary", "holding 2", "number", "party 4", "event 1")
    made = public(record, [redaction_of(f"{one}=1.4(a)/x") for one in parts])
    held = made.holdings[AVP]
    assert gost(held) == ""
    for said in (
        chicago(made, held),
        str(csl(made, held, "n")),
        ris(made, held, "n"),
        biblatex(made, held, "n"),
    ):
        for word in ("26044", "Razuva", "РАЗУВАЕВУ", "AVP RF", "059a", "[…", "67"):
            assert word not in said.replace("n67", ""), (word, said)
    assert "Also: APRF" in csl(made, held, "n")["note"]
