"""kill -9 in the middle of an import: each record is whole or absent; given again, it goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64decode
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from depesha.archive.form import decode
from depesha.station.client import connect
from tests import loaded

DOCUMENTS = 900
PROGRAM = (sys.executable, "-m", "depesha")


def run(home: Path, *words: str) -> str:
    done = loaded.run(["--home", str(home), *words])
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "moscow"
    run(home, "station", "init", "moscow", "--centre", "--open")
    run(home, "office", "add", "archivist", "--role", "archivist", "--clearance", "5")
    return home


def volume(folder: Path) -> Path:
    path = folder / "volume.xml"
    documents = "".join(
        f'<div type="document" n="volume/d{number}"><head>Telegram From the Legation to the'
        f" Department</head><opener><dateline><date when='1951-01-25'>January 25</date></dateline>"
        f"</opener><p>{number}. {'Words of a telegram. ' * 60}</p></div>\n"
        for number in range(1, DOCUMENTS + 1)
    )
    path.write_text(f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{documents}</TEI>')
    return path


def taken_out(home: Path) -> list[Any]:
    found: list[Any] = []
    after = -1
    with connect(home) as station:
        while True:
            page: Any = station.read("archive-export", office="archivist", after=after, limit=100)
            if page["last"] is None:
                return found
            found += [decode(b64decode(one["document"])) for one in page["records"]]
            after = page["last"]


def test_an_import_that_is_killed_leaves_whole_records_and_goes_on(
    home: Path, tmp_path: Path
) -> None:
    path = volume(tmp_path)
    words = [*PROGRAM, "--home", str(home), "archive", "import", str(path), "--as", "archivist"]
    importing = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while importing.poll() is None and not taken_out(home):
            time.sleep(0.02)
    finally:
        importing.send_signal(signal.SIGKILL)
        importing.wait()
    there = taken_out(home)
    assert 0 < len(there) < DOCUMENTS, "it was killed in the middle"
    assert [one.source for one in there] == [f"volume/d{n + 1}" for n in range(len(there))]
    assert "Words of a telegram." in there[-1].telegram.texts[0].segments[0].text
    run(home, "doctor")
    done = json.loads(run(home, "--json", "archive", "import", str(path), "--as", "archivist"))
    assert (done["entered"], done["known"], done["bad"]) == (DOCUMENTS - len(there), len(there), 0)
    assert len(taken_out(home)) == DOCUMENTS
    run(home, "doctor", "--rebuild")


def test_an_import_that_is_interrupted_says_how_far_it_came(home: Path, tmp_path: Path) -> None:
    words = [*PROGRAM, "--home", str(home), "archive", "import", "--as", "archivist"]
    importing = subprocess.Popen(
        [*words, str(volume(tmp_path))], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    while importing.poll() is None and not taken_out(home):
        time.sleep(0.02)
    importing.send_signal(signal.SIGINT)
    _, said = importing.communicate(timeout=30)
    assert b"volume.xml: broken off after" in said
    assert b"given again, the import goes on there" in said


def test_from_an_import_to_a_reading_room_that_answers(home: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "public.shelf"
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        json.dumps({"id": "v/d1", "head": "Caffery to the Secretary", "text": "1358. Peace."})
        + "\n"
    )
    run(home, "archive", "import", str(lines), "--as", "archivist")
    decided = ["--by", "the board", "--authority", "25 years", "--on", "1976-11-21"]
    run(home, "archive", "release", "--source", "v/", *decided, "--as", "archivist")
    run(home, "archive", "publish", str(shelf))
    words = [*PROGRAM, "archive", "serve", str(shelf), "--port", "0", "--json"]
    serving = subprocess.Popen(
        words, stdout=subprocess.PIPE, env={**os.environ, "DEPESHA_HOME": str(home)}
    )
    try:
        assert serving.stdout is not None
        address = json.loads(serving.stdout.readline())["address"]
        place = urlsplit(address)
        asked = HTTPConnection(place.hostname or "", place.port, timeout=10)
        asked.request("GET", "/en/search?q=peace")
        assert b"Caffery" in asked.getresponse().read()
        asked.close()
    finally:
        serving.terminate()
        serving.wait()
        if serving.stdout is not None:
            serving.stdout.close()
