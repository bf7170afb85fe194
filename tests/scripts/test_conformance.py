from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.simulator.issuer import Issuer

SCRIPT = ("-m", "scripts.conformance")
OFF = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}


def test_without_vectors_nothing_is_judged(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, *SCRIPT, str(tmp_path / "report.md")],
        env=OFF,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 64
    assert "LAUREA_VECTORS" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_accept_fails_the_run_and_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "conformance"
    folder.mkdir()
    (folder / "remote.json").write_text("{}")
    statement = "<urn:a> <urn:b> <urn:c> .\n"
    (folder / "good.nq").write_text(statement)
    case = {"path": "good.nq", "kind": "rdfc-eval", "why": "", "resources": ["good.nq"]}
    (folder / "manifest.json").write_text(
        json.dumps([case | {"expected": "valid"}, case | {"expected": "invalid"}])
    )
    done = subprocess.run(
        [sys.executable, *SCRIPT, str(tmp_path / "report.md")],
        env={**OFF, "LAUREA_VECTORS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    report = (tmp_path / "report.md").read_text()
    assert "| rdfc-eval | 2 | 1 | 0 | 0 | 0 | 1 |" in report
    assert "`good.nq`" in report


def test_what_the_files_alone_cannot_decide_is_counted_apart(tmp_path: Path) -> None:
    folder = tmp_path / "conformance"
    folder.mkdir()
    (folder / "remote.json").write_text("{}")
    schema = {"id": "https://a.example/s", "type": "JsonSchema"}
    signed = Issuer.by_did_key("academy").signed(credentialSchema=schema)
    (folder / "far.json").write_text(json.dumps(signed))
    odd = Issuer.by_did_key("academy").signed()
    odd["proof"]["cryptosuite"] = "of-another-kind-2030"
    (folder / "odd.json").write_text(json.dumps(odd))
    case = {"path": "far.json", "kind": "ob3-signed", "expected": "valid"}
    (folder / "manifest.json").write_text(json.dumps([case, case | {"path": "odd.json"}]))
    done = subprocess.run(
        [sys.executable, *SCRIPT, str(tmp_path / "report.md")],
        env={**OFF, "LAUREA_VECTORS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = (tmp_path / "report.md").read_text()
    assert "Right are 0.0% of those that the files can decide." in report
    assert "| ob3-signed | 2 | 0 | 1 | 0 | 1 | 0 |" in report
    assert "With no option: 0 of 2 right (1 beyond the files, 0 open, 1 wrong refusals" in report


def test_what_the_publisher_calls_decidable_offline_is_open_when_it_is_not_decided(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "conformance"
    folder.mkdir()
    (folder / "remote.json").write_text("{}")
    schema = {"id": "https://a.example/s", "type": "JsonSchema"}
    signed = Issuer.by_did_key("academy").signed(credentialSchema=schema)
    (folder / "near.json").write_text(json.dumps(signed))
    case = {"path": "near.json", "kind": "ob3-signed", "expected": "valid", "offline": True}
    (folder / "manifest.json").write_text(json.dumps([case]))
    done = subprocess.run(
        [sys.executable, *SCRIPT, str(tmp_path / "report.md")],
        env={**OFF, "LAUREA_VECTORS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "| ob3-signed | 1 | 0 | 0 | 1 | 0 | 0 |" in (tmp_path / "report.md").read_text()


def test_none_of_the_published_vectors_is_accepted_wrongly(vectors: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, *SCRIPT, str(tmp_path / "report.md")],
        env={**OFF, "LAUREA_VECTORS": str(vectors)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
