"""Root keys that are kept off the station: each holder has a key file of his own, on his machine.

No station is needed for what is done here: not to make a holder's keys, nor to sign with them.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from depesha.errors import Malformed, Refused, Usage
from depesha.keybook import Armour, bare, holder, proposing, wrap
from depesha.keybook.root import ROOT_KEY, Holder
from depesha.seal.keys import new_holder_content
from depesha.seal.slots import new_key_file, open_key_file
from depesha.station import clock
from depesha.station.home import write_whole
from depesha.station.key_reading import described

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9./-]{0,31}")
MAX_KEY_FILE_BYTES: Final = 256 * 1024

Sure = Callable[[dict[str, Any]], bool]
"""Shows a person what he is to sign, and returns whether he wants to."""


def new_holder(path: Path, name: str, passphrase: str) -> dict[str, Any]:
    """Make a holder's root keys in a new file behind his passphrase; return the public ones.

    Raises:
        Usage: the name is not formed like one.
        Refused: the file is there already, or the passphrase is too short.
    """
    if not _NAME.fullmatch(name):
        msg = f"not a holder's name: {name[:40]!r}"
        raise Usage(msg, hint="at most 32 of a-z, 0-9, point, dash and slash, as in ivanov")
    if path.exists():
        msg = f"{path} exists already"
        raise Refused(msg, hint="give another name: nothing is written over")
    content = new_holder_content(name)
    write_whole(path, new_key_file(content, passphrase))
    public = _holder_of(path, passphrase).public
    return {
        "holder": name,
        "file": str(path),
        "text": wrap(Armour.ROOT_KEY, ROOT_KEY.encode(public)),
    }


def _holder_of(path: Path, passphrase: str) -> Holder:
    data = path.read_bytes()
    _, content = open_key_file(data[:MAX_KEY_FILE_BYTES], passphrase)
    if content.root is None:
        msg = f"{path} holds no root keys"
        raise Malformed(msg, hint='"depesha keybook holder new" makes such a file')
    return holder(content.station, content.root)


def cosign(
    edition: bytes, key_file: Path, passphrase: Callable[[], str], sure: Sure
) -> dict[str, Any]:
    """Show what an edition changes, and sign it with a holder's keys if he wants to.

    Raises:
        DoesNotVerify: the edition does not follow from one that is signed.
        Refused: he does not want to, or holds no root key of that network.
        WrongPassphrase: the key file does not open.
    """
    found = proposing.opened(bare(Armour.EDITION, edition))
    shown = described(found)
    if not sure(shown):
        msg = "nothing was signed"
        raise Refused(msg, hint="--yes signs what is shown without asking")
    one = _holder_of(key_file, passphrase())
    given = proposing.cosign(found, one, clock.now())
    return {
        "holder": one.name,
        **shown,
        "text": wrap(Armour.SIGNATURE, proposing.COSIGNATURE.encode(given)),
    }
