"""Runs as jobs in worker processes: progress that can be followed, cancellation at once, results in the store."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from didymium.bounded import Cancelled, Limits, Pool
from didymium.errors import BadInput, DidymiumError
from didymium.records import run_id
from didymium.serve import verbs
from didymium.serve.answers import TooMany

if TYPE_CHECKING:
    from didymium.store import Store

log = logging.getLogger("didymium.serve")
THREADS, MOST_WAITING, MOST_KEPT = 2, 16, 200
MOST_EACH = 8  # runs of one address that wait or run
FINAL = ("done", "failed", "cancelled")
PRIVATE = ("bom", "text")  # arguments that no answer repeats
READING = Limits(cpu=30.0, wall=60.0)
RUNNING = Limits(cpu=900.0, wall=1800.0, memory=4 * 2**30)
WRITING = Limits(cpu=120.0, wall=240.0)
LIMITS = {  # of what goes over the words of strangers; other verbs: RUNNING
    **dict.fromkeys(("read", "check"), READING), **dict.fromkeys(("brief", "findings", "derive", "prove"), WRITING),
}  # fmt: skip
WORKERS = Pool(THREADS, warm=("didymium.serve.verbs:loaded",))


@dataclass
class Job:
    """One run of a verb and how far it is."""

    id: str
    verb: str
    args: dict[str, Any]
    state: str = "waiting"  # waiting, running, done, failed, cancelled
    done: int = 0
    of: int = 0
    error: str | None = None
    result: dict[str, Any] | None = None
    fault: DidymiumError | None = field(default=None, repr=False)
    stop: threading.Event = field(default_factory=threading.Event, repr=False)
    owner: str = ""  # the address that asked
    created: float = field(default_factory=time.time)

    def to_json(self) -> dict[str, Any]:
        """{"id", "verb", "state", "done", "of", "error"}; `of` is 0 where the verb tells no steps."""
        return {k: getattr(self, k) for k in ("id", "verb", "state", "done", "of", "error")}

    def asked(self) -> dict[str, Any]:
        """The arguments without what is the caller's own: a bill of materials, the text of an article."""
        return {k: v for k, v in self.args.items() if k not in PRIVATE}

    def tell(self, **values: Any) -> None:
        """Sets fields, the state last: who sees that a job has ended sees its result."""
        for key in sorted(values, key="state".__eq__):
            setattr(self, key, values[key])


class Jobs:
    """The running jobs; what has ended is also in the store and survives a restart."""

    def __init__(self, store: Callable[[], Store], threads: int = THREADS) -> None:
        self._store = store
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="didymium-job")
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def submit(self, verb: str, args: verbs.Args, keep: bool = True, owner: str = "") -> Job:
        """A job for the verb; the same verb and arguments that run or are done already give the same job.

        keep: store how it ended; owner: the address that asks. Raises `BadInput` for an unknown verb, `TooMany` when
        too many wait, of all or of one owner.
        """
        if verb not in verbs.VERBS:
            raise BadInput(f"no verb {verb[:40]!r}: there are {', '.join(verbs.VERBS)}")
        given = args.model_dump(mode="json", exclude_none=True)
        ident = run_id(verb, given)
        with self._lock:
            held = self._jobs.get(ident)
            if held is not None and held.state in ("waiting", "running", "done"):
                return held
            owners = [j.owner for j in self._jobs.values() if j.state not in FINAL]
            if len(owners) >= MOST_WAITING or owners.count(owner) >= MOST_EACH:
                raise TooMany("too many runs are waiting: try again when some have ended")
            job = self._jobs[ident] = Job(ident, verb, given, owner=owner)
            self._forget()
        self._pool.submit(self._run, job, keep)
        return job

    def get(self, ident: str) -> Job | None:
        """A job by its id, from memory or from the store; None for an unknown one."""
        held = self._jobs.get(ident)
        if held is not None:
            return held
        row = self._store().run(ident)
        if row is None or row.verb not in verbs.VERBS:
            return None
        state = row.state if row.state in FINAL else "failed"
        error = row.error if row.state in FINAL else "the server stopped before the run ended: start it again"
        return Job(row.id, row.verb, row.args, state, error=error, result=row.result)

    def recent(self, most: int = 20) -> list[Job]:
        """The newest jobs of this server, newest first."""
        return sorted(self._jobs.values(), key=lambda j: -j.created)[:most]

    def counts(self) -> dict[str, int]:
        """Jobs by state."""
        states = [j.state for j in self._jobs.values()]
        return {s: states.count(s) for s in ("waiting", "running", *FINAL)}

    def cancel(self, ident: str) -> Job | None:
        """Ends a job: one that waits never starts, the worker of one that runs is killed."""
        job = self._jobs.get(ident)
        if job is not None and job.state not in FINAL:
            job.stop.set()
            job.tell(state="cancelled", error="cancelled by the user")
        return job

    def close(self) -> None:
        """Stops what runs and takes no more."""
        for ident in list(self._jobs):
            self.cancel(ident)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _forget(self) -> None:
        ended = [i for i, j in self._jobs.items() if j.state in FINAL]
        for ident in ended[: max(0, len(self._jobs) - MOST_KEPT)]:
            del self._jobs[ident]

    def _run(self, job: Job, keep: bool) -> None:
        if job.stop.is_set():
            return
        job.tell(state="running")
        try:
            result = WORKERS.call(
                "didymium.serve.verbs:worked", {"verb": job.verb, "args": job.args},
                limits=LIMITS.get(job.verb, RUNNING), what=job.verb, cancel=job.stop,
                progress=lambda done, of: job.tell(done=done, of=of),
            )  # fmt: skip
        except Cancelled:
            return
        except DidymiumError as error:
            self._end(job, keep, state="failed", error=" ".join(str(error).split()), fault=error)
        except Exception as error:  # a fault of ours must end the job, not leave it running for ever
            log.exception("run %s failed", job.id)
            self._end(job, keep, state="failed", error=f"our fault ({type(error).__name__}); the log has it")
        else:
            self._end(job, keep, state="done", result=result)

    def _end(self, job: Job, keep: bool, **values: Any) -> None:
        if job.stop.is_set():
            return
        if keep:
            self._keep(job, values)
        job.tell(**values)

    def _keep(self, job: Job, values: dict[str, Any]) -> None:
        try:
            self._store().put_run(
                job.id, job.verb, values["state"], job.args, values.get("result"), values.get("error")
            )
        except Exception as error:  # noqa: BLE001 a job that cannot be kept has ended all the same
            log.warning("run %s is not kept: %s", job.id, error)


async def ended(job: Job, seconds: float, every: float = 0.02) -> bool:
    """True when the job ended within `seconds`; holds no thread while it waits."""
    end = time.monotonic() + seconds
    while job.state not in FINAL:
        if time.monotonic() >= end:
            return False
        await asyncio.sleep(every)
    return True


async def follow(job: Job, every: float = 0.25, beat: float = 10.0) -> AsyncIterator[dict[str, Any] | None]:
    """The job's JSON each time that it changes, until it ends; None as a sign of life."""
    seen: tuple[Any, ...] | None = None
    last = time.monotonic()
    while True:
        now = (job.state, job.done, job.of)
        if now != seen:
            seen, last = now, time.monotonic()
            yield job.to_json()
        elif time.monotonic() - last > beat:
            last = time.monotonic()
            yield None
        if now[0] in FINAL:
            return
        await asyncio.sleep(every)
