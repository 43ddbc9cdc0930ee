# ruff: noqa: E501, C408
"""A hand-made brief that follows the contract: for renderers and the verifier, without the composer."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from didymium.brief import charts
from didymium.brief.compose import brief
from didymium.brief.ledger import Ledger
from didymium.records import (
    Article,
    Brief,
    Claim,
    Event,
    Evidence,
    FactEvidence,
    Figure,
    Insight,
    Point,
    Reference,
    RunEvidence,
    Sentence,
    SpanEvidence,
    Watch,
)
from didymium.world.load import load_world

TEXT = (
    "The United States is stepping up its hunt for rare earths abroad even though it has just agreed a trade truce "
    "with China, analysts said on Monday. China accounts for about 70% of global rare earth mining and roughly 90% "
    "of processing output. Under a deal reached last week, the United States pledged up to $400 million to "
    "strengthen critical minerals supply chains with Uzbekistan. China's commerce ministry suspended the export "
    "controls that it had announced on October 9 until November 10, 2026. The licensing regime that it imposed in "
    "April on seven medium and heavy rare earths stays in force. The administration has not said what it would do "
    "if the truce lapses."
)
ARTICLE = Article(
    title="Washington widens its rare earths search as truce with Beijing runs on a clock",
    source="Minerals Ledger",
    author="Ines Calloway",
    published="2025-11-10T12:38:00-05:00",
    region="Global",
    url="https://minerals-ledger.example/rare-earths",
    text=TEXT,
)
MOFCOM = dict(
    table="restrictions",
    source_id="chemradar-2025-eab796",
    source="ChemRadar, China suspends export control announcements, 2025-11-07",
    url="https://www.chemradar.com/",
    known_from="2025-11-07",
    confidence="high",
)
CSIS = dict(
    table="stage_shares",
    source_id="csis-2025-b740fe",
    source="CSIS, critical minerals, 2025",
    url="https://www.csis.org/",
    known_from="2025-02-10",
    confidence="medium",
)
RUN = "simulate-0a1b2c3d"


def span(quote: str) -> SpanEvidence:
    start = TEXT.index(quote)
    return SpanEvidence(start=start, end=start + len(quote), quote=quote)


def evidence() -> dict[str, Evidence]:
    share = dict(metric="share", unit="share", mineral="rare earths", country="CHN", period="2024")
    run = dict(mineral="dysprosium", counterpart="CHN")
    return {
        "e1": span(TEXT.split(". ")[0] + "."),
        "e2": span(TEXT.split(". ")[1] + "."),
        "e3": span(TEXT.split(". ")[2] + "."),
        "e4": span(TEXT.split(". ")[3] + "."),
        "e5": span(TEXT.split(". ")[4] + "."),
        "e6": span(TEXT.split(". ")[5]),
        "e7": FactEvidence(
            statement="China mined 60 % of the world's rare earths in 2024.",
            figure=Figure(value=0.6, stage="mine", **share),
            **CSIS,
        ),
        "e8": FactEvidence(
            statement="China refined 85 % of the world's rare earths in 2024.",
            figure=Figure(value=0.85, stage="refine", **share),
            **CSIS,
        ),
        "e9": FactEvidence(
            statement="China suspended its rare earth export controls of October 2025 on 7 November 2025; "
            "the suspension ends on 10 November 2026.",
            **MOFCOM,
        ),
        "e10": RunEvidence(
            run=RUN,
            statement="A Chinese stop of dysprosium exports for six months costs the United States $1.23 billion of "
            "value added, between $0.61 billion and $2.94 billion.",
            figure=Figure(
                metric="value_added_at_risk_usd",
                value=1.23e9,
                low=0.61e9,
                high=2.94e9,
                unit="USD",
                country="USA",
                **run,
            ),
        ),
        "e11": RunEvidence(
            run=RUN,
            statement="The price of dysprosium to buyers in the United States peaks at 4.1 times its baseline, "
            "between 2.2 and 7.9 times, three months after a Chinese stop.",
            figure=Figure(metric="price_ratio", value=4.1, low=2.2, high=7.9, unit="ratio", country="USA", **run),
        ),
        "e12": RunEvidence(
            run=RUN,
            statement="A Chinese stop of dysprosium exports for six months costs China $46 million of export income, "
            "between $31 million and $58 million.",
            figure=Figure(
                metric="sender_income_change_usd",
                value=-46e6,
                low=-58e6,
                high=-31e6,
                unit="USD",
                country="CHN",
                mineral="dysprosium",
            ),
        ),
    }


def sample_brief() -> Brief:
    s = lambda text, *ids: Sentence(text=text, evidence=ids)  # noqa: E731
    return Brief(
        article=ARTICLE,
        tags=("Rare Earths", "Supply Chain Security", "US-China Relations", "Geopolitical Risk"),
        summary=(
            s("The United States is hunting harder for rare earths abroad although it has just agreed a trade truce with China.", "e1"),
            s("China holds about 70% of rare earth mining and roughly 90% of processing.", "e2"),
            s("Washington pledged up to $400 million to strengthen critical minerals supply chains with Uzbekistan.", "e3"),
            s("China's commerce ministry suspended the export controls of 9 October until 10 November 2026.", "e4"),
        ),
        background=(
            s("China mined 60% and refined 85% of the world's rare earths in 2024.", "e7", "e8"),
            s("The licences that China imposed in April on seven medium and heavy rare earths stay in force.", "e5"),
        ),
        insights=(
            Insight(
                question="What does the United States gain from rare earths outside China?",
                framing=(s("A Chinese stop of dysprosium for six months would cost the United States about $1.2 billion of value added.", "e10"),),
                points=(
                    Point(label="Sectors", sentences=(s("The loss lies between $0.6 billion and $2.9 billion of value added in the United States.", "e10"),)),
                    Point(label="Prices", sentences=(s("American buyers of dysprosium would pay about 4 times the baseline at the peak, with a range from 2.2 to 7.9 times.", "e11"),)),
                ),
            ),
            Insight(
                question="How can China answer, and at what cost to itself?",
                points=(
                    Point(label="Price to the sender", sentences=(s("The same stop would cost China only $46 million of export income (90% range $31 million to $58 million).", "e12"),)),
                    Point(label="Precedent", sentences=(s("China has only suspended its export controls of October 2025: the suspension ends on 10 November 2026.", "e9"),)),
                ),
            ),
        ),
        claims=(
            Claim(
                metric="production_share", subject="CHN", mineral="rare earths", stage="mine", value=70, unit="%",
                approx=True, qualifier="about", verdict="outdated", note="60 % by the newer figure",
                reference=Reference(value=60, unit="%", year=2024, source_id="csis-2025-b740fe"),
                quote="about 70% of global rare earth mining",
                start=TEXT.index("about 70%"), end=TEXT.index("about 70%") + 37,
            ),
            Claim(
                metric="processing_share", subject="CHN", mineral="rare earths", stage="refine", value=90, unit="%",
                approx=True, qualifier="about", verdict="supported",
                reference=Reference(value=85, unit="%", year=2024, source_id="csis-2025-b740fe"),
                quote="roughly 90% of processing output",
                start=TEXT.index("roughly 90%"), end=TEXT.index("roughly 90%") + 32,
            ),
        ),
        events=(
            Event(
                type="investment", status="announced", actors=("USA",), targets=("UZB",), minerals=("rare earths",),
                quote="the United States pledged up to $400 million",
                start=TEXT.index("the United States pledged"), end=TEXT.index("the United States pledged") + 44,
            ),
        ),
        watch=(
            Watch(date="2026-11-10", sentence=s("China's suspension of the October 2025 controls ends on 10 November 2026.", "e9")),
        ),
        limits=(s("The administration has not said what it would do if the truce lapses.", "e6"),),
        charts=(
            charts.concentration("China's share", {"Mining": {2010: 0.97, 2015: 0.85, 2020: 0.58, 2024: 0.69}, "Refining": {2015: 0.95, 2024: 0.91}}, "USGS, IEA"),
            charts.price_history("dysprosium", ["2021", "2022", "2023", "2024"], [410.0, 382.0, 330.0, 257.0]),
        ),
        evidence=evidence(),
        manifest={
            "verb": "brief", "world": "2026.11", "as_of": "2025-11-10", "seed": 7, "draws": 1000, "version": "0.1.0",
            "article": ARTICLE.sha256,
            "runs": {RUN: {"verb": "simulate", "args": {"mineral": "dysprosium"}}},
        },
    )  # fmt: skip


SHARES = "about 70% of global rare earth mining and roughly 90% of processing output, a position that gave it leverage"


@cache
def proven_brief() -> Brief:
    """A brief that the composer made of a shipped example, with shares of the world beside it: every one is proven."""
    page = (Path(__file__).parents[1] / "examples" / "us-rare-earths-drive.html").read_text(encoding="utf-8")
    assert SHARES in page
    with TemporaryDirectory() as folder:
        bare = Path(folder) / "us-rare-earths-drive.html"
        bare.write_text(page.replace(SHARES, "most of global rare earth mining and has leverage"), encoding="utf-8")
        made = brief(str(bare), draws=32)
    told = "rare earths in 2024"
    book = Ledger(load_world().as_of(str(made.manifest["as_of"])), made.article.text)
    china, usa, refined = (
        str(book.share("rare earths", stage, c)) for stage, c in (("mine", "CHN"), ("mine", "USA"), ("refine", "CHN"))
    )
    names = {china: "w1", usa: "w2", refined: "w3"}
    beside = (
        Sentence(text=f"China held 69% of world mine output of {told}, the United States 11%.", evidence=("w1", "w2")),
        Sentence(text=f"China held 85% of world refined output of {told}.", evidence=("w3",)),
    )
    rows = {names[k]: e for k, e in book.evidence.items() if k in names}
    return made.model_copy(update={"background": (*made.background, *beside), "evidence": {**made.evidence, **rows}})
