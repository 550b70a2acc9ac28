"""Which drafts an office of this station reads: by what it is, and by what it is cleared for.

The labels of drafts are words until they are released; what they mean is said by the policy by
which this station labels. `office.open_drafts` asks the same of whoever gives an order.
"""

from functools import cache

from depesha.draft.clearance import highest_of, levels_of
from depesha.station.readers import ReadingOffice
from depesha.store.draft_reading import Drafter, Labels
from depesha.store.tray_reading import Mine


def mine_of(office: ReadingOffice) -> Mine:
    """Return whose trays an office reads."""
    return Mine(office=office.office, acts_for=office.acts_for, clearance=office.clearance)


def drafter_of(office: ReadingOffice, policy: str) -> Drafter:
    """Return whose drafts an office reads, at a station that labels by a policy."""
    labels = _labels(policy, office.clearance)
    return Drafter(mine=mine_of(office), releases=office.is_releaser, labels=labels)


@cache
def _labels(policy: str, clearance: int) -> Labels:
    # imported here because a question that is not about drafts loads no policy
    from depesha.station.policies import shipped_policies  # noqa: PLC0415

    levels = levels_of(shipped_policies()[policy])
    return Labels(
        readable=tuple(word for word, level in levels.items() if level <= clearance),
        hidden=tuple(word for word, level in levels.items() if level > clearance),
        reads_all=clearance >= highest_of(shipped_policies()[policy]),
    )
