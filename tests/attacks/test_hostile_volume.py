"""A volume that would take the machine's memory or its files is refused."""

from io import BytesIO

import pytest

from depesha.archive.tei import documents
from depesha.archive.tei_stream import MAX_DEPTH
from depesha.errors import Malformed

LAUGHS = b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document">&b;</div></TEI>"""
FILE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document"><head>&a;</head></div></TEI>"""


@pytest.mark.parametrize("attack", [LAUGHS, FILE], ids=["billion laughs", "external entity"])
def test_entities_are_refused_before_they_are_read(attack: bytes) -> None:
    with pytest.raises(Malformed, match="DTD"):
        list(documents(BytesIO(attack), "volume"))


def test_elements_within_elements_without_end_are_refused() -> None:
    inside = b"<p>" * (MAX_DEPTH + 1)
    data = b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document">' + inside
    with pytest.raises(Malformed, match="within"):
        list(documents(BytesIO(data), "volume"))
