"""Write docs/method/losses-table.md: losses by economy and way, and published estimates beside them."""

from __future__ import annotations

from pathlib import Path

from didymium import labels
from didymium.twin.scoreboard import DRAWS, Beside, _ran, beside_published
from didymium.world.load import load_world

PAGE = Path(__file__).parents[1] / "docs" / "method" / "losses-table.md"
ECONOMIES = ("USA", "EUU", "DEU", "FRA", "ITA", "GBR", "JPN", "KOR", "IND", "CHN", "OTH")


def usd(p: tuple[float, float, float]) -> str:
    """Billions of USD: median (p05 to p95)."""
    low, mid, high = (x / 1e9 for x in p)
    low, mid, high = (float(f"{x:.2g}") for x in (low, mid, high))
    return f"{mid:,g} ({low:,g} to {high:,g})"


def line(row: Beside) -> str:
    """One published estimate beside ours."""
    told = f"{row.low / 1e9:,.3g}" if row.low == row.high else f"{row.low / 1e9:,.3g} to {row.high / 1e9:,.3g}"
    said = "in" if row.inside else "out" if row.width <= 10 else "too wide"
    who = labels.country_name(row.economy)
    return f"| {row.name} | {who} | {told} | {usd(row.ours)} | x{row.width:.1f} | {said} | {row.source} |"


def main() -> None:
    """Write the page."""
    world = load_world()
    rows = beside_published(world)
    cut = _ran("rare earths", "WLD", 12, "2026-11", 0.2, world)

    def counted(aim: bool) -> str:
        some = [row.inside for row in rows if row.aim == aim]
        return f"{sum(some)} of {len(some)}"

    text = [
        "# Losses by economy, and published ones beside ours",
        "",
        f"Made by `python scripts/loss_table.py`. Billions of USD over the run: median (p05 to p95); {DRAWS:,} draws.",
        "",
        "## China cuts rare earths by 80 %, January to November 2026",
        "",
        "| economy | loss | direct | network | embedded |",
        "|---|---|---|---|---|",
    ]
    for e in ECONOMIES:
        whole, parts = cut.loss(e), cut.loss_parts(e)
        if whole is not None:
            ways = " | ".join(usd(parts[way]) for way in ("direct", "network", "embedded"))
            text.append(f"| {labels.country_name(e)} | {usd(whole)} | {ways} |")
    text += [
        "",
        "## Published estimates",
        "",
        "In: the published range meets a band whose ends are no more than ten times apart.",
        "",
        "| case | economy | published | ours | width | | source |",
        "|---|---|---|---|---|---|---|",
        *map(line, rows),
        "",
        f"{counted(True)} of those that the aim was set on are in, {counted(False)} of those found later (the last).",
        "",
    ]
    PAGE.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main()
