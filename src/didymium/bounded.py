"""Work on what strangers wrote, in processes of their own with limits of processor time, waiting time and memory.

A worker answers one call at a time over its standard streams, in JSON with bytes behind it where a call has some;
nothing is pickled. One that passes a limit is killed and another takes its place: the caller gets one clear line.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from didymium import errors
from didymium.errors import BadInput, DidymiumError

Progress = Callable[[int, int], None]
START_SECONDS = 300.0  # that a worker may take to load what it is warmed with
POLL = 0.1  # seconds between two looks at whether a call is cancelled
RETIRED = 2 * 2**30  # bytes of memory above which a worker is replaced after its call


@dataclass(frozen=True)
class Limits:
    """Of one call: seconds of processor time, seconds altogether, bytes beyond what the worker held before."""

    cpu: float = 30.0
    wall: float = 60.0
    memory: int = 2 * 2**30


class Exceeded(BadInput):
    """Work that took more processor time, time or memory than it may."""


class Cancelled(Exception):
    """The call was given up by its caller."""


class WorkerFault(RuntimeError):
    """An exception of ours in a worker; the text is its traceback."""


class _Worker:
    """One process; `frames` holds what it said."""

    def __init__(self, warm: Sequence[str]) -> None:
        places = os.pathsep.join(place for place in sys.path if place)  # where this process finds its modules
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "didymium.bounded"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True, env=os.environ | {"PYTHONPATH": places},
        )  # fmt: skip
        self.frames: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        for place in warm:
            self.ask({"call": place, "args": {}, "cpu": 0, "memory": 0}, b"")

    def _listen(self) -> None:
        assert self.process.stdout is not None
        while (frame := _received(self.process.stdout)) is not None:
            self.frames.put(frame[0])
        self.frames.put(None)

    def ask(self, header: dict[str, Any], blob: bytes) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # a dead worker is noticed when its answer is waited for
            _send(self.process.stdin, header, blob)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()


class Pool:
    """So many workers, started when first needed and warmed by calls to `warm` (places "module:function")."""

    def __init__(self, size: int, warm: Sequence[str] = ()) -> None:
        self.size, self.warm = size, tuple(warm)
        self._free: list[_Worker | None] = [None] * size  # the last is taken first; None is one to be started
        self._all: set[_Worker] = set()
        self._count = 0
        self._changed = threading.Condition()
        self._closed = False
        atexit.register(self.close)

    def start(self) -> None:
        """Starts the workers that are not there yet, so that the first call does not wait for it."""
        with self._changed:
            self._free = [worker or self._new() for worker in self._free]

    def call(
        self, place: str, args: dict[str, Any], blob: bytes = b"", *, limits: Limits = Limits(),
        what: str = "the input", progress: Progress | None = None, cancel: threading.Event | None = None,
    ) -> Any:  # fmt: skip
        """What `function(args, blob, progress)` at `place` ("module:function") returns, made in a worker.

        what: names the input in the line of an error. Raises `Exceeded` for a limit, `Cancelled` when `cancel` is set,
        `WorkerFault` for a fault of ours, and the function's own `DidymiumError`.
        """
        worker, kept = self._taken(), None
        try:
            frame = self._answered(worker, place, args, blob, limits, what, progress, cancel)
            kept = worker if frame.get("held", 0) < RETIRED else None
            return _outcome(frame, what)
        finally:
            self._given_back(worker, kept is not None)

    def close(self) -> None:
        """Ends all workers; a later call starts new ones."""
        with self._changed:
            self._closed = True
        for worker in tuple(self._all):
            self._drop(worker)

    def _taken(self) -> _Worker:
        with self._changed:
            self._changed.wait_for(lambda: self._free)
            worker = self._free.pop()
            return worker if worker is not None and worker.process.poll() is None else self._new()

    def _given_back(self, worker: _Worker, lives: bool) -> None:
        """A worker that lives is taken next; the one that takes a killed one's place may still have to load."""
        if not lives:
            self._drop(worker)
        with self._changed:
            self._free.insert(len(self._free) if lives else 0, worker if lives else self._next())
            self._changed.notify()

    def _next(self) -> _Worker | None:
        return None if self._closed else self._new()

    def _new(self) -> _Worker:
        worker = _Worker(self.warm)
        self._all.add(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        self._all.discard(worker)
        worker.kill()

    def _answered(
        self, worker: _Worker, place: str, args: dict[str, Any], blob: bytes, limits: Limits, what: str,
        progress: Progress | None, cancel: threading.Event | None,
    ) -> dict[str, Any]:  # fmt: skip
        """The last frame of a call; the worker is left to be killed where it gives none."""
        with self._changed:
            self._count += 1
            ident = self._count
        header = {"id": ident, "call": place, "args": args, "cpu": limits.cpu, "memory": limits.memory}
        worker.ask(header, blob)
        end, late = time.monotonic() + START_SECONDS, f"no worker was ready within {START_SECONDS:g} s; try again"
        while True:
            if cancel is not None and cancel.is_set():
                raise Cancelled
            try:
                frame = worker.frames.get(timeout=POLL)
            except queue.Empty:
                if time.monotonic() > end:
                    raise Exceeded(f"{what}: {late}") from None
                continue
            if frame is None:
                raise Exceeded(f"{what}: {_death(worker.process.wait(), limits)}")
            if frame.get("id") != ident:
                continue
            if "begun" in frame:
                end, late = time.monotonic() + limits.wall, f"took longer than {limits.wall:g} s and was given up"
            elif "progress" in frame:
                if progress is not None:
                    progress(*frame["progress"])
            else:
                return frame


def _death(code: int, limits: Limits) -> str:
    if code == -getattr(signal, "SIGPROF", 27):
        return f"took more than {limits.cpu:g} s of processor time and was given up; give a shorter or simpler one"
    return "its worker ended before it was done (too large or damaged?); give a shorter or simpler one"


def _outcome(frame: dict[str, Any], what: str) -> Any:
    if "error" in frame:
        kind: type[DidymiumError] = getattr(errors, frame["error"], BadInput)
        raise kind.told(frame["said"]) if issubclass(kind, errors.UnknownLabel) else kind(frame["said"])
    if "starved" in frame:
        raise Exceeded(f"{what}: needs more memory than it may take; give a shorter or simpler one")
    if "fault" in frame:
        raise WorkerFault(frame["fault"])
    return frame["result"]


def _send(stream: IO[bytes], header: dict[str, Any], blob: bytes = b"") -> None:
    body = json.dumps(header).encode()
    stream.write(len(body).to_bytes(8, "big") + len(blob).to_bytes(8, "big") + body + blob)
    stream.flush()


def _received(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next frame and its bytes; None at the end."""
    try:
        sizes = stream.read(16)
        if len(sizes) < 16:
            return None
        body = stream.read(int.from_bytes(sizes[:8], "big"))
        blob = stream.read(int.from_bytes(sizes[8:], "big"))
        return json.loads(body), blob
    except (OSError, ValueError):
        return None


def _serve() -> None:
    """The worker: answers calls until its input ends."""
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not mix with the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller decides
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    while (frame := _received(source)) is not None:
        header, blob = frame
        ident = header.get("id")
        _prepare(header["call"])
        _send(out, {"id": ident, "begun": True})
        with _limited(header["cpu"], header["memory"]):
            answer = _made(header, blob, out)
        _send(out, {"id": ident, "held": _held(), **answer})


def _end_with(parent: int) -> None:
    """Ends this process soon after its caller, which may have been killed in the middle of a call."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _prepare(call: str) -> None:
    """Loads what a call needs before its time is counted: a cold start is no fault of what is read."""
    module, _, name = call.partition(":")
    with contextlib.suppress(ImportError, AttributeError):  # told by the call itself
        importlib.import_module(module).prepare(name)


def _made(header: dict[str, Any], blob: bytes, out: IO[bytes]) -> dict[str, Any]:
    """What one call gives: a result, an error of the user's, or a fault of ours; never an exception."""
    module, _, name = header["call"].partition(":")

    def progress(done: int, of: int) -> None:
        _send(out, {"id": header.get("id"), "progress": [done, of]})

    try:
        return {"result": getattr(importlib.import_module(module), name)(header["args"], blob, progress)}
    except DidymiumError as error:
        return {"error": type(error).__name__, "said": " ".join(str(error).split())}
    except (MemoryError, RecursionError):
        return {"starved": True}
    except Exception:  # noqa: BLE001 a fault must reach the caller, whatever it is
        return {"fault": traceback.format_exc()[-4000:]}


@contextlib.contextmanager
def _limited(cpu: float, memory: int) -> Any:
    """Ends this process when the block takes more processor time; starves it beyond its memory."""
    if not cpu:
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu)
    resource.setrlimit(resource.RLIMIT_DATA, (_held("VmData") + memory, before[1]))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _held(name: str = "VmRSS") -> int:
    """Bytes that this process holds, by /proc; 0 where there is none."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            found = next((line.split()[1] for line in file if line.startswith(name + ":")), "0")
    except OSError:
        return 0
    return int(found) * 1024


if __name__ == "__main__":
    _serve()
