"""Files that somebody else may have written, nested or knotted without end: one clear line each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.brief.profile import load_profile
from didymium.brief.replay import load_brief, replay
from didymium.errors import BadInput
from didymium.news.evaluate import read_rows
from didymium.scale.sweep import manifest
from didymium.world.load import load_world
from didymium.world.overlay.own import own_proposals

DEEP = {"a list": "[" * 100_000, "an object": '{"a":' * 100_000, "a list of maps": "- " * 100_000}
KNOTS = {"an alias": "a: &a [1]\nb: *a\n", "a tag": "a: !!python/object/apply:os.system [ls]\n", "no text": "\udcff"}


def beside(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "brief": ("brief.json", load_brief),
    "manifest": ("manifest.json", replay),
    "sweep": ("manifest.json", lambda path: manifest(path.parent)),
    "gold": ("gold.jsonl", read_rows),
    "profile": ("profile.yaml", load_profile),
    "rows": ("measures.yaml", lambda path: own_proposals(load_world(), path, None, "2025-05-01")),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", DEEP)
def test_a_file_nested_without_end_is_refused_in_one_line(tmp_path: Path, reader: str, kind: str) -> None:
    name, read = READERS[reader]
    with pytest.raises(BadInput) as error:
        read(beside(tmp_path, name, DEEP[kind]))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("reader", ["profile", "rows"])
@pytest.mark.parametrize("kind", KNOTS)
def test_yaml_of_a_user_is_plain_data(tmp_path: Path, reader: str, kind: str) -> None:
    name, read = READERS[reader]
    with pytest.raises(BadInput, match=r"not allowed|UTF-8|utf-8"):
        read(beside(tmp_path, name, KNOTS[kind]))
