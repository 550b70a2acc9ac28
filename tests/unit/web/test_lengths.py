"""Sizes, as people read them in either language."""

import pytest

from depesha.web.laid.lengths import size


@pytest.mark.parametrize(
    ("size_bytes", "english", "russian"),
    [
        (293, "293", "293"),
        (3_277, "3.2 KiB", "3,2 КиБ"),
        (384 * 1024**2, "384 MiB", "384 МиБ"),
        (1024**3 + 1024**3 // 2, "1.5 GiB", "1,5 ГиБ"),
    ],
)
def test_a_size_has_the_mark_of_its_language_and_no_empty_part(
    size_bytes: int, english: str, russian: str
) -> None:
    assert size(size_bytes, "en").startswith(english)
    assert size(size_bytes, "ru").startswith(russian)
