"""Composing: the form that people fill in, and the file of form lines that the station keeps.

Rule 1: a draft is the file of `docs/draft.md` and nothing else: the form is another way to write it
    (`lines.lines_of`), and to read it (`lines.entries_of`). What one cannot say the other shows.
Rule 2: what is typed into a field of one line becomes one line, or is refused at that field.
Rule 3: what is right is judged by the station; here it is only told where (`lines.Written.places`).
Rule 4: what is not saved yet lies in this process's memory (`worktable`), never in a browser's.
"""
