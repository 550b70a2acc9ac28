"""How much memory a large attachment takes, as the benchmark measures it: real processes."""

import pytest

from bench import gigabyte
from bench.__main__ import lines_of

MEBIBYTE = 2**20
KEYS = {"attachment_rss_mb", "attachment_cli_rss_mb", "attachment_mb_per_second"}


def test_the_benchmark_measures_what_was_sent_and_saved() -> None:
    figures = gigabyte.measure(MEBIBYTE + 1)
    assert figures.keys() > KEYS
    assert figures["attachment_bytes"] == MEBIBYTE + 1
    assert 10 < figures["attachment_cli_rss_mb"] < 150
    assert 10 < figures["attachment_rss_mb"] < 150
    assert {line.key for line in lines_of(figures)} > KEYS


def test_only_a_full_run_has_lines_of_the_large_attachment() -> None:
    assert KEYS & {line.key for line in lines_of({"inbox_ms": 1})} == set()


@pytest.mark.slow
def test_no_process_keeps_the_file_in_memory() -> None:
    figures = gigabyte.measure(256 * MEBIBYTE)
    assert figures["attachment_rss_mb"] < 150
    assert figures["attachment_cli_rss_mb"] < 150
