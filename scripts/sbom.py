"""Writes a software bill of materials (CycloneDX 1.6, JSON) from requirements.lock: `make sbom`."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """Each pinned package of a lock with its version and the hashes of its files."""
    found: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            name, version = pinned.group(1).lower(), pinned.group(2)
            purl = f"pkg:pypi/{name}@{version}"
            found.append({"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl,
                          "hashes": []})  # fmt: skip
        if found:
            found[-1]["hashes"] += [{"alg": "SHA-256", "content": each} for each in _HASH.findall(line)]
    return found


def main() -> None:
    """Reads the lock, writes the bill."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("lock", type=Path)
    given.add_argument("out", type=Path)
    args = given.parse_args()
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "metadata": {"component": {"type": "application", "name": "didymium"}},
            "components": components(args.lock.read_text("utf-8"))}  # fmt: skip
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
