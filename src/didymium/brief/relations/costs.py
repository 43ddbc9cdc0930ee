"""Prices against costs: what a firm keeps, what new supply needs, and what a forecast balance leaves of lost tonnes."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Operand, Relation, slot
from didymium.brief.relations.site import in_part
from didymium.brief.relations.size import STANDSTILL

_FORMS = re.compile(  # goods that are not the metal itself, by the word that tells them apart
    r"(?i)\b(?:spodumene|sc6|concentrates?|carbonate|hydroxide|oxide|ores?|pig|npi|matte|sul[pf]hate|mhp|apt|wo3|trioxide|"
    r"flake|sponge|alumina|bauxite|scrap|alloy|ferro\w+|premiums?|charges|lepidolite|pentoxide|mica|anode|swu|"
    r"enrichment|conversion)\b"
)
ALIKE = {"sc6": "spodumene", "apt": "wo3", "sulfate": "sulphate"}
BESIDE = frozenset({"concentrate"})  # which another form of the same good says too


def when(cost: Operand) -> str:
    """The period of a cost or threshold in words: "in the June 2025 quarter", "in 2024", "in May 2025"."""
    period = str(cost.time)
    part = next((p for p in ("quarter", "half") if p in cost.after), "")
    told = phrase.year(period) if "/" in period else phrase.day(period)
    return f"in the {told} {part}" if part and len(period) == len("2025-06") else f"in {told}"


def forms(words: str) -> frozenset[str]:
    """The forms that some words name: spodumene, carbonate, oxide; none of the metal itself."""
    told = {ALIKE.get(w, w) for w in (m[0].lower().rstrip("s") for m in _FORMS.finditer(words))}
    return frozenset(told - BESIDE or told)


def one_good(price: Operand, cost: Operand) -> bool:
    """Whether a price is of the good that a cost or threshold is told of, in one currency."""
    told = (
        f"{price.called} {price.label.good} {price.good} {price.before[-40:]}" if price.origin == "span" else price.good
    )
    ndpr = cost.mineral == "didymium" and (price.mineral in {"rare earths", "didymium"} or "ndpr" in price.head)
    mineral = price.mineral == cost.mineral or ndpr
    bare = cost.good.startswith("NdPr") and not forms(told) and "metal" not in told.lower()  # it is quoted as oxide
    return price.unit == cost.unit and mineral and (bare or forms(told) == forms(cost.good))


_PAST = re.compile(r"(?:below|above|over|under|past)\b")


_SHUT = re.compile(r"(?i)\b(?:closures?|ceas\w+|shut\w*|evacuat\w+)\b")


def _at(price: Operand) -> str:
    """A price in words with what it is of: that of the article, or the average of a month."""
    if price.origin == "row":
        return f"{price.name} ({price.said})"
    first, called = price.called.split(" ")[0], price.called
    called = called[:1].lower() + called[1:] if first[1:].islower() else called
    called = re.sub(r"\bprices$", "price", called)
    return f"the {called} of {price.bare}" if "price" in called else f"{called} at {price.bare}"


def _cost(case: Case) -> str:
    cost = case.cost
    return f"{phrase.possessive(cost.name)} {cost.note} was {cost.said} {when(cost)}"


REFINED = "refine"


def _gone(case: Case) -> str:
    plant, bal = case.plant, case.bal
    told = f"The {bal.note} of {bal.good} that {_who(bal.name)} has forecast for {bal.time} ({bal.said})"
    pace = f"a standstill of {case.length()} at the pace of {plant.note.split(' in ')[0]} ({plant.said})"
    return f"{told} is {'used up' if bal.note == 'surplus' else 'matched'} by {pace}."


def _stands_still(case: Case) -> bool:
    """Whether a site stands still as a whole, in news of it or of the price that its stop moves."""
    lead, bal = case.lead, case.bal
    news = f"{lead.title} {lead.event.quote}"
    stops = (STANDSTILL.search(news) or _SHUT.search(news)) and not in_part(lead)
    down = (lead.family, lead.direction) in {("project", "down"), ("market", "up")}
    told = _who(bal.name) != bal.name  # by a study group: a firm is not told beside another one's site
    return bool(stops) and down and told and bal.time == case.today[:4] and case.plant.mineral == bal.mineral


def _who(name: str) -> str:
    return f"the {name}" if re.search(r"Group|Institute|Council|Association|Department|Office", name) else name


_EARLIER = re.compile(r"\b(?:from|against|versus|compared (?:with|to)|guidance|expect\w*|forecast\w*|target\w*)\b")


def _near(*ops: Operand) -> bool:
    """Whether numbers stand in one part of the article."""
    starts = [o.start for o in ops]
    return max(starts) - min(starts) < PART


PART = 1200  # characters


RELATIONS = (
    Relation(
        "surplus_taken_out", "Against the balance",
        (slot("plant", "firm_capacity", "row"), slot("bal", "balance", "row")), 'bal / plant * unit(1, "yr")',
        "months", _gone, ("long", "reply"), when=_stands_still, holds=lambda v: 0.5 < v < 36, use=0.95,
        surprise=lambda v: 0.8, about="own", heads=False,
    ),
)  # fmt: skip
"""Relations of prices and costs."""
