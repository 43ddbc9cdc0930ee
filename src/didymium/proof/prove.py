"""`prove`: one sentence against the evidence that it cites."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Any, Literal

from didymium.news.lead import kind_of
from didymium.news.opinions import by_whom
from didymium.proof import entail, forms, lexicon, sides, ties, wholes
from didymium.proof.bound import bound
from didymium.proof.considered import is_considered
from didymium.proof.evidence import Context, is_bounded, operands, value_of
from didymium.proof.evidence import faults as at_fault
from didymium.proof.follow import exact, followed
from didymium.proof.formula import days_in
from didymium.proof.headings import limits
from didymium.proof.known import (
    TOP,
    Known,
    figure_slots,
    mineral_words,
    safe_known,
    whole_sentences,
)
from didymium.proof.links import linked
from didymium.proof.phrases import bears, phrased
from didymium.proof.reading import HIDDEN, Said, left_of, name_words, read, right_of, weighed
from didymium.proof.rows import SITES, find_row
from didymium.proof.shapes import told_otherwise
from didymium.proof.subjects import subjects
from didymium.proof.sums import reckoned
from didymium.records import (
    Article,
    DerivedEvidence,
    Evidence,
    FactEvidence,
    GivenEvidence,
    RowEvidence,
    RunEvidence,
    Sentence,
    SpanEvidence,
)
from didymium.text.itself import faults
from didymium.text.syntax import SIGNS, parse
from didymium.world.considerations import TABLE
from didymium.world.load import World
from didymium.world.releases import in_words

LONGEST, MOST_SIGNS = 2000, 400  # characters of a sentence, and words and signs: each is held against each
Verdict = Literal["proven", "refuted", "not proven"]


@dataclass(frozen=True)
class Proof:
    """The verdict on a sentence. reasons: what it lacks; how: each number with the evidence that it is."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    how: tuple[dict[str, Any], ...] = ()

    @property
    def proven(self) -> bool:
        """Whether it may be issued."""
        return self.verdict == "proven"


def issuable(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> Proof:
    """As `prove`; not proven too where a piece of evidence that it cites is not what it says it is."""
    wrong = [why for key in sentence.evidence if key in evidence for why in at_fault(key, evidence, context)]
    return Proof("not proven", tuple(wrong)) if wrong else prove(sentence, evidence, context)


def prove(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> Proof:
    """Whether the sentence follows from the evidence that it cites, and says nothing more."""
    fault = _unfit(sentence, evidence) or _gap(sentence, evidence, context)
    if fault:
        return Proof("not proven", (fault,))
    known = [k for key in sentence.evidence if (k := safe_known(key, evidence, context)) is not None]
    if len(known) < len(sentence.evidence):
        return Proof("not proven", ("a row that it cites does not exist",))
    if all(k.weak for k in known):
        return Proof("not proven", ("it rests on weak sources alone",))
    said = weighed(read(sentence.text, context.day), context.text)
    formal = [fault for form in sentence.form for fault in forms.faults(form, said, known)]
    admits = sentence.text in limits()
    whole = "verbatim" if _verbatim(sentence, evidence, context) else "an admission" if admits else ""
    whole = whole or ("a row as its table says" if is_considered(sentence, evidence, context) else "")
    whole = whole or ("a check of the article" if _is_of_itself(sentence, evidence, context) else "")
    if not whole and any(isinstance(k.item, RowEvidence) and k.item.table == TABLE for k in known):
        return Proof("not proven", ("a row that stands as it is written does so for nothing else",))
    if whole and not formal:
        return Proof("proven", how=({"said": sentence.text, "is": whole, "evidence": sentence.evidence[0]},))
    if all(k.spoken for k in known) and tells_little(said):
        return Proof("not proven", ("it tells too little to be held against the article",))
    several = len(known) > 1 and all(k.spoken for k in known) and not phrased(said, known, evidence)[0].spent
    if several and not _is_of_each(sentence, evidence, context):
        return Proof("not proven", ("each of its clauses does not follow from one sentence of the article",))
    proof = _held(sentence, said, known, evidence, context)
    if formal:
        refuted = proof.verdict == "refuted" or any(v == entail.REFUTED for v, _ in formal)
        why = dict.fromkeys((*proof.reasons, *(w for _, w in formal)))
        proof = Proof("refuted" if refuted else "not proven", tuple(why), proof.how)
    return proof


def _is_of_itself(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> bool:
    """Whether a sentence is, word for word, a fault that the article itself shows at the place that it cites."""
    spans = [e for k in sentence.evidence if isinstance(e := evidence.get(k), SpanEvidence)]
    found = (f for f in faults(context.text, context.day) if f.says == sentence.text)
    return any(e.start <= f.start and f.end <= e.end for f in found for e in spans)


def _held(
    sentence: Sentence, said: Said, known: Sequence[Known], evidence: Mapping[str, Evidence], context: Context
) -> Proof:
    """The proof of a sentence from what its evidence says."""
    wrong = [*sides.mingled(known, evidence, context)]
    said, refuted = phrased(said, known, evidence)
    wrong += refuted
    found, uses = _faults(said, known)
    found += wrong
    found += sides.sided(said, uses, evidence)
    found += reckoned(said, known)
    found += sides.based(said, uses, evidence)
    found += sides.called(said, uses, context)
    found += _viewed(said, known, context)
    found += _misquoted(said, known, context)
    found += sides.quoted(replace(said, items=(*said.items, *said.spent)), known, context)
    found += sides.measured(said, known, evidence, context)
    found += bound(said, uses, evidence, context)
    found += wholes.counted(said, uses, known, evidence, context)
    found += wholes.bounded(known, evidence, context)
    found += wholes.of_one_measure(known, evidence)
    found += wholes.of_one_number(known, evidence)
    found += ties.sited(said, known, evidence)
    found += ties.bracketed(said, known)
    found += _unranged(said, known, uses)
    found += _unlimited(said, uses, evidence, context)
    found += _unnamed(said, known, uses, evidence, context)
    for k in known:
        if isinstance(k.item, DerivedEvidence) and k.item.figure.metric == "released_on":
            found += _published(k.item, said, known, evidence, context)
    found += [
        ("not proven", f"{k.key} carries nothing of it")
        for k in known
        if not _carries(k, said, uses) and _content(said)
    ]
    found += _idle(sentence, evidence, context) if not found else []
    if not found:
        return Proof("proven", how=tuple(_how(u, evidence) for u in uses))
    verdict: Verdict = "refuted" if any(v == entail.REFUTED for v, _ in found) else "not proven"
    return Proof(verdict, tuple(dict.fromkeys(why for _, why in found)), tuple(_how(u, evidence) for u in uses))


_JOINT = re.compile(r";(?: and| but)? |, (?:and|but|while|whereas) | and ")


def _is_of_each(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> bool:
    """Whether one of the sentences cited carries it all, or a clause of it is carried by one and the rest by others.

    So that no two halves of sentences are made one ("Acme said that" and "the mine had closed").
    """

    def carried(text: str, keys: tuple[str, ...]) -> bool:
        told = sentence.model_copy(update={"text": text, "form": (), "evidence": keys})
        return prove(told, evidence, context).proven

    keys, text = sentence.evidence, sentence.text
    if any(carried(text, (k,)) for k in keys):
        return True
    for joint in _JOINT.finditer(text):
        head, rest = f"{text[: joint.start()]}.", f"{text[joint.end()].upper()}{text[joint.end() + 1 :]}"
        tree = parse(rest)
        root = next((n for n, w in enumerate(tree.words) if w.head == n), None) if tree else None
        if tree is None or root is None or tree.subject(root) is None:
            continue
        for k in keys:
            others = tuple(o for o in keys if o != k)
            if (carried(head, (k,)) and carried(rest, others)) or (carried(rest, (k,)) and carried(head, others)):
                return True
    return False


def tells_little(said: Said) -> bool:
    """Whether a text has no two things that could be held against evidence: "They named the buyer." """
    return sum(i.kind in entail.TELLING for i in said.items) < 2


def _idle(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> list[entail.Fault]:
    """Rows and figures that are cited and not needed, save operands of what is: so that none is exchanged unseen."""
    if len(sentence.evidence) < 2:
        return []
    out: list[entail.Fault] = []
    for key in sentence.evidence:
        others = tuple(e for e in sentence.evidence if e != key)
        below = operands(others, evidence)
        kin = {_row_of(evidence[e]) for e in below} - {""}
        own = {_row_of(evidence[e]) for e in operands((key,), evidence)} - {""}
        if isinstance(evidence[key], SpanEvidence) or key in below or own & kin:
            continue
        if prove(sentence.model_copy(update={"evidence": others}), evidence, context).proven:
            out.append((entail.OPEN, f"{key} carries nothing that the others do not"))
    return out


def _row_of(item: Evidence) -> str:
    """What a row tells of: the measure of a measure and of its states, else the row itself; empty for no row."""
    if not isinstance(item, RowEvidence):
        return ""
    return item.id.partition(".")[0] if item.table in {"measures", "measure_states"} else f"{item.table} {item.id}"


def _unfit(sentence: Sentence, evidence: Mapping[str, Evidence]) -> str:
    """What rules a sentence out before it is read; empty where nothing does."""
    if not sentence.evidence:
        return "it cites no evidence"
    lost = [e for e in sentence.evidence if e not in evidence]
    if lost:
        return f"the cited evidence {lost[0]!r} does not exist"
    if knots := [e for e in sentence.evidence if not is_bounded(e, evidence)]:
        return f"{knots[0]} rests on itself, or on very many others"
    made = (n for e in operands(sentence.evidence, evidence) for n in getattr(evidence[e], "operands", ()))
    if bare := [n for n in made if n in evidence and getattr(evidence[n], "figure", n) is None]:
        return f"{bare[0]} is no operand: it has no figure"
    if len(sentence.text) > LONGEST:
        return f"it has more than {LONGEST:,} characters"
    if len(SIGNS.findall(sentence.text)) > MOST_SIGNS:
        return f"it has more than {MOST_SIGNS} words and signs"
    if HIDDEN.search(sentence.text):
        return "it holds markup, an address or signs that are not seen"
    own = [e for e in operands(sentence.evidence, evidence) if isinstance(evidence[e], GivenEvidence)]
    if own and not _YOURS.search(sentence.text):
        return f"{own[0]} is what a user says of themselves, and the sentence is not about them"
    legacy = [e for e in operands(sentence.evidence, evidence) if isinstance(evidence[e], FactEvidence)]
    return f"{legacy[0]} names no row" if legacy else ""


def _gap(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> str:
    """Where something was cut out so that its place is empty ("tonnes ."), unless the article has it so."""
    spans = [e for key in sentence.evidence if isinstance(e := evidence[key], SpanEvidence)]
    there = " ".join(f"{whole_sentences(context.text, e.start, e.end)} {e.quote}" for e in spans)
    gaps = (m[0].strip() for m in _GAP.finditer(sentence.text) if m[0] not in there)
    return next((f"something is cut out before {gap!r}" for gap in gaps), "")


_GAP = re.compile(r"\s[.,;:!?)](?=\s|$)|[,;:(]\s*[.,;:)]|\(\s|\s{2}")
_YOURS = re.compile(r"(?i)\byours?\b|\byou\b")
# what an article that calls itself an opinion says is quoted as its author's
_OPINION = re.compile(r"(?i)\b(?:opinion|commentary|op-?ed|editorial|viewpoint|column|guest essay)\b")
_VIEW = re.compile(r"The author (?P<verb>argues|writes): “(?P<said>.+)”")
_INNER = str.maketrans('“”"', "‘’'")
HEAD = 200  # characters of an article in which it says that it is an opinion


def _verbatim(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> bool:
    """Whether it is, word for word, one or more whole sentences of the article at the one span that it cites."""
    spans = [e for key in sentence.evidence if isinstance(e := evidence[key], SpanEvidence)]
    whole = [whole_sentences(context.text, e.start, e.end) for e in spans]
    if len(spans) < len(sentence.evidence) or whole != [" ".join(e.quote.split()) for e in spans]:
        return False
    view = _VIEW.fullmatch(sentence.text)
    if view and (view["verb"] == "writes" or _is_opinion(context)):  # what stands there was written, of any text
        return view["said"] == " … ".join(whole).translate(_INNER)
    of_author = sentence.text == _note(context)
    return len(whole) == 1 and sentence.text == whole[0] and (of_author or not _is_opinion(context))


def _viewed(said: Said, known: Sequence[Known], context: Context) -> Iterator[entail.Fault]:
    """What an opinion says is told as its author's: quoted, or with who says so."""
    quoted = said.text.startswith(("“", '"')) and said.text.endswith(("”", '"'))
    credited = any(i.keys & {"attribution", "article"} for i in said.of("mark"))
    of_author = _note(context) == said.text
    if all(k.spoken for k in known) and not (quoted or credited or of_author) and _is_opinion(context):
        yield entail.OPEN, "an opinion is told as fact: say whose it is"


def _misquoted(said: Said, known: Sequence[Known], context: Context) -> Iterator[entail.Fault]:
    """What stands in marks of quotation is, but for cuts that are marked, word for word the article's."""
    there = _plain_quotes(context.text) if all(k.spoken for k in known) else ""
    if there and _OPENED_TWICE.search(said.text) and not _OPENED_TWICE.search(context.text):
        yield entail.OPEN, "a mark of quotation is not closed"
    for match in re.finditer('“([^“”]+)”|"([^"]+)"', said.text) if there else ():
        quote = match[1] or match[2]
        parts = re.split(r" … |\.\.\.", _plain_quotes(quote))
        lost = [p for p in parts if len(quote.split()) > 1 and p.strip(" .,…") not in there]
        yield from ((entail.OPEN, f"{part!r} is not quoted as the article has it") for part in lost)


_OPENED_TWICE = re.compile("“[^”]*“|”[^“]*”")


@lru_cache(maxsize=64)
def _plain_quotes(text: str) -> str:
    """A text in lower case with one blank between words and one sign for all marks of quotation."""
    return " ".join(re.sub('[“”"‘’]', "'", text).lower().split())


def _note(context: Context) -> str | None:
    """The sentence in which an article tells who its author is."""
    return _argued(context.title, context.text, context.author)[1]


def _is_opinion(context: Context) -> bool:
    """Whether an article calls itself an opinion, or is one by the words of its headline, opening or author's note."""
    return _argued(context.title, context.text, context.author)[0]


@lru_cache(maxsize=64)
def _argued(title: str, text: str, author: str | None) -> tuple[bool, str | None]:
    article, at = Article(title=title, text=text, author=author), None
    named = _OPINION.search(f"{title} {text[:HEAD]}") is not None
    if argued := named or kind_of(article) == "opinion":
        at = by_whom(article)
    return argued, None if at is None else whole_sentences(text, at, at + 1)


CHECKS = (
    entail.covered, entail.dates, entail.ranked, entail.belonging, entail.repeated, followed, sides.shared_out,
    subjects, linked, ties.whole, ties.owned, ties.led, ties.acted, ties.titled,
)  # fmt: skip


def _faults(said: Said, known: Sequence[Known]) -> tuple[list[entail.Fault], list[entail.Use]]:
    uses: list[entail.Use] = []
    spoken = [(k, entail.drawn_on(said, k)) for k in known if k.spoken]
    found = list(entail.numbers(said, known, uses))
    for check in CHECKS:
        found += check(said, known)
    found += entail.directions(said, known, uses)
    found += entail.marks(said, known, spoken)
    found += entail.roles(said, known, spoken)
    found += entail.told_as_fact(said, uses)
    found += entail.compared(said, uses)
    found += entail.placed(said, known) if not exact(said, known) else []
    return found, uses


def _unranged(said: Said, known: Sequence[Known], uses: Sequence[entail.Use]) -> list[entail.Fault]:
    """A figure with a range is never said without it; "more than 50 %" is the range of what is known no closer."""
    ranged = [u.stated for u in uses if u.item.number is not None and u.item.number.low is not None]
    return [
        ("not proven", f"{u.item.surface!r} is said without its range")
        for u in uses if u.stated.low is not None and u.stated.exact and u.stated not in ranged
        and not (u.item.number and u.item.number.qualifier in u.stated.qualifiers & {"more than", "less than"})
    ]  # fmt: skip


def _unnamed(
    said: Said, known: Sequence[Known], uses: Sequence[entail.Use], evidence: Mapping[str, Evidence], context: Context
) -> Iterator[entail.Fault]:
    """A derived figure of something with a name of its own is told with that name, and any with what limits it."""
    for k in known:
        for of, words in lexicon.needs().items():
            clauses = {u.item.clause for u in uses if u.known is k}  # of what is counted: "on these minerals", "on tin"
            named = "minerals" in words and any(i.clause in clauses for i in said.of("mineral"))
            if of in k.limits and not words & _all_words(said.text) and not named:
                yield entail.OPEN, f"its figure is of {of}, which the sentence does not say"
        if isinstance(k.item, DerivedEvidence) and all(n in evidence for n in k.item.operands):
            heard = " ".join(t.text.lower() for t in (*k.texts, *k.heard))
            values = {n: value_of(evidence[n]) for n in k.item.operands}
            faults = told_otherwise(k.item, _all_words(said.text), heard, values)
            yield from ((entail.OPEN, why) for why in faults)
    told = frozenset(k for i in said.items for k in (i.keys | name_words(i.surface)))
    for k in known:
        if (called := _mineral_of(k.item, context)) and not called & told:
            yield entail.OPEN, f"{k.key} is of a mineral that the sentence does not name"
        stage = k.slots.get("stage", frozenset()) if getattr(k.item, "transform", "") == "world_share" else frozenset()
        if stage - {"mine"} and told & TOP and not told & stage:
            yield entail.OPEN, f"it leads in {min(stage)} alone, which the sentence does not say"
        yield from _narrowed(k.item, evidence, said, context)
        yield from _of_minerals(k, said, uses)
        if "middle(" in k.formula and "middle" not in said.text:
            yield entail.OPEN, "its figure is of the middle of a range, which the sentence does not say"
        yield from _of_site(k, said, uses, evidence, context)
        name = k.item.figure.name or _site(k.item, evidence, context) if isinstance(k.item, DerivedEvidence) else None
        if name and not name_words(name) & told:
            yield entail.OPEN, f"its figure is of {name}, which the sentence does not name"


def _of_minerals(known: Known, said: Said, uses: Sequence[entail.Use]) -> Iterator[entail.Fault]:
    """A size, share or price of a row is of one of the minerals that the sentence names, where it names any."""
    named = frozenset(k for i in said.of("mineral") for k in i.keys)
    for n in (u.stated for u in uses if u.known is known and not known.spoken and named):
        counted = frozenset(k for k in n.content if k.startswith("mineral:"))
        own = counted or (n.about if n.about is not None else known.slots).get("mineral", frozenset())
        if own and not named & own and not own & entail.groups_of(named):
            yield entail.OPEN, f"it is of {min(own).partition(':')[2]}, which the sentence does not name"


def _narrowed(item: Evidence, evidence: Mapping[str, Evidence], said: Said, context: Context) -> Iterator[entail.Fault]:
    """What is traded with one partner in one good is told with each."""
    here = frozenset(k for i in said.items for k in i.keys)
    words = frozenset(k for w in _all_words(said.text) for k in lexicon.keys_of(w))
    traded: list[str] = []
    below = [e for n in getattr(item, "operands", ()) if isinstance(e := evidence.get(n), RowEvidence)]
    below += [item] if isinstance(item, RowEvidence) else []
    for row in (e for e in below if e.table == "monthly_trade"):
        cell = find_row(context.world, row.table, row.id)
        traded.append(str(cell["good"]))
        if cell["flow"] not in words:
            yield entail.REFUTED, f"it is of {cell['flow']}s"
        if cell["partner"] != "WLD" and f"country:{cell['partner']}" not in here:
            yield entail.OPEN, f"it is of trade with {cell['partner']}, which the sentence does not name"
    written = frozenset(re.findall("[a-z]+", said.text.lower()))
    lost = (good for good in traded if not {*re.findall("[a-z]+", good)} - {"and"} <= written)
    yield from ((entail.OPEN, f"it is of {good}, which the sentence does not say") for good in lost)


def _published(
    item: DerivedEvidence, said: Said, known: Sequence[Known], evidence: Mapping[str, Evidence], context: Context
) -> Iterator[entail.Fault]:
    """What is told to come out is the publication of its rule, of the period by whose end it is reckoned, as bound."""
    rule = evidence[item.operands[0]]
    assert isinstance(rule, RowEvidence)
    row, end = find_row(context.world, rule.table, rule.id), dt.date.fromisoformat(days_in(item.formula)[0])
    told = said.text.lower()
    if str(row["title"]).lower() not in told or f"for {in_words(end, row['every'])}".lower() not in told:
        yield entail.REFUTED, f"it tells another publication than {rule.id} of {in_words(end, row['every'])}"
    whose = re.search(rf"{re.escape(str(row['title']).lower())} of (.+?) for ", told)
    firms = (k.item.quote.lower().strip() for k in known if isinstance(k.item, SpanEvidence))
    if whose and whose[1] not in firms:
        yield entail.OPEN, f"it does not come out of {whose[1]!r}"
    day = dt.date.fromordinal(int(item.figure.value)).isoformat()
    led = [said.text[: i.start].split()[-1].lower() for i in said.of("date") if day in i.keys and i.start]
    if any(word != row["bound"] for word in led):
        yield entail.REFUTED, f"it comes out {row['bound']} that day"


def _unlimited(
    said: Said, uses: Sequence[entail.Use], evidence: Mapping[str, Evidence], context: Context
) -> Iterator[entail.Fault]:
    """A row's figure, and one made of it, is told with its time, its stage and that it is the world's.

    Each in its own part of a list ("A, 5 t in 2023; B, 9 t in 2024"), else before it.
    """
    cuts = [0, *(m.end() for m in re.finditer("; |$", said.text))]
    for use in uses:
        start, end = next((a, b) for a, b in pairwise(cuts) if a <= use.item.start < b)
        before = [i for i in said.items if i.start < end]
        told = frozenset(k for i in before for k in (*i.keys, i.surface.lower()))
        days = [i.keys for i in before if i.kind == "date" and i.start >= start]
        days = days or [i.keys for i in before if i.kind == "date"]
        for row in _rows_of(use, evidence, context):
            own = _times(row, said)
            standing = getattr(row.item, "column", "") == "capacity" and bool(use.known.formula)  # that has no year
            if own and not standing and not any(entail.dated(d, o) for keys in days for d in keys for o in own):
                yield entail.OPEN, f"{row.key} is of {min(own)}, which the sentence does not say"
            part = not use.known.formula or _OF_WHOLE.match(said.text, use.item.end)  # no "of what all but China made"
            item = row.item if part and isinstance(row.item, RowEvidence) and row.item.table == "facts" else None
            if item is None or item.figure is None or item.figure.metric not in {"production", "share"}:
                continue
            stage = row.slots.get("stage", frozenset())
            known = stage | ({"w:metal"} if "metalmaking" in stage else set())
            if stage and not told & known and _has_stages(item, told, context):
                yield entail.OPEN, f"{row.key} is of {min(stage)} alone, which the sentence does not say"
            whole = item.transform == "world_share" or item.figure.metric == "share" or item.figure.country == "WLD"
            if whole and not told & _WORLD:
                yield entail.OPEN, f"{row.key} is of the world, which the sentence does not say"


def _times(row: Known, said: Said) -> frozenset[str]:
    """The time of a row or of a figure of trade; a financial year by its last month too."""
    item = row.item
    period = item.figure.period if isinstance(item, RowEvidence | RunEvidence) and item.figure else None
    if not period or (isinstance(item, RowEvidence) and item.table not in SITES):
        return row.slots.get("date", frozenset()) if period else frozenset()
    return frozenset({period, *(period.split("/")[1:] if "year to" in said.text else ())})


def _has_stages(item: RowEvidence, told: frozenset[str], context: Context) -> bool:
    """Whether what a row counts is told apart by its stage: its form is not told, and it is more than mined."""
    row = find_row(context.world, item.table, item.id)
    form = [i for i in read(str(row["form"] or "")).items if i.kind in {"word", "mineral"}]
    other = any(i.kind == "word" or f"mineral:{row['mineral']}" not in i.keys for i in form)
    formed = other and all(i.keys & told for i in form)
    return not formed and (row["stage"] != "mine" or len(_stages_of(context.world, str(row["mineral"]))) > 1)


@lru_cache(maxsize=256)
def _stages_of(world: World, mineral: str) -> frozenset[str]:
    facts = world.table("facts")
    counted = facts["metric"].is_in(["production", "share"])
    return frozenset(facts.filter((facts["mineral"] == mineral) & counted)["stage"])


_OF_WHOLE = re.compile(r"\)? of (?!what )")
_WORLD = frozenset({"world", "global", "worldwide", "country:WLD"})


def _rows_of(use: entail.Use, evidence: Mapping[str, Evidence], context: Context) -> Iterator[Known]:
    """The row of which a number of a sentence is, or the rows and figures of trade of which it is made."""
    item = use.known.item
    if isinstance(item, RowEvidence) and use.stated.exact and item.table != "uses":
        yield use.known
    elif isinstance(item, DerivedEvidence) and use.stated.exact:
        for row in (r for n in item.operands if n in evidence and (r := safe_known(n, evidence, context))):
            table = row.item.table if isinstance(row.item, RowEvidence) and row.numbers else ""
            printed = (
                table in {"facts", "prices", *SITES} and not use.formula and use.stated.value == row.numbers[0].value
            )
            if printed or (use.formula and table in {"facts", *SITES}):
                yield row


def _mineral_of(item: Evidence, context: Context) -> frozenset[str]:
    """By what the mineral of a price may be named: its name, its groups, its form; not by what its market deals in."""
    if not isinstance(item, RowEvidence) or item.table != "prices" or item.figure is None:
        return frozenset()
    form = read(str(find_row(context.world, item.table, item.id)["form"] or ""))
    said = frozenset(k for i in form.of("mineral") for k in i.keys)
    return figure_slots(item.figure, listed=True).get("mineral", frozenset()) | mineral_words(item.figure) | said


def _site(item: DerivedEvidence, evidence: Mapping[str, Evidence], context: Context) -> str:
    """The name of the one site of whose rows a figure is made; empty where it is of none or of several."""
    named = {
        str(find_row(context.world, e.table, e.id).get(column) or "")
        for n in item.operands if isinstance(e := evidence[n], RowEvidence)
        for column in [_SITES.get(e.table)] if column
    }  # fmt: skip
    return named.pop() if len(named) == 1 else ""


_SITES = {**dict.fromkeys(SITES, "name"), "stoppages": "site"}


def _of_site(
    known: Known, said: Said, uses: Sequence[entail.Use], evidence: Mapping[str, Evidence], context: Context
) -> Iterator[entail.Fault]:
    """What a site can make is told with its year, and not as what it made."""
    below = known.item.operands if isinstance(known.item, DerivedEvidence) else (known.key,)
    sites = [e for n in below if isinstance(e := evidence.get(n), RowEvidence) and e.table in SITES]
    own = [u.item for u in uses if u.known is known and u.stated.metric.startswith("projects_") and u.stated.dims]
    beside = [i for number, part in said.stretches if number in own for i in part]
    days = {d for i in beside if i.kind == "date" for d in i.keys}
    for site in sites if own else ():
        row = find_row(context.world, site.table, site.id)
        year = row.get("output_year") if site.column == "output_latest" else site.figure and site.figure.period
        if year and days and not any(entail.dated(d, part) for d in days for part in str(year).split("/")):
            yield entail.OPEN, f"{site.id} is of {year}, which the sentence does not say"
        near = [
            i
            for number, part in said.stretches if number in own
            for i in (*left_of(part, number)[-3:],
                      *takewhile(lambda i: i.kind != "punctuation", right_of(part, number)[:4]))
        ]  # fmt: skip
        if site.column == "capacity" and (made := [i for i in near if "produce" in i.keys]):
            yield entail.REFUTED, f"{site.id}: it is a capacity, and not what is {made[0].surface!r}"


def _all_words(text: str) -> frozenset[str]:
    """Its words with runs of two and three, in lower case."""
    one = re.findall(r"[\w’'-]+", text.lower())
    return frozenset(" ".join(one[k : k + n]) for n in (1, 2, 3) for k in range(len(one)))


def _content(said: Said) -> bool:
    """Whether a sentence says anything beside what a brief says of itself."""
    return any(i.kind not in {"function", "punctuation", "mark"} for i in said.items)


def _carries(known: Known, said: Said, uses: Sequence[entail.Use]) -> bool:
    """Whether the sentence uses the evidence: a number, name, date or word of it."""
    if any(u.known.key == known.key for u in uses) or (known.spoken and bears(known, said.text)):
        return True
    if known.formula and known.numbers[:1] and known.formula in getattr(known.item, "operands", ()):
        return False  # which is made only to be printed
    own = frozenset(s for keys in known.slots.values() for s in keys) | known.words
    return any(i.keys & own for i in said.items if i.kind not in {"number", "mark"}) and (
        known.spoken or not known.numbers or not known.numbers[0].exact or bool(known.texts)
    )  # fmt: skip


def _how(use: entail.Use, evidence: Mapping[str, Evidence]) -> dict[str, Any]:
    """How a number of the sentence came about, for the reader."""
    item = evidence[use.known.key]
    told: dict[str, Any] = {"said": use.item.surface, "evidence": use.known.key, "kind": item.kind}
    if isinstance(item, DerivedEvidence):
        values = {n: _figure_words(evidence[n]) for n in item.operands if n in evidence}
        told |= {"formula": item.formula, "operands": values}
    if not isinstance(item, SpanEvidence):
        told["value"] = _figure_words(item)
    return told


def _figure_words(item: Evidence) -> str:
    if isinstance(item, SpanEvidence):
        return item.quote
    figure = item.figure
    return item.statement if figure is None else f"{figure.value:.6g} {figure.unit}"
