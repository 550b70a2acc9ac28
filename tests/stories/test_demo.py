"""The demo, run for real: `depesha demo --folder DIR`, and then the three homes that it leaves."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from depesha.demo import drafts, page, secrecy
from depesha.demo.page import Page
from depesha.station.client import connect
from tests import loaded

PROGRAM = (sys.executable, "-m", "depesha")
STATIONS = ("moscow", "peking", "pyongyang")
LADDER = ["REGISTERED", "QUEUED", "SENT", "DELIVERED", "RECEIVED", "ACKNOWLEDGED", "EXECUTED"]


@dataclass(frozen=True)
class Told:
    """A demo that has ended, and the folder that it left."""

    folder: Path
    status: int
    out: str
    err: str

    def run(self, station: str, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return loaded.run(["--home", str(self.folder / station), *words], typed=typed)

    def json(self, station: str, *words: str) -> list[dict[str, Any]]:
        done = self.run(station, *words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("demo") / "stations"
    done = subprocess.run(
        [*PROGRAM, "demo", "--folder", str(folder)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Told(folder=folder, status=done.returncode, out=done.stdout, err=done.stderr)


@pytest.fixture(scope="module")
def sheet() -> Page:
    return page.read()


def letters(text: str) -> str:
    """Return a text without what folding and edges put into it."""
    return "".join(text.replace("│", "").split())


def test_it_ends_by_itself_with_status_0(told: Told) -> None:
    assert told.status == 0, told.out + told.err
    assert told.err == ""


def test_it_tells_the_text_of_the_page_letter_for_letter(told: Told, sheet: Page) -> None:
    assert letters(told.out).count(letters(sheet.text)) >= 2  # the draft, the sheet
    assert letters(sheet.directive) in letters(told.out)


def test_it_shows_the_clocks_as_marks_of_the_sheet_only(told: Told, sheet: Page) -> None:
    for line in told.out.splitlines():
        if "18 час. 35" in line or "20 час. 50" in line:
            assert sheet.filed in line or sheet.sent in line
    assert sheet.filed in told.out


def test_every_command_is_shown_before_what_it_says(told: Told) -> None:
    lines = told.out.splitlines()
    commands = [place for place, line in enumerate(lines) if line.startswith("$ ")]
    assert len(commands) > 30
    passed = lines.index("$ depesha --home peking pass moscow/26043 --to razuvaev@pyongyang")
    assert "no communications with pyongyang" in lines[passed + 1]


def test_it_says_what_is_its_own_and_that_the_slots_are_open(told: Told) -> None:
    assert "--open" in told.out
    assert "the demo's own" in told.out
    assert drafts.OWN_MARK in told.out
    assert "история молчит" in told.out


def test_the_stations_have_stopped(told: Told) -> None:
    for station in STATIONS:
        assert not (told.folder / station / "station.sock").exists()


def test_moscow_registered_26044_with_special_1070(told: Told) -> None:
    numbers = {line["number"] for line in told.json("moscow", "register", "out")}
    assert numbers == {26043, 26044}
    (special,) = told.json("moscow", "register", "special")
    assert special["number"] == 26044
    assert special["local_number"] == 1070


def test_every_stage_of_26044_is_evidenced_at_moscow(told: Told) -> None:
    (track,) = told.json("moscow", "track", "26044")
    (addressee,) = track["addressees"]
    assert addressee["office"] == "razuvaev@pyongyang"
    assert addressee["state"] == "EXECUTED"
    assert [stage["stage"] for stage in addressee["stages"]] == LADDER
    assert all(stage["evidenced"] for stage in addressee["stages"])
    times = [stage["at"] for stage in addressee["stages"]]
    # between them two clocks speak: custody is known to be accepted after it was delivered
    assert (times[0], times[-1]) == (min(times), max(times))
    assert [(copy["number"], copy["holder"]) for copy in track["copies"]] == [
        (1, "т. Сталину"),
        (2, "Копия"),
    ]


def test_the_form_at_pyongyang_is_that_of_the_page(told: Told, sheet: Page) -> None:
    with connect(told.folder / "pyongyang") as pyongyang:
        shown = pyongyang.read("show", reference="moscow/26044")
    form = shown["sheet"]
    assert shown["text"].rstrip("\n") == sheet.text
    assert form["originator"] == sheet.originator
    assert form["comcen"] == sheet.comcen
    assert form["form_code"] == sheet.form_code
    assert form["document_type"] == sheet.document_type
    assert form["signatory"] == sheet.signatory
    assert form["caveat_codes"] == ["NO_COPIES"]
    assert [one["text"] for one in form["marks"]][:2] == list(sheet.marks)
    (addressee,) = form["addressees"]
    assert addressee["local_precedence"] == sheet.precedence
    assert (addressee["place"], addressee["person"]) == (sheet.place, sheet.person)


def test_the_quotation_and_both_signatures_verify_at_pyongyang(told: Told, sheet: Page) -> None:
    with connect(told.folder / "pyongyang") as pyongyang:
        shown = pyongyang.read("show", reference="moscow/26044")
    assert {one["who"] for one in shown["signatures"]} == {"moscow", "gromyko@moscow"}
    assert all(one["verified"] for one in shown["signatures"])
    (quotation,) = shown["quotations"]
    assert quotation["verified"]
    assert quotation["text"].rstrip("\n") == sheet.directive


def test_the_reason_is_the_notice_of_peking(told: Told, sheet: Page) -> None:
    with connect(told.folder / "moscow") as moscow:
        (notice,) = [one for one in moscow.read("service") if one["came"]]
        shown = moscow.read("show", reference="26044")
    (reason,) = [one for one in shown["references"] if one["relation"] == "ROUTE_REASON"]
    assert reason["digest"] == notice["notice"]
    assert reason["words"] == sheet.no_communications
    assert (notice["station"], notice["subject"]) == ("peking", "pyongyang")


def test_the_report_is_marked_as_the_demos_own(told: Told) -> None:
    (track,) = told.json("moscow", "track", "26044")
    assert [answer["text"] for answer in track["answers"] if answer["text"]] == []  # NO_COPIES
    read = " ".join(told.run("moscow", "track", "26044").stdout.split())
    assert read.count(drafts.REPORT) == 1
    assert "придуманы для показа" in drafts.REPORT


FORBIDDEN = {
    "json": ("show", "moscow/26044", "--json"),
    "pass": ("pass", "moscow/26044", "--to", "roshchin@peking"),
    "quote": ("send", "-"),
}
QUOTING = "Кому: roshchin@peking\nГриф: СОВ. СЕКРЕТНО\nЦитирует: moscow/26044\n\nСм. приложение.\n"


@pytest.mark.parametrize("deed", FORBIDDEN)
def test_what_copying_forbidden_forbids_is_refused(deed: str, told: Told, sheet: Page) -> None:
    before = told.json("pyongyang", "register", "out")
    done = told.run("pyongyang", *FORBIDDEN[deed], typed=QUOTING)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "NO_COPIES" in done.stderr
    assert not any(phrase.decode() in done.stdout for phrase in secrecy.phrases(sheet.text))
    assert told.json("pyongyang", "register", "out") == before


def test_the_short_telegram_was_relayed_and_moscow_cannot_read_it(told: Told) -> None:
    (shown,) = told.json("peking", "show", "pyongyang/1")
    assert shown["text"].rstrip("\n") == drafts.SHORT_TEXT
    assert told.run("moscow", "show", "pyongyang/1").returncode == 3
    wanted = secrecy.phrases(drafts.SHORT_TEXT)
    with secrecy.in_the_clear(told.folder / "moscow") as copy:
        assert secrecy.count_in(copy, wanted) == 0
        carried = {(one.came_from, one.destination) for one in secrecy.passages(copy)}
    assert ("pyongyang", "peking") in carried
    with secrecy.in_the_clear(told.folder / "peking") as copy:
        assert secrecy.count_in(copy, wanted) == len(wanted)


@pytest.mark.parametrize("station", STATIONS)
def test_no_phrase_of_the_text_lies_on_the_disk(station: str, told: Told, sheet: Page) -> None:
    texts = (sheet.text, sheet.directive, drafts.SHORT_TEXT, drafts.REPORT)
    wanted = [phrase for text in texts for phrase in secrecy.phrases(text)]
    assert secrecy.files_under(told.folder / station)
    assert secrecy.files_with(told.folder / station, wanted) == []


def test_the_page_is_in_the_archive_released_and_on_the_shelf(told: Told, sheet: Page) -> None:
    (found,) = told.json("moscow", "archive", "show", sheet.permalink)
    assert found["number"] == sheet.outgoing_number
    assert len(found["releases"]) == 1
    assert (told.folder / "public.shelf").is_file()
    assert "АВП РФ" in told.out or "AVP RF" in told.out


@pytest.mark.parametrize("station", STATIONS)
def test_the_homes_are_sound_and_their_registers_follow_from_the_facts(
    station: str, told: Told
) -> None:
    checks = told.json(station, "doctor", "--rebuild")
    assert checks
    assert [check for check in checks if not check["ok"]] == []


def test_a_folder_that_is_not_empty_is_refused_with_a_hint(told: Told) -> None:
    done = subprocess.run(
        [*PROGRAM, "demo", "--folder", str(told.folder)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert "depesha: hint:" in done.stderr


@pytest.fixture
def telling(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*PROGRAM, "demo", "--folder", str(tmp_path / "stations")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    with process:
        yield process
        process.kill()


@pytest.mark.slow
def test_no_station_outlives_a_demo_that_is_told_to_stop(telling: subprocess.Popen[str]) -> None:
    assert telling.stdout is not None
    served = list(islice((line for line in telling.stdout if "(process " in line), 3))
    pids = [line.split("(process ")[1].rstrip(")\n") for line in served]
    assert all(Path("/proc", pid).exists() for pid in pids)
    telling.send_signal(signal.SIGTERM)
    telling.communicate(timeout=30)
    assert telling.returncode not in {0, None}
    assert [pid for pid in pids if Path("/proc", pid).exists()] == []
