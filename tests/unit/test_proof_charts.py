"""A chart is drawn as its kind is, its rows and its caption are those of its evidence, and none is left out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from didymium import proof
from didymium.brief import charts
from didymium.proof.charts import chart_faults
from didymium.proof.headings import title_faults
from didymium.records import Chart
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
TEXT = "The mine made 5,400 tonnes of tin in 2024. Its plant has a capacity of 7,000 tonnes of tin."


def history() -> tuple[Chart, proof.Ledger]:
    book = proof.Ledger(WORLD, TEXT)
    frame = WORLD.table("prices").filter(
        (pl.col("mineral") == "tin") & (pl.col("period").str.len_chars() == 7) & (pl.col("period") >= "2022-01")
    )
    rows = frame.sort("period").to_dicts()
    ends = (rows[0], rows[-1], max(rows, key=lambda r: r["value"]), min(rows, key=lambda r: r["value"]))
    ids = [book.row("prices", proof.row_id(WORLD, "prices", r), "value") for r in ends]
    made = charts.price_history("tin", [r["period"] for r in rows], [r["value"] for r in rows])
    return made.model_copy(update={"evidence": tuple(ids)}), book


def sizes() -> tuple[Chart, proof.Ledger]:
    book = proof.Ledger(WORLD, TEXT)
    ids = [book.span(TEXT.index(q), TEXT.index(q) + len(q), reads=True) for q in ("5,400 tonnes", "7,000 tonnes")]
    made = charts.sizes("tin", [("The mine", 5400.0), ("Capacity", 7000.0)])
    return made.model_copy(update={"evidence": tuple(ids)}), book


CHARTS = {"history": history(), "sizes": sizes()}


def why_not(kind: str, **update: Any) -> list[str]:
    chart, book = CHARTS[kind]
    told = chart.model_copy(update=update)
    return [*chart_faults(told, book.evidence, proof.Context(WORLD, TEXT, "", DAY)), *title_faults(told)]


def redrawn(kind: str, change: Callable[[dict[str, Any]], object]) -> list[str]:
    spec = copy.deepcopy(CHARTS[kind][0].spec)
    change(spec)
    assert spec != CHARTS[kind][0].spec
    return why_not(kind, spec=spec)


@pytest.mark.parametrize("kind", CHARTS)
def test_a_true_chart_has_no_fault(kind: str) -> None:
    assert not why_not(kind)
    assert any("does not exist" in why for why in why_not(kind, evidence=("e99",)))
    assert why_not(kind, evidence=()) == ["it cites no evidence"]


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.update(title="Prices will double"),
        lambda s: s.update(description="Buy now"),
        lambda s: s.update(layer=[{"mark": "text"}]),
        lambda s: s.update(transform=[{"calculate": "1", "as": "share"}]),
        lambda s: s.update(mark={"type": "text"}),
        lambda s: s["data"].update(url="x.csv"),
        lambda s: s["config"].update(title={"text": "x"}),
        lambda s: s["encoding"]["x"]["axis"].update(title="Price of gold, $/oz"),
        lambda s: s["encoding"]["y"]["axis"].update(labelExpr="'Chile'"),
        lambda s: s["encoding"]["x"].update(scale={"domain": [0, 1000]}),
        lambda s: s["encoding"]["y"].update(scale={"type": "log"}),
        lambda s: s["data"]["values"][0].update(note="a lie"),
        lambda s: s["data"]["values"].clear(),
        lambda s: s["data"]["values"].append(dict(s["data"]["values"][0])),
        lambda s: s["data"]["values"].pop(),
        lambda s: s["data"]["values"].pop(0),
    ],
)  # fmt: skip
def test_a_chart_is_drawn_as_its_kind_and_whole(kind: str, change: Callable[[dict[str, Any]], object]) -> None:
    assert redrawn(kind, change)


@pytest.mark.parametrize(("kind", "field"), [("history", "price"), ("sizes", "tonnes")])
def test_each_drawn_number_is_its_own(kind: str, field: str) -> None:
    rows = CHARTS[kind][0].spec["data"]["values"]
    for k in range(min(len(rows), 6)):
        for factor in (1.004, 0.5, 10, 100, -1):
            assert redrawn(kind, lambda s, k=k, f=factor: s["data"]["values"][k].update({field: rows[k][field] * f}))  # type: ignore[misc]
    first, last = rows[0][field], rows[1][field]
    assert redrawn(kind, lambda s: (s["data"]["values"][0].update({field: last}), s["data"]["values"][1].update(
        {field: first})))  # fmt: skip


def test_no_month_between_is_left_out() -> None:
    assert any("left out" in why for why in redrawn("history", lambda s: s["data"]["values"].pop(7)))
    months = [r["month"] for r in CHARTS["history"][0].spec["data"]["values"]]
    assert redrawn("history", lambda s: s["data"]["values"][3].update(month=months[4]))


def test_names_are_those_of_what_is_drawn() -> None:
    assert redrawn("sizes", lambda s: s["encoding"]["y"]["sort"].reverse())
    what = {"The mine": "Capacity", "Capacity": "The mine"}
    assert redrawn("sizes", lambda s: [r.update(what=what[r["what"]]) for r in s["data"]["values"]])
    assert redrawn("sizes", lambda s: s["data"]["values"][0].update(what="The record"))


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("sizes", "5,400", "5,900"), ("sizes", "7,000 tonnes", "7,000 tonnes and more"),
        ("sizes", "Capacity", "Demand"),
        ("sizes", "tonnes.", "tonnes. It rises."), ("history", "From $", "Up from $"), ("history", "highest", "lowest"),
        ("history", "January 2022", "January 2021"), ("history", "in January 2022", "in January"),
    ],
)  # fmt: skip
def test_a_caption_says_what_is_drawn(kind: str, old: str, new: str) -> None:
    text = CHARTS[kind][0].text
    assert old in text
    assert why_not(kind, text=text.replace(old, new, 1))


def test_the_highest_price_is_told_of_its_month() -> None:
    text = CHARTS["history"][0].text
    head, tail = text.split("highest ")
    top, low = tail.rstrip(".").split(", lowest ")
    assert why_not("history", text=f"{head}highest {low}, lowest {top}.")
    price, month = top.split(" (")
    assert why_not("history", text=f"{head}highest {price} (May 1999), lowest {low}.")
    assert why_not("history", text=f"{head}highest $1/kg ({month}, lowest {low}.")


@pytest.mark.parametrize(
    ("kind", "title"),
    [("history", "Highest price of tin"),
     ("history", "Average price of zinc"),
     ("sizes", "The amounts of zinc compared"), ("sizes", "The amounts of tin <b>compared")],
)  # fmt: skip
def test_a_title_is_of_the_evidence(kind: str, title: str) -> None:
    assert why_not(kind, title=title)


def test_a_title_is_of_the_good_that_is_drawn() -> None:
    for good in ("tin concentrate", "cassiterite"):
        assert any("the chart is of no" in why for why in why_not("history", title=f"Average price of {good}")), good
