"""`didymium eval`: how well articles are read, on any labelled set."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from didymium.cli.options import Json
from didymium.cli.terminal import print_json

if TYPE_CHECKING:
    from rich.table import Table

    from didymium.news.evaluate import Evaluation


def evaluate(
    *,
    docs: Annotated[str, Parameter(name="--docs")],
    gold: Annotated[str, Parameter(name="--gold")],
    found: str | None = None,
    json: Json = False,
    misses: bool = False,
    fast: bool = False,
) -> int:
    """Score what is read from labelled articles: the lead, events, claims, tags and slots, with the misses.

    Parameters
    ----------
    docs
        JSON lines {"id", "title", "date", "source", "text"}.
    gold
        JSON lines {"id", "events", "claims", "tags"}: the labels.
    found
        Score these rows instead of reading the articles.
    misses
        List what was missed and what was extra (on stderr with --json).
    fast
        Read as `didymium read --fast` does.
    """
    from didymium.news.evaluate import evaluate as score

    result = score(docs, gold, found, fast=fast)
    if json:
        print_json(result.to_json())
    else:
        from rich.console import Console

        Console().print(_table(result))
    if misses:
        stream = sys.stderr if json else sys.stdout
        for kind, key, name, quote in result.misses:
            print(f"{kind:13s} {key:12s} {name:20s} {' '.join(quote.split())[:140]}", file=stream)
    return 0


_NAMES = {
    "events": "events, family and direction",
    "events_type": "events, type",
    "claims_full": "claims, metric, subject and mineral too",
}


def _table(result: Evaluation) -> Table:
    from rich.table import Table

    table = Table("", "precision", "recall", "F1", "labelled", "found")
    for name in ("events", "events_type", "claims", "claims_full", "tags"):
        row = result.scores[name]
        table.add_row(
            _NAMES.get(name, name),
            *(f"{row[k]:.3f}" for k in ("precision", "recall", "f1")),
            str(row["gold"]),
            str(row["found"]),
        )
    for group in ("lead", "slots"):
        for name, value in result.scores[group].items():
            table.add_row(f"{group.removesuffix('s')}: {name}", "", "", "" if value is None else f"{value:.3f}", "", "")
    return table
