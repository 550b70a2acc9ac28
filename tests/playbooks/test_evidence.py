"""Evidence about a telegram: made at either end, verified by anybody, refused where it must be."""

from pathlib import Path

from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import GROMYKO, MOSCOW, PYONGYANG, RAZUVAEV
from tests.network.post import Network
from tests.network.proofs import prove, verdict


def test_the_originator_proves_what_was_done(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send(Precedence="IMMEDIATE"))
    courier.run()
    network[PYONGYANG].handle(drafts.comply("moscow/1"))
    network[PYONGYANG].handle(drafts.report("moscow/1"))
    courier.run()
    done = prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    found = verdict(tmp_path / "proof")
    print(done); print(*found.steps, sep="\n"); print(found.problem)
    for p in sorted((tmp_path/"proof").iterdir()): print(p.name, p.stat().st_size)
    print((tmp_path/"proof"/"README.txt").read_text()); print((tmp_path/"proof"/"telegram.txt").read_text())
    assert found.problem is None
    done = prove(network[PYONGYANG], "moscow/1", tmp_path / "proof2", office=RAZUVAEV)
    found = verdict(tmp_path / "proof2")
    print(done); print(*found.steps, sep="\n"); print(found.problem)
    for p in sorted((tmp_path/"proof2").iterdir()): print(p.name, p.stat().st_size)
    assert 0
