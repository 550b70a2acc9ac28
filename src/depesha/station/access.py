"""What the caveats of a telegram allow to do with it. Who may read it at all: `readers`."""

from depesha.errors import Forbidden
from depesha.office.lookup import name_of
from depesha.office.ports import TelegramState
from depesha.policy import Action, Policy


def must_allow(policy: Policy | None, telegram: TelegramState, action: Action) -> None:
    """Let pass what the telegram's caveats allow.

    Raises:
        Forbidden: a caveat forbids it.
    """
    caveats = telegram.entry.caveats
    if not caveats or (policy is not None and policy.allows(caveats, action)):
        return
    msg = f"{name_of(telegram)}: {', '.join(caveats)} forbids {action}"
    raise Forbidden(msg, hint="it may be read on the screen, and nothing else")
