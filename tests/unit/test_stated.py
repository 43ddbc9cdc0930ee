"""Every quantity of an article: what it measures, whose, when, how firm; the lead's size and next dated step."""

import pytest

from didymium.news import read
from didymium.records import Article, Reading, StatedQuantity


def reading(text: str, title: str = "Cobalt exporters get quotas", day: str = "2025-10-12") -> Reading:
    return read(Article(title=title, text=text, published=day))


def stated(found: Reading, surface: str) -> StatedQuantity:
    text = found.article.text
    return next(q for q in found.quantities if surface in text[q.start : q.end])


def test_numbers_told_in_step_go_to_the_firms_in_their_places() -> None:
    found = reading(
        "The Democratic Republic of Congo gave CMOC and Glencore cobalt export quotas of 6,500 and 3,925 tonnes, "
        "respectively, for the fourth quarter of 2025."
    )
    first, second = stated(found, "6,500"), stated(found, "3,925")
    assert (first.owner, second.owner) == ("CMOC", "Glencore")
    assert {first.metric, second.metric} == {"quota"}
    assert (first.period, first.high, second.value) == ("2025-Q4", None, 3925)


def test_a_range_stays_one_quantity() -> None:
    found = reading(
        "Sigma Lithium expects to produce between 270,000 and 300,000 tonnes of lithium concentrate in 2025."
    )
    one = stated(found, "270,000")
    assert (one.value, one.high, one.state) == (270_000, 300_000, "planned")


def test_what_replaces_another_is_linked_and_the_other_is_former() -> None:
    found = reading(
        "Liontown Resources now plans to produce 2.8 million tonnes of lithium ore a year from 2027, down from an "
        "earlier target of 3 million tonnes.",
        "Liontown trims lithium plans",
        "2024-11-11",
    )
    new, old = stated(found, "2.8 million"), stated(found, "3 million")
    assert new.old is not None
    assert found.quantities[new.old] == old
    assert (old.state, old.owner, old.metric) == ("former", new.owner, new.metric)


def test_costs_stocks_and_shares_are_no_prices_nor_output() -> None:
    found = reading(
        "Shares of Pilbara Minerals fell 11 percent. The lithium miner's operating costs rose to $690 a tonne. It held "
        "20,912 tonnes of spodumene concentrate in stockpiles.",
        "Pilbara Minerals shares fall on lithium costs",
    )
    assert [stated(found, s).metric for s in ("11 percent", "$690", "20,912")] == ["share_price", "cost", "stock"]
    assert stated(found, "20,912").good == "concentrate"
    assert not {"price", "price_change"} & {c.metric for c in found.claims}


def test_a_threshold_is_conditional_and_no_claim() -> None:
    found = reading(
        "Indonesia will keep its nickel quota until prices have risen to $17,000 a tonne.",
        "Indonesia keeps nickel quota",
    )
    assert stated(found, "$17,000").state == "conditional"
    assert not [c for c in found.claims if c.metric == "price"]


def test_the_receiver_owns_a_grant() -> None:
    found = reading(
        "The Pentagon awarded $6.2 million to Guardian Metal Resources to study a tungsten mine in Nevada.",
        "Pentagon awards $6.2 million to study tungsten",
    )
    one = stated(found, "$6.2 million")
    assert (one.metric, one.owner, one.mineral) == ("grant", "Guardian Metal Resources", "tungsten")
    assert found.lead is not None
    assert "USA" in found.lead.actors
    assert [(a.value, a.what) for a in found.lead.amounts] == [(6.2e6, "grant")]


def test_the_size_of_the_lead_is_taken_from_the_body() -> None:
    found = reading(
        "The Democratic Republic of Congo on Sunday replaced its ban on cobalt exports with quotas.\n\nThe ban had "
        "been in place since February.\n\nThe country's quota is 18,125 tonnes of cobalt for the rest of 2025."
    )
    assert found.lead is not None
    assert [(a.value, a.unit) for a in found.lead.amounts] == [(18_125, "t")]
    assert found.lead.amounts[0].what.startswith("quota")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("The suspension expires on November 10, 2026.", "2026-11-10"),
        ("The ministry will decide by March 2026 whether to extend it.", "2026-03-31"),
        ("The rule was adopted on September 9.", None),
    ],
)
def test_the_next_dated_step_is_read(said: str, day: str | None) -> None:
    found = reading(
        f"China suspended its controls on gallium exports on Saturday. {said}", "China suspends gallium controls"
    )
    assert found.lead is not None
    assert found.lead.next_step == day


def test_the_main_clause_of_a_headline_leads() -> None:
    found = reading(
        "Zinc prices stormed to a 14-year high on Wednesday after Nyrstar said it will cut output at its zinc smelters "
        "by up to 50 percent.",
        "Zinc hits 14-year high as Nyrstar slashes output",
        "2021-10-13",
    )
    assert found.lead is not None
    assert (found.lead.family, found.lead.direction) == ("market", "up")


def test_revoking_quotas_is_no_easing() -> None:
    found = reading(
        "The Democratic Republic of Congo will revoke cobalt export quotas from companies that fail to ship them.",
        "Congo to revoke cobalt export quotas of firms that fail to ship",
    )
    assert found.lead is not None
    assert (found.lead.family, found.lead.direction) == ("export_control", "tighten")


def test_a_name_in_an_apposition_owns_no_number() -> None:
    found = reading(
        "Halamahera Persada Lygend (HPAL) signed a nickel supply contract with GEM. HPAL - a joint venture between "
        "Lygend Resources and Harita Group - plans to produce 240,000 tonnes of nickel sulphate a year.",
        "GEM signs nickel supply contract",
    )
    assert "Lygend" in (stated(found, "240,000").owner or "")
    assert stated(found, "240,000").owner != "Harita Group"


def test_rows_of_a_list_go_on_with_the_metric_before_them() -> None:
    found = reading(
        "Washington imposed countervailing duties on graphite from China.\n\nNamed makers: 712.03%\n\n"
        "All others: 6.55%",
        "US sets duties on Chinese graphite",
    )
    assert [stated(found, s).metric for s in ("712.03%", "6.55%")] == ["tariff", "tariff"]


def test_the_mineral_behind_a_number_is_its_own() -> None:
    found = reading(
        "LG Energy will buy 71,000 tonnes of nickel and 7,000 tonnes of cobalt from Australian Mines.",
        "Australian Mines signs nickel and cobalt offtake with LG",
    )
    assert [stated(found, s).mineral for s in ("71,000", "7,000 tonnes")] == ["nickel", "cobalt"]


@pytest.mark.parametrize(
    ("title", "text", "family", "direction"),
    [
        (
            "Codelco restarts El Teniente copper mine after collapse",
            "Chile's Codelco on Tuesday resumed operations at its El Teniente copper mine, which it had halted.",
            "project",
            "up",
        ),
        (
            "US commission rules against duties on Chinese graphite",
            "The US International Trade Commission on Thursday ruled against imposing tariffs on graphite from China.",
            "import_measure",
            "ease",
        ),
    ],
)
def test_words_that_turn_a_kind(title: str, text: str, family: str, direction: str) -> None:
    lead = reading(text, title).lead
    assert lead is not None
    assert (lead.family, lead.direction) == (family, direction)


def test_a_state_bank_is_its_state() -> None:
    lead = reading(
        "The U.S. Export-Import Bank has issued a letter of interest to Critical Metals for a loan of up to $120 "
        "million for its Tanbreez rare earths mine in Greenland.",
        "US Export-Import Bank considers $120 million loan for rare earths mine",
    ).lead
    assert lead is not None
    assert "USA" in lead.actors


def test_an_article_hardly_about_minerals_has_no_lead() -> None:
    found = reading(
        "The town council voted on Tuesday to approve a $4.2 million budget for a new public library. Residents had "
        "complained about the theft of copper pipes at the old building. Work is due to start in June.",
        "Town council approves library budget",
    )
    assert found.lead is None


def test_lengths_of_time_are_no_sizes() -> None:
    lead = reading(
        "Traxys has agreed to sell Nornickel's cobalt for up to three years.", "Traxys agrees cobalt deal"
    ).lead
    assert lead is not None
    assert not lead.amounts


def test_the_weight_of_an_ore_mineral_is_not_that_of_its_oxides() -> None:
    found = reading(
        "Police seized monazite at the smelters on Monday. One ton of monazite can fetch $200,000, and nearly 40,000 "
        "tons of rare earths were found.",
        title="Indonesia seizes rare earths",
    )
    assert stated(found, "40,000").good == "concentrate"


@pytest.mark.parametrize(
    ("said", "number", "metric"),
    [
        ("Indonesia levies a 20% export tax on nickel ore.", "20%", "royalty"),
        ("Nickel ore with a content of less than 1.7 percent is free of it.", "1.7", "grade"),
        ("The mill treated 19,701 tonnes of nickel ore with a recovery of 89.5%.", "19,701", "throughput"),
        ("The mill treated 19,701 tonnes of nickel ore with a recovery of 89.5%.", "89.5", "recovery"),
        ("Costs to develop the nickel mine have risen to $1.1 billion.", "$1.1 billion", "capex"),
        ("The ministry set up a fund of $900 million for nickel.", "$900 million", "budget"),
        ("The nickel miner has net debt of $340 million.", "$340 million", "debt"),
        ("It is releasing the first $435 million of a $2.2 billion loan.", "$435 million", "loan"),
        ("The internal rate of return (IRR) of the nickel project rose to 197%.", "197%", "irr"),
        ("Income from nickel mining reached $7 million.", "$7 million", "profit"),
    ],
)
def test_the_words_that_a_number_stands_with_tell_its_metric(said: str, number: str, metric: str) -> None:
    found = reading(f"Antam, an Indonesian nickel miner, gave figures. {said}", "Antam reports on nickel")
    assert stated(found, number).metric == metric


def test_a_change_and_its_level_measure_the_same_of_the_same_owner() -> None:
    found = reading(
        "China's imports of cobalt were 16,400 tonnes in October (at a grade of 35%), down 24% on the month and up 47% "
        "on the year. Codelco's direct production costs for copper rose 41.3% to about $2.12 per pound.",
        "China's cobalt imports fall",
        "2024-11-21",
    )
    down, up = stated(found, "24%"), stated(found, "47%")
    assert [(q.metric, q.owner, q.mineral, q.value) for q in (down, up)] == [
        ("imports", "CHN", "cobalt", -24),
        ("imports", "CHN", "cobalt", 47),
    ]
    assert (stated(found, "$2.12").metric, stated(found, "$2.12").owner) == ("cost", "Codelco")


def test_two_sums_told_in_step_are_no_range_and_no_price() -> None:
    found = reading(
        "Titanium sponge imports from Japan and Kazakhstan were valued at $144.8 million and $374,000, respectively.",
        "US looks into titanium sponge",
    )
    first, second = stated(found, "$144.8"), stated(found, "$374,000")
    assert (first.high, first.owner, second.owner) == (None, "JPN", "KAZ")
    assert {first.metric, second.metric} == {"trade_value"}


def test_the_state_of_an_output_owns_it_and_a_date_of_another_number_is_not_its_period() -> None:
    found = reading(
        "Lithium Americas builds a mine. China produces 40,000 tonnes of lithium, while US production is under 5,000 "
        "tonnes. Last year, Chile produced 5,408,561 tons of copper, up 0.8% from 2008.",
        "Lithium Americas gets a loan",
        "2010-07-28",
    )
    assert [stated(found, s).owner for s in ("40,000", "5,000")] == ["CHN", "USA"]
    assert stated(found, "5,408,561").period == "2009"


def test_process_acid_is_no_mineral() -> None:
    found = reading(
        "Kazatomprom cut its uranium guidance because sulphuric acid is short. Fertiliser takes 60% of the acid.",
        "Kazatomprom cuts uranium guidance",
    )
    assert "sulfur" not in {e.id for e in found.entities}


def test_each_of_several_quotas_keeps_its_mineral_and_the_one_it_replaces() -> None:
    found = reading(
        "China will cap its mining of tungsten concentrate at 73,000 tons in 2011, up from 65,000 tons, while that for "
        "antimony was raised to 105,000 tons from 100,000 tons, the ministry said.",
        "China raises mining quotas for tungsten and antimony",
        "2011-04-10",
    )
    one, other = stated(found, "73,000"), stated(found, "105,000")
    assert (one.mineral, other.mineral) == ("tungsten", "antimony")
    assert [found.quantities[q.old or 0].value for q in (one, other)] == [65_000, 100_000]
    assert stated(found, "65,000").old is None
    assert {(c.value, c.mineral) for c in found.claims} >= {(65_000, "tungsten"), (100_000, "antimony")}


def test_coordinated_shares_keep_their_stage_and_their_years() -> None:
    found = reading(
        "China accounts for about 61% of rare earth production and 92% of their processing. Its share of rare earth "
        "mining fell from 97% in 2010 to 58% in 2020.",
        "Rare earths in numbers",
    )
    told = {c.value: (c.metric, c.stage, c.year) for c in found.claims}
    assert told[61][0] == "production_share"
    assert told[61][1] != "refine"
    assert told[92] == ("processing_share", "refine", None)
    assert (told[97][2], told[58][2]) == ("2010", "2020")
    assert not stated(found, "97%").change


@pytest.mark.parametrize("goods", ["magnets", "the world's permanent magnets", "global output of rare-earth magnets"])
def test_a_share_of_magnets_beside_one_of_refining_is_of_magnets(goods: str) -> None:
    found = reading(f"China refines 90% of the world's rare earths and makes 94% of {goods}.", "Rare earths in numbers")
    assert {c.value: (c.metric, c.stage) for c in found.claims} == {
        90: ("processing_share", "refine"), 94: ("magnet_share", "component"),
    }  # fmt: skip


def test_the_head_noun_of_a_number_tells_its_metric() -> None:
    found = reading(
        "Analysts expect a 10,700-tonne cobalt supply deficit. Albemarle plans capital spending of $650 million this "
        "year.",
        "Cobalt deficit ahead",
    )
    assert stated(found, "10,700").metric == "deficit"
    assert stated(found, "$650").metric == "spending"


@pytest.mark.parametrize(
    ("said", "kind", "first", "last"),
    [
        ("The ministry shall report within 180 days of the order.", "by", "2026-01-14", "2026-07-13"),
        ("The permit is valid for six months from 31 January 2026.", "until", "2026-01-31", "2026-07-31"),
        ("Output will be halted for at least three months.", "not_before", "2026-01-14", "2026-04-14"),
        ("Repairs should be done by the end of Q1 2027.", "by", "2027-03-01", "2027-03-31"),
        ("The deal is expected to close in mid-2026.", "on", "2026-06-01", "2026-06-30"),
        ("The second plant starts next month.", "on", "2026-02-01", "2026-02-28"),
        ("The ministry will decide by June whether to extend it.", "by", "2026-06-01", "2026-06-30"),
        ("A law will follow this year.", "on", "2026-01-01", "2026-12-31"),
        ("Production is planned for the second half of 2027.", "on", "2027-07-01", "2027-12-31"),
    ],
)
def test_dated_steps_have_a_window_and_a_kind(said: str, kind: str, first: str, last: str) -> None:
    found = reading(f"China suspended its controls on gallium exports. {said}", "China suspends controls", "2026-01-14")
    assert [(s.kind, s.first, s.last) for s in found.steps] == [(kind, first, last)]
    assert found.lead is not None
    assert found.lead.next_step == last


@pytest.mark.parametrize(
    "said", ["The ban lasted for six months.", "The contract runs to 2060.", "It is a 10-year permit."]
)
def test_terms_of_the_past_and_of_contracts_are_no_steps(said: str) -> None:
    assert not reading(f"China suspended its gallium controls. {said}", "China suspends controls", "2026-01-14").steps


def test_who_received_a_loan_owns_it_and_a_debt_funding_package_is_a_loan() -> None:
    found = reading(
        "Toronto-based Largo Resources has received a letter of interest for a $456 million debt funding package to "
        "support construction of the Campbell vanadium mine.",
        "Export bank looks at vanadium loan",
    )
    one = stated(found, "$456 million")
    assert (one.metric, one.owner) == ("loan", "Largo Resources")


def test_a_share_told_beside_a_level_is_a_share_of_the_same() -> None:
    found = reading(
        "Guinea's bauxite reserves are 7.4 billion tonnes, accounting for 24.7% of the world's total. In the same year "
        "Guinea's bauxite production was 97 million tonnes, representing 24.3% of the global total.",
        "Guinea's bauxite in numbers",
        "2025-05-17",
    )
    told = [(stated(found, s).metric, stated(found, s).owner) for s in ("24.7%", "24.3%")]
    assert told == [("reserves_share", "GIN"), ("production_share", "GIN")]


def test_shares_bought_are_equity_and_a_holding_is_a_stake() -> None:
    found = reading(
        "The Pentagon agreed to purchase $400 million of newly created MP Materials preferred stock. It will hold 15 "
        "percent of the rare earth miner's common shares. World mine supply of platinum is six million ounces a year.",
        "Pentagon takes a stake in rare earth miner",
        "2025-07-11",
    )
    assert [stated(found, s).metric for s in ("$400 million", "15")] == ["equity", "stake"]
    assert stated(found, "six million").owner == "WLD"


def test_the_new_level_is_actual_and_the_old_one_former() -> None:
    found = reading(
        "Indonesia raised its nickel quota to 73,000 tonnes, up from 65,000 tonnes, while that for tin was raised to "
        "105,000 tonnes from 100,000 tonnes.",
        "Indonesia raises quotas of nickel and tin",
    )
    told = [stated(found, s) for s in ("73,000", "65,000", "105,000", "100,000")]
    assert [q.state for q in told] == ["actual", "former", "actual", "former"]
    assert [q.mineral for q in told] == ["nickel", "nickel", "tin", "tin"]
    assert [found.quantities[q.old] for q in (told[0], told[2]) if q.old is not None] == [told[1], told[3]]


def test_a_total_and_what_grew_from_many_places_are_no_old_levels() -> None:
    found = reading(
        "South Africa exports 13.6 million tonnes of chrome ore a year, from a total production of 22.7 million "
        "tonnes. Chrome output saw a growth of 3,605 tonnes from Limpopo and 2,090 tonnes from Gauteng.",
        "South African chrome",
    )
    assert [q.old for q in found.quantities] == [None] * 4
    assert [q.change for q in found.quantities[:3]] == [False, False, True]


def test_growth_and_forecast_moves_are_changes_but_levels_are_not() -> None:
    found = reading(
        "Global copper output is forecast to rise 2.3% this year. Copper demand growth was revised down to 2.4%. "
        "The copper smelter ran at 93 percent of capacity. Congo will mine 10% less cobalt.",
        "Copper outlook",
    )
    assert [(q.value, q.change) for q in found.quantities] == [(2.3, True), (2.4, True), (93, False), (-10, True)]
    assert stated(found, "2.3%").state == "forecast"


def test_deficits_belong_to_the_market_and_bodies_own_nothing() -> None:
    found = reading(
        "The International Copper Study Group expects a copper deficit of 150,000 tonnes in 2026 instead of a surplus "
        "of 209,000 tonnes.",
        "Copper to swing to deficit",
    )
    deficit, surplus = stated(found, "150,000"), stated(found, "209,000")
    assert [(q.metric, q.owner) for q in (deficit, surplus)] == [("deficit", "WLD"), ("surplus", "WLD")]
    assert (deficit.state, surplus.state) == ("forecast", "former")


def test_purities_thresholds_and_large_bare_numbers() -> None:
    found = reading(
        "Tungsten concentrate (65% WO3) rose in price. When nickel prices rise above $18,000 a tonne, the mine will "
        "restart. Congo exported 2,657 tonnes of cobalt, 1.1% more than the 2,629 shipped a year before.",
        "Metals",
    )
    assert stated(found, "65%").metric == "grade"
    assert stated(found, "$18,000").state == "conditional"
    assert (stated(found, "2,629").unit, stated(found, "2,629").metric) == ("t", "exports")


def test_it_and_the_company_stand_for_who_was_named() -> None:
    found = reading(
        "Kazatomprom cut its uranium plan. The Kazakh company lowered its target by 17 percent to 26,500 tonnes. China "
        "buys tin. It imported 24,000 tonnes of tin in 2022.",
        "Uranium and tin",
    )
    assert [stated(found, s).owner for s in ("17 percent", "26,500", "24,000")] == ["Kazatomprom", "Kazatomprom", "CHN"]
    assert stated(found, "24,000").metric == "imports"


def test_a_number_behind_its_verb_and_a_price_to_come() -> None:
    found = reading(
        "Axis Minerals has bauxite reserves of 800 million tonnes. It was on track to produce 48 million tonnes of "
        "bauxite. Tin prices would have to rise above $17,000 a tonne. Antimony rose by $50 a tonne to $11,400 a ton.",
        "Axis Minerals and bauxite",
    )
    assert [stated(found, s).metric for s in ("800 million", "48 million")] == ["reserves", "production"]
    assert stated(found, "$17,000").state == "conditional"
    assert [stated(found, s).metric for s in ("$50", "$11,400")] == ["price_change", "price"]


def test_the_old_level_of_a_month_lies_in_the_past() -> None:
    found = reading(
        "Indonesia's tin exports dropped to 400 tonnes in January from 6,000 tonnes in December.",
        "Tin exports drop",
        "2024-02-05",
    )
    assert [stated(found, s).period for s in ("400", "6,000")] == ["2024-01", "2023-12"]


def test_who_holds_and_makes() -> None:
    found = reading(
        "Freeport-McMoRan owns a 53.6 percent stake in the Cerro Verde copper mine and Buenaventura has 19.6 percent. "
        "Mineral Resources raised its stake in Liontown Resources to 19.9%. The mill will treat 600 tpd of copper ore.",
        "Copper and lithium",
    )
    owners = [stated(found, s).owner for s in ("53.6", "19.6", "19.9")]
    assert owners == ["Freeport-McMoRan", "Buenaventura", "Mineral Resources"]
    assert stated(found, "600 tpd").unit == "t/day"


def test_firms_have_revenue_and_states_what_is_done_at_home() -> None:
    found = reading(
        "The largest producer of rare earths outside China reported sales revenue of A$120.5 million. It made 2,722 "
        "REO tons in the quarter.",
        "Lynas Rare Earths revenue falls",
    )
    assert stated(found, "A$120.5").owner in {"Lynas", "Lynas Rare Earths"}
    assert (stated(found, "2,722").unit, stated(found, "2,722").metric) == ("t", "production")
    found = reading(
        "Miners wait for permits. Domestic nickel ore demand is 200 million tonnes. Officials issued 240 million "
        "tonnes of output quotas.",
        "Indonesia short of nickel ore",
    )
    assert (stated(found, "200 million").owner, stated(found, "240 million").metric) == ("IDN", "quota")


def test_permits_and_notices_of_a_length_end_on_a_day() -> None:
    found = reading(
        "Indonesia gave Freeport a year-long permit to export copper concentrate and published a 60-day notice on tin. "
        "It came after a two-year ban on copper.",
        "Indonesia lets copper out",
        "2025-11-20",
    )
    assert [(s.kind, s.last) for s in found.steps] == [("until", "2026-11-20"), ("until", "2026-01-19")]


def test_a_move_and_the_level_behind_it_are_two_numbers() -> None:
    found = reading(
        "Nickel fell $250 to $14,250 a tonne in London on Friday, lead $12 to $942 and tin $125 to $9,000.",
        "Nickel falls",
    )
    changes = [c.value for c in found.claims if c.metric == "price_change"]
    assert (changes, [c.value for c in found.claims if c.metric == "price"]) == ([-250, -12, -125], [14250, 942, 9000])


def test_a_small_sum_beside_a_price_is_what_it_moved_by() -> None:
    text = "Copper closed at $9,100 a tonne on Friday, a loss of $17. Aluminium was $21 lower at $2,300 a tonne."
    found = reading(text, "Metals slip")
    assert [q.value for q in found.quantities if q.change] == [-17, -21]


def test_a_price_told_again_in_other_money_and_a_gap_are_no_claims() -> None:
    found = reading(
        "Nickel in Shanghai rose 3.7% to 127,700 yuan ($18,132) a tonne on Friday. The gap to London was $210 a tonne.",
        "Nickel rises in Shanghai",
    )
    assert [c.value for c in found.claims if c.metric == "price"] == [127_700]


def test_numbers_right_behind_a_name_are_its_own_and_the_worlds_are_the_worlds() -> None:
    found = reading(
        "Congo let 18,000 tonnes of cobalt go. CMOC (6,650 tonnes) and Glencore (3,925 tonnes) hold the largest quotas."
        " Analysts put the world's output at around 280,000 tonnes of cobalt this year."
    )
    whose = {c.value: c.subject for c in found.claims}
    assert (whose[6650], whose[3925], whose[280_000]) == ("CMOC", "Glencore", "WLD")


def test_works_without_a_place_stand_where_the_article_is() -> None:
    found = reading(
        "A fire has stopped the copper smelter of Northfield Mining at Ilo in Peru. The company also closed its tin "
        "smelter on Friday for repairs.",
        "Fire stops Northfield smelter",
    )
    assert {e.place for e in found.events if e.family == "project"} == {"PER"}


def test_a_quota_is_of_the_stage_that_its_words_name() -> None:
    text = (
        "China set its rare earths mining quota at 90,000 tonnes on Monday. The total mining quota in 2023 was a "
        "record at 170,000 tonnes and the total smelting and separation quota was also a record at 160,000 tonnes."
    )
    found = reading(text, "China sets rare earths quota")
    assert [stated(found, f"{n},000").stage for n in (90, 170, 160)] == ["mine", "mine", "refine"]
