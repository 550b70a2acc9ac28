"""The reading room: what was released, for everybody, as a web site and as files.

Rule 1: it reads a shelf of its own (`shelf`), made from releases alone, and knows no station: what
    was not released is not in the file that it opens, so no count, order or snippet can tell of it.
Rule 2: every record has one address for ever, made of its source and of no number or order; what a
    later release changes is a version, and the record says so.
Rule 3: a page works without scripts and without cookies, in Russian and in English, and can be
    written to a folder that any web server hosts (`writing`).
"""
