"""What of a scan is the picture: the rest of its file is left out before it is kept.

Scanners, telephones and editors write into a picture who made it, where, and how it looked before
something was blacked out; others hide a file behind its end. None of it may go out with a release.

Rule 1: parts are kept by a list of what a picture needs (`scan_png`, `scan_jpeg`), not left out by
    one; and each at the length that it has, since what is too long holds something else.
Rule 2: every length is looked at before it is followed, and the number of steps is bounded.
Rule 3: the picture stays the same to the last point: nothing is made anew.

What is hidden in the points themselves, or in how they are packed, nobody sees here.
"""

from depesha.archive.scan_jpeg import JPEG, parts_of_jpeg
from depesha.archive.scan_png import PNG, parts_of_png
from depesha.errors import Usage


def picture_alone(data: bytes) -> bytes:
    """Return a scan without what is not its picture.

    Raises:
        Usage: it is no PNG and no JPEG, is not whole, or holds something beside its picture.
    """
    for signature, parts in ((PNG, parts_of_png), (JPEG, parts_of_jpeg)):
        if data.startswith(signature):
            return b"".join(parts(data))
    msg = "a scan is a PNG or JPEG"
    raise Usage(msg)
