"""Re-create a brief from its manifest, byte for byte; verify one, and against what its own article gives."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from didymium import __version__
from didymium.errors import BadInput
from didymium.news import read
from didymium.proof import Report, compared, reworded
from didymium.proof import verify as proven
from didymium.records import Article, Brief
from didymium.world.load import World, load_world


def replay(manifest: Path, source: str | None = None) -> Brief:
    """The brief that `manifest` describes (a manifest, or a brief.json that holds one).

    source: where the article is now, when it has moved. Raises `BadInput` when the article, the world's edition or
    the version differ from those of the manifest: then the same bytes cannot come out.
    """
    wanted = _load(manifest)
    where = source or wanted["source"]
    if not where:
        raise BadInput(f"{manifest}: names no source; give the article as SOURCE")
    return _made(wanted, str(where), str(manifest))


def verify(
    brief: Brief, article_text: str | None = None, world: World | None = None, *, source: str | None = None
) -> Report:
    """The faults of a finished brief: what its evidence does not carry, and what it does not say when made again.

    It is made again from the article that it holds, or from `source`, where this version and edition are those of its
    manifest; else `Report.again` says why not. Raises `BadInput` where `source` cannot be made a brief of.
    """
    wanted = {"source": None, **brief.manifest}
    try:
        again = _made(wanted, source or brief.article, source or "the brief")
    except BadInput as error:
        if source:
            raise
        return replace(proven(brief, article_text, world), again=f"not made again: {error}")
    report = proven(brief, article_text, world, alone=False)
    told = "the same article, made again"
    if "llm" in brief.manifest:  # whoever writes that into a file takes so many sentences out of the comparison
        places = ", ".join(reworded(brief, again)) or "none"
        told += f", but for the sentences in a model's words ({places}) and its choice, which the proof alone holds"
    if not source:
        told += "; its outlet, author, day and address are as given"
    return replace(report, faults=(*report.faults, *compared(brief, again)), again=told, made_again=True)


def _made(wanted: dict[str, Any], article: str | Article, told: str) -> Brief:
    """The brief of an article by a manifest; `told` names where the manifest stands."""
    from didymium.brief.compose import compose  # heavy, and not needed to read a brief

    if missing := _missing(wanted):
        raise BadInput(f"{told}: no manifest of a brief ({', '.join(missing)} missing)")
    world = load_world().named(str(wanted["world"]))
    for name, ours in (("version", __version__), ("world", world.name)):
        if wanted[name] != ours:
            raise BadInput(f"{told}: made with {name} {wanted[name]}, this is {ours}; install that one to re-create it")
    reading = read(article, as_of=wanted["as_of"], world=world)
    if reading.article.sha256 != wanted["article"]:
        where = article if isinstance(article, str) else "the text"
        raise BadInput(f"{where}: not the article of {told} (its text differs); give the original as SOURCE")
    return compose(
        reading, world, as_of=wanted["as_of"], draws=wanted["draws"], seed=wanted["seed"], source=wanted["source"]
    )


def load_brief(path: Path) -> Brief:
    """The brief in a brief.json; `BadInput` where it is none."""
    body = _json(path)
    try:
        return Brief.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"{path}: no brief ({where}: {first['msg']}); give a brief.json") from None


def _load(path: Path) -> dict[str, Any]:
    body = _json(path)
    found = body.get("manifest", body) if isinstance(body, dict) else {}
    if missing := _missing(found):
        raise BadInput(f"{path}: no manifest of a brief ({', '.join(missing)} missing)")
    return {"source": None, **found}


def _missing(manifest: dict[str, Any]) -> list[str]:
    return [k for k in ("version", "world", "article", "as_of", "draws", "seed") if k not in manifest]


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); give a manifest or a brief.json") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{path}: not JSON; give a manifest or a brief.json") from None
