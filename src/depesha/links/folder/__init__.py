"""The folder line: the frames of a line in files that somebody carries.

A stick, a courier's disk, a folder that Syncthing keeps the same at two places: whatever brings
files from one folder to another joins two stations. A pack is to a folder what a connection is to
TCP: its loads are numbered from 1 in an epoch of its own. Format: `docs/spec/folder.md`.

From below: `bag` (the two kinds of file), `sheets` (what was offered; both pure), `disk` (careful
reading and writing), `quarantine`, `keeping` (what this station remembers of its packs), `outbox`
and `inbox` (the two folders), `line` (one neighbour over time), `lines` (all of them).
"""
