"""The command line: one file for each group of verbs, and what they share.

Rule 1: a command imports what it needs and nothing else; `verbs.VERBS` says where each verb lives.
Rule 2: a command asks the station (`order`, `read`) and prints; it decides nothing.
Rule 3: whatever came from outside is made harmless by `screen.safe` before a terminal sees it.

The commands: `docs/commands.md`. The errors: `docs/errors.md`.
"""
