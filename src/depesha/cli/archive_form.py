"""What stands on the form of a record and on its copies, in lines, and what checks found there.

special number: 1070
filed: Получена 18 час. 35 мин. 21.XI 195 1 г.
asks: to confirm receipt (Получение подтвердите.)
copy 1: т. Сталину
sheet 2: Иван (handwritten)
"""

from collections.abc import Iterator

from depesha.cli.call import Call, Row


def published(call: Call, publication: Row | None) -> Iterator[str]:
    """Yield how a record was published: its summary, its address, what was said of it there."""
    said = publication or {}
    citation = said.get("citation", "")
    title = said.get("title", "")
    is_cited = bool(title) and title in citation
    lines = (
        ("text SUMMARY", said.get("summary", "")),
        ("published at", said.get("permalink", "")),
        ("published as" if is_cited else "source note", citation),
        ("contents there", ", ".join(said.get("contents", ()))),
        ("original language", said.get("language", "")),
    )
    return (f"{call.word(caption)}: {value}" for caption, value in lines if value)


def on_the_form(call: Call, telegram: Row) -> Iterator[str]:
    """Yield what the form says beside who is in it: what it is, how handled, when, for what."""
    lines = (
        ("document type", telegram["document_type"]),
        ("special number of", telegram["special_number"] or ""),
        ("form code", telegram["form_code"]),
        ("class", telegram["classification_text"]),
        *(("caveat", one) for one in telegram["caveats"]),
        ("precedence", telegram["precedence_text"]),
        *(("form caption", one) for one in telegram["captions"]),
        *((f"event {one['kind']}", one["at"]["text"]) for one in telegram["events"]),
        *(("asks", _asked(call, one)) for one in telegram["obligations"]),
        ("copies typed", telegram["copies_made"] or ""),
    )
    return (f"{call.word(caption)}: {value}" for caption, value in lines if value)


def _asked(call: Call, one: Row) -> str:
    return f"{call.word('asks ' + one['kind'])} ({one['text']})"


def copies(call: Call, listed: list[Row]) -> Iterator[str]:
    """Yield each copy with its marks, sheet by sheet; printed places that are empty as a number."""
    for one in listed:
        holder = f": {one['holder_text']}" if one["holder_text"] else ""
        yield f"{call.word('copy')} {one['number']}{holder}"
        marks = [mark for mark in one["marks"] if mark["kind"] != "FORM_SLOT"]
        for mark in marks:
            kind = call.word(f"mark {mark['kind']}")
            yield f"  {call.word('on sheet').format(mark['sheet'])}: {mark['text']} ({kind})"
        slots = len(one["marks"]) - len(marks)
        if slots:
            yield f"  {call.word('printed places').format(slots)}"


def check(call: Call, one: Row) -> str:
    """Return a cross-check in a line: what was compared, whether it agrees, what was found."""
    told = {True: "agrees", False: "differs", None: "nothing to compare"}[one["agrees"]]
    parts = (_part(call, code, value) for code, value in one["told"] if value)
    said = "; ".join(parts)
    return f"{call.word('check ' + one['what'])}: {call.word(told)}{f' ({said})' if said else ''}"


def _part(call: Call, code: str, value: str) -> str:
    return f"{call.word('check part ' + code)}: {value}" if code else value
