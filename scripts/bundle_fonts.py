"""Build the fonts that lettering on badge images is drawn with, and certificates are written in.

Takes the pinned packages below with the ordinary npm client, checks their SHA-256, and writes one
TrueType file per face with nothing but what is drawn: on badges capitals, figures and punctuation,
their widths and their kerning; on certificates all letters. Wanted on the machine: npm, and a
Python with fontTools and brotli.

    python scripts/bundle_fonts.py            # write src/laurea/integrations/artwork/fonts/
    python scripts/bundle_fonts.py --check    # say whether the files there are what this builds

"Source" is a reserved name under the licence of the originals, so the built faces bear others.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0
from fontTools.ttLib.tables.otTables import PairPos

FOLDER = Path(__file__).parents[1] / "src/laurea/integrations/artwork/fonts"
LICENCE_FILE = "OFL.txt"
SOURCES_FILE = "SOURCES.json"
KERNING_MIN = 8  # thousandths of an em; smaller corrections are lost under the spacing of a ring


def is_capital(character: str) -> bool:
    """Say whether lettering in capitals can contain `character`."""
    return character.upper() == character and unicodedata.category(character)[0] in "LNPSZ"


def is_written(character: str) -> bool:
    """Say whether `character` is drawn: no control character, and no private one."""
    return unicodedata.category(character)[0] in "LMNPSZ"


@dataclass(frozen=True)
class Face:
    """One face: where it comes from, and which of its characters are kept."""

    file: str
    family: str
    package: str
    version: str
    sha256: str
    parts: tuple[str, ...]
    keeps: Callable[[str], bool]
    weight: int = 600

    @property
    def style(self) -> str:
        """What the weight is called."""
        return {400: "Regular", 600: "SemiBold"}[self.weight]


EVERY_PART = (
    *("latin", "latin-ext", "vietnamese"),
    *("greek", "greek-ext", "cyrillic", "cyrillic-ext"),
)
FACES = (
    Face(
        file="laurea-ring-600.ttf",
        family="Laurea Ring",
        package="@fontsource/source-sans-3",
        version="5.3.1",
        sha256="b598201d980b3512805bbea186aab8ef91590d59990e6a13c90e030b6ff37881",
        parts=EVERY_PART,
        keeps=is_capital,
    ),
    Face(
        file="laurea-figures-600.ttf",
        family="Laurea Figures",
        package="@fontsource/source-serif-4",
        version="5.3.1",
        sha256="54b7898afa20cf4b2d807bbf2b5a2f865e28a83db8a5fcc563dafce5ecb5e7c8",
        parts=("latin",),
        keeps=lambda character: character in "0123456789",
    ),
    Face(
        file="laurea-text-400.ttf",
        family="Laurea Text",
        package="@fontsource/source-sans-3",
        version="5.3.1",
        sha256="b598201d980b3512805bbea186aab8ef91590d59990e6a13c90e030b6ff37881",
        parts=EVERY_PART,
        keeps=is_written,
        weight=400,
    ),
    Face(
        file="laurea-title-600.ttf",
        family="Laurea Title",
        package="@fontsource/source-serif-4",
        version="5.3.1",
        sha256="54b7898afa20cf4b2d807bbf2b5a2f865e28a83db8a5fcc563dafce5ecb5e7c8",
        parts=tuple(part for part in EVERY_PART if part != "greek-ext"),
        keeps=is_written,
    ),
)


@dataclass
class Gathered:
    """What was taken out of the parts of one face so far."""

    glyphs: dict[str, Any] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    cmap: dict[int, str] = field(default_factory=dict)
    kerning: dict[tuple[str, str], int] = field(default_factory=dict)


def fetch(face: Face, folder: Path) -> bytes:
    """Return the package's archive, fetched by npm and checked against its pinned hash."""
    spec = f"{face.package}@{face.version}"
    command = ["npm", "pack", "--silent", spec]
    packed = subprocess.run(  # noqa: S603 - the command is written above
        command, cwd=folder, check=True, capture_output=True, text=True
    )
    archive = (folder / packed.stdout.split()[-1]).read_bytes()
    found = hashlib.sha256(archive).hexdigest()
    if found != face.sha256:
        sys.exit(f"{spec} has SHA-256 {found}, and {face.sha256} was pinned.")
    return archive


def member(archive: bytes, name: str) -> bytes:
    """Return one file of an npm package."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        stream = package.extractfile(f"package/{name}")
        if stream is None:
            sys.exit(f"{name} is not a file of the package.")
        return stream.read()


def gather(font: TTFont, part: str, face: Face, into: Gathered) -> None:
    """Take from one part of a face what is kept and not there yet."""
    plain: dict[str, str] = {}
    for code, name in sorted(font.getBestCmap().items()):
        if code not in into.cmap and face.keeps(chr(code)):
            into.cmap[code] = f"uni{code:04X}" if code < 0x10000 else f"u{code:X}"
            add_glyph(font, name, into.cmap[code], part, into)
            # An accented letter is kerned like the letter below the accent.
            if not unicodedata.decomposition(chr(code)):
                plain[name] = into.cmap[code]
    for (left, right), value in kerning_pairs(font):
        if left in plain and right in plain:
            into.kerning.setdefault((plain[left], plain[right]), value)


def add_glyph(font: TTFont, name: str, new_name: str, part: str, into: Gathered) -> None:
    """Copy a glyph and, under a name of the part's own, the glyphs it is composed of."""
    glyph = copy.deepcopy(font["glyf"][name])
    glyph.removeHinting()
    into.glyphs[new_name] = glyph
    into.widths[new_name] = font["hmtx"][name][0]
    for component in getattr(glyph, "components", ()):
        original = component.glyphName
        component.glyphName = f"{part}.{original}"
        if component.glyphName not in into.glyphs:
            add_glyph(font, original, component.glyphName, part, into)


def kerning_pairs(font: TTFont) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield the pairs of the feature `kern`, in thousandths of an em, the deciding one first."""
    table = font["GPOS"].table
    wanted = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for index in record.Feature.LookupListIndex
    }
    for index in sorted(wanted):
        for subtable in table.LookupList.Lookup[index].SubTable:
            pairs = getattr(subtable, "ExtSubTable", subtable)
            if isinstance(pairs, PairPos):
                yield from single_pairs(pairs) if pairs.Format == 1 else class_pairs(pairs)


def single_pairs(pairs: Any) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield the pairs of a subtable that lists glyphs one by one."""
    for left, rights in zip(pairs.Coverage.glyphs, pairs.PairSet, strict=True):
        for record in rights.PairValueRecord:
            yield (left, record.SecondGlyph), getattr(record.Value1, "XAdvance", 0) or 0


def class_pairs(pairs: Any) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield the pairs of a subtable that sorts glyphs into classes."""
    rights: dict[int, list[str]] = {}
    for right, number in pairs.ClassDef2.classDefs.items():
        rights.setdefault(number, []).append(right)
    for left in pairs.Coverage.glyphs:
        row = pairs.Class1Record[pairs.ClassDef1.classDefs.get(left, 0)].Class2Record
        for number, names in rights.items():
            value = getattr(row[number].Value1, "XAdvance", 0) or 0
            for right in names:
                yield (left, right), value


def build(face: Face, archive: bytes) -> bytes:
    """Return the TrueType file of a face."""
    gathered = Gathered()
    fonts = [
        TTFont(io.BytesIO(member(archive, f"files/{woff2(face, part)}"))) for part in face.parts
    ]
    for part, font in zip(face.parts, fonts, strict=True):
        gather(font, part, face, gathered)
    return assemble(face, fonts[0], gathered)


def woff2(face: Face, part: str) -> str:
    """Return the name of the file that holds one part of a face."""
    return f"{face.package.rpartition('/')[2]}-{part}-{face.weight}-normal.woff2"


def assemble(face: Face, model: TTFont, gathered: Gathered) -> bytes:
    """Return a TrueType file of what was gathered, with the proportions of `model`."""
    builder = FontBuilder(model["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder([".notdef", *gathered.glyphs])
    builder.setupCharacterMap(gathered.cmap)
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **gathered.glyphs})
    bearings = {
        name: glyph.xMin
        for name, glyph in builder.font["glyf"].glyphs.items()
        if hasattr(glyph, "xMin")
    }
    widths = {".notdef": 0, **gathered.widths}
    builder.setupHorizontalMetrics(
        {name: (width, bearings.get(name, 0)) for name, width in widths.items()}
    )
    builder.setupHorizontalHeader(ascent=model["hhea"].ascent, descent=model["hhea"].descent)
    builder.setupNameTable(names(face, model))
    builder.setupOS2(usWeightClass=face.weight, sCapHeight=model["OS/2"].sCapHeight)
    builder.setupPost(keepGlyphNames=False)
    kerning = {pair: v for pair, v in gathered.kerning.items() if abs(v) >= KERNING_MIN}
    if kerning:
        builder.font["kern"] = kern_table(kerning)
    builder.updateHead(created=model["head"].created, modified=model["head"].modified)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def names(face: Face, model: TTFont) -> dict[str, str]:
    """Return the entries of the name table, the copyright of the original among them."""
    original = model["name"]
    return {
        "copyright": original.getDebugName(0),
        "familyName": face.family,
        "styleName": face.style,
        "uniqueFontIdentifier": f"{face.family} {face.version}",
        "fullName": f"{face.family} {face.style}",
        "version": f"Version {face.version}",
        "psName": face.family.replace(" ", "") + f"-{face.style}",
        "licenseDescription": "SIL Open Font License, Version 1.1",
        "licenseInfoURL": original.getDebugName(14),
    }


def kern_table(kerning: dict[tuple[str, str], int]) -> Any:
    """Return a `kern` table of the pairs."""
    subtable = KernTable_format_0()
    subtable.coverage, subtable.kernTable, subtable.tupleIndex = 1, dict(kerning), None
    table = newTable("kern")
    table.version, table.kernTables = 0, [subtable]
    return table


def sources(built: dict[str, bytes]) -> bytes:
    """Return the record of what was built from what."""
    record = {
        "made_by": "scripts/bundle_fonts.py",
        "licence": "OFL-1.1",
        "licence_file": LICENCE_FILE,
        "files": {
            face.file: {
                "sha256": hashlib.sha256(built[face.file]).hexdigest(),
                "copyright": TTFont(io.BytesIO(built[face.file]))["name"].getDebugName(0),
                "npm_package": f"{face.package}@{face.version}",
                "npm_package_sha256": face.sha256,
                "members": [f"files/{woff2(face, part)}" for part in face.parts],
            }
            for face in FACES
        },
    }
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()


def build_all() -> dict[str, bytes]:
    """Return every file of the folder by its name."""
    built: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for face in FACES:
            archive = fetch(face, Path(folder))
            built[face.file] = build(face, archive)
            built[LICENCE_FILE] = member(archive, "LICENSE")
    return {**built, SOURCES_FILE: sources(built)}


def main() -> int:
    """Build the fonts; write them, or with `--check` compare them. Return the exit status."""
    parser = argparse.ArgumentParser(description="Build the fonts of badge images.")
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
