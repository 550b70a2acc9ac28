"""What the site answers: bytes of a kind, or that it is elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

HTML: Final = "text/html; charset=utf-8"
XML: Final = "application/xml; charset=utf-8"
ATOM: Final = "application/atom+xml; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"
JSON: Final = "application/json"
JSON_LD: Final = "application/ld+json"
CSL: Final = "application/vnd.citationstyles.csl+json"
RIS: Final = "application/x-research-info-systems; charset=utf-8"
BIBLATEX: Final = "application/x-bibtex; charset=utf-8"
IIIF: Final = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
CSV: Final = "text/csv; charset=utf-8"
OPENSEARCH: Final = "application/opensearchdescription+xml"
TEI: Final = "application/tei+xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer.

    Attributes:
        data: its bytes.
        kind: their media type.
        status: of HTTP.
        is_kept_for_ever: its place names what is in it.
        file_name: under which it is saved; empty: as its place is called.
        is_for_viewers: pages of other sites may read it, as viewers of pictures do.
    """

    data: bytes
    kind: str = HTML
    status: int = 200
    is_kept_for_ever: bool = False
    file_name: str = ""
    is_for_viewers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asks for.

    Attributes:
        place: where, as `site` has places; in the reader's language behind `en/` or `ru/`.
        language: of the page.
        query: what stands behind the question mark, each name once.
        now: when, in seconds since 1970; nothing but a harvest tells it.
    """

    place: str
    language: str
    query: Mapping[str, str] = field(default_factory=dict)
    now: int = 0
