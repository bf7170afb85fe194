"""Take over the fonts of the pages: subsets of variable fonts, and the style sheet that names them.

Takes the pinned packages below with the ordinary npm client, checks their SHA-256, and copies the
subsets that are served, unchanged, each with its licence. Wanted on the machine: npm.

    python scripts/bundle_web_fonts.py            # write the fonts and fonts.css
    python scripts/bundle_web_fonts.py --check    # say whether the files there are what this takes

A browser fetches a subset only when a page has a character of it (`unicode-range`).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "src/laurea/web/design/static/design"
SUBSETS = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic")
FONT_FACE = re.compile(r"/\* (?P<name>[\w-]+) \*/\s*@font-face \{(?P<body>[^}]*)\}")
UNICODE_RANGE = re.compile(r"unicode-range: ([^;]+);")


@dataclass(frozen=True)
class Family:
    """One family: where it comes from, and which of its styles are served."""

    name: str
    package: str
    version: str
    sha256: str
    styles: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The name of the family in names of files."""
        return self.package.rpartition("/")[2]


FAMILIES = (
    Family(
        name="Source Serif 4 Variable",
        package="@fontsource-variable/source-serif-4",
        version="5.3.1",
        sha256="8c452853c74be1e43e9fbfe76321c26f4678a2d431e93209ff1d9faec03fd96f",
        styles=("normal", "italic"),  # italic is kept for people
    ),
    Family(
        name="Source Sans 3 Variable",
        package="@fontsource-variable/source-sans-3",
        version="5.3.0",
        sha256="115c2d5a38a05d52c77ba02e4d939644bae30585a30a2e4657a3be2c99d5c7dc",
        styles=("normal",),
    ),
)


def fetch(family: Family, folder: Path) -> bytes:
    """Return the package's archive, fetched by npm and checked against its pinned hash."""
    spec = f"{family.package}@{family.version}"
    command = ["npm", "pack", "--silent", spec]
    packed = subprocess.run(  # noqa: S603 - the command is written above
        command, cwd=folder, check=True, capture_output=True, text=True
    )
    archive = (folder / packed.stdout.split()[-1]).read_bytes()
    found = hashlib.sha256(archive).hexdigest()
    if found != family.sha256:
        sys.exit(f"{spec} has SHA-256 {found}, and {family.sha256} was pinned.")
    return archive


def member(archive: bytes, name: str) -> bytes:
    """Return one file of an npm package."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        file = package.extractfile(f"package/{name}")
        if file is None:
            sys.exit(f"The package has no file {name}.")
        return file.read()


def ranges(family: Family, archive: bytes) -> dict[str, str]:
    """Return the characters of each subset, as the style sheet of the package states them."""
    sheet = member(archive, "wght.css").decode()
    found = {}
    for face in FONT_FACE.finditer(sheet):
        subset = face["name"].removeprefix(f"{family.slug}-").removesuffix("-wght-normal")
        stated = UNICODE_RANGE.search(face["body"])
        if stated:
            found[subset] = stated[1].strip()
    return found


def files(family: Family) -> Iterator[tuple[str, str, str]]:
    """Yield (subset, style, file name) of all that is served of a family."""
    for style in family.styles:
        for subset in SUBSETS:
            yield subset, style, f"{family.slug}-{subset}-wght-{style}.woff2"


def font_face(family: Family, style: str, file: str, characters: str) -> str:
    """Return the rule that names one file."""
    return (
        f'@font-face {{ font-family: "{family.name}"; font-style: {style};'
        " font-weight: 200 900; font-display: swap;"
        f' src: url("fonts/{file}") format("woff2"); unicode-range: {characters}; }}\n'
    )


def take(family: Family, archive: bytes) -> tuple[dict[str, bytes], str]:
    """Return the files of one family by their names, and its rules."""
    characters = ranges(family, archive)
    taken = {f"fonts/{name}": member(archive, f"files/{name}") for _, _, name in files(family)}
    taken[f"fonts/OFL-{family.slug}.txt"] = member(archive, "LICENSE")
    rules = [font_face(family, style, name, characters[sub]) for sub, style, name in files(family)]
    return taken, "".join(rules)


def sources(built: dict[str, bytes]) -> bytes:
    """Return the record of what came from where."""
    record = {
        "made_by": "scripts/bundle_web_fonts.py",
        "licence": "OFL-1.1",
        "families": {
            family.name: {
                "npm_package": f"{family.package}@{family.version}",
                "npm_package_sha256": family.sha256,
                "licence_file": f"OFL-{family.slug}.txt",
                "files": {
                    name: hashlib.sha256(built[f"fonts/{name}"]).hexdigest()
                    for _, _, name in files(family)
                },
            }
            for family in FAMILIES
        },
    }
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()


def build_all() -> dict[str, bytes]:
    """Return every file by its name inside the folder."""
    built: dict[str, bytes] = {}
    sheet = "/* Written by scripts/bundle_web_fonts.py. */\n"
    with tempfile.TemporaryDirectory() as folder:
        for family in FAMILIES:
            taken, rules = take(family, fetch(family, Path(folder)))
            built |= taken
            sheet += rules
    built["fonts/SOURCES.json"] = sources(built)
    return {**built, "fonts.css": sheet.encode()}


def main() -> int:
    """Take the fonts over; write them, or with `--check` compare them. Return the exit status."""
    parser = argparse.ArgumentParser(description="Take over the fonts of the pages.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    differing = []
    for name, content in build_all().items():
        path = FOLDER / name
        if not path.exists() or path.read_bytes() != content:
            differing.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        print(f"{name}: {len(content):,} bytes{', differs' if name in differing else ''}")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
