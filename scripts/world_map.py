"""Draw the country outlines of the dashboard's map: world-atlas topojson in, one JSON of SVG paths by ISO3 out.

    python scripts/world_map.py countries-110m.json src/didymium/serve/static/world.json

The input is `countries-110m.json` of the npm package world-atlas (Natural Earth, public domain). The projection is
Equal Earth (Savric, Patterson and Jenny 2018); Antarctica is left out.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from didymium import labels
from didymium.errors import UnknownLabel

A = (1.340264, -0.081106, 0.000893, 0.003796)
WIDTH, HEIGHT = 960.0, 430.0
SKIP = {"Antarctica", "Fr. S. Antarctic Lands"}
NAMES = {
    "W. Sahara": "ESH",
    "Dem. Rep. Congo": "COD", "Dominican Rep.": "DOM", "Falkland Is.": "FLK", "Central African Rep.": "CAF",
    "Eq. Guinea": "GNQ", "eSwatini": "SWZ", "Solomon Is.": "SLB", "N. Cyprus": "CYP", "Somaliland": "SOM",
    "Bosnia and Herz.": "BIH", "Macedonia": "MKD",
    "S. Sudan": "SSD", "United States of America": "USA", "Kosovo": "XKX",
}  # fmt: skip


def project(lon: float, lat: float) -> tuple[float, float]:
    """Equal Earth, scaled to the picture."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2, t6 = theta**2, theta**6
    d = math.sqrt(3) * (9 * A[3] * theta**8 + 7 * A[2] * t6 + 3 * A[1] * t2 + A[0]) / 2
    x = math.radians(lon) * math.cos(theta) / d
    y = theta * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2))
    return WIDTH / 2 + x * 177, 234 - y * 177


def arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The arcs in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        out.append(line)
    return out


def ring(indices: list[int], lines: list[list[tuple[float, float]]]) -> str:
    """One closed path; points closer than 0.7 px of a map 960 px wide are left out."""
    degrees: list[tuple[float, float]] = []
    for i in indices:
        line = lines[i] if i >= 0 else lines[~i][::-1]
        degrees += line if not degrees else line[1:]
    if any(abs(a[0] - b[0]) > 180 for a, b in pairwise(degrees)):  # across the date line: keep it in one piece
        degrees = [(lon + 360 if lon < 0 else lon, lat) for lon, lat in degrees]
    points = [project(*p) for p in degrees]
    kept = [points[0]]
    for p in points[1:]:
        if math.dist(p, kept[-1]) >= 0.7:
            kept.append(p)
    return "" if len(kept) < 4 else "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in kept) + "Z"


def main(source: str, target: str) -> None:
    """Write the outlines."""
    topology = json.loads(Path(source).read_text())
    lines = arcs(topology)
    paths: dict[str, str] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if name in SKIP:
            continue
        try:
            code = NAMES.get(name) or labels.country(name)
        except UnknownLabel:
            code = name
            print(f"not a country of the labels: {name}", file=sys.stderr)
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        path = "".join(ring(r, lines) for polygon in polygons for r in polygon)
        paths[code] = paths.get(code, "") + path
    body = {"viewBox": f"0 0 {WIDTH:.0f} {HEIGHT:.0f}", "source": "Natural Earth, public domain", "paths": paths}
    Path(target).write_text(json.dumps(body, separators=(",", ":"), sort_keys=True) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
