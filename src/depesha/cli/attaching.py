"""Orders with files: what the form lines of a draft name is sealed first, then the order is given.

The files are read from the folder in which the draft lies; of a draft from standard input, from the
folder in which the command runs.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from depesha.cli.call import Call
from depesha.cli.progress import moving

if TYPE_CHECKING:
    from depesha.draft import DraftAttachment

MAY_NAME_FILES: Final = re.compile(r"attach|прилож")
"""What a form line that names a file has in its word, once blanks and dashes are taken out."""


def order(call: Call, name: str, text: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # of an order
    """Give an order with a draft's text, and with the files that its lines name, sealed.

    Raises:
        Problem: a file cannot be attached, or the order is refused; no blob is left behind.
    """
    files = _named_in(text)
    if not files:
        return call.order(name, text=text, **fields)
    # imported here because a draft without files needs no cipher library
    from depesha.station.attaching import attached_for  # noqa: PLC0415
    from depesha.station.home import Home  # noqa: PLC0415

    home = Home(call.home).must_exist()
    attached = _sealed(call, files)
    with attached_for(home, attached) as repeated:
        result = call.order(name, text=text, attachments=attached, **fields)
        repeated.append(bool(result.get("repeated")))
    return result


def _named_in(text: str) -> "tuple[DraftAttachment, ...]":
    if text.startswith("\n"):
        return ()  # no form lines: what stands in the text names no file
    head = "".join(re.findall(r"\w", text.lstrip().partition("\n\n")[0].casefold()))
    if not MAY_NAME_FILES.search(head):
        return ()
    from depesha.draft import parse_partial  # noqa: PLC0415  # without files the station reads it

    return parse_partial(text.encode()).attachments


def _sealed(call: Call, files: "tuple[DraftAttachment, ...]") -> list[dict[str, Any]]:
    from depesha.draft import attached_name  # noqa: PLC0415  # as above
    from depesha.station.attaching import attach, discard  # noqa: PLC0415
    from depesha.station.home import Home  # noqa: PLC0415

    folder = Path() if call.args.file == "-" else Path(call.args.file).parent
    attached: list[dict[str, Any]] = []
    try:
        for one in files:
            path, name = folder / one.path, attached_name(one)
            with moving(call, f"sealing {name}", path) as moved:
                said = {"name": name, "media_type": one.media_type}
                attached.append(attach(Home(call.home), path, moved=moved, **said))
    except BaseException:
        discard(Home(call.home), attached)
        raise
    return attached
