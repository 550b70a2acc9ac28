"""Evidence: what a third party needs about one telegram, and how he judges it.

`bundle` says which files there are and what stands in them, `readable` writes the signed payloads
so that people can read them, `judging` says step by step what holds. Nothing here knows a store, a
network or the machine: files come as bytes, and every parser is total and bounded.

Format: `docs/spec/evidence.md`.
"""
