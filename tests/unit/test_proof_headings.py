"""Questions, labels, titles and limits: a closed list, and what must stand under each."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from didymium import labels
from didymium.brief import limits as told_limits
from didymium.brief.frames import question
from didymium.brief.relations import CATALOGUE
from didymium.news.document import MOST_READ
from didymium.proof import Context, lexicon
from didymium.proof.headings import insight_faults, limit_faults, limits, title_faults, yours_faults
from didymium.records import (
    Article,
    Brief,
    Chart,
    DerivedEvidence,
    Figure,
    GivenEvidence,
    Insight,
    Point,
    Sentence,
)
from didymium.world.load import load_world

RISE = "The output of 9 tonnes of tin is 12% above what it was before: 8 tonnes."


def figure(metric: str, mineral: str | None = "tin") -> DerivedEvidence:
    made = Figure(metric=metric, value=0.12, unit="share", mineral=mineral)
    return DerivedEvidence(formula="change(e1, e2)", operands=(), figure=made, statement="")


def faults(asked: str, label: str, *metrics: str, mineral: str | None = "tin", text: str = RISE) -> list[str]:
    """The places at fault of an insight: its first metric frames it, its last stands under the label."""
    evidence = {f"e{k}": figure(m, mineral) for k, m in enumerate(metrics)}
    sentences = [Sentence(text=text, evidence=(key,)) for key in evidence]
    insight = Insight(question=asked, framing=sentences[:-1], points=(Point(label=label, sentences=sentences[-1:]),))
    return [place for place, _, _ in insight_faults(insight, evidence, Context(load_world()))]


def test_every_finding_has_a_label_and_a_question_of_the_list() -> None:
    """A new relation needs its name in a row of `proof/lexicon/headings.csv`."""
    for relation in CATALOGUE:
        asked = question(relation.label, "tin")
        assert faults(asked, relation.label, relation.name) == [], relation.name


def test_the_list_asks_what_the_brief_asks_and_no_more() -> None:
    with (labels.DATA / "lexicon" / "asked.csv").open(encoding="utf-8", newline="") as lines:
        asked = {(r["label"], r["question"]) for r in csv.DictReader(lines)}
    listed = {(r["text"], r["question"]) for r in lexicon.headings() if r["place"] == "label" and r["question"]}
    assert listed == asked
    named = {r["holds"] for r in lexicon.headings() if r["place"] == "label"} - {"*", "spans"}
    assert {m for holds in named for m in holds.split(";")} == {r.name for r in CATALOGUE}


@pytest.mark.parametrize(
    ("asked", "label", "metrics", "wrong"),
    [
        ("How large is the change?", "Before and now", ("then_and_now",), []),
        ("How large is the change?", "Before and now", ("then_and_now_also",), []),
        ("How large is the rise?", "Before and now", ("then_and_now",), ["question"]),
        ("Why did tin rise?", "Before and now", ("then_and_now",), ["question"]),
        ("How large is the change", "Before and now", ("then_and_now",), ["question"]),
        ("What is likely next?", "Before and now", ("then_and_now",), ["question"]),
        ("How large is the change?", "Before the ban", ("then_and_now",), ["points[0].label"]),
        ("How large is the change?", "Size", ("then_and_now",), ["points[0].label"]),
        ("How large is the change?", "Size", ("then_and_now", "size_of_world"), []),
        ("How large is the change?", "By the numbers", ("then_and_now",), []),
        ("By the numbers", "By the numbers", ("then_and_now",), ["question"]),
        ("How large is it in the market of tin?", "Size", ("size_of_world",), []),
        ("How large is it in the market of zinc?", "Size", ("size_of_world",), ["question"]),
        ("How large is it in the market of tin ore?", "Size", ("size_of_world",), ["question"]),
        ("How large is it in the market of it?", "Size", ("size_of_world",), ["question"]),
        ("How large is it in the market of tin\u200b?", "Size", ("size_of_world",), ["question"]),
        ("How large is it in the market of ?", "Size", ("size_of_world",), ["question"]),
    ],
)  # fmt: skip
def test_a_heading_is_of_the_list_and_of_what_stands_under_it(
    asked: str, label: str, metrics: tuple[str, ...], wrong: list[str]
) -> None:
    assert faults(asked, label, *metrics) == wrong


def test_where_a_figure_has_no_mineral_the_sentence_has_it() -> None:
    asked, label = "How large is it in the market of {}?", "Size"
    for mineral, own, true in (("tin", None, True), ("zinc", None, False), ("zinc", "zinc", True),
                               ("lead", "lead", True), ("rare earths", "neodymium", True),
                               ("neodymium", "rare earths", False)):  # fmt: skip
        found = faults(asked.format(mineral), label, "size_of_world", mineral=own)
        assert (not found) is true, (mineral, own)


def a_brief(**update: Any) -> Brief:
    made = Brief(article=Article(title="Tin", published="2025-01-02", text="Tin fell."), tags=(), summary=(),
                 background=(), insights=(), claims=(), events=(), watch=(), limits=(), charts=(), findings=(),
                 evidence={}, manifest={})  # fmt: skip
    return made.model_copy(update=update)


FIRMS = "What the named firms bought is not public, so the step is not sized as a stop to their whole country."
DRAWN = Chart(id="history", title="Average price of tin", spec={}, text="")


def lead(frame: str) -> dict[str, Any]:
    return {"manifest": {"lead": [{"family": "export_control", "direction": "tighten", "frame": frame}]}}


MADE = DerivedEvidence(formula="e2", operands=("e2",), figure=Figure(metric="x", value=1, unit=""), statement="")
GIVEN = GivenEvidence(statement="Tin fell.")


def asked(key: str) -> Insight:
    point = Point(label="Size", sentences=(Sentence(text="Tin fell.", evidence=(key,)),))
    return Insight(question="?", framing=(), points=(point,))


@pytest.mark.parametrize(
    ("text", "update", "true"),
    [
        (told_limits.NO_NEWS, {}, True), (told_limits.NO_NEWS.replace("critical ", ""), {}, False),
        (told_limits.UNDATED, {}, False), (told_limits.LONG, {}, False),
        (told_limits.UNDATED, {"article": Article(title="Tin", text="Tin fell.")}, True),
        (told_limits.LONG, {"article": Article(title="Tin", published="2025", text="a" * (MOST_READ + 1))}, True),
        (told_limits.NO_NEWS, {"insights": (asked("e1"),), "evidence": {"e1": MADE}}, False),
        (told_limits.NO_NEWS, {"insights": (asked("e2"),), "evidence": {"e1": MADE, "e2": GIVEN}}, True),
        ("", {}, False),
        (FIRMS, {}, False), (FIRMS, lead("quota"), False), (FIRMS, lead("listing"), True),
        (told_limits.UNSETTLED, lead("quota"), False),
        (told_limits.UNSETTLED, {}, True), (told_limits.NO_NEWS, lead("quota"), False),
    ],
)  # fmt: skip
def test_a_limit_is_of_the_list_and_holds_of_the_brief(text: str, update: dict[str, Any], true: bool) -> None:
    brief = a_brief(limits=(Sentence(text=text, evidence=("e1",)),), **update)
    assert (not list(limit_faults(brief))) is true


def test_what_a_brief_may_admit_is_what_it_admits() -> None:
    own = {v for k, v in vars(told_limits).items() if k.isupper() and isinstance(v, str)}
    assert own <= limits()


@pytest.mark.parametrize(
    ("kind", "title", "true"),
    [
        ("history", "Average price of tin", True), ("history", "Highest price of tin", False),
        ("shares", "Average price of tin", False), ("shares", "Who holds each stage of tin", True),
        ("sizes", "The amounts of tin compared", True), ("sizes", "The amounts of tin that are lost compared", False),
    ],
)  # fmt: skip
def test_a_title_is_that_of_its_kind_of_chart(kind: str, title: str, true: bool) -> None:
    chart = Chart(id=kind, title=title, spec={}, text="")
    assert (not list(title_faults(chart))) is true


OF_STOCK = "Your stock of gallium lasts 6 weeks, to 14 January 2025"


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("Nothing that you named is touched.", True), ("Nothing that you named is touched, as prices fall.", False),
        ("By your profile 60% of your gallium comes from China: that part is exposed to the step.", True),
        ("By your profile 60% of your gallium comes from China: that part is lost.", False),
        ("By your profile 60% of your gallium comes from China and Chad: that part is exposed to the step.", False),
        ("By your profile 60% of your gallium comes from China, which stops it: that part is exposed to the step.",
         False),
        (f"{OF_STOCK}.", True), (f"{OF_STOCK}: 2 weeks short of 31 January 2025, the first day to watch.", True),
        (f"{OF_STOCK}: 2 weeks beyond 31 January 2025, the day of the ban.", False),
        (f"{OF_STOCK}, and prices double.", False), ("Your stock of it all lasts 6 weeks, to 14 January 2025.", False),
        ("Of your parts it touches power amplifier and motor.", True),
        ("Of your parts it touches motors; China lifts its ban.", False),
        ("Of your parts it touches motors, and prices rise by 80%.", False),
        ("It touches gallium and tin, which you named; your profile gives no supplier or stock.", True),
        ("It touches gallium that China bans, which you named; your profile gives no supplier or stock.", False),
        ("You buy gallium from Japan, which holds 40% of it.", False),
    ],
)  # fmt: skip
def test_what_is_for_a_user_is_what_a_profile_can_say(text: str, true: bool) -> None:
    for statement in (text, "Your stock of tin lasts 6 weeks, to 14 January 2025."):
        given = GivenEvidence(statement=statement)
        brief = a_brief(for_you=(Sentence(text=text, evidence=("e1",)),), evidence={"e1": given})
        assert (not list(yours_faults(brief))) is (true and statement == text)
