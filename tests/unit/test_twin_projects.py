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
    {"exporter": "CHN", "minerals": ["gallium"], "from": "2026-12", "allowed": 0.2}]}  # fmt: skip


def with_projects(*projects, base=GALLIUM):
    return simulate({**base, "policy": {"projects": list(projects)}}, WORLD, 64)


def test_named_projects_add_capacity_after_their_lead_time():
    without, named = simulate(GALLIUM, WORLD, 64), with_projects("Gramercy gallium circuit", "wagerup-gallium")
    a, b = (r.series("price_effect", "USA", "gallium", "refine")[1] for r in (without, named))
    assert b[:6] == pytest.approx(a[:6], rel=1e-3)
    # the plants come after the lines that stop have stopped: they lower the price, hardly the loss
    assert b[16:].mean() < 0.995 * a[16:].mean()
    assert named.loss("USA")[1] == pytest.approx(without.loss("USA")[1], rel=0.05)
    again = simulate(named.manifest["args"]["scenario"], WORLD, 64)
    assert again.to_json()["rows"] == named.to_json()["rows"]


def test_free_projects_add_capacity_where_there_was_none():
    free = {"name": "mine", "country": "FRA", "mineral": "gallium", "stage": "refine", "tonnes_per_year": 200,
            "from": "2027-06", "ramp_months": 6}  # fmt: skip
    price = with_projects(free).series("price_effect", "USA", "gallium", "refine")[1]
    assert price[40] < 0.975 * simulate(GALLIUM, WORLD, 64).series("price_effect", "USA", "gallium", "refine")[1][40]


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
