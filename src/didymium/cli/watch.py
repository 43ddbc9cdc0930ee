"""`didymium watch`: add, list, run, remove."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from didymium.cli.options import Db, Draws, Flag, Json, Many, Seed
from didymium.cli.terminal import print_json
from didymium.errors import BadInput

if TYPE_CHECKING:
    import threading

    from didymium.store import AlertRow, Store, WatchRow
    from didymium.watch import Round, Sink, Watcher

app = App(name="watch", help="Watch feeds, sitemaps, pages and folders: add, list, run, remove.")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@app.command
def add(
    target: str,
    /,
    *,
    name: str | None = None,
    kind: Literal["auto", "feed", "sitemap", "page", "folder"] = "auto",
    language: Many = ("en",),
    mineral: Many = (),
    allow_local: Flag = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Add a source: the address of a feed, sitemap or page, or a folder.

    Parameters
    ----------
    target
        An http(s) address or a folder.
    name
        What to call it (default: from the address).
    kind
        What it is; auto tells by what the server answers.
    language
        Keep articles in this language (two letters; again for more; `any` for all).
    mineral
        Keep only articles that name this mineral or group; again for more.
    allow_local
        The address may be on this machine or the private network.
    """
    from didymium.watch import add as add_watch

    with _store(db) as store:
        given = add_watch(
            store, target, name=name, kind=kind, languages=() if "any" in language else language, minerals=mineral,
            allow_local=allow_local,
        )  # fmt: skip
    print_json({"name": given}, indent=None) if json else print(f"watching {given}")


@app.command(name="list")
def list_(*, db: Db = None, json: Json = False) -> None:
    """List the sources with their health: last success, items, errors, age of the newest item."""
    with _store(db) as store:
        rows = store.watches()
    if json:
        print_json({"watches": [row.to_json() for row in rows]})
    elif rows:
        _print_health(rows)
    else:
        print("nothing is watched; add a source with `didymium watch add URL`")


@app.command
def remove(name: str, /, *, db: Db = None) -> None:
    """Remove a source; the articles that it brought stay."""
    with _store(db) as store:
        store.remove_watch(name)
    print(f"removed {name}")


@app.command
def run(
    *names: str,
    once: Flag = False,
    every: str | None = None,
    material: float = 50e6,
    alert: Many = ("stdout",),
    days_before: Annotated[tuple[int, ...], Parameter(negative=())] = (),
    draws: Draws = 200,
    seed: Seed = 0,
    force: Flag = False,
    allow_local: Flag = False,
    db: Db = None,
    json: Json = False,
) -> int:
    """Fetch, read, store, weigh, brief and tell: one round, or a round every so often.

    Parameters
    ----------
    names
        Only these sources (default: all).
    once
        One round, for cron (the default).
    every
        A round every 15m, 2h, 1d, until SIGINT or SIGTERM.
    material
        Brief and tell articles from this simulated loss or relief on, in USD; 0: all that state news.
    alert
        Where to tell: stdout, file:PATH, https://..., mailto:ADDRESS; again for more.
    days_before
        Tell of what expires this many days before; again for more.
    force
        Visit sources that wait after a failure too.
    allow_local
        The webhook may be on this machine or the private network.
    """
    import threading

    from didymium.watch import Settings, Watcher

    if once and every:
        raise BadInput("give --once or --every, not both")
    if not 0 <= material < float("inf"):
        raise BadInput(f"--material {material}: give US dollars, 0 or more")
    pause = _seconds(every) if every else None
    settings = Settings(material, draws, seed, force, names, days_before)
    with _store(db) as store:
        sinks = [_sink(target, allow_local, quiet=json) for target in alert]
        watcher = Watcher(store, settings, sinks, stop=threading.Event())
        if pause is None:
            with _stopping(watcher.stop):
                return _told(watcher.once(), json)
        return _daemon(watcher, pause, json)


def _daemon(watcher: Watcher, pause: float, json: bool) -> int:
    with _stopping(watcher.stop):
        watcher.every(pause, lambda made: _told(made, json))
    print("didymium: watch stopped, nothing is lost", file=sys.stderr)
    return 0


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """SIGINT and SIGTERM end the round after the item in hand; a second one ends at once."""
    import signal

    def on_signal(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        print("didymium: stopping after the item in hand", file=sys.stderr)

    kept = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _store(db: str | None) -> Store:
    from didymium.store import Store

    return Store.open(db)


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d{1,6})\s*([smhd])", text.strip().lower())
    if not found or int(found.group(1)) == 0:
        raise BadInput(f"--every {text[:20]!r}: give a number and s, m, h or d, like 15m")
    return float(int(found.group(1)) * _UNITS[found.group(2)])


def _sink(target: str, allow_local: bool, *, quiet: bool) -> Sink:
    from didymium.watch import Sink, sink

    if target != "stdout":
        return sink(target, allow_local=allow_local)
    return Sink("stdout", _print_json if quiet else _print_alert)


def _print_json(alert: AlertRow) -> None:
    from didymium.watch.sinks import payload

    print_json({"alert": payload(alert)}, indent=None)


def _print_alert(alert: AlertRow) -> None:
    data = alert.data
    print(f"{alert.made_at[:16].replace('T', ' ')}  {alert.title}", flush=True)
    details = [data.get("words"), data.get("source"), data.get("url"), data.get("error")]
    if data.get("brief"):
        details.append(f"brief {data['brief']}")
    print("    " + " · ".join(str(d) for d in details if d), flush=True)


def _told(made: Round, json: bool) -> int:
    """Prints a round; 0, or 2 when every source that was visited failed."""
    if json:
        print_json(made.to_json(), indent=None)
    else:
        for each in made.watches:
            parts = [f"{n} {word}" for word, n in _counts(each.__dict__) if n]
            line = f"{each.name}: {each.state}{', ' + ', '.join(parts) if parts else ''}"
            print(f"{line} ({each.error})" if each.error else line, file=sys.stderr)
        if made.undelivered:
            print(f"{made.undelivered} alerts could not be delivered; they wait for the next round", file=sys.stderr)
    visited = [w for w in made.watches if w.state != "waiting"]
    return 2 if visited and all(w.state in ("failing", "dead") for w in visited) else 0


def _counts(tally: dict[str, Any]) -> list[tuple[str, int]]:
    return [(word, tally[word]) for word in ("new", "read", "skipped", "failed", "briefs", "alerts", "proposals")]


def _print_health(rows: tuple[WatchRow, ...]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    styles = {"ok": "green", "dead": "bold red", "failing": "red", "silent": "yellow", "new": "dim"}
    table = Table()
    for column in ("name", "kind", "status", "last success"):
        table.add_column(column, overflow="fold")
    for column in ("items", "waiting", "errors", "newest"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(row.name, row.kind, Text(row.status, style=styles[row.status]), _age(row.succeeded_at),
                      str(row.items), str(row.waiting), str(row.errors), row.newest or "")  # fmt: skip
    console = Console()
    console.print(table)
    for row in rows:
        if row.error:
            console.print(Text(f"{row.name}: {row.error}"), soft_wrap=True)


def _age(moment: str | None) -> str:
    """How long ago, as people say it."""
    import datetime as dt

    if moment is None:
        return "never"
    minutes = int((dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(moment)).total_seconds() // 60)
    size = next(((n, unit) for n, unit in ((1440, "d"), (60, "h")) if minutes >= n), (1, "min"))
    return f"{minutes // size[0]} {size[1]} ago"
