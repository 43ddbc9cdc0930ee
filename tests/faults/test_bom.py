"""Bills of materials as they come: bad lines are named by number, the rest is read."""

from pathlib import Path

import pytest

from didymium.errors import BadTable
from didymium.strategy.bom import BadLine, Line, read_bom
from didymium.world.load import load_world


def read(tmp_path: Path, text: str | bytes) -> list[Line | BadLine]:
    path = tmp_path / "parts.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_bom(path, load_world()))


HEAD = "part,mineral,kg/yr,supplier country,value (USD),revenue\n"


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ("a,unobtainium,1,China,1,1", "unknown mineral"),
        ("a,gallium,-1,China,1,1", "negative mass"),
        ("a,gallium,3 t,China,1,1", "mixed units"),
        ("a,gallium,3 stone,China,1,1", "unknown unit"),
        ("a,gallium,many,China,1,1", "not a number"),
        ("a,gallium,1e999,China,1,1", "not finite"),
        ("a,gallium,1,Chnia,1,1", "unknown country"),
        ("a,gallium,1,China,€1,1", "mixed units"),
        ("a,gallium,1,China,-1,1", "negative value"),
        ("a,,1,China,1,1", "no material"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, cells: str, word: str) -> None:
    good, bad, last = read(tmp_path, f"{HEAD}x,gallium,1,China,1,1\n{cells}\nz,tungsten,2,Japan,,\n")
    assert isinstance(bad, BadLine)
    assert bad.line == 3
    assert word in bad.reason
    assert "\n" not in bad.reason
    assert isinstance(good, Line)
    assert isinstance(last, Line)
    assert last.value_usd is None
    assert last.revenue_usd is None


def test_line_numbers_count_quoted_newlines(tmp_path: Path) -> None:
    rows = read(tmp_path, f'{HEAD}"two\nlines",gallium,1,China,1,1\nb,nonsense,1,China,1,1\n')
    assert isinstance(rows[1], BadLine)
    assert rows[1].line == 4


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "no column for the material"),
        (b"a,b,c\n1,2,3\n", "no column for the material"),
        (b"mineral,supplier\ngallium,China\n", "no column for what is at stake"),
        (b"PK\x03\x04rest", "not a text file"),
        (b"mineral,kg\x00\ngallium,1\n", "not a text file"),
        (b"mineral,kg\ngallium,1\n\xff\xfe\xfa,1\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(BadTable, match=word) as error:
        read(tmp_path, data)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="no file"):
        list(read_bom(tmp_path / "none.csv", load_world()))


def test_an_endless_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="line 2"):
        read(tmp_path, HEAD + "x" * 200_000 + ",gallium,1,China,1,1\n")
