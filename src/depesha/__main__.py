"""`python -m depesha` and the command `depesha`: the command line begins here."""

import sys

from depesha.cli.entry import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
