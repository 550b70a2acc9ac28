"""The desk in the browser: a face like the command line, served in the station's own process.

Rule 1: a page asks the station what any face asks (`order`, `read`, `watch`), in the name of the
    office that signed in; who may see and do what is decided there and not here.
Rule 2: what is shown comes from a template, which escapes it; no page puts markup together.
Rule 3: every place of the desk is a row of `places`, every address a row of a `ROUTES` in `pages/`.
Rule 4: a page without scripts still works: scripts make it live and quick, and never decide.
Rule 5: a page tells nothing to whoever has not signed in, but that a desk is here.

How a request goes through it is in `docs/flow.md`.
"""
