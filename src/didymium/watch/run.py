"""One round over the watched sources: fetch, read, join, weigh, brief, alert; what is done is kept at each step.

A round that is stopped or killed goes on where it was: items are noted with the answer that held them, and each is
settled together with its article, brief and alert.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from didymium import calendar
from didymium.errors import BadInput, DidymiumError, Unavailable
from didymium.news.fetch import http_getter
from didymium.records import Article, Brief, Reading
from didymium.store import Store, WatchRow, watching
from didymium.store.search import family
from didymium.store.values import now
from didymium.watch import work
from didymium.watch.polite import Busy, Polite
from didymium.watch.sinks import Sink
from didymium.watch.sources import articles, visit
from didymium.world.load import World, load_world
from didymium.world.overlay.events import proposals
from didymium.world.overlay.verbs import file

log = logging.getLogger("didymium.watch")
TRIES = 3  # of one item
MOST_ITEMS = 200  # of one watch a round
MOST_WAIT = 300.0  # seconds that a round waits for the servers of one watch; what is left is for the next
MOST_WORK = 600.0  # seconds that it reads and weighs what one watch brought
FIRST_BACKOFF, LONGEST_BACKOFF = dt.timedelta(minutes=5), dt.timedelta(hours=24)
MOST_DELIVERIES = 500


@dataclass(frozen=True)
class Settings:
    """How a round works. material_usd: simulated loss or relief from which an article is briefed and told (0: all that
    states news); draws, seed: of the runs; force: also visit sources whose back-off has not passed; days_before:
    tell of what expires so many days before."""

    material_usd: float = 50e6
    draws: int = 200
    seed: int = 0
    force: bool = False
    names: tuple[str, ...] = ()  # only these watches; none given is all
    days_before: tuple[int, ...] = ()


@dataclass
class Tally:
    """What one watch brought in one round."""

    name: str
    state: str = "ok"  # ok, unchanged, waiting (back-off), failing, dead
    new: int = 0
    read: int = 0
    skipped: int = 0
    failed: int = 0
    briefs: int = 0
    alerts: int = 0
    proposals: int = 0
    error: str | None = None


@dataclass
class Round:
    """What a round did."""

    watches: list[Tally] = field(default_factory=list)
    expiries: int = 0
    delivered: int = 0
    undelivered: int = 0
    stopped: bool = False

    def to_json(self) -> dict[str, Any]:
        """{"watches": [{name, state, new, read, skipped, failed, briefs, alerts, proposals, error}],
        "delivered", ...}."""
        return {**vars(self), "watches": [dict(vars(w)) for w in self.watches]}


Visitors = Callable[[bool], Polite]


def visitors() -> Visitors:
    """Polite visitors made once: one for public addresses, one that may visit local ones."""
    made: dict[bool, Polite] = {}
    return lambda local: made.setdefault(local, Polite(http_getter(allow_private=local)))


class Watcher:
    """Rounds over one store. `stop` ends a round after the item in hand; `visitors` is the network."""

    def __init__(
        self,
        store: Store,
        settings: Settings | None = None,
        sinks: Sequence[Sink] = (),
        *,
        world: World | None = None,
        network: Visitors | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.store, self.settings, self.sinks = store, settings or Settings(), tuple(sinks)
        self._given, self.world = world, world or load_world()
        self.network = network or visitors()
        self.stop = stop or threading.Event()

    def once(self) -> Round:
        """One round over the sources that are due; a dead one does not keep the rest. Raises `BadInput` for unknown
        names, `Unavailable` where the store does not answer."""
        self.world = self._given or load_world()  # with what was accepted since the last round
        made, ident = Round(), f"watch-{now()}-{threading.get_ident() % 10**6}"
        chosen = self._chosen()
        self.store.put_run(ident, "watch", "running", {"material_usd": self.settings.material_usd})
        for watch in chosen:
            if self.stop.is_set():
                break
            tally = Tally(watch.name)
            made.watches.append(tally)
            self._visit(watch, tally)
            self._read(watch, tally)
        made.expiries = self._expiries(dt.datetime.now(dt.UTC).date())
        self.deliver(made)
        made.stopped = self.stop.is_set()
        state = "cancelled" if made.stopped else "done"
        self.store.put_run(ident, "watch", state, {"material_usd": self.settings.material_usd}, made.to_json())
        return made

    def every(self, seconds: float, told: Callable[[Round], object]) -> None:
        """Rounds until `stop` is set, each `seconds` after the last began (at once when one took longer)."""
        while not self.stop.is_set():
            begun = time.monotonic()
            try:
                told(self.once())
            except Unavailable as error:  # the database is away: the next round finds it again
                told(Round([Tally("store", "failing", error=str(error))]))
            self.stop.wait(max(0.0, seconds - (time.monotonic() - begun)))

    def _chosen(self) -> list[WatchRow]:
        known = self.store.watches()
        missing = set(self.settings.names) - {w.name for w in known}
        if missing:
            raise BadInput(f"no watch named {min(missing)!r}; there are: {', '.join(w.name for w in known) or 'none'}")
        return [w for w in known if not self.settings.names or w.name in self.settings.names]

    def _visit(self, watch: WatchRow, tally: Tally) -> None:
        """Fetches a source that is due and notes its items and its health."""
        if _waits(watch) and not self.settings.force:
            tally.state = "waiting"
            return
        polite = self.network(bool(watch.options.get("allow_local")))
        try:
            found = visit(watch, polite)
            with self.store.writing() as connection:
                tally.new = watching.succeeded(
                    connection, watch.name, found.items, due_at=None, etag=found.etag, modified=found.modified,
                    newest=found.newest,
                )  # fmt: skip
        except DidymiumError as error:
            self._failed(watch, tally, error)
        except Exception as error:  # noqa: BLE001 no source may end the round for the others, whatever it sends
            self._failed(watch, tally, _fault(watch.target, error))
        else:
            tally.state = "unchanged" if found.unchanged else "ok"

    def _failed(self, watch: WatchRow, tally: Tally, error: DidymiumError) -> None:
        until = error.until if isinstance(error, Busy) and error.until else _backoff(watch.failures + 1)
        with self.store.writing() as connection:
            count = watching.failed(connection, watch.name, str(error), until.strftime("%Y-%m-%dT%H:%M:%SZ"))
            tally.state, tally.error = ("dead" if count >= watching.DEAD else "failing"), str(error)
            if count == watching.DEAD:
                title = f"The watch {watch.name} is dead: {count} failures in a row"
                data = {"watch": watch.name, "target": watch.target, "error": str(error),
                        "last_success": watch.succeeded_at}  # fmt: skip
                key = f"dead:{watch.name}:{watch.succeeded_at}"
                tally.alerts += watching.add_alert(connection, key, "watch", title, data, self._names())

    def _read(self, watch: WatchRow, tally: Tally) -> None:
        with self.store.reading() as connection:
            waiting = watching.waiting(connection, watch.name, MOST_ITEMS)
        polite = self.network(bool(watch.options.get("allow_local")))
        end, late = polite.waited + MOST_WAIT, time.monotonic() + MOST_WAIT + MOST_WORK
        for key, data, tries in waiting:
            if self.stop.is_set() or polite.waited > end or time.monotonic() > late:
                return
            try:
                for article in articles(data, polite):
                    self._take(watch, article, tally)
            except Unavailable as error:
                self._later(watch, key, tries, tally, error)
                if isinstance(error, Busy):
                    return
            except DidymiumError as error:
                self._settle(watch, key, "failed", str(error))
                tally.failed += 1
            except Exception as error:  # noqa: BLE001 no item may end the round for the others, whatever it holds
                self._settle(watch, key, "failed", str(_fault(key, error)))
                tally.failed += 1
            else:
                self._settle(watch, key, "done")

    def _later(self, watch: WatchRow, key: str, tries: int, tally: Tally, error: Unavailable) -> None:
        """An item that could not be had waits for the next round, thrice at most."""
        last = tries + 1 >= TRIES and not isinstance(error, Busy)
        self._settle(watch, key, "failed" if last else "waiting", str(error))
        tally.failed += last

    def _settle(self, watch: WatchRow, key: str, state: str, note: str | None = None) -> None:
        with self.store.writing() as connection:
            watching.settle(connection, watch.name, key, state, note)

    def _take(self, watch: WatchRow, article: Article, tally: Tally) -> None:
        """Reads, stores, joins, and where it is material briefs and tells one article."""
        if not _wanted_language(watch, article):
            tally.skipped += 1
            return
        reading = work.read(article)
        if not _wanted_mineral(watch, reading):
            tally.skipped += 1
            return
        ident = self.store.ingest(reading)
        tally.read += 1
        tally.proposals += len(file(proposals(self.world, reading)))
        if self.store.is_briefed(ident):
            return
        made = work.briefed(reading, self.settings.material_usd, self.settings.draws, self.settings.seed)
        if made is None:
            return
        tally.briefs += 1
        tally.alerts += self._tell(watch, ident, reading, *made)

    def _tell(self, watch: WatchRow, ident: str, reading: Reading, made: Brief, told: dict[str, Any]) -> bool:
        article = reading.article
        data: dict[str, Any] = {"article": ident, "source": article.source, "published": article.published,
                                "url": article.url, "watch": watch.name, **told}  # fmt: skip
        with self.store.writing() as connection:
            brief = self.store.put_brief_in(connection, made)
            data["brief"] = brief
            return watching.add_alert(connection, f"brief:{brief}", "brief", article.title, data, self._names())

    def _expiries(self, today: dt.date) -> int:
        """Alerts of what ends or begins in so many days, each once a step; returns how many are new."""
        if not self.settings.days_before:
            return 0
        ahead = calendar.once(calendar.entries(self.world, today, within=max(self.settings.days_before)))
        new = 0
        for entry, step in calendar.due(ahead, today, self.settings.days_before):
            [told] = calendar.with_meanings([entry], self.world, today, store=self.store, draws=self.settings.draws)
            left = (entry.date - today).days
            title = f"{calendar.summary_of(entry)} on {entry.when()}, in {left} days"
            data = {"words": calendar.meaning_of(told) or None, "next": entry.next, "source": entry.source,
                    "url": entry.url, "minerals": list(entry.minerals), "date": entry.when()}  # fmt: skip
            with self.store.writing() as connection:
                new += watching.add_alert(
                    connection, f"expiry:{entry.uid}:{step}", "expiry", title, data, self._names()
                )
        return new

    def _names(self) -> Iterable[str]:
        return [s.name for s in self.sinks]

    def deliver(self, made: Round) -> None:
        """Sends what each sink still has to get; one that does not answer is left for the next round."""
        for each in self.sinks:
            with self.store.reading() as connection:
                due = watching.alerts(connection, MOST_DELIVERIES, 0, sink=each.name)
            for at, alert in enumerate(due):
                try:
                    each.send(alert)
                except OSError:  # standard output is gone
                    raise
                except Exception as error:  # noqa: BLE001 no alert may keep the others, whatever it holds
                    ours = not isinstance(error, DidymiumError)
                    made.undelivered += 1 if ours else len(due) - at
                    self._delivered(alert.key, each.name, str(_fault(alert.title, error) if ours else error))
                    if ours:
                        continue
                    break
                self._delivered(alert.key, each.name, None)
                made.delivered += 1

    def _delivered(self, key: str, name: str, error: str | None) -> None:
        with self.store.writing() as connection:
            watching.delivered(connection, key, name, error)


def _fault(what: str, error: Exception) -> BadInput:
    """A fault of ours over one source or item, as its row in the health table says it."""
    log.warning("%s", what[:120], exc_info=error)
    return BadInput(f"{what[:120]}: cannot be read, by a fault of ours ({type(error).__name__}); the log has it")


def _waits(watch: WatchRow) -> bool:
    """Whether a source's back-off has not passed; one further off than any back-off was set by a wrong clock."""
    latest = (dt.datetime.now(dt.UTC) + LONGEST_BACKOFF).strftime("%Y-%m-%dT%H:%M:%SZ")
    return watch.due_at is not None and now() < watch.due_at <= latest


def _backoff(failures: int) -> dt.datetime:
    """When a source that failed is tried again: 5 minutes, doubled with each failure, at most a day."""
    wait = min(FIRST_BACKOFF * (1 << min(failures - 1, 12)), LONGEST_BACKOFF)
    return dt.datetime.now(dt.UTC) + wait


def _wanted_language(watch: WatchRow, article: Article) -> bool:
    languages = watch.options.get("languages") or []
    return not languages or article.language.split("-")[0] in languages


def _wanted_mineral(watch: WatchRow, reading: Reading) -> bool:
    wanted = watch.options.get("minerals") or []
    if not wanted:
        return True
    named = {m for e in reading.events for m in e.minerals} | {e.id for e in reading.entities if e.kind == "mineral"}
    return any(named & family(mineral) for mineral in wanted)
