"""Beyond one machine: grids of scenarios and archives of articles on a Dask cluster.

- `sweep(grid, out)`: every cell of a grid of scenarios, as partitioned Parquet with a manifest
- `report(out)`: which axes and cells of a sweep matter
- `ingest(archives, db)`: web archives, JSON lines and folders, read and stored; resumes by chunk
"""

from __future__ import annotations

from didymium.scale.ingest import Ingested, ingest
from didymium.scale.report import Report, report
from didymium.scale.sweep import Sweep, sweep

__all__ = ["Ingested", "Report", "Sweep", "ingest", "report", "sweep"]
