"""The scans of a record as a IIIF Presentation 3 manifest: a canvas a sheet, its words beside it.

    {"type": "Manifest", "items": [{"type": "Canvas", "label": {"en": ["Sheet 1"], …}, …}]}

The pictures lie here as files, without an image service: a viewer shows each as it is. Words are
annotation pages of a canvas, one for the original and one for each translation, `supplementing`.
"""

from collections.abc import Iterator
from typing import Any, Final

from depesha.archive.record import Record, Text, TextKind
from depesha.archive.redaction import is_taken_out
from depesha.archive.scans import ENDINGS
from depesha.reading_room.browsing import Line
from depesha.reading_room.rendering import tongue
from depesha.reading_room.site import LANGUAGES, Site

CONTEXT: Final = "http://iiif.io/api/presentation/3/context.json"


def scan_place(name: str, scan: Line) -> str:
    """Return the place of the picture of a sheet."""
    return f"r/{name}.scan-{scan['sheet']}.{ENDINGS[scan['type']]}"


def manifest(site: Site, line: Line, record: Record, scans: list[Line]) -> dict[str, Any]:
    """Return the manifest of a record with scans."""
    name = line["name"]
    own = site.absolute(f"r/{name}.iiif.json")
    published = record.publication
    summary = published.summary if published else ""
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "id": own,
        "type": "Manifest",
        "label": _said(line["title"]),
        "metadata": list(_metadata(line, record)),
        "requiredStatement": {
            "label": {"en": ["Released by"], "ru": ["Открыто решением"]},
            "value": {"none": [f"{line['decided_by']}, {line['authority']}, {line['decided_on']}"]},
        },
        "provider": [
            {
                "id": site.absolute("en"),
                "type": "Agent",
                "label": {"en": ["Reading room"], "ru": ["Читальный зал"]},
                "homepage": [_page(site, language, "") for language in LANGUAGES],
            }
        ],
        "homepage": [_page(site, language, f"/r/{name}") for language in LANGUAGES],
        "seeAlso": [
            _also(site, f"r/{name}.tei.xml", "application/tei+xml"),
            _also(site, f"r/{name}.jsonld", "application/ld+json"),
        ],
        "items": [_canvas(site, line, record, scan, own) for scan in scans],
    }
    if summary:
        said["summary"] = _said(summary)
    return said


def _metadata(line: Line, record: Record) -> Iterator[dict[str, Any]]:
    """Yield what a viewer shows beside the pictures: when, which number, of which label, where."""
    telegram = record.telegram
    held = [one.as_cited for one in record.holdings if not is_taken_out(one.as_cited)]
    for english, russian, values in (
        ("Sent", "Отправлена", [line["sent"].replace("T", " ")]),
        ("Number", "Номер", [str(telegram.outgoing_number or "")]),
        ("Classification at issue", "Гриф при отправке", [telegram.classification_text]),
        ("Held at", "Хранится", held),
    ):
        said = [one for one in values if one and not is_taken_out(one)]
        if said:
            yield {"label": {"en": [english], "ru": [russian]}, "value": {"none": said}}


def _said(words: str) -> dict[str, list[str]]:
    return {tongue(words): [words]}


def _page(site: Site, language: str, rest: str) -> dict[str, Any]:
    return {
        "id": site.absolute(f"{language}{rest}"),
        "type": "Text",
        "label": {"en": ["Reading room"], "ru": ["Читальный зал"]},
        "format": "text/html",
        "language": [language],
    }


def _also(site: Site, place: str, kind: str) -> dict[str, str]:
    return {"id": site.absolute(place), "type": "Dataset", "format": kind}


def _canvas(site: Site, line: Line, record: Record, scan: Line, own: str) -> dict[str, Any]:
    sheet, size = scan["sheet"], {"width": scan["width"], "height": scan["height"]}
    here = f"{own}/sheet-{sheet}"
    picture = {
        "id": site.absolute(scan_place(line["name"], scan)),
        "type": "Image",
        "format": scan["type"],
        **size,
    }
    painted = {
        "id": f"{here}/picture",
        "type": "Annotation",
        "motivation": "painting",
        "body": picture,
        "target": here,
    }
    canvas: dict[str, Any] = {
        "id": here,
        "type": "Canvas",
        "label": {"en": [f"Sheet {sheet}"], "ru": [f"Лист {sheet}"]},
        **size,
        "items": [{"id": f"{here}/page", "type": "AnnotationPage", "items": [painted]}],
    }
    words = list(_words(record, sheet, here))
    return {**canvas, "annotations": words} if words else canvas


def _words(record: Record, sheet: int, here: str) -> Iterator[dict[str, Any]]:
    """Yield the words that stand on a sheet: of the original, and of each translation."""
    texts = {one.kind: one for one in record.telegram.texts}
    read = texts.get(TextKind.NORMALISED) or texts.get(TextKind.TRANSCRIPTION)
    if read is None:
        return
    on_it = {one.key for one in read.segments if max(1, one.sheet) == sheet}
    shown = [read, *(one for one in record.telegram.texts if one.kind is TextKind.TRANSLATION)]
    for number, text in enumerate(shown):
        items = list(_items(text, on_it, f"{here}/text-{number}", here))
        if items:
            yield {
                "id": f"{here}/text-{number}",
                "type": "AnnotationPage",
                "label": {"none": [f"{text.kind.name.lower()} ({text.language})"]},
                "items": items,
            }


def _items(text: Text, on_it: set[str], page: str, here: str) -> Iterator[dict[str, Any]]:
    for place, part in enumerate(text.segments):
        if part.key in on_it and part.text:
            yield {
                "id": f"{page}/{place + 1}",
                "type": "Annotation",
                "motivation": "supplementing",
                "body": {
                    "type": "TextualBody",
                    "value": part.text,
                    "format": "text/plain",
                    "language": text.language,
                },
                "target": here,
            }
