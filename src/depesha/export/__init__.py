"""What leaves the house in formats of others, and what the faces that show the books share.

The books (registers, the log, the copies ledger) have one set of columns: in a window of the
command line, on pages of plain text, in lines for a spreadsheet. It stands here, under the faces;
where it goes is each face's own.
"""
