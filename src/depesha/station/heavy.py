"""The questions that open a telegram or the key book, by name: a tray does not load this file."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.station import choices, papers, showing, tracking
from depesha.station.archive_carrying import CARRYING
from depesha.station.archive_previewing import PREVIEWING
from depesha.station.archive_reading import ARCHIVE
from depesha.station.archive_scans import SCANS
from depesha.station.archive_schedule import SCHEDULE
from depesha.station.archive_thread import THREAD
from depesha.station.attending import ATTENDING
from depesha.station.choosing import CHOOSING
from depesha.station.cover_reading import COVERS
from depesha.station.directory import DIRECTORY
from depesha.station.draft_choices import draft_choices
from depesha.station.filing_reading import FILING
from depesha.station.journal_reading import JOURNAL
from depesha.station.plain import Plain
from depesha.station.reading import Fields, Reader

HEAVY: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "show": showing.show,
    "track": tracking.track,
    "choices": choices.choices,
    "task": tracking.task,
    "draft": showing.draft,
    "draft-choices": draft_choices,
    "attachments": showing.attachments,
    "attachment-key": showing.attachment_key,
    "evidence": showing.evidence,
    **CHOOSING,
    "paper-copy": papers.paper_copy,
    "paper-answer": papers.paper_answer,
    "check-sheet": papers.check_sheet,
    **DIRECTORY,
    **JOURNAL,
    **ARCHIVE,
    **SCHEDULE,
    **FILING,
    **THREAD,
    **SCANS,
    **COVERS,
    **PREVIEWING,
    **CARRYING,
    **ATTENDING,
}
"""Questions that open a telegram or the key book."""
