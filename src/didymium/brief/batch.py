"""Briefs of many articles: a folder of pages or a file of JSON lines; one failure does not stop the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from didymium import __version__
from didymium.brief.compose import compose
from didymium.brief.render import save
from didymium.errors import BadInput, DidymiumError
from didymium.news import ReadItem, read_many
from didymium.records import Brief, Reading
from didymium.world.load import load_world

LINES = {".jsonl", ".ndjson"}


@dataclass(frozen=True)
class Done:
    """How a batch ended."""

    made: int
    kept: int
    failed: tuple[str, ...]


def is_many(source: str) -> bool:
    """Whether a source holds many articles (a directory or JSON lines)."""
    path = Path(source)
    return path.is_dir() or (path.suffix.lower() in LINES and path.is_file())


def to_lines(source: str, *, as_of: str | None, draws: int, seed: int) -> Iterator[dict[str, Any]]:
    """One JSON value an input, in order, with its `id`; a failed one has `error` in place of the brief."""
    for item in read_many(source, as_of=as_of):
        try:
            yield {"id": item.id, **_brief(item, as_of, draws, seed).model_dump(mode="json")}
        except DidymiumError as error:
            yield {"id": item.id, "error": str(error)}


def to_folder(source: str, folder: Path, form: str | None, *, as_of: str | None, draws: int, seed: int) -> Done:
    """Briefs as files in `folder` (JSON and HTML, or one form); what is there already and fits is kept."""
    from rich.console import Console
    from rich.progress import track

    forms = (form,) if form else ("json", "html")
    made, kept, failed = 0, 0, []
    items = list(read_many(source, as_of=as_of))
    screen = Console(stderr=True)
    for item in track(items, "briefs", console=screen, disable=not screen.is_terminal):
        paths = [folder / f"{_stem(item.id)}.{f}" for f in forms]
        try:
            if item.reading and all(p.exists() for p in paths) and _same(paths[0], item.reading, draws, seed):
                kept += 1
                continue
            value = _brief(item, as_of, draws, seed)
            for path in paths:
                save(value, path)
            made += 1
        except DidymiumError as error:
            failed.append(f"{item.id}: {error}")
    return Done(made, kept, tuple(failed))


def _brief(item: ReadItem, as_of: str | None, draws: int, seed: int) -> Brief:
    if item.reading is None:
        raise item.error or BadInput(f"{item.id}: no article")
    return compose(item.reading, load_world(), as_of=as_of, draws=draws, seed=seed, source=item.id)


def _stem(key: str) -> str:
    return re.sub(r"[^\w.-]+", "-", Path(key).stem if Path(key).suffix else key)[:100] or "brief"


def _same(path: Path, item: Reading, draws: int, seed: int) -> bool:
    """Whether a written brief is of this very article and these arguments."""
    if path.suffix != ".json":
        return True
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))["manifest"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return False
    held = tuple(manifest.get(k) for k in ("article", "draws", "seed", "version", "world"))
    return held == (item.article.sha256, draws, seed, __version__, load_world().name)
