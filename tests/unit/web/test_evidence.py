"""Evidence at the desk: made by a real station's own steps, kept a while, taken by its maker."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, OfficeLocked
from depesha.names import Digest, OfficeId, TimeMs
from depesha.station.client import Client
from depesha.station.evidence_given import Proof
from depesha.web.shelf import KEPT_MS, MAX_BYTES, MAX_KEPT, Shelf
from tests.desks import OFFICE, Visitor, visit
from tests.unit.station.a_station import NAME, draft, found, station
from tests.unit.web.a_network import answers

PATH = f"/evidence/{NAME}"
DESK = OfficeId(f"desk@{NAME}")
RECIPIENT = "age1pq1"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Client:
    client = station(found(tmp_path_factory.mktemp("evidence") / NAME))
    client.order("send", office="desk", text=draft("the words"))
    return client


def desk(real: Client, office: OfficeId = DESK) -> Visitor:
    """Return a desk whose small station asks the real one."""

    def order(name: str) -> Any:
        return lambda fields: real.order(name, **fields)

    def read(name: str) -> Any:
        return lambda fields: real.read(name, **fields)

    asked = {name: read(name) for name in ("attachments", "journal", "attachment-key")}
    told = {
        **answers(),
        **asked,
        "evidence-sign": order("evidence-sign"),
        # one is an order and one a question: the order has no checkpoint
        "evidence": lambda fields: (read if "checkpoint" in fields else order)("evidence")(fields),
    }
    return visit(told, office=office)


def path_of(real: Client) -> str:
    line = real.read("outbox", office="desk")[-1]
    return f"/evidence/{line['reference']}"


def made(visitor: Visitor, path: str, **fields: Any) -> str:
    answer = visitor.post(path, **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_it_is_made_shown_and_taken_as_a_zip_that_verifies(real: Client, tmp_path: Path) -> None:
    from depesha.evidence.judging import judge  # noqa: PLC0415  # loads the cipher library
    from depesha.station.evidence_folder import EvidenceFolder  # noqa: PLC0415
    from depesha.station.policies import shipped_policies  # noqa: PLC0415

    visitor = desk(real)
    page = made(visitor, path_of(real))
    shown = visitor.get(page).text
    root = real.read("keybook")["root"]
    assert root[:4] in shown
    file = visitor.get(f"{page}/file")
    assert file.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(file.content)) as whole:
        whole.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    verdict = judge(EvidenceFolder(folder), Digest(bytes.fromhex(root)), shipped_policies())
    assert verdict.problem is None
    assert verdict.is_named


def test_the_same_evidence_taken_twice_is_the_same_file(real: Client) -> None:
    visitor = desk(real)
    page = made(visitor, path_of(real))
    first, second = (visitor.get(f"{page}/file").content for _ in range(2))
    assert first == second


def test_nothing_in_the_zip_leads_out_of_its_folder(real: Client) -> None:
    visitor = desk(real)
    page = made(visitor, path_of(real))
    with zipfile.ZipFile(io.BytesIO(visitor.get(f"{page}/file").content)) as whole:
        infos = whole.infolist()
    assert infos
    names = [one.filename for one in infos]
    assert names == sorted(names)
    folder = names[0].partition("/")[0]
    for one in infos:
        assert one.filename.startswith(f"{folder}/")
        assert ".." not in one.filename.split("/")
        assert one.date_time == (1980, 1, 1, 0, 0, 0)
        assert one.external_attr >> 16 == 0o100600, "a plain file, and no link"


def test_the_orders_are_given_by_the_office_under_ids_of_their_own(real: Client) -> None:
    visitor = desk(real)
    made(visitor, path_of(real))
    assert [name for name, _ in visitor.station.orders] == ["evidence", "evidence-sign"]
    assert {fields["office"] for _, fields in visitor.station.orders} == {DESK}


def test_what_is_sealed_for_somebody_is_no_zip(real: Client) -> None:
    from depesha.seal.identity import identity_from_seed  # noqa: PLC0415

    identity = identity_from_seed(bytes(32))
    visitor = desk(real)
    page = made(visitor, path_of(real), recipient=f"  {identity.recipient_text}\n")
    file = visitor.get(f"{page}/file")
    assert file.content.startswith(b"age-encryption.org/v1\n-> mlkem768x25519")
    assert file.headers["Content-Disposition"].endswith('.tar.age"')
    assert b"the words" not in file.content


# -- refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipient", ["age1qqqq", "AGE-SECRET-KEY-PQ-1", "nobody", "age1pq1" * 90])
def test_a_recipient_that_is_none_is_told_before_anything_is_written_down(
    real: Client, recipient: str
) -> None:
    visitor = desk(real)
    answer = visitor.post(path_of(real), recipient=recipient)
    assert answer.status_code == 422
    assert visitor.station.orders == []


@pytest.mark.parametrize(
    "problem",
    [
        Forbidden("clerk@alpha may not take out evidence", hint="a releaser may"),
        Forbidden("alpha/2026/1: NO_COPIES allows evidence once, and it was made"),
    ],
)
def test_what_role_or_caveat_forbids_is_forbidden_at_the_desk(problem: Forbidden) -> None:
    visitor = visit(answers(evidence=problem))
    answer = visitor.post(f"{PATH}/2026/1")
    assert answer.status_code == 403
    assert problem.message in answer.text


def test_an_office_that_is_not_cleared_finds_what_is_not_there(real: Client) -> None:
    """`boy` is cleared for 2, and this one is above it."""
    words = draft("secret words").replace("RESTRICTED", "SECRET")
    sent = real.order("send", office="desk", text=words)
    boy = desk(real, OfficeId(f"boy@{NAME}"))
    hidden = boy.get(f"/evidence/{sent['reference']}")
    absent = boy.get(f"{PATH}/2026/4711")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    number = str(sent["number"])
    alike = hidden.text.replace(f"/2026/{number}", "/N"), absent.text.replace("/2026/4711", "/N")
    assert _said(alike[0]) == _said(alike[1])
    assert boy.post(f"/evidence/{sent['reference']}").status_code == 404


def _said(page: str) -> str:
    return page[page.index('role="alert"') : page.index("</main>")]


def test_a_locked_key_asks_whether_its_holder_is_there() -> None:
    visitor = visit(answers(evidence=OfficeLocked("the key of razuvaev@pyongyang is locked")))
    answer = visitor.post(f"{PATH}/2026/1", attachments="1")
    assert answer.status_code == 403
    assert 'name="passphrase"' in answer.text
    assert 'name="attachments" value="1"' in answer.text, "the same form comes back"


def test_what_is_proved_by_the_holder_goes_with_both_orders(real: Client) -> None:
    visitor = desk(real)
    made(visitor, path_of(real), passphrase="taedong river")  # noqa: S106  # of nobody
    assert [one.office for one in visitor.station.secrets] == ["taedong river"] * 2


# -- kept -----------------------------------------------------------------------------------------


def test_another_session_does_not_find_it_even_of_the_same_office(real: Client) -> None:
    visitor = desk(real)
    page = made(visitor, path_of(real))
    visitor.sign_in(DESK)
    assert visitor.get(page).status_code == 404
    assert visitor.get(f"{page}/file").status_code == 404


@pytest.mark.parametrize("name", ["0" * 32, "x", "..%2f..", "%00"])
def test_a_name_that_nobody_was_given_finds_nothing(name: str) -> None:
    assert visit(answers()).get(f"/evidence/made/{name}/file").status_code == 404


def proof(size_bytes: int = 1) -> Proof:
    return Proof(name="e", files={"a": bytes(size_bytes)}, large=(), recipient=None, told={})


def test_it_is_kept_for_ten_minutes() -> None:
    shelf, one = Shelf(), proof()
    name = shelf.put(one, "s", TimeMs(0))
    assert shelf.find(name, "s", TimeMs(KEPT_MS)) is one
    assert shelf.find(name, "s", TimeMs(KEPT_MS + 1)) is None


def test_the_oldest_makes_room_and_the_newest_is_always_kept() -> None:
    shelf = Shelf()
    names = [shelf.put(proof(), "s", TimeMs(0)) for _ in range(MAX_KEPT + 1)]
    assert [shelf.find(name, "s", TimeMs(0)) is not None for name in names] == [
        False,
        *[True] * MAX_KEPT,
    ]
    large = shelf.put(proof(MAX_BYTES + 1), "s", TimeMs(0))
    assert shelf.find(large, "s", TimeMs(0)) is not None
    assert shelf.find(names[-1], "s", TimeMs(0)) is None


def test_an_office_elsewhere_is_told_what_the_station_says() -> None:
    gone = NotFound("there is no telegram alpha/2026/1 at pyongyang")
    visitor = visit(answers(attachments=gone), office=OFFICE)
    assert visitor.get(f"{PATH}/2026/1").status_code == 404


def test_nobody_who_is_not_signed_in_makes_or_takes_any() -> None:
    visitor = visit(answers(), office=None)
    for path in (f"{PATH}/2026/1", "/evidence/made/x", "/evidence/made/x/file"):
        assert visitor.get(path).headers["Location"].startswith("/sign-in")
