"""Write docs/method/flows-table.md: modelled beside traded exports of every stage with a trade code."""

from __future__ import annotations

from pathlib import Path

from didymium import labels
from didymium.world.exports import FACTOR, Compared, compared
from didymium.world.load import load_world

PAGE = Path(__file__).parents[1] / "docs" / "method" / "flows-table.md"
HEAD = f"""# Modelled and traded exports

Made by `python scripts/flows_table.py` from the edition in the repository. Tonnes of content a year; traded: at most
each producer's own output, so that re-exports do not count. Exports fit when they are within a
factor of {FACTOR}, or differ by less than 2 % of world output.

| mineral | stage | year | modelled | traded | ratio | largest producer | modelled | traded | all fit | it fits |
|---|---|---|---:|---:|---:|---|---:|---:|---|---|
"""


def line(row: Compared) -> str:
    """One row of the table."""
    who = labels.country_name(row.largest)
    return (
        f"| {row.mineral} | {row.stage} | {row.year} | {row.modelled:,.0f} | {row.traded:,.0f} | {row.ratio:.2f} "
        f"| {who} | {row.largest_modelled:,.0f} | {row.largest_traded:,.0f} "
        f"| {'yes' if row.fits else 'no'} | {'yes' if row.largest_fits else 'no'} |"
    )


def main() -> None:
    """Write the page."""
    rows = compared(load_world())
    fits, largest = sum(row.fits for row in rows), sum(row.largest_fits for row in rows)
    share, part = f"{fits / len(rows):.0%}", f"{largest / len(rows):.0%}"
    tail = f"\n\nOf {len(rows)} stages all producers fit in {fits} ({share}), the largest in {largest} ({part}).\n"
    PAGE.write_text(HEAD + "\n".join(map(line, rows)) + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
