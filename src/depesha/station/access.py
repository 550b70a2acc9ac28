"""Who may read what: an office at this station, its clearance, the caveats of a telegram.

"Not found" and "not cleared" read alike, so that asking tells nothing.
"""

from depesha.errors import Forbidden, NotFound, Usage
from depesha.keybook import KeyBook
from depesha.names import OfficeId, station_of
from depesha.office.ports import TelegramState
from depesha.policy import Action, Policy
from depesha.station.settings import Settings


def reader_office(config: Settings, keys: KeyBook, named: str | None) -> OfficeId:
    """Return the office that reads: the one named, or the only one of this station.

    Raises:
        Usage: there are several and none is named.
        NotFound: there is no such office here.
    """
    identity = keys.identity(config.station)
    if named is None:
        if len(identity.offices) == 1:
            return identity.offices[0].office
        msg = "which office reads is not said"
        raise Usage(msg, hint="name it with --as OFFICE")
    office = keys.office(OfficeId(named))
    if station_of(office.office) != config.station:
        msg = f"{named} does not act at {config.station}"
        raise NotFound(msg, hint='"depesha office list" lists the offices of this station')
    return office.office


def is_cleared(keys: KeyBook, office: OfficeId, telegram: TelegramState) -> bool:
    """Say whether an office's clearance covers the telegram."""
    return keys.office(office).clearance >= telegram.entry.classification


def must_allow(policy: Policy | None, telegram: TelegramState, action: Action) -> None:
    """Let pass what the telegram's caveats allow.

    Raises:
        Forbidden: a caveat forbids it.
    """
    entry = telegram.entry
    if not entry.caveats or (policy is not None and policy.allows(entry.caveats, action)):
        return
    names = ", ".join(entry.caveats)
    msg = f"{entry.station}/{entry.year}/{entry.number}: {names} forbids {action}"
    raise Forbidden(msg, hint="it may be read on the screen, and nothing else")
