"""Projects that a scenario names or makes up: capacity, lead time, inputs, and faults."""

from __future__ import annotations

import pytest

from didymium.errors import BadScenario
from didymium.twin import simulate
from didymium.world.load import load_world

WORLD = load_world()
CUT = {"name": "cut", "start": "2025-01", "months": 24, "as_of": "latest", "restrictions": [
    {"exporter": "CHN", "minerals": ["dysprosium"], "from": "2025-03", "to": "2025-12", "allowed": 0.25}]}  # fmt: skip


GALLIUM = {"name": "g", "start": "2026-11", "months": 48, "as_of": "latest", "restrictions": [
    {"exporter": "CHN", "minerals": ["gallium"], "stages": ["refine"], "from": "2026-12", "allowed": 0.2}]}  # fmt: skip


def with_projects(*projects, base=GALLIUM):
    return simulate({**base, "policy": {"projects": list(projects)}}, WORLD, 64)


def test_named_projects_add_capacity_after_their_lead_time():
    without, named = simulate(GALLIUM, WORLD, 64), with_projects("Gramercy gallium circuit", "wagerup-gallium")
    a, b = (r.series("price_effect", "USA", "gallium", "refine")[1] for r in (without, named))
    assert b[:6] == pytest.approx(a[:6], rel=1e-3)
    # from their start; years later wafers, which China goes on selling, set what gallium is worth either way
    assert b[16:32].mean() - 1 < 0.9 * (a[16:32].mean() - 1)
    got, kept = (r.series("supply_ratio", "OUT", "gallium", "refine")[1][-1] for r in (named, without))
    assert got > 1.3 * kept
    again = simulate(named.manifest["args"]["scenario"], WORLD, 64)
    assert again.to_json()["rows"] == named.to_json()["rows"]


def test_free_projects_add_capacity_where_there_was_none():
    free = {"name": "mine", "country": "FRA", "mineral": "gallium", "stage": "refine", "tonnes_per_year": 200,
            "from": "2027-06", "ramp_months": 6}  # fmt: skip
    built, bare = (
        r.series("price_effect", "USA", "gallium", "refine")[1]
        for r in (with_projects(free), simulate(GALLIUM, WORLD, 64))
    )
    assert built[10:24].mean() - 1 < 0.9 * (bare[10:24].mean() - 1)


def test_a_new_plant_orders_its_inputs():
    plant = {"country": "FRA", "mineral": "dysprosium", "stage": "refine", "share": 0.2, "from": "2025-02",
             "ramp_months": 3}  # fmt: skip
    made = with_projects(plant, base=CUT).series("price_effect", "OUT", "dysprosium", "refine")[1]
    assert made[18] < 0.7 * simulate(CUT, WORLD, 64).series("price_effect", "OUT", "dysprosium", "refine")[1][12:].max()


@pytest.mark.parametrize(("project", "said"), [
    ("Enneaba", "no such project 'Enneaba'; nearest: Eneabba"),
    ("lynas", "several projects fit 'lynas'"),
    ({"country": "FRA"}, "a free project needs country"),
    ({"name": "x", "share": 2}, "a named project has its size from the table"),
])  # fmt: skip
def test_a_project_that_cannot_be_added_is_said_in_one_line(project, said):
    with pytest.raises(BadScenario, match=said):
        with_projects(project)


def test_a_running_project_is_in_the_baseline_already():
    assert any("already in the baseline" in m for m in with_projects("china-gallium").missing)
