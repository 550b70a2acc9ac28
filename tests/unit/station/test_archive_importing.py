"""A file that breaks off: what was given to the station is heard of, and told."""

import io
import json
from typing import Any

import pytest

from depesha.station.archive_importing import (
    ENTERED_AT_ONCE,
    ENTERED_BYTES,
    Became,
    Terms,
    Told,
    in_orders,
    take_in,
    watched,
)


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
        if read > io.DEFAULT_BUFFER_SIZE:
            msg = "the disk does not answer"
            raise OSError(msg)

    whole = io.DEFAULT_BUFFER_SIZE // len(lines(1)) // ENTERED_AT_ONCE * ENTERED_AT_ONCE
    assert whole
    opened = watched(io.BytesIO(lines(whole * 3)), moved)
    with pytest.raises(OSError, match="does not answer"):
        take_in(Small(), Terms(office="archivist"), opened, "lines.jsonl", told.append)
    assert [one.source for one in told] == [f"v/d{number}" for number in range(whole)]
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


# -- orders ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "letters", "sizes"),
    [
        (ENTERED_AT_ONCE * 2 + 1, 1, [ENTERED_AT_ONCE, ENTERED_AT_ONCE, 1]),
        (3, ENTERED_BYTES // 2, [2, 1]),
        (2, ENTERED_BYTES * 2, [1, 1]),
        (0, 1, []),
    ],
)
def test_a_batch_is_given_in_orders_none_of_which_is_long_work(
    count: int, letters: int, sizes: list[int]
) -> None:
    records = [f"{number}".ljust(letters, "=") for number in range(count)]
    orders = list(in_orders({"office": "archivist", "records": records}))
    assert [len(fields["records"]) for fields in orders] == sizes
    assert [one for fields in orders for one in fields["records"]] == records
    assert all(fields["office"] == "archivist" for fields in orders)
