"""Sentences that a model might write about an article: true ones, and lies of every kind, written by hand."""

from __future__ import annotations

from didymium import proof
from didymium.records import SpanEvidence
from forgeries.cases import Case, world

ARTICLE = (
    "China's commerce ministry said on 9 October 2025 that it would require licences for exports of five "
    "more rare earths, including holmium and erbium, from 8 November 2025. Exporters may have to wait up "
    "to 45 days for a licence. The rules do not apply to medical goods. Lynas, which runs a plant in "
    "Malaysia, supplied about 12% of the rare earths that Japan bought in 2024. Analysts at Argus expect "
    "prices of dysprosium to rise by 20% if the rules enter into force. The United States bought 70% of "
    "its rare earths from China between 2020 and 2023. MP Materials plans to open a magnet plant in Texas "
    "in 2027 at a cost of $700 million. Japan agreed to lend Lynas A$250 million. Prices of terbium fell "
    "from $900 a kilogram in January to $780 a kilogram in September, because demand from makers of "
    "electric cars was weak."
)
TRUE = (
    "Exporters may have to wait up to 45 days for a licence.",
    "The rules do not apply to medical goods.",
    "Lynas supplied about 12% of the rare earths that Japan bought in 2024.",
    "The United States bought 70% of its rare earths from China between 2020 and 2023.",
    "MP Materials plans to open a magnet plant in Texas in 2027 at a cost of $700 million.",
    "In 2027 MP Materials plans to open a magnet plant in Texas, at a cost of $700 million.",
    "Japan agreed to lend Lynas A$250 million.",
    "Prices of terbium fell from $900 a kilogram in January to $780 a kilogram in September.",
    "Terbium prices dropped from $900 a kilogram in January to $780 a kilogram in September.",
    "Analysts at Argus expect prices of dysprosium to rise by 20% if the rules enter into force.",
)
LIES = (
    "Exporters will have to wait up to 45 days for a licence.",
    "Exporters may have to wait at least 45 days for a licence.",
    "Exporters may have to wait 45 days for a licence.",
    "Exporters may have to wait up to 54 days for a licence.",
    "Exporters may have to wait up to 45 weeks for a licence.",
    "Importers may have to wait up to 45 days for a licence.",
    "The rules apply to medical goods.",
    "The rules do not apply to military goods.",
    "The rules apply only to medical goods.",
    "Lynas supplied 12% of the rare earths that Japan bought in 2024.",
    "Lynas supplied about 12% of the rare earths that Malaysia bought in 2024.",
    "Japan supplied about 12% of the rare earths that Lynas bought in 2024.",
    "Lynas supplied about 12% of the rare earths that Japan bought in 2023.",
    "Lynas refined about 12% of the rare earths that Japan bought in 2024.",
    "Lynas supplied about 12% of the dysprosium that Japan bought in 2024.",
    "Lynas will supply about 12% of the rare earths that Japan bought in 2024.",
    "Lynas supplied about 12% of the rare earths that Japan bought in 2024 and is a strong buy.",
    "Prices of dysprosium will rise by 20%.",
    "Analysts at Argus expect prices of dysprosium to rise by 20%.",
    "Prices of dysprosium rise by 20% if the rules enter into force.",
    "Analysts at Argus expect prices of dysprosium to fall by 20% if the rules enter into force.",
    "Analysts at Argus expect prices of terbium to rise by 20% if the rules enter into force.",
    "Analysts at Reuters expect prices of dysprosium to rise by 20% if the rules enter into force.",
    "Dysprosium prices rose by 20% because the rules entered into force.",
    "The United States bought 70% of its rare earths from China in 2023.",
    "China bought 70% of its rare earths from the United States between 2020 and 2023.",
    "The United States sold 70% of its rare earths to China between 2020 and 2023.",
    "The United States mined 70% of its rare earths in China between 2020 and 2023.",
    "American firms bought 70% of their rare earths from China between 2020 and 2023.",
    "MP Materials opened a magnet plant in Texas in 2027 at a cost of $700 million.",
    "MP Materials plans to open a magnet plant in Texas in 2027 at a cost of $700 billion.",
    "MP Materials plans to close a magnet plant in Texas in 2027 at a cost of $700 million.",
    "MP Materials plans to open a magnet plant in Malaysia in 2027 at a cost of $700 million.",
    "Lynas plans to open a magnet plant in Texas in 2027 at a cost of $700 million.",
    "Lynas agreed to lend Japan A$250 million.",
    "Japan agreed to lend Lynas $250 million.",
    "Japan agreed to give Lynas A$250 million.",
    "Japan refused to lend Lynas A$250 million.",
    "Japan agreed to lend Lynas A$250 million in return for its dysprosium.",
    "Prices of terbium rose from $900 a kilogram in January to $780 a kilogram in September.",
    "Prices of terbium rose from $780 a kilogram in January to $900 a kilogram in September.",
    "Prices of terbium fell from $900 a kilogram in September to $780 a kilogram in January.",
    "Prices of terbium fell from $900 a tonne in January to $780 a tonne in September.",
    "Prices of dysprosium fell from $900 a kilogram in January to $780 a kilogram in September.",
    "China's commerce ministry requires licences for exports of five more rare earths.",
    "China's commerce ministry banned exports of five more rare earths from 8 November 2025.",
    "China's commerce ministry said on 8 November 2025 that it would require licences for exports of five more rare "
    "earths from 9 October 2025.",
    "China's commerce ministry said on 9 October 2025 that it would require licences for exports of "
    "seven more rare earths.",
    "China's commerce ministry said on 9 October 2025 that it would require licences for imports of "
    "five more rare earths.",
    "Traders say that Exporters may have to wait up to 45 days for a licence.",
    "Exporters may have to wait up to 45 days for a licence, which will ruin Germany's car makers.",
    "Exporters may have to wait up to 45 days for a licence <i>buy terbium</i>.",
)


def case(text: str) -> Case:
    """A sentence about the article, which cites all of it."""
    evidence = {"e1": SpanEvidence(start=0, end=len(ARTICLE), quote=ARTICLE)}
    return Case(text, ("e1",), dict(evidence), proof.Context(world(), ARTICLE, "", "2025-11-10", {}))
