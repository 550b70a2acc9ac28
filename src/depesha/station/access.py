"""What the caveats of a telegram allow to do with it. Who may read it at all: `readers`."""

from depesha.errors import Forbidden
from depesha.office.lookup import name_of
from depesha.office.ports import TelegramState
from depesha.policy import Action, Policy


def allows(policy: Policy | None, telegram: TelegramState, action: Action) -> bool:
    """Say whether the telegram's caveats allow an action; what is not known allows nothing."""
    caveats = telegram.entry.caveats
    return not caveats or (policy is not None and policy.allows(caveats, action))


def must_allow(policy: Policy | None, telegram: TelegramState, action: Action) -> None:
    """Let pass what the telegram's caveats allow.

    Raises:
        Forbidden: a caveat forbids it.
    """
    if allows(policy, telegram, action):
        return
    msg = f"{name_of(telegram)}: {', '.join(telegram.entry.caveats)} forbids {action}"
    raise Forbidden(msg, hint="it may be read on the screen, and nothing else")
