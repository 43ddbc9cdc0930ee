"""Who buys what the country of the news sells, who sells what it buys, and who depends on whom."""

from __future__ import annotations

import re
from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.lead import Lead
from didymium.brief.relations.base import Case, Operand, Relation, slot

PLACES = ("first", "second", "third")  # of the partners that a sentence names


def _whose(operand: Operand) -> str:
    return phrase.possessive(phrase.country(str(operand.place)))


def _named(case: Case) -> list[Operand]:
    return [case.ops[name] for name in PLACES if name in case.ops]


def _shared_out(told: str, way: str) -> Callable[[Case], str]:
    """The parts of the trade of the country of the news that go to, or come from, its partners."""

    def words(case: Case) -> str:
        one, parts = case.first, phrase.listed([f"{o.name} ({o.said})" for o in _named(case)])
        return f"{phrase.capital(_whose(one))} {told} of {one.good} {way.format(year=one.time)} {parts}, by value."

    return words


def _leaning(verb: str, told: str, way: str) -> Callable[[Case], str]:
    """The parts of the trade of its partners that is with the country of the news."""

    def words(case: Case) -> str:
        one, *others = _named(case)
        with_it = f"{way} {phrase.country(str(one.place))} in {one.time}"
        first = f"{one.name} {verb} {one.said} of its {told} of {one.good} {with_it}"
        return f"{phrase.capital(phrase.listed([first, *(f'{o.name} {o.said}' for o in others)]))}."

    return words


def _aimed_buyer(case: Case) -> str:
    sold, bought = case.sold, case.bought
    return (
        f"{phrase.capital(sold.name)} took {sold.said} of {_whose(sold)} exports of {sold.good} in {sold.time}; "
        f"{bought.said} of its own imports came from there."
    )


def _aimed_seller(case: Case) -> str:
    sold, bought = case.sold, case.bought
    return (
        f"{phrase.capital(bought.name)} supplied {bought.said} of {_whose(bought)} imports of {bought.good} in "
        f"{bought.time}; {sold.said} of its own exports went there."
    )


def _next(case: Case) -> str:
    one, parts = case.first, phrase.listed([f"{o.name} ({o.said})" for o in _named(case)])
    others = f"the other sellers of {one.good} to {phrase.country(str(one.place))}"
    return f"Next in line are {others}, by value of its imports in {one.time}: {parts}."


def _of_one_good(case: Case) -> bool:
    """Whether all shares are of one good, year and country."""
    return len({(o.good, o.time, o.place) for o in case.ops.values()}) == 1


def _fits(side: str) -> Callable[[Case], bool]:
    """Whether the shares are of one good, in news of the side that acts; alone, a share is most of the trade.

    Where others are next in line, either side may have acted, against somebody.
    """

    def holds(case: Case) -> bool:
        if side == "both":
            return _of_one_good(case) and case.lead.direction == "tighten"
        seller = case.lead.family != "import_measure"
        return _of_one_good(case) and seller == (side == "exporter") and (len(case.ops) > 1 or case.first.value > HALF)

    return holds


def _aimed(seller: bool) -> Callable[[Case], bool]:
    """Whether both shares are of the one partner at which the step of a seller, or of a buyer, aims."""
    return lambda c: _of_one_good(c) and c.sold.note == c.bought.note and (c.lead.family != "import_measure") == seller


def _forgone(case: Case) -> str:
    """What a month without the trade costs the country that stops it."""
    sold = case.sold
    who, month = phrase.capital(phrase.country(str(sold.place))), phrase.money(case.value, 3)
    return f"{who} sold {sold.good} for {sold.said} abroad in {sold.time}: a month without is {month} not earned."


_STOPS = re.compile(r"(?i)\b(?:bans?|banned|halt\w*|prohibit\w*|embargo\w*|stops?|stopped|suspend\w*)\b")
_PASSES = re.compile(r"(?i)\b(?:licen[cs]\w*|quotas?|permits?|part(?:ly|ial\w*)?|some)\b")


def _stops(case: Case) -> bool:
    return is_stop(case.lead)


def is_stop(lead: Lead) -> bool:
    """Whether all that a country sells of a good to anybody is stopped, and no licence or quota lets some pass."""
    words = f"{lead.title} {lead.event.quote}"
    tight = (lead.family, lead.direction) == ("export_control", "tighten") and not lead.targets
    return tight and _STOPS.search(words) is not None and _PASSES.search(words) is None


def _left(case: Case) -> str:
    """What left a month before a control: what it can hold back."""
    one = case.left
    holds = "holds" if _stops(case) else "can hold"
    exported = f"as much as {phrase.country(str(one.place))} exported before it, {one.time}"
    return f"It {holds} back {one.said} a month of {one.good}, {exported}."


HALF = 0.5
COUNTS = {3: "", 2: "_two", 1: "_one"}  # how many partners are named, in the name of the relation
_RANKED: tuple[tuple[str, str, str, str, Callable[[Case], str]], ...] = (
    ("buyers", "Who buys it", "exporter", "export_share", _shared_out("exports", "went in {year} above all to")),
    ("dependent_buyers", "Who depends on it", "exporter", "import_share", _leaning("bought", "imports", "from")),
    ("other_sellers", "Who else sells it", "both", "import_share_else", _next),
)  # name, label, who acts, metric, words

RELATIONS = (
    *(
        Relation(
            f"{name}{called}", label,
            tuple(slot(place, f"{metric}_{k}") for k, place in enumerate(PLACES[:count], 1)),
            "first", "share", words, ("reply", "why"), also=PLACES[1:count], when=_fits(side), use=0.95,
            surprise=lambda v: min(1.0, 0.4 + v / 2), about="sides", heads=False,
            weight=lambda c: (0.85 + 0.05 * len(c.ops)) * (1.5 if c.lead.family == "agreement" else 1),
        )
        for name, label, side, metric, words in _RANKED
        for count, called in COUNTS.items()
    ),
    Relation(
        "month_not_sold", "What it costs the seller", (slot("sold", "sold_abroad", "run", mineral=False),), "sold / 12",
        "USD", _forgone, ("reply", "why"),
        when=_stops,
        holds=lambda v: v > 1e6, use=1.0, surprise=lambda v: 0.7, about="sides", heads=False,
    ),
    Relation(
        "held_back_a_month", "What it holds back", (slot("left", "left_a_month", "run", mineral=False),), "left",
        "t/yr", _left, ("why", "reply"), when=lambda c: not c.lead.targets, use=1.0, surprise=lambda v: 0.7,
        about="sides",
    ),
    *(
        Relation(
            name, "How much is at stake",
            (slot("sold", "export_share_aim", "run"), slot("bought", "import_share_aim", "run")),
            first, "share", words, ("reply", "why"), also=(second,), use=0.9, surprise=lambda v: 0.7, about="sides",
            when=_aimed(side), heads=False,
        )
        for name, first, second, words, side in (
            ("target_of_the_seller", "sold", "bought", _aimed_buyer, True),
            ("target_of_the_buyer", "bought", "sold", _aimed_seller, False),
        )
    ),
)  # fmt: skip
