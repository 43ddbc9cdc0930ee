"""Every quantity that the article states, typed: what it is, of which good, whose, when, and how near to the lead."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from didymium.brief.lead import UMBRELLAS, Lead, is_country, kin
from didymium.news.sentences import split_sentences
from didymium.records import Reading, StatedQuantity
from didymium.text import find_dates
from didymium.text.gazetteer import find_names

TONNES = {"t": 1.0, "lb": 0.00045359237, "kg": 0.001, "oz": 3.11034768e-5, "g": 1e-6}
KINDS = {
    "%": "share",
    "pp": "share",
    "x": "multiple",
    "count": "count",
    "days": "duration",
    "weeks": "duration",
    "months": "duration",
    "years": "duration",
}
PER = ("kg", "t", "lb", "oz", "mtu", "dmtu")
ROLES = {
    "production": "output",
    "sales": "output",
    "demand": "need",
    "need": "need",
    "royalty": "tax",
    "realised": "realised",
    "revenue": "results",
    "profit": "results",
    "loss": "results",
    "cash": "results",
    "investment": "pledge",
    "list_count": "listed",
    "count": "counted",
    "import_reliance": "share",
    "demand_share": "plain",
    "amount": "plain",
    "change": "plain",
    "worth": "plain",
    "saving": "plain",
    "price_change": "plain",
    "share_price": "aside",
    "grade": "aside",
    "utilisation": "aside",
    "lost": "lost",
}  # what the relations call a metric of a reading; the others by the metric's own name
_ASIDE = frozenset(("revenue", "profit", "loss", "cash", "cost", "share_price", "grade", "utilisation"))
NEAR = 0.4  # nearness from which a number without a mineral of its own is of the lead's
_LISTS = re.compile(r"mineral|metal|material|element")


@dataclass(frozen=True)
class Stated:
    """One number of the article.

    start, end: of the number; left, right: of the sentence that holds it. value (low, high: of a range) in `unit`;
    kind: mass, mass_rate, share, multiple, money, price, duration, count, date. old, base: place in the list of the
    quantity that this one is compared with, or is a part of. near: 1 for the lead's own sentence, less further off.
    """

    start: int
    end: int
    left: int
    right: int
    surface: str
    value: float
    unit: str
    kind: str
    role: str
    mineral: str | None
    near: float
    low: float | None = None
    high: float | None = None
    qualifier: str | None = None
    holder: str | None = None  # a firm or site, else a country, that the number is said of
    place: str | None = None
    partner: str | None = None  # the country named next after it
    time: str | None = None
    old: int | None = None
    base: int | None = None
    date: str | None = None
    of: str = ""
    good: str = ""  # ore, concentrate, carbonate ...: the form in which the mass is counted
    stage: str | None = None  # of a share: the stage that the words after it name

    @property
    def tonnes(self) -> float | None:
        """The mass in tonnes; None for what is no mass."""
        return self.value * TONNES[self.unit.removesuffix("/yr")] if self.kind in {"mass", "mass_rate"} else None


def quantities(reading: Reading, lead: Lead) -> tuple[Stated, ...]:
    """All numbers and dates of the article in reading order, linked where one is compared with or part of another."""
    text, published = reading.article.text, (reading.article.published or "")[:10] or None
    found: list[tuple[int, Stated]] = []
    told = list(enumerate(reading.quantities))
    for at, (left, right) in enumerate(split_sentences(text)):
        near = _near(reading, lead, left, right, at)
        for number, q in told:
            if left <= q.start < right and (kind := _kind(q)) is not None:
                found.append((number, _stated(q, kind, text, left, right, lead, near)))
        for d in find_dates(text[left:right], published):
            if d.kind != "span":
                span, value = (left + d.start, left + d.end), d.value
                one = Stated(
                    *span, left, right, d.surface, 0.0, "date", "date", d.role, None, near, date=value, time=value
                )
                found.append((-1, one))
    found.sort(key=lambda one: one[1].start)
    places = {number: place for place, (number, _) in enumerate(found) if number >= 0}
    return tuple(_linked(one, number, reading, places) for number, one in found)


def _linked(one: Stated, number: int, reading: Reading, places: dict[int, int]) -> Stated:
    """A quantity with the places in the brief's list of the one that it replaces and of the one that it is part of."""
    if number < 0:
        return one
    q = reading.quantities[number]
    part = one.role in {"cut", "rise", "share", "reserved"}
    old = places.get(q.old) if q.old is not None else None
    base = places.get(q.base) if q.base is not None and part else None
    return replace(one, old=old, base=base)


def _kind(q: StatedQuantity) -> str | None:
    """The kind of number that the relations know it as; None for lengths, energies and rates by the month or day."""
    base, _, per = q.unit.partition("/")
    if base in TONNES:
        return {"": "mass", "yr": "mass_rate"}.get(per)
    if len(base) == 3 and base.isupper():
        return "price" if per in PER else None if per else "money"
    return KINDS.get(q.unit)


def _stated(q: StatedQuantity, kind: str, text: str, left: int, right: int, lead: Lead, near: float) -> Stated:
    value, unit, high = q.value, q.unit, q.high
    if kind == "money" and q.usd is not None:
        high = high * q.usd / value if high and value else None
        value, unit = q.usd, "USD"
    mineral = q.mineral
    if mineral is None or mineral in UMBRELLAS:
        mineral = lead.mineral if near >= NEAR else None
    role = _role(q, kind)
    names = find_names(text[left:right])
    countries = [n for n in names if n.kind == "country"]
    owned = q.owner if q.owner and is_country(q.owner) else None
    return Stated(
        q.start,
        q.end,
        left,
        right,
        text[q.start : q.end],
        value,
        unit,
        kind,
        role,
        mineral,
        near,
        low=value if high else None,
        high=high,
        qualifier=q.qualifier,
        holder=None if q.owner == "WLD" else q.owner,
        place=owned or next((n.id for n in countries), None),
        partner=q.partner or next((n.id for n in countries if left + n.start >= q.end), None),
        time=q.period[:4] if q.period and "-" in q.period and not q.period[5:].replace("-", "").isdigit() else q.period,
        of=q.of,
        good=q.good,
        stage=_stage(text[left:right], q.end - left) if role == "share" else None,
    )


def _role(q: StatedQuantity, kind: str) -> str:
    """What the relations call a quantity: its metric, a plan a target, a change a cut or a rise."""
    if kind == "duration":
        return "duration"
    if q.state == "conditional" and kind == "price":
        return "aside"
    if kind == "count" and q.metric == "count":
        return "listed" if _LISTS.search(q.of) else "counted"
    if kind == "share" and (q.change or q.metric in _ASIDE):
        return "aside" if q.metric in _ASIDE else "cut" if q.value < 0 else "rise"
    if q.metric == "production" and q.state in {"planned", "forecast"} and kind in {"mass", "mass_rate"}:
        return "target"
    if q.metric.endswith("_share"):
        return "share" if q.metric != "demand_share" else "plain"
    return ROLES.get(q.metric, q.metric)


def _near(reading: Reading, lead: Lead, left: int, right: int, at: int) -> float:
    """1 for the sentence of the lead, less for others of its minerals or firms the later they come."""
    event = lead.event
    if left < event.end and event.start < right:
        return 1.0
    words = reading.article.text[left:right]
    same = any(n.kind == "mineral" and n.id in _kin(lead) for n in find_names(words)) or any(
        f in words for f in lead.firms
    )
    return max((0.85 if same else 0.6) - 0.03 * at, 0.2)


def _kin(lead: Lead) -> frozenset[str]:
    return frozenset(k for m in lead.minerals for k in kin(m))


_STAGES = {
    "mine": re.compile(r"(?i)\bmin(?:ing|ed|es?)\b|\bextract\w*"),
    "refine": re.compile(r"(?i)\brefin\w+|\bprocess\w+|\bseparat\w+|\bsmelt\w+"),
    "component": re.compile(r"(?i)\bmagnets?\b|\banodes?\b|\bcathodes?\b|\bbatter(?:y|ies)\b"),
}


def _stage(words: str, end: int) -> str | None:
    """The stage named first in the clause after a share."""
    clause = re.split(r"\d|[.;]|,\s(?=[a-z]+ (?:and|but))", words[end : end + 80])[0]
    found = {s: m.start() for s, p in _STAGES.items() if (m := p.search(clause))}
    return min(found, key=lambda s: found[s], default=None)
