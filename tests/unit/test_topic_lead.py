"""What leads: the restriction behind a stoppage, not the stoppage."""

from __future__ import annotations

from didymium import load_world
from didymium.brief.compose import compose
from didymium.brief.verify import verify
from didymium.news import read_article
from didymium.records import Article, Brief

TEXT = (
    "Two German toolmakers have cut output of carbide inserts by a third because tungsten is short, they said on 18 "
    "September 2025. China put tungsten under export licences on 4 February 2025, and its exports of ammonium "
    "paratungstate fell by more than 70% in the first half. China mines about 80% of the world's tungsten."
)


def made(title: str, text: str, date: str) -> Brief:
    world = load_world()
    return compose(read_article(Article(title=title, text=text, published=date), world=world), world, draws=64)


def test_the_restriction_behind_a_stoppage_leads() -> None:
    found = made("Tungsten users cut output as Chinese export licences bite", TEXT, "2025-09-18")
    assert found.insights[0].question.startswith("What does China gain from its controls on tungsten")
    assert "Germany" in found.insights[1].question
    assert "cut of 70% in China's exports of tungsten, as the article states," in found.insights[0].framing[0].text
    felt = next(p for p in found.insights[0].points if p.label == "Already felt")
    assert felt.sentences[0].text in TEXT
    assert any("toolmakers have cut output" in s.text for s in found.summary)
    assert verify(found).ok


def test_a_stoppage_at_a_supplier_leads_itself() -> None:
    text = "Chile's copper mines stopped output on Monday after a quake. Chile mines a quarter of the world's copper."
    found = made("Quake halts mines in Chile", text, "2025-09-18")
    assert found.insights[0].question.startswith("What does the disruption reveal")
