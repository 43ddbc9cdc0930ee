"""One grammar of money, dates, terms and quantities, for extraction and for checking briefs.

Each finder takes plain text and returns frozen mentions with text[start:end] == surface and a normalised value:

- `find_money(text, year=None) -> tuple[Money, ...]`
- `find_dates(text, reference) -> tuple[Date, ...]`
- `find_terms(text, reference) -> tuple[Date, ...]`: lengths of time ahead, with when they end
- `find_quantities(text, year=None) -> tuple[Quantity, ...]`
"""

from __future__ import annotations

from didymium.text.base import Mention
from didymium.text.dates import Date, find_dates
from didymium.text.money import Money, find_money, to_usd
from didymium.text.quantities import Quantity, find_quantities
from didymium.text.terms import find_terms, last_month, parts_said

__all__ = [
    "Date", "Mention", "Money", "Quantity", "find_dates", "find_money", "find_quantities", "find_terms", "last_month",
    "parts_said", "to_usd",
]  # fmt: skip
