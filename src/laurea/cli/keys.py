"""`laurea keys`: make an issuer's signing key, and show its public part."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import typer

from laurea.cli import console
from laurea.cli.options import JsonFlag
from laurea.cli.passphrase import new_passphrase
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.jwk import to_jwk
from laurea.credentials.keys.multikey import to_multikey
from laurea.credentials.keys.public_key import KeyKind
from laurea.integrations.files import STANDARD_INPUT, refuse_existing
from laurea.integrations.keystore.key_file import (
    PublicPart,
    create_key,
    read_public_part,
    write_key_file,
)


class Kind(Enum):
    """The kinds of key that `laurea keys new` makes."""

    ED25519 = KeyKind.ED25519.value
    P256 = KeyKind.P256.value
    P384 = KeyKind.P384.value
    RSA = KeyKind.RSA.value


keys = typer.Typer(
    help="""Make an issuer's signing key, and show its public part.

    A key file holds the issuer's name, its identifier (a did:key) and its private key. Keep it
    as you keep a seal, and keep a copy: nobody can make it again.

    \b
    Example:
      laurea keys new --name "Halden Works Academy" --out academy.key.json
      laurea keys show academy.key.json
    """,
    rich_markup_mode=None,
)


@keys.command()
def new(
    name: Annotated[str, typer.Option(help="The issuer's name, as credentials shall show it.")],
    out: Annotated[str, typer.Option(metavar="FILE", help="The key file to be written.")],
    url: Annotated[str | None, typer.Option(help="The issuer's home page.")] = None,
    kind: Annotated[
        Kind, typer.Option(help="The kind of key; ed25519 suits most issuers, rsa only JWTs.")
    ] = Kind.ED25519,
    plain: Annotated[
        bool, typer.Option("--plain", help="Write the private key in the open, unencrypted.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Make a signing key and write it to a new file.

    The private key is encrypted under a passphrase, taken from LAUREA_PASSPHRASE or asked for
    at the terminal. The file is readable by you alone, and no file is overwritten.

    Exit code 0: the file was written. 5: it was not. 64: wrong usage.

    \b
    Example:
      laurea keys new --name "Halden Works Academy" \\
        --url https://academy.example/ --out academy.key.json
    """
    if out == STANDARD_INPUT:
        raise typer.BadParameter("A key is written to a file only.", param_hint="--out")
    refuse_existing(out)
    try:
        key = create_key(KeyKind(kind.value), name=name, url=url)
    except MalformedDocument as error:
        option = "--" + error.problem.pointer.removeprefix("/")
        raise typer.BadParameter(error.problem.detail, param_hint=option) from None
    write_key_file(out, key, None if plain else new_passphrase())
    if plain:
        console.warn(
            "The private key is not encrypted",
            f"Whoever reads {console.printable_path(out)} can sign in your name.",
        )
    _print(out, PublicPart(key.profile, key.verification_method, is_encrypted=not plain), json)
    console.note("Keep a copy of the file in a safe place: it cannot be made again.")


@keys.command()
def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The key file, or - for input.")],
    json: JsonFlag = False,
) -> None:
    """Show who a key file belongs to, its DID and its public key. No passphrase is needed.

    Exit code 0: shown. 5: the file cannot be read or is no key file. 64: wrong usage.

    \b
    Example:
      laurea keys show academy.key.json
      laurea keys show --json academy.key.json
    """
    public = read_public_part(file)
    for warning in public.warnings:
        console.print_problem(warning)
    _print(file, public, json)


def _print(path: str, public: PublicPart, json: bool) -> None:
    if json:
        console.write_json(_described(path, public))
        return
    key = public.public_key
    rows = {
        "Name": public.profile["name"],
        "Home page": public.profile.get("url"),
        "DID": public.did,
        "Key": f"{key.kind.value} ({key.algorithm})",
        "Public key": to_multikey(key),
        "Key address": public.verification_method.id,
        "Private key": "encrypted" if public.is_encrypted else "in the open",
        "File": console.printable_path(path),
    }
    for label, value in rows.items():
        if isinstance(value, str):
            console.write(f"{label:<13}{value}")


def _described(path: str, public: PublicPart) -> dict[str, Any]:
    key = public.public_key
    return {
        "file": console.printable_path(path),
        "did": public.did,
        "verification_method": public.verification_method.id,
        "kind": key.kind.value,
        "algorithm": key.algorithm,
        "public_key_multibase": to_multikey(key),
        "public_key_jwk": to_jwk(key),
        "encrypted": public.is_encrypted,
        "profile": public.profile,
    }
