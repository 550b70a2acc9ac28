"""The step of drafts' labels: beside each draft stands the classification that its words name.

It stands there as words are compared (`draft.clearance`), and not as a level: what a word means is
said by the station's policy, which the store does not know. So a list of drafts has what an office
is cleared for without reading the texts. The step reads them once, by `draft_label`, which
`migrate` gives to SQL.
"""

from typing import Final

DRAFT_LABELS: Final = """
ALTER TABLE draft ADD COLUMN label TEXT NOT NULL DEFAULT '';  -- empty: none that can be read
UPDATE draft SET label = draft_label(text) WHERE text != '';
"""
