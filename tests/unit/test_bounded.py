"""Worker processes: limits of processor time, waiting and memory; cancelling; faults of the user and of ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from didymium import bounded
from didymium.bounded import Cancelled, Exceeded, Limits, Pool, WorkerFault
from didymium.errors import BadArticle, UnknownLabel

SMALL = Limits(cpu=0.5, wall=20.0, memory=200 * 2**20)


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(1)


def call(pool: Pool, place: str, args: dict[str, Any] | None = None, blob: bytes = b"", **more: Any) -> Any:
    return pool.call(place, args or {}, blob, **more)


def test_a_result_and_progress_come_back(pool: Pool) -> None:
    told: list[tuple[int, int]] = []
    got = call(pool, "work_done:steps", {"of": 3}, b"\x00\xff", progress=lambda done, of: told.append((done, of)))
    assert got == {"of": 3, "bytes": 2}
    assert told == [(0, 3), (1, 3), (2, 3)]


@pytest.mark.parametrize(
    ("place", "limits", "match"),
    [
        ("work_done:spins", SMALL, "0.5 s of processor time"),
        ("work_done:sleeps", Limits(cpu=5.0, wall=0.5), "longer than 0.5 s"),
        ("work_done:grows", SMALL, "memory"),
        ("work_done:dies", SMALL, "ended before"),
    ],
)
def test_what_passes_a_limit_is_one_line_and_the_next_call_works(
    pool: Pool, place: str, limits: Limits, match: str
) -> None:
    with pytest.raises(Exceeded, match=match) as error:
        call(pool, place, limits=limits, what="page.html")
    assert str(error.value).startswith("page.html: ")
    assert "\n" not in str(error.value)
    assert call(pool, "work_done:steps", {"of": 0})["of"] == 0


def test_a_worker_that_is_not_ready_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "START_SECONDS", 0.0)
    monkeypatch.setattr(bounded, "POLL", 1e-6)  # sooner than any process starts
    with pytest.raises(Exceeded, match="no worker was ready"):
        call(Pool(1), "work_done:steps", {"of": 0})


def _lives(pid: int) -> bool:
    """Whether a process runs; one that ended and was not collected does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_a_worker_ends_with_a_caller_that_is_killed_in_the_middle_of_a_call(tmp_path: Path) -> None:
    into = tmp_path / "pid"
    code = "import sys; from didymium.bounded import Pool; Pool(1).call(sys.argv[1], {'into': sys.argv[2]})"
    paths = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", code, "work_done:tells_its_pid_and_sleeps", str(into)], env=paths
    ) as caller:
        while not (into.exists() and into.read_text()):
            assert caller.poll() is None
            time.sleep(0.05)
        worker = int(into.read_text())
        assert _lives(worker)
        caller.kill()
    for _ in range(600):
        if not _lives(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker outlived its caller")


def test_errors_of_the_user_keep_their_class_and_words(pool: Pool) -> None:
    with pytest.raises(BadArticle, match="a binary file"):
        call(pool, "work_done:refuses", {"kind": "article"})
    with pytest.raises(UnknownLabel, match="did you mean gallium") as error:
        call(pool, "work_done:refuses", {"kind": "label"})
    assert type(error.value) is UnknownLabel  # its name is what machines are told


def test_a_fault_of_ours_tells_where(pool: Pool) -> None:
    with pytest.raises(WorkerFault, match="ZeroDivisionError"):
        call(pool, "work_done:fails")


def test_prints_do_not_mix_with_answers(pool: Pool) -> None:
    assert call(pool, "work_done:prints") == "said"


def test_a_cancelled_call_frees_its_worker(pool: Pool) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Cancelled):
        call(pool, "work_done:sleeps", limits=Limits(cpu=60.0, wall=600.0), cancel=stop)
    assert call(pool, "work_done:steps", {"of": 0})["of"] == 0


def test_a_worker_ends_with_its_caller() -> None:
    mine = Pool(1)
    number = call(mine, "work_done:number")
    assert call(mine, "work_done:number") == number
    mine.close()
    for _ in range(100):
        if not os.path.exists(f"/proc/{number}/stat"):
            return
        time.sleep(0.05)
    pytest.fail("the worker still runs")
