import contextlib
import datetime as dt
import json
import multiprocessing
import sqlite3

import polars as pl
import pytest

from databases import postgres, stop_server
from didymium import read
from didymium.calendar.entries import entries, once
from didymium.cli import main
from didymium.errors import BadInput, Unavailable, UnknownLabel
from didymium.news import read_article
from didymium.proof.evidence import row_evidence
from didymium.records import Article, Claim, Event, Reading
from didymium.risk.measures import in_force, on_exports
from didymium.strategy.history import measures
from didymium.twin.scenario import load_scenario
from didymium.world.load import World, load_world
from didymium.world.overlay import log
from didymium.world.overlay.events import proposals
from didymium.world.overlay.own import own_proposals
from didymium.world.overlay.verbs import accept, file, patch, reject, review
from didymium.world.overlay.words import stage_told
from didymium.world.states import state_of

DAY = "2026-11-20"
BAN = "Peru banned exports of unrefined antimony to China from 1 December 2026"
LONGER = "China extended the suspension of its ban on gallium exports to the United States until 27 November 2027"


@pytest.fixture(autouse=True)
def own_log(tmp_path, monkeypatch):
    monkeypatch.setenv("DIDYMIUM_OVERLAY", str(tmp_path / "overlay.db"))


def event(quote, **slots):
    given = {"type": "export_restriction", "status": "in_force", "family": "export_control", "direction": "tighten"}
    return Event(quote=quote, start=0, end=len(quote), **given | slots)


def reading(*events, published=DAY):
    article = Article(
        title="A test", published=published, url="https://example.org/a", text=" ".join(e.quote for e in events)
    )
    return Reading(article=article, events=events, tags=(), entities=(), claims=())


def ban(quote=BAN, **slots):
    return event(quote, **{"actors": ("PER",), "targets": ("CHN",), "minerals": ("antimony",), "stage": "mine",
                         "date": "2026-12-01", "gta_type": "Export ban"} | slots)  # fmt: skip


def longer(**slots):
    return event(LONGER, **{"type": "restriction_eased", "direction": "ease", "actors": ("CHN",), "targets": ("USA",),
                            "minerals": ("gallium",), "expires": "2027-11-27"} | slots)  # fmt: skip


def one(*events, world=None):
    [made] = proposals(world or load_world(edition_only=True), reading(*events))
    return made


def test_a_control_that_the_world_lacks_is_new_with_all_its_cells():
    made = one(ban())
    cells = {(c["table"], c["column"]): c["new"] for c in made.changes}
    assert (made.match, made.table, made.lacks, made.known_from) == ("new", "measures", (), DAY)
    assert cells["measures", "kind"] == "export_ban"
    assert cells["measures", "title"] == "export ban on antimony to China"
    assert cells["measure_states", "from"] == "2026-12-01"
    assert cells["sources", "url"] == "https://example.org/a"
    assert made.quote == BAN


def test_a_row_has_the_sentence_without_headline_and_dateline_and_the_proposal_quotes_all():
    told = f"Peru bans antimony exports\nLIMA, Nov 20 2026 - {BAN}."
    made = one(ban(told))
    cells = {(c["table"], c["column"]): c["new"] for c in made.changes}
    assert cells["measures", "summary"] == cells["measure_states", "note"] == f"{BAN}."
    assert made.quote == told


@pytest.mark.parametrize(("text", "stage"), [
    ("Chile will ban exports of rhenium metal and perrhenate to Japan, to keep ore at home.", "refine;metal"),
    ("Zimbabwe suspended lithium concentrate exports to feed its carbonate plants.", "mine"),
    ("China restricts exports of rare earth magnets and oxides from May.", "refine;component"),
    ("India stops exports of copper scrap.", "recycle"),
    ("The quota applies to tungsten oxide and will run for two years, the smelter of ore said.", "refine"),
    ("Vietnam abolished its export tax on ammonium paratungstate; the mine of ore welcomed it.", "refine"),
    ("China halted exports of critical metals to makers of ingots.", None),
])  # fmt: skip
def test_the_stage_of_a_control_is_that_of_the_goods_and_not_of_its_purpose(text, stage):
    assert stage_told(text) == stage


def test_an_extension_changes_the_measures_that_the_notice_holds():
    made = one(longer())
    assert (made.match, made.row) == ("changes", "cn-us-ban-2024")
    assert made.why == "suspended until 27 November 2026 -> extended until 27 November 2027"
    rows = {c["row"].split(".")[0] for c in made.changes if c["table"] == "measure_states"}
    assert rows == {"cn-us-ban-2024", "cn-us-graphite-2024"}


@pytest.mark.parametrize(
    "told",
    [
        event("China requires licences for gallium exports", actors=("CHN",), minerals=("gallium",)),
        longer(expires="2026-11-27"),
        event("China banned gallium exports to the US in 2024", actors=("CHN",), targets=("USA",),
              minerals=("gallium",), date="2024-12-03", gta_type="Export ban"),
    ],
)  # fmt: skip
def test_what_the_world_knows_is_known(told):
    made = one(told)
    assert (made.match, made.changes) == ("known", ())
    assert made.why
    assert file([made]) == ()


def test_a_ban_that_is_lifted_or_comes_back_changes_its_measure():
    lifted = event("Malaysia lifted its ban on raw rare earth exports", type="restriction_eased", direction="ease",
                   actors=("MYS",), minerals=("rare earths",), date="2026-11-19")  # fmt: skip
    assert one(lifted).why.endswith("-> ended from 19 November 2026")
    back = event("Beijing reinstated its ban on gallium exports to the United States", actors=("CHN",),
                 targets=("USA",), minerals=("gallium",), date="2026-11-19", gta_type="Export ban")  # fmt: skip
    assert one(back).why.endswith("-> resumed from 19 November 2026")


def test_what_gives_no_row_gives_no_proposal():
    world = load_world(edition_only=True)
    silent = [
        ban(status="denied"), ban(background=True), ban(actors=("Lima Metals",)),
        event("Antimony rose", type="price_move", family="market", direction="up", minerals=("antimony",)),
    ]  # fmt: skip
    for told in silent:
        assert proposals(world, reading(told)) == ()


def test_a_deal_that_is_there_is_known_by_its_sum_and_a_party():
    world = load_world(edition_only=True)
    row = (
        world.table("deals")
        .filter((pl.col("announced") >= "2025-10") & (pl.col("amount_usd") > 1e8))
        .row(0, named=True)
    )
    party = row["parties"].split(";")[0]
    amount = {"value": row["amount_usd"], "unit": "USD", "usd": row["amount_usd"]}
    told = event("A deal", type="investment", family="deal", direction=None, actors=(party,), parties=(party, "X"),
                 amounts=(amount,), minerals=("copper",))  # fmt: skip
    day = row["announced"] if len(row["announced"]) == 10 else f"{row['announced']}-15"
    [made] = proposals(world, reading(told, published=day))
    assert made.match == "known"
    [other] = proposals(
        world, reading(told.model_copy(update={"parties": ("Y", "Z"), "actors": ("Y",)}), published=day)
    )
    assert (other.match, other.table) == ("new", "deals")


def test_an_accepted_control_is_seen_by_every_reader_and_gone_when_taken_back():
    [made] = file([one(ban())])
    assert load_world().overlay is None
    accept(load_world(), made.id)
    world, day = load_world(), dt.date(2026, 12, 2)
    assert state_of(world, made.row, day).words.startswith("in force since 1 December 2026; accepted by you on ")
    assert in_force(world, "antimony", "mine", "CHN", day)["PER"][0]["id"] == made.row
    assert made.row in {m.id for m in measures(world)}
    assert made.row not in {m.id for m in measures(world.as_of("2026-11-19"))}
    plan = load_scenario(made.row)
    assert (plan.restrictions[0].exporter, plan.restrictions[0].allowed) == ("PER", 0.0)
    assert world.source(world.row(made.row).values["source_id"])["title"] == "A test"
    assert world.row(made.row).accepted["quote"] == BAN
    assert load_world(edition_only=True).overlay is None
    assert reject(made.id) == "taken back"
    assert load_world().overlay is None
    assert made.row not in {m.id for m in measures(load_world())}


def test_a_correction_holds_from_the_articles_day_only():
    [made] = file([one(longer())])
    accept(load_world(), made.id)
    world = load_world()
    assert state_of(world, "cn-us-ban-2024", dt.date(2026, 12, 1)).state == "suspended"
    assert state_of(world.as_of("2026-11-19"), "cn-us-ban-2024").until == dt.date(2026, 11, 27)


def test_the_name_of_the_world_carries_the_overlay_and_finds_it_again():
    [first, second] = [file([one(e)])[0] for e in (ban(), longer())]
    accept(load_world(), first.id)
    name = load_world().name
    accept(load_world(), second.id)
    assert load_world().name != name
    assert load_world().named(name).name == name
    assert state_of(load_world().named(name), "cn-us-ban-2024", dt.date(2026, 12, 1)).state != "suspended"


def test_cells_are_set_when_accepting_and_what_lacks_is_asked_for():
    [made] = file([one(ban(minerals=()))])
    assert made.lacks == ("minerals",)
    with pytest.raises(BadInput, match="minerals is not told; give --set minerals="):
        accept(load_world(), made.id)
    for edit, said in (
        ({"minerals": "unobtainium"}, "unobtainium"),
        ({"until": "soon"}, "no date"),
        ({"colour": "x"}, "colour"),
    ):
        with pytest.raises(BadInput, match=said):
            accept(load_world(), made.id, {"minerals": "antimony"} | edit)
    assert load_world().overlay is None
    accept(load_world(), made.id, {"minerals": "antimony", "measure_states.until": "2027-06-30"})
    assert state_of(load_world(), made.row, dt.date(2026, 12, 2)).until == dt.date(2027, 6, 30)
    with pytest.raises(BadInput, match="accepted already"):
        accept(load_world(), made.id)
    with pytest.raises(UnknownLabel):
        accept(load_world(), "nothing")


def test_the_log_only_grows_and_tells_who():
    [made] = file([one(ban())])
    assert file([one(ban())]) == ()
    accept(load_world(), made.id)
    reject(made.id)
    assert [e.action for e in log.entries()] == ["proposed", "accepted", "taken back"]
    assert all(e.who and e.at for e in log.entries())
    with sqlite3.connect(log.place()) as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("delete from overlay_log")
    assert [r["state"] for r in review(None)] == ["taken back"]
    assert review() == []


def test_a_log_at_a_sqlite_address_is_the_file_that_it_names(tmp_path, monkeypatch):
    monkeypatch.setenv("DIDYMIUM_OVERLAY", f"sqlite:///{tmp_path / 'overlay.db'}")
    [made] = file([one(ban())])
    accept(load_world(), made.id)
    assert load_world().overlay.find("measures", made.row)
    assert log.place() == str(tmp_path / "overlay.db")


def cells_of(made):
    return {(c["table"], c["column"]): c["new"] for c in made.changes}


def test_the_tellings_of_one_measure_make_one_proposal_with_its_days():
    head = ban(quote="Peru bans antimony exports to China for six months", date=DAY, expires="2027-05-20", stage=None)
    cells = cells_of(one(head, ban()))
    assert cells["measure_states", "from"] == "2026-12-01"
    assert cells["measure_states", "until"] == "2027-05-31"  # six months from the day on which it begins
    by = one(ban(firms=("Comex",)), ban(quote="The cabinet ordered the ban of antimony exports to China", date=DAY))
    assert cells_of(by)["measure_states", "from"] == "2026-12-01"  # a telling without a firm adds to one with a firm
    order = ban(quote="The order bans all shipments of antimony to China", date=None)
    assert cells_of(one(ban(status="announced"), order))["measure_states", "from"] == "2026-12-01"
    other = ban(quote="Peru bans tin exports to China", minerals=("tin",))
    assert len(proposals(load_world(edition_only=True), reading(ban(), other))) == 2


@pytest.mark.parametrize(
    ("text", "column", "offer", "given"),
    [
        (
            "Brazil has decreed a 12 percent tax on exports of ferroniobium that takes effect 90 days after its "
            "publication on 16 November.",
            "from",
            "without a plain day",
            "2027-02-14",
        ),
        (
            "Peru has approved a levy on exports of zinc ore: 5 percent in 2027 and 10 percent from 2028, the state "
            "gazette said on Friday.",
            "from",
            "2027 or 2028",
            "2027",
        ),
        (
            "Mongolia might stop sales of tungsten concentrate to South Korea, three officials said on Friday.",
            "state",
            "proposed",
            "proposed",
        ),
        (
            "Kenya on Friday banned exports of titanium ore, which Ukraine and Mozambique also sell.",
            "targets",
            "UKR, MOZ",
            "WLD",
        ),
    ],
)
def test_a_doubtful_cell_stays_open_and_is_asked_for(text, column, offer, given):
    [made] = file(proposals(load_world(edition_only=True), told_of(text)))
    assert offer in made.offers[column]
    assert column in made.lacks
    assert column not in {c["column"] for c in made.changes}
    with pytest.raises(BadInput, match=rf"{column} is doubtful .*give --set {column}="):
        accept(load_world(), made.id)
    assert given in {c["new"] for c in accept(load_world(), made.id, {column: given})["changes"]}


def test_a_stage_that_no_word_tells_is_offered_and_not_asked_for():
    [made] = file([one(ban())])
    assert (made.offers, made.lacks) == ({"stage": "mine"}, ())
    accept(load_world(), made.id)
    assert load_world().row(made.row, "measures").to_json()["values"].get("stage") is None


def test_output_that_falls_is_no_stop_and_a_cause_that_nobody_tells_is_asked_for():
    fall = event("Output at Escondida fell on lower grades", type="supply_disruption", direction="down", place="CHL",
                 minerals=("copper",), family="project")  # fmt: skip
    assert proposals(load_world(edition_only=True), reading(fall)) == ()
    stop = fall.model_copy(update={"quote": "Escondida was shut on Friday"})
    assert one(stop).lacks == ("cause",)


def test_a_duty_that_a_state_brings_in_is_no_easing(tmp_path):
    path = tmp_path / "duty.txt"
    path.write_text(
        "Metals news of the day\n\nNov 30, 2026 - India has imposed an export duty of 15% on manganese ore.\n"
    )
    [told] = [e for e in read(str(path)).events if e.family == "export_control"]
    assert (told.direction, told.actors) == ("tighten", ("IND",))


def test_what_is_to_start_is_no_measure_of_the_kind_that_runs_since_years():
    tax = event("Zambia plans a 10% export duty on copper concentrates from April 1, 2027", actors=("ZMB",),
                minerals=("copper",), status="announced", date="2027-04-01", gta_type="Export tax")  # fmt: skip
    made = one(tax)
    assert (made.match, cells_of(made)["measure_states", "practice"]) == ("new", "meant from 1 April 2027")


@pytest.mark.parametrize(
    ("told", "behind"),
    [("Zimbabwe plans to introduce a 10% export tax on unrefined platinum from April 2027, the minister said", ""),
     ("Zimbabwe will tax exports of unrefined platinum at 10% from April 2027",
      "The measure must be approved by lawmakers."),
     ("Zimbabwe will tax exports of unrefined platinum at 10% from April 2027, subject to parliamentary approval", "")],
)  # fmt: skip
def test_what_is_only_meant_or_must_be_approved_is_proposed(told, behind):
    tax = event(told, actors=("ZWE",), minerals=("platinum",), status="announced", date="2027-04", stage="mine",
                gta_type="Export tax")  # fmt: skip
    article = Article(title="A test", published=DAY, text=f"{told}. {behind}")
    [made] = proposals(
        load_world(edition_only=True), Reading(article=article, events=(tax,), tags=(), entities=(), claims=())
    )
    assert cells_of(made)["measure_states", "state"] == "proposed"
    file([made])
    accept(world := load_world(edition_only=True), made.id)
    assert state_of(load_world(), made.row, dt.date(2027, 5, 1)).state == "proposed"
    assert world.table("measures").filter(pl.col("id") == made.row).is_empty()


def test_a_royalty_is_no_export_tax():
    told = "Rwanda raised the royalty on tin to 9% from 1 January 2027"
    made = one(event(told, actors=("RWA",), minerals=("tin",), date="2027-01-01", gta_type="Export tax"))
    assert cells_of(made)["measures", "kind"] == "domestic_policy"


def test_a_ban_decided_these_days_is_not_the_one_of_months_ago():
    told = "China announced on Thursday a ban on exports of scandium oxide to Japan, effective immediately"
    new = event(told, actors=("CHN",), targets=("JPN",), minerals=("scandium",), date=DAY, gta_type="Export ban")
    made = one(new)
    assert (made.match, cells_of(made)["measures", "targets"]) == ("new", "JPN")
    old = "China's ban on exports of scandium oxide to Japanese military users has been in force since January"
    assert one(new.model_copy(update={"quote": old, "date": "2026-01-06"})).match == "known"


def test_a_licence_that_exporters_must_obtain_is_no_easing_however_it_is_read():
    told = "A communique requires exporters of boric acid to obtain a licence from 15 January 2027"
    eased = event(told, type="restriction_eased", direction="ease", status="announced", actors=("TUR",),
                  minerals=("boron",), date="2027-01-15", gta_type="Export licensing requirement")  # fmt: skip
    manner = eased.model_copy(update={"quote": "The licence will be granted by shipment and name the end user",
                                      "date": DAY, "start": 200, "end": 260})  # fmt: skip
    cells = cells_of(one(eased, manner))
    assert (cells["measure_states", "act"], cells["measure_states", "from"]) == ("entered", "2027-01-15")


def test_a_refinery_that_firms_must_plan_is_not_among_the_goods_that_are_barred():
    told = "Guinea said companies without a plan for an alumina refinery may no longer export bauxite from 15 December"
    made = one(event(told, actors=("GIN",), minerals=("bauxite", "alumina"), date="2026-12-15", gta_type="Export ban"))
    assert cells_of(made)["measures", "minerals"] == "bauxite"


def test_a_ban_on_the_metal_of_a_mineral_that_is_refined_to_metal_is_simulated():
    told = event("Kazakhstan will ban exports of gallium metal", actors=("KAZ",), minerals=("gallium",),
                 stage="metal", date="2027-01-01", gta_type="Export ban")  # fmt: skip
    file([made := one(told)])
    accept(load_world(edition_only=True), made.id)
    assert load_scenario(made.row).restrictions[0].stages == ("refine",)


@pytest.mark.parametrize(
    ("text", "begins", "until"),
    [
        (
            "Peru will license exports of antimony. The rule, out today, takes effect on 15 January 2027.",
            "2027-01-15",
            None,
        ),
        ("Peru will tax exports of antimony starting 1 February 2027.", "2027-02-01", None),
        ("Peru banned exports of antimony on Friday. Prices rose. Chile will begin talks on 3 March 2027.", DAY, None),
        ("Peru imposed a six-month ban on exports of antimony on Friday.", DAY, "2027-05-20"),
        (
            "Peru banned exports of antimony on Friday. Miners protested. The ban runs until 31 May 2027.",
            DAY,
            "2027-05-31",
        ),
        ("Peru banned exports of antimony on Friday. It stays in force until 31 May 2027.", DAY, "2027-05-31"),
        (
            "Peru banned exports of antimony on Friday. The order, signed on Tuesday, runs for two years.",
            DAY,
            "2028-11-20",
        ),
        (
            "Peru will ban exports of antimony from 1 December 2026. The order, signed on Tuesday, runs for two years.",
            "2026-12-01",
            "2028-12-01",
        ),
        ("Peru banned exports of antimony on Friday. Miners said that talks would go on for two years.", DAY, None),
    ],
)
def test_a_measure_starts_and_ends_where_its_text_says(text, begins, until):
    article = Article(title="Antimony exports", published=DAY, url="https://example.org/a", text=text)
    [found] = proposals(load_world(edition_only=True), read_article(article))
    cells = cells_of(found)
    assert (cells["measure_states", "from"], cells.get(("measure_states", "until"))) == (begins, until)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (
            "South Korean exporters of indium will have to apply for a permit from 15 January 2027, the trade ministry "
            "said on Friday, as it seeks to keep the metal at home.",
            {"state": "in_force", "from": "2027-01-15", "kind": "export_licence"},
        ),
        (
            "Peru voted on Friday to levy a tax on exports of antimony ore. Collection begins on 15 January 2027 and "
            "the levy lapses at the end of 2029.",
            {"from": "2027-01-15", "until": "2029-12-31", "stage": "mine"},
        ),
        (
            "Turkey has suspended all exports of boric acid to Israel until further notice, its trade minister said.",
            {"state": "in_force", "kind": "export_ban", "targets": "ISR", "stage": "refine"},
        ),
        (
            "Peru will allow 900 tonnes of refined tin to leave the country in 2027, 15 percent less than this year.",
            {"kind": "export_quota", "from": "2027-01-01", "until": "2027-12-31", "allowed": 0.85, "stage": "refine"},
        ),
        (
            "President Shavkat Mirziyoyev signed a decree on Friday under which tungsten concentrate may not leave "
            "Uzbekistan between 1 February 2027 and 31 January 2030. Only ammonium paratungstate and metal made at "
            "home may be sold abroad.",
            {"kind": "export_ban", "from": "2027-02-01", "until": "2030-01-31", "stage": "mine"},
        ),
        (
            "Russia's trade ministry has fixed the export quota for uranium at 2,400 tonnes for 2027, down a fifth.",
            {"kind": "export_quota", "from": "2027-01-01", "until": "2027-12-31", "allowed": 0.8},
        ),
        (
            "Starting next year the Philippines will limit nickel ore exports to 30 million tonnes a year.",
            {"kind": "export_quota", "from": "2027-01-01", "until": None},
        ),
        (
            "Canada imposed a 35 per cent surtax on gallium products from China on Friday, effective 1 January 2027.",
            {"kind": "import_tariff", "targets": "CHN", "from": "2027-01-01"},
        ),
        (
            "Ukraine's cabinet has cancelled the licensing of titanium ore exports that it introduced in 2022. The "
            "change takes effect on 1 January 2027.",
            {"kind": "export_licence", "state": "ended", "from": "2027-01-01"},
        ),
        (
            "Peru has banned the export of tin ore from 1 January 2027. The ban is to last three years.",
            {"kind": "export_ban", "from": "2027-01-01", "until": "2030-01-01"},
        ),
        (
            "From 1 April 2027 exporters of lithium hydroxide will need a permit from Chile's nuclear commission.",
            {"kind": "export_licence", "from": "2027-04-01", "stage": "refine"},
        ),
        (
            "Britain has added tungsten powder to its export control list. From 1 March 2027 a licence is required for "
            "sales outside the G7, the trade department said.",
            {"kind": "export_licence", "from": "2027-03-01", "stage": "metal"},
        ),
        (
            "Myanmar will restrict exports of rare earths to 20,000 tonnes in 2027, the ministry said on Friday.",
            {"kind": "export_quota", "from": "2027-01-01", "until": "2027-12-31", "allowed": None},
        ),
        (
            "Kenya has banned exports of raw copper for 12 months, a minister said on Friday, adding that the order "
            "takes effect on Monday.",
            {"kind": "export_ban", "from": "2026-11-23", "until": "2027-11-23"},
        ),
        (
            "Peru is considering a ban on exports of antimony ore from mid-2027. A decision is due in March.",
            {"state": "proposed", "practice": "meant from 2027"},
        ),
        (
            "China added eight American companies, among them Skyforge Dynamics and Redwood Aerial Systems, to its "
            "export control list on Friday, barring sales of dual-use items to them.",
            {"kind": "entity_listing", "firms": "Skyforge Dynamics;Redwood Aerial Systems", "targets": "USA"},
        ),
        (
            "The U.S. Commerce Department put Nanhai Metals Trading, Brightway Ltd and four other Chinese companies on "
            "its Entity List on Friday for rerouting gallium. U.S. firms need a licence to sell to them.",
            {"kind": "entity_listing", "firms": "Nanhai Metals Trading;Brightway Ltd", "targets": "CHN"},
        ),
    ],
)
def test_a_control_that_the_world_lacks_is_read_whole(text, cells):
    [found] = proposals(load_world(edition_only=True), told_of(text))
    told = {c["column"]: c["new"] for c in found.changes}
    assert found.match == "new"
    assert {column: told.get(column) for column in cells} == cells


@pytest.mark.parametrize(
    ("text", "row", "cells"),
    [
        (
            "Namibia's High Court on Friday stayed the government's ban on exports of unprocessed lithium.",
            "na-raw-minerals-2023",
            {"state": "suspended", "minerals": "lithium"},
        ),
        (
            "Zambia's Constitutional Court struck down the export levy on copper and cobalt concentrates on Friday.",
            "zm-export-levy-2013",
            {"state": "ended"},
        ),
        (
            "Indonesia will lift its ban on bauxite exports for two years from 1 January 2027, a minister announced.",
            "id-bauxite-ban-2023",
            {"state": "suspended", "from": "2027-01-01", "until": "2029-01-01"},
        ),
        (
            "The European Commission extended its safeguard on imports of manganese and silicon ferroalloys by two "
            "years to 17 November 2030.",
            "eu-ferroalloy-safeguard-2025",
            {"state": "in_force", "act": "extended", "until": "2030-11-17"},
        ),
        (
            "The United States will double its Section 301 tariff on tungsten products from China to 50% on "
            "1 January 2027.",
            "us-301-tungsten-2025",
            {"act": "amended", "from": "2027-01-01"},
        ),
        (
            "Zimbabwe has cut its quota for exports of lithium concentrate by half for the rest of this month.",
            "zw-lithium-quota-2026",
            {"act": "amended", "until": "2026-12-31"},
        ),
        (
            "China will suspend until 10 November 2027 its licensing rules for exports of tungsten, bismuth and "
            "indium, the commerce ministry said in Announcement No. 71.",
            "cn-wtebimoin-2025",
            {"state": "suspended", "until": "2027-11-10"},
        ),
        (
            "Malaysia will pause its ban on exports of raw rare earths for 18 months from 1 January 2027 so that a "
            "mine can sell its carbonate, the minister said on Friday.",
            "my-ree-ban-2024",
            {"state": "suspended", "from": "2027-01-01", "until": "2028-07-01"},
        ),
        (
            "The European Commission said that the ban on exports of scrap metals to India, Malaysia and Thailand "
            "would start a year later than planned, on 21 May 2028.",
            "eu-waste-list-2026",
            {"state": "in_force", "act": "resumed", "from": "2028-05-21"},
        ),
        (
            "Tanzania has revoked its ban on exports of copper and gold concentrates, in place since March 2017. "
            "Miners may ship again from 1 January 2027.",
            "tz-conc-ban-2017",
            {"state": "ended", "from": "2027-01-01"},
        ),
        (
            "Congo will reduce cobalt export quotas by 10 percent in the second half of 2027, the regulator said.",
            "cd-cobalt-quota-2025",
            {"act": "amended", "from": "2027-07-01", "until": "2027-12-31"},
        ),
        (
            "Zimbabwe has increased the quota of lithium concentrate that miners may export this year by 60,000 "
            "tonnes.",
            "zw-lithium-quota-2026",
            {"act": "amended", "until": "2026-12-31"},
        ),
        (
            "Vietnam's National Assembly on Friday postponed the entry into force of its rule on deep processing of "
            "rare earths before export to 1 July 2028.",
            "vn-ree-law-2025",
            {"state": "suspended", "until": "2028-06-30"},
        ),
        (
            "Kazakhstan's industry ministry has let a ban on exports of copper, aluminium and lead scrap lapse and "
            "will not renew it, it said on Friday.",
            "kz-scrap-ban-2025",
            {"state": "ended"},
        ),
        (
            "Indonesia has waived its export duty on gold until 30 June 2027 to help refiners clear stocks.",
            "id-gold-duty-2025",
            {"state": "suspended", "until": "2027-06-30"},
        ),
        (
            "China on Friday scrapped its stricter checks on exports of graphite to the United States.",
            "cn-us-graphite-2024",
            {"state": "ended", "measure": "cn-us-graphite-2024"},
        ),
    ],
)
def test_what_is_told_of_a_measure_changes_that_measure(text, row, cells):
    [found] = proposals(load_world(edition_only=True), told_of(text))
    told = {c["column"]: c["new"] for c in found.changes}
    assert (found.match, found.row) == ("changes", row)
    assert {column: told.get(column) for column in cells} == cells


def test_a_measure_that_rests_for_one_of_its_goods_is_simulated_for_the_others():
    text = "Namibia's High Court on Friday stayed the government's ban on exports of unprocessed lithium."
    [found] = proposals(load_world(edition_only=True), told_of(text))
    before = load_scenario(found.row).restrictions[0].minerals
    file([found])
    accept(load_world(edition_only=True), found.id)
    assert set(before) - set(load_scenario(found.row).restrictions[0].minerals) == {"lithium"}


def test_an_unknown_proposal_is_sought_in_the_review():
    with pytest.raises(UnknownLabel, match="unknown proposal 'zz': see `didymium world review --all`"):
        reject("zz")


def told_of(text):
    return read_article(Article(title="A test", published=DAY, url="https://example.org/a", text=text))


def test_a_quota_that_is_set_bars_though_it_was_approved():
    eased = {"type": "restriction_eased", "direction": "ease", "actors": ("KAZ",), "minerals": ("beryllium",)}
    size = ({"value": 900.0, "unit": "t", "what": "quota, planned"},)
    told = "Kazakhstan approved a quota of 900 tonnes on exports of beryllium for 2027"
    cells = cells_of(one(event(told, date=DAY, amounts=size, **eased)))
    assert (cells["measures", "kind"], cells["measure_states", "act"]) == ("export_quota", "entered")
    assert cells["measure_states", "until"] == "2027-12-31"
    told = "Kazakhstan will limit beryllium exports to 900 tonnes next year"
    capped = event(told, status="announced", actors=("KAZ",), minerals=("beryllium",), date=DAY,
                   amounts=({"value": 900.0, "unit": "t", "what": "exports, planned, 2027"},))  # fmt: skip
    cells = cells_of(one(capped))
    assert (cells["measures", "kind"], cells["measure_states", "until"]) == ("export_quota", "2027-12-31")
    told = "Kazakhstan capped beryllium exports at 900 tonnes for 2027, a minister said"
    cells = cells_of(one(capped.model_copy(update={"quote": told, "end": len(told)})))
    assert cells["measure_states", "from"] == "2027-01-01"


def test_a_stop_of_some_mines_is_a_halt_and_no_bill_that_failed():
    told = "The department ordered 11 nickel mines in Surigao to stop all ore shipments"
    made = one(event(told, actors=("PHL",), minerals=("nickel",), stage="mine", date="2026-12-01"))
    assert (made.match, cells_of(made)["measures", "kind"]) == ("new", "de_facto_halt")


def test_a_ban_that_is_put_off_before_it_begins_waits_until_its_new_day():
    told = "Gabon has pushed back its ban on exports of raw manganese by two years to January 2031"
    made = one(event(told, actors=("GAB",), minerals=("manganese",), stage="mine", date=DAY, expires="2028-11-20",
                     gta_type="Export ban"))  # fmt: skip
    assert (made.match, made.row) == ("changes", "ga-manganese-2029")
    file([made])
    accept(load_world(edition_only=True), made.id)
    seen = [state_of(load_world(), "ga-manganese-2029", dt.date(year, 6, 1)).state for year in (2029, 2031)]
    assert seen == ["suspended", "in_force"]


def test_another_rate_of_a_tax_that_runs_changes_it_and_names_no_buyer_at_home():
    told = "India doubled its export duty on chrome ore to 60% on Friday, the finance ministry said"
    made = one(event(told, actors=("IND",), targets=("IND",), minerals=("chromium",), stage="mine", date=DAY,
                     gta_type="Export tax"))  # fmt: skip
    cells = cells_of(made)
    assert (made.row, cells["measure_states", "act"]) == ("in-chrome-duty-2012", "amended")


def test_a_cabinet_that_need_not_ask_parliament_has_decided():
    told = "South Africa's cabinet approved an 8% export levy on chrome ore from 1 April 2027"
    levy = event(told, actors=("ZAF",), minerals=("chromium",), status="announced", date="2027-04-01", stage="mine",
                 gta_type="Export tax")  # fmt: skip
    text = f"{told}. Parliament does not need to vote on it."
    article = Article(title="A test", published=DAY, text=text)
    [made] = proposals(
        load_world(edition_only=True), Reading(article=article, events=(levy,), tags=(), entities=(), claims=())
    )
    assert cells_of(made)["measure_states", "from"] == "2027-04-01"


def test_stricter_terms_of_a_control_that_runs_change_it_from_their_day():
    told = "China will from 1 January demand certificates for each cargo of bismuth oxide, widening controls of 2025"
    made = one(event(told, actors=("CHN",), minerals=("bismuth",), status="announced", date="2027-01-01"))
    cells = cells_of(made)
    assert (made.row, cells["measure_states", "act"]) == ("cn-wtebimoin-2025", "amended")
    assert cells["measure_states", "from"] == "2027-01-01"


def test_a_requirement_that_is_scrapped_has_ended():
    told = "Bolivia scrapped a requirement that exporters of antimony hold a permit, effective immediately"
    made = event(told, type="restriction_eased", direction="ease", actors=("BOL",), minerals=("antimony",), date=DAY,
                 gta_type="Export licensing requirement")  # fmt: skip
    assert cells_of(one(made))["measure_states", "state"] == "ended"


def test_a_quota_of_a_year_told_twice_is_one_until_the_end_of_the_year_for_all_firms():
    cap = event("Guinea will cap exports of bauxite at 90 million tonnes in 2027", actors=("GIN",), date="2027",
                status="announced", minerals=("aluminium",), amounts=({"value": 90e6, "unit": "t"},))  # fmt: skip
    all_of = event("The quota applies from 1 January to all producers, among them Alcoa", actors=("GIN",),
                   date="2027-01-01", minerals=("aluminium",), firms=("Alcoa",))  # fmt: skip
    cells = cells_of(one(cap, all_of))
    assert (cells["measure_states", "from"], cells["measure_states", "until"]) == ("2027-01-01", "2027-12-31")
    assert ("measures", "firms") not in cells
    named = event("Guinea banned bauxite exports by Alcoa", actors=("GIN",), minerals=("aluminium",), firms=("Alcoa",))
    assert cells_of(one(named))["measures", "firms"] == "Alcoa"
    beside = "Guinea banned bauxite exports to India, giving Alcoa a year to build a refinery"
    cells = cells_of(one(named.model_copy(update={"quote": beside, "end": len(beside)})))
    assert (("measures", "firms") in cells, cells["measures", "targets"]) == (False, "IND")
    later = cap.model_copy(update={"quote": "It will cap them at 80 million tonnes in 2028", "date": "2028"})
    assert len(proposals(load_world(edition_only=True), reading(later, all_of))) == 2


def licences(quote, **slots):
    return event(quote, **{"actors": ("CHN",), "minerals": ("antimony",), "date": DAY, "gta_type":
                           "Export licensing requirement"} | slots)  # fmt: skip


def test_who_suspends_a_requirement_eases_and_for_one_buyer_amends():
    quote = "China suspended until 27 November 2027 its licensing requirements on antimony"
    made = one(licences(quote, expires="2027-11-27"))
    cells = cells_of(made)
    assert (made.row, cells["measure_states", "state"]) == ("cn-antimony-2024", "suspended")
    assert cells["measure_states", "minerals"] == "antimony"  # and not the superhard materials of the same measure
    cells = cells_of(one(licences(quote, targets=("JPN",), expires="2027-11-27")))
    assert (cells["measure_states", "act"], cells["measure_states", "state"]) == ("amended", "in_force")
    assert ("measure_states", "until") not in cells
    year = "China exempts Japanese makers from its antimony licensing requirements for a year from 1 January 2027"
    cells = cells_of(one(licences(year, targets=("JPN",), date="2027-01-01", expires="2027-11-20")))
    assert cells["measure_states", "act"] == "amended"
    assert ("measure_states", "until") not in cells, "the licences go on for all others"
    halted = one(licences("China suspended exports of antimony to Brazil", targets=("BRA",), gta_type=None))
    assert (halted.match, cells_of(halted)["measures", "kind"]) == ("new", "export_ban")


def quota(quote, tonnes):
    return event(quote, actors=("COD",), minerals=("cobalt",), stage="mine", date="2026-11-19",
                 amounts=({"value": tonnes, "unit": "t"},))  # fmt: skip


def test_a_quota_of_other_tonnes_changes_the_quota_and_keeps_its_end():
    assert one(quota("Congo keeps its cobalt export quota of 96,600 tonnes", 96_600.0)).match == "known"
    made = one(quota("Congo raised its cobalt export quota to 110,000 tonnes", 110_000.0))
    cells = cells_of(made)
    assert (made.match, made.row) == ("changes", "cd-cobalt-quota-2025")
    assert (cells["measure_states", "act"], cells["measure_states", "until"]) == ("amended", "2027-12-31")
    assert "110,000" in cells["measure_states", "practice"]


def test_a_quota_is_as_deep_as_the_exports_that_the_text_gives_for_a_year():
    text = "Chile limits exports of rhenium to 30 tonnes a year from 1 March 2027"
    told = event(text, actors=("CHL",), minerals=("rhenium",), date="2027-03-01", gta_type="Export quota",
                 amounts=({"value": 30.0, "unit": "t/yr", "what": "quota, planned"},))  # fmt: skip
    sold = {"metric": "exports", "subject": "CHL", "mineral": "rhenium", "value": 40.0, "unit": "t", "year": "2025"}
    edition = load_world(edition_only=True)

    def made(**other):
        claim = Claim(quote="x", start=0, end=1, **(sold | other))
        [one] = proposals(edition, reading(told).model_copy(update={"claims": (claim,)}))
        return one

    assert [cells_of(made(**o)).get(("measure_states", "allowed")) for o in (
        {}, {"value": 25.0}, {"subject": "USA"}, {"year": "2025-10"}, {"mineral": "molybdenum"},
    )] == [0.75, 1.0, None, None, None]  # fmt: skip
    file([first := made()])
    accept(edition, first.id)
    plan = load_scenario(first.row)
    assert (plan.restrictions[0].allowed, plan.start) == (0.75, "2027-03")


def test_a_licence_of_unstated_depth_is_simulated_as_its_kind_and_says_so():
    told = event("Kazakhstan will require licences for exports of beryllium metal and oxide", actors=("KAZ",),
                 minerals=("beryllium",), date="2027-01-01", gta_type="Export licensing requirement")  # fmt: skip
    file([made := one(told)])
    accept(load_world(edition_only=True), made.id)
    assert cells_of(made)["measures", "stage"] == "refine;metal"
    plan = load_scenario(made.row)
    [rule] = plan.restrictions
    assert (rule.allowed, rule.stages, plan.start) == (0.6, ("refine",), "2027-01")  # its chain knows no metal
    assert "depth not stated: 40% cut, the middle of 0% to 80%" in plan.title


def test_firms_on_a_control_list_are_a_listing_at_home_and_not_a_licence_on_what_their_names_say():
    told = event("China put Lynas Rare Earths and two other Australian firms on its export control list",
                 actors=("CHN",), minerals=("rare earths",), firms=("Lynas Rare Earths",), date=DAY,
                 gta_type="Export licensing requirement")  # fmt: skip
    cells = cells_of(one(told))
    assert [cells["measures", c] for c in ("kind", "targets", "firms", "minerals")] == [
        "entity_listing", "AUS", "Lynas Rare Earths", "all (cn dual-use list)",
    ]  # fmt: skip


def test_a_quota_told_without_the_word_is_one_and_takes_its_day_from_the_next_sentence():
    allows = "Congo will allow exports of 64,000 tonnes of cobalt in 2027"
    head = event(allows, actors=("COD",), minerals=("cobalt",), date=DAY, gta_type="Export-related measure, nes",
                 amounts=({"value": 64_000.0, "unit": "t", "what": "quota, planned, 2027"},))  # fmt: skip
    day = event("The new quota takes effect on 1 January 2027", actors=("COD",), minerals=("cobalt",),
                date="2027-01-01", gta_type="Export quota")  # fmt: skip
    made = one(head, day)
    cells = cells_of(made)
    assert (made.row, made.quote, cells["measure_states", "practice"]) == ("cd-cobalt-quota-2025", allows, allows)
    assert (cells["measure_states", "act"], cells["measure_states", "from"]) == ("amended", "2027-01-01")


def test_a_telling_without_a_kind_is_of_the_measure_told_before_it():
    said = [BAN, "Reuters, 20 November 2026", "The rule will stay in force until 31 May 2027"]
    bare = {"date": DAY, "expires": "2027-05-31", "gta_type": None}
    spans = [(50, 120), (0, 25), (130, 180)]
    told = [ban(quote=q, **({} if q == BAN else bare)).model_copy(update={"start": a, "end": b})
            for q, (a, b) in zip(said, spans, strict=True)]  # fmt: skip
    made = one(*told)
    assert made.quote == BAN
    assert cells_of(made)["measure_states", "until"] == "2027-05-31"


def test_what_may_be_shipped_at_most_is_a_quota_and_no_easing():
    cap = "Smelters may ship no more than 12,000 tonnes under the licences in 2027, the ministry said"
    made = one(event(cap, type="restriction_eased", direction="ease", status="proposed", actors=("MYS",), date="2027",
                     minerals=("tin",), gta_type="Export licensing requirement",
                     amounts=({"value": 12e3, "unit": "t", "what": "up to"},)))  # fmt: skip
    cells = cells_of(made)
    assert (cells["measures", "kind"], cells["measure_states", "state"]) == ("export_quota", "in_force")
    assert (cells["measure_states", "from"], cells["measure_states", "until"]) == ("2027-01-01", "2027-12-31")


def test_the_end_of_a_measure_that_the_world_lacks_carries_its_beginning():
    past = ban(quote="The export ban had been in place since 2019", date="2019")
    over = ban(quote="Peru scrapped its ban on antimony exports to China", date="2026-12-01", direction="ease")
    made = one(over, past)
    states = [c["new"] for c in made.changes if (c["table"], c["column"]) == ("measure_states", "from")]
    assert (made.match, states) == ("new", ["2019", "2026-12-01"])
    file([made])
    accept(load_world(edition_only=True), made.id)
    seen, days = load_world(), (dt.date(2026, 11, 25), dt.date(2026, 12, 2))
    assert [state_of(seen, made.row, day).state for day in days] == ["in_force", "ended"]


def test_an_accepted_end_is_told_once_with_its_mark_and_stays_on_the_page():
    over = event("Indonesia lifted its ban on bauxite exports", direction="ease", type="restriction_eased",
                 status="ended", actors=("IDN",), minerals=("bauxite",), date="2026-12-01")  # fmt: skip
    file([made := one(over)])
    accept(load_world(edition_only=True), made.id)
    told = [e for e in once(entries(load_world(), dt.date(2026, 11, 25), mineral="bauxite")) if "IDN" in e.who]
    assert [(e.date, e.what, "; accepted by" in str(e.state)) for e in told] == [(dt.date(2026, 12, 1), "ends", True)]
    ended = {r["id"]: r["state_words"] for r in on_exports(load_world(), "bauxite", dt.date(2026, 12, 5))}
    assert "ended on 1 December 2026; accepted by" in ended["id-bauxite-ban-2023"]
    bare = on_exports(load_world(edition_only=True), "bauxite", dt.date(2026, 12, 5))
    assert {r["id"]: r["state"] for r in bare}["id-bauxite-ban-2023"] == "in_force"


def test_a_measure_that_is_only_suspended_is_simulated_from_the_end_of_its_suspension():
    paused = event("Indonesia suspended its ban on bauxite exports", direction="ease", type="restriction_eased",
                   status="suspended", actors=("IDN",), minerals=("bauxite",), date=DAY, expires="2031-06-30",
                   gta_type="Export ban")  # fmt: skip
    made = one(paused)
    before = load_scenario(made.row).start
    file([made])
    accept(load_world(edition_only=True), made.id)
    assert before < "2031"
    assert load_scenario(made.row).start == "2031-07"


def plant(quote, **slots):
    given = {"type": "supply_project", "family": "project", "direction": "up", "firms": ("Iluka",)}
    return event(quote, **given | {"minerals": ("rare earths",), "stage": "refine", "place": "AUS"} | slots)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (plant("Iluka commissioned its Eneabba rare earths refinery"), "construction -> ramping"),
        (plant("Iluka's Eneabba refinery won its final environmental approval"),
         "construction -> construction, with a permit"),
        (plant("Syrah put Balama on care and maintenance", firms=("Syrah",), minerals=("graphite",), stage="mine"),
         "operating -> care"),
    ],
)  # fmt: skip
def test_a_step_of_a_project_changes_its_status(told, why):
    made = one(told)
    assert (made.match, made.table, made.why) == ("changes", "projects", why)
    assert cells_of(made)["projects", "status_known_from"] == DAY
    assert made.lacks == ()


def test_a_stop_told_again_of_the_same_site_is_one_stop():
    fire = plant("Boliden said a fire stopped its Neves-Corvo mine", firms=("Boliden",), minerals=("zinc",),
                 type="supply_disruption", direction="down", stage="mine", place="PRT")  # fmt: skip
    again = fire.model_copy(update={"quote": "The mine will be shut for three months, Boliden said", "start": 60})
    made = one(fire, again)
    assert (made.table, cells_of(made)["stoppages", "project_id"]) == ("stoppages", "neves-corvo")
    other = fire.model_copy(update={"quote": "Lundin stopped a mine in Sweden too", "start": 60, "place": "SWE"})
    assert len(proposals(load_world(edition_only=True), reading(fire, other))) == 2


def test_a_stop_of_one_plant_is_no_stop_of_all_that_the_firm_runs():
    blast = plant("GCL Technology's polysilicon plant in Leshan stopped after a blast", firms=("GCL Technology",),
                  minerals=("polysilicon",), type="supply_disruption", direction="down", place="CHN")  # fmt: skip
    cells = cells_of(one(blast))
    assert ("stoppages", "project_id") not in cells
    assert cells["stoppages", "site"] == "GCL Technology"


@pytest.mark.parametrize(("text", "site", "country"), [
    ("Myanmar's junta shut the Kambaiti crossing to trucks with rare earths from mines that sell to Yunnan, China.",
     "Kambaiti crossing", "MMR"),
    ("Trains with graphite stopped on Mozambique's Nacala railway after a cyclone.", "Nacala railway", "MOZ"),
])  # fmt: skip
def test_a_way_that_is_shut_is_named_and_in_the_state_that_shuts_it(text, site, country):
    stop = plant(text, type="supply_disruption", direction="down", minerals=("graphite",), place="CHN", firms=())
    cells = cells_of(one(stop))
    assert (cells["stoppages", "site"], cells["stoppages", "country"]) == (site, country)


def test_a_stop_is_of_the_site_that_is_named_and_in_the_country_of_its_last_one():
    fire = plant("Vale halted its Sossego copper mine after a fire", firms=("Vale",), minerals=("copper",),
                 type="supply_disruption", direction="down", stage="mine", place=None)  # fmt: skip
    cells = cells_of(one(fire))
    assert (cells["stoppages", "site"], cells["stoppages", "country"]) == ("Sossego", "BRA")
    made = one(fire.model_copy(update={"quote": fire.quote.replace("Sossego", "Morro Azul")}))
    assert (cells_of(made)["stoppages", "site"], made.lacks) == ("Morro Azul", ("country",))


@pytest.mark.parametrize(
    ("text", "site", "until"),
    [
        (
            "Mineral Resources said a fire had halted its Wodgina lithium mine in Western Australia on Friday. It "
            "expects to be back in production within six weeks.",
            "Wodgina",
            "2027-01-01",
        ),
        (
            "BHP has halted its Spence copper mine in northern Chile. The outage should last about ten days, it said.",
            "Spence",
            "2026-11-30",
        ),
        (
            "South32 has stopped its Cannington lead mine in Queensland after a rockfall. It expects to restart in "
            "mid-January.",
            "Cannington",
            "2027-01",
        ),
        (
            "Nornickel halted two furnaces at its Nadezhda smelter on Friday after a power outage. Output of nickel "
            "will return to normal by 20 December.",
            "Nadezhda",
            "2026-12-20",
        ),
    ],
)
def test_a_stop_ends_when_the_sentence_behind_it_expects(text, site, until):
    [found] = proposals(load_world(edition_only=True), told_of(text))
    cells = cells_of(found)
    assert site in cells["stoppages", "site"]
    assert cells["stoppages", "until"] == until


def test_plans_steps_back_and_namesakes_change_no_project():
    world = load_world(edition_only=True)
    plan = plant("Iluka will commission its Eneabba refinery in 2027", status="announced")
    assert proposals(world, reading(plan)) == ()
    back = one(plant("Iluka secured a loan for its Eneabba refinery", status="in_force"))
    assert (back.match, back.row) == ("known", "eneabba-refinery")
    other = one(plant("Nordic Lithium broke ground on a refinery in Kokkola", firms=("Nordic Lithium",),
                      minerals=("lithium",), place="FIN"))  # fmt: skip
    assert (other.match, cells_of(other)["projects", "status"]) == ("new", "construction")


def test_a_deal_that_is_closed_moves_on():
    amount = {"value": 620e6, "unit": "USD", "usd": 620e6}
    told = event("The company closed a $620 million loan", type="investment", family="deal", direction=None,
                 actors=("USA",), parties=("USA",), amounts=(amount,), minerals=("rare earths",))  # fmt: skip
    told = told.model_copy(update={"start": 100, "end": 140})
    named = plant("Vulcan Elements said its plans are on time", firms=("Vulcan Elements",), status="announced")
    [made] = proposals(load_world(edition_only=True), reading(named, told))
    assert (made.match, made.row, made.why) == ("changes", "D151", "committed -> completed")


def _accept(ident):
    with contextlib.suppress(BadInput):
        accept(World(), ident)


def test_two_who_accept_at_once_accept_once():
    [made] = file([one(ban())])
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_accept, args=(made.id,)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [e.action for e in log.entries()] == ["proposed", "accepted"]


def test_the_log_lives_in_a_shared_postgresql_too(monkeypatch):
    """An acceptance there is seen by whoever reads the same database; a loser of a race changes nothing."""
    with postgres() as server:
        monkeypatch.delenv("DIDYMIUM_OVERLAY")
        monkeypatch.setenv("DIDYMIUM_DB", server.get_uri())
        assert log.place() == server.get_uri()
        [made] = file([one(ban())])
        accept(load_world(), made.id)
        assert load_world().overlay.find("measures", made.row)
        with pytest.raises(BadInput, match="accepted already"):
            accept(load_world(), made.id)
        assert reject(made.id) == "taken back"
        assert load_world().overlay is None
        assert [e.action for e in log.entries()] == ["proposed", "accepted", "taken back"]
        stop_server(server)
        with pytest.raises(Unavailable):
            log.entries()


def test_evidence_of_an_accepted_row_says_so():
    [made] = file([one(ban())])
    accept(load_world(), made.id)
    found = row_evidence(load_world(), "measures", made.row, "title")
    assert "; accepted by you on " in found.source


def test_own_rows_come_from_csv_and_yaml(tmp_path):
    world = load_world(edition_only=True)
    sheet = tmp_path / "stocks.csv"
    sheet.write_text("mineral,form,scope_kind,economy,stock_months_typical\ngallium,metal,economy,JPN,5\n")
    [made] = own_proposals(world, sheet, None, DAY)
    assert (made.match, made.table, made.file) == ("new", "stocks", "stocks.csv line 2")
    nameless = tmp_path / "ours.csv"
    nameless.write_text("project,date,status\nsangdong-p1,2026-11-25,operating\n")
    [step] = own_proposals(world, nameless, None, DAY)
    assert step.table == "project_states"  # as its columns say
    [filed] = file([made])
    accept(world, filed.id)
    assert load_world().table("stocks").filter(pl.col("economy") == "JPN")["stock_months_typical"].to_list()[-1] == 5.0
    book = tmp_path / "rows.yaml"
    book.write_text("measures:\n  - {id: cn-us-ban-2024, title: a title of our own}\n")
    [change] = own_proposals(world, book, None, DAY)
    title = next(c for c in change.changes if (c["table"], c["column"]) == ("measures", "title"))
    assert (change.match, title["old"]) == ("changes", world.row("cn-us-ban-2024").values["title"])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("stocks.csv", "mineral,economy\ngallium,JPN\nkryptonite,JPN\n", "stocks.csv line 3: mineral"),
        (
            "stocks.csv",
            "mineral,stock_months_typical\ngallium,many\n",
            "line 2: stock_months_typical: could not convert",
        ),
        ("nothing.csv", "a,b\n1,2\n", "neither its name nor its columns say of which table"),
        (
            "steps.csv",
            "project,date,status\nno-such,2026-11-01,operating\n",
            "line 2: project: no projects row 'no-such'",
        ),
        (
            "stops.csv",
            "id,site,country,minerals,stage,from,cause\nm,A,ZMB,copper,metal,2026-13-40,power\n",
            "stops.csv line 2: from: date '2026-13-40'",
        ),
        (
            "steps.csv",
            "project,date,status\nsangdong-p1,2026-11-25,operating\nsangdong-p1,2026-11-25,operating\n",
            "steps.csv line 3: project_states row sangdong-p1.2026-11-25.operating stands in steps.csv line 2 too",
        ),
        (
            "steps.csv",
            "project,date,status,known_from\nsangdong-p1,2026-11-25,operating,2096-11-25\n",
            "line 2: known_from 2096-11-25 is after today",
        ),
        (
            "acts.csv",
            "measure,act,state,date,until\ncn-gage-2023,extended,in_force,2026-11-01,2025-01-01\n",
            "line 2: until 2025-01-01 is before date 2026-11-01",
        ),
        ("stocks.csv", "mineral,colour\ngallium,blue\n", "no column colour"),
        ("measures.yaml", "measures: [{id: x}]\n", "measures rows need kind"),
        ("measures.yaml", "- 1\n", "map each table"),
        ("measures.yaml", "a: [b\n", "not valid YAML"),
        ("stocks.csv", "", "no rows"),
    ],
)
def test_a_bad_row_gets_one_line_and_nothing_is_filed(tmp_path, capsys, name, text, said):
    path = tmp_path / name
    path.write_text(text)
    assert main(["world", "propose", str(path)]) == 2
    message = capsys.readouterr().err
    assert said in message
    assert message.count("\n") == 1
    assert log.entries() == ()


def test_the_patch_is_the_edition_with_the_accepted_rows():
    [made] = file([one(ban())])
    accept(load_world(), made.id)
    text = patch(World().folder)
    assert f"+{made.row},export_ban,PER,CHN" in text
    assert text.count("\n-") == text.count("\n---")  # nothing of the edition goes


def test_the_commands_speak_json(tmp_path, capsys):
    sheet = tmp_path / "stocks.csv"
    sheet.write_text("mineral,economy,scope_kind,stock_months_typical\ngallium,JPN,economy,5\n")
    assert main(["world", "propose", str(sheet), "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)["rows"]
    assert {"id", "match", "table", "row", "changes", "quote", "article"} <= set(row)
    assert main(["world", "review", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["id"] == row["id"]
    assert main(["world", "accept", row["id"], "--set", "stock_months_typical=6", "--json"]) == 0
    capsys.readouterr()
    assert main(["world", "row", row["row"], "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["values"]["stock_months_typical"], shown["accepted"]["words"][:11]) == (6.0, "accepted by")
    assert main(["world", "row", row["row"], "--json", "--edition-only"]) == 2
    capsys.readouterr()
    assert main(["world", "reject", row["id"]]) == 0
    assert main(["world", "log"]) == 0
    assert "taken back" in capsys.readouterr().out


def test_a_file_that_is_no_log_says_so(tmp_path, monkeypatch):
    (tmp_path / "x.db").write_text("this is no database, though it is long enough to be read as one" * 20)
    monkeypatch.setenv("DIDYMIUM_OVERLAY", str(tmp_path / "x.db"))
    with pytest.raises(BadInput, match="is no overlay"):
        log.entries()
