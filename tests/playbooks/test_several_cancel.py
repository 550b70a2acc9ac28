"""What several offices released is cancelled by as many, whether it is held or was sent."""

from typing import Any

from depesha.life import Exit
from depesha.names import OfficeId
from depesha.office.events import Cancel
from depesha.office.facts import Drafted, Registered, Withdrawn
from depesha.telegram import Relation
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import CLERK, GROMYKO, HOUR_MS, MOSCOW, PYONGYANG, VYSHINSKY
from tests.network.post import Network, Post
from tests.playbooks.test_amending import exits


def released(post: Post, **lines: Any) -> None:
    """Two release telegram 1."""
    post.handle(drafts.write(Precedence="OVERRIDE", **lines))
    post.handle(drafts.release(1), drafts.release(1, VYSHINSKY))
    assert len(post.facts(Registered)) == 1


def draft(office: OfficeId = GROMYKO) -> Cancel:
    return drafts.cancel("1", office=office, only_draft=True)


def test_what_two_released_and_is_held_one_does_not_withdraw(
    network: Network, courier: Courier
) -> None:
    """Planted: a withdrawal that asks for one releaser lets it go with the first order."""
    moscow = network[MOSCOW]
    released(moscow, Hold="within 2h")
    took = moscow.take(drafts.cancel("1"))
    assert took.problem.code == "forbidden"
    assert "was released by 2 offices" in took.problem.message
    assert "--draft" in took.problem.hint
    assert took.facts == ()
    assert moscow.take(draft(CLERK)).kinds == [Drafted]
    assert moscow.take(drafts.release(2)).value["missing"] == 1
    assert exits(moscow, "1") == {None}
    took = moscow.take(drafts.release(2, VYSHINSKY))
    assert took.one(Withdrawn).reason == "cancelled by moscow/2027/2"
    network.clock.advance(3 * HOUR_MS)
    moscow.tick()
    courier.run()
    assert exits(moscow, "1") == {Exit.CANCELLED}
    pyongyang = network[PYONGYANG]
    assert pyongyang.registers.by_number(1, station=MOSCOW) == []
    assert len(pyongyang.registers.by_number(2, station=MOSCOW)) == 1
    assert moscow.stored.rebuild().changed == ()


def test_nor_by_a_cancellation_that_needs_fewer(network: Network) -> None:
    moscow = network[MOSCOW]
    released(moscow, Hold="within 2h")
    took = moscow.take(drafts.send(Cancels="1", Precedence="ROUTINE"))
    assert "was released by more offices than this needs" in took.problem.message
    assert took.facts == ()


def test_what_one_released_one_withdraws(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Hold="within 2h"))
    assert moscow.take(drafts.cancel("1")).value["withdrawn"] is True


def test_the_hint_names_how_several_amend(network: Network) -> None:
    moscow = network[MOSCOW]
    released(moscow)
    urgent = "Precedence: OVERRIDE\n\nЧитать: 21.\n"
    for order in (
        drafts.cancel("1"),
        drafts.amend(Relation.CORRECTS, "1", urgent),
        drafts.amend(Relation.SUPERSEDES, "1", urgent),
    ):
        took = moscow.take(order)
        assert "needs 2 releasing offices" in took.problem.message
        assert took.problem.hint == (
            'say it again with --draft; each of them gives "depesha release DRAFT"'
        )
        assert took.facts == ()


def test_a_draft_that_could_never_be_released_is_not_kept(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(), drafts.cancel("1"))
    for order in (
        drafts.cancel("2", only_draft=True),
        draft(),
        drafts.amend(Relation.CORRECTS, "1", only_draft=True),
    ):
        took = moscow.take(order)
        assert took.problem.code == "refused"
        assert took.facts == ()
