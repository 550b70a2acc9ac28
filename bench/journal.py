"""The journal at a million facts: appending, proving, signing.

    python -m bench.journal --facts 1000000 --json

Facts are appended through `store.leaves`, into the encrypted store, 10,000 a transaction; an append
to the tree alone is measured beside it. The floor of an append is what must be hashed for it: the
commitment, the leaf, and one node. The floor of a proof is hashing its path. Times are those of the
processor.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from depesha.journal import Frontier, node_hash, verify_consistency, verify_path
from depesha.names import TimeMs
from depesha.office.facts import AlarmCleared
from depesha.seal.checkpoint import signer_of
from depesha.store.database import Database, open_writer
from depesha.store.leaves import append
from depesha.store.proving import StoredNodes, leaf_at, prove_consistency, prove_inclusion

FACTS = 1_000_000
GROUP = 10_000
ROUNDS = 200
LAST = 1_000
"""How many facts a correspondent who asks daily is behind."""

AT = TimeMs(1_795_870_000_000)


def _fill(database: Database, facts: int) -> tuple[Frontier, float]:
    """Append that many facts; return the edge, and the time of one append in µs."""
    frontier, taken = Frontier(), 0
    for first in range(0, facts, GROUP):
        made = [AlarmCleared(kind="gap", about=str(at)) for at in range(first, first + GROUP)]
        salts = [at.to_bytes(16, "big") for at in range(first, first + GROUP)]
        database.begin()
        begun = time.process_time_ns()
        for fact, salt in zip(made, salts, strict=True):
            append(database, frontier, fact, AT, salt)
        taken += time.process_time_ns() - begun
        database.commit()
    return frontier, taken / facts / 1e3


def _tree_us() -> float:
    leaves = [sha256(at.to_bytes(4, "big")).digest() for at in range(GROUP * 10)]
    frontier = Frontier()
    begun = time.process_time_ns()
    for leaf in leaves:
        frontier.append(leaf)
    return (time.process_time_ns() - begun) / len(leaves) / 1e3


def _floor_us() -> float:
    """Hash a commitment, a leaf and a node."""
    content, entry, pair = bytes(40), bytes(61), bytes(65)
    return _median_ms(lambda: [sha256(one).digest() for one in (content, entry, pair)]) * 1e3


def _median_ms(step: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time_ns()
        step()
        taken.append(time.process_time_ns() - begun)
    return statistics.median(taken) / 1e6


def measure(facts: int = FACTS) -> dict[str, Any]:
    """Fill a store, prove what stands in it, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="depesha-journal-") as name:
        database = open_writer(Path(name) / "station.db", bytes(range(32)))
        try:
            frontier, append_us = _fill(database, facts)
            return {
                "journal_facts": facts,
                "journal_append_us": round(append_us, 1),
                "journal_tree_append_us": round(_tree_us(), 2),
                "journal_append_floor_us": round(_floor_us(), 2),
                **_proofs(database, frontier, facts),
            }
        finally:
            database.close()


def _proofs(database: Database, frontier: Frontier, facts: int) -> dict[str, Any]:
    chosen = Random(1951)  # noqa: S311  # the same places in every run
    root = frontier.root()
    places = iter([chosen.randrange(facts) for _ in range(2 * ROUNDS)])
    path = prove_inclusion(database, facts // 3, facts)
    leaf = leaf_at(database, facts // 3)
    old = facts - LAST
    proof = prove_consistency(database, old, facts)
    old_root = StoredNodes(database).head(old).root
    if leaf is None or not verify_path(leaf, facts // 3, facts, path, root):
        msg = "a proof does not verify: the figures are of nothing"
        raise AssertionError(msg)
    if not verify_consistency(old, facts, old_root, root, proof):
        msg = "a consistency proof does not verify: the figures are of nothing"
        raise AssertionError(msg)
    signer = signer_of("moscow", bytes(range(32)), bytes(range(32)))
    head = StoredNodes(database).head(facts)
    return {
        "journal_inclusion_ms": round(
            _median_ms(lambda: prove_inclusion(database, next(places), facts)), 2
        ),
        "journal_inclusion_bytes": 32 * len(path),
        "journal_consistency_ms": round(
            _median_ms(lambda: prove_consistency(database, old, facts)), 2
        ),
        "journal_consistency_bytes": 32 * len(proof),
        "journal_proof_floor_ms": round(
            _median_ms(lambda: [node_hash(one, one) for one in path]), 3
        ),
        "journal_note_us": round(_median_ms(lambda: signer.sign(head)) * 1e3, 1),
        "journal_lasting_note_ms": round(_median_ms(lambda: signer.sign_lasting(head, AT)), 2),
    }


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="The journal at a million facts.")
    parser.add_argument("--facts", type=int, default=FACTS, help="a multiple of 10,000")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.facts)
    if given.json:
        print(json.dumps({"v": 1, "kind": "journal", **figures}))
        return
    for name, value in figures.items():
        print(f"{name:32} {value:>12}")


if __name__ == "__main__":
    main()
