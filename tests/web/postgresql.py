"""A PostgreSQL server for the tests: on a socket in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


def find_binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, the newest where there are several."""
    on_path = shutil.which("pg_ctl")
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: float(p.parts[-3])
    )
    if on_path:
        candidates.append(Path(on_path))
    return candidates[-1].parent if candidates else None


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """One running server."""

    binaries: Path
    folder: Path

    @classmethod
    def start(cls) -> PostgreSQL:
        """Make a server and start it. It refuses to be root's, so root hands it to `postgres`."""
        binaries = find_binaries()
        assert binaries is not None
        folder = Path(tempfile.mkdtemp(prefix="laurea-pg-"))
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = cls(binaries, folder)
        options = ("-U", "laurea", "-A", "trust", "-E", "UTF8", "--no-sync")
        server.run("initdb", "-D", f"{folder}/data", *options)
        # What is tested is killed; the machine it stands on is not. So nothing waits for the disk.
        unsynced = "-c fsync=off -c full_page_writes=off"
        settings = f"-k {folder} -c listen_addresses='' -c max_connections=200 {unsynced}"
        server.run(
            *(
                "pg_ctl",
                "-D",
                f"{folder}/data",
                "-l",
                f"{folder}/log",
                "-o",
                settings,
                "-w",
                "start",
            )
        )
        return server

    def run(self, program: str, *words: str) -> None:
        """Run one of the server's programs as the user who may."""
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_user, self.binaries / program, *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
        )

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://laurea@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """Make a database and return its address."""
        self.run("createdb", "-h", str(self.folder), "-U", "laurea", name)
        return self.url(name)

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
