import numpy as np
import polars as pl
import pytest

from didymium.errors import BadInput, MissingData, UnknownLabel
from didymium.world import reconcile as module
from didymium.world.balance import balance, distance, home_prior, trade_prior
from didymium.world.basket import basket
from didymium.world.load import load_world
from didymium.world.origins import shaped
from didymium.world.reconcile import reconcile, supply_side

CHAINS = (
    "didymium", "dysprosium", "terbium", "samarium", "yttrium", "gadolinium", "lanthanum", "cerium", "gallium",
    "germanium", "antimony", "tungsten", "graphite", "lithium", "cobalt", "nickel", "copper", "magnesium",
    "manganese", "titanium", "vanadium", "niobium", "tantalum", "tellurium", "bismuth", "indium", "platinum",
    "palladium", "rhodium", "silver", "aluminium",
)  # fmt: skip
STAGES = ("mine", "refine", "metal", "component")


@pytest.fixture(scope="module")
def world():
    return load_world()


@pytest.fixture(scope="module")
def every(world):
    found = {}
    for mineral in CHAINS:
        for stage in STAGES:
            try:
                found[mineral, stage] = reconcile(world, mineral, stage)
            except MissingData:
                continue
    return found


def test_every_chain_has_flows(every):
    assert {mineral for mineral, _ in every} == set(CHAINS)
    assert ("graphite", "component") in every  # anodes


def test_every_node_closes(every):
    for key, f in every.items():
        total = f.supply.sum()
        assert np.abs(f.flows.sum(axis=1) - f.supply).max() <= 1e-9 * total, key
        assert np.abs(f.flows.sum(axis=0) - f.use).max() <= 1e-9 * total, key
        assert f.supply.sum() == pytest.approx(f.use.sum(), rel=1e-9), key
        assert (f.flows >= 0).all(), key


def test_flows_name_their_parts(every):
    for f in every.values():
        assert f.countries[-1] == "OTH"
        assert len(set(f.countries)) == len(f.countries) <= module.SIZE
        assert f.estimated.shape == f.flows.shape
        assert f.sources
        assert len(f.basis) == 3
        assert f.unit in ("t/yr", "share of world output")


def test_supply_is_the_worlds_own_shares(world, every):
    f = every["cobalt", "mine"]
    shares = dict(world.shares("cobalt", "mine", f.year).select("country", "share").iter_rows())
    supply = dict(zip(f.countries, f.supply / f.supply.sum(), strict=True))
    assert supply["COD"] == pytest.approx(shares["COD"], rel=1e-9)
    assert f.unit == "t/yr"
    assert 2e5 < f.supply.sum() < 5e5


def test_use_is_the_next_stages_output(every):
    mine, refine = every["cobalt", "mine"], every["cobalt", "refine"]
    used = dict(zip(mine.countries, mine.use / mine.use.sum(), strict=True))
    made = dict(zip(refine.countries, refine.supply / refine.supply.sum(), strict=True))
    assert used["CHN"] == pytest.approx(made["CHN"], rel=1e-6)
    assert "use: output of the refine stage" in mine.basis[1]


def test_an_arc_without_data_is_marked(every):
    f = every["cobalt", "mine"]  # ore trade is not under a code of its own here
    if "no trade statistic" in f.basis[2]:
        assert f.estimated.all()
        assert np.isnan(f.residual)
    seen = every["graphite", "mine"]
    assert not seen.estimated.all()
    assert seen.estimated.any()
    assert 0 <= seen.residual <= 1


def test_a_code_shared_by_minerals_tells_no_arc(every):
    f = every["dysprosium", "refine"]
    assert f.estimated.all()
    assert "shares with others" in f.basis[2]


def test_a_result_is_frozen_and_the_same_again(world, every):
    f = every["gallium", "refine"]
    with pytest.raises(AttributeError):
        f.year = 1999
    module._reconciled.cache_clear()
    again = reconcile(world, "Ga", "refining")
    assert (again.flows == f.flows).all()
    assert again.countries == f.countries


def test_small_countries_are_pooled_without_loss(world):
    wide, narrow = reconcile(world, "copper", "mine"), reconcile(world, "copper", "mine", size=8)
    assert len(narrow.countries) == 8
    assert narrow.supply.sum() == pytest.approx(wide.supply.sum(), rel=1e-9)
    assert np.abs(narrow.flows.sum(axis=0) - narrow.use).max() <= 1e-9 * narrow.use.sum()


def test_nothing_later_than_the_view(world):
    then = reconcile(world.as_of("2010-06-30"), "rare earths", "mine")
    assert then.year <= 2010
    assert then.supply.max() / then.supply.sum() > 0.9


def test_what_is_not_there_is_said(world):
    with pytest.raises(MissingData, match="gallium"):
        reconcile(world, "gallium", "mine")
    with pytest.raises(UnknownLabel):
        reconcile(world, "unobtanium", "mine")


def test_basket_turns_ore_into_elements(world):
    reo = {"CHN": 0.7, "MMR": 0.3}
    heavy, light = basket(world, "dysprosium", reo), basket(world, "neodymium", reo)
    assert sum(heavy.shares.values()) == pytest.approx(1.0)
    assert heavy.shares["MMR"] > light.shares["MMR"]  # clays are rich in heavy rare earths
    assert light.per_reo > 10 * heavy.per_reo
    with pytest.raises(MissingData, match="samarium"):
        basket(world, "samarium", reo)


def test_the_mix_of_deposits_adds_up(world):
    rows = world.table("deposit_mix").group_by("country", "year").agg(pl.col("share").sum())
    assert rows["share"].to_numpy() == pytest.approx(1.0, abs=1e-5)
    known = set(world.table("baskets")["deposit_or_product"])
    assert set(world.table("deposit_mix")["deposit"]) <= known
    sources = set(world.table("sources")["source_id"])
    assert set(world.table("deposit_mix")["source_id"]) <= sources


def test_supply_of_magnet_metals_at_the_component_stage_is_the_magnets(world):
    side = supply_side(world, "dysprosium", "component", 2024)
    assert "NdFeB magnets" in side.basis
    with pytest.raises(MissingData):
        supply_side(world, "cerium", "component", 2024)


def test_balance_keeps_cross_ratios_of_the_prior():
    prior = np.array([[1.0, 2.0, 1.0], [3.0, 1.0, 1.0], [1.0, 1.0, 4.0]])
    supply, use = np.array([5.0, 3.0, 2.0]), np.array([2.0, 4.0, 4.0])
    flows = balance(prior, supply, use)

    def ratio(x):
        return x[0, 0] * x[1, 1] / (x[0, 1] * x[1, 0])

    assert flows.sum(axis=1) == pytest.approx(supply)
    assert flows.sum(axis=0) == pytest.approx(use)
    assert ratio(flows) == pytest.approx(ratio(prior), rel=1e-9)


def test_balance_refuses_what_cannot_close():
    with pytest.raises(BadInput, match="same total"):
        balance(np.ones((2, 2)), np.array([1.0, 1.0]), np.array([1.0, 2.0]))
    with pytest.raises(BadInput, match="gaps"):
        balance(np.array([[1.0, np.nan], [1.0, 1.0]]), np.ones(2), np.ones(2))


def test_trade_counts_by_its_shares_not_its_unit():
    supply, use = np.array([8.0, 1.0, 1.0]), np.array([3.0, 4.0, 3.0])
    seen = np.array([[0.0, 30.0, 20.0], [0.0, 0.0, 5.0], [0.0, 1.0, 0.0]])
    one, other = (balance(trade_prior(seen * k, supply, use), supply, use) for k in (1.0, 1e6))
    assert one == pytest.approx(other, rel=1e-9)


def test_distance_is_zero_for_the_same_pattern_and_nan_without_trade():
    seen = np.array([[0.0, 3.0], [1.0, 0.0]])
    assert distance(seen * 7, seen) == pytest.approx(0.0)
    assert np.isnan(distance(np.eye(2), seen))


def test_home_prior_prefers_home():
    arcs = home_prior(np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    assert arcs[0, 0] == pytest.approx(10 * arcs[0, 1])
    assert arcs.sum() == pytest.approx(2.0)


def test_an_ore_without_a_trade_code_is_mostly_processed_at_home(world):
    for mineral, country, least in (("lithium", "CHL", 0.85), ("platinum", "ZAF", 0.9), ("niobium", "BRA", 0.9)):
        f = reconcile(world, mineral, "mine")
        i = f.countries.index(country)
        assert f.flows[i, i] > least * min(f.supply[i], f.use[i]), mineral
    f = reconcile(world, "lithium", "mine")
    spodumene = f.flows[f.countries.index("AUS")]
    assert spodumene[f.countries.index("CHN")] > 0.8 * spodumene.sum()


def test_imports_without_a_code_go_by_the_origins_that_are_told(world):
    def bought(mineral, stage, of):
        f = reconcile(world, mineral, stage)
        column = f.flows[:, f.countries.index("USA")]
        return column[f.countries.index(of)] / column.sum()

    assert bought("titanium", "metal", "JPN") > 0.6 > 0.02 > bought("titanium", "metal", "RUS")
    assert bought("potash", "mine", "CAN") > 0.6
    assert bought("phosphate", "mine", "USA") == pytest.approx(0.84, abs=0.05)  # what is not imported, net
    assert bought("phosphate", "mine", "PER") > 0.1 > 0.02 > bought("phosphate", "mine", "CHN")  # named without a share
    assert bought("copper", "refine", "COD") < 0.05 < bought("copper", "refine", "CHL")
    assert bought("gallium", "refine", "CHN") > 0.9  # whatever passes through Canada: nobody else makes it


def test_origins_leave_what_a_bloc_uses_and_others_alone(world):
    codes = ("USA", "JPN", "RUS", "DEU", "OTH")
    prior = np.outer([0.1, 0.2, 0.3, 0.1, 0.3], [0.3, 0.2, 0.2, 0.2, 0.1])
    found, told = shaped(prior, world, "titanium", "metal", codes)
    assert told
    assert np.allclose(found.sum(axis=0), prior.sum(axis=0))
    assert (found >= 0).all()
    assert np.array_equal(found[:, [1, 2, 4]], prior[:, [1, 2, 4]])
    assert found[1, 0] > 5 * found[2, 0]
    early = shaped(prior, load_world("2009-01-01"), "titanium", "metal", codes)
    assert np.array_equal(early[0], prior)
    assert early[1] == ()
    assert shaped(prior, world, "tungsten", "metal", codes)[1] == ()  # no form of it is of this stage


def test_the_united_states_use_what_is_stated(world):
    def used(mineral, stage):
        f = reconcile(world, mineral, stage)
        return f.use[f.countries.index("USA")] / f.use.sum()

    assert used("cobalt", "metal") < 0.05  # some 8,000 t of some 250,000 in all forms, less scrap
    assert used("chromium", "refine") < 0.04  # some 450,000 t with scrap, of 14 Mt of the element
    assert 0.15 < used("antimony", "metal") < 0.35
