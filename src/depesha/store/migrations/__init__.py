"""The tables, as numbered steps from nothing; a step that was released is never edited.

Each step is one transaction with the number that it leads to (`PRAGMA user_version`), so a store is
always at a whole version. Going back is not offered: a newer store is refused, with a hint.

What is a register (made from facts, and made again by `rebuild`) and what is kept for itself is
said by `REGISTERS` and `KEPT`; a test holds both against the tables that there are. The steps
themselves stand in the files beside this one.
"""

from typing import Final

import apsw

from depesha.errors import Refused
from depesha.store.migrations.amending import AMENDMENTS
from depesha.store.migrations.archive import ARCHIVE
from depesha.store.migrations.carrying import ATTACHMENTS, CHANNELS, LANES, WAYS
from depesha.store.migrations.control import CONTROL
from depesha.store.migrations.covers import COVERS
from depesha.store.migrations.draft_labels import DRAFT_LABELS
from depesha.store.migrations.evidence_checked import EVIDENCE_CHECKED
from depesha.store.migrations.expunged_reasons import EXPUNGED_REASONS
from depesha.store.migrations.expunged_records import EXPUNGED_RECORDS
from depesha.store.migrations.filed_readers import FILED_READERS
from depesha.store.migrations.filing import FILING
from depesha.store.migrations.foundation import JOURNAL, OUT_TRAY, TELEGRAMS, TRAFFIC
from depesha.store.migrations.keys import KEYS, PAST_PAPERS
from depesha.store.migrations.ledger import LEDGER
from depesha.store.migrations.ledger_at_a_date import LEDGER_AT_A_DATE
from depesha.store.migrations.people import PEOPLE
from depesha.store.migrations.people_at_the_desk import AT_THE_DESK
from depesha.store.migrations.release_reasons import RELEASE_REASONS
from depesha.store.migrations.releases import RELEASES, SCANS
from depesha.store.migrations.releases_in_part import RELEASES_IN_PART
from depesha.store.migrations.restoring import RESTORE
from depesha.store.migrations.scans import SCANS_BY_SHEET
from depesha.store.migrations.sheets import SHEETS
from depesha.store.migrations.trays import TRAYS
from depesha.store.migrations.unfiling import UNFILING
from depesha.store.migrations.witness import WITNESS

MIGRATIONS: Final = (
    JOURNAL,
    TELEGRAMS,
    TRAFFIC,
    OUT_TRAY,
    LANES,
    WAYS,
    ATTACHMENTS,
    CHANNELS,
    LEDGER,
    CONTROL,
    AMENDMENTS,
    WITNESS,
    KEYS,
    RESTORE,
    PAST_PAPERS,
    PEOPLE,
    LEDGER_AT_A_DATE,
    SHEETS,
    TRAYS,
    AT_THE_DESK,
    ARCHIVE,
    DRAFT_LABELS,
    RELEASES,
    EXPUNGED_RECORDS,
    COVERS,
    SCANS,
    FILING,
    UNFILING,
    RELEASES_IN_PART,
    SCANS_BY_SHEET,
    FILED_READERS,
    EXPUNGED_REASONS,
    RELEASE_REASONS,
    EVIDENCE_CHECKED,
)
"""Step n leads to version n, counted from 1."""

NEWEST: Final = len(MIGRATIONS)

REGISTERS: Final = (
    "founding",
    "series",
    "draft",
    "approval",
    "telegram",
    "local_number",
    "duty",
    "history",
    "alarm",
    "service",
    "relayed",
    "sending",
    "outstanding",
    "opened",
    "received",
    "seen",
    "gap",
    "reported",
    "awaited",
    "detour",
    "diversion",
    "minimized",
    "attachment",
    "blob",
    "blob_sending",
    "channel_day",
    "escalation",
    "amendment",
    "held",
    "withdrawn",
    "void_number",
    "checkpoint",
    "witnessed",
    "peer_journal",
    "adopted",
    "expunged",
    "opening",
    "copy",
    "period_key",
    "revoked",
    "restoration",
    "restoration_peer",
    "restoration_number",
    "lost_number",
    "lost_telegram",
    "restored_station",
    "composed",
    "endorsement",
    "review_asked",
    "tenure",
    "office_key",
    "answer_chain",
    "past_paper",
    "record",
    "release",
    "schedule",
    "review",
    "release_name",
    "release_withdrawal",
    "edition_reason",
    "scan",
    "release_sheet",
    "scan_taken_back",
    "release_rule",
    "release_without_reasons",
    "record_expunged",
    "filing_taken_back",
    "record_taken_back",
    "evidence_checked",
    "cover",
    "cover_key",
    "cover_word",
    "identification",
    "person_key",
    "name",
    "name_key",
    "copy_print",
    "answer_print",
    "passkey",
    "attendance",
)
KEPT: Final = (
    "canary",
    "fact",
    "tile",
    "document",
    "order_result",
    "quarantine",
    "state",
    "entry",
    "passage",
    "line_down",
    "channel",
    "channel_gap",
    "book_copy",
    "key_request",
)


def migrate(connection: apsw.Connection, *, upto: int = NEWEST) -> None:
    """Bring a store to version `upto`, step by step; one that is there already is not touched.

    Raises:
        Refused: the store is of a newer version of this program.
    """
    version = int(connection.pragma("user_version"))
    if version > NEWEST:
        msg = f"the store has version {version}, this program knows {NEWEST}"
        raise Refused(msg, hint="use the program that wrote it, or a newer one")
    connection.create_scalar_function("draft_label", _draft_label, 1, deterministic=True)
    for number in range(version + 1, upto + 1):
        with connection:  # a transaction: all of the step, or nothing
            connection.execute(MIGRATIONS[number - 1])
            connection.pragma("user_version", number)


def _draft_label(*texts: object) -> str:
    # imported here because a store that is up to date asks for no draft's label
    from depesha.draft.clearance import label_word  # noqa: PLC0415

    return label_word(str(texts[0]))
