"""Watching: feeds, sitemaps, pages and folders in; stored, joined, weighed, briefed; alerts out.

- `Watcher(store, settings, sinks).once() -> Round`, `.every(seconds, told)`
- `add(store, target, ...)`: a source to watch
"""

from __future__ import annotations

from didymium.watch.add import add
from didymium.watch.run import Round, Settings, Tally, Watcher
from didymium.watch.sinks import Sink, sink

__all__ = ["Round", "Settings", "Sink", "Tally", "Watcher", "add", "sink"]
