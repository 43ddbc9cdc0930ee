"""What a piece of evidence says: its numbers, what they are about, the words, moods and roles that it allows."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import DidymiumError, UnknownLabel
from didymium.news.labels import Label, label_at
from didymium.proof import lexicon, rows
from didymium.proof.evidence import Context, close, value_of
from didymium.proof.formula import Dims, days_in, unit_of
from didymium.proof.reading import NOT_SHORT, Item, Said, name_parts, name_words, read, weighed
from didymium.records import AcceptedEvidence, DerivedEvidence, Evidence, Figure, RowEvidence, RunEvidence, SpanEvidence
from didymium.text.dateline import find_dateline
from didymium.text.syntax import SUBJECTS, parse
from didymium.world.load import World, parse_date

STAGE_KEYS = {
    "mine": "mine",
    "separate": "refine",
    "refine": "refine",
    "metal": "metalmaking",
    "component": "magnetmaking",
}
_ENDS = frozenset({"end", "expire", "suspend", "due", "extend", "until"})
_BEGINS = frozenset({"takes_effect", "start", "impose"})
DATE_COLUMNS = {
    "announced": {"announce", "impose", "propose", "agree", "sign", "pledge"},
    "signed": {"sign", "agree", "announce"}, "effective": _BEGINS, "from": _BEGINS, "start": _BEGINS,
    "ends": _ENDS, "expires": _ENDS - {"extend"}, "until": _ENDS,
}  # fmt: skip
LISTED = frozenset({"measures", "measure_states", "provisions", *rows.SITES})
TEXT_COLUMNS = (
    "title", "summary", "provision", "name", "project", "note", "good", "kind", "status", "process", "use", "operator",
    "parties", "application", "substitute", "list", "change", "holder", "instrument", "what_happens_next",
    "output_form", "form", "market", "cause", "site", "act", "state", "target", "role", "deposit_or_product", "element",
    "scenario", "funding", "practice", "owners", "capacity_remark", "capacity_unit", "by_product_of", "opening",
    "extension",
)  # fmt: skip  # in one order, for their numbers are told apart by it
PROSE = frozenset({"summary", "note"})
MOODS = frozenset({"possible", "conditional", "planned", "aimed", "expected", "required", "alleged", "considered",
                   "wish", "assumed"})  # fmt: skip
ALLOWED_MOODS = {
    "fact": frozenset[str](), "planned": frozenset({"planned", "aimed", "expected"}),
    "expected": frozenset({"expected"}),
    "conditional": frozenset({"conditional", "assumed", "condition"}),
}  # fmt: skip


@dataclass(frozen=True)
class Stated:
    """A number that evidence states: in base units, with what it is about. exact: of a cell or a run, not of words."""

    value: float
    dims: Dims
    kind: str
    low: float | None
    high: float | None
    metric: str
    exact: bool
    qualifiers: frozenset[str] = frozenset({"exactly"})
    slack: float = 0.0
    item: Item | None = None
    said: Said | None = None
    about: Mapping[str, frozenset[str]] | None = None  # what an operand is about; None: as its evidence
    summed: bool = False  # a sum over things that differ
    label: Callable[[], Label | None] | None = field(default=None, compare=False)  # what and whose it is by grammar
    content: frozenset[str] = frozenset()  # in what it is counted: tonnes of oxide


@dataclass(frozen=True)
class Known:
    """One piece of evidence as the proof sees it. slots: kind of name -> keys; texts: what it says in words."""

    key: str
    item: Evidence
    numbers: tuple[Stated, ...] = ()
    slots: Mapping[str, frozenset[str]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    texts: tuple[Said, ...] = ()
    modality: str = "fact"
    roles: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, frozenset[str]] = field(default_factory=dict)  # date -> what happens on it
    weak: bool = False
    seller: str = ""  # country whose share of another's imports it is
    limits: frozenset[str] = frozenset()  # scenario, move and metric, which limit what its figure says
    heard: tuple[Said, ...] = ()  # sentences of the article whose numbers it is derived from
    title: Said = field(default_factory=lambda: Said(""))  # of a measure, which limits it: whose goods, against whom
    called: frozenset[str] = frozenset()  # the words of its title that its kind does not have
    prime: frozenset[str] = frozenset()  # the words of its kind, title and metric: what it is about before all else

    @property
    def told(self) -> frozenset[str]:
        """The meanings of the words of its texts."""
        told = frozenset(k for t in self.texts for i in t.items if i.kind == "word" for k in i.keys)
        return told | frozenset(k for t in self.texts for k in able(t))

    @property
    def spoken(self) -> bool:
        """Whether it is words of the article."""
        return isinstance(self.item, SpanEvidence)

    @property
    def formula(self) -> str:
        """By what its figure is derived; empty for what is not."""
        return self.item.formula if isinstance(self.item, DerivedEvidence) else ""


def known(key: str, evidence: Mapping[str, Evidence], context: Context) -> Known:
    """What a piece of evidence says."""
    item = evidence[key]
    if isinstance(item, RunEvidence):
        return _run(key, item, context)
    if isinstance(item, DerivedEvidence):
        return _derived(key, item, evidence, context)
    if (key, item) not in context.kept:  # every sentence that cites it asks again
        context.kept[key, item] = _stated(key, item, context)
    kept: Known = context.kept[key, item]
    return kept


def _stated(key: str, item: Evidence, context: Context) -> Known:
    """What a piece of evidence says that rests on no other and on no run."""
    if isinstance(item, SpanEvidence):
        return _span(key, item, context)
    if isinstance(item, RowEvidence | AcceptedEvidence):
        return _row(key, item, context)
    return _fact(key, item, context)


def article_alone(known: Sequence[Known]) -> list[Said]:
    """What the article says where a sentence rests on it alone; nothing where anything else carries it too."""
    return [t for k in known for t in k.texts] if all(k.spoken for k in known) else []


_CAN = re.compile(
    r"(?i)\b(?:can|able to|capable of)\s(?:\w+ ){0,2}?(?:mak|produc|process|refin|smelt|treat|turn out|mill)"
)


_WANTED = re.compile(r"\d[\w ]{1,40}\b(?:required|needed)\b")


def able(said: Said) -> frozenset[str]:
    """What a text means that says what a plant can make, or how much is required."""
    wanted = frozenset({"need_for"}) if _WANTED.search(said.text) else frozenset[str]()
    return wanted | (frozenset({"capacity"}) if _CAN.search(said.text) else frozenset())


def words_of(said: Said) -> frozenset[str]:
    """The meanings of all words and names of a text."""
    own = frozenset(k for i in said.items if i.kind not in {"number", "date", "mark", "function"} for k in i.keys)
    named = [i for i in said.items if i.kind in {"company", "agency", "body", "project", "agreement"}]
    generic = {"country": "country", "agency": "ministry", "project": "project"}
    return own | {w for i in named for w in name_words(i.surface)} | {
        generic[i.kind] for i in said.items if i.kind in generic}  # fmt: skip


def slots_of(said: Said) -> dict[str, frozenset[str]]:
    """The names and dates of a text by kind."""
    named = (i for i in said.items if i.keys and i.kind not in {"number", "word", "mark", "function", "punctuation"})
    return merged({kind: keys} for item in named for kind, keys in _slots(item) if keys)


def _slots(item: Item) -> Iterator[tuple[str, frozenset[str]]]:
    """A name by its kind, and the country that an agency or firm is of."""
    states = frozenset(k for k in item.keys if k.startswith("country:"))
    yield item.kind, item.keys - states or item.keys
    yield "country", states


def merged(parts: Iterator[Mapping[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    """Slots of several parts joined."""
    out: dict[str, frozenset[str]] = {}
    for part in parts:
        for kind, keys in part.items():
            out[kind] = out.get(kind, frozenset()) | keys
    return out


# spans

# what ends a sentence, and is no "U.S." or "Mr." before a name
_STOP = rf"(?<!\b[A-Z]\.[A-Z]){NOT_SHORT}[.!?][”\"')]?"
_BREAKS = re.compile(rf"(?:{_STOP}\s+(?=[A-Z“\"'(\d])|\n+)")
_REACH = 2000  # characters on each side of a span in which its sentence must begin and end


def whole_sentences(text: str, start: int, end: int) -> str:
    """The span with what stands around it up to the ends of its sentences, so that nothing is cut off.

    Of a sentence longer than any writer's, `_REACH` characters on each side, so that time stays bounded.
    """
    left, right = max(0, start - _REACH), end + _REACH
    breaks = _BREAKS.finditer(text[left : start + 1])
    before = [left + m.end() for m in breaks if left + m.end() <= start]
    tail = text[max(end - 1, start) : right]
    after = re.search(_STOP + r"(?=\s+[A-Z“\"'(\d]|\s*\n|\s*$)|\n", tail)
    first = before[-1] if before else left
    last = max(end - 1, start) + (after.end() if after else len(tail))
    opened = find_dateline(text[first : max(last, end)])
    if opened is not None and opened.start == 0 and first + opened.end <= start:
        first += opened.end  # which is no part of the sentence
    return " ".join(text[first : max(last, end)].split())


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence of a text begins and ends."""
    ends = [m.end() for m in _BREAKS.finditer(text)]
    parts = itertools.pairwise(dict.fromkeys((0, *ends, len(text))))
    return tuple((a, a + len(text[a:b].rstrip())) for a, b in parts if text[a:b].strip())


def keys_said(said: Said) -> frozenset[str]:
    """What a text tells: the meanings of its words, names and dates, and its numbers as they are written."""
    told = frozenset(k for i in said.items if i.kind not in {"mark", "function", "punctuation"} for k in i.keys)
    return told | frozenset(f"{i.number.value:.6g}" for i in said.numbers if i.number)


_BEFORE = 800  # characters before a span in which what it refers to may be named
_REFERS = {
    "company": {"company", "firm", "miner", "group", "producer", "developer"}, "country": {"country", "nation"},
    "agency": {"ministry", "department", "agency", "commission"},
}  # fmt: skip


def referring(said: Said, earlier: Said) -> Said:
    """A text in which "the company" means also the one that is named last, and a name also what it alone is called.

    Where the last sentence that names any names two, nothing is resolved.
    """
    told = list(said.items)
    for n, item in enumerate(told):
        word = re.sub(r"['’]s?$", "", item.surface.lower())
        kind = next((k for k, words in _REFERS.items() if word in words), "")
        definite = n > 0 and told[n - 1].surface.lower() in {"the", "this"}
        if (
            definite
            and item.surface.lower() in _OF_TWO
            and (named := _of_two(told[:n], item) or _of_two(earlier.items, item))
        ):
            told[n] = replace(named, start=item.start, end=item.end, clause=item.clause, sentence=item.sentence)
        elif item.kind == "word" and kind and definite:
            told[n] = replace(item, keys=item.keys | _last_named(kind, (*told[:n],), earlier.items))
        elif item.kind == "company" and _alone(item, said):
            told[n] = replace(item, keys=item.keys | {"firm"})
    return replace(said, items=tuple(told))


_OF_TWO = {"former": 0, "latter": 1}


def _of_two(before: Sequence[Item], item: Item) -> Item | None:
    """Which of the two that were named last "the former" or "the latter" is; None where there are not just two."""
    for kind in ("company", "country", "mineral"):
        named = [i for i in before if i.kind == kind]
        last = [i for i in named if i.sentence == named[-1].sentence]
        if len(last) == 2 and not last[0].keys & last[1].keys:
            return last[_OF_TWO[item.surface.lower()]]
    return None


def _alone(item: Item, said: Said) -> bool:
    """Whether a name is the only one of its kind in its sentence."""
    return not any(i.kind == item.kind and i.sentence == item.sentence and not i.keys & item.keys for i in said.items)


def _last_named(kind: str, *texts: tuple[Item, ...]) -> frozenset[str]:
    """What the one name of a kind means in the last sentence that has any; nothing where it has two."""
    for items in texts:
        named = [i for i in items if i.kind == kind]
        last = [i for i in named if i.sentence == named[-1].sentence]
        if last:
            one = all(i.keys & last[0].keys for i in last)
            return (last[0].keys | name_words(last[0].surface)) - {"firm"} if one else frozenset()
    return frozenset()


def _named_anew(said: Said, before: str, day: str | None) -> Said:
    """A text in which "it" and "its", before it names anybody, are who acts in the sentence before.

    Where that has no one actor, nothing is resolved.
    """
    first = next((i.start for i in said.items if i.kind in {"company", "country", "agency"}), len(said.text))
    pronouns = {id(i) for i in said.items if i.surface.lower() in {"it", "its"} and i.start < first}
    actor = _actor(before, day) if pronouns else None
    if actor is None:
        return said
    whose = {k: replace(actor, start=k.start, end=k.end, clause=k.clause, sentence=k.sentence, role="A")
             for k in said.items
             if id(k) in pronouns}  # fmt: skip
    return replace(said, items=tuple(whose.get(i, i) for i in said.items))


def _actor(before: str, day: str | None) -> Item | None:
    """The one firm or country that acts in the last sentence of a text."""
    spans = sentence_spans(before)
    text = before[slice(*spans[-1])] if spans else ""
    tree, said = parse(text), read(text, day)
    acting = [
        i for w in (tree.words if tree else ())
        if (tree and w.dep == "conj" and tree.words[w.head].dep in SUBJECTS) or w.dep in SUBJECTS
        for i in said.items if i.kind in {"company", "country"} and i.start <= w.start < i.end
    ]  # fmt: skip
    return acting[0] if len({i.keys for i in acting}) == 1 else None


def _span(key: str, item: SpanEvidence, context: Context) -> Known:
    """What a span says in its whole sentences."""
    before = context.text[max(0, item.start - _BEFORE) : item.start]
    words = whole_sentences(context.text, item.start, item.end)
    said = referring(weighed(read(words, context.day), context.text), read(before, context.day))
    said = _named_anew(said, before, context.day) if context.alone else said
    left = context.text.find(said.text)
    numbers = tuple(
        Stated(n.value, n.dims, n.kind, n.low.value if n.low else None, n.high.value if n.high else None, "", False,
               frozenset({n.qualifier}), n.slack, i, said,
               label=None if left < 0 else
               partial(label_at, context.text, context.title, left + i.start, left + i.end))
        for i in said.numbers if (n := i.number)
    )  # fmt: skip
    return Known(key, item, numbers, slots_of(said), words_of(said) | able(said), (said,))


_MADE_ONCE = frozenset({"operating", "ramping", "ramping_up", "producing", "closed", "care", "paused"})  # have run


# rows


def figure_number(figure: Figure, qualifier: str | None = None) -> Stated:
    """The number of a figure in base units."""
    factor, dims, kind = unit_of(figure.unit)
    ends = [None if e is None else e * factor for e in (figure.low, figure.high)]
    return Stated(figure.value * factor, dims, kind, ends[0], ends[1], figure.metric, True,
                  frozenset({qualifier or "exactly"}))  # fmt: skip


def metric_words(metric: str) -> frozenset[str]:
    """The words of a metric: its own name's and those that the lexicon lists."""
    own = frozenset(k for w in metric.split("_") for k in lexicon.keys_of(w))
    listed = lexicon.metrics().get(metric)
    return own | (listed.words if listed else frozenset())


def mineral_words(figure: Figure) -> frozenset[str]:
    """Minerals by their plain words, for those that are common words too (lead, cement)."""
    return frozenset(k for m in (figure.mineral or "").split(";") for w in m.split() for k in lexicon.keys_of(w))


def said_of_metric(known: Known, keys: frozenset[str]) -> bool:
    """Whether a word is listed for the metric of one of the figures, so that it needs no computing."""
    listed = [lexicon.metrics().get(n.metric) for n in known.numbers if n.exact]
    return any(keys & m.words for m in listed if m)


def figure_slots(figure: Figure, listed: bool = False) -> dict[str, frozenset[str]]:
    """What a figure is about, as keys by kind."""
    found: dict[str, frozenset[str]] = {}
    countries = {c for cell in (figure.country, figure.counterpart) for c in (cell or "").split(";") if c}
    if countries:
        found["country"] = frozenset(f"country:{c.strip()}" for c in countries)
    if figure.mineral:
        found["mineral"] = frozenset(_mineral_keys(figure.mineral, listed))
    if figure.stage in STAGE_KEYS:
        found["stage"] = frozenset({STAGE_KEYS[figure.stage]})
    if figure.sector:
        found["sector"] = frozenset({f"sector:{figure.sector}"})
    if figure.period:
        found["date"] = frozenset(figure.period.split("/"))
    return found


def _mineral_keys(cell: str, listed: bool) -> Iterator[str]:
    for name in cell.split(";"):
        try:
            mineral = labels.mineral(name.split("(")[0].strip())
        except UnknownLabel:
            continue
        yield f"mineral:{mineral}"
        if listed:
            yield from (f"mineral:{g}" for g in labels.groups(mineral))


def _row(key: str, item: RowEvidence | AcceptedEvidence, context: Context) -> Known:
    return replace(_told_by_row(item, context.world, context.day), key=key)


@lru_cache(maxsize=4096)
def _told_by_row(item: RowEvidence | AcceptedEvidence, world: World, day: str | None) -> Known:
    """What a row says, whatever its id in a ledger is."""
    context = Context(world, day=day)
    table, own = rows.of(item.table), rows.find_row(context.world, item.table, item.id)
    kin = _kin(item.table, own, context)
    row = {**kin[0], **{c: v for c, v in own.items() if v not in (None, "")}} if kin else own
    listed = item.table in LISTED
    figure = rows.cell(context.world, item.table, own, item.column, item.transform)
    prose = PROSE - {item.column} if table.startswith("measure") else ()  # lent to no other cell
    told_by = [str(row[c]) for c in TEXT_COLUMNS if c not in prose and row.get(c) not in (None, "")]
    texts = tuple(read(_readable(cell), context.day) for cell in told_by)
    title = read(_readable(str(row.get("title") or row.get("provision") or "")), context.day)
    publisher = context.world.source(str(row["source_id"])).get("publisher") if row.get("source_id") else None
    voice = read(str(publisher), None) if publisher else Said("")
    base = figure or Figure(metric=f"{table}_{item.column}", value=0.0, unit="", **rows._slots(item.table, row))
    speaker = {k: v for k, v in slots_of(voice).items() if k not in {"country", "date"}}
    slots = merged(iter([figure_slots(base, listed), *(slots_of(t) for t in texts), _places(row), speaker]))
    dates = merged(iter([*(_dates(r, _outlived(r, item.table, context)) for r in (*kin, row))]))
    told = frozenset({base.period or ""}) if table in {"facts", "prices"} else frozenset(dates)
    slots["date"] = _years_meant(row) or slots.get("date", frozenset()) | told
    words = metric_words(base.metric) | metric_words(table) | metric_words(f"{table}_{item.column}")
    words |= frozenset(k for t in (*texts, voice) for k in words_of(t)) | slots.get("stage", frozenset())
    words |= frozenset(w for ws in dates.values() for w in ws) | mineral_words(base)
    words |= frozenset({"w:metal"}) if row.get("stage") == "metal" else frozenset()
    words |= frozenset({"world"}) if "country:WLD" in slots.get("country", ()) else frozenset()
    words -= (
        {"import", "imports"} if row.get("flow") == "export" else {"export", "exports"} if row.get("flow") else set()
    )
    words -= _not_yet(row) if table.startswith("project") else frozenset()
    words -= TOP if base.metric == "share" and not _leads(row, item, context) else frozenset()
    numbers: tuple[Stated, ...] = ()
    if figure is not None and figure.unit != "date":
        form = slots_of(read(str(row.get("form") or ""), None)).get("mineral", frozenset())
        about = figure_slots(figure, listed)  # its note may tell of others
        kept = frozenset() if figure.metric == "production" else about.get("mineral", frozenset())
        about |= {"date": slots["date"]}  # of a mean, the years that its note tells
        about |= {"mineral": form | kept} if form else {}  # tonnes of alumina are none of aluminium
        numbers = (replace(figure_number(figure, _note(row)), content=_content(row, item.column),
                           about=about if table in {"facts", "prices"} else None),)  # fmt: skip
    own_value = {(n.value, n.dims) for n in numbers}
    numbers += tuple(n for t in texts for n in _text_numbers(t) if (n.value, n.dims) not in own_value)
    return Known(
        "", item, numbers, slots, words, texts, _row_modality(item, row, base.metric), _row_roles(row), dates,
        weak=bool(getattr(item, "weak", False)), seller=_seller(row), limits=_limits(row, base.metric),
        title=title, called=words_of(title) - _prime({"kind": row.get("kind")}, base.metric),
        prime=_prime(row, base.metric),
    )  # fmt: skip


IN_CONCENTRATE = "in concentrate"  # or ore: 5 tonnes of copper in it are no 5 tonnes of it


def _content(row: Mapping[str, Any], column: str) -> frozenset[str]:
    """The mineral and the words that the unit of a capacity or output names: those of "t/yr NdPr oxide"."""
    unit = str(row.get("capacity_unit") or "") if column in rows.SIZES else ""
    said = read(unit.partition(" ")[2], None)
    words = words_of(said) | (frozenset({IN_CONCENTRATE}) if " in " in unit else frozenset())
    bare = [w for w in unit.split(" ")[1:2] if w.capitalize() == w or w == "lead"]  # "t U": no name in other texts
    words |= frozenset(k for w in bare for k in _mineral_keys(w, listed=False))
    return words | frozenset(k for i in said.of("mineral") for part in name_parts(i.surface) for k in part)


def _seller(row: Mapping[str, Any]) -> str:
    return str(row.get("partner") or "") if row.get("metric") == "import_source_share" else ""


def _limits(row: Mapping[str, Any], metric: str) -> frozenset[str]:
    """The metric of a row, and the scenario of one of the future."""
    scenario = {f"scenario {row['scenario']}"} if row.get("scenario") and _ahead(row) else set[str]()
    return frozenset({metric, *scenario})


def _ahead(row: Mapping[str, Any]) -> bool:
    """Whether a row was known before its year began."""
    return int(row.get("year") or 0) > int(row["known_from"].year)


def _not_yet(row: Mapping[str, Any]) -> frozenset[str]:
    """What may not be said of a project in its state: a plant that runs is not being built, and the other way round."""
    status = str(row.get("status"))
    if status == "operating":
        return frozenset({"build", "plan", "due"})
    return frozenset({"w:operat", "w:operation", *(["build"] if status in {"planned", "financed"} else [])})


TOP = frozenset({"largest", "first", "lead_by", "w:dominat", "w:dominanc"})


def _leads(row: Mapping[str, Any], item: RowEvidence | AcceptedEvidence, context: Context) -> bool:
    """Whether the country of a share has the largest one of its series."""
    if item.transform != "world_share":
        return False
    closed = context.world.shares(str(row["mineral"]), str(row["stage"]), int(row["year"]))
    named = closed.filter(~pl.col("country").is_in(["OTH", "WLD"]) & (pl.col("source_id") == row["source_id"]))
    best = named.sort("share", descending=True).head(1).to_dicts()
    return bool(best) and best[0]["country"] == row["country"]


def _prime(row: Mapping[str, Any], metric: str) -> frozenset[str]:
    told = [str(row[c]).replace("_", " ") for c in ("kind", "title") if row.get(c)]
    return frozenset(k for t in (*told, metric.replace("_", " ")) for k in words_of(read(t, None)))


def _kin(table: str, row: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], ...]:
    """The measure of a state, or the states of a measure: what one says, the other is about."""
    if table == "measure_states":
        return (rows.find_row(context.world, "measures", str(row["measure"])),)
    if table == "measures":
        log = context.world.table("measure_states")
        return tuple({"id": row["id"]} | {c: v for c, v in r.items() if c in STATE_COLUMNS} for r in
                     log.filter(pl.col("measure") == row["id"]).to_dicts())  # fmt: skip
    return ()


def _text_numbers(said: Said) -> Iterator[Stated]:
    for i in said.numbers:
        if n := i.number:
            yield Stated(n.value, n.dims, n.kind, n.low.value if n.low else None, n.high.value if n.high else None, "",
                         False, frozenset({n.qualifier}), n.slack, i, said)  # fmt: skip


def _readable(text: str) -> str:
    return text.replace("_", " ").replace(";", ", ") if " " not in text else text


def _note(row: Mapping[str, Any]) -> str | None:
    note = str(row.get("note") or "")
    return note if note in {"more than", "less than", "about", "at least", "up to"} else None


def _places(row: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    cells = [str(row[c]) for c in (*rows.PLACES, *rows.OTHERS, "parties", "chinese_control") if row.get(c)]
    codes = {p.strip() for cell in cells for p in cell.split(";")}
    found = frozenset(f"country:{c}" for c in codes if c in labels.countries() or c in labels.AGGREGATES)
    return {"country": found}


def _row_roles(row: Mapping[str, Any]) -> dict[str, str]:
    """Who acts in a row and who is acted on."""
    found: dict[str, str] = {}
    for columns, role in ((("actor", "exporter", "obliges"), "A"), (("targets", "importer"), "T")):
        for column in columns:
            for code in str(row.get(column) or "").split(";"):
                if code:
                    found[f"country:{code}"] = role
    return found


ACTS = {
    "proposed": {"propose"}, "announced": {"impose"}, "resumed": {"resume", "takes_effect"}, "suspended": {"suspend"},
    "entered": {"takes_effect", "start", "impose"}, "extended": {"extend"}, "amended": {"takes_effect"},
    "ended": {"end", "expire", "lift"},
}  # fmt: skip
STATE_COLUMNS = frozenset({"measure", "act", "state", "date", "from", "until", "instrument", "practice", "note"})


def _outlived(row: Mapping[str, Any], table: str, context: Context) -> bool:
    """Whether a later state of its measure has another term than this state: it was to last until then, and did not."""
    if table not in {"measures", "measure_states"} or not row.get("until"):
        return False
    log = context.world.table("measure_states")
    later = log.filter((pl.col("measure") == row["measure"]) & (pl.col("date") > row["date"]))
    return bool((later["until"].is_not_null() | (later["act"] == "ended")).any())


_MEAN = re.compile(r"mean of (\d\d)(\d\d)[–-](?:\d\d)?(\d\d)$")


def _years_meant(row: Mapping[str, Any]) -> frozenset[str]:
    """The span of years that a figure is the mean of ("mean of 2021–24"): it is of none of them alone."""
    found = _MEAN.match(str(row.get("note") or ""))
    return frozenset({f"{found[1]}{found[2]}/{found[1]}{found[3]}"}) if found else frozenset()


def _dates(row: Mapping[str, Any], outlived: bool = False) -> dict[str, frozenset[str]]:
    """The dates of a row with what happens on each; outlived: its term was changed later."""
    found: dict[str, frozenset[str]] = {}
    for column, value in row.items():
        text = value.isoformat() if isinstance(value, dt.date) else str(value or "")
        if column in rows.SILENT or not re.fullmatch(r"(?:19|20)\d\d(?:-\d\d){0,2}", text):
            continue
        does = DATE_COLUMNS.get(column, {"*"})
        if row.get("act") in ACTS and column in {"date", "from"}:
            later = column == "date" and row.get("from") not in (None, "", value)
            of_its_end = {str(row["act"])} & {"suspended", "ended"}  # no announcement of the measure
            does = ACTS[str(row["act"])] | ({"announce"} if column == "date" else set())
            does = {"announce"} | of_its_end if later else does
        elif row.get("act") in ACTS and column == "until":
            does = {"end", "expire", "due"} | (set() if outlived else {"until"} | (ACTS[str(row["act"])] & does))
        if column == "expires" and "suspen" not in str(row.get("provision") or "suspen").lower():
            does = does - {"suspend"}
        found[text] = found.get(text, frozenset()) | frozenset(does)
    return found


def _row_modality(item: RowEvidence | AcceptedEvidence, row: Mapping[str, Any], metric: str) -> str:
    if item.table in rows.SITES and item.column == "output_latest" and "basis" in row and "figure" in row:
        return "fact" if row["basis"] == "reported" else "planned"  # of a site or firm, whose state may be unknown
    if item.table in rows.SITES:
        halted = row.get("status") == "paused" and not row.get("output_latest")  # while it was being built
        return "planned" if halted or str(row.get("status")) not in _MADE_ONCE else "fact"
    if item.table == "facts" and _ahead(row):
        return "expected"
    listed = lexicon.metrics().get(metric)
    return listed.modality if listed else "fact"


# runs


def _run(key: str, item: RunEvidence, context: Context) -> Known:
    manifest = context.runs.get(item.run, {})
    metric = lexicon.metrics().get(item.figure.metric)
    args = dict(_arguments(manifest.get("args", {})))
    said = tuple(read(str(v).replace("_", " "), None) for v in (item.figure.name, item.figure.sector) if v)
    slots = merged(iter([figure_slots(item.figure, True), _argument_slots(args), *(slots_of(s) for s in said)]))
    numbers = (figure_number(item.figure), *_argument_numbers(args), *_periods(item.figure))
    listed = metric is not None and manifest.get("verb") == "precedents"  # whose metrics tell all that is counted
    verb = frozenset[str]() if listed else metric_words(f"run_{manifest.get('verb')}")
    words = metric_words(item.figure.metric) | verb | mineral_words(item.figure)
    words |= frozenset(k for s in said for k in words_of(s)) | slots.get("stage", frozenset())
    if "lost" in args and "allowed" not in args:  # what is lost is output, and no export is stopped
        words = (words - _SENT) | {"produce"}
    if "allowed" in args and "lost" not in args:
        words -= {"produce"}
    roles = {f"country:{v}": role for k, vs in args.items() for role in [ARGUMENT_ROLES.get(k)] if role for v in vs}
    return Known(key, item, numbers, slots, words, said, metric.modality if metric else "conditional", roles,
                 limits=frozenset({item.figure.name or ""}))  # fmt: skip


_SENT = frozenset({"export", "shipment"})
ARGUMENT_ROLES = {"exporter": "A", "sender": "A", "responder": "A", "importer": "T", "target": "T"}


def _arguments(value: Any, name: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every argument of a run by its name, nested ones included."""
    found: dict[str, list[str]] = {}

    def walk(part: Any, called: str) -> None:
        if isinstance(part, Mapping):
            for k, v in part.items():
                walk(v, str(k))
        elif isinstance(part, list | tuple):
            for v in part:
                walk(v, called)
        elif part is not None:
            found.setdefault(called, []).append(str(part))

    walk(value, name)
    yield from ((k, tuple(v)) for k, v in found.items())


def _argument_slots(args: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, values in args.items():
        for value in values:
            if name in {"minerals", "mineral"}:
                for part in re.split(r"[;,]", value):
                    found.setdefault("mineral", set()).update(_mineral_keys(part, listed=True))
            elif value in labels.countries() or value == "EUU":
                found.setdefault("country", set()).add(f"country:{value}")
            elif re.fullmatch(r"(?:19|20)\d\d(?:-\d\d){0,2}", value):
                found.setdefault("date", set()).add(value)
    return {k: frozenset(v) for k, v in found.items()}


def _argument_numbers(args: Mapping[str, tuple[str, ...]]) -> Iterator[Stated]:
    """The numbers of a scenario: the cut, its length, the budget."""
    for allowed in args.get("allowed", ()):
        yield Stated(1 - float(allowed), (), "", None, None, "cut", True)
    for lost in args.get("lost", ()):
        yield Stated(float(lost), (), "", None, None, "cut", True)
    for start, end in zip(args.get("from", ()), args.get("to", ()), strict=False):
        yield _length(start, end)
    for start, months in zip(args.get("start", ()), args.get("months", ()), strict=False):
        del start
        yield Stated(float(months) / 12, (("yr", 1),), "", None, None, "length", True)


def _length(start: str, end: str) -> Stated:
    a, b = (int(m[:4]) * 12 + int(m[5:7] or 1) for m in (f"{start}-01", f"{end}-12"))
    return Stated((b - a + 1) / 12, (("yr", 1),), "", None, None, "length", True)


def _periods(figure: Figure) -> Iterator[Stated]:
    if figure.period and "/" in figure.period and "-" in figure.period:
        yield replace(_length(*figure.period.split("/")), metric="horizon")
    listed = lexicon.metrics().get(figure.metric)
    for text in sorted(listed.numbers if listed else ()):
        for n in _text_numbers(read(text, None)):
            long = "horizon" if n.dims == (("yr", 1),) else ""
            yield replace(n, exact=True, item=None, said=None, metric=long)


# derivations and what the first edition cited


def _derived(key: str, item: DerivedEvidence, evidence: Mapping[str, Evidence], context: Context) -> Known:
    parts = [known(name, evidence, context) for name in item.operands if name in evidence]
    if item.figure.unit == "date" or item.figure.metric == "before_control":  # of the day that it gives, or of none
        parts = [replace(p, slots={k: v for k, v in p.slots.items() if k != "date"}) for p in parts]
    slots = merged(iter([figure_slots(item.figure, True), *(_firm_slots(p) for p in parts)]))
    words = lexicon.reckoned_words(item.figure.metric) | frozenset(w for p in parts for w in p.words)
    if item.formula.startswith("count("):  # of what is counted no title is told
        words -= frozenset(w for p in parts for w in p.called)
    if any(isinstance(p.item, RunEvidence) and not _SENT & p.words for p in parts):
        words -= _SENT
    counted = re.match(r"(?:count|rank|days|months)\(", item.formula) is not None
    qualifiers = frozenset(q for p in parts for q in _qualifiers(p)) if not counted else frozenset()
    number = replace(figure_number(item.figure), summed="+" in item.formula or "sum(" in item.formula)
    loose = {"about"} if qualifiers - {"exactly"} else set()
    bounds = qualifiers - {"exactly", "about"}
    number = replace(number, qualifiers=frozenset(bounds | loose or {"exactly"}))
    moods = {p.modality for p in parts}
    modality = next((m for m in ("conditional", "planned", "expected") if m in moods), "fact")
    numbers = (
        *((number,) if item.figure.unit != "date" else ()),
        *_periods(item.figure),
        *(n if n.said or n.about else replace(n, about=p.slots) for p in parts for n in p.numbers if _is_read(n, p)),
    )
    slots["date"] = slots.get("date", frozenset()) | frozenset(days_in(item.formula))
    heard = tuple(t for p in parts for t in (p.texts if p.spoken else p.heard))
    words |= frozenset({"plan"}) if any(i.keys & ALLOWED_MOODS["planned"] for t in heard for i in t.of("mark")) else (
        frozenset())  # fmt: skip
    words |= frozenset({"quota"}) if any(map(allows_exports, heard)) else frozenset()
    dates = {d: w for p in parts for d, w in p.dates.items()}
    if item.figure.unit == "date":
        told: list[str] = []
        if item.figure.metric == "released_on":  # with the period of which it tells
            day = parse_date(days_in(item.formula)[0])
            told = [*days_in(item.formula), dt.date.fromordinal(int(item.figure.value)).isoformat(), f"{day:%Y-%m}"]
        dates = {day: frozenset({"*"}) for day in told}
        slots["date"] = frozenset(dates)
    return Known(key, item, numbers, slots, words | slots.get("stage", frozenset()), tuple(
        t for p in parts for t in p.texts if not p.spoken), modality,
        {k: r for p in parts for k, r in p.roles.items()}, dates, weak=all(p.weak for p in parts),
        seller=next((p.seller for p in parts if p.seller), ""),
        limits=frozenset({item.figure.metric}).union(*(p.limits for p in parts)),
        heard=heard,
        prime=frozenset(w for p in parts for w in p.prime))  # fmt: skip


def _is_read(number: Stated, part: Known) -> bool:
    """Whether a number of an operand is what is reckoned with: of the article's sentence that which the span reads."""
    if not isinstance(part.item, SpanEvidence) or part.item.reads is None or number.item is None:
        return True
    own = [value_of(part.item).value, *(n.value for i in read(part.item.quote, None).numbers if (n := i.number))]
    return any(close(value, number.value, 1e-6) for value in own)  # "40 tonnes a month" reads the tonnes alone


def allows_exports(text: Said) -> bool:
    """Whether a sentence says how much may leave: "may export up to 18,125 t", "allowed to ship"."""
    told = frozenset(k for i in text.items for k in i.keys)
    return bool(told & {"allow", "possible"}) and bool(told & {"export", "shipment"})


LOOSE = re.compile(r"(?i)\b(?:today|yesterday|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b")


def _firm_slots(part: Known) -> Mapping[str, frozenset[str]]:
    """The slots of an operand, without the days that words such as "on Monday" or "this week" stand for."""
    if not part.spoken:
        return part.slots
    loose = {k for t in part.texts for i in t.of("date") if LOOSE.search(i.surface) for k in i.keys}
    return {**part.slots, "date": part.slots.get("date", frozenset()) - loose}


def _qualifiers(part: Known) -> frozenset[str]:
    """How the number of an operand is qualified: that of the very quantity that a span reads."""
    if isinstance(part.item, SpanEvidence) and part.item.reads is not None:
        return frozenset({part.item.reads.quantifier})
    return frozenset(q for n in part.numbers[:1] if n.exact for q in n.qualifiers)


def _fact(key: str, item: Any, context: Context) -> Known:
    """What the first edition cited: its statement is not made from a row, so nothing rests on it."""
    said = read(item.statement, context.day)
    numbers = (figure_number(item.figure),) if item.figure else ()
    return Known(key, item, (*numbers, *_text_numbers(said)), slots_of(said), words_of(said), (said,))


def safe_known(key: str, evidence: Mapping[str, Evidence], context: Context) -> Known | None:
    """As `known`; None where the evidence names nothing that exists."""
    try:
        return known(key, evidence, context)
    except DidymiumError:
        return None
