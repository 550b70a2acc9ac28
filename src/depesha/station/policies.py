"""The policies that come with the program."""

from functools import cache
from importlib.resources import files

from depesha.policy import SHIPPED, Policy, read


@cache
def shipped_policies() -> dict[str, Policy]:
    """Return the policies that come with the program, by id."""
    policies = (read(shipped_file(name)) for name in SHIPPED)
    return {policy.id: policy for policy in policies}


def shipped_file(name: str) -> bytes:
    """Return the file of a policy that comes with the program; its SHA-256 is what labels name."""
    return files("depesha.policies").joinpath(f"{name}.toml").read_bytes()
