from __future__ import annotations

import pytest

from didymium.errors import BadInput
from didymium.scale.chunks import chunks, items
from didymium.scale.ingest import names_a_mineral


def _ids(path, size: int) -> list[str]:
    return [item.id for chunk in chunks([path], size) for item in items(chunk)]


@pytest.mark.parametrize("kind", ["members", "plain", "lines", "folder", "stream"])
@pytest.mark.parametrize("size", [1, 700, 5_000, 1 << 22])
def test_every_record_is_in_exactly_one_chunk(archives, kind: str, size: int) -> None:
    whole = _ids(archives[kind], 1 << 30)
    assert len(whole) == 40
    assert _ids(archives[kind], size) == whole


def test_small_chunks_are_many(archives) -> None:
    assert len(list(chunks([archives["members"]], 700))) > 10
    assert len(list(chunks([archives["plain"]], 700))) >= 40
    assert len(list(chunks([archives["stream"]], 700))) == 1


def test_a_damaged_member_costs_itself_alone(archives, tmp_path) -> None:
    data = bytearray(archives["members"].read_bytes())
    second = data.find(b"\x1f\x8b\x08", 10)
    data[second + 40 : second + 60] = b"\xff" * 20
    path = tmp_path / "broken.warc.gz"
    path.write_bytes(bytes(data))
    found = [item for chunk in chunks([path], 1 << 20) for item in items(chunk)]
    assert sum(item.error is None for item in found) == 39
    assert sum(item.error is not None for item in found) == 1


def test_a_changed_archive_is_refused(archives, tmp_path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(archives["lines"].read_bytes())
    chunk = next(iter(chunks([path])))
    path.write_bytes(path.read_bytes() + b"{}\n")
    with pytest.raises(BadInput, match="is not the file"):
        list(items(chunk))


@pytest.mark.parametrize("name", ["missing.warc", "notes.docx"])
def test_what_is_no_archive_is_told(tmp_path, name: str) -> None:
    if name == "notes.docx":
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(BadInput, match=name):
        list(chunks([tmp_path / name]))


def test_pages_that_are_not_wanted_are_not_parsed(archives) -> None:
    chunk = next(iter(chunks([archives["members"]], 1 << 30)))
    found = list(items(chunk, names_a_mineral))
    assert sum(item.article is None and item.error is None for item in found) == 10


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Tin rose.", True),
        ("a thin tinplate", False),
        ("GALLIUM", True),
        ("rare earths", True),
        ("a leader spoke", False),
    ],
)
def test_minerals_are_named_at_word_borders(text: str, named: bool) -> None:
    assert names_a_mineral(text) is named
