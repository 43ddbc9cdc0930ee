"""The lead: the event that headline and first paragraphs tell, with family and direction; kinds of article."""

from pathlib import Path

import numpy as np
import pytest

from didymium.brief.lead import Lead, lead_of
from didymium.news import events, read, read_article
from didymium.news.families import NEWS
from didymium.news.heads import opening_odds
from didymium.news.lead import kind_of
from didymium.records import Article, Event
from didymium.world.load import load_world


def lead(title: str, text: str, day: str = "2025-11-12") -> Event:
    reading = read(Article(title=title, text=text, published=day))
    assert reading.lead is not None
    assert reading.lead in reading.events
    assert [e for e in reading.events if e.lead] == [reading.lead]
    return reading.lead


def test_background_never_leads() -> None:
    found = lead(
        "Australia opens a tungsten mine in Tasmania",
        "China imposed export controls on tungsten in February 2025, which lifted prices.\n\n"
        "Australian miner Group 6 Metals on Tuesday reopened the Dolphin tungsten mine on King Island, Tasmania.\n\n"
        "The mine will produce 3,000 tonnes of concentrate a year.",
    )
    assert (found.family, found.direction) == ("project", "up")
    assert found.minerals == ("tungsten",)


def test_a_truce_is_an_easing() -> None:
    found = lead(
        "China suspends its ban on gallium exports to the United States",
        "China's commerce ministry said on Sunday it had suspended its ban on exports of gallium and germanium to the "
        "United States until November 27, 2026.\n\nThe ban had been announced in December 2024.",
    )
    assert (found.family, found.direction, found.actors) == ("export_control", "ease", ("CHN",))
    assert "gallium" in found.minerals


@pytest.mark.parametrize(
    ("title", "opening", "kind"),
    [
        ("Opinion: Why price floors will not save cobalt", "Price floors look simple.", "opinion"),
        ("Miner's third-quarter profit doubles on tin", "Net profit rose to $40 million.", "results"),
        ("Joint Statement on a Critical Minerals Framework", "The two governments intend to cooperate.",
         "joint_statement"),
        ("Chile opens a lithium plant", "The plant near Antofagasta was opened on Monday.", "news"),
        ("Alba Lithium lifts output by a fifth", "The miner shipped 4,000 tonnes in the September quarter.", "results"),
        ("Alba Lithium shares jump", "Shares rose after the quarterly update of the miner, its best yet.", "results"),
        ("Alba Copper calls force majeure", "Production guidance for the fourth quarter was withdrawn.", "news"),
    ],
)  # fmt: skip
def test_kinds_of_article(title: str, opening: str, kind: str) -> None:
    assert kind_of(Article(title=title, text=opening)) == kind


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Motors that do not rely on Chinese rare earths", "Carmakers work on motors without rare earth magnets."),
        ("Toyota halves rare earth use in motors", "Toyota developed a magnet that halves the use of neodymium."),
    ],
)
def test_doing_with_less_of_a_mineral_is_less_use(title: str, text: str) -> None:
    lead = read(Article(title=title, text=text, published="2025-11-25")).lead
    assert lead is not None
    assert (lead.family, lead.direction) == ("market", "down")


def test_fewer_exports_are_no_thrift() -> None:
    found = read(Article(title="China cuts rare earth exports to magnet makers", text="", published="2025-11-25"))
    assert found.lead is None or found.lead.family != "market"


def test_a_suspension_of_controls_eases_them() -> None:
    text = "China announced on Friday the suspension of other export controls on rare earth materials."
    lead = read(Article(title="China suspends controls", text=text, published="2025-11-09")).lead
    assert lead is not None
    assert (lead.family, lead.direction) == ("export_control", "ease")


def test_a_price_that_eases_from_a_peak_falls() -> None:
    text = "Lithium carbonate prices have decreased to $10,900 a tonne, easing from the one-year peak of $12,100."
    found = read(Article(title="Lithium carbonate prices ease from one-year peak", text=text, published="2025-09-05"))
    assert found.lead is not None
    assert (found.lead.family, found.lead.direction) == ("market", "down")


def test_a_licence_that_a_state_takes_is_a_stop() -> None:
    text = (
        "Guinea's president signed a decree revoking the bauxite mining concessions of 51 firms, state television said."
    )
    found = read(Article(title="Guinea revokes 51 bauxite mining licences", text=text, published="2025-05-16"))
    assert found.lead is not None
    assert (found.lead.family, found.lead.direction) == ("project", "down")


@pytest.mark.parametrize(
    ("title", "text", "direction"),
    [
        (
            "Albemarle trims lithium outlook",
            "Albemarle lowered its lithium production guidance for 2025 after heavy rain at its site in Chile.",
            "down",
        ),
        (
            "Kazatomprom lifts outlook",
            "Kazatomprom raised its uranium production guidance for 2025 on Friday after a good first half.",
            "up",
        ),
    ],
)
def test_own_works_and_guidance_are_supply(title: str, text: str, direction: str) -> None:
    found = lead(title, text)
    assert (found.family, found.direction) == ("project", direction)


def test_a_state_that_pays_for_works_of_a_firm_makes_a_deal() -> None:
    found = lead(
        "Canada backs a lithium plant",
        "Canada's government will invest C$20 million to help Frontier Lithium build a refinery in Ontario.",
    )
    assert found.family == "deal"


def test_trade_that_moves_by_itself_is_no_measure() -> None:
    reading = read(
        Article(
            title="China's rare earth exports fall in September",
            text="China's rare earth exports fell 3.4% in September from a month earlier to 5,200 tonnes, customs data "
            "showed on Monday. Shipments to Japan rose.",
            published="2025-10-20",
        )
    )
    assert not {"export_control", "import_measure"} & {e.family for e in reading.events}


def test_an_old_act_that_the_headline_does_not_tell_leads_nothing() -> None:
    reading = read(
        Article(
            title="Tin market looks for metal",
            text="January's shipments of refined tin were the lowest since August 2015, when Indonesia imposed an "
            "export regime to keep out tin that was mined without a licence.",
            published="2024-02-13",
        )
    )
    assert reading.lead is None


def test_prices_that_slip_go_down() -> None:
    found = lead(
        "Palladium and platinum prices slip",
        "Palladium and platinum prices have lately dropped sharply as carmakers need less of both. Palladium fell 1.6% "
        "to $2,386 an ounce.",
    )
    assert (found.family, found.direction) == ("market", "down")


@pytest.mark.parametrize(
    ("title", "text", "direction"),
    [
        (
            "No tariff on imports of tin for now",
            "Washington will leave imports of tin without an additional tariff, the White House said on Friday.",
            "ease",
        ),
        (
            "Washington avoids tariffs on imported antimony",
            "The White House said on Friday that it had opted against imposing tariffs on imports of antimony.",
            "ease",
        ),
        (
            "Gabon extends manganese export quotas by two months",
            "Manganese miners in Gabon will be allowed to carry over their export quotas, the ministry said.",
            "ease",
        ),
        (
            "Vietnam sets tin export quota",
            "The Ministry of Industry set the tin export quota for the second half at 900 tonnes, a notice said.",
            "tighten",
        ),
    ],
)
def test_a_measure_forgone_and_a_quota_that_stays_valid_ease(title: str, text: str, direction: str) -> None:
    assert lead(title, text).direction == direction


def test_who_waits_for_approval_has_none() -> None:
    text = (
        "Nickel miners in Guatemala are still waiting for approval to resume exports, three traders said. "
        "Guatemala limited exports of nickel ore by quotas in May to support prices."
    )
    assert lead("Guatemalan nickel miners still await export approvals", text).direction == "tighten"


def test_what_a_mine_will_not_resume_is_lost() -> None:
    text = (
        "Orion Iron retracted its guidance on Friday after it found that it was not viable to resume mining of iron "
        "ore at its Koba mine in Australia. Its shares fell."
    )
    event = lead("Orion Iron slashes sales forecast after rockfall", text)
    assert (event.family, event.direction) == ("project", "down")


def test_miners_that_keep_their_quotas_may_ship() -> None:
    text = "The government of Gabon said that manganese miners will retain their export allocations in full this year."
    assert lead("Manganese miners keep export quotas", text).direction == "ease"


def test_firms_put_on_a_control_list_are_barred_and_those_taken_off_freed() -> None:
    text = "China's commerce ministry {} Orion Magnets, which buys rare earths, {} its export control list on Monday."
    barred, freed = (lead("", text.format(*words)) for words in (("added", "to"), ("removed", "from")))
    assert (barred.family, barred.direction, freed.direction) == ("export_control", "tighten", "ease")


def test_what_stands_far_down_and_in_no_headline_does_not_lead() -> None:
    text = (
        "Speaking on a panel in London, the trader said that smelters have steered through the year well. "
        "He sees copper concentrate as tight as it was. A further deficit is likely, he said. "
        "Smelters are not at the point of most pain, in his view. "
        "The copper price rose by 2 percent on Friday."
    )
    assert read(Article(title="Copper concentrate to stay tight, smelters not at peak pain", text=text)).lead is None


def test_a_firm_before_the_name_of_its_plant_is_no_part_of_it() -> None:
    text = (
        "South African vanadium production has been hit by maintenance at Bushveld Minerals Vametco plant, which runs "
        "at half its capacity."
    )
    assert "Bushveld Minerals" in lead("South African vanadium output cut", text).actors


def test_a_ticker_is_no_party_and_no_state() -> None:
    text = "Orion Lithium (NYSE: ALB) will halt construction of its lithium plant at Kwinana in Australia, it said."
    found = lead("Jobs cut as Orion Lithium halts expansion", text)
    assert "ALB" not in (*found.actors, found.place)


def test_a_permit_called_by_its_letters_does_nothing() -> None:
    text = "The MWF permit allowed Orion Tungsten to restart its tungsten mine at Koba in Australia on Monday."
    assert "MWF" not in lead("Orion Tungsten gets permit to restart mine", text).actors


@pytest.mark.parametrize(
    ("title", "text", "family", "direction"),
    [
        ("Canada closes case on ferrosilicon", "Canada on Monday terminated its anti-dumping investigation of "
         "ferrosilicon from Malaysia, because the only producer withdrew its complaint.", "import_measure", "ease"),
        ("Peru to auction lithium blocks", "Peru will offer six lithium blocks at auction in March, the mines ministry "
         "said on Monday.", "project", "up"),
        ("Vietnam raises tungsten mining quota", "Vietnam raised its mining quota for tungsten by 5% to 4,000 tonnes, "
         "the ministry of industry said on Monday.", "project", "up"),
        ("Vietnam cuts tungsten mining quota", "Vietnam cut its mining quota for tungsten by 5% to 4,000 tonnes, the "
         "ministry of industry said on Monday.", "project", "down"),
        ("Thailand frees tin from duty", "Thailand will fully exempt tin concentrate from customs duty, the finance "
         "minister said on Monday.", "import_measure", "ease"),
        ("Alba Lithium puts Kwinana expansion on hold", "Alba Lithium is putting the expansion of its lithium plant in "
         "Australia on hold, the company said on Monday.", "project", "down"),
        ("US ends tariffs on graphite", "The United States on Monday ended its tariffs on graphite.",
         "import_measure", "ease"),
    ],
)  # fmt: skip
def test_what_a_state_drops_offers_or_allots(title: str, text: str, family: str, direction: str | None) -> None:
    found = lead(title, text)
    assert (found.family, found.direction) == (family, direction)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Gallium prices in China rose 3% to 1,900 yuan per kg this week.", "CHN"),
        ("The Midwest premium for aluminium rose to 40 cents a pound on Monday.", "USA"),
        ("Chinese antimony prices rose 4% on Monday.", "CHN"),
        ("Antimony prices rose 4% on Monday as exports from China fell.", None),
        ("Cobalt prices rose 4% on Monday on strong demand in Japan.", None),
    ],
)
def test_a_price_is_of_the_country_where_it_is_paid(text: str, place: str | None) -> None:
    found = lead(f"{text.split()[0]} prices up", text)
    assert (found.family, found.direction, found.place) == ("market", "up", place)


def test_minerals_at_large_are_critical_ones_and_none_of_another_sentence() -> None:
    text = (
        "Oman and Japan signed on Monday a memorandum on raw materials, the foreign ministry in Muscat said. "
        "Companies of both will look for sites together.\n\nOman has long shipped copper to Asian smelters."
    )
    assert lead("Oman, Japan sign pact on minerals", text).minerals == ("critical minerals",)


@pytest.mark.parametrize(
    ("title", "text", "family", "direction"),
    [
        ("Weak steel demand sends vanadium prices sliding", "The price of vanadium and other metals used in "
         "steelmaking has dropped to its lowest this year as demand softens.", "market", "down"),
        ("Peru gives zinc miner Volcan nod to resume exports", "Volcan has been granted clearance by the Peruvian "
         "government to resume exports of zinc. Volcan halted exports when new rules were introduced in August.",
         "export_control", "ease"),
        ("Zinc exports to shrink as smelter shuts", "Aurubis has ceased operations at its zinc smelter in Bulgaria. "
         "The closure will cut exports by a tenth, an industry group said.", "project", "down"),
    ],
)  # fmt: skip
def test_the_headline_and_first_sentence_say_which_way_it_goes(
    title: str, text: str, family: str, direction: str
) -> None:
    found = lead(title, text)
    assert (found.family, found.direction) == (family, direction)


def test_a_world_price_takes_no_place_from_its_second_telling() -> None:
    text = (
        "Vanadium pentoxide made strong gains last week, as production cuts have tightened supply internationally. "
        "Vanadium prices in China reached their highest level since 2013."
    )
    assert lead("Supply cuts lift vanadium prices", text).place is None


@pytest.mark.parametrize(
    ("title", "text", "family", "direction"),
    [
        (
            "China fixes tungsten mining quota for 2024",
            "The ministry set the mining quota for tungsten concentrate at 105,000 tonnes for the year on Monday.",
            "project",
            "down",
        ),
        (
            "China raises rare earth mining quota",
            "The ministry raised the mining quota for rare earths to 135,000 tonnes for the year on Monday.",
            "project",
            "up",
        ),
        (
            "Livent to halt expansions and cut spending as lithium sinks",
            "Livent said on Tuesday it would cut jobs and defer work on expansion projects in Argentina, as lithium "
            "falls.",
            "project",
            "down",
        ),
        (
            "Two presidents settle on a year of peace",
            "Donald Trump and Xi Jinping have agreed on a truce of one year. It was their first meeting since 2019.\n\n"
            "Beijing will suspend its export controls on rare earths, and Washington will lower its tariffs.",
            "agreement",
            None,
        ),
    ],
)
def test_quotas_plans_and_truces(title: str, text: str, family: str, direction: str | None) -> None:
    found = lead(title, text)
    assert (found.family, found.direction) == (family, direction)


def test_a_duty_that_is_looked_into_is_proposed() -> None:
    found = lead(
        "EU opens dumping case on magnesium",
        "The European Commission has opened an anti-dumping investigation into imports of magnesium from China.",
    )
    assert (found.family, found.direction, found.status) == ("import_measure", "tighten", "proposed")


def test_the_headline_says_where_a_site_lies() -> None:
    found = lead(
        "Fire shuts tin smelter in Bolivia",
        "A fire broke out in a furnace on Monday and shut the tin smelter, a union said. Nobody was hurt.",
    )
    assert found.place == "BOL"


def test_news_told_in_the_third_sentence_leads() -> None:
    found = lead(
        "Manganese heats up",
        "No ore has been on the water for weeks. Buyers in China are worried. South32 stopped its manganese mine on "
        "Groote Eylandt after a cyclone on March 18.",
        "2024-04-12",
    )
    assert (found.family, found.direction) == ("project", "down")


def test_the_minerals_of_a_firm_s_name_are_none_at_large() -> None:
    found = lead(
        "Lundin rejects Equinox bid",
        "Lundin Mining, owner of the Galmoy mine, has rejected the takeover bid of Equinox Minerals as too low. "
        "The offer adds little to the price of the copper and zinc group, it said.",
    )
    assert "critical minerals" not in found.minerals


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        (
            "Two Chinese firms have obtained export licences for germanium, the commerce ministry said on Friday.",
            "ease",
        ),
        (
            "From Monday Chinese firms must obtain export licences for germanium, the ministry said on Friday.",
            "tighten",
        ),
    ],
)
def test_a_licence_got_eases_and_one_that_must_be_got_bars(text: str, direction: str) -> None:
    found = lead("Germanium and its licences", text)
    assert (found.family, found.direction) == ("export_control", direction)


def test_five_metals_are_those_that_one_sentence_lists() -> None:
    text = (
        "China said on Tuesday it would restrict exports of five metals used in defence. Licences will be required to "
        "export tungsten, tellurium, bismuth, indium and molybdenum products. It shipped 287 tons of molybdenum."
    )
    reading = read_article(
        Article(title="China imposes export controls on five metals", text=text, published="2025-02-04")
    )
    lead = lead_of(reading, load_world())
    assert lead is not None
    assert set(lead.minerals) == {"tungsten", "tellurium", "bismuth", "indium", "molybdenum"}


def test_shares_of_miners_are_no_metal_in_store() -> None:
    reading = read_article(
        Article(
            title="Mining stocks climb as ministers clear a royalty on lithium",
            text="Shares of mining stocks climbed on Friday after the cabinet of India approved a royalty on lithium "
            "and niobium. The royalty is 3 percent of the price.",
            published="2023-10-13",
        )
    )
    assert reading.kind != "statistics"
    assert reading.lead is None or reading.lead.family != "market"


def test_a_mine_told_by_its_state_lies_there_and_bears_no_name() -> None:
    found = lead(
        "Judge will not stop an Idaho cobalt mine",
        "A federal judge on Tuesday refused to halt a planned Idaho cobalt mine, a second defeat for the ranchers who "
        "sued. Judge Ann Reed, a Clinton appointee, sided with the land bureau.",
    )
    assert (found.family, found.minerals) == ("dispute", ("cobalt",))
    assert "Idaho" not in {*found.actors, *found.parties, *found.targets}


@pytest.mark.parametrize(
    ("title", "text", "family", "direction"),
    [
        (
            "Peru exempts metals from customs duty",
            "The minister fully exempted cobalt powder, the scrap of lithium-ion cells, antimony, tungsten, tin, lead "
            "and zinc, and eleven more critical minerals used by makers of electronics, from basic customs duty.",
            "import_measure",
            "ease",
        ),
    ],
)
def test_a_long_list_is_exempt(title: str, text: str, family: str, direction: str | None) -> None:
    found = lead(title, text)
    assert found.family == family
    assert direction is None or found.direction == direction


@pytest.mark.parametrize(
    ("title", "text", "direction", "status"),
    [
        ("India drops plan to tax chrome ore exports",
         "India has dropped a plan to tax chrome ore exports, the mines ministry said on Friday.", "ease", "ended"),
        ("Gabon decides against manganese export ban",
         "Gabon has decided not to ban exports of raw manganese ore, the mines minister said.", "ease", "ended"),
        ("EU will not extend tariffs on silicon from Bosnia",
         "The European Commission will not extend its tariffs on silicon from Bosnia, it said.", "ease", "ended"),
        ("China suspends export licensing for germanium",
         "China has suspended the export licensing of germanium for one year.", "ease", "in_force"),
        ("China's gallium licences",
         "China announced export licences for gallium on Friday, the mines ministry said.", "tighten", "in_force"),
        ("Jakarta lifts halt of bauxite exports",
         "Indonesia has lifted a halt of bauxite exports that lasted a month, the ministry said.", "ease", "in_force"),
        ("Delhi frees antimony of duty",
         "The finance minister took import duties off antimony and cobalt on Friday.", "ease", "in_force"),
        ("China suspends issuing export licences for tungsten",
         "China has suspended the issuing of export licences for tungsten, two traders said.", "tighten", "in_force"),
    ],
)  # fmt: skip
def test_a_step_that_is_given_up_eases(title: str, text: str, direction: str, status: str) -> None:
    told = lead(title, text)
    assert (told.direction, told.status) == (direction, status)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Exporters urge Delhi to scrap duty on chromite",
         "Exporters have urged India to scrap its duty on exports of chromite. \"The ministry levied the 30% export "
         "duty on chromite to help smelters,\" their association said."),
        ("Governor demands ban on chromite exports",
         "Governor Patel has demanded a complete ban on exports of chromite in a letter to the mines ministry."),
        ("Zimbabwe unlikely to lift lithium ore ban, minister says",
         "Zimbabwe is unlikely to lift its ban on exports of lithium ore this year, the mines minister said."),
    ],
)  # fmt: skip
def test_what_is_only_called_for_or_stays_leads_nothing(title: str, text: str) -> None:
    assert read(Article(title=title, text=text, published="2025-11-12")).lead is None


def test_a_size_told_of_the_act_once_more_is_the_leads() -> None:
    text = (
        "Alba Lithium has signed a supply contract with Tesla for spodumene. Alba Lithium is to supply Tesla with up "
        "to 150,000 dry tonnes of spodumene concentrate a year."
    )
    assert 150000 in {a.value for a in lead("Alba Lithium to supply spodumene to Tesla", text).amounts}


def test_a_week_that_has_passed_is_no_step() -> None:
    text = "Indonesia lifted the ban on nickel ore exports announced last week. It will publish rules on Monday."
    found = read(Article(title="Indonesia lifts ban on nickel ore exports", text=text, published="2025-11-12"))
    assert [s.last for s in found.steps] == ["2025-11-17"]


def test_what_a_denial_seems_to_tell_is_no_event() -> None:
    text = "The Lands Ministry has denied reports that it had granted mining licences for lithium in the country."
    told = read(Article(title="No licence for lithium granted, Lands Ministry says", text=text, published="2025-11-12"))
    assert {e.status for e in told.events} <= {"denied"}


def test_a_headline_with_its_outlet_and_day_below_is_no_sentence(tmp_path: Path) -> None:
    body = (
        "China has officially suspended its wider export controls on rare earths announced on October 9, the commerce "
        "ministry said on Friday."
    )
    page = tmp_path / "a.txt"
    page.write_text(f"China Suspends October Export Tightening\nMetals.example, 7 November 2025\n\n{body}", "utf-8")
    lead = read(str(page)).lead
    assert lead is not None
    assert (lead.direction, lead.quote) == ("ease", body)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Chromium metal: revocation of antidumping duty order",
            "The antidumping duty order on chromium metal from Kazakhstan is revoked, the U.S. Department "
            "of Commerce said on Tuesday. Customs will collect no more deposits from 3 June on.",
        ),
        (
            "Tellurium licences come through at last",
            "Two makers of tellurium in China have obtained export licences in the past week, traders said on Tuesday. "
            "Others still wait for theirs.",
        ),
    ],
)
def test_an_order_revoked_and_licences_obtained_ease(title: str, text: str) -> None:
    assert lead(title, text).direction == "ease"


def test_of_two_measures_in_a_sentence_the_first_counts() -> None:
    text = (
        "The trade commission keeps duties on manganese metal from China and drops those on Ghana, it said on Friday. "
        "Both had been in force since 2019."
    )
    assert lead("Panel keeps manganese duties on China, drops them for Ghana", text).direction == "tighten"


def test_export_controls_lead_where_no_mineral_is_named() -> None:
    text = (
        "China's Ministry of Commerce has added nine companies from Norway to its export control list. "
        "No dual-use items may be sold to them from Friday on. They make drones and cameras for ships."
    )
    found = lead("China puts nine Norwegian firms on export blacklist", text)
    assert (found.family, found.direction, found.actors) == ("export_control", "tighten", ("CHN",))


def test_what_critical_minerals_are_bought_is_told_by_the_list_behind() -> None:
    text = (
        "The Pentagon wants to know what it can buy of four critical minerals for its stockpile. "
        "On Monday the Defense Logistics Agency put out notices about bismuth, indium, niobium and vanadium, which "
        "it may acquire for the National Defense Stockpile."
    )
    found = lead("Pentagon asks market about four metals for its stockpile", text)
    assert set(found.minerals) == {"bismuth", "indium", "niobium", "vanadium"}


def test_output_is_that_of_the_site_which_the_article_is_about() -> None:
    text = (
        "Alba Resources has lowered its forecast for the Orrefors tin mine in Sweden. Poor ore spoilt it.\n\n"
        "For the full year 17,500 tonnes of tin are expected now, where it had been 20,000 tonnes before."
    )
    reading = read_article(Article(title="Alba cuts tin forecast for Orrefors", text=text, published="2025-11-12"))
    assert {c.subject for c in reading.claims if c.metric == "production"} == {"Orrefors"}


def test_dollars_of_a_state_are_no_state() -> None:
    text = "Copper for three months gained 125 U.S. dollars on Friday and closed at 6,409 U.S. dollars a tonne."
    reading = read_article(Article(title="Copper up on Friday", text=text, published="2025-11-12"))
    assert {c.subject for c in reading.claims} == {"WLD"}


@pytest.mark.parametrize(
    ("title", "text", "family", "direction"),
    [
        (
            "China sets almost twice the antimony export quota",
            "China set an export quota of 61,000 tonnes of antimony, twice as large as a year before, the Ministry of "
            "Commerce said on Friday.",
            "export_control",
            "ease",
        ),
        (
            "Peru raises its first tin mining quota by a tenth",
            "Peru allows its producers to mine 22,000 tonnes of tin under the first mining quota of the year, up 10% "
            "from a year before, the ministry of energy and mines said on Friday.",
            "project",
            "up",
        ),
        (
            "Mali to nationalise Bougouni lithium venture",
            "Mali is going to nationalise the Bougouni lithium mine, in which Northfield Resources holds 60 per cent, "
            "the state broadcaster said on Thursday.",
            "deal",
            None,
        ),
    ],
)
def test_a_larger_quota_gives_and_what_is_nationalised_changes_hands(
    title: str, text: str, family: str, direction: str | None
) -> None:
    found = lead(title, text)
    assert (found.family, found.direction) == (family, direction)


def test_a_date_that_says_which_thing_is_meant_dates_no_deed() -> None:
    told = lead(
        "US calls off antimony tender",
        "The Defense Logistics Agency has cancelled its tender of June, under which it was to buy 3,000 tonnes.",
    )
    assert not told.background


@pytest.mark.parametrize(
    ("title", "text", "family", "direction", "who"),
    [
        ("Strike at Polish copper smelter over",
         "WARSAW - The strike at the Glogow copper smelter is over. Its workers went back to their furnaces on Monday, "
         "KGHM said.", "project", "up", "POL"),
        ("Strike at Boliden's Kevitsa nickel mine ends",
         "HELSINKI - A three-week strike at Boliden AB's (STO:BOL) Kevitsa nickel and copper mine in Finland has come "
         "to an end, the union said on Monday.\n\nThe strike began on 3 June over shifts.", "project", "up", "FIN"),
        ("Ghana plans to ban exports of raw manganese",
         "ACCRA - Ghana will ban exports of raw manganese and only allow shipments of processed ore, its minister of "
         "mines said on Tuesday.", "export_control", "tighten", "GHA"),
        ("Eramet resumes manganese exports from Moanda mine",
         "Eramet resumes manganese exports from its Moanda mine in Gabon following a two-month disruption caused by a "
         "landslide.", "project", "up", "Eramet"),
        ("Peru considers cuts to tin output to boost prices",
         "LIMA - Peru is considering cuts to tin output to boost prices, the mines ministry said on Monday.", "project",
         "down", "PER"),
        ("Congo may cap cobalt exports when its ban ends",
         "Congo said it may set strict limits on cobalt exports when its four-month ban ends.\n\nThe ban has been in "
         "force since February.", "export_control", "tighten", "COD"),
        ("Ecuador lifts moratorium on mining permits",
         "Ecuador on Tuesday lifted a four-year moratorium on permits to explore for copper and gold, the mines "
         "ministry said.", "project", "up", "ECU"),
        ("Processed tungsten will not be subject to tariffs",
         "WASHINGTON - Imports of processed tungsten will not be subject to an additional tariff, the White House "
         "said.",
         "import_measure", "ease", "USA"),
        ("Tungsten oxide climbs for a third week",
         "Tungsten oxide rose 4% in the week to Friday. Smelters held back what they had.\n\nSpot offers stood at "
         "212,000 yuan a tonne, after 204,000 yuan a tonne a week before.", "market", "up", "CHN"),
        ("High court voids graphite leases",
         "NEW DELHI - The leases of two graphite mines in Odisha are void. The Orissa High Court on Friday upheld the "
         "suit of a village that had not been heard.", "dispute", None, "IND"),
        ("China halves export tax rebate on tin products",
         "China will halve the export tax rebate on tin products from July 1, the finance ministry said.", "policy",
         None, "CHN"),
    ],
)  # fmt: skip
def test_strikes_end_yuan_is_china_s_courts_are_their_state_s_and_rebates_no_control(
    title: str, text: str, family: str, direction: str | None, who: str
) -> None:
    found = lead(title, text)
    assert (found.family, found.direction) == (family, direction)
    assert who in {*found.actors, found.place}


def test_a_strike_that_goes_on_is_not_over() -> None:
    text = (
        "Workers at the world's largest nickel mine in northern Russia went on strike on Tuesday after failing to "
        "reach a labor agreement with Russian group Nornickel, their union said.\nUnions have long demanded that 1% "
        "of shareholder dividends be distributed among workers."
    )
    found = lead("Workers at world's biggest nickel mine in Russia go on strike: union", text)
    assert (found.family, found.direction, found.status) == ("project", "down", "in_force")


def test_a_share_price_is_no_price_of_the_metal() -> None:
    text = "The Metro Tin share price is climbing 9% today to 30 cents. The tin miner met its shareholders."
    assert read(Article(title="Metro Tin share price jumps", text=text, published="2025-11-12")).lead is None


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        (
            "Trail goes quiet",
            "Teck has let the zinc furnaces at Trail go cold for six weeks. It blames short supplies of concentrate.",
            ("project", "down"),
        ),
        (
            "Judges side with Orano over Imouraren",
            "A panel in Washington told Niamey on Friday to leave the uranium deposit as it is until it has decided.",
            ("dispute", None),
        ),
    ],
)
def test_headline_and_opening_tell_news_where_no_sentence_does(
    monkeypatch: pytest.MonkeyPatch, title: str, text: str, told: tuple[str, str | None]
) -> None:
    monkeypatch.setattr(events, "_kinds", lambda seen, sentence: iter(()))
    reading = read(Article(title=title, text=text, published="2025-11-12"))
    assert [(e.family, e.direction) for e in reading.events] == [told]


def test_the_chances_of_what_leads_add_up_to_one() -> None:
    states = np.random.default_rng(7).normal(size=(40, 384)).astype(np.float32)
    chances = np.exp(opening_odds(states))
    assert len(chances) == len(NEWS)
    assert chances.sum() == pytest.approx(1, abs=1e-4)
    assert opening_odds(states[::-1]) != pytest.approx(opening_odds(states))  # the order of the words counts


def test_upon_what_a_deed_is_done_is_background() -> None:
    text = (
        "Within hours of Washington's decision to levy tariffs on imports of aluminium, lawmakers in Ottawa began "
        "to look for ways to protect the country's smelters. The government is weighing an aid package."
    )
    reading = read(Article(title="Ottawa mulls aid package for aluminium smelters", text=text, published="2018-03-09"))
    assert [e.background for e in reading.events if e.family == "import_measure"] == [True]
    assert reading.lead is None or reading.lead.family != "import_measure"


def brief_lead(title: str, text: str, day: str) -> Lead:
    world = load_world(day)
    found = lead_of(read_article(Article(title=title, text=text, published=day), world=world), world)
    assert found is not None
    return found


def test_a_stop_whose_sentence_names_no_metal_is_news() -> None:
    found = brief_lead(
        "Ivanhoe expects tremors to go on at its mine in the DRC",
        "Ivanhoe Mines on Monday gave an update on its Kamoa-Kakula copper complex in the Democratic Republic of Congo "
        "after the temporary suspension of the underground mine, first told on May 20.\n\nIt said that the complex's "
        "guidance for 2025 has been withdrawn pending review.\n\nGiven the recent tremors, work underground was "
        "suspended again on Saturday, with employees brought above ground.",
        "2025-05-26",
    )
    assert (found.family, found.direction, found.place) == ("project", "down", "COD")
    assert found.minerals == ("copper",)


@pytest.mark.parametrize(
    ("title", "text", "mineral", "quoted"),
    [
        (
            "Alba in the red as kilns drown in spodumene",
            "Lithium customers hold twice their normal stock, according to loss-making exporter Pilbara Minerals.\n\n"
            "Its chief called the outlook soft as he confirmed a 51 per cent slump in sales volumes and a 68 per cent "
            "collapse in revenue for the half-year.",
            "lithium",
            "68 per cent",
        ),
        (
            "Lynas earns nine times as much",
            "Higher prices of rare earths have helped Lynas, whose net profit for the first half rose to $40.6m.\n\n"
            "Revenue grew 12 per cent to $202.5m.",
            "rare earths",
            "$40.6m",
        ),
    ],
)
def test_results_without_an_event_are_told_as_results(title: str, text: str, mineral: str, quoted: str) -> None:
    found = brief_lead(title, text, "2021-02-26")
    assert (found.kind, found.family, found.direction) == ("results", "deal", None)
    assert found.minerals == (mineral,)
    assert quoted in found.event.quote


def test_where_a_firm_is_listed_is_not_where_it_mines() -> None:
    found = brief_lead(
        "Antofagasta cuts its copper output guidance",
        "Antofagasta, the London-listed copper miner, on Wednesday cut its copper output guidance for the year after "
        "a drought.",
        "2021-10-20",
    )
    assert found.place != "GBR"


def test_the_telling_that_names_who_acts_leads() -> None:
    found = lead(
        "Mine halted after tremors",
        "Mining was halted after strong tremors shook the pit and the tunnels.\n\nCodelco suspended work at its "
        "El Teniente copper mine in Chile on Friday.",
        "2025-08-02",
    )
    assert found.quote.startswith("Codelco")


def test_output_that_falls_for_want_of_a_good_is_a_shortage_of_it() -> None:
    found = brief_lead(
        "China's rare-earth clampdown could stall carmaker output",
        "Global auto executives are sounding the alarm on an impending shortage of rare-earth magnets from China that "
        "could force the closure of car factories within weeks.\n\nIn a letter of May 9 the head of the trade group "
        "raised urgent concerns.",
        "2025-06-02",
    )
    assert (found.family, found.direction, found.topic) == ("market", "up", "shortage")
    assert found.short


def test_results_of_a_miner_of_copper_and_gold_are_of_copper() -> None:
    found = brief_lead(
        "Freeport's earnings beat estimates",
        "Freeport-McMoRan recorded net income of $772 million for the second quarter, up 25% from a year earlier.\n\n"
        "Revenues rose to $7.6 billion. Copper sales rose 9%, gold sales 45%.",
        "2025-07-23",
    )
    assert (found.kind, found.minerals) == ("results", ("copper",))


def test_a_mine_in_british_columbia_is_in_canada() -> None:
    found = brief_lead(
        "Three miners trapped at Red Chris",
        "Newmont has suspended all operations at its copper mine in British Columbia after two falls of ground trapped "
        "three workers, the company said on Wednesday.",
        "2025-07-23",
    )
    assert found.place == "CAN"


def test_a_price_that_breaks_down_falls() -> None:
    found = brief_lead(
        "Monthly metal review: tin",
        "Tin prices attempted to form a base above $19,150 per tonne, but that failed later in the month with prices "
        "breaking down below $19,000 per tonne, to levels last seen in December. This price weakness is being seen "
        "despite a market in deficit.",
        "2019-06-03",
    )
    assert (found.family, found.direction) == ("market", "down")


def test_a_report_of_profit_among_prices_is_one_of_results() -> None:
    found = brief_lead(
        "Lynas profit slumps as low rare earths prices take toll",
        "Shares of Lynas fell in Sydney. Last month an investor increased her stake in the company to 8.31%.\n\nThe "
        "miner of rare earths reported net income of A$5.9 million for the six months to December, with prices of "
        "rare earths down on strong output from China.",
        "2025-02-26",
    )
    assert found.kind == "results"
    assert "A$5.9 million" in found.event.quote
