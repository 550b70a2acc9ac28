"""What the code of a printed sheet is worth: compared with the ledger of the station that is asked.

Rule 1: without a station, or at another one than the sheet's, nothing is known of it: the code is a
    claim that anybody can print.
Rule 2: what is wrong is said first, what the code claims after it.
"""

from collections.abc import Iterator
from typing import Final

from depesha.cli.call import Call, Row
from depesha.export.screen import safe
from depesha.export.times import of
from depesha.imprint import parse_imprint

EXIT: Final = {"whole": 0, "void": 5, "false": 5, "unknown": 3}
UNKNOWN: Final = "unknown"


def verify_sheet(call: Call, text: str) -> int:
    """Say what a sheet's code is worth, and return the exit status.

    Raises:
        Malformed: it is no such code.
        Problem: the station cannot be asked.
    """
    claimed = parse_imprint(text)
    found: Row = {
        "verdict": UNKNOWN,
        "why": None,
        "reference": claimed.reference,
        "station": claimed.station,
        "number": claimed.copy,
        "printing": claimed.printing,
        "printed_at": claimed.printed_at,
        "is_answer": not claimed.copy,
    }
    if call.settings is not None:
        found = call.read("check-sheet", text=text, **call.office)
    if call.args.json:
        call.objects([found], "sheet")
    else:
        for line in _lines(call, found):
            call.print(safe(line))
    return EXIT[found["verdict"]]


def _lines(call: Call, found: Row) -> Iterator[str]:
    verdict = str(found["verdict"])
    yield call.word(f"sheet {verdict}").format(found["station"])
    if found.get("why"):
        at = found.get("at")
        yield f"  {call.word(found['why']).format(of(call, at), found.get('words') or '')}"
    where = (found["station"], of(call, found["printed_at"]))
    if found["is_answer"]:
        yield call.word("sheet of answer").format(found["reference"], *where)
    else:
        said = (found["number"], found["reference"], *where, found["printing"])
        yield call.word("sheet says").format(*said)
    if found.get("holder"):
        yield call.word("sheet held by").format(found["holder"], call.word(str(found["state"])))
