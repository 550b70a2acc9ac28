"""The office: it decides, and touches nothing.

Events come in groups to `desk.Desk`; what follows are facts, documents and loads for the lines, all
written through the three ports of `ports`. The desks (`outward`, `inward`, `transit`, `control`) do
not know one another. See `docs/flow.md`.
"""
