"""How like cases ended: what counts as one, what is known of its end on a day, and what a brief says of it."""

from __future__ import annotations

import datetime as dt
import itertools

import polars as pl
import pytest

from didymium.brief.compose import compose
from didymium.cli import main
from didymium.errors import BadInput
from didymium.news import read_article
from didymium.proof.verify import verify
from didymium.records import Article
from didymium.risk.precedents import CAUSES, CONTROLS, precedents
from didymium.world.load import load_world


def test_stops_of_a_cause_are_those_whose_end_has_come() -> None:
    found = precedents("stops", "strike")
    rows = load_world().table("stoppages").filter(pl.col("cause") == "strike")
    ended = rows.filter(pl.col("until").is_not_null() & (pl.col("until").str.len_chars() >= 7))
    assert {c.id for c in found.cases} <= {*ended["id"].to_list()}
    assert len(found.cases) > 20
    counted, half, late = found.figures
    long = sorted(c.months or 0 for c in found.cases)
    assert counted.value == len(long)
    assert sum(m <= half.value + 0.05 for m in long) >= len(long) / 2
    assert sum(m > late.value + 0.05 for m in long) <= len(long) / 4 + 1


def test_a_view_sees_no_later_end() -> None:
    early = precedents("stops", "strike", load_world("2015-06-30"))
    assert all(str(c.end) <= "2015-06-30" for c in early.cases)
    assert {c.id for c in early.cases} < {c.id for c in precedents("stops", "strike").cases}


def test_a_control_counts_once_a_year_has_passed() -> None:
    found = precedents("controls", "export_ban", load_world("2026-01-31"))
    assert all((dt.date(2026, 1, 31) - dt.date.fromisoformat(c.start)).days > 365 for c in found.cases)
    eased = [c for c in found.cases if c.outcome == "eased"]
    assert eased
    assert all(c.months is not None and c.months <= 12 for c in eased)
    assert "cd-cobalt-suspension-2025" not in {c.id for c in found.cases}  # in force less than a year ago


def test_what_runs_out_with_its_term_was_not_eased() -> None:
    world = load_world("2026-01-31", edition_only=True)
    terms = {a["measure"]: str(a["until"]) for a in world.table("measure_states").to_dicts()
             if a["state"] == "in_force" and a["until"]}  # fmt: skip
    eased = [c for kind in CONTROLS for c in precedents("controls", kind, world).cases if c.outcome == "eased"]
    assert not [c for c in eased if c.id in terms and str(c.end) >= terms[c.id]]


def test_terms_of_one_state_and_day_are_one_case() -> None:
    found = precedents("terms", "suspension").cases
    ends = [(c.id.split("-")[0], c.end) for c in found]
    assert len(ends) == len(set(ends))


def test_prices_are_looked_at_half_a_year_later() -> None:
    found = precedents("rises", "tin")
    assert found.figures[1].value == sum(c.outcome == "higher" for c in found.cases)
    starts = [int(c.start[:4]) * 12 + int(c.start[5:]) for c in found.cases]
    assert all(b - a >= 6 for a, b in itertools.pairwise(starts))


def test_what_there_is_none_of_is_said() -> None:
    with pytest.raises(BadInput, match="choose stops"):
        precedents("landings")
    with pytest.raises(BadInput, match="strike"):
        precedents("stops", "boredom")
    assert not precedents("rises", "hafnium").figures


@pytest.mark.parametrize(("of", "kinds"), [("stops", CAUSES), ("controls", CONTROLS)])
def test_every_kind_can_be_asked_for(of: str, kinds: dict[str, str]) -> None:
    assert all(precedents(of, kind).noun == noun for kind, noun in kinds.items())


STRIKE = (
    "Strike halts Tembo copper mine",
    "A strike halted the Tembo copper mine in Chile on Monday, its union said, after talks on wages failed.",
)
BOTH = (STRIKE[0], f"{STRIKE[1]} A fire had damaged its mill a week before, the company said.")


def said(title: str, text: str) -> tuple[str, bool]:
    """What bottom line and insights say, and whether the brief verifies with its runs made again."""
    made = compose(read_article(Article(title=title, text=text, published="2024-03-05")), load_world(), draws=20)
    asked = (s for i in made.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences)))
    told = " ".join(s.text for s in (*made.bottom_line, *asked))
    return told, not verify(made, world=load_world()).faults


def test_the_command_line_says_what_its_numbers_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["precedents", "stops", "strike"]) == 0
    out = capsys.readouterr().out
    assert "half were over within: " in out
    assert "a quarter lasted longer than: " in out


def test_a_start_is_kept_where_the_site_began_in_the_year_first_told() -> None:
    world = load_world("2026-06-01", edition_only=True)
    found = {c.id: c for c in precedents("starts", world=world).cases}
    assert {found[k].outcome for k in ("las-bambas", "husab")} == {"kept"}
    assert {found[k].outcome for k in ("resolution-copper", "barroso", "oyu-tolgoi")} == {"late"}
    counted, kept = precedents("starts", world=world).figures
    assert counted.value == len(found)
    assert kept.value == sum(c.outcome == "kept" for c in found.values())


def test_a_start_that_lies_ahead_is_no_case() -> None:
    seen = load_world("2019-12-31")
    assert "resolution-copper" not in {c.id for c in precedents("starts", world=seen).cases}  # told for 2020
    lithium = precedents("starts", world=load_world("2026-06-01"), mineral="lithium")
    assert len(lithium.cases) > 20
    assert {c.minerals for c in lithium.cases} == {"lithium"}
