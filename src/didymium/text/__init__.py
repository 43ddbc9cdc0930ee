"""One grammar of money, dates, quantities, parties and polarity, for extraction and for checking briefs.

Each finder takes plain text and returns frozen mentions with text[start:end] == surface and a normalised value:

- `find_money(text, year=None) -> tuple[Money, ...]`
- `find_dates(text, reference) -> tuple[Date, ...]`
- `find_terms(text, reference) -> tuple[Date, ...]`: lengths of time ahead, with when they end
- `find_quantities(text, year=None) -> tuple[Quantity, ...]`
- `find_parties(text) -> tuple[Party, ...]`
- `polarity(text) -> Polarity`: negated, hedged, conditional or asserted, and the cue that says so
"""

from __future__ import annotations

from didymium.text.base import Mention
from didymium.text.dates import Date, find_dates
from didymium.text.money import Money, find_money, to_usd
from didymium.text.parties import Party, find_parties
from didymium.text.polarity import Polarity, polarity
from didymium.text.quantities import Quantity, find_quantities
from didymium.text.terms import find_terms, last_month

__all__ = [
    "Date",
    "Mention",
    "Money",
    "Party",
    "Polarity",
    "Quantity",
    "find_dates",
    "find_money",
    "find_parties",
    "find_quantities",
    "find_terms",
    "last_month",
    "polarity",
    "to_usd",
]
