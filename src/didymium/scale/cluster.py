"""A Dask cluster: an embedded one of this machine's cores, or any scheduler by its address.

Tasks are pure functions of small arguments; a task whose worker dies runs again elsewhere. Results are taken in the
order in which they are done, with a bounded number in flight, so that memory does not grow with the work.
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from didymium import __version__
from didymium.errors import BadInput, DidymiumError, Unavailable

if TYPE_CHECKING:
    from distributed import Client

IN_FLIGHT = 4  # tasks a worker thread that are submitted ahead
CONNECT_SECONDS = 15
ALONE = 180.0  # seconds without any worker after which a run ends: a worker that restarts is back by then
RETRIES = 5  # deaths of workers that one task survives


@contextmanager
def connected(address: str | None = None, workers: int | None = None) -> Iterator[Client]:
    """A client of the scheduler at `address` (tcp:// or tls://), else of a cluster on this machine.

    workers: processes of the embedded cluster (default: one a core). Raises `BadInput` where Dask is not installed
    or a worker runs another version of Didymium, of its world or of Python, and `Unavailable` where no scheduler or
    no worker answers.
    """
    distributed = _dask()
    with _quiet(), _client(distributed, address, workers) as client:
        _same_versions(client)
        yield client


def _dask() -> Any:
    try:
        import distributed
    except ImportError:
        raise BadInput("a cluster needs Dask: pip install 'didymium[dask]'") from None
    import dask

    dask.config.set({"distributed.scheduler.allowed-failures": RETRIES, "distributed.comm.timeouts.connect": "10s"})
    return distributed


@contextmanager
def _quiet() -> Iterator[None]:
    """Workers and schedulers that come and go are Dask's daily life; what matters is raised."""
    import logging

    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("distributed", "tornado")]
    loggers = [logging.getLogger(name) for name in names]  # Dask gives many of its own a level
    before = [log.level for log in loggers]
    for log in loggers:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(loggers, before, strict=True):
            log.setLevel(level)


@contextmanager
def _client(distributed: Any, address: str | None, workers: int | None) -> Iterator[Client]:
    if address is None:
        count = workers or os.cpu_count() or 1
        with (
            distributed.LocalCluster(
                n_workers=count, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
                env={"NUMBA_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            ) as cluster,
            distributed.Client(cluster) as client,
        ):  # fmt: skip
            yield client
        return
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise Unavailable(
            f"{address[:200]}: no scheduler answers ({_words(error)}); start one or leave out --cluster"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise Unavailable(
                f"{address[:200]}: the scheduler has no worker; start one: dask worker {address[:200]}"
            ) from None
        yield client


def versions() -> dict[str, str]:
    """What must be the same on client and workers for the same numbers: Didymium, its world, Python, NumPy."""
    import numpy

    from didymium.world.load import load_world

    return {
        "didymium": __version__,
        "world": load_world().edition,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": numpy.__version__,
    }


def _same_versions(client: Client) -> None:
    own = versions()
    try:
        found: dict[str, Any] = client.run(versions)
    except (ImportError, AttributeError) as error:
        raise BadInput(
            f"a worker has no Didymium of this version ({_words(error)}): install {own['didymium']} there"
        ) from None
    for worker, theirs in sorted(found.items()):
        other = [f"{key} {theirs.get(key)} (here {value})" for key, value in own.items() if theirs.get(key) != value]
        if other:
            raise BadInput(f"worker {worker} runs {', '.join(other)}: install the same version there")


def outcomes(
    task: Callable[..., Any], calls: Sequence[tuple[Any, ...]], address: str | None, workers: int | None
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """(arguments, result) of each call as it is done; a result is an exception where the task failed.

    address, workers: as for `connected`; without an address and with no workers the calls run in this process, where
    only errors of ours are results.
    """
    if workers == 0 and address is None:
        for call in calls:
            try:
                yield call, task(*call)
            except DidymiumError as error:
                yield call, error
    elif calls:
        with connected(address, workers) as client:
            yield from completed(client, task, calls)


def completed(
    client: Client, task: Callable[..., Any], calls: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """(arguments, result) of each call as it is done, in any order; a result is an exception where the task failed.

    Only `IN_FLIGHT` calls a worker thread are submitted ahead, so `calls` may be a generator of any length. Raises
    `Unavailable` when the scheduler is gone, or when no worker has been left for `ALONE` seconds.
    """
    import distributed

    waiting: Iterator[tuple[Any, ...]] = iter(calls)
    held: dict[Any, tuple[tuple[Any, ...], int]] = {}  # key of a future: its call, and how often it was given up
    done: Any = distributed.as_completed([])  # type: ignore[no-untyped-call]
    threads: dict[str, int] = client.nthreads()  # type: ignore[no-untyped-call]
    room = max(2, IN_FLIGHT * sum(threads.values()))

    def submit(call: tuple[Any, ...] | None, given_up: int = 0) -> bool:
        if call is None:
            return False
        future = client.submit(task, *call, pure=False, retries=0)
        held[future.key] = call, given_up
        done.add(future)
        return True

    while len(held) < room and submit(next(waiting, None)):
        pass
    ended, alone = threading.Event(), threading.Event()
    threading.Thread(target=_watch, args=(client, done, ended, alone), daemon=True).start()
    try:
        yield from _each(client, done, held, submit, waiting, alone)
    finally:
        ended.set()


def _watch(client: Client, done: Any, ended: threading.Event, alone: threading.Event) -> None:
    """Gives up what is submitted once no worker has been left for a while; ends with the run."""
    since = 0.0
    while not ended.wait(ALONE / 12):
        try:
            since = 0.0 if client.nthreads() else since + ALONE / 12  # type: ignore[no-untyped-call]
        except (OSError, RuntimeError):  # the scheduler is gone: the futures say so themselves
            return
        if since >= ALONE:
            alone.set()
            client.cancel(list(done.futures))  # type: ignore[no-untyped-call]
            return


def _each(
    client: Client, done: Any, held: dict[Any, tuple[tuple[Any, ...], int]], submit: Callable[..., bool],
    waiting: Iterator[tuple[Any, ...]], alone: threading.Event,
) -> Iterator[tuple[tuple[Any, ...], Any]]:  # fmt: skip
    """The results as they come, the next call submitted for each."""
    for future in done:
        call, given_up = held.pop(future.key)
        try:
            failed = future.exception()  # waits where the worker that held the result died just now
            outcome = future.result() if failed is None else failed
        except CancelledError:  # given up with its worker, or with the scheduler
            if alone.is_set():
                raise Unavailable("no worker is left; start one and repeat the command: what is done is kept") from None
            if client.status != "running" or given_up >= RETRIES:
                raise Unavailable(
                    "the scheduler is gone; start it again and repeat the command: what is done is kept"
                ) from None
            submit(call, given_up + 1)
            continue
        future.release()
        submit(next(waiting, None))
        yield call, outcome


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
