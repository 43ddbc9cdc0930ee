import numpy as np
import pytest

from didymium.world.apparent import Trade, contents, traced, trade
from didymium.world.exports import compared
from didymium.world.load import load_world
from didymium.world.reconcile import reconcile, use_without_trade


def seen(arcs, countries=("CHN", "HKG", "JPN", "USA")):
    return Trade(2024, ("260000",), countries, np.array(arcs, float), ("s",))


def test_use_is_production_plus_imports_less_exports():
    codes, flows = traced({"CHN": 100.0, "JPN": 10.0}, seen([[0, 0, 30, 20], [0] * 4, [0, 0, 0, 4], [0] * 4]))
    use = dict(zip(codes, flows.sum(axis=0), strict=True))
    assert use["CHN"] == pytest.approx(50)
    assert use["JPN"] == pytest.approx(36)
    assert use["USA"] == pytest.approx(24)
    assert flows.sum(axis=1) == pytest.approx([{"CHN": 100, "JPN": 10}.get(c, 0) for c in codes])


def test_what_passes_through_a_hub_is_traced_to_its_maker():
    codes, flows = traced({"CHN": 100.0}, seen([[0, 40, 0, 0], [0, 0, 0, 38], [0] * 4, [0] * 4]))
    made, hub, buyer = (codes.index(c) for c in ("CHN", "HKG", "USA"))
    assert flows[made, buyer] == pytest.approx(38)
    assert flows[hub].sum() == 0
    assert flows[made, hub] == pytest.approx(2)


def test_a_country_sells_no_more_than_passes_through_it():
    codes, flows = traced({"CHN": 10.0}, seen([[0, 0, 25, 0], [0] * 4, [0] * 4, [0] * 4]))
    assert flows[codes.index("CHN"), codes.index("JPN")] == pytest.approx(9.8)


def test_an_exporter_without_known_production_is_of_the_unnamed_rest():
    codes, flows = traced({"CHN": 50.0, "OTH": 30.0}, seen([[0] * 4, [0] * 4, [0] * 4, [0, 0, 20, 0]]))
    assert flows[-1, codes.index("JPN")] == pytest.approx(20)
    assert flows[codes.index("USA")].sum() == 0


def test_trade_is_told_in_content_and_value_alone_by_stated_exports():
    world = load_world()
    chemicals, magnets = trade(world, "lithium", "refine", 2024), trade(world, "neodymium", "component", 2024)
    assert 1.0e4 < chemicals.exports("CHN") < 4.0e4  # t of lithium, not of carbonate
    assert magnets.exports("CHN") == pytest.approx(58_152, rel=1e-6)
    assert trade(world, "germanium", "refine", 2024) is None  # shares a code with others, no exports stated
    assert contents()["283691"] == pytest.approx(2 * 6.94 / 73.89, abs=0.001)
    assert "260400" not in contents()


def test_modelled_exports_are_the_traded_ones():
    rows = compared(load_world())
    assert len(rows) >= 28
    assert sum(row.fits for row in rows) >= 0.9 * len(rows)
    assert sum(row.largest_fits for row in rows) >= 0.85 * len(rows)
    china = {(r.mineral, r.stage): r for r in rows if r.largest == "CHN"}
    assert china["aluminium", "metal"].largest_modelled < 2e5  # made there and used there


def test_use_differs_between_minerals_and_a_source_overrules():
    world = load_world()
    names = ("germanium", "indium", "magnesium", "ruthenium", "hafnium", "yttrium")
    shares = [tuple(round(v, 4) for v in sorted(use_without_trade(world, m, {"CHN": 1.0})[0].values())) for m in names]
    assert len(set(shares)) == len(names)
    gallium = reconcile(world, "gallium", "refine")
    use = dict(zip(gallium.countries, gallium.use / gallium.use.sum(), strict=True))
    assert use["CHN"] == pytest.approx(0.92, abs=0.005)
    assert use["JPN"] == pytest.approx(0.045, abs=0.005)
    assert any("as stated for CHN, JPN" in b for b in gallium.basis)


def test_two_that_sell_each_other_all_that_they_have_leave_the_rest_as_it_is():
    loop = [[0, 20, 0, 0], [0] * 4, [0, 0, 0, 7], [0, 0, 7, 0]]
    codes, flows = traced({"CHN": 100.0}, seen(loop))
    alone_codes, alone = traced({"CHN": 100.0}, seen([loop[0], *[[0] * 4] * 3]))
    assert codes == alone_codes
    assert np.isfinite(flows).all()
    assert np.allclose(flows, alone)
