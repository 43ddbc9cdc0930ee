"""`didymium sweep` and `didymium ingest`: grids of scenarios and archives of articles on a Dask cluster."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from didymium import labels
from didymium.cli.options import Db, Flag, Json
from didymium.cli.terminal import print_json, progress
from didymium.errors import BadInput

if TYPE_CHECKING:
    from didymium.scale.report import Report
    from didymium.store.chunks import Counts

Cluster = Annotated[
    str | None,
    Parameter(help="Address of a Dask scheduler, like tcp://10.0.0.5:8786 (default: the cores of this machine)."),
]
Workers = Annotated[
    int | None, Parameter(help="Worker processes on this machine (default: one a core; 0: none, all in this process).")
]
app = App(name="sweep", help="Run a grid of scenarios on all cores or a cluster; report which cells matter.")


@app.default
def sweep(grid: Path, *, out: Path, cluster: Cluster = None, workers: Workers = None, json: Json = False) -> int:
    """Run every cell of a grid of scenarios; a run that was interrupted goes on where it stopped.

    Parameters
    ----------
    grid
        A YAML file: `scenario` (a name, a file or its fields), `vary` (field: list of values), `draws`, `seed`, `keep`.
    out
        The folder for the results: cells and figures as Parquet, and a manifest.
    """
    from didymium.scale.sweep import sweep as run

    done = run(grid, out, cluster=cluster, workers=workers, progress=progress("cells"))
    counts = {"out": str(done.out), "cells": done.cells, "ran": done.ran, "failed": done.failed}
    if json:
        print_json(counts, indent=None)
    else:
        print(f"{done.cells:,} cells ({done.ran:,} ran now, {done.failed:,} without a result) in {done.out}")
    return 0


@app.command
def report(
    folder: Path,
    *,
    metric: str = "value_added_at_risk_usd",
    country: str | None = None,
    mineral: str | None = None,
    json: Json = False,
) -> int:
    """Tell which axes and cells of a sweep matter for a figure.

    Parameters
    ----------
    folder
        The folder of a sweep.
    metric
        The figure, like value_added_at_risk_usd or price_ratio.
    country
        Whose (default: the country whose figure varies most).
    mineral
        Of which mineral, where there are several.
    """
    from didymium.scale.report import report as run

    found = run(
        folder, metric, country=labels.country(country) if country else None,
        mineral=labels.mineral(mineral) if mineral else None,
    )  # fmt: skip
    if json:
        print_json(found.to_json(), indent=None)
    else:
        _tell(found)
    return 0


def _tell(found: Report) -> None:
    from didymium.scale.report import settings, shown

    about = ", ".join(filter(None, (found.metric.replace("_", " "), found.country, found.mineral)))
    print(f"{about}: {found.cells:,} cells")
    for effect in found.effects:
        ends = sorted(effect.means, key=lambda pair: pair[1])
        low, high = ends[0], ends[-1]
        print(
            f"  {effect.axis:32} explains {effect.share:4.0%}: {shown(low[1], found.unit)} at {low[0]} "
            f"to {shown(high[1], found.unit)} at {high[0]}"
        )
    print("Highest:")
    for cell, value, low_, high_, at in found.top:
        band = (
            f" ({shown(low_, found.unit)} to {shown(high_, found.unit)})"
            if low_ is not None and high_ is not None
            else ""
        )
        print(f"  cell {cell}: {shown(value, found.unit)}{band}  {settings(at)}")


def ingest(
    *archives: Path,
    db: Db = None,
    cluster: Cluster = None,
    workers: Workers = None,
    fast: Flag = False,
    json: Json = False,
) -> int:
    """Read archives of articles into the store; a run that was interrupted goes on where it stopped.

    Parameters
    ----------
    archives
        Web archives (.warc, .warc.gz), JSON lines (.jsonl, .jsonl.gz) or folders.
    fast
        Read without the encoder: several times as fast, less is found.
    """
    from didymium.scale.ingest import ingest as run

    if not archives:
        raise BadInput("name at least one archive: a .warc, .warc.gz, .jsonl file or a folder")
    done = run(archives, db, cluster=cluster, workers=workers, fast=fast, progress=_records())
    if json:
        print_json(done.to_json(), indent=None)
    else:
        c = done.counts
        print(
            f"{c.read:,} read: {c.kept:,} kept ({c.joined:,} joined to a story), {c.known:,} known already, "
            f"{c.aside:,} not about minerals, {c.refused:,} refused; {done.chunks:,} chunks, "
            f"{done.resumed:,} from before"
        )
        for reason, count in sorted(done.refused.items(), key=lambda pair: -pair[1]):
            print(f"  refused {count:,}: {reason}")
    for failed in done.failed:
        print(f"didymium: {failed}; repeat the command to try it again", file=sys.stderr)
    return 1 if done.failed else 0


def _records() -> Callable[[Counts, int, int], None] | None:
    show = progress("chunks")
    return show and (lambda c, done, total: show(done, total, f": {c.read:,} read, {c.kept:,} kept"))
