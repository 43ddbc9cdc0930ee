"""The command line: one verb a command, each loaded when it is used."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from cyclopts import App
from cyclopts.exceptions import CycloptsError

from didymium import __version__
from didymium.cli.terminal import cleaned_output
from didymium.errors import BadInput, DidymiumError
from didymium.files import FULL

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # our arrays are small: more threads cost time and change last digits

app = App(
    name="didymium",
    help="Critical-minerals intelligence: read the news against a sourced twin. Every verb takes "
    "--world DIR (another edition of the tables) and --edition-only (without your accepted rows).",
    help_format="plaintext",  # Markdown in it would load a parser for every --help
    version=__version__,
)

VERBS = {
    "brief": ("didymium.cli.brief:brief", "Turn one article into a proven brief."),
    "verify": ("didymium.cli.brief:verify", "Re-read a finished brief against its evidence."),
    "read": ("didymium.cli.news:read", "Read an article: events, claims with verdicts, tags."),
    "check": ("didymium.cli.news:check", "Check the claims of an article or a sentence against the world."),
    "eval": ("didymium.cli.eval:evaluate", "Score what is read on a labelled set of articles."),
    "risk": ("didymium.cli.risk:risk", "Tell how concentrated, relied upon, risky and restricted minerals are."),
    "precedents": ("didymium.cli.risk:precedents", "Tell how like cases ended: stops, controls, takeovers, prices."),
    "partners": ("didymium.cli.risk:partners", "Tell who buys what a country sells, or sells what it buys."),
    "plan": ("didymium.cli.plan:plan", "Plan what to buy with a budget against export restrictions."),
    "leverage": ("didymium.cli.strategy:leverage", "Tell what one state can do to another through its minerals."),
    "responses": ("didymium.cli.strategy:responses", "Rank the next moves of the other side."),
    "premium": ("didymium.cli.strategy:premium", "Price the risk of export measures by mineral."),
    "exposure": ("didymium.cli.strategy:exposure", "Tell how companies, sectors or a bill of materials are exposed."),
    "simulate": ("didymium.cli.twin:simulate", "Simulate a shock: shortages, prices, losses, with their range."),
    "backtest": ("didymium.cli.twin:backtest", "Run the twin against history and score it."),
    "sweep": ("didymium.cli.scale:app", "Run a grid of scenarios on all cores or a Dask cluster."),
    "ingest": ("didymium.cli.scale:ingest", "Read archives of articles into the store, on all cores or a cluster."),
    "store": ("didymium.cli.store:app", "Search and export what is kept: articles, events, claims, briefs."),
    "watch": ("didymium.cli.watch:app", "Watch feeds and folders: store, brief what is material, alert."),
    "calendar": ("didymium.cli.calendar:calendar", "Tell what expires, takes effect or starts, and what it means."),
    "serve": ("didymium.cli.serve:serve", "Open the dashboard and the HTTP API."),
    "mcp": ("didymium.cli.serve:mcp", "Serve the verbs to language models (Model Context Protocol)."),
    "world": ("didymium.cli.world:app", "The sourced world: show, check, build, sources, labels."),
}
for _name, (_target, _help) in VERBS.items():
    app.command(_target, name=_name, help=_help)


def _narrate() -> None:
    """Show on a terminal what the twin says of long steps (compiling, once)."""
    if sys.stderr.isatty():
        import logging

        log = logging.getLogger("didymium.twin")
        log.setLevel(logging.INFO)
        log.addHandler(logging.StreamHandler(sys.stderr))


def _of_every_verb(tokens: list[str]) -> list[str]:
    """The tokens without `--world DIR` and `--edition-only`, which every verb takes: they say which world it reads."""
    kept: list[str] = []
    given = iter(tokens)
    for token in given:
        if token == "--edition-only":
            os.environ["DIDYMIUM_EDITION_ONLY"] = "1"
        elif token == "--world" or token.startswith("--world="):
            folder = token.partition("=")[2] or next(given, "")
            if not folder:
                raise BadInput("--world needs the folder of an edition")
            os.environ["DIDYMIUM_WORLD"] = folder
        else:
            kept.append(token)
    return kept


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 done, 2 the user's input is wrong (one line on stderr), 1 our fault."""
    before = {name: os.environ.get(name) for name in ("DIDYMIUM_WORLD", "DIDYMIUM_EDITION_ONLY")}
    try:
        with cleaned_output():
            return _run(_of_every_verb(list(sys.argv[1:] if argv is None else argv)))
    except BadInput as error:
        print(f"didymium: {error}", file=sys.stderr)
        return 2
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _run(tokens: list[str]) -> int:
    try:
        result = app(tokens, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except (DidymiumError, CycloptsError) as error:
        print(f"didymium: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("didymium: stopped", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in FULL and error.filename is None:
            raise
        reason = (error.strerror or "").lower()
        how = "free some room and try again" if error.errno in FULL else str(error.filename)[:200]
        print(f"didymium: {reason}: {how}", file=sys.stderr)
        return 2
    return result if isinstance(result, int) else 0


def run() -> None:
    """Console entry point."""
    gc.set_threshold(50_000, 20, 20)  # a tenth of a brief went into looking for garbage
    _narrate()
    status = main()
    gc.freeze()  # nothing is left to collect but the process itself
    sys.exit(status)
