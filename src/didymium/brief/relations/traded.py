"""Who buys what the country of the news sells, who sells what it buys, and who depends on whom."""

from __future__ import annotations

from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Operand, Relation, slot


def _whose(operand: Operand) -> str:
    return phrase.possessive(phrase.country(str(operand.place)))


def _listed(case: Case, words: str, later: str) -> str:
    """The partners with their shares: the first in the one form of words, the others in the other."""
    told = [o for name in ("first", "second", "third") if (o := case.ops.get(name)) is not None]
    parts = [words.format(who=told[0].name, share=told[0].said)]
    parts += [later.format(who=o.name, share=o.said) for o in told[1:]]
    return phrase.listed(parts)


def _buyers(case: Case) -> str:
    one = case.first
    parts = _listed(case, "{who} ({share})", "{who} ({share})")
    return f"{phrase.capital(_whose(one))} exports of {one.good} went in {one.time} above all to {parts}, by value."


def _sellers(case: Case) -> str:
    one = case.first
    parts = _listed(case, "{who} ({share})", "{who} ({share})")
    return f"{phrase.capital(_whose(one))} imports of {one.good} came in {one.time} above all from {parts}, by value."


def _depend(case: Case) -> str:
    one = case.first
    seller = phrase.country(str(one.place))
    parts = _listed(case, f"{{who}} bought {{share}} of its imports of {one.good} from {seller} in {one.time}",
                    "{who} {share}")  # fmt: skip
    return f"{phrase.capital(parts)}."


def _live_by(case: Case) -> str:
    one = case.first
    buyer = phrase.country(str(one.place))
    parts = _listed(case, f"{{who}} sold {{share}} of its exports of {one.good} to {buyer} in {one.time}",
                    "{who} {share}")  # fmt: skip
    return f"{phrase.capital(parts)}."


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


def _of_one_good(case: Case) -> bool:
    """Whether all shares are of one good and year, and the ranks follow each other."""
    ops = [*case.ops.values()]
    return len({(o.good, o.time, o.place) for o in ops}) == 1


def _fits(side: str) -> Callable[[Case], bool]:
    """Whether the shares are of one good, in news of the side that acts; alone, a share is most of the trade."""

    def holds(case: Case) -> bool:
        seller = case.lead.family != "import_measure"
        return _of_one_good(case) and seller == (side == "exporter") and (len(case.ops) > 1 or case.first.value > HALF)

    return holds


def _aimed(seller: bool) -> Callable[[Case], bool]:
    """Whether both shares are of the one partner at which the step of a seller, or of a buyer, aims."""
    return lambda c: _of_one_good(c) and c.sold.note == c.bought.note and (c.lead.family != "import_measure") == seller


HALF = 0.5
PLACES = ("first", "second", "third")
COUNTS = {3: "", 2: "_two", 1: "_one"}  # how many partners are named, in the name of the relation
_RANKED: tuple[tuple[str, str, str, str, Callable[[Case], str]], ...] = (
    ("buyers", "Who buys it", "exporter", "export_share", _buyers),
    ("dependent_buyers", "Who depends on it", "exporter", "import_share", _depend),
    ("sellers", "Who supplies it", "importer", "import_share", _sellers),
    ("dependent_sellers", "Who lives by it", "importer", "export_share", _live_by),
)  # name, label, who acts, metric, words

RELATIONS = (
    *(
        Relation(
            f"{name}{called}", label,
            tuple(slot(place, f"{metric}_{k}", "run") for k, place in enumerate(PLACES[:count], 1)),
            "first", "share", words, ("reply", "why"), also=PLACES[1:count], when=_fits(side), use=0.7,
            surprise=lambda v: min(1.0, 0.4 + v / 2), about="sides", heads=False,
            weight=lambda c: 0.85 + 0.05 * len(c.ops),
        )
        for name, label, side, metric, words in _RANKED
        for count, called in COUNTS.items()
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
