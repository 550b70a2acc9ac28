"""How the form shows the line of an attachment, and writes that of a file that was handed in."""

from depesha.draft import DraftAttachment, attached_name
from depesha.draft.values import attachment, write_attachment
from depesha.errors import Problem


def line_of(value: str) -> str:
    """Return the name by which an attachment goes; a line that is none is shown as it stands."""
    try:
        return attached_name(attachment(value))
    except Problem:
        return value


def value_of(name: str) -> str:
    """Return the form line of a file that was handed in under a name."""
    return write_attachment(DraftAttachment(path=name))
