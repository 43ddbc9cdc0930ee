"""What ties words together: a name that stays whole, the small word that leads to a thing, whose act a row tells.

Each check takes the sentence as read and what is known, and yields the faults that it finds: (verdict, why).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from didymium.proof.entail import OPEN, REFUTED, TELLING, Fault, belongs_to, good_of
from didymium.proof.evidence import operands
from didymium.proof.known import Known
from didymium.proof.reading import FIRM_HEADS, Item, Said, is_adjective, led_by, personal
from didymium.proof.rows import SITES
from didymium.proof.wholes import KINDS
from didymium.records import Evidence, RowEvidence

_CAPITAL = re.compile(r"(?<![\w-])[A-Z][\w&-]*(?:[’'](?!s\b)\w+)*")


def whole(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Two words of one name stand together in the evidence: no name is made of parts of two others."""
    told = [t.text for k in known for t in (*k.texts, *k.heard, k.title)]
    every = " ".join((*told, *_statements(known)))
    there = " ".join(every.lower().split())
    named = frozenset(w for k in known for keys in k.slots.values() for w in keys)
    for a, b in pairwise(_CAPITAL.finditer(said.text)):
        pair = said.text[a.start() : b.end()]
        if said.text[a.end() : b.start()] != " " or _begins(said.text, a.start()):
            continue
        one = [i for i in said.items if i.start <= a.start() and b.end() <= i.end]
        own = any(i.keys & named or any(belongs_to(n, i) for k in known for n in k.numbers) for i in one)
        if own or pair.lower() in there:
            continue
        crossing = {id(i) for i in said.items if i.start <= a.start() < i.end or i.start <= b.start() < i.end}
        kinds = {i.kind for i in said.items if id(i) in crossing}
        if "date" in kinds or (len(crossing) > 1 and "country" in kinds):
            continue
        yield OPEN, f"{pair!r} does not stand together in the evidence"
    for what, whose in _possessed(said.text) - _possessed(every):
        if (whose, what) in _possessed(every):
            yield REFUTED, f"{what!r} is not of {whose!r}, but the other way round"


_RUN = r"([A-Z][\w&-]*(?: [A-Z][\w&-]*)*)"
_OF, _WHOSE = re.compile(rf"\b{_RUN} of (?:the )?(?={_RUN})"), re.compile(rf"\b{_RUN}['’]s? (?={_RUN})")


def _possessed(text: str) -> frozenset[tuple[str, str]]:
    """(what, whose) of the names that "of" or a possessive joins: "Wa State of Myanmar", "Myanmar's Wa State"."""
    return frozenset((m[1], m[2]) for m in _OF.finditer(text)) | {(m[2], m[1]) for m in _WHOSE.finditer(text)}


def owned(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """No small word is written as a name ("in This"), and only who or what is named owns anything ("Monday's")."""
    every = (*(t.text for k in known for t in (*k.texts, *k.heard, k.title)), *_statements(known))
    there, capitals = " ".join(every).replace("’", "'"), _written(every)
    for item in said.items:
        word = said.text[item.start : item.end].replace("’", "'").removesuffix("'s")
        owns = word[0].isupper() and said.text[item.start + len(word) :][:2] in {"'s", "’s"}
        owns = owns and not led_by(_NAMED_ON, said.text, item.start)
        begins = _begins(said.text, item.start)
        if owns and f"{word}'s".lower() not in there.lower():
            common = word not in capitals or re.search(rf"\b{re.escape(word.lower())}\b", there) is not None
            odd = {"mineral": True, "date": word.isalpha(), "word": common, "function": True}
            if (odd.get(item.kind) and (item.kind == "function" or not begins)) or (
                item.kind == "country" and is_adjective(item)
            ):
                yield OPEN, f"nothing is of {word!r} in the evidence"
        small = item.kind == "function" and _LIKE_A_NAME.fullmatch(word) and not begins
        if small and word not in capitals:
            yield OPEN, f"{word!r} is written as a name, and is none"


def _statements(known: Sequence[Known]) -> list[str]:
    return [str(getattr(k.item, "statement", "")) for k in known]


_NAMED_ON = re.compile(r"[A-Z][\w&-]+ $")  # "Zambia Tin's"
_LIKE_A_NAME = re.compile(r"[A-Z][a-z]+")


def _written(texts: Sequence[str]) -> frozenset[str]:
    """The words that are written with a capital letter where no sentence begins."""
    found = ((t, m) for t in texts for m in re.finditer(r"\b[A-Z]\w+", t))
    return frozenset(m[0] for t, m in found if not _begins(t, m.start()))


def _begins(text: str, at: int) -> bool:
    return not text[:at].strip() or text[:at].rstrip()[-1] in ".:“\"(‘'"


_ABOUT = frozenset({"on", "for", "in", "of", "over"})
_LEADS = {**dict.fromkeys(_ABOUT, "about")} | {
    w: w for w in ("by", "from", "to", "with", "without", "before", "after", "until", "since", "against")
}
_PASSED = frozenset({"the", "a", "an", "its"})


def led(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """The small word before a thing is the row's: "a ban on goods", no "ban by goods"; "a loan from lenders"."""
    there: dict[str, set[str]] = {}
    for text in (t for k in known if not k.spoken for t in (*k.texts, *k.heard)):
        for way, item in _ways(text.items):
            for key in item.keys:
                there.setdefault(key, set()).add(way)
    for way, item in _ways(said.items):
        found = set().union(*(there.get(k, set()) for k in item.keys))
        reckoned = not any(k.spoken for k in known)
        if way == "in" and reckoned and _is_nowhere(item) and "in" not in found:
            yield OPEN, f"nothing is in {item.surface!r}"
        if (
            way not in {"", "of", "in", "against"}
            and found - {""}
            and _LEADS[way] not in {_LEADS.get(w) for w in found}
        ):
            yield OPEN, f"{way!r} leads to {item.surface!r}, which the evidence has {min(found - {''})!r} before"


def _is_nowhere(item: Item) -> bool:
    """Whether nothing can be in a thing of a name: a firm, or what no list has as a place ("in K2O")."""
    return item.kind in {"company", "agency", "body"} or (item.kind == "word" and item.surface[0].isupper())


def _ways(items: Sequence[Item]) -> Iterator[tuple[str, Item]]:
    """Each word and name with the small word that leads to it; empty where none does."""
    for n, item in enumerate(items):
        if item.kind not in {"mark", "date"}:
            before = next((i for i in reversed(items[:n]) if i.surface.lower() not in _PASSED), None)
            yield (before.surface.lower() if before and before.surface.lower() in _LEADS else ""), item


_SITES = frozenset({"mine", "firm", "plant", "project"})
_BY = re.compile(r"\bby (?:the )?$")
_BY_WHOSE = re.compile(r"\bby (?:the )?[A-Z][\w. -]*?['’]s? (?=\w)")


def acted(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Whose act, sale or output a row tells of is named where any country is, and no firm there."""
    here = frozenset(k for i in said.of("country") if said.text[i.end : i.end + 1] != "-" for k in i.keys)
    by = frozenset(k for i in said.of("country") if led_by(_BY, said.text, i.start) for k in i.keys)
    for k in known:
        supposed = k.modality == "conditional"  # a test of a stop tells what happens elsewhere
        acting = frozenset(c for c, role in k.roles.items() if role == "A")
        acts = frozenset() if supposed else acting
        if acting and by and not by & acting:
            yield REFUTED, f"{k.key} is done by {min(acting).partition(':')[2]}"
        if acting & by and (owned := _BY_WHOSE.search(said.text)):
            yield OPEN, f"nothing is done {owned[0]!r}"
        sells = frozenset({f"country:{k.seller}"} if k.seller else ())
        for own in (acts, sells):
            if own and here and not own & here:
                yield REFUTED, f"{k.key} is of {min(own).partition(':')[2]}, which the sentence does not name"
        fact = k.item.figure if isinstance(k.item, RowEvidence) and k.item.table == "facts" else None
        of = fact.country if fact and not fact.name else None
        if of not in {None, "WLD", "OTH"} and not {f"country:{c}" for c in str(of).split(";")} & here:
            yield OPEN, f"{k.key} is of {of}, which the sentence does not name"
    counted = all(isinstance(k.item, RowEvidence) and k.item.table == "facts" for k in known)
    for n, item in enumerate(said.items) if counted else ():
        if item.kind == "country":
            run = takewhile(lambda i: i.kind in {"word", "mineral"}, said.items[n + 1 :])
            one = [i for i in run if i.keys & FIRM_HEADS and personal(i)]
            one += [i for i in said.items[n - 2 : n - 1] if n > 1 and i.surface in _SITES]
            alone = [i for i in one if not i.surface.endswith("s")]
            yield from ((OPEN, f"it is of {item.surface!r}, and not of one {i.surface} there") for i in alone)


_FACILITY = frozenset(
    {"mine", "smelter", "refinery", "plant", "project", "district", "complex", "operation", "works", "deposit"}
)
_TITLED = re.compile(r"(?:^|; )(?:name|site):? ([A-Z][^;]*)")


def sited(said: Said, known: Sequence[Known], evidence: Mapping[str, Evidence]) -> Iterator[Fault]:
    """A site is called what its row calls it: the Manyar copper smelter is no mine."""
    below = operands((k.key for k in known if not k.spoken), evidence) if not all(k.spoken for k in known) else ()
    stated = (str(getattr(evidence[n], "statement", "")) for n in below)
    names = {m[1] for text in stated for m in _TITLED.finditer(text)}
    heads = {n: m[0] for n in names if (m := re.match(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*", n))}
    tails = {n: {*n[len(head) :].lower().split()} for n, head in heads.items()}
    paced = [heads[m[1]] for n in below if (e := evidence[n]).kind == "row" and e.table in SITES
             if (m := _TITLED.search(e.statement)) and m[1] in heads]  # fmt: skip
    for pace in _PACE.finditer(said.text) if paced else ():
        if not said.text.startswith(tuple(paced), pace.end()):
            yield REFUTED, f"it is the pace of {paced[0]!r}"
    for name, head in heads.items():
        for found in re.finditer(rf"{re.escape(head)}((?: [a-z]+){{1,3}})", said.text):
            called = {*takewhile(lambda w: w not in _SMALL, found[1].split())}
            another = any(called <= tail for n, tail in tails.items() if n != name)
            if called & _FACILITY - tails[name] and (another or tails[name] & _FACILITY):
                yield REFUTED, f"{found[0]!r} is called {name!r}"


_BRACKETED = re.compile(r"([A-Z][\w’'&.-]*(?: [A-Z0-9][\w’'&.-]*)*) \(([^()]+)\)")


def bracketed(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """What stands in brackets behind the name of a site is of its own row: where it lies, who runs it, how it stands.

    Takes the cells of rows of sites alone, where a sentence tells of several.
    """
    cells: dict[str, list[Known]] = {}
    for k in known:
        if isinstance(k.item, RowEvidence) and k.item.table in SITES:
            cells.setdefault(k.item.id, []).append(k)
    told = {row: " ".join(t.text for k in held for t in k.texts) for row, held in cells.items()}
    for found in _BRACKETED.finditer(said.text) if len(cells) > 1 else ():
        own = next((row for row, text in told.items() if found[1] in text), None)
        if own is None:
            continue
        slots = frozenset(key for k in cells[own] for keys in k.slots.values() for key in keys)
        inside = [i for i in said.items if found.start(2) <= i.start and i.end <= found.end(2)]
        for item in inside:
            words = said.text[item.start : item.end]
            if item.kind in TELLING and not item.keys & slots and words.lower() not in told[own].lower():
                yield REFUTED, f"{words!r} is not of {found[1]!r}"


_PACE = re.compile(r"\bat the pace of (?=[A-Z])")
_SMALL = frozenset({"and", "in", "of", "is", "was", "has", "had", "made", "to", "at", "for", "with", "were", "are"})


def titled(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """A measure or provision is told by the whole of its title, which limits it, save whose it is."""
    text, told = said.text.lower(), frozenset(k for i in said.items for k in i.keys)
    primes = frozenset(w for k in known if k.title.items for w in k.prime) & KINDS
    if primes and told & KINDS and not told & primes:
        yield REFUTED, f"it is of a {min(primes)}, and no {min(told & KINDS)}"
    cited = {k.title.text for k in known if getattr(k.item, "column", "") == "title"}
    for k in {k.title.text: k for k in known if k.title.items}.values():
        names = [i for i in k.title.items if i.kind in TELLING]
        whose = names[0].end if names and names[0].kind == "country" else 0  # "the United States' duties on steel"
        drawn = 2 * sum(bool(i.keys & told) for i in names) >= len(names)  # else it tells of something else
        drawn |= bool(k.prime & KINDS & told) and k.title.text in cited
        plain = all(i.kind in {"mineral", "country"} or (i.kind == "word" and not i.keys <= k.called) for i in names)
        plain &= frozenset(g for i in names for g in good_of(i)) <= frozenset(g for i in said.items for g in good_of(i))
        against = [i for i in names if any(k.roles.get(q) == "T" for q in i.keys)]
        if drawn and k.title.text[whose:].lower().strip() not in text and (
            not plain or not all(i.keys & told for i in against)
        ):  # fmt: skip
            yield OPEN, f"it does not tell the whole of {k.title.text!r}"
