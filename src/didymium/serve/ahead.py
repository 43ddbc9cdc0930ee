"""What a server does before anybody asks: the overviews at once; then, beside its work, the first articles of an empty
store, what the next expiries would mean, and the pages of the minerals."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from didymium.errors import DidymiumError
from didymium.serve import sources, views
from didymium.serve.desk import Desk
from didymium.serve.pages import briefs, shell
from didymium.serve.pages import world as pages
from didymium.serve.security import Meter

log = logging.getLogger("didymium.serve")
EXPIRIES, WITHIN = 8, 120  # entries weighed, days ahead
DRAWN = "rare earths"  # its page has every kind of picture
PAUSE, QUIET, LONGEST = 0.05, 1.0, 15.0  # seconds


def overviews(desk: Desk) -> None:
    """Reads the tables behind the overview pages and loads what draws and runs, so that the first visitor does not
    wait for it."""
    views.minerals(desk.world)
    views.movers(desk.world)
    views.countries(desk.world)
    views.record(desk.world, desk.today)
    views.calendar(desk.world, desk.today)
    sources.sources(desk.world, desk.today)
    views.scenarios()
    views.today(desk.world, desk.store(), desk.today)
    shell.compiled()
    pages.made(desk.world, DRAWN, desk.today, None)


class Ahead:
    """The rest, in a thread that works only while nobody asks (a step waits at most `LONGEST` seconds for that)."""

    def __init__(self, desk: Desk, meter: Meter, first: Path | None) -> None:
        self.desk, self.meter, self.first = desk, meter, first
        self.stop = threading.Event()

    def start(self) -> None:
        """Begins; set `stop` to end after the step in hand."""
        threading.Thread(target=self._run, name="didymium-ahead", daemon=True).start()

    def _run(self) -> None:
        world, day = self.desk.world, self.desk.today
        steps = (
            _first(self.desk, self.first), briefs.prepared(self.desk), _expiries(self.desk),
            pages.prepared(world, day),
        )  # fmt: skip
        try:
            for _ in chain.from_iterable(steps):
                if self._stopped():
                    return
        except DidymiumError as error:
            log.warning("prepared in part: %s", error)

    def _stopped(self) -> bool:
        """Waits until it is quiet; True when the server ends."""
        end = time.monotonic() + LONGEST
        while not self.stop.wait(PAUSE):
            if self.meter.is_quiet(QUIET) or time.monotonic() > end:
                return False
        return True


def _first(desk: Desk, place: Path | None) -> Iterator[None]:
    """Briefs of the articles at a place, for a store without any."""
    from didymium.brief.compose import brief

    if place is None or desk.store().counts()["articles"]:
        return
    for path in sorted(place.iterdir()) if place.is_dir() else [place]:
        if path.suffix.lower() in (".html", ".txt", ".md", ".pdf"):
            try:
                desk.store().put_brief(brief(str(path), world=desk.world))
            except DidymiumError as error:
                log.warning("%s: %s", path.name, error)
            yield


def _expiries(desk: Desk) -> Iterator[None]:
    """The twin's run of each of the next expiries, kept in the store."""
    from didymium.calendar import entries, once, with_meanings

    for entry in once(entries(desk.world, desk.today, within=WITHIN))[:EXPIRIES]:
        with_meanings([entry], desk.world, desk.today, store=desk.store())
        yield
