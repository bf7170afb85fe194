"""The passphrase of a key file: from `LAUREA_PASSPHRASE`, or asked at the terminal."""

from __future__ import annotations

import getpass
import os
from typing import Final

from laurea.cli import console
from laurea.credentials.errors import MalformedDocument, Unavailable
from laurea.credentials.problems import PASSPHRASE_MISSING, PASSPHRASE_WRONG, Problem

VARIABLE: Final = "LAUREA_PASSPHRASE"
_SHORT: Final = 12


def passphrase_for(path: str) -> str:
    """Return the passphrase that opens the key file `path`.

    Raises:
        Unavailable: the variable is unset and there is no terminal to ask at.
    """
    return os.environ.get(VARIABLE) or _ask(f"Passphrase of {console.printable_path(path)}: ")


def new_passphrase() -> str:
    """Return the passphrase for a new key file; asked twice at the terminal.

    A short one is accepted with a warning: the file may be protected in other ways.

    Raises:
        Unavailable: the variable is unset and there is no terminal to ask at.
        MalformedDocument: nothing was typed, or the two did not agree.
    """
    passphrase = os.environ.get(VARIABLE) or _ask_twice()
    if len(passphrase) < _SHORT:
        console.warn(
            "The passphrase is short",
            f"It has fewer than {_SHORT} characters. Four or five words are easier to remember "
            "and harder to guess.",
        )
    return passphrase


def _ask_twice() -> str:
    first = _ask("Passphrase for the new key: ")
    if not first:
        detail = "Nothing was typed. Choose a passphrase, or write an open key with --plain."
        raise MalformedDocument(Problem(PASSPHRASE_MISSING, detail))
    if _ask("The same again: ") != first:
        detail = "The two passphrases differ. Run the command again."
        raise MalformedDocument(Problem(PASSPHRASE_WRONG, detail))
    return first


def _ask(prompt: str) -> str:
    """Ask at the terminal of the process, so that standard input stays free for a file."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError as error:
        detail = f"There is no terminal to ask at. Set {VARIABLE}."
        raise Unavailable(Problem(PASSPHRASE_MISSING, detail)) from error
    try:
        return getpass.getpass(prompt)
    except EOFError as error:
        raise KeyboardInterrupt from error
