"""Try the installed wheel from an empty folder: each command must run and say something."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent / "didymium"
EXAMPLE = Path(__file__).parent.parent / "examples" / "us-rare-earths-drive.html"
COMMANDS = [
    ["--help"],
    ["world", "show", "dysprosium"],
    ["risk", "gallium", "--importer", "USA"],
    ["read", str(EXAMPLE), "--json"],
    ["simulate", "--list"],
    ["premium", "dysprosium", "--importer", "DEU"],
    ["brief", str(EXAMPLE), "--format", "md"],
]


def main() -> int:
    """Run all commands; returns 1 when one of them fails."""
    failed = 0
    for command in COMMANDS:
        done = subprocess.run([str(BIN), *command], capture_output=True, text=True, timeout=300)
        ok = done.returncode == 0 and len(done.stdout) > 100
        print("ok    " if ok else "FAILED", "didymium", " ".join(command))
        if not ok:
            print(done.stdout[-500:], done.stderr[-2000:])
        failed += not ok
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
