"""Answer the cases on standard input, one line each."""

from __future__ import annotations

import sys

from laurea.examine.adapter import answer_lines

if __name__ == "__main__":
    answer_lines(sys.stdin.buffer, sys.stdout.buffer)
