"""Paper: Form No. 17, answers and registers as PDF/A.

Rule 1: a sheet is made of what the station said, and of nothing else; the same words make the same
    bytes, in every process.
Rule 2: what a person wrote is data. It is never evaluated, and it reaches no file and no network.
Rule 3: every letter is drawn, or its code stands in its place (`[U+4E00]`); none is left out.
Rule 4: no stamp without the signed answer behind it.

What a copy is, and whether it may be printed, is the station's (`office/copies.py`): printing is a
fact before it is a file.
"""
