"""Calls that the tests of worker processes make there."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from didymium.bounded import Progress
from didymium.errors import BadArticle, UnknownLabel


def steps(args: dict[str, Any], data: bytes, progress: Progress) -> dict[str, int]:
    for done in range(args["of"]):
        progress(done, args["of"])
    return {"of": args["of"], "bytes": len(data)}


def spins(*_: object) -> None:
    while True:
        pass


def sleeps(*_: object) -> None:
    time.sleep(600)


def tells_its_pid_and_sleeps(args: dict[str, Any], *_: object) -> None:
    Path(args["into"]).write_text(str(os.getpid()))
    time.sleep(600)


def grows(*_: object) -> int:
    held = []
    for _each in range(100):
        held.append(bytearray(50 * 2**20))
    return len(held)


def dies(*_: object) -> None:
    os._exit(3)


def refuses(args: dict[str, Any], *_: object) -> None:
    if args["kind"] == "label":
        raise UnknownLabel("mineral", "galium", ("gallium", "cobalt"))
    raise BadArticle("x: a binary file")


def fails(*_: object) -> float:
    return 1 / 0


def prints(*_: object) -> str:
    print("{} mixed in")
    os.write(1, b"and raw")
    return "said"


def number(*_: object) -> int:
    return os.getpid()
