"""The three worked cases of the GeoPolRisk method (JOSS 10.21105/joss.09600): nickel, manganese, graphite; USA 2022."""

import csv
import os
from pathlib import Path

import pytest

from didymium import risk

SHARED = os.environ.get("DIDYMIUM_SHARED")
NICKEL = (0.26749007657640966, 17500.0, 21.179740941995366, 37.495, 0.00032304331527637555, 0.0037927385852119812)
MANGANESE = (0.2035183372902862, 0.0, 191198.0034766202, 350700.567, 0.11095590775245055, 0.10860404642372944)
GRAPHITE = (0.470663478647389, 0.0, 50585.91084690329, 86586.11099999999, 0.27497413262676956, 1.4956581418407857)
PRICE = {"nickel": 4.806774236564875, "manganese": 0.40073488389883327, "graphite": 2.2269069573987443}


@pytest.mark.parametrize(
    ("name", "case"), [("nickel", NICKEL), ("manganese", MANGANESE), ("graphite", GRAPHITE)], ids=list(PRICE)
)
def test_score_and_factor_from_the_published_parts(name, case):
    concentration, domestic, weighed, total, score, factor = case
    imports, governance = [total], [weighed / total]
    assert concentration * risk.import_risk(imports, governance, domestic) == pytest.approx(score, abs=1e-9)
    assert risk.geopolrisk_cf(score, PRICE[name]) == pytest.approx(factor, abs=1e-9)


@pytest.fixture(scope="module")
def folder():
    if not SHARED:
        pytest.skip("DIDYMIUM_SHARED is not set: the worked cases with all their rows are not at hand")
    return Path(SHARED) / "data" / "geopolrisk_testcases"


def rows(path):
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["Nickel", "Manganese", "Graphite"])
def test_worked_case_from_its_rows(folder, name):
    case = next(r for r in rows(folder / "testcase_geopolrisk.csv") if r["Raw Material"] == name)
    production = {
        r["Country_ISO"]: float(r["2022"] or 0)
        for r in rows(folder / f"testcase_{name.lower()}.csv")
        if r["Country_Code"] not in ("", "DELETE")
    }
    trade = [r for r in rows(folder / "testcase_trade_data.csv") if r["rawMaterial"] == name]
    tonnes = {r["Exporting Country"]: float(r["Quantity (mTonnes)"]) for r in trade}
    trust = {r["Exporting Country"]: float(r["WGI"]) for r in trade}
    value = [float(r["Trade Value (1000 USD)"]) for r in trade]
    score = risk.geopolrisk(production, tonnes, trust, float(case["Domestic Production"]))
    assert risk.herfindahl(production) == pytest.approx(float(case["HHI"]), abs=1e-9)
    assert score == pytest.approx(float(case["GeoPolRisk Score"]), abs=1e-9)
    price = risk.unit_price(value, list(tonnes.values()))
    assert price == pytest.approx(float(case["Price"]), abs=1e-9)
    assert risk.geopolrisk_cf(score, price) == pytest.approx(float(case["CF"]), abs=1e-9)
