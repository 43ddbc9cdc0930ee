"""`didymium world propose`, review, accept, reject, log, export: the user's own rows over the edition."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from didymium.cli.options import Json
from didymium.cli.terminal import print_json
from didymium.errors import BadInput

if TYPE_CHECKING:
    from didymium.world.load import World
    from didymium.world.overlay.proposal import Proposal

Source = Annotated[str, Parameter(help="An article (file, URL, feed entry) or a CSV or YAML file of your own rows.")]
Ident = Annotated[str, Parameter(help="The id of a proposal, from `didymium world review`.")]
Table = Annotated[str | None, Parameter(help="The table of a CSV whose name or columns do not say it.")]
Sets = Annotated[
    tuple[str, ...], Parameter(name="--set", negative=(), help="Set a cell: column=value or table.column=value.")
]
Day = Annotated[str | None, Parameter(name="--as-of", help="The day of an article that has none (ISO date).")]


def register(app: App) -> None:
    """Adds the verbs of the overlay to `didymium world`."""
    for verb in (propose, review, accept, reject, log, export):
        app.command(verb)


def propose(source: Source, /, *, table: Table = None, as_of: Day = None, json: Json = False) -> None:
    """Propose what an article or a file of your own rows would add to the world or change in it."""
    from didymium.world.load import load_world
    from didymium.world.overlay.verbs import file

    found = _proposals(source, load_world(), table, as_of)
    filed = {p.id for p in file(found)}
    if json:
        rows = [p.to_json() | {"filed": p.id in filed} for p in found]
        print_json({"rows": rows})
        return
    for each in found:
        _print_row(each.to_json(), "" if each.id in filed or each.match == "known" else " (filed before)")
    print(f"{len(filed)} filed; see `didymium world review`" if found else "nothing that the world could hold")


def _proposals(source: str, world: World, table: str | None, as_of: str | None) -> tuple[Proposal, ...]:
    import datetime as dt

    from didymium.world.overlay.own import is_own, own_proposals

    path = Path(source)
    if is_own(path):
        return own_proposals(world, path, table, as_of or dt.datetime.now(dt.UTC).date().isoformat())
    from didymium.news import read
    from didymium.world.overlay.events import proposals

    return proposals(world, read(source, as_of=as_of, world=world))


def review(*, all: bool = False, json: Json = False) -> None:
    """List the proposals that wait for a decision (--all: every one with its state)."""
    from didymium.world.overlay.verbs import review as waiting

    rows = waiting(None if all else "open")
    if json:
        print_json({"rows": rows})
        return
    for row in rows:
        _print_row(row, f" [{row['state']}]" if all else "")
    if not rows:
        print("nothing waits; `didymium world propose ARTICLE` files proposals")


def accept(ident: Ident, /, *, set: Sets = (), json: Json = False) -> None:
    """Accept a proposal: its rows stand over the edition for every verb, from the article's day on."""
    from didymium.world.load import load_world
    from didymium.world.overlay.verbs import accept as accepted

    edits = dict(cell.partition("=")[::2] for cell in set)
    if wrong := [cell for cell in set if "=" not in cell]:
        raise BadInput(f"--set {wrong[0]}: give column=value")
    body = accepted(load_world(), ident, edits)
    if json:
        print_json(body)
    else:
        print(
            f"accepted: {body['title']} ({body['table']} {body['row']}); `didymium world reject {ident}` takes it back"
        )


def reject(ident: Ident, /, *, json: Json = False) -> None:
    """Reject a proposal, or take an accepted one back."""
    from didymium.world.overlay.verbs import reject as rejected

    done = rejected(ident)
    print_json({"id": ident, "state": done}, indent=None) if json else print(f"{done}: {ident}")


def log(*, json: Json = False) -> None:
    """Tell who proposed, accepted, rejected or took back what, and when."""
    from didymium.world.overlay.log import entries

    found = entries()
    if json:
        print_json({"rows": [e.to_json() for e in found]})
        return
    for entry in found:
        print(f"{entry.at}  {entry.who:12} {entry.action:10} {entry.id}  {entry.body['title']}")


def export(*, patch: bool = True) -> None:
    """Print the accepted rows as a patch of the edition's tables, for `git apply` or to send to the maintainers."""
    from didymium.world.load import chosen_folder
    from didymium.world.overlay.verbs import patch as made

    del patch  # the one form there is
    print(made(chosen_folder()), end="")


def _print_row(row: dict[str, Any], said: str) -> None:
    print(f"{row['id']}  {row['match']:8} {row['table']}: {row['title']}{said}")
    print(f"    {row['why']}")
    if row["quote"]:
        print(f"    “{row['quote']}”")
    for change in row["changes"]:
        if change["table"] != "sources" and change["column"] not in ("summary", "note", "source_id", "confidence"):
            was = f"{change['old']} -> " if change["old"] is not None else ""
            print(f"      {change['table']}.{change['column']}: {was}{change['new']}")
    offers = row.get("offers", {})
    for column in dict.fromkeys((*row["lacks"], *offers)):
        said = f"open, {offers[column]}?" if column in offers else "not told"
        asked = "give" if column in row["lacks"] else "may be given"
        print(f"      {column}: {said} ({asked} --set {column}=... when you accept)")
