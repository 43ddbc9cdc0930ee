"""History of measures and moves: masking, matching, posteriors."""

import datetime as dt

import pytest
from scipy.stats import beta, gamma

from didymium import labels
from didymium.strategy import history, moves
from didymium.strategy.history import beta_share, gamma_rate
from didymium.world.load import World, load_world


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


def test_measures_are_masked_by_date(world: World) -> None:
    early = history.measures(world.as_of("2010-12-31"))
    late = history.measures(world)
    assert 0 < len(early) < len(late)
    assert max(m.announced for m in early) <= dt.date(2010, 12, 31)


def test_a_group_stands_for_its_members(world: World) -> None:
    quota = next(m for m in history.measures(world) if m.id == "cn-ree-quota-2006")
    assert {"dysprosium", "neodymium"} <= quota.minerals
    assert "gallium" not in quota.minerals


def test_the_dual_use_list_is_what_was_under_licence_by_then(world: World) -> None:
    ban = next(m for m in history.measures(world) if m.id == "cn-jpn-dualuse-2026")
    assert {"gallium", "germanium", "tungsten"} <= ban.minerals


def test_hits_knows_blocs_and_never_the_actor() -> None:
    measure = history.Measure(
        "x", dt.date(2026, 4, 24), None, None, "CHN", ("EUU",), "export_ban", frozenset({"gallium"}), "all", None,
        "t", "s",
    )  # fmt: skip
    assert measure.hits("DEU")
    assert measure.hits("EUU")
    assert not measure.hits("USA")
    assert not measure.hits("CHN")


def test_first_day_of_a_bare_month_or_year() -> None:
    assert history.first_day("2010-07") == dt.date(2010, 7, 1)
    assert history.first_day("2023") == dt.date(2023, 1, 1)
    assert history.first_day(None) is None


def test_posteriors_widen_without_data() -> None:
    none, many = history.beta_share(0, 0), history.beta_share(30, 60)
    assert none.high - none.low > 0.9
    assert many.low < 0.5 < many.high
    assert many.high - many.low < 0.25
    assert history.gamma_rate(10, 20).low < 0.5 < history.gamma_rate(10, 20).high


def test_durations_do_not_look_ahead(world: World) -> None:
    past = world.as_of("2010-12-31")
    rows = history.select(history.measures(past), history.EXPORT)
    ended, years = history.durations(rows, past)
    paused, day = history.suspensions(past), dt.date(2010, 12, 31)
    over = [m for m in rows if any(d and d <= day for d in (m.ends, paused.get(m.id)))]
    assert ended == len(over)
    assert len(over) < sum(m.ends is not None or m.id in paused for m in rows)  # an end told ahead has not come
    assert years > 0


def test_episodes_merge_what_is_close() -> None:
    days = [dt.date(2025, 1, 1), dt.date(2025, 2, 1), dt.date(2025, 9, 1)]
    assert moves.episodes(days) == (dt.date(2025, 1, 1), dt.date(2025, 9, 1))


def test_frequency_counts_only_whole_windows(world: World) -> None:
    ree = labels.expand("rare earths")
    past = world.as_of("2011-06-30")
    found = moves.frequency("restrict more", "pressure", "CHN", None, ree, past)
    assert 0 <= found.hits <= found.episodes
    opened = [c.opened for c in moves.cases("restrict more", "pressure", "CHN", None, ree, past)]
    assert all(day <= dt.date(2010, 6, 30) for day in opened)
    assert found.probability.low <= found.probability.value <= found.probability.high


def test_an_answer_to_one_state_is_counted_over_what_that_state_did(world: World) -> None:
    ree = labels.expand("rare earths")
    asked = [moves.cases("retaliate elsewhere", "pressure", "USA", who, ree, world) for who in ("CHN", "RUS", None)]
    china, russia, all_ = (len(c) for c in asked)
    assert 0 < russia < china < all_
    hers = history.select(history.measures(world), history.HOSTILE, "RUS", importer="USA")
    assert {c.opened for c in asked[1]} <= {m.announced for m in hers}


def test_parties_of_deals_have_countries(world: World) -> None:
    rows = {d.id: d for d in moves.deals(world)}
    assert "USA" in rows["D165"].countries
    assert "CHN" in rows["D096"].countries
    assert rows["D165"].hosts == {"PAK"}
    named = sum(bool(d.countries) for d in rows.values())
    assert named / len(rows) > 0.85


@pytest.mark.parametrize(("hits", "trials"), [(0, 0), (0, 900), (900, 900), (0.3, 7.1), (4, 12), (450.5, 900)])
@pytest.mark.parametrize("prior", [(0.5, 0.5), (2.4, 0.6)])
def test_a_frequency_has_the_quantiles_of_its_posterior(hits: float, trials: float, prior: tuple[float, float]) -> None:
    share, law = beta_share(hits, trials, prior), beta(prior[0] + hits, prior[1] + trials - hits)
    assert [share.low, share.value, share.high] == pytest.approx(law.ppf([0.05, 0.5, 0.95]), rel=2e-5)


def test_quantiles_of_a_rate_are_those_of_its_law() -> None:
    rate, pace = gamma_rate(4, 20), gamma(4.5, scale=1 / 20)
    assert [rate.low, rate.value, rate.high] == pytest.approx(pace.ppf([0.05, 0.5, 0.95]))


def test_the_party_of_a_deal_is_at_home_where_the_first_company_that_it_names_is() -> None:
    companies = {"Lynas": "AUS", "MP Materials": "USA", "Ganfeng Lithium": "CHN"}
    told = {
        "MP Materials Corp": "USA", "MP Materials and Lynas": "AUS", "Ganfeng": "CHN",  # begins the name
        "US DoW": "USA", "Chinese firms": "CHN", "Ganf": None, "a fund": None,
    }  # fmt: skip
    assert {party: moves._home(party, companies) for party in told} == told
