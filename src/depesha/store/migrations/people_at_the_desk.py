"""Step of people at the desk: who sat down there and when, and the passkeys of offices."""

from typing import Final

AT_THE_DESK: Final = """
CREATE TABLE passkey (
    credential BLOB PRIMARY KEY,            -- its id, as its maker gave it
    office     TEXT NOT NULL,
    public_key BLOB NOT NULL,               -- COSE
    name       TEXT NOT NULL,
    signs      INTEGER NOT NULL,            -- what it counted when it last signed in
    can_sign   INTEGER NOT NULL,            -- the key file has a lock of it
    added_at   INTEGER NOT NULL,
    used_at    INTEGER                      -- when it last signed in
) WITHOUT ROWID;
CREATE INDEX passkey_office ON passkey (office, added_at);
CREATE TABLE attendance (
    id       INTEGER PRIMARY KEY,           -- the fact's place
    office   TEXT NOT NULL,
    session  BLOB NOT NULL,
    passkey  TEXT NOT NULL,                 -- its name; empty: by passphrase
    at       INTEGER NOT NULL,
    ended_at INTEGER,
    why      TEXT NOT NULL                  -- it ended; empty: it lasts, or the station stopped
);
CREATE INDEX attendance_office ON attendance (office, id);
CREATE UNIQUE INDEX attendance_session ON attendance (session);
"""
