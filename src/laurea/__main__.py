"""`python -m laurea` is the command `laurea`."""

from __future__ import annotations

import sys

from laurea.cli import main

if __name__ == "__main__":
    sys.exit(main())
