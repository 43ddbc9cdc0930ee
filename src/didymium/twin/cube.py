"""A result as an xarray Dataset or as a file: NetCDF, Parquet or CSV."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from didymium.errors import BadInput
from didymium.files import inert, write_atomic
from didymium.twin.result import QUANTILES, UNITS, Result

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

DIMS = ("quantile", "month", "mineral", "stage", "economy", "sector")


def dataset(result: Result) -> xr.Dataset:
    """The monthly rows as variables with dims (quantile, month, mineral, stage, economy, sector).

    A metric has only the dims that it varies over ("all" stands for a total); what was not computed is NaN.
    Units stand in each variable's `units`, the manifest in the attributes.
    """
    import json

    import xarray as xr

    variables = {}
    for metric in dict.fromkeys(r.metric for r in result.rows):
        rows = [r for r in result.rows if r.metric == metric]
        keys: dict[str, tuple[str, ...]] = {
            d: tuple(dict.fromkeys(str(getattr(r, d) or "all") for r in rows)) for d in DIMS[2:]
        }
        kept = [d for d in DIMS[2:] if keys[d] != ("all",)]
        values = np.full((len(QUANTILES), len(result.months), *(len(keys[d]) for d in kept)), np.nan, np.float32)
        for r in rows:
            place: tuple[int, ...] = tuple(keys[d].index(getattr(r, d) or "all") for d in kept)
            where: Any = (slice(None), slice(None), *place)
            values[where] = r.quantiles
        coords = {"quantile": list(QUANTILES), "month": list(result.months), **{f"{d}": list(keys[d]) for d in kept}}
        variables[metric] = xr.DataArray(values, coords, ("quantile", "month", *kept))
    merged = xr.merge([v.rename(k) for k, v in variables.items()], join="outer", combine_attrs="drop")
    for metric in variables:
        merged[metric].attrs["units"] = UNITS[metric]
    return merged.assign_attrs(manifest=json.dumps(result.manifest, default=str))


def frame(result: Result) -> pl.DataFrame:
    """The monthly rows as a long table: metric, unit, mineral, stage, economy, sector, month, p05, p50, p95."""
    import polars as pl

    parts = [
        pl.DataFrame(
            {
                "month": list(result.months),
                **{f"p{round(q * 100):02d}": line for q, line in zip(QUANTILES, r.quantiles, strict=True)},
            }
        ).with_columns(
            *(
                pl.lit(v, dtype=pl.String).alias(k)
                for k, v in (
                    ("metric", r.metric),
                    ("unit", UNITS[r.metric]),
                    ("mineral", r.mineral),
                    ("stage", r.stage),
                    ("economy", r.economy),
                    ("sector", r.sector),
                )
            )
        )
        for r in result.rows
    ]
    return (
        pl.concat(parts)
        .fill_nan(None)
        .select("metric", "unit", "mineral", "stage", "economy", "sector", "month", "p05", "p50", "p95")
    )


def plain_cells(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with text that no spreadsheet takes for a formula."""
    import polars as pl

    return rows.with_columns(pl.col(pl.String).map_elements(inert, return_dtype=pl.String))


def save(result: Result, path: str | Path) -> Path:
    """Write the result to `path` whole or not at all: .nc (NetCDF 3), .parquet, .csv or .json by its ending.

    Errors: `BadInput` for another ending or a place that cannot be written.
    """
    import json

    target = Path(path)
    writers: dict[str, Any] = {
        ".nc": lambda: _netcdf(result), ".parquet": lambda: _parquet(result),
        ".csv": lambda: plain_cells(frame(result)).write_csv(),
        ".json": lambda: json.dumps(result.to_json(), default=str),
    }  # fmt: skip
    if target.suffix not in writers:
        raise BadInput(f"{target.name}: end the name in .nc, .parquet, .csv or .json")
    return write_atomic(target, writers[target.suffix]())


def _parquet(result: Result) -> bytes:
    import io

    buffer = io.BytesIO()
    frame(result).write_parquet(buffer)
    return buffer.getvalue()


def _netcdf(result: Result) -> bytes:
    handle, name = tempfile.mkstemp(suffix=".nc")
    os.close(handle)
    try:
        dataset(result).to_netcdf(name, engine="scipy")
        return Path(name).read_bytes()
    finally:
        os.unlink(name)
