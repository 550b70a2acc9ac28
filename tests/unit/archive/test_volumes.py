"""Names of the files of printed volumes, and what a citation says of them."""

import pytest

from depesha.archive.volumes import printed_in, volume_named

FRUS = "Foreign Relations of the United States"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("frus1951v07p2/d218", f"{FRUS}, 1951, vol. 7, pt. 2, doc. 218"),
        ("frus1964-68v29p1/d326", f"{FRUS}, 1964–68, vol. 29, pt. 1, doc. 326"),
        ("frus1977-80v21/d151", f"{FRUS}, 1977–80, vol. 21, doc. 151"),
        ("frus1969-76ve09p1/d6", f"{FRUS}, 1969–76, vol. E-9, pt. 1, doc. 6"),
    ],
)
def test_a_document_of_a_volume_is_where_it_is_printed(source: str, said: str) -> None:
    found = printed_in(source)
    assert found is not None
    assert found.said == said


@pytest.mark.parametrize(
    "source",
    [
        "",
        "frus1952-54Guat/d12",
        "frus1951v07p2",
        "frus1951v07p2/d",
        "frus1951v07p2/d218x",
        "xfrus1951v07p2/d218",
        "moscow/1951/26044",
        "https://example.org/frus1951v07p2/d218",
        "frus1951v0٧p2/d218",
        "[… 1.4(a)]",
    ],
)
def test_what_is_not_understood_whole_is_no_volume(source: str) -> None:
    assert printed_in(source) is None


@pytest.mark.parametrize(
    ("file", "reads"),
    [
        ("frus1951v07p2", "FRUS 1951, vol. 7, pt. 2"),
        ("frus1969-76ve09p1", "FRUS 1969–76, vol. E-9, pt. 1"),
        ("frus1952-54Guat", "frus1952-54Guat"),
        ("archive.example", "archive.example"),
        ("", ""),
    ],
)
def test_a_volume_reads_in_a_list_by_its_year_and_number(file: str, reads: str) -> None:
    assert volume_named(file) == reads
