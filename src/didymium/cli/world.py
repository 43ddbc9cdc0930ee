"""`didymium world`."""

from __future__ import annotations

from cyclopts import App

app = App(name="world", help="The sourced world.")


@app.command
def sources(*, json: bool = False) -> None:
    """List the sources of the world's tables."""
    from didymium.world.load import load_world

    table = load_world().table("sources")
    if json:
        print(table.write_json())
    else:
        for row in table.iter_rows(named=True):
            print(f"{row['source_id']:34} {row['publisher']}: {row['title']} ({row['published']})")
