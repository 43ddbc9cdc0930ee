"""`didymium brief` and `didymium verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from didymium.cli.options import Draws, Json, Seed
from didymium.cli.terminal import print_json
from didymium.errors import BadInput

if TYPE_CHECKING:
    from didymium.records import Brief

Form = Literal["md", "html", "json", "pdf"]


def brief(
    source: str | None = None,
    *,
    as_of: str | None = None,
    format: Form | None = None,
    json: Json = False,
    out: Annotated[tuple[Path, ...], Parameter(negative=())] = (),
    show: bool = False,
    draws: Draws = 1000,
    seed: Seed = 0,
    llm: str | None = None,
    llm_model: str | None = None,
    llm_timeout: float = 20.0,
    llm_budget: float = 90.0,
    llm_tokens: int = 1000,
    manifest: Path | None = None,
    offline: bool = False,
    long: bool = False,
    profile: Path | None = None,
) -> int:
    """Turn one article into a proven brief.

    Parameters
    ----------
    source
        A file, URL or `-`; a directory or a file of JSON lines gives one brief an article.
    as_of
        See the world as known on this date (default: the article's own date).
    format
        md, html, json or pdf (default: by the ending of `--out`, else md).
    json
        The same as `--format json`.
    out
        Where to write; may be given several times. For a directory: the folder of the briefs.
    show
        Print the brief as well when it is written to a file.
    llm
        Base URL of an OpenAI-compatible endpoint that may rephrase; its words pass the same verifier.
    llm_model
        The model to ask for at that endpoint.
    llm_timeout
        Seconds that one answer of the model may take.
    llm_budget
        Seconds that all its answers may take together.
    llm_tokens
        Most tokens of one answer.
    manifest
        Re-create a brief from its manifest (a brief.json or the manifest alone).
    offline
        Fetch nothing from the network.
    long
        Print charts in words, evidence and sources as well.
    profile
        A YAML file that says who asks (economy, minerals, suppliers, stock, parts): adds the section For you.
    """
    from didymium.brief import batch, compose, render, replay
    from didymium.brief.profile import load_profile

    form: Form | None = "json" if json else format
    if source is not None and manifest is None and batch.is_many(source):
        return _many(source, out, form, as_of, draws, seed)
    if manifest is not None:
        made = replay.replay(manifest, source)
    elif source is None:
        raise BadInput("no source: give a file, a URL, a directory or - for standard input")
    else:
        asks = load_profile(profile) if profile is not None else None
        made = compose.brief(source, as_of=as_of, draws=draws, seed=seed, offline=offline, profile=asks)
    if llm:
        from didymium.brief.llm import rephrase

        made = rephrase(made, llm, model=llm_model, timeout=llm_timeout, budget=llm_budget, tokens=llm_tokens)
    for path in out:
        render.save(made, path, form)
    on_screen = sys.stdout.isatty() and form in {None, "md"}
    if show or not out or on_screen:
        _print(made, form or "md", long)
    for path in out:
        print(f"wrote {path}", file=sys.stderr)
    return 0


def _many(source: str, out: tuple[Path, ...], form: Form | None, as_of: str | None, draws: int, seed: int) -> int:
    """Briefs of many articles: files in a folder, or JSON lines on standard output."""
    from didymium.brief import batch

    if out and (out[0].is_dir() or not out[0].suffix):
        done = batch.to_folder(source, out[0], form, as_of=as_of, draws=draws, seed=seed)
        print(f"{done.made} made, {done.kept} kept from before, {len(done.failed)} failed in {out[0]}", file=sys.stderr)
        for line in done.failed:
            print(f"didymium: {line}", file=sys.stderr)
        return 2 if done.failed and not (done.made or done.kept) else 0
    for row in batch.to_lines(source, as_of=as_of, draws=draws, seed=seed):
        print_json(row, indent=None)
    return 0


def _print(made: Brief, form: Form, long: bool) -> None:
    """Print a brief: rendered Markdown on a terminal, plain text in a pipe, bytes for a PDF; two pages unless long."""
    from didymium.brief.render import render, to_markdown

    text = to_markdown(made, long) if form == "md" else render(made, form)
    if isinstance(text, bytes):
        sys.stdout.buffer.write(text)
    elif form == "md" and sys.stdout.isatty():
        _show(str(text))
    else:
        print(text)


def _show(text: str) -> None:
    """Markdown on a terminal: headings at the left, lines of a length that can be read."""
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.markdown import Heading, Markdown
    from rich.text import Text

    class Left(Heading):
        """A heading at the left with a line of air before it."""

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            self.text.justify = "left"
            yield Text("")
            yield self.text

    class Page(Markdown):
        """Markdown with such headings."""

        elements = Markdown.elements | {"heading_open": Left}

    console = Console()
    console.print(Page(text), width=min(96, console.width))


def verify(
    brief: Path, *, rerun: bool = False, source: str | None = None, explain: bool = False, json: Json = False
) -> int:
    """Re-read a finished brief: each sentence against its evidence, and all against the brief made again.

    Parameters
    ----------
    brief
        A brief.json.
    rerun
        Make it again from the source that its manifest names, not from the article that it holds.
    source
        With --rerun: where the article is now, when it has moved.
    explain
        Tell of each sentence its verdict, its evidence and how each number came about.
    json
        Print {"ok", "sentences", "made_again", "again", "faults", "proofs"} as JSON.
    """
    from didymium.brief import replay
    from didymium.proof import explained

    given = replay.load_brief(brief)
    if rerun and not (source or given.manifest.get("source")):
        raise BadInput(f"{brief}: names no source; give the article as SOURCE")
    report = replay.verify(given, source=(source or str(given.manifest["source"])) if rerun else None)
    if json:
        print_json(report.to_json())
    else:
        if explain:
            print("\n".join(explained(given, report)))
        for fault in report.faults:
            print(f"{fault.where}: {fault.kind}: {fault.why} | {fault.sentence}")
    if report.ok and report.made_again:
        print(f"{report.sentences} sentences, all carried by their evidence; {report.again}", file=sys.stderr)
        return 0
    if report.ok:
        told = f"{report.sentences} sentences hold by what the file gives as evidence, but it was {report.again}"
        print(f"didymium: {brief}: {told}", file=sys.stderr)
        return 2
    first = report.faults[0]
    print(f"didymium: {brief}: {len(report.faults)} faults, the first in {first.where}: {first.why}", file=sys.stderr)
    return 2
