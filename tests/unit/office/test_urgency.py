"""How urgent an alarm is without a telegram, and what accepting one does."""

import re
from pathlib import Path

import depesha.office
from depesha.errors import StoreFull
from depesha.office.urgency import ALARM_KINDS, lasts, precedence_of
from depesha.telegram import Precedence

OFFICE = Path(depesha.office.__file__).parent
SOURCE = "".join(path.read_text(encoding="utf-8") for path in OFFICE.rglob("*.py"))


def test_every_kind_that_is_raised_has_its_urgency() -> None:
    raised = set(re.findall(r'\.alarm\(\s*"([a-z-]+)"', SOURCE))
    named = set(re.findall(r'"([a-z-]+)"', SOURCE)) | {StoreFull.code}
    assert len(raised) > 15, "a search that finds nothing tests nothing"
    assert raised <= set(ALARM_KINDS) <= named


def test_what_clears_itself_lasts_but_for_what_is_final() -> None:
    """Accepted and closed, a condition would be raised again at the next look at the clock."""
    cleared = set(re.findall(r'all_clear\("([a-z-]+)"', SOURCE))
    assert cleared >= {"line-down", "gap", "late-arrival", "non-delivery"}
    lasting = {kind for kind, known in ALARM_KINDS.items() if known.lasts}
    assert cleared - lasting == {"non-delivery"}
    assert all(lasts(kind, "moscow") for kind in lasting)


def test_what_a_correspondent_said_once_does_not_last() -> None:
    assert lasts("no-communications", "seoul")
    assert not lasts("no-communications", "peking:seoul")


def test_a_kind_of_another_version_is_no_routine_and_never_rings_for_ever() -> None:
    assert precedence_of("mutiny") > Precedence.ROUTINE
    assert lasts("mutiny", "potemkin")
    assert precedence_of("store-full") is Precedence.FLASH
