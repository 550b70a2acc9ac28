"""The cryptographic floor of one telegram: what no implementation of this design can go below.

Unbatched: 2 seals, 2 opens, 4 signatures, 4 verifications, on a payload of the job's size.
"""

import statistics
import time
from collections.abc import Callable

from depesha.seal import age
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import new_seed
from depesha.seal.signature import sign, signing_key, verify

NAMESPACE = "body@depesha.v1"
ROUNDS = 200


def floor_cpu_ms(payload: bytes) -> float:
    """Return the processor time of one telegram's cryptography in ms, median of `ROUNDS`."""
    identity, key = identity_from_seed(new_seed()), signing_key(new_seed())
    sealed = age.seal(identity.public_key, payload)
    signature = sign(key, NAMESPACE, payload)
    steps: list[tuple[int, Callable[[], object]]] = [
        (2, lambda: age.seal(identity.public_key, payload)),
        (2, lambda: age.unseal(identity, sealed, max_plain=len(payload))),
        (4, lambda: sign(key, NAMESPACE, payload)),
        (4, lambda: verify(key.public, NAMESPACE, payload, signature)),
    ]
    return sum(times * _median_ms(step) for times, step in steps)


def _median_ms(step: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time_ns()
        step()
        taken.append(time.process_time_ns() - begun)
    return statistics.median(taken) / 1e6
