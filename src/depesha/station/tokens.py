"""Random words for faces: what names a session or an order. The randomness is that of `seal`."""

from depesha.seal.sealer import Chance


def token(size_bytes: int) -> str:
    """Return so many random bytes, in hex."""
    return Chance().token(size_bytes).hex()
