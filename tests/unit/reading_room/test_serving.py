"""The reading room as a process: it says where it is, answers there, and stops at once."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from urllib.request import Request, urlopen

import pytest

from depesha.errors import Usage
from depesha.reading_room.serving import base_of
from depesha.reading_room.shelf import build
from tests.unit.reading_room.shelves import released, seed

STOP_SECONDS = 5.0
"""It takes one at most; a machine that is busy with other tests takes longer."""


@contextmanager
def served(shelf: Path, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "depesha", "archive", "serve", str(shelf), "--port", "0", *options],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split()[-1]
        finally:
            process.kill()


def fetched(address: str, host: str = "") -> str:
    request = Request(address, headers={"Host": host} if host else {})  # noqa: S310  # loopback
    with urlopen(request, timeout=20) as answer:  # noqa: S310
        data: bytes = answer.read()
    return data.decode()


def test_it_serves_a_shelf_takes_up_the_next_and_stops(tmp_path: Path) -> None:
    shelf = tmp_path / "public.shelf"
    build(shelf, [])
    with served(shelf) as (process, address):
        assert "Nothing was released yet" in fetched(f"{address}en")
        build(shelf, [released(seed())])
        assert "26044" in fetched(f"{address}en"), "an open room goes on with the new shelf"
        begun = monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert monotonic() - begun < STOP_SECONDS


def test_behind_another_server_it_answers_under_that_name(tmp_path: Path) -> None:
    shelf = tmp_path / "public.shelf"
    build(shelf, [released(seed())])
    with served(shelf, "--base", "https://archive.example/room") as (_, address):
        html = fetched(f"{address}en", "archive.example")
        assert 'href="/room/ru"' in html
        assert "https://archive.example/room/sitemap-1.xml" in fetched(f"{address}sitemap.xml")


@pytest.mark.parametrize(
    "text",
    ["x", "ftp://a", "https://", "https://a/?b", "https://u@a", 'https://a/"', "https://a/%2e", "https://ы"],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        base_of(text)


def test_an_address_ends_without_a_slash() -> None:
    assert base_of("https://archive.example/room/") == "https://archive.example/room"
