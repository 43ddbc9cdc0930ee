"""What a number in a sentence measures: the metric of a claim, or nothing that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from didymium.news.document import Document, Sentence
from didymium.news.openings import openings
from didymium.text.cues import Cues, lower
from didymium.text.quantities import Quantity

_PERCENT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (m, re.compile(p, re.I))
    for m, p in (
        (
            "skip",
            r"\b(?:tariffs?|dut(?:y|ies)|levy|royalt\w*|export tax|tax(?:es)?|surcharge|rate "
            r"of|interest rate|coupon|discount|premium of|ownership|chance|probability|votes?|"
            r"approval|inflation|GDP|odds|margin|rebate|profit|revenue|"
            r"earnings|dividend|workforce|jobs|owned by|owns|ad valorem|trade deficit|economy)\b",
        ),
        (
            "stake",
            r"\b(?:stake|interest in|shareholding|holds|equity|shareholders?|free carry|ownership|"
            r"minority|majority)\b",
        ),
        (
            "shares",
            r"\b(?:shares?|stocks?)\b\s(?!of\b)|\b(?:shares?|stocks?) (?:in|of) [A-Z]|\b(?:shares|"
            r"stock) (?:rose|fell|jumped|gained|dropped)|in (?:New York|Sydney|London|Toronto|"
            r"Hong Kong) trad",
        ),
        (
            "import_reliance",
            r"\b(?:import[- ](?:reliance|dependen\w+)|reliant on imports|relies (?:\w+ )?on "
            r"imports|rely (?:\w+ )?on imports|dependent on (?:\w+ )?imports|dependen\w+ on "
            r"imports|imports? [^.]{0,30}of (?:the|its|their) [^.]{0,40}(?:uses?|consumes?|needs?|"
            r"consumption|requirements?|demand)\b|net imports?)",
        ),
        (
            "magnet_share",
            r"\b(?:of|over|for)\b[^.]{0,60}\bmagnets?\b|\bmagnets?\b[^.]{0,40}(?:share|output|"
            r"production|made)",
        ),
        (
            "reserves_share",
            r"\b(?:of|in)\b[^.]{0,50}\b(?:reserves|resources|deposits)\b|\bholds? [^.]{0,50}\b(?:reserves|"
            r"raw materials|deposits)",
        ),
        (
            "import_share",
            r"\b(?:import(?:s|ed)?|buys?|bought|sourc(?:es|ed|ing)|gets?|got|suppl(?:y|ies|ied)"
            r" (?:to|came|comes)|of (?:its|their|the|US|U\.S\.|EU|Japan's|Europe's) [^.]{0,60}\bfrom\b|"
            r"comes? from|came from|purchases|rely on|relies on|depends? on|dependent on|reliance "
            r"on|dependence on)\b",
        ),
        (
            "export_share",
            r"\b(?:of (?:the )?(?:world|global|international|seaborne|its|their|total|China's|"
            r"Chinese) ?(?:\w+ )?exports|export share|share of exports|of exports)\b",
        ),
        ("processing_share", r"\b(?:refin\w+|process(?:ing|es|ed)?|separat\w+|smelt\w+|purif\w+)\b"),
        (
            "demand_share",
            r"\b(?:of|for) (?:the )?(?:world|global|total|its|their|US|domestic|all)?\s?(?:\w+ "
            r"){0,3}?(?:demand|consumption|use|usage|electric cars|EVs|market for)\b|\bdrive "
            r"about\b|\bconsum(?:es|ed)\b",
        ),
        (
            "production_share",
            r"\b(?:produc\w+|output|min(?:e|es|ed|ing)|suppl(?:y|ies|ied)|makes?|made|market|"
            r"global total|world total|accounts? for|accounted for|dominat\w+|controls?|share)"
            r"\b",
        ),
    )
)
_CHANGE = re.compile(
    r"\b(?:f[ae]ll(?:s|en|ing)?|fell|r[io]se(?:n|s)?|rising|drop\w*|plung\w*|tumbl\w*|"
    r"slump\w*|slid\w*|slip\w*|crash\w*|sank|declin\w*|collaps\w*|halv\w*|jump\w*|surg\w*|"
    r"soar\w*|climb\w*|gain\w*|rall\w+|spik\w*|doubl\w*|tripl\w*|increas\w*|decreas\w*|"
    r"grew|grow\w*|up|down|higher|lower|shr[aiu]nk|cut(?:ting|s)?|reduc\w*|lost|shed|"
    r"added|more|less|fewer|rebound\w*|eased|advanc\w*|expand\w*|trebled|quadrupled|"
    r"plummet\w*|skyrocket\w*)\b",
    re.I,
)
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
_MASS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (m, re.compile(p, re.I))
    for m, p in (
        (
            "skip",
            r"\b(?:emissions|carbon dioxide|CO2|offtake|off-take|to supply|agreed to buy|letter "
            r"of intent|to sell|would market|will market|contract|tender|sought to buy|waste "
            r"rock|tailings of|per ton)\b",
        ),
        ("quota", r"\b(?:quotas?|allowed to|permitted to|allowance|ceiling|caps?|capped|limit(?:ed)? to|to ship)\b"),
        (
            "reserves",
            r"\b(?:reserves?|resources?|contains?|holding an estimated|deposit (?:holds|of)|"
            r"inferred|indicated|probable)\b",
        ),
        (
            "capacity",
            r"\b(?:capacity|capable of|able to|can (?:produce|process|make|separate|refine|handle)"
            r"|nameplate|design(?:ed)?|will (?:produce|make|process|turn out|yield)|to produce|"
            r"would produce|expected to produce|aims? to (?:produce|make)|plans? to|target\w*|"
            r"raise output to|ramp\w*|expand\w*|per year by)\b",
        ),
        ("exports", r"\b(?:export(?:s|ed|ing)?|shipped|shipments|sent abroad|sold abroad|overseas sales)\b"),
        ("imports", r"\b(?:import(?:s|ed|ing)?|bought from abroad)\b"),
        ("demand", r"\b(?:demand|consum\w+|need(?:s|ed)?|uses?|used|usage|require[sd]?)\b"),
        ("other", r"\b(?:stockpil\w+|stocks? of|inventor\w+|warehouses?|deficit|surplus|shortfall|recycl\w+)\b"),
        (
            "production",
            r"\b(?:produc\w+|output|min(?:ed|es|ing)|made|makes|yield\w*|smelted|refined|turned "
            r"out|delivered|extracted|supply|supplies|supplied)\b",
        ),
    )
)
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
_SKIPPED = dict(_PERCENT)
_SHARES = _PERCENT[3:]
_SHARE_CUES = Cues({metric: openings(pattern.pattern) for metric, pattern in _SHARES})
_MASS_CUES = Cues({metric: openings(pattern.pattern) for metric, pattern in _MASS})


def _named(cues: Cues[str], patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> Iterator[str]:
    """Yields the metrics whose patterns match in `text`, in the order of the patterns."""
    places = cues.places(lower(text))
    for metric, pattern in patterns:
        if any(pattern.match(text, at) for at in places.get(metric, ())):
            yield metric


def inherited(document: Document, sentence: Sentence, quantity: Quantity, previous: str | None) -> str | None:
    """A number after "from" or "against" carries on the share that stands before it in the sentence."""
    if previous is None or not previous.endswith(("share", "reliance")) or quantity.unit != "%":
        return None
    before = document.text[max(sentence.start, quantity.start - 40) : quantity.start]
    return previous if _CONTINUES.search(before) else None


def metric_of(
    document: Document, sentence: Sentence, quantity: Quantity, local: str, span: tuple[int, int]
) -> str | None:
    """The metric of a number by its unit and the words around it; None where it is no claim."""
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
    for metric, word in (
        ("price_change", r"\b(?:prices?|futures|premium|quotes?)\b"),
        ("quota", r"\bquotas?\b"),
        ("exports", r"\b(?:exports?|shipments)\b"),
        ("imports", r"\bimports?\b"),
        ("demand", r"\b(?:demand|consumption|use|used|usage|needs?)\b"),
        ("capacity", r"\bcapacity\b"),
        ("production", r"\b(?:production|output|produced|mined)\b"),
    ):
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
    minerals = [n for n in sentence.minerals if n.end <= quantity.start]
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
        for metric in _named(_SHARE_CUES, _SHARES, scope):
            if not (metric == "import_share" and _made_here(scope, clause)):
                return _refine_share(metric, document, sentence, quantity, clause, after)
    return "other" if sentence.minerals else None


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


def _mass(document: Document, sentence: Sentence, local: str, unit: str) -> str | None:
    metric = next((m for scope in (local, sentence.text) for m in _named(_MASS_CUES, _MASS, scope)), None)
    if metric:
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
