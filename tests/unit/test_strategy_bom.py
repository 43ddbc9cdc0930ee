"""Reading a bill of materials: columns, units, currencies, names."""

from pathlib import Path

import pytest

from didymium.errors import UnknownLabel
from didymium.strategy.bom import HINTS, BadLine, Line, read_bom, resolve
from didymium.world.load import load_world


def only(tmp_path: Path, text: str) -> Line:
    path = tmp_path / "parts.csv"
    path.write_text(text, encoding="utf-8")
    (line,) = read_bom(path, load_world())
    assert isinstance(line, Line), line
    return line


@pytest.mark.parametrize(
    ("header", "cell", "kg"),
    [
        ("kg/yr", "1,200", 1200.0),
        ("mass (g/yr)", "500", 0.5),
        ("annual_mass_kg", "2.5", 2.5),
        ("Quantity [t]", "0.3", 300.0),
        ("weight", "12 kg", 12.0),
        ("mass kg/month", "1", 12.0),
        ("lb/yr", "10", 4.5359237),
        ("kg/yr", "", None),
    ],
)
def test_masses_become_kilograms_a_year(tmp_path: Path, header: str, cell: str, kg: float | None) -> None:
    line = only(tmp_path, f'mineral,{header},value\ngallium,"{cell}",1\n')
    assert line.kg == (None if kg is None else pytest.approx(kg))


@pytest.mark.parametrize("header", ["value (EUR)", "value_eur", "Annual value EUR"])
def test_money_becomes_dollars(tmp_path: Path, header: str) -> None:
    line = only(tmp_path, f"mineral,{header}\ngallium,100\n")
    assert line.value_usd is not None
    assert 90 < line.value_usd < 140


def test_semicolons_and_a_currency_column(tmp_path: Path) -> None:
    line = only(tmp_path, "Part;Material;Mass;Unit;Origin;Value;Currency\nm;NdFeB magnet N42SH;3;t;cn;5;USD\n")
    assert (line.minerals, line.stage, line.kg, line.supplier, line.value_usd) == (
        ("NdFeB magnets",),
        "component",
        3e3,
        "CHN",
        5,
    )


@pytest.mark.parametrize(
    ("name", "minerals", "stage"),
    [
        ("gallium nitride wafer", ("gallium",), "component"),
        ("dysprosium oxide", ("dysprosium",), "refine"),
        ("indium gallium arsenide", ("indium", "gallium"), "refine"),
        ("Dy", ("dysprosium",), None),
        ("spodumene concentrate", ("lithium",), "mine"),
    ],
)
def test_names_tell_mineral_and_stage(name: str, minerals: tuple[str, ...], stage: str | None) -> None:
    found = resolve(name)
    assert set(minerals) <= set(found[0])
    assert found[1] == stage


def test_an_unknown_material_names_the_nearest() -> None:
    with pytest.raises(UnknownLabel, match="tungsten"):
        resolve("tungstan")


def test_the_example_reads_without_a_bad_line() -> None:
    lines = list(read_bom(Path(__file__).parents[2] / "examples" / "bom.csv", load_world()))
    assert len(lines) == 12
    assert all(isinstance(line, Line) for line in lines)


@pytest.mark.parametrize(
    ("code", "mineral", "stage"),
    [("8505.11", "NdFeB magnets", "component"), ("2504101000", "graphite", "mine"), ("811010", "antimony", "metal")],
)
def test_customs_codes(tmp_path: Path, code: str, mineral: str, stage: str) -> None:
    line = only(tmp_path, f"hs code,kg/yr\n{code},1\n")
    assert (line.minerals, line.stage) == ((mineral,), stage)


def test_a_code_of_several_minerals_asks_for_one(tmp_path: Path) -> None:
    path = tmp_path / "parts.csv"
    path.write_text("hs,kg\n8112.92,1\n")
    (bad,) = read_bom(path, load_world())
    assert not isinstance(bad, Line)
    assert "name the mineral" in bad.reason


def test_a_file_of_unknown_names_is_hinted_for_the_first_ones_alone(tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    names = [f"galliun{i}" for i in range(HINTS + 50)]
    path.write_text("part,mineral,kg/yr\n" + "".join(f"p,{name},1\n" for name in [*names, names[0]]))
    bad = [row for row in read_bom(path, load_world()) if isinstance(row, BadLine)]
    assert [b.line for b in bad] == list(range(2, HINTS + 53))
    assert bad[0].reason == bad[-1].reason
    assert "galliun0" in bad[0].reason
    assert bad[HINTS + 10].reason.endswith("see `didymium world labels`")
