"""One grammar of money, dates, quantities, parties and polarity, for extraction and for checking briefs.

Each finder takes plain text and returns frozen mentions with text[start:end] == surface and a normalised value:

- `find_money(text, year=None) -> tuple[Money, ...]`
- `find_dates(text, reference) -> tuple[Date, ...]`
- `find_quantities(text, year=None) -> tuple[Quantity, ...]`
- `find_parties(text) -> tuple[Party, ...]`
- `polarity(text) -> Polarity`: negated, hedged, conditional or asserted, and the cue that says so
"""

from __future__ import annotations

from didymium.news.slots.base import Mention
from didymium.news.slots.dates import Date, find_dates
from didymium.news.slots.money import Money, find_money, to_usd
from didymium.news.slots.parties import Party, find_parties
from didymium.news.slots.polarity import Polarity, polarity
from didymium.news.slots.quantities import Quantity, find_quantities

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
    "polarity",
    "to_usd",
]
