"""The lead completed from the body: what each of its numbers measures, its size, its next step."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from didymium.news.document import BROAD, Document, minerals_in
from didymium.records import Amount, Event, StatedQuantity, Step

EARLY = 6  # sentences of the opening from which a size is taken; a quota may stand anywhere
NEAR = 2  # sentences behind the lead's own
SIZES: dict[str, tuple[str, ...]] = {
    "export_control": ("quota", "royalty", "tariff", "list_count"),
    "import_measure": ("tariff", "quota"),
    "deal": ("grant", "loan", "equity", "investment", "acquisition", "budget", "stake", "offtake"),
    "project": ("capacity", "production", "lost", "capex"),
    "policy": ("list_count", "floor", "stock", "budget", "quota", "royalty"),
    "market": ("price_change", "price"),
    "agreement": ("investment", "loan"),
    "dispute": (),
}  # what sizes an event of a family, the likeliest first
TWICE = 2  # sentences that name a mineral from which it may be the lead's
MANY = 3  # minerals of a list that tells what "critical minerals" are meant
UMBRELLAS = frozenset(("critical minerals", "battery metals", "semiconductor minerals"))
_LISTED = re.compile(
    r"\b(?:minerals|materials|metals|elements)\b[^.;]{0,60}?\b(?:such as|including|includes?|namely|like)\b", re.I
)
_SHOWN = {"quota": "quota", "royalty": "royalty or export tax", "tariff": "duty", "list_count": "minerals named"}
_PEOPLE = re.compile(r"(?:miners?|workers?|people|employees|jobs|staff|persons?)\b")


def completed(
    event: Event, document: Document, stated: Sequence[StatedQuantity], published: str | None, others: Sequence[Event]
) -> Event:
    """The lead with the meaning of its numbers, and a size from the body where its sentence has none.

    others: all events; the size of another telling of the same act early in the text is its own.
    """
    early = document.sentences[min(EARLY, len(document.sentences)) - 1].end
    opening = [e for e in others if document.folded.at(e.start) < early]
    event = event.model_copy(update={"minerals": _named(event, document, opening)})
    amounts = _own(event, stated)
    again = (_own(e, stated) for e in opening if _again(e, event))
    if not any(_sizes(a, event) for a in amounts):
        amounts += next((told for told in again if any(_sizes(a, event) for a in told)), ())
    if not any(_sizes(a, event) for a in amounts):
        amounts += tuple(_body(event, document, stated, {(a.value, a.unit) for a in amounts}, published))
    return event.model_copy(update={"amounts": amounts})


def _own(event: Event, stated: Sequence[StatedQuantity]) -> tuple[Amount, ...]:
    """The numbers of an event with what they measure, but counts of people."""
    own = [q for q in stated if event.start <= q.start < event.end]
    return tuple(_meant(a, own) for a in event.amounts if not (a.unit == "count" and _PEOPLE.match(a.what)))


def _again(other: Event, lead: Event) -> bool:
    """Whether an event tells the lead's act once more: its kind, one of its sides, none of its minerals another."""
    same = (other.type, other.direction) == (lead.type, lead.direction) and not other.background
    sides = {*lead.actors, *lead.firms, *lead.parties}
    met = sides & {*other.actors, *other.firms, *other.parties} or (not sides and not other.actors)
    return same and bool(met) and other.start > lead.start and set(other.minerals) <= set(lead.minerals)


def _named(event: Event, document: Document, opening: Sequence[Event]) -> tuple[str, ...]:
    """The minerals of the lead; where it says only "critical minerals" or the like, those of the headline, of the list
    that the opening gives ("such as lithium, nickel") or of the act told there again by its parts ("notices for tin,
    nickel"); where it says none, those that the text comes back to.
    """
    minerals = event.minerals
    if set(minerals) - UMBRELLAS:
        return minerals
    titled = [m for m in minerals_in(document.title_names) if m not in UMBRELLAS]
    if titled:
        return tuple(titled)
    for sentence in document.sentences[:EARLY]:
        found = _LISTED.search(sentence.text)
        listed = [n for n in sentence.minerals if found and n.start - sentence.start >= found.end()]
        named = [m for m in minerals_in(listed) if m not in UMBRELLAS]
        if len(named) >= MANY:
            return tuple(named)
    parts = (e.minerals for e in opening if minerals and _part(e, event))
    return next(parts, minerals or _main(document))


def _part(other: Event, lead: Event) -> bool:
    """Whether an event tells a lead about "critical minerals" in detail: its kind, and its own firms or a long list."""
    same = (other.type, other.direction) == (lead.type, lead.direction) and not other.background
    shared = set(lead.firms) & set(other.firms) if lead.family in {"deal", "agreement"} else len(other.minerals) >= MANY
    return same and bool(shared and other.minerals) and not set(other.minerals) & UMBRELLAS


def _main(document: Document) -> tuple[str, ...]:
    """The minerals that the text comes back to most, where its lead names none ("restarts Mopani"), else its first."""
    told = Counter(m for s in document.sentences for m in minerals_in(s.minerals) if m not in UMBRELLAS)
    most = max(told.values(), default=0)
    return tuple(m for m, n in told.items() if n == most)[: MANY if most >= TWICE else 1]


def _meant(amount: Amount, own: Sequence[StatedQuantity]) -> Amount:
    """An amount with what it measures, as far as the text says."""
    q = next((q for q in own if amount.value in (q.value, -q.value, q.high)), None)
    if q is None or q.metric in {"count", "amount", "duration"}:
        return amount
    return amount.model_copy(update={"what": _what(q)})


def _what(q: StatedQuantity) -> str:
    """What a quantity measures: "change of production, planned"."""
    name = _SHOWN.get(q.metric, q.metric.replace("_", " "))
    name = f"change of {name}" if q.change and not name.endswith("change") else name
    marks = [m for m in (q.qualifier, None if q.state in {"actual", "capacity"} else q.state, q.good, q.period) if m]
    return ", ".join([name, *marks])


def _sizes(amount: Amount, event: Event) -> bool:
    """Whether an amount already says how large the event is."""
    return amount.unit not in {"days", "weeks", "months", "years"} and (
        amount.unit != "count" or event.family in {"policy", "export_control"}
    )


def _body(
    event: Event, document: Document, stated: Sequence[StatedQuantity], told: set[tuple[float, str]], day: str | None
) -> Iterator[Amount]:
    """Yields the numbers of the first sentence of the body that sizes the event."""
    at = _sentence(document, event.start)
    last = max(EARLY, at + NEAR)
    for metric in SIZES.get(event.family or "", ()):
        fit = [q for q in stated if q.metric == metric and _belongs(q, event, day)]
        fit = [q for q in fit if _sentence(document, q.start) <= last or metric == "quota"]
        if fit:
            first = _sentence(document, fit[0].start)
            for q in fit:
                for value in (q.value, q.high) if _sentence(document, q.start) == first else ():
                    if value is not None and (value, q.unit) not in told:
                        usd = q.usd if value == q.value else None
                        yield Amount(value=value, unit=q.unit, what=_what(q), usd=usd)
            return


def _belongs(q: StatedQuantity, event: Event, day: str | None) -> bool:
    """Whether a quantity is of the event: its mineral, one of its sides or its site, neither old nor a threshold."""
    if q.period and day and int(q.period[:4]) < int(day[:4]) - 1:
        return False
    if event.family == "project" and q.metric == "production" and not q.change and q.state == "actual":
        return False  # what is made anyway
    other = q.mineral and q.mineral not in BROAD and event.minerals and q.mineral not in event.minerals
    if q.state in {"conditional", "former"} or other:
        return False
    if event.family == "project" and (q.change and q.value > 0) != (event.direction == "up") and q.change:
        return False
    sides = {*event.actors, *event.firms, *event.parties, *event.targets, event.place}
    return q.owner is None or q.owner in sides or (q.owner == "WLD" and event.family == "market")


def _sentence(document: Document, at: int) -> int:
    """The number of the sentence that holds a place of the source text."""
    return max(0, bisect_right(document.sentences, at, key=lambda s: document.folded.at(s.start)) - 1)


def next_step(steps: Sequence[Step], lead: int) -> str | None:
    """The day of the next step ahead: the lead's own first, then the earliest."""
    return min(((s.event != lead, s.last) for s in steps), default=(False, None))[1]
