"""What a server does before anybody asks: the overviews at once; then, beside its work, the first articles of an empty
store, what the next expiries would mean, and the pages of the minerals."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

from didymium.errors import DidymiumError
from didymium.serve import sources, views
from didymium.serve.desk import Desk
from didymium.serve.pages import world as pages

log = logging.getLogger("didymium.serve")
EXPIRIES, WITHIN, PAUSE = 8, 120, 0.05  # entries weighed, days ahead, seconds between two steps


def overviews(desk: Desk) -> None:
    """Reads the tables behind the overview pages, so that the first visitor does not wait."""
    views.minerals(desk.world)
    views.movers(desk.world)
    views.countries(desk.world)
    views.record(desk.world, desk.today)
    views.calendar(desk.world, desk.today)
    sources.sources(desk.world, desk.today)
    views.scenarios()


def start(desk: Desk, first: Path | None) -> threading.Event:
    """Begins the rest in a thread; set the event to end it after the step in hand."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(desk, first, stop), name="didymium-ahead", daemon=True).start()
    return stop


def _run(desk: Desk, first: Path | None, stop: threading.Event) -> None:
    try:
        for _ in (*_first(desk, first), *_expiries(desk)):
            if stop.wait(PAUSE):
                return
        pages.prepare(desk.world, desk.today, lambda: stop.wait(PAUSE))
    except DidymiumError as error:
        log.warning("prepared in part: %s", error)


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
    from didymium.calendar import entries, with_meanings

    for entry in entries(desk.world, desk.today, within=WITHIN)[:EXPIRIES]:
        with_meanings([entry], desk.world, desk.today, store=desk.store())
        yield
