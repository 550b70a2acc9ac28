"""No key and no other telegram's secret is in a bundle: every one is looked for, in every spelling.

First it is shown that the search finds what is there: the telegram's own words, and each secret
once it is planted.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from depesha.names import Digest
from depesha.office.facts import Registered
from depesha.seal.identity import identity_from_seed
from depesha.wire import BODY, REGISTRATION
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.files import attach, sending
from tests.network.keys import GROMYKO, MOSCOW, PYONGYANG, RAZUVAEV, STATIONS
from tests.network.post import Founder, Post
from tests.network.proofs import files_of, prove, verdict

OTHER = "Совсем другая телеграмма о золоте."
SUBJECT = "О золоте"
THIRD = "Третья, из Пекина, никому больше."
REPORT = "Золото вывезено."


@pytest.fixture(scope="module")
def made(founder: Founder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Bundles about moscow/1 from both ends, in a network where more was going on."""
    folder = tmp_path_factory.mktemp("secrets")
    network = founder.network(folder / "network", STATIONS)
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    courier = Courier(network)
    one = sending(attach(moscow))
    moscow.handle(one, drafts.send(text=OTHER, Subject=SUBJECT), sending(attach(moscow, b"gold")))
    network[keys.PEKING].handle(drafts.send(RAZUVAEV, office=keys.ROSHCHIN, text=THIRD))
    courier.run()
    pyongyang.handle(drafts.comply("moscow/1"), drafts.report("moscow/2", text=REPORT))
    pyongyang.handle(drafts.report("moscow/1"))
    courier.run()
    prove(moscow, "1", folder / "origin", office=GROMYKO)
    prove(pyongyang, "moscow/1", folder / "addressee", office=RAZUVAEV)
    yield {"origin": folder / "origin", "addressee": folder / "addressee", **secret_files(moscow)}
    network.close()


SECRETS: dict[str, bytes] = {}


def secret_files(moscow: Post) -> dict[str, Path]:
    """Collect every secret of the network that is none of the bundle's own."""
    for station in STATIONS:
        content = keys.content_of(station)
        SECRETS[f"{station} signing"] = content.signing
        SECRETS[f"{station} store"] = content.store_key
        for period in content.periods:
            SECRETS[f"{station} period"] = period.seed
            SECRETS[f"{station} period text"] = identity_from_seed(period.seed).secret_text.encode()
        for office in content.offices:
            assert office.seed is not None, "the offices here are open"
            SECRETS[f"{office.office} signing"] = office.seed
        if content.journal:
            SECRETS[f"{station} journal"] = content.journal
    registered = moscow.facts(Registered)
    for fact in registered:
        for key in fact.attachments:
            SECRETS[f"seed of moscow/{fact.entry.number}"] = key.seed
    for fact in registered[1:]:
        entry = fact.entry
        item = moscow.document(Digest(entry.identity.registration))
        body = moscow.document(entry.body_id)
        assert item is not None
        assert body is not None
        number = f"moscow/{entry.number}"
        SECRETS[f"{number} body id"] = entry.body_id
        SECRETS[f"{number} registration"] = entry.identity.registration
        SECRETS[f"{number} uid"] = entry.identity.uid
        SECRETS[f"{number} salt"] = REGISTRATION.decode(item.payload).salt
        for one in BODY.decode(body.payload).attachments:
            SECRETS[f"{number} attachment"] = one.sha256
    for name, words in {
        "text": OTHER,
        "subject": SUBJECT,
        "third": THIRD,
        "report": REPORT,
    }.items():
        SECRETS[name] = words.encode()
    return {}


def spellings(secret: bytes) -> list[bytes]:
    """Return a secret as it might lie in a file: raw, in hex, in base64 at every offset."""
    found = [secret, secret.hex().encode(), secret.hex().upper().encode()]
    found += [b64encode(b"\x00" * shift + secret)[4:-4] for shift in range(3)]
    text = secret.decode(errors="ignore")
    if text.isprintable() and text:
        found.append(text.encode("unicode_escape"))
    return [one for one in found if len(one) >= 8]


def found_in(files: Mapping[str, bytes], secret: bytes) -> list[str]:
    return [name for name, data in files.items() if any(one in data for one in spellings(secret))]


@pytest.mark.parametrize("end", ["origin", "addressee"])
def test_the_search_finds_what_is_there(made: dict[str, Path], end: str) -> None:
    files = files_of(made[end])
    assert set(found_in(files, drafts.TEXT.encode())) >= {
        "body.cbor",
        "telegram.json",
        "telegram.txt",
    }
    body = files["body.cbor"]
    assert found_in({"armoured": b64encode(b"xx" + body)}, body[:40]) == ["armoured"]
    assert len(SECRETS) > 30
    for name, secret in SECRETS.items():
        for spelled in spellings(secret):
            planted = {**files, "planted": b"before" + spelled + b"after"}
            assert "planted" in found_in(planted, secret), name


@pytest.mark.parametrize("end", ["origin", "addressee"])
def test_no_secret_is_in_it(made: dict[str, Path], end: str) -> None:
    files = files_of(made[end])
    assert {
        name: where for name, secret in SECRETS.items() if (where := found_in(files, secret))
    } == {}
    assert verdict(made[end]).problem is None


def test_no_other_station_is_named_in_it(made: dict[str, Path]) -> None:
    for end in ("origin", "addressee"):
        for name, data in files_of(made[end]).items():
            assert b"peking" not in data, f"{end}: {name}"
            assert b"tokyo" not in data, f"{end}: {name}"
