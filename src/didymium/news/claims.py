"""Claims of an article: checkable numbers about the mineral world, each with metric, subject, mineral and year.

Deal money, stakes, tariff rates and lengths of time belong to events; falls are negative; a range gives one claim a
bound; an undated statement in the present tense has no year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from didymium.news.document import Actor, Document, Sentence, minerals_in
from didymium.news.events import _falls as falls
from didymium.news.slots.quantities import Quantity
from didymium.news.stages import stage_of

_PERCENT: tuple[tuple[str, re.Pattern[str]], ...] = tuple((m, re.compile(p, re.I)) for m, p in (
    ("skip", r"\b(?:tariffs?|dut(?:y|ies)|levy|royalt\w*|export tax|tax(?:es)?|surcharge|rate "
             r"of|interest rate|coupon|discount|premium of|ownership|chance|probability|votes?|"
             r"approval|inflation|GDP|odds|margin|rebate|profit|revenue|"
             r"earnings|dividend|workforce|jobs|owned by|owns|ad valorem|trade deficit|economy)\b"),
    ("stake", r"\b(?:stake|interest in|shareholding|holds|equity|shareholders?|free carry|ownership|"
              r"minority|majority)\b"),
    ("shares", r"\b(?:shares?|stocks?)\b\s(?!of\b)|\b(?:shares?|stocks?) (?:in|of) [A-Z]|\b(?:shares|"
               r"stock) (?:rose|fell|jumped|gained|dropped)|in (?:New York|Sydney|London|Toronto|"
               r"Hong Kong) trad"),
    ("import_reliance", r"\b(?:import[- ](?:reliance|dependen\w+)|reliant on imports|relies (?:\w+ )?on "
                        r"imports|rely (?:\w+ )?on imports|dependent on (?:\w+ )?imports|dependen\w+ on "
                        r"imports|imports? [^.]{0,30}of (?:the|its|their) [^.]{0,40}(?:uses?|consumes?|needs?|"
                        r"consumption|requirements?|demand)\b|net imports?)"),
    ("magnet_share", r"\b(?:of|over|for)\b[^.]{0,60}\bmagnets?\b|\bmagnets?\b[^.]{0,40}(?:share|output|"
                     r"production|made)"),
    ("reserves_share", r"\b(?:of|in)\b[^.]{0,50}\b(?:reserves|resources|deposits)\b|\bholds? [^.]{0,50}\b(?:reserves|"
                       r"raw materials|deposits)"),
    ("import_share", r"\b(?:import(?:s|ed)?|buys?|bought|sourc(?:es|ed|ing)|gets?|got|suppl(?:y|ies|ied)"
                     r" (?:to|came|comes)|of (?:its|their|the|US|U\.S\.|EU|Japan's|Europe's) [^.]{0,60}\bfrom\b|"
                     r"comes? from|came from|purchases|rely on|relies on|depends? on|dependent on|reliance "
                     r"on|dependence on)\b"),
    ("export_share", r"\b(?:of (?:the )?(?:world|global|international|seaborne|its|their|total|China's|"
                     r"Chinese) ?(?:\w+ )?exports|export share|share of exports|of exports)\b"),
    ("processing_share", r"\b(?:refin\w+|process(?:ing|es|ed)?|separat\w+|smelt\w+|purif\w+)\b"),
    ("demand_share", r"\b(?:of|for) (?:the )?(?:world|global|total|its|their|US|domestic|all)?\s?(?:\w+ "
                     r"){0,3}?(?:demand|consumption|use|usage|electric cars|EVs|market for)\b|\bdrive "
                     r"about\b|\bconsum(?:es|ed)\b"),
    ("production_share", r"\b(?:produc\w+|output|min(?:e|es|ed|ing)|suppl(?:y|ies|ied)|makes?|made|market|"
                         r"global total|world total|accounts? for|accounted for|dominat\w+|controls?|share)"
                         r"\b"),
))  # fmt: skip
_CHANGE = re.compile(
    r"\b(?:f[ae]ll(?:s|en|ing)?|fell|r[io]se(?:n|s)?|rising|drop\w*|plung\w*|tumbl\w*|"
    r"slump\w*|slid\w*|slip\w*|crash\w*|sank|declin\w*|collaps\w*|halv\w*|jump\w*|surg\w*|"
    r"soar\w*|climb\w*|gain\w*|rall\w+|spik\w*|doubl\w*|tripl\w*|increas\w*|decreas\w*|"
    r"grew|grow\w*|up|down|higher|lower|shr[aiu]nk|cut(?:ting|s)?|reduc\w*|lost|shed|"
    r"added|more|less|fewer|rebound\w*|eased|advanc\w*|expand\w*|trebled|quadrupled|"
    r"plummet\w*|skyrocket\w*)\b", re.I)  # fmt: skip
_PRICE_WORD = re.compile(
    r"\b(?:prices?|futures|premium|benchmark|quot\w+|spot|traded|trading|per (?:kg|ton|"
    r"tonne|pound)|LME|COMEX|carbonate|contract)\b",
    re.I,
)
_OF_SHARE = re.compile(r"^\s?of\s(?!20\d\d)|^\s(?:share|in the world|of all)\b", re.I)
_CONTINUES = re.compile(
    r"(?:\b(?:down|up|compared with|against|versus|rather than|not)?\s?(?:from|against|"
    r"with|than|to)(?:\s(?:just|only|about|around|some|less than|more than|nearly|the|"
    r"a))?|[,(]\s?(?:down|up) from)\s*$",
    re.I,
)
_OUTPUT = re.compile(r"\b(?:production|output|produc\w+|mined|supply)\b", re.I)
_MASS: tuple[tuple[str, re.Pattern[str]], ...] = tuple((m, re.compile(p, re.I)) for m, p in (
    ("skip", r"\b(?:emissions|carbon dioxide|CO2|offtake|off-take|to supply|agreed to buy|letter "
             r"of intent|to sell|would market|will market|contract|tender|sought to buy|waste "
             r"rock|tailings of|per ton)\b"),
    ("quota", r"\b(?:quotas?|allowed to|permitted to|allowance|ceiling|caps?|capped|limit(?:ed)? to|to ship)\b"),
    ("reserves", r"\b(?:reserves?|resources?|contains?|holding an estimated|deposit (?:holds|of)|"
                 r"inferred|indicated|probable)\b"),
    ("capacity", r"\b(?:capacity|capable of|able to|can (?:produce|process|make|separate|refine|handle)"
                 r"|nameplate|design(?:ed)?|will (?:produce|make|process|turn out|yield)|to produce|"
                 r"would produce|expected to produce|aims? to (?:produce|make)|plans? to|target\w*|"
                 r"raise output to|ramp\w*|expand\w*|per year by)\b"),
    ("exports", r"\b(?:export(?:s|ed|ing)?|shipped|shipments|sent abroad|sold abroad|overseas sales)\b"),
    ("imports", r"\b(?:import(?:s|ed|ing)?|bought from abroad)\b"),
    ("demand", r"\b(?:demand|consum\w+|need(?:s|ed)?|uses?|used|usage|require[sd]?)\b"),
    ("other", r"\b(?:stockpil\w+|stocks? of|inventor\w+|warehouses?|deficit|surplus|shortfall|recycl\w+)\b"),
    ("production", r"\b(?:produc\w+|output|min(?:ed|es|ing)|made|makes|yield\w*|smelted|refined|turned "
                   r"out|delivered|extracted|supply|supplies|supplied)\b"),
))  # fmt: skip
_LISTED = re.compile(r"\bmineral|material|element|commodit|metal|total|substance|raw", re.I)
_YEARLESS = re.compile(r"\b(?:last|previous) year\b", re.I)
_BREAK = re.compile(
    r"[,;:]\s|\s(?:and|but|while|whereas|against|from|to|compared with|versus|up from|down from|than)\s"
)
_OF_SHARES = re.compile(
    r"^(?:\w+ ){0,4}?shares? (?:of|in)\b|\b(?:shares?|stock) (?:rose|fell|jumped|gained|"
    r"dropped|climbed|surged|soared|slid|slumped|tumbled|tripled|doubled|closed|were|"
    r"was)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A claim in folded positions."""

    metric: str
    subject: str
    mineral: str
    stage: str | None
    value: float
    unit: str
    year: str | None
    approx: bool
    qualifier: str | None
    start: int
    end: int


def find_claims(document: Document) -> tuple[Found, ...]:
    """The claims that the article makes, in the order of the text."""
    found: list[Found] = []
    last_subject: str | None = None
    for sentence in document.sentences:
        previous: Found | None = None
        for index, quantity in enumerate(sentence.quantities):
            new = _claims(document, sentence, index, quantity, last_subject, previous)
            previous = new[0] if new else previous
            found += new
        states = [p.value for p in sentence.parties if p.kind == "state" and p.subject]
        last_subject = states[0] if states else last_subject
    return tuple(_unique(found))


def _unique(found: list[Found]) -> list[Found]:
    """One claim a number and meaning: the same value told again is not a second claim."""
    seen: set[tuple[float, str, str, str]] = set()
    out = []
    for claim in found:
        key = (claim.value, claim.unit, claim.mineral, claim.metric)
        if key not in seen:
            seen.add(key)
            out.append(claim)
    return out


def _claims(
    document: Document,
    sentence: Sentence,
    index: int,
    quantity: Quantity,
    last: str | None,
    previous: Found | None,
) -> list[Found]:
    span = _window(sentence, index)
    local = document.text[span[0] : span[1]]
    metric = _inherited(document, sentence, quantity, previous) or _metric(document, sentence, quantity, local, span)
    if metric is None:
        return []
    minerals = _mineral_near(document, sentence, quantity, span)
    if not minerals:
        return []
    sign = (
        -1.0
        if metric in {"price_change", "production", "demand", "exports", "imports", "capacity", "quota"}
        and quantity.unit in {"%", "x"}
        and falls(document, sentence, quantity)
        else 1.0
    )
    sign = 1.0 if quantity.value < 0 else sign
    start, end = _claim_quote(document, sentence, quantity, span)
    values = [quantity.value] + ([quantity.high] if quantity.high is not None else [])
    stage = (
        "component"
        if metric == "magnet_share"
        else _DEFAULT_STAGE.get(metric)
        or stage_of(document.text[quantity.end : max(span[1], quantity.end)])
        or stage_of(local)
    )
    subject = _subject(document, sentence, quantity, metric, last)
    year = _year(document, sentence, quantity, metric, span)
    return [
        Found(
            metric,
            subject,
            minerals,
            stage,
            round(sign * v, 6),
            quantity.unit,
            year,
            quantity.approx,
            quantity.qualifier,
            start,
            end,
        )
        for v in values
    ]


_DEFAULT_STAGE = {"processing_share": "refine", "reserves_share": "mine", "reserves": "mine"}


def _window(sentence: Sentence, index: int) -> tuple[int, int]:
    """The words around one number: its clause, not past the neighbouring numbers."""
    quantity = sentence.quantities[index]
    start, end = sentence.clause(quantity.start)
    if index and sentence.quantities[index - 1].end > start:
        start = sentence.quantities[index - 1].end
    if index + 1 < len(sentence.quantities) and sentence.quantities[index + 1].start < end:
        end = sentence.quantities[index + 1].start
    return start, max(end, quantity.end)


def _inherited(document: Document, sentence: Sentence, quantity: Quantity, previous: Found | None) -> str | None:
    """A number after "from" or "against" carries on the share that stands before it in the sentence."""
    if previous is None or not previous.metric.endswith(("share", "reliance")) or quantity.unit != "%":
        return None
    before = document.text[max(sentence.start, quantity.start - 40) : quantity.start]
    return previous.metric if _CONTINUES.search(before) else None


def _metric(
    document: Document, sentence: Sentence, quantity: Quantity, local: str, span: tuple[int, int]
) -> str | None:
    unit = quantity.unit
    if quantity.of == "all":
        return "import_reliance"
    if unit in {"%", "x"}:
        return _percent(document, sentence, quantity, local, span)
    if re.fullmatch(r"[A-Z]{3}/(?:kg|t|lb|oz|mtu|g|short ton)", unit):
        return None if re.search(r"\bper share\b", local) else "price"
    if unit in {"t", "t/yr", "kg", "lb"}:
        return _mass(document, sentence, local, unit)
    if unit == "count":
        return _count(document, sentence, quantity, local)
    if unit in {"GWh", "GW"}:
        return "capacity" if re.search(r"\b(?:capacity|plant|factory|produc)", sentence.text, re.I) else None
    return None


def _percent(
    document: Document, sentence: Sentence, quantity: Quantity, local: str, span: tuple[int, int]
) -> str | None:
    clause = document.text[slice(*sentence.clause(quantity.start))]
    after = document.text[quantity.end : quantity.end + 70]
    before = document.text[max(sentence.start, quantity.start - 80) : quantity.start]
    if re.search(r"\brequires? that|\bmust\b|\bofftake\b|\blenders\b|\bcontract\b", clause):
        return None
    if re.search(r"\bat\s*$", before) and re.search(r"\b(?:tariff|dut(?:y|ies))", sentence.text + document.title, re.I):
        return None
    if quantity.unit == "%" and _OF_SHARE.match(after) and quantity.of != "change":
        return _share(document, sentence, quantity, local, clause, span)
    if _OF_SHARES.search(sentence.text) and not _PRICE_WORD.search(sentence.text):
        return None
    if (
        re.search(r"\b(?:share|dependence|reliance)\b[^.;]*\b(?:to|from|at|of|is|was|by)\s*$", before, re.I)
        and "shares" not in before
    ):
        return _share(document, sentence, quantity, local, clause, span)
    if re.search(
        r"\b(?:tariffs?|dut(?:y|ies)|royalt\w+|requires? that|stake|warrants?|levy)\b", before[-80:], re.I
    ) and not _OF_SHARE.match(after):
        return None
    if (
        _SKIPPED["skip"].search(local)
        or _SKIPPED["stake"].search(local)
        or re.match(
            r"\s(?:stake|interest|equity|owned|tariffs?|dut(?:y|ies)|import|ad valorem|levy|"
            r"tax|royalty|royalties|discount|premium|of the company)\b",
            after,
        )
    ):
        return None
    if re.search(r"\b(?:purity|grade|graphite carbon|TREO|contains?)\b|^\s?pur", local + after[:10], re.I):
        return "other"
    if (
        quantity.of == "change"
        or quantity.unit == "x"
        or _CHANGE.search(before[-50:])
        or re.match(
            r"\s(?:drop|fall|decline|rise|increase|jump|gain|surge|slump|plunge|more|less|higher|"
            r"lower|growth|cut|reduction|year)",
            after,
        )
    ):
        return _change(document, sentence, quantity, clause, before)
    if quantity.unit == "x":
        return None
    return _share(document, sentence, quantity, local, clause, span)


def _change(document: Document, sentence: Sentence, quantity: Quantity, clause: str, before: str) -> str | None:
    """What changed by the percentage: price, output, exports, imports, demand; None for shares and other things."""
    near = re.split(r",\s", before[-60:])[-1]
    if re.search(r"\b(?:share[sd]?|stocks?)\b", before) and not re.search(r"\bprices?\b", near):
        return None
    if re.match(
        r"\s(?:in|at) (?:Sydney|New York|Toronto|London|Hong Kong)",
        document.text[quantity.end : quantity.end + 20],
    ) and not _PRICE_WORD.search(near):
        return None
    for metric, word in (("price_change", r"\b(?:prices?|futures|premium|quotes?)\b"), ("quota", r"\bquotas?\b"), ("exports", r"\b(?:exports?|shipments)\b"), ("imports", r"\bimports?\b"),
                         ("demand", r"\b(?:demand|consumption|use|used|usage|needs?)\b"), ("capacity", r"\bcapacity\b"), ("production", r"\b(?:production|output|produced|mined)\b")):  # fmt: skip
        if re.search(word, near, re.I):
            return metric
    if _PRICE_WORD.search(clause):
        return "price_change"
    for metric, word in (
        ("exports", r"\bexports?|shipments\b"),
        ("imports", r"\bimports?\b"),
        ("demand", r"\bdemand|consum|using|used\b"),
        ("production", r"\bproduction|output\b"),
    ):
        if re.search(word, clause, re.I):
            return metric
    if re.search(r"\bthe metal\b", before, re.I):
        return "price_change"
    minerals = [n for n in sentence.names if n.kind == "mineral" and n.end <= quantity.start]
    if minerals and not any(
        p.kind == "company" and minerals[-1].end < p.start < quantity.start for p in sentence.parties
    ):
        first_company = next((p for p in sentence.parties if p.kind == "company"), None)
        return None if first_company and first_company.start < minerals[0].start else "price_change"
    return None


def _share(
    document: Document, sentence: Sentence, quantity: Quantity, local: str, clause: str, span: tuple[int, int]
) -> str | None:
    after = document.text[quantity.end : min(sentence.end, quantity.end + 90, max(span[1], quantity.end))]
    tail = _BREAK.split(after)[0] if _OF_SHARE.match(after) else after
    if re.match(
        r"\s(?:of|in) (?:the )?(?:company|shares|stock|venture|firm|voting|project|business|"
        r"equity|goods|tariff|votes|capital)",
        after,
    ) or _SKIPPED["skip"].search(document.text[span[0] : quantity.end] + tail):
        return None
    if re.search(r"\b(?:stake|equity|shareholding|owns|acquire\w*|buy(?:ing)? a)\b", local, re.I) and not re.search(
        r"\b(?:world|global)", after, re.I
    ):
        return None
    for scope in (tail, clause):
        for metric, pattern in _PERCENT[3:]:
            if pattern.search(scope) and not (metric == "import_share" and _made_here(scope, clause)):
                return _refine_share(metric, document, sentence, quantity, clause, after)
    return "other" if _mineral_in(sentence) else None


def _made_here(scope: str, clause: str) -> bool:
    return bool(re.search(r"\b(?:suppl(?:y|ies))\b", scope)) and not re.search(r"\bfrom\b|imports?", clause)


def _refine_share(
    metric: str, document: Document, sentence: Sentence, quantity: Quantity, clause: str, after: str
) -> str:
    if metric == "magnet_share" and re.search(
        r"\b(?:import\w*|buys?|gets?|sourc\w+)\b|\bfrom (?:China|there|Chinese)", clause, re.I
    ):
        return "import_share"
    if metric == "import_reliance" and re.search(r"\bfrom (?:China|Russia|there|Australia|Chile)\b", after):
        return "import_share"
    if metric in {"production_share", "demand_share"} and re.search(
        r"\b(?:refin\w+|process(?:ing|ed|es)|separat\w+|smelt\w+)\b",
        _BREAK.split(after)[0][:60]
        + " "
        + _BREAK.split(document.text[max(sentence.start, quantity.start - 30) : quantity.start])[-1],
        re.I,
    ):
        return "processing_share"
    return metric


def _mineral_in(sentence: Sentence) -> bool:
    return any(n.kind == "mineral" for n in sentence.names)


def _mass(document: Document, sentence: Sentence, local: str, unit: str) -> str | None:
    for scope in (local, sentence.text):
        for metric, pattern in _MASS:
            if pattern.search(scope):
                return None if metric == "skip" else metric
    return "capacity" if unit == "t/yr" else "other"


def _count(document: Document, sentence: Sentence, quantity: Quantity, local: str) -> str | None:
    if not _LISTED.search(quantity.of):
        return None
    if quantity.of == "part of the listed":
        return "other"
    if quantity.of == "total":
        return "list_count" if re.search(r"\blist|mineral|material", sentence.text, re.I) else None
    text = sentence.text
    if re.search(
        r"\b(?:added|adding|new|add|removed|dropped|more)\b",
        local[: quantity.start - sentence.start + 30],
        re.I,
    ) and not re.search(r"\btotal\b", local, re.I):
        return None
    if re.search(r"\bcritical|strategic|list|edition|version|catalogue", local, re.I) and re.search(
        r"\blist|critical|identif|edition|controls? on\b", text, re.I
    ):
        return "list_count"
    return None


def _mineral_near(document: Document, sentence: Sentence, quantity: Quantity, span: tuple[int, int]) -> str | None:
    """The mineral that a number is about: right after it, in its window, in the sentence, in the story."""
    minerals = [n for n in sentence.names if n.kind == "mineral"]
    if quantity.unit == "count":
        return "critical minerals"
    inside = [n for n in minerals if span[0] <= n.start < span[1]]
    after = [n for n in inside if 0 <= n.start - quantity.end < 60]
    before = [n for n in inside if n.end <= quantity.start]
    for pool in (
        after[:1],
        before[-1:],
        inside[:1],
        [n for n in minerals if n.end <= quantity.start][-1:],
        minerals[:1],
    ):
        if found := minerals_in(tuple(pool)):
            return found[0]
    previous = document.sentences[sentence.index - 1] if sentence.index else None
    carried = minerals_in(previous.names) if previous else ()
    if carried:
        return (
            carried[0]
            if len(carried) == 1 or not document.minerals or document.minerals[0] not in carried
            else document.minerals[0]
        )
    return document.minerals[0] if document.minerals else None


def _subject(document: Document, sentence: Sentence, quantity: Quantity, metric: str, last: str | None) -> str:
    """Whose number it is: the nearest subject before it, else the producer named after, else the world."""
    if metric in {"price", "price_change"}:
        return _market(sentence, quantity)
    parties = [p for p in sentence.parties if p.kind in {"state", "company"}]
    before: list[Actor] = [p for p in parties if p.end <= quantity.start]
    subjects = [p for p in before if p.subject] or before
    if metric == "list_count":
        states = [p for p in parties if p.kind == "state"]
        return states[0].value if states else last or document.lead_state or "WLD"
    if subjects:
        return subjects[-1].value
    if metric in {"import_share", "import_reliance"} and last:
        return last
    after = [p for p in parties if p.start >= quantity.end]
    if after and re.match(r".{0,80}\b(?:from|by|in)\s(?:the\s)?$", document.text[quantity.end : after[0].start]):
        return after[0].value
    return last or "WLD" if re.search(r"\b(?:it|its|country|there)\b", sentence.text, re.I) and last else "WLD"


def _market(sentence: Sentence, quantity: Quantity) -> str:
    state = next(
        (
            p.value
            for p in sentence.parties
            if p.kind == "state"
            and not p.subject
            and p.value in {"CHN", "EUU", "USA", "JPN"}
            and abs(p.start - quantity.start) < 60
        ),
        None,
    )
    return state or "WLD"


def _year(document: Document, sentence: Sentence, quantity: Quantity, metric: str, span: tuple[int, int]) -> str | None:
    start, end = sentence.clause(quantity.start)
    dates = [d for d in sentence.dates if start <= d.start < end]
    after = [d for d in dates if d.start >= quantity.end]
    pool = (
        [d for d in after if d.start - quantity.end < 40]
        or [d for d in dates if span[0] <= d.start < span[1]]
        or (dates if len(sentence.quantities) == 1 else [])
    )
    if pool:
        return pool[0].value[:4]
    if metric in {"price", "price_change"} and document.reference and not re.search(r"\bfloor\b", sentence.text):
        return str(document.reference.year)
    return None


def _claim_quote(document: Document, sentence: Sentence, quantity: Quantity, span: tuple[int, int]) -> tuple[int, int]:
    """The clause of the number (with its subject where near), at most 300 characters."""
    start, end = sentence.clause(quantity.start)
    text = document.text
    if not any(start <= p.start < quantity.start for p in sentence.parties) and quantity.start - sentence.start < 140:
        start = sentence.start
    end = max(end, quantity.end)
    if end - start > 300:
        start, end = max(start, quantity.start - 180), min(end, quantity.end + 100)
    while end > quantity.end and text[end - 1] in " ,;:.":
        end -= 1
    while start < quantity.start and text[start] in " ,;:":
        start += 1
    return start, end


_SKIPPED = dict(_PERCENT)
