"""The small words that lead to a thing: "until May", "from Japan", "other mines", "or tin".

Each thing that a sentence tells is led to as it is in the article; what a brief computes or takes from a row is told in
words that are in its evidence, or in those of a phrase of its figure, wherever a small word could turn the meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from didymium.proof import lexicon
from didymium.proof.entail import MOVED, NAMES, OPEN, REFUTED, TELLING, Fault, finite
from didymium.proof.follow import same_thing
from didymium.proof.known import Known
from didymium.proof.reading import PARTIES, Item, Said, left_of, right_of

Lead = frozenset[str]
_QUOTES = frozenset("“”\"'‘’")
_AGAINST = (("until", "from"), ("before", "after"), ("and", "or"), ("above", "below"), ("to", "from"),
            ("earlier", "later"))  # fmt: skip


@cache
def _link_of() -> dict[str, str]:
    return {word: row["link"] for row in lexicon.links() for word in row["words"].split(";")}


def linked(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Small words that stand before a thing where the evidence has others."""
    alone = all(k.spoken for k in known)
    texts = [t for k in known for t in (*k.texts, *(() if alone else k.heard))]
    theirs = [(i, lead) for t in texts for i, lead in _leads(t)]
    computed = any(k.formula for k in known)
    reported = alone and all("attribution" in {k for i in t.of("mark") for k in i.keys} for t in (said, *texts))
    for item, ours in _leads(said):
        alike = [(other, lead) for other, lead in theirs if same_thing(item, other)]
        worded = [lead for other, lead in alike if other.surface.lower() == item.surface.lower()]
        there = worded or [lead for _, lead in alike]  # "the only other producer made 5 t"
        if "comes" in ours and any("holds" in lead for lead in there):
            continue  # "9% of tin comes from Peru" of "Peru accounts for 9% of tin"
        ours, there = _come(ours), [_come(lead) for lead in there]
        if "from" in ours and any(_is_whose(said, item, i, t) for t in texts for i in t.of("country")):
            continue  # "cargoes from Guinea" of "Guinea's cargoes"
        fault = _against(item, ours, there, reported) if alone else _unheard(item, ours, there, computed)
        if fault:
            turned = any({fault[0], fault[1]} == set(pair) for pair in _AGAINST)
            yield (
                (REFUTED if turned else OPEN),
                (f"{fault[0] or 'nothing'!r} leads to {item.surface!r}, and {fault[1] or 'nothing'!r} in the evidence"),
            )


def _is_whose(said: Said, item: Item, other: Item, text: Said) -> bool:
    """Whether what is from a country here is that country's there, and is nothing that it takes from others."""
    what = next((i for i in reversed(left_of(said.items, item)) if i.kind in {"word", "mineral"}), None)
    behind = right_of(text.items, other)[:4]
    own = [*takewhile(lambda i: i.kind in {"word", "mineral", "country"} or i.surface in _JOINS, behind)]
    taken = any(i.keys & _TAKEN for i in (*own, *([what] if what else ())))
    return same_thing(item, other) and what is not None and not taken and any(same_thing(what, i) for i in own)


_JOINS = frozenset({"'s", "’s", "s", "and"})
_TAKEN = frozenset({"import", "buy", "consume", "rely", "receive"})


def _come(lead: Lead) -> Lead:
    """What "comes from" says of a thing where nobody is told to hold it: that it is from there."""
    return lead - {"comes", "holds"} | (frozenset({"from"}) if "comes" in lead else frozenset())


def _against(item: Item, ours: Lead, there: Sequence[Lead], reported: bool) -> tuple[str, str] | None:
    """(our link, theirs) where no place of the thing in the article is led to as here."""
    best: tuple[str, str] | None = None
    for lead in there:
        fault = _differs(item, ours, lead) or (None if reported else _of_another_time(ours, lead))
        if fault is None:
            return None
        best = best or fault
    return best


_HARD = frozenset({
    "until", "before", "after", "before it", "after it", "or", "outside", "off", "other", "this", "one",

})  # fmt: skip  # neither dropped nor put in
_HARD_AT = {"date": frozenset({"by", "from", "to"}), "number": frozenset({"to", "from", "above", "below"})}


def _differs(item: Item, ours: Lead, lead: Lead) -> tuple[str, str] | None:
    """Another link stands in the place of the article's, or a hard one is dropped or put in."""
    hard = _HARD | _HARD_AT.get(item.kind, frozenset({"against", "with"} if item.kind in NAMES else {"against"}))
    hard |= {"to", "from"} if item.kind in NAMES else frozenset()
    if item.number:  # "rose by 5%" is "rose 5%"; what it rose to is another matter
        if "by" in lead - ours and "in" in ours - lead:
            return "in", "by"
        ours, lead = ours - {"by"}, lead - {"by"}
    if "its" in ours and "a" in lead - ours:  # "its" is what was nobody's, or the world's
        return "its", "a"
    if ("aim" in ours and "from" in lead - ours) or ("aim" in lead and "from" in ours - lead):
        return min(ours), min(lead)
    owned = (
        item.kind not in PARTIES or "doer" in ours
    )  # "the month of use", no "by use"; "a unit of Acme", no "by Acme"
    if "by" in ours - lead and "of" in lead - ours and owned:
        return "by", "of"
    new, gone = ours - lead - _LOOSE, lead - ours - _LOOSE
    if "reached" in lead and gone == {"to"} and not new and "stepped" not in ours:
        return None  # what "fell to 5 t" was 5 t, and did not fall 5 t
    if (new and gone) or (new | gone) & hard:
        return min(new, default=min(ours, default="")), min(gone, default=min(lead, default=""))
    return None


def _of_another_time(ours: Lead, lead: Lead) -> tuple[str, str] | None:
    """ "Is owned" is not "was owned", and "has sold" not "had sold"; "has sold" may be "was sold"."""
    return next(((a, b) for a in ours for b in lead if {a, b} in _TIMES), None)


_TIMES = ({"now", "then"}, {"now", "over"}, {"done", "over"})
_LOOSE = frozenset(
    {"and", "of", "its", "a", "now", "done", "then", "over", "reached", "stepped", "aim", "doer"}
)  # checked elsewhere
_TURNING = frozenset({"or", "outside", "off"})
_TURNING_AT = frozenset({"before", "after", "for", "with"})  # that turn it before a party
_TURNING_DAY = frozenset({"before", "after"})
_IN_FORCE = frozenset({"takes_effect", "suspend"})


def _unheard(item: Item, ours: Lead, there: Sequence[Lead], computed: bool) -> tuple[str, str] | None:
    """(our link, theirs) where a small word turns what a row or figure says and the evidence has none such there."""
    parts = _TURNING_AT if computed else _TURNING_AT & {"before", "after"}
    own = _TURNING | (parts if item.kind in PARTIES else _TURNING_DAY if item.kind == "date" else frozenset())
    own |= frozenset({"by"} if item.kind == "mineral" else ())
    for link in ours & own:
        if not any(link in lead for lead in there):
            return link, min(frozenset().union(*there), default="")
    if item.keys & _IN_FORCE and ours & {"then", "over"} and not any(lead & ours for lead in there):
        return min(ours & {"then", "over"}), "now"  # what "had applied" applies no more
    ways = [frozenset({"to", *(("by", "until") if item.kind == "date" else ())}), frozenset({"from"})]
    for own, other in (ways, ways[::-1]) if item.kind in {"date", *NAMES} else ():
        if ours & own and any(lead & other for lead in there) and not any(lead & own for lead in there):
            return min(ours & own), min(other)
    return None


def _leads(text: Said) -> list[tuple[Item, Lead]]:
    """Each thing that a text tells with the links of the nearest small words before it, back to the last sign."""
    if "leads" not in text.kept:
        told = ((n, i) for n, i in enumerate(text.items) if i.kind in TELLING)
        text.kept["leads"] = [(i, _lead(text.items, n) | _trailed(text.items, n)) for n, i in told]
    kept: list[tuple[Item, Lead]] = text.kept["leads"]
    return kept


def _lead(items: Sequence[Item], n: int) -> Lead:
    """The links of the run of small words before a thing and the group that it stands in, brackets left aside."""
    found: set[str] = set()
    met, inside = False, 0
    for k in range(n - 1, -1, -1):
        item = items[k]
        closes = item.surface == "(" and inside > 0
        inside += (item.surface == ")") - closes
        if inside or closes:
            continue
        if item.sentence != items[n].sentence or (item.kind == "punctuation" and item.surface not in _QUOTES):
            break
        apart = items[n].kind == "date" and k < n and (item.number is not None or item.kind in NAMES)
        if item.kind == "date" or apart or (item.kind in TELLING and met):
            break  # "From 2029 Gabon will ban", "to 49 euros Tuesday"
        if k < n and "world" in item.keys:
            found.add("a")
        if item.kind == "function":
            met = True
            link = _link_of().get(item.surface)
            if link == "by" and items[k - 1].kind == "word" and not _is_act(items[k - 1]):
                found.add("doer")
            aims = link == "to" and _infinitive(items, k)
            aims |= link == "from" and items[n].kind in PARTIES and items[k - 1].surface in _COMES
            if link and not item.keys and not (link == "this" and not _is_time(items[n])):
                found.add(("aim" if link == "to" else "comes") if aims else link)
    moved = next((k for k in range(n - 1, -1, -1) if items[k].kind == "word" and items[k].keys & MOVED), None)
    done = moved is not None and finite(items, moved) and items[moved - 1].surface != "to"
    reached = {"reached"} if done and items[n].number and items[n - 1].surface == "to" else set()
    near = moved is not None and items[n].number and items[moved].clause == items[n].clause
    return frozenset(found | reached | ({"stepped"} if near and not reached else set()))


def _trailed(items: Sequence[Item], n: int) -> Lead:
    """What a word that leads to nothing says of the thing before it: "the year before"."""
    behind = [i.surface for i in items[n + 1 : n + 3]]
    if items[n].kind in PARTIES and " ".join(behind) in {"accounts for", "accounted for"}:
        return frozenset({"holds"})
    ends = len(behind) < 2 or not behind[1][0].isalnum()
    return frozenset(_TRAILING[w] for w in behind[:1] if w in _TRAILING and ends)


def _is_act(item: Item) -> bool:
    """Whether a word tells what somebody does, so that "by" leads to who does it."""
    acts = any((c := lexicon.concepts().get(k)) and c.kind == "verb" for k in item.keys)
    return acts or re.search(r"(?:ed|en|wn|ion|ment|al|ing)$", item.surface.lower()) is not None


_COMES = frozenset({"come", "comes", "came"})
_TRAILING = dict.fromkeys(("before", "earlier", "ago"), "before it") | dict.fromkeys(("after", "later"), "after it")


def _is_time(item: Item) -> bool:
    return item.kind == "date" or bool(item.keys & {"day", "week", "month", "year", "w:quarter", "w:half"})


def _infinitive(items: Sequence[Item], k: int) -> bool:
    """Whether "to" stands before a verb: right before a small letter, and no plural, doer or noun by its ending."""
    after = items[k + 1] if k + 1 < len(items) else None
    plain = after is not None and (after.kind in {"word", "mark"} or after.surface in lexicon.relating() | {"also"})
    return plain and after is not None and after.surface.islower() and not _NOUN.search(after.surface)


_NOUN = re.compile(r"(?:[^s]s|ing|ed|[eo]r|tion|ment|ity|[ae]nce|al|ic)$")
