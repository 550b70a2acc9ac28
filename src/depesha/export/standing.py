"""How a telegram stands, in one cell each: label, precedence, state, subject, from and to whom."""

from typing import Final

from depesha.export.marks import in_list
from depesha.export.speech import Row, Speech
from depesha.export.times import of
from depesha.telegram import MessageType

CLOSED: Final = ("CANCELLED", "SUPERSEDED")

NO_OPERATION: Final = {
    kind.value: kind.name for kind in MessageType if kind is not MessageType.OPERATION
}


def precedence(_speech: Speech, row: Row) -> str:
    """Return the form's own word for the precedence, else ours."""
    return str(row.get("local_precedence") or row.get("precedence") or "")


def state(speech: Speech, row: Row) -> str:
    """Return how far it has come; of what is held until when, of what is void or closed that."""
    if row.get("held_until") is not None:
        return speech.word("held until").format(of(speech, row["held_until"]))
    return standing(speech, row)


def standing(speech: Speech, row: Row) -> str:
    """Return a state; of what was closed later, that it had been carried out or refused."""
    said = speech.word(str(row.get("state") or ""))
    if row.get("state") not in CLOSED:
        return said
    was = [speech.word(f"was {what}") for what in ("executed", "refused") if row.get(what)]
    return ", ".join([said, *was])


def subject(speech: Speech, row: Row) -> str:
    """Return the subject; traffic that is no operation says so first, then what it is to others."""
    if row.get("void"):
        return f"{row['reason']} ({row['office']})"
    kind = row.get("message_type")
    title = f"{in_list(speech, row)}{row.get('subject') or ''}"
    return f"*{speech.word(NO_OPERATION[kind])}* {title}" if kind in NO_OPERATION else title


def addressees(_speech: Speech, row: Row) -> str:
    """Return the first addressee and how many others there are."""
    to = [str(office) for office in row.get("to") or ()]
    return f"{to[0]} +{len(to) - 1}" if to[1:] else "".join(to)


def originator(_speech: Speech, row: Row) -> str:
    """Return who signed it for whom, as the form says, else the station that numbered it."""
    return str(row.get("from") or row.get("station") or "")
