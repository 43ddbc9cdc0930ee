"""`sweep`: every cell of a grid of scenarios, in blocks, on a cluster, as partitioned Parquet with a manifest."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from didymium import __version__
from didymium.errors import BadInput, DidymiumError, Unavailable
from didymium.files import write_atomic
from didymium.scale.cluster import outcomes
from didymium.scale.grid import Cell, Grid, load_grid

if TYPE_CHECKING:
    import polars as pl

MOST = 32  # cells a task and a partition: a worker that dies loses at most this many
PARTS = 256  # a small grid is cut into so many, so that all workers have work
MANIFEST = "manifest.json"
FIGURE = ("metric", "mineral", "stage", "country", "counterpart", "sector", "name", "period", "unit")
Block = tuple[bytes, bytes]  # Parquet of the cells and of their figures


@dataclass(frozen=True)
class Sweep:
    """A finished sweep: where it is, how many cells it has, how many ran now, how many have no result."""

    out: Path
    cells: int
    ran: int
    failed: int


def sweep(
    grid: Grid | str | Path,
    out: str | Path,
    *,
    cluster: str | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Runs every cell of a grid and writes `out/cells`, `out/figures` (Parquet, a part a block) and a manifest.

    cluster: the scheduler's address (default: one worker a core of this machine; workers=0: in this process).
    A cell gives the same numbers as `simulate` in one process, bit for bit. A folder that holds a part of the same
    sweep is continued. Errors: `BadScenario` (the grid), `BadInput` (the folder holds another sweep), `Unavailable`
    (no scheduler). A cell whose scenario cannot run is a row with its error.
    """
    plan = grid if isinstance(grid, Grid) else load_grid(grid)
    folder = Path(out)
    _begin(plan, folder)
    blocks = range(-(-len(plan) // _block(plan)))
    due = [n for n in blocks if not _part(folder, "cells", n).is_file()]
    done = len(plan) - sum(len(_numbers(plan, n)) for n in due)
    if progress:
        progress(done, len(plan))
    for number, parts in _blocks(plan, due, cluster, workers):
        write_atomic(_part(folder, "figures", number), parts[1])
        write_atomic(_part(folder, "cells", number), parts[0])  # last: its presence says that the block is whole
        done += len(_numbers(plan, number))
        if progress:
            progress(done, len(plan))
    failed = _failed(folder)
    _end(plan, folder, failed)
    return Sweep(folder, len(plan), sum(len(_numbers(plan, n)) for n in due), failed)


def _blocks(plan: Grid, due: list[int], cluster: str | None, workers: int | None) -> Iterator[tuple[int, Block]]:
    for (_, number), outcome in outcomes(run_block, [(plan, number) for number in due], cluster, workers):
        if isinstance(outcome, DidymiumError):
            raise outcome
        if isinstance(outcome, BaseException):
            raise Unavailable(
                f"block {number} failed on the cluster ({type(outcome).__name__}: {outcome}); "
                "repeat the command: what is done is kept"
            ) from outcome
        yield number, outcome


def run_block(plan: Grid, number: int) -> Block:
    """The cells of one block and their figures, each as Parquet; runs on a worker."""
    cells, figures = [], []
    for cell in map(plan.cell, _numbers(plan, number)):
        row, found = _run(plan, cell)
        cells.append(row)
        figures += found
    return _cells_parquet(plan, cells), _figures_parquet(figures)


def _run(plan: Grid, cell: Cell) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from didymium.twin.run import simulate

    row: dict[str, Any] = {"cell": cell.number}
    row |= {axis.path: axis.shown(at) for axis, at in zip(plan.axes, cell.at, strict=True)}
    try:
        result = simulate(cell.scenario, draws=cell.draws, seed=cell.seed, monthly=False)
    except DidymiumError as error:
        return row | {"run": None, "missing": None, "error": " ".join(str(error).split())[:500]}, []
    kept = [f for f in result.figures if not plan.keep or f.metric in plan.keep]
    if not kept:
        has = ", ".join(sorted({f.metric for f in result.figures}))
        why = f"no figure of {', '.join(plan.keep)[:100]}; the run has {has}"
        return row | {"run": result.run, "missing": None, "error": why}, []
    figures = [
        {"cell": cell.number, **{k: getattr(f, k) for k in FIGURE}, "value": f.value, "low": f.low, "high": f.high}
        for f in kept
    ]
    return row | {"run": result.run, "missing": "; ".join(result.missing) or None, "error": None}, figures


def _cells_parquet(plan: Grid, rows: list[dict[str, Any]]) -> bytes:
    import polars as pl

    text = [*(axis.path for axis in plan.axes), "run", "missing", "error"]
    return _parquet(pl.DataFrame(rows, schema={"cell": pl.Int64, **dict.fromkeys(text, pl.String)}))


def _figures_parquet(rows: list[dict[str, Any]]) -> bytes:
    import polars as pl

    schema = {
        "cell": pl.Int64,
        **dict.fromkeys(FIGURE, pl.String),
        **dict.fromkeys(("value", "low", "high"), pl.Float64),
    }
    return _parquet(pl.DataFrame(rows, schema=schema))


def _parquet(frame: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    frame.write_parquet(target, compression="zstd")
    return target.getvalue()


def _numbers(plan: Grid, block: int) -> range:
    size = _block(plan)
    return range(block * size, min((block + 1) * size, len(plan)))


def _block(plan: Grid) -> int:
    """Cells a block: by the grid alone, so that a sweep that is continued elsewhere has the same parts."""
    return min(MOST, -(-len(plan) // PARTS))


def _part(folder: Path, table: str, number: int) -> Path:
    return folder / table / f"part-{number:07d}.parquet"


def scan(folder: str | Path, table: str) -> pl.LazyFrame:
    """One table of a sweep, read lazily; raises `BadInput` where there is no sweep.

    cells: a row a cell: cell, a column an axis, run, missing, error. figures: a row a figure of a cell: cell, what it
    is a number of, unit, value, low (p05), high (p95).
    """
    import polars as pl

    if not any((Path(folder) / table).glob("part-*.parquet")):
        raise BadInput(f"{folder}: holds no results of a sweep; run `didymium sweep GRID.yaml --out {folder}` first")
    return pl.scan_parquet(Path(folder) / table / "part-*.parquet")


def collected(folder: str | Path, rows: pl.LazyFrame) -> pl.DataFrame:
    """The rows of a query on a sweep; raises `BadInput` where a part of it is damaged."""
    import polars as pl

    try:
        return rows.collect()
    except pl.exceptions.PolarsError as error:
        raise BadInput(
            f"{folder}: a part is damaged ({' '.join(str(error).split())[:160]}); remove it and repeat the sweep"
        ) from None


def _failed(folder: Path) -> int:
    import polars as pl

    bad = scan(folder, "cells").filter(pl.col("error").is_not_null()).select(pl.len())
    return int(collected(folder, bad).item())


def manifest(folder: str | Path) -> dict[str, Any]:
    """The manifest of a sweep; raises `BadInput` where the folder has none or it is damaged."""
    try:
        found = json.loads((Path(folder) / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        raise BadInput(f"{folder}: has no readable {MANIFEST}; it is not the folder of a sweep") from None
    if not isinstance(found, dict) or not isinstance(found.get("vary"), dict):
        raise BadInput(f"{folder}: {MANIFEST} is not that of a sweep")
    return found


def _said(plan: Grid) -> dict[str, Any]:
    from didymium.world.load import load_world

    return {
        "verb": "sweep", "name": plan.name, "grid": plan.digest, "cells": len(plan), "block": _block(plan),
        "scenario": plan.base, "vary": {axis.path: list(axis.values) for axis in plan.axes}, "keep": list(plan.keep),
        "draws": plan.draws, "seed": plan.seed, "world": load_world().edition, "version": __version__,
    }  # fmt: skip


def _begin(plan: Grid, folder: Path) -> None:
    said = _said(plan)
    if (folder / MANIFEST).is_file():
        before = manifest(folder)
        other = [key for key in ("grid", "block", "world", "version") if before.get(key) != said[key]]
        if other:
            raise BadInput(f"{folder}: holds another sweep ({', '.join(other)} differ); give another folder")
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise BadInput(f"{folder}: is not empty and holds no sweep; give another folder")
    write_atomic(folder / MANIFEST, json.dumps(said | {"finished": False}, indent=1, default=str) + "\n")


def _end(plan: Grid, folder: Path, failed: int) -> None:
    said = _said(plan) | {"finished": True, "failed": failed}
    write_atomic(folder / MANIFEST, json.dumps(said, indent=1, default=str) + "\n")
