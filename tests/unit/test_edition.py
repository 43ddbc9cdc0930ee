import io
import json
import zipfile

import polars as pl
import pytest

from didymium.cli import main
from didymium.errors import BadInput, BadTable
from didymium.world.build import build
from didymium.world.edition import editions, install, pack, use
from didymium.world.load import TABLES, World, load_world


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    return pack(TABLES, tmp_path_factory.mktemp("e") / "e.zip", "2026.12", "2026-12-31").read_bytes()


def changed(packed, **members):
    """The packed edition with some of its members otherwise (None: left out)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        kept = {n: old.read(n) for n in old.namelist()}
        for name, data in (kept | members).items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def test_an_edition_is_installed_whole_and_the_old_one_stays(packed):
    assert load_world().edition == World().edition
    made = install(packed, "e.zip")
    world = load_world()
    assert (world.edition, world.folder, made.current) == ("2026.12", made.folder, True)
    assert world.table("measures").height == World().table("measures").height
    assert [(e.name, e.current) for e in editions()] == [("package", False), ("2026.12", True)]
    install(packed, "e.zip")  # the same again changes nothing
    use("package")
    assert load_world().folder == TABLES
    use("2026.12")
    assert load_world().edition == "2026.12"
    with pytest.raises(BadInput, match="no edition 'x' is at hand"):
        use("x")


def test_the_same_tables_pack_to_the_same_bytes(packed, tmp_path):
    again = pack(TABLES, tmp_path / "again.zip", "2026.12", "2026-12-31")
    assert again.read_bytes() == packed


HEAD = json.dumps({"edition": "../2026", "day": "2026-12-31", "sha256": {}}).encode()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"deals.csv": b"id\nD1\n"}, "deals.csv does not fit its checksum"),
        ({"deals.csv": None}, "deals.csv is missing"),
        ({"../evil.csv": b"x"}, "evil.csv is no table"),
        ({"run.py": b"x"}, "run.py is no table"),
        ({"edition.json": None}, "no packed edition"),
        ({"edition.json": b"[]"}, "no packed edition"),
        ({"edition.json": HEAD}, "edition name"),
        ({f"{n}.csv": b"" for n in range(600)}, "500 files"),
        ({"edition.json": b"[" * 100_000}, "no packed edition"),
    ],
)
def test_a_damaged_edition_changes_nothing(packed, members, said):
    with pytest.raises(BadInput, match=said):
        install(changed(packed, **members), "e.zip")
    assert [e.name for e in editions()] == ["package"]
    assert load_world().folder == TABLES


def test_an_edition_that_lacks_a_column_is_refused(packed):
    import hashlib

    with zipfile.ZipFile(io.BytesIO(packed)) as old:
        head = json.loads(old.read("edition.json"))
    data = b"id,site\nx,y\n"
    head["sha256"]["stoppages.csv"] = hashlib.sha256(data).hexdigest()
    bad = changed(packed, **{"stoppages.csv": data, "edition.json": json.dumps(head).encode()})
    with pytest.raises(BadTable, match="stoppages: column"):
        install(bad, "e.zip")
    assert [e.name for e in editions()] == ["package"]


def test_another_edition_of_the_same_name_is_refused(packed, tmp_path):
    install(packed, "e.zip")
    other = tmp_path / "t"
    other.mkdir()
    for path in TABLES.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    (other / "stoppages.csv").write_text((other / "stoppages.csv").read_text().splitlines()[0] + "\n")
    with pytest.raises(BadInput, match="needs a name of its own"):
        install(pack(other, tmp_path / "o.zip", "2026.12", "2026-12-31").read_bytes(), "o.zip")


def test_every_verb_reads_the_edition_that_is_named(packed, tmp_path, capsys):
    made = install(packed, "e.zip")
    use("package")
    assert main(["world", "show", "gallium", "--json", "--world", str(made.folder)]) == 0
    assert json.loads(capsys.readouterr().out)["edition"] == "2026.12"
    assert main(["world", "show", "gallium", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["edition"] == World().edition
    assert main(["world", "show", "gallium", f"--world={tmp_path}"]) == 2
    assert "holds no world" in capsys.readouterr().err
    assert main(["world", "update", str(tmp_path / "nothing.zip")]) == 2


def test_rows_in_the_columns_of_any_table_are_built(tmp_path):
    rows = World().table("stocks").drop("id")
    given = tmp_path / "given"
    given.mkdir()
    rows.head(1).with_columns(stock_months_typical=pl.lit(9.5)).write_csv(given / "ours.csv")
    report = build(given, tmp_path / "out")
    assert report.read == {"ours.csv": "own"}
    made = World(folder=tmp_path / "out").table("stocks")
    assert made.height == rows.height
    assert 9.5 in made["stock_months_typical"].to_list()
    (given / "ours.csv").write_text("mineral,form,scope_kind,economy\nkryptonite,metal,economy,USA\n")
    with pytest.raises(BadTable):
        build(given, tmp_path / "out2")
