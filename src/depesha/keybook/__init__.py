"""The key book and the plan: who is who in a network, who may do what, and who carries for whom.

The centre keeps the `Registry` of all; each station holds a `KeyBook`, its own verified part.

    station                                   centre
    write_request  --- request (mail, USB) -> read_request, changes, admit
                                              introduce, add_line, allow_transit
                                              sign, excerpt
    adopt          <-- key book (mail, line)  wrap(Armour.KEY_BOOK, ...)

Trust begins at one digest, that of the root document, which a person compares. Everything else
follows from it by signatures and proofs. Format: `docs/spec/keybook.md`.
"""

from depesha.keybook.adopting import RolledBack, adopt, reopen
from depesha.keybook.armour import Armour, bare, wrap
from depesha.keybook.book import KeyBook
from depesha.keybook.collective import kept_from, remove_collective, set_collective
from depesha.keybook.issuing import Press, copies, excerpt, excerpts, is_signed, sign
from depesha.keybook.leaf import (
    IdentityLeaf,
    JournalKeyLeaf,
    OfficeEntry,
    PeriodKeyLeaf,
    Role,
    Status,
)
from depesha.keybook.registry import (
    MAX_STATIONS,
    Registry,
    acquaintances,
    add_line,
    additions,
    admit,
    allow_transit,
    changes,
    decode,
    encode,
    forbid_transit,
    found,
    introduce,
    remove_line,
    revoke,
    silence,
)
from depesha.keybook.request import Request, read_request, write_request
from depesha.keybook.root import (
    Holder,
    RootDocument,
    fingerprint_text,
    holder,
    parse_fingerprint,
)

__all__ = [
    "MAX_STATIONS",
    "Armour",
    "Holder",
    "IdentityLeaf",
    "JournalKeyLeaf",
    "KeyBook",
    "OfficeEntry",
    "PeriodKeyLeaf",
    "Press",
    "Registry",
    "Request",
    "Role",
    "RolledBack",
    "RootDocument",
    "Status",
    "acquaintances",
    "add_line",
    "additions",
    "admit",
    "adopt",
    "allow_transit",
    "bare",
    "changes",
    "copies",
    "decode",
    "encode",
    "excerpt",
    "excerpts",
    "fingerprint_text",
    "forbid_transit",
    "found",
    "holder",
    "introduce",
    "is_signed",
    "kept_from",
    "parse_fingerprint",
    "read_request",
    "remove_collective",
    "remove_line",
    "reopen",
    "revoke",
    "set_collective",
    "sign",
    "silence",
    "wrap",
    "write_request",
]
