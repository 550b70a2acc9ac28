"""A file of JSON says that evidence of its record was verified; here nobody verified anything."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from depesha.archive.as_json import as_json
from depesha.archive.record import Proof
from depesha.station.archive_importing import Terms, take_in
from tests.archive_desk import archive_at
from tests.network.records import record
from tests.unit.cli.desk import run

FORGED = Proof(station="moscow", made_at=1_764_000_000_000, manifest="ab" * 32, root="cd" * 32)


def test_what_a_file_says_of_proofs_is_shown_as_no_proof(tmp_path: Path) -> None:
    archive = archive_at(tmp_path)
    line = json.dumps(as_json(replace(record("Текст."), proofs=(FORGED,)))).encode()
    take_in(archive.station, Terms(office="archivist"), BytesIO(line), "f.jsonl", lambda _: None)
    found = archive.station.read("archive-record", record="volume/d1", office="archivist")
    printed = run("archive", "show", "volume/d1", answers={"archive-record": found}).out
    assert "Текст." in printed, "the control"
    assert "moscow" not in printed, printed
