"""The policies that come with the program."""

from functools import cache
from importlib.resources import files

from depesha.policy import SHIPPED, Policy, read


@cache
def shipped_policies() -> dict[str, Policy]:
    """Return the policies that come with the program, by id."""
    folder = files("depesha.policies")
    policies = (read(folder.joinpath(f"{name}.toml").read_bytes()) for name in SHIPPED)
    return {policy.id: policy for policy in policies}
