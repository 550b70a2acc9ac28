"""The three ports of the desk: what it asks of the world. Time is an argument, never a port.

* `Book`: what the station has written down. The real one is `depesha.store`; it is one SQLite
  database, and everything of one group is one transaction.
* `Chance`: randomness. The real one is in `depesha.seal`, a seeded one in the simulator.
* `Sealer`: signing, verifying, sealing and opening with the keys of this station.

Rule 1: the desk writes only by `append` (a fact), by `keep` (a document, content-addressed) and by
the out-tray. All registers follow from the facts.
Rule 2: nothing that a desk reads inside a group is hidden from a later event of the same group.
"""

from depesha.office.ports.amending import Amendments as Amendments
from depesha.office.ports.amending import AmendmentState as AmendmentState
from depesha.office.ports.archive import Archive as Archive
from depesha.office.ports.archive import EditionState as EditionState
from depesha.office.ports.archive import ScheduleState as ScheduleState
from depesha.office.ports.archive import Standing as Standing
from depesha.office.ports.book import Book as Book
from depesha.office.ports.copies import CopyLedger as CopyLedger
from depesha.office.ports.copies import CopyState as CopyState
from depesha.office.ports.covers import Covers as Covers
from depesha.office.ports.journals import Journals as Journals
from depesha.office.ports.journals import PeerJournal as PeerJournal
from depesha.office.ports.journals import Words as Words
from depesha.office.ports.keys import BookCopy as BookCopy
from depesha.office.ports.keys import KeyLife as KeyLife
from depesha.office.ports.keys import KeyRequest as KeyRequest
from depesha.office.ports.keys import PeriodKeyState as PeriodKeyState
from depesha.office.ports.keys import Why as Why
from depesha.office.ports.parts import Attachments as Attachments
from depesha.office.ports.parts import ChannelBook as ChannelBook
from depesha.office.ports.parts import OutTray as OutTray
from depesha.office.ports.parts import Registers as Registers
from depesha.office.ports.parts import Traffic as Traffic
from depesha.office.ports.people import Composed as Composed
from depesha.office.ports.people import Endorsement as Endorsement
from depesha.office.ports.restorations import Restorations as Restorations
from depesha.office.ports.restorations import RestorationState as RestorationState
from depesha.office.ports.restorations import RestoredStation as RestoredStation
from depesha.office.ports.states import AlarmState as AlarmState
from depesha.office.ports.states import AttachmentState as AttachmentState
from depesha.office.ports.states import ChannelState as ChannelState
from depesha.office.ports.states import Closing as Closing
from depesha.office.ports.states import DownLine as DownLine
from depesha.office.ports.states import DraftState as DraftState
from depesha.office.ports.states import DutyState as DutyState
from depesha.office.ports.states import EvidenceState as EvidenceState
from depesha.office.ports.states import Gap as Gap
from depesha.office.ports.states import HeldBlob as HeldBlob
from depesha.office.ports.states import Late as Late
from depesha.office.ports.states import Outstanding as Outstanding
from depesha.office.ports.states import Sending as Sending
from depesha.office.ports.states import TelegramState as TelegramState
from depesha.office.ports.terms import Task as Task
from depesha.office.ports.terms import Terms as Terms
from depesha.office.ports.terms import TermState as TermState
from depesha.office.ports.world import BlobFiles as BlobFiles
from depesha.office.ports.world import Chance as Chance
from depesha.office.ports.world import Sealer as Sealer
from depesha.office.ports.world import Verifier as Verifier
