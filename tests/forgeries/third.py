"""A third article of our own: who stands to a verb, what a change is on, what is the highest, and on what it hangs."""

from __future__ import annotations

from didymium import proof
from didymium.records import SpanEvidence
from forgeries.cases import Case, world

ARTICLE = (
    "The smelter at Townsville processes up to 300,000 tons of zinc concentrate from miners nationwide, "
    "among them Glencore, which ships ore from Mount Isa. The quarter brought 721 tons of oxide, a 51% "
    "year-over-year increase and 21% sequential growth. Tin was unchanged at $33,100 a tonne, after "
    "earlier reaching its highest price since April, at $34,050. Sigma expects to repay the loan by "
    "2027, so long as prices near $900 a tonne persist. The pit lies in Nevada near the Oregon line. "
    "The quotas were set by the ministry and the National Development and Reform Commission. "
    "Pickets left the main gate of the mine on Tuesday to avoid guards. Lynas, the biggest "
    "producer of rare earths outside China, will supply Japan first."
)
TRUE = (
    "The quarter brought 721 tons of oxide, a 51% year-over-year increase and 21% sequential growth.",
    "The quarter brought 721 tons of oxide, 21% sequential growth.",
    "Tin was unchanged at $33,100 a tonne.",
    "Sigma expects to repay the loan by 2027, so long as prices near $900 a tonne persist.",
    "The pit lies in Nevada near the Oregon line.",
    "The quotas were set by the ministry and the National Development and Reform Commission.",
    "Pickets left the main gate of the mine on Tuesday to avoid guards.",
    "Lynas, the biggest producer of rare earths outside China, will supply Japan first.",
)
LIES = (
    "Glencore processes up to 300,000 tons of zinc concentrate.",
    "The quarter brought 721 tons of oxide, a 21% increase on the year before.",
    "The quarter brought 721 tons of oxide, a 51% sequential increase.",
    "Tin reached $33,100 a tonne, its highest since April.",
    "Sigma expects to repay the loan by 2027.",
    "The pit lies in Oregon near the Nevada line.",
    "Guards left the main gate of the mine on Tuesday to avoid pickets.",
    "Lynas, the biggest producer of rare earths, will supply Japan first.",
    "The quotas were set by the ministry, the State Council and the National Development and Reform Commission.",
)


def case(text: str) -> Case:
    """A sentence about the article, which cites all of it."""
    evidence = {"e1": SpanEvidence(start=0, end=len(ARTICLE), quote=ARTICLE)}
    return Case(text, ("e1",), dict(evidence), proof.Context(world(), ARTICLE, "", "2025-11-10", {}))
