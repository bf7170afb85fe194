"""The option `--key`: open a key file for signing, and say what deserves attention."""

from __future__ import annotations

from typing import Annotated

import typer

from laurea.cli import console
from laurea.cli.passphrase import passphrase_for
from laurea.integrations.keystore.key_file import KeyFile, read_key_file

KeyOption = Annotated[
    str, typer.Option("--key", metavar="FILE", help="The key file, made by `laurea keys new`.")
]


def open_key_file(path: str) -> KeyFile:
    """Open a key file, asking for its passphrase where it needs one; print its warnings.

    Raises:
        LaureaError: the file cannot be read or opened.
    """
    key_file = read_key_file(path, lambda: passphrase_for(path))
    for warning in key_file.public.warnings:
        console.print_problem(warning)
    return key_file
