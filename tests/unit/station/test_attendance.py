"""A station lets in holders of offices, and holds their sessions to what they may."""

import asyncio
import logging
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.errors import (
    Forbidden,
    OfficeLocked,
    Problem,
    SessionEnded,
    TooOften,
    WrongPassphrase,
)
from depesha.names import Lease
from depesha.seal.office_lock import relocked
from depesha.seal.passkey_lock import with_passkey
from depesha.seal.slots import rewrite
from depesha.seal.stretch import TESTING_ONLY_COST
from depesha.station import clock
from depesha.station.attempts import ALARM_AT, FREE
from depesha.station.home import Home
from depesha.station.leases import MAX_WRONG
from depesha.station.office_keys import Secrets, Shown
from depesha.station.room import open_room
from depesha.station.serving import Serving
from depesha.station.unlocking import open_keys
from tests.unit.reading_room.shelves import printed
from tests.unit.station import a_station

SECONDS = 30.0
HIS, WRONG, NEW = "correct horse battery", "battery horse correct", "staple battery horse"
TELEPHONE, OUTPUT = b"telephone", bytes(range(32))
RING, ANOTHER = b"ring", bytes(range(32, 64))

KEEPER = (*a_station.ROLES, "archivist")

Story = Callable[[Serving], Awaitable[None]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The office `desk` is behind a passphrase and a passkey; `boy` is open."""
    home = a_station.found(tmp_path / "alpha")
    master, keys = open_keys(home, None)
    keys = relocked(keys, "desk@alpha", old=None, new=HIS, cost=TESTING_ONLY_COST)
    keys = with_passkey(keys, "desk@alpha", passphrase=HIS, credential=TELEPHONE, output=OUTPUT)
    home.keys.write_bytes(rewrite(home.keys.read_bytes(), master, keys))
    return home


def serving(home: Home, story: Story) -> None:
    """Serve a station for as long as a story takes."""

    async def told() -> None:
        with open_room(home, None) as room:
            station = Serving(room, asyncio.get_running_loop(), clock.now)
            ready = asyncio.Event()
            running = asyncio.create_task(station.run(lambda _: ready.set()))
            await ready.wait()
            try:
                async with asyncio.timeout(SECONDS):
                    await story(station)
            finally:
                station.stop()
                await running

    asyncio.run(told())


@contextmanager
def refused(kind: type[Problem]) -> Iterator[None]:
    with pytest.raises(kind):
        yield


async def asked(station: Serving, name: str, **fields: object) -> Any:
    return await station.read(name, fields, lambda answer: answer)


async def order(station: Serving, name: str, secrets: Secrets, /, **fields: object) -> Any:
    return await station.order(name, {"office": "desk", **fields}, "", secrets)


def draft(station: Serving, secrets: Secrets, **more: object) -> Awaitable[Any]:
    return order(station, "draft", secrets, text=a_station.draft("Ясно"), **more)


def test_a_holder_is_let_in_and_the_journal_knows_it(home: Home) -> None:
    async def story(station: Serving) -> None:
        lease = await station.enter("desk", Secrets(office=HIS))
        assert station.stands(lease)
        (line,) = await asked(station, "sign-ins", office="desk")
        assert (line["office"], line["by"], line["ended_at"]) == ("desk@alpha", "passphrase", None)
        station.leave(lease, "signed-out")
        assert not station.stands(lease)
        await draft(station, Secrets())  # what was submitted before it is decided
        (line,) = await asked(station, "sign-ins")
        assert line["why"] == "signed-out"

    serving(home, story)


@pytest.mark.parametrize("named", ["desk", "boy", "nobody", "desk@beta", "no office!", ""])
def test_whoever_is_not_let_in_learns_nothing(
    home: Home, named: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(station: Serving) -> None:
        with pytest.raises(WrongPassphrase) as caught:
            await station.enter(named, Secrets(office=WRONG))
        assert caught.value.message == "that office and what was given do not go together here"
        assert "passphrase of its key" in caught.value.hint

    with caplog.at_level(logging.WARNING):
        serving(home, story)
    told = {
        "desk": "does not open the key",
        "boy": "its key is open",
    }.get(named, "there is no such office here")
    assert told in caplog.text
    assert WRONG not in caplog.text


def test_a_session_drafts_and_confirms_and_does_nothing_else(home: Home) -> None:
    async def story(station: Serving) -> None:
        lent = Secrets(lease=await station.enter("desk", Secrets(office=HIS)))
        made = await draft(station, lent)
        with refused(OfficeLocked):
            await order(station, "release", lent, draft=made["draft"])
        await order(station, "return-draft", lent, draft=made["draft"], note="the date")
        made = await draft(station, lent, again=True)
        proved = Secrets(lease=lent.lease, office=HIS)
        sent = await order(station, "release", proved, draft=made["draft"])
        with refused(OfficeLocked):  # it was for that one order
            await order(station, "cancel", lent, reference=sent["reference"], reason="r")
        await draft(station, lent, again=True)  # and the session goes on

    serving(home, story)


@pytest.fixture
def kept(tmp_path: Path) -> Home:
    """The office `desk` keeps the archive too, behind a passphrase."""
    home = a_station.found(tmp_path / "alpha", roles=KEEPER)
    master, keys = open_keys(home, None)
    keys = relocked(keys, "desk@alpha", old=None, new=HIS, cost=TESTING_ONLY_COST)
    home.keys.write_bytes(rewrite(home.keys.read_bytes(), master, keys))
    return home


def enter(station: Serving, secrets: Secrets, number: int) -> Awaitable[Any]:
    payload = b64encode(encode(printed(number, f"{number}. Words."))).decode()
    return order(station, "archive-enter", secrets, batch="v.xml", records=[payload])


def test_an_errand_is_proved_once_and_is_of_one_kind(kept: Home) -> None:
    async def story(station: Serving) -> None:
        lease = await station.enter("desk", Secrets(office=HIS))
        errand = Secrets(lease=lease, errand="an import")
        with refused(OfficeLocked):  # nobody proved anything yet
            await enter(station, errand, 1)
        with refused(WrongPassphrase):
            await enter(station, replace(errand, office=WRONG), 1)
        with refused(OfficeLocked):
            await enter(station, errand, 1)
        await enter(station, replace(errand, office=HIS), 1)
        for number in (2, 3):
            assert (await enter(station, errand, number))["editions"] == [1]
        with refused(OfficeLocked):
            await enter(station, Secrets(lease=lease), 4)
        with refused(OfficeLocked):
            await enter(station, Secrets(lease=lease, errand="another"), 4)
        made = await draft(station, errand)
        with refused(OfficeLocked):  # it lends nothing to another kind of order
            await order(station, "release", errand, draft=made["draft"])
        await enter(station, Secrets(lease=lease, errand="another", office=HIS), 4)
        with refused(OfficeLocked):  # the next errand has taken its place
            await enter(station, errand, 5)
        station.leave(lease, "signed-out")
        with refused(SessionEnded):
            await enter(station, Secrets(lease=lease, errand="another"), 5)

    serving(kept, story)


def test_only_what_is_in_the_table_becomes_an_errand(home: Home) -> None:
    async def story(station: Serving) -> None:
        lease = await station.enter("desk", Secrets(office=HIS))
        errand = Secrets(lease=lease, errand="releases")
        made = await draft(station, errand)
        await order(station, "release", replace(errand, office=HIS), draft=made["draft"])
        made = await draft(station, errand, again=True)
        with refused(OfficeLocked):
            await order(station, "release", errand, draft=made["draft"])

    serving(home, story)


def test_a_passkey_releases_by_what_it_gives_out(home: Home) -> None:
    async def story(station: Serving) -> None:
        lent = Secrets(lease=await station.enter("desk", Secrets(office=HIS)))
        made = await draft(station, lent)
        for shown, error in (
            (Shown(credential=TELEPHONE), OfficeLocked),  # it signs in, and opens nothing
            (Shown(credential=TELEPHONE, output=ANOTHER), WrongPassphrase),
            (Shown(credential=RING, output=OUTPUT), WrongPassphrase),
        ):
            with refused(error):
                by_that = Secrets(lease=lent.lease, passkey=shown)
                await order(station, "release", by_that, draft=made["draft"])
        by_it = Secrets(lease=lent.lease, passkey=Shown(credential=TELEPHONE, output=OUTPUT))
        assert (await order(station, "release", by_it, draft=made["draft"]))["number"]

    serving(home, story)


def test_one_who_signed_in_by_a_passkey_without_a_prf_proves_himself_for_a_receipt(
    home: Home,
) -> None:
    async def story(station: Serving) -> None:
        await order(
            station,
            "passkey-add",
            Secrets(office=HIS),
            passkey=RING.hex(),
            public_key="ab",
            name="ring",
        )
        lease = await station.enter("desk", Secrets(passkey=Shown(credential=RING, signs=3)))
        (line,) = await asked(station, "sign-ins")
        assert (line["by"], line["passkey"]) == ("passkey", "ring")
        (kept,) = await asked(station, "passkeys")
        assert (kept["signs"], kept["can_sign"]) == (3, False)
        made = await draft(station, Secrets(lease=lease))
        with refused(OfficeLocked):
            await order(
                station, "return-draft", Secrets(lease=lease), draft=made["draft"], note="n"
            )

    serving(home, story)


def test_a_passkey_is_added_and_taken_away_by_its_holder_alone(home: Home) -> None:
    async def story(station: Serving) -> None:
        lent = Secrets(lease=await station.enter("desk", Secrets(office=HIS)))
        fields: dict[str, object] = {"passkey": RING.hex(), "public_key": "ab", "name": "ring"}
        with refused(OfficeLocked):
            await order(station, "passkey-add", lent, **fields)
        with refused(WrongPassphrase):
            wrong = Secrets(lease=lent.lease, office=WRONG, added=ANOTHER)
            await order(station, "passkey-add", wrong, **fields)
        assert await asked(station, "passkeys") == []
        his = Secrets(lease=lent.lease, office=HIS, added=ANOTHER)
        assert (await order(station, "passkey-add", his, **fields))["can_sign"] is True
        by_it = Secrets(lease=lent.lease, passkey=Shown(credential=RING, output=ANOTHER))
        made = await draft(station, lent)
        await order(station, "release", by_it, draft=made["draft"])
        with refused(OfficeLocked):
            await order(station, "passkey-remove", lent, passkey=RING.hex())
        await order(station, "passkey-remove", his, passkey=RING.hex())
        assert await asked(station, "passkeys") == []
        made = await draft(station, lent, again=True)
        with refused(WrongPassphrase):
            await order(station, "release", by_it, draft=made["draft"])
        assert station.stands(lent.lease or Lease(b""))  # nobody was shown out for that

    serving(home, story)


@pytest.mark.parametrize("how", ["office-passphrase", "office-handover"])
def test_another_passphrase_or_holder_ends_sessions_and_passkeys(home: Home, how: str) -> None:
    async def story(station: Serving) -> None:
        lease = await station.enter("desk", Secrets(office=HIS))
        added = Secrets(office=HIS, added=OUTPUT)
        fields = {"passkey": TELEPHONE.hex(), "public_key": "ab", "name": "telephone"}
        await order(station, "passkey-add", added, **fields)
        more: dict[str, object] = {"holder": "another"} if how == "office-handover" else {}
        await order(station, how, Secrets(lease=lease, office=HIS, new=NEW), **more)
        assert not station.stands(lease)
        with refused(SessionEnded):
            await draft(station, Secrets(lease=lease))
        assert await asked(station, "passkeys") == []
        for secrets in (
            Secrets(office=HIS),
            Secrets(passkey=Shown(credential=TELEPHONE, output=OUTPUT)),
        ):
            made = await draft(station, Secrets(), again=True)
            with refused(WrongPassphrase):
                await order(station, "release", secrets, draft=made["draft"])
        assert station.stands(await station.enter("desk", Secrets(office=NEW)))

    serving(home, story)


def test_another_authority_ends_sessions(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(station: Serving) -> None:
        lease = await station.enter("desk", Secrets(office=HIS))
        station._attendance.look()
        assert station.stands(lease)
        monkeypatch.setattr(station.room, "authority_of", lambda _: "fewer roles")
        station._attendance.look()
        assert not station.stands(lease)

    serving(home, story)


def test_a_session_orders_as_its_own_office(home: Home) -> None:
    async def story(station: Serving) -> None:
        lease = await station.enter("desk", Secrets(office=HIS))
        with refused(Forbidden):
            await station.order(
                "draft",
                {"office": "boy", "text": a_station.draft("Ясно")},
                "",
                Secrets(lease=lease),
            )
        with refused(OfficeLocked):  # of no office: somebody must be there all the same
            await station.order("plan-sign", {}, "", Secrets(lease=lease))

    serving(home, story)


def test_whoever_guesses_in_a_session_is_shown_out_with_an_alarm(home: Home) -> None:
    async def story(station: Serving) -> None:
        lease = await station.enter("desk", Secrets(office=HIS))
        for _ in range(MAX_WRONG):
            with refused(WrongPassphrase):
                await order(station, "release", Secrets(lease=lease, office=WRONG), draft=1)
        assert not station.stands(lease)
        await draft(station, Secrets())
        (alarm,) = [
            one for one in await asked(station, "alarms") if one["what"] == "sign-in-failed"
        ]
        assert alarm["about"] == "desk@alpha"

    serving(home, story)


def test_attempts_in_a_row_are_one_alarm_and_no_facts(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long somebody tries: the journal grows by that one line."""

    async def story(station: Serving) -> None:
        monkeypatch.setattr(station._attendance._attempts, "_wait_ms", lambda *_: 0)
        for _ in range(5 * ALARM_AT):
            with refused(WrongPassphrase):
                await station.enter("desk", Secrets(office=WRONG))
        await draft(station, Secrets())
        raised = await asked(station, "alarms", all=True)
        assert [one["what"] for one in raised] == ["sign-in-failed"]
        assert await asked(station, "sign-ins") == []

    serving(home, story)


def test_attempts_wait_and_the_holder_at_his_own_browser_does_not(home: Home) -> None:
    async def story(station: Serving) -> None:
        for _ in range(FREE + 1):
            with refused(WrongPassphrase):
                await station.enter("desk", Secrets(office=WRONG))
        began = time.monotonic()
        stranger = asyncio.create_task(station.enter("desk", Secrets(office=HIS)))
        assert station.stands(await station.enter("desk", Secrets(office=HIS), "his browser"))
        by_it = Secrets(passkey=Shown(credential=TELEPHONE, output=OUTPUT))
        assert station.stands(await station.enter("desk", by_it))
        assert not stranger.done()
        assert station.stands(await stranger)
        assert time.monotonic() - began > 1.0

    serving(home, story)


def test_who_guesses_at_a_known_browser_waits_and_is_counted_where_he_begins(home: Home) -> None:
    """Also where he begins at several places at once."""

    async def story(station: Serving) -> None:
        tried = [station.enter("desk", Secrets(office=WRONG), "his browser") for _ in range(9)]
        results = await asyncio.gather(*tried, return_exceptions=True)
        assert sum(isinstance(one, WrongPassphrase) for one in results) == FREE
        assert sum(isinstance(one, TooOften) for one in results) == 9 - FREE

    serving(home, story)


def test_a_passkey_that_is_removed_ends_the_sessions_that_it_opened(home: Home) -> None:
    async def story(station: Serving) -> None:
        added = Secrets(office=HIS, added=ANOTHER)
        fields: dict[str, object] = {"passkey": RING.hex(), "public_key": "ab", "name": "ring"}
        await order(station, "passkey-add", added, **fields)
        thief = await station.enter("desk", Secrets(passkey=Shown(credential=RING, signs=1)))
        other = await station.enter("desk", Secrets(passkey=Shown(credential=TELEPHONE)))
        holder = await station.enter("desk", Secrets(office=HIS))
        his = Secrets(lease=holder, office=HIS)
        await order(station, "passkey-remove", his, passkey=RING.hex())
        assert [station.stands(one) for one in (thief, other, holder)] == [False, True, True]

    serving(home, story)
