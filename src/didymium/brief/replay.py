"""Re-create a brief from its manifest, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from didymium import __version__
from didymium.errors import BadInput
from didymium.news import read
from didymium.records import Brief
from didymium.world.load import load_world


def replay(manifest: Path, source: str | None = None) -> Brief:
    """The brief that `manifest` describes (a manifest, or a brief.json that holds one).

    source: where the article is now, when it has moved. Raises `BadInput` when the article, the world's edition or
    the version differ from those of the manifest: then the same bytes cannot come out.
    """
    from didymium.brief.compose import compose  # heavy, and not needed to read a brief

    wanted = _load(manifest)
    world = load_world().named(str(wanted["world"]))
    for name, ours in (("version", __version__), ("world", world.name)):
        if wanted[name] != ours:
            raise BadInput(
                f"{manifest}: made with {name} {wanted[name]}, this is {ours}; install that one to re-create it"
            )
    where = source or wanted["source"]
    if not where:
        raise BadInput(f"{manifest}: names no source; give the article as SOURCE")
    reading = read(str(where), as_of=wanted["as_of"], world=world)
    if reading.article.sha256 != wanted["article"]:
        raise BadInput(f"{where}: not the article of {manifest} (its text differs); give the original as SOURCE")
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
    missing = [k for k in ("version", "world", "article", "as_of", "draws", "seed") if k not in found]
    if missing:
        raise BadInput(f"{path}: no manifest of a brief ({', '.join(missing)} missing)")
    return {"source": None, **found}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); give a manifest or a brief.json") from None
    except ValueError:
        raise BadInput(f"{path}: not JSON; give a manifest or a brief.json") from None
