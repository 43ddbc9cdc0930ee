"""Bad scenarios: one line that names the place, nothing executed, nothing written."""

from __future__ import annotations

import pytest

from didymium.cli import main
from didymium.errors import BadInput, BadScenario, DidymiumError
from didymium.twin import load_scenario, simulate
from didymium.twin.backtest import load_episode
from didymium.twin.scenario import parse_scenario

GOOD = """name: test
start: 2025-04
months: 12
as_of: latest
restrictions:
  - {exporter: China, importers: [World], minerals: [Dy], stages: [refining],
     from: 2025-04, allowed: 0.25}
"""

CASES = {
    "unknown mineral": (GOOD.replace("[Dy]", "[dysprosum]"), "s.yaml:6", "dysprosium"),
    "unknown country": (GOOD.replace("China", "Chinaa"), "s.yaml:6", "country"),
    "unknown stage": (GOOD.replace("refining", "smelling"), "s.yaml:6", "stage"),
    "ends before it starts": (GOOD.replace("0.25", "0.25, to: 2025-01"), "s.yaml:6", "before it starts"),
    "starts after the end": (GOOD.replace("from: 2025-04", "from: 2030-04"), "s.yaml:1", "months"),
    "no strength": (GOOD.replace(", allowed: 0.25", ""), "s.yaml:6", "severity"),
    "too strong": (GOOD.replace("0.25", "2.5"), "s.yaml:6", "0..1"),
    "not a month": (GOOD.replace("start: 2025-04", "start: spring"), "s.yaml:2", "not a month"),
    "endless": (GOOD.replace("months: 12", "months: 100000"), "s.yaml:3", "months"),
    "unknown field": (GOOD + "colour: red\n", "s.yaml:8", "unknown field"),
    "given twice": (GOOD + "start: 2025-05\n", "s.yaml:8", "twice"),
    "alias": ("a: &a [x, x]\nb: [*a, *a]\n", "s.yaml:1", "anchors"),
    "tag": ("name: !!python/object/apply:os.system ['touch pwned']\n", "s.yaml:1", "tag"),
    "binary tag": ("name: !!binary aGVsbG8=\n", "s.yaml:1", "tag"),
    "set tag": ("name: !!set {a, b}\n", "s.yaml:1", "tag"),
    "no yaml": ("name: [1, 2\nstart: x", "s.yaml:", "YAML"),
    "a list": ("- 1\n- 2\n", "s.yaml:1", "scenario"),
    "empty": ("", "s.yaml:1", "empty"),
    "deep": ("a: " + "[" * 60 + "]" * 60, "s.yaml:1", "deep"),
    "very deep": ("[" * 5000, "s.yaml:1", ""),
    "bad date": (GOOD.replace("as_of: latest", "as_of: 2025-13-45"), "s.yaml:4", ""),
}  # fmt: skip


def test_the_good_one_is_read():
    assert parse_scenario(GOOD).restrictions[0].exporter == "CHN"


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_named_with_its_place(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text, place, word = CASES[case]
    (tmp_path / "s.yaml").write_text(text)
    with pytest.raises(BadScenario) as caught:
        load_scenario(tmp_path / "s.yaml")
    message = str(caught.value)
    assert message.startswith(place)
    assert word in message
    assert "\n" not in message
    assert not (tmp_path / "pwned").exists()


def test_a_stage_that_the_chain_lacks(tmp_path):
    text = GOOD.replace("[Dy]", "[rhodium]").replace("refining", "component")
    with pytest.raises(BadScenario, match="has no component stage"):
        simulate(parse_scenario(text))


@pytest.mark.parametrize("draws", [10**12, 0, -5])
def test_absurd_draws(draws):
    with pytest.raises(BadInput, match="draws must be between"):
        simulate(parse_scenario(GOOD), draws=draws)


def test_files_that_are_none(tmp_path):
    with pytest.raises(BadScenario, match="ready scenarios"):
        load_scenario(tmp_path / "missing.yaml")
    (tmp_path / "s.yaml").write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(BadScenario, match="UTF-8"):
        load_scenario(tmp_path / "s.yaml")
    (tmp_path / "s.yaml").write_bytes(b"#" * 300_000)
    with pytest.raises(BadScenario, match="at most"):
        load_scenario(tmp_path / "s.yaml")
    with pytest.raises(DidymiumError):
        load_scenario(tmp_path)


def test_a_bad_episode_names_its_line(tmp_path):
    (tmp_path / "e.yaml").write_text(
        "name: x\nmasked: 2020-01-01\nscenario: {name: y, start: 2020-01}\nobserved:\n  - {name: z}\n"
    )
    with pytest.raises(BadScenario, match=r"e\.yaml:5"):
        load_episode(tmp_path / "e.yaml")


def test_the_command_line_exits_2_with_one_line(tmp_path, capsys):
    (tmp_path / "s.yaml").write_text(CASES["unknown mineral"][0])
    assert main(["simulate", str(tmp_path / "s.yaml"), "--out", str(tmp_path / "r.csv")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert not (tmp_path / "r.csv").exists()
    assert main(["simulate", "china-rare-earths-full-cut", "--out", str(tmp_path / "r.txt")]) == 2
    assert main(["simulate", "drc-cobalt-quota", "--draws", "1000000000000"]) == 2


@pytest.mark.parametrize("given", [
    ("simulate", "drc-cobalt-quota", "--seed", "-1"), ("leverage", "CHN", "USA", "--draws", "0"),
    ("brief", "a.html", "--seed", "9" * 30), ("simulate", "x" * 5000), ("simulate", "x\0y"), ("backtest", "x" * 5000),
    ("responses", "x" * 5000),
])  # fmt: skip
def test_a_number_or_name_that_cannot_be_is_one_short_line(given: tuple[str, ...], capsys) -> None:
    assert main(list(given)) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert len(said.err) < 2500
