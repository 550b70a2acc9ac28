"""The store: one encrypted SQLite database that holds all that the station has written down.

Rule 1: facts are written once and never change; registers are views of them and can be made again.
Rule 2: everything of a group of events is one transaction, and a lost transaction is never
    mistaken for a kept one.
Rule 3: only `database.py` and `backup.py` speak to the database library, and its errors end there.

Format of a leaf: `docs/spec/journal.md`. What is trusted to what: `docs/security.md`.
"""
