"""Publishers' files with faults: one line naming file, row and remedy; the tables stay as they were."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from didymium.cli import main
from didymium.errors import BadTable
from didymium.world.build import build
from didymium.world.load import TABLES
from publishers import BACI, EU, IEA, USGS, WGI


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the shipped tables that a build may write to."""
    copy = tmp_path / "tables"
    shutil.copytree(TABLES, copy)
    return copy


def state(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("mcs2027.csv", USGS.replace("Value,Notes", "Amount,Notes"), ["mcs2027.csv", "'Value' is missing", "header"]),
        ("mcs2027.csv", USGS + USGS.splitlines()[1] + "\n", ["mcs2027.csv, row 8", "repeats row 2", "remove one"]),
        ("mcs2027.csv", USGS.replace("kilograms", "metric tons"), ["mcs2027.csv", "gallium", "thousand-fold", "unit"]),
        ("mcs2027.csv", USGS.replace(",Japan,", ",Jappan,"), ["mcs2027.csv", "Jappan", "did you mean japan"]),
        ("baci.csv", BACI.replace("1000.0", "lots"), ["baci.csv", "lots"]),
        ("baci.csv", BACI + BACI.splitlines()[1] + "\n", ["baci.csv, row", "repeats row", "284690"]),
        ("baci.csv", BACI.replace("284690", "999999"), ["baci.csv", "mapped HS codes", "six digits"]),
        ("wgi.csv", WGI.replace("-0.35", "35"), ["wgi.csv", "CHN", "outside the scale", "estimates"]),
        ("wgi.csv", WGI.replace("-0.35", "low"), ["wgi.csv, row 2", "'low' is not a number"]),
        ("iea.csv", IEA + "Copper,mining,Chile,2024,5476\n", ["iea.csv, row 4", "repeats row 2"]),
        ("iea.csv", IEA.replace("5476", "5,4x"), ["iea.csv"]),
        ("eu_global_shares.csv", EU.replace("94%", "most"), ["csv, row 2", "'most' is not a percentage"]),
        ("eu_global_shares.csv", EU.replace("Gallium", "Gallum"), ["eu_global_shares.csv", "Gallum", "gallium"]),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_and_the_tables_stay(folder, tables, name, text, words):
    before = state(tables)
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "other_wgi.csv").write_text(WGI, encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        build(folder, out=tables, base=tables)
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)
    assert state(tables) == before


def test_latin_1_bytes_name_line_and_remedy(folder, tables):
    before = state(tables)
    text = USGS + "GALLIUM,World Production,Gallium,Côte d’Ivoire,Production,Primary production,kilograms,2026,5,\n"
    (folder / "mcs2027.csv").write_bytes(text.encode("cp1252"))
    with pytest.raises(BadTable, match=r"mcs2027.csv, line 8: byte 0xf4 is not UTF-8.*iconv"):
        build(folder, out=tables, base=tables)
    assert state(tables) == before


def test_a_folder_without_a_known_file(folder, tables):
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadTable, match="no file of a known publisher"):
        build(folder, out=tables, base=tables)


def test_a_parquet_that_is_none(folder, tables):
    (folder / "baci.parquet").write_bytes(b"PAR0 nothing")
    with pytest.raises(BadTable, match=r"baci.parquet: not a Parquet file"):
        build(folder, out=tables, base=tables)


def test_an_empty_file_is_skipped_or_named(folder, tables):
    (folder / "empty.csv").write_bytes(b"")
    (folder / "wgi.csv").write_text(WGI, encoding="utf-8")
    assert build(folder, out=tables, base=tables).skipped == ("empty.csv",)


def test_the_command_exits_2_with_one_line(folder, tables, capsys):
    (folder / "wgi.csv").write_text(WGI.replace("-0.35", "35"), encoding="utf-8")
    assert main(["world", "build", "--from", str(folder), "--out", str(tables)]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "wgi.csv" in err
    assert main(["world", "build", "--from", str(folder / "nowhere"), "--out", str(tables)]) == 2
    assert "is no folder" in capsys.readouterr().err


NO_PARQUET = b"PAR1" + b"\x00\xff" * 200 + b"\x10\x00\x00\x00PAR1"


def is_one_line(said: str) -> bool:
    return said.startswith("didymium: ") and said.count("\n") == 1


def test_a_packed_edition_with_a_damaged_table_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    head = {"edition": "x", "day": "2026-01-01", "sha256": {"facts.parquet": hashlib.sha256(NO_PARQUET).hexdigest()}}
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as packed:
        packed.writestr("edition.json", json.dumps(head))
        packed.writestr("facts.parquet", NO_PARQUET)
    assert main(["world", "update", str(tmp_path / "e.zip")]) == 2
    assert is_one_line(capsys.readouterr().err)
    assert not list((tmp_path / "data").rglob("*.parquet"))


@pytest.mark.parametrize("told", [{"vary": {"a": [1]}}, {"vary": 5}, {}])
def test_a_damaged_sweep_is_one_line(tmp_path, capsys, told):
    (tmp_path / "manifest.json").write_text(json.dumps(told))
    for table in ("cells", "figures"):
        (tmp_path / table).mkdir()
        (tmp_path / table / "part-0000000.parquet").write_bytes(NO_PARQUET)
    assert main(["sweep", "report", str(tmp_path)]) == 2
    assert is_one_line(capsys.readouterr().err)
