"""A file that breaks off: what was given to the station is heard of, and told."""

import io
import json
from typing import Any

import pytest

from depesha.station.archive_importing import BATCH_RECORDS, Became, Terms, Told, take_in, watched


class Small:
    """A station that has nothing, and enters everything."""

    def order(self, name: str, **fields: Any) -> Any:
        assert name == "archive-enter"
        return {"editions": [1] * len(fields["records"])}

    def read(self, name: str, **fields: Any) -> Any:
        assert name == "archive-known"
        assert fields["records"]
        return {"known": []}


def lines(count: int) -> bytes:
    return b"".join(
        json.dumps({"id": f"v/d{number}", "head": "Caffery to the Secretary", "text": "Peace."})
        .encode()
        .ljust(200)
        + b"\n"
        for number in range(count)
    )


def test_of_a_file_that_breaks_off_each_batch_that_was_given_is_told() -> None:
    told: list[Told] = []
    read = 0

    def moved(size_bytes: int) -> None:
        nonlocal read
        read += size_bytes
        if read > 201 * BATCH_RECORDS * 3 // 2:
            msg = "the disk does not answer"
            raise OSError(msg)

    opened = watched(io.BytesIO(lines(BATCH_RECORDS * 3)), moved)
    with pytest.raises(OSError, match="does not answer"):
        take_in(Small(), Terms(office="archivist"), opened, "lines.jsonl", told.append)
    assert [one.source for one in told] == [f"v/d{number}" for number in range(BATCH_RECORDS)]
    assert {one.became for one in told} == {Became.ENTERED}


def test_documents_are_told_in_the_order_of_the_file_the_bad_among_them() -> None:
    told: list[Told] = []
    data = lines(2) + b"{\n" + lines(3)[-402:]
    take_in(Small(), Terms(office="archivist"), io.BytesIO(data), "lines.jsonl", told.append)
    assert [one.became for one in told] == [
        *[Became.ENTERED] * 2,
        Became.BAD,
        *[Became.ENTERED] * 2,
    ]
