import datetime as dt

import polars as pl
import pytest

from didymium.errors import MissingData
from didymium.risk.measures import in_force, on_users
from didymium.world import keys
from didymium.world.load import load_world
from didymium.world.states import history, restrictions, state_of, states

WORLD = load_world()


@pytest.mark.parametrize(
    ("measure", "day", "words"),
    [
        ("cn-us-ban-2024", "2025-01-01", "in force since 3 December 2024"),
        ("cn-us-ban-2024", "2026-11-27", "suspended until 27 November 2026"),
        ("cn-us-ban-2024", "2026-11-28", "outcome not known since 27 November 2026 (until then suspended)"),
        ("cn-us-military-2024", "2026-11-28", "in force since 3 December 2024"),
        ("cn-oct25-57", "2026-11-28", "suspended until 10 January 2027, as reported"),
        ("cn-oct25-57", "2025-10-20", "announced, takes effect on 8 November 2025"),
        ("eu-blackmass-2026", "2026-06-01", "announced, takes effect on 9 November 2026"),
        ("zw-lithium-conc-ban-2027", "2026-11-28", "announced, takes effect on 1 January 2027"),
        ("zw-lithium-conc-ban-2027", "2027-01-01", "in force since 1 January 2027"),
        ("kz-scrap-ban-2025", "2026-05-01", "outcome not known since April 2026 (until then in force)"),
        ("ph-ore-bill-2025", "2025-05-31", "proposed on 3 February 2025"),
        ("ph-ore-bill-2025", "2026-11-28", "ended in June 2025"),
        ("cn-ree-quota-2012", "2012-12-31", "in force since 1 January 2012 until 31 December 2012"),
        ("cn-ree-quota-2012", "2013-01-01", "ended on 1 January 2013"),
        ("us-ieepa-fentanyl-2025", "2026-02-20", "ended on 20 February 2026"),
    ],
)
def test_a_measure_tells_its_state_and_date_in_words(measure, day, words):
    assert state_of(WORLD, measure, dt.date.fromisoformat(day)).words == words


def test_what_was_announced_before_takes_effect_on_the_day_of_the_act_that_brings_it_in():
    view = WORLD.table("restrictions").filter(pl.col("id") == "eu-blackmass-2026")
    assert view.select("announced", "effective").row(0) == ("2025-03-05", "2026-11-09")


def test_a_view_knows_no_later_act():
    before, after = WORLD.as_of("2025-11-08"), WORLD.as_of("2025-11-10")
    assert state_of(before, "cn-us-ban-2024").binds
    assert state_of(after, "cn-us-ban-2024").state == "suspended"
    assert len(history(before, "cn-us-ban-2024")) == 1


def test_an_extension_counts_from_the_day_on_which_it_was_told():
    ends = {d: state_of(WORLD, "cn-oct25-57", dt.date.fromisoformat(d)).until for d in ("2026-09-01", "2026-10-01")}
    assert ends == {"2026-09-01": dt.date(2026, 11, 10), "2026-10-01": dt.date(2027, 1, 10)}


def test_a_control_that_was_suspended_before_its_first_day_never_bound():
    """Announced on 9 October 2025 from 8 November, suspended on 7 November."""
    days = [dt.date(2025, 11, 6) + dt.timedelta(days=n) for n in range(40)]
    assert {state_of(WORLD, "cn-oct25-57", day).state for day in days} == {"announced", "suspended"}


def test_an_act_on_a_part_of_the_minerals_changes_that_part_alone():
    day = dt.date(2021, 6, 1)
    found = {m: state_of(WORLD, "cd-conc-ban-2013", day, m).state for m in ("copper", "cobalt", "gold")}
    assert found == {"copper": "in_force", "cobalt": "ended", "gold": "suspended"}


def test_no_measure_without_an_act_and_none_twice():
    assert set(states(WORLD, dt.date(2026, 11, 28))) == set(WORLD.table("measures")["id"])
    with pytest.raises(MissingData):
        state_of(WORLD, "no-such-measure")


def log(*rows):
    names = ("measure", "act", "state", "date", "from", "until", "minerals", "instrument_id", "instrument", "note",
             "basis", "confidence", "source_id", "known_from")  # fmt: skip
    full = [dict.fromkeys(names) | {"measure": "m", "source_id": "s"} | r for r in rows]
    schema = dict.fromkeys(names, pl.String) | {"known_from": pl.Date}
    return pl.DataFrame(full, schema=schema)


def test_the_view_keeps_an_end_apart_from_the_end_of_a_suspension():
    heads = WORLD.table("measures").filter(pl.col("id") == "cn-us-ban-2024").with_columns(id=pl.lit("m"))
    begun = {"act": "entered", "state": "in_force", "date": "2024-01-01", "from": "2024-01-01"}
    paused = {"act": "suspended", "state": "suspended", "date": "2025-01-01", "from": "2025-01-02",
              "until": "2026-01-01", "instrument_id": "pause"}  # fmt: skip
    over = {"act": "ended", "state": "ended", "date": "2025-06-01", "from": "2025-06-02"}
    rows = {r["id"]: r for r in restrictions(heads, log(begun, paused)).iter_rows(named=True)}
    assert (rows["m"]["ends"], rows["m"]["suspended_until"]) == (None, "2026-01-01")
    assert (rows["pause"]["kind"], rows["pause"]["amends"]) == ("suspension", "m")
    assert rows["pause"]["ends"] == "2026-01-01"
    ended = restrictions(heads, log(begun, paused, over)).filter(pl.col("id") == "m").row(0, named=True)
    assert (ended["ends"], ended["suspended_until"]) == ("2025-06-01", None)


def test_the_view_never_ends_a_measure_at_its_suspension():
    view = WORLD.table("restrictions")
    held = view.filter(pl.col("suspended_until").is_not_null())
    assert held.height > 5
    assert held["ends"].null_count() == held.height


@pytest.mark.parametrize("name", [*keys.KEYS, "measures", "agreements", "deals", "projects", "companies"])
def test_every_row_has_an_id_of_its_own(name):
    rows = WORLD.table(name)
    if name in keys.BULK:
        rows = rows.filter(pl.col("year") == 2024)
        ids = [keys.row_id(name, r) for r in rows.head(2000).iter_rows(named=True)]
        assert len(set(ids)) == len(ids)
        return
    assert rows["id"].null_count() == 0
    assert rows["id"].n_unique() == rows.height
    for row in rows.head(40).iter_rows(named=True):
        assert keys.row_id(name, {k: v for k, v in row.items() if name not in keys.KEYS or k != "id"}) == row["id"]


def test_an_id_does_not_hang_on_the_figure_the_order_or_other_rows():
    rows = WORLD.table("facts").filter(pl.col("mineral") == "gallium").drop("id")
    changed = rows.reverse().with_columns(value=pl.lit(1.0), known_from=pl.lit(dt.date(2020, 1, 1)))
    assert set(keys.with_ids("facts", changed)["id"]) == set(keys.with_ids("facts", rows)["id"])
    assert "production.gallium.refine.CHN.2025" in " ".join(keys.with_ids("facts", rows)["id"])


def test_long_texts_that_begin_alike_keep_ids_of_their_own():
    texts = ["x" * 60 + end for end in ("a", "b")]
    ids = keys.with_ids("provisions", pl.DataFrame({"agreement_id": ["A", "A"], "provision": texts}))["id"]
    assert ids.n_unique() == 2
    assert ids.str.len_chars().max() <= 45


def test_what_bars_some_users_of_dual_use_goods_stands_beside_the_measures_on_trade():
    day = dt.date(2026, 11, 28)
    gallium = {row["id"]: row["state"] for row in on_users(WORLD, "gallium", day)}
    assert gallium["cn-us-military-2024"] == "in_force"
    assert "cn-us-ban-2024" not in gallium
    assert not on_users(WORLD, "cobalt", day)  # China asks no licence for it
    assert not on_users(WORLD.as_of("2022-06-30"), "gallium", dt.date(2022, 6, 30))
    held = in_force(WORLD, "gallium", "metal", "USA", day)["CHN"]
    assert "cn-us-military-2024" not in {row["id"] for row in held}


def test_an_earlier_view_tells_a_project_as_it_stood():
    project = WORLD.as_of("2022-06-30").row("eneabba-refinery").values
    assert project["operator"] is project["start_year"] is None
    assert project["status"] == "financed"
    assert WORLD.row("eneabba-refinery").values["operator"] == "Iluka Resources"
