"""Groups of word stems that bear on events; a stem counts where a word begins with it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from didymium.news.document import Document, Sentence

GROUPS: dict[str, str] = {
    "export": "export|shipment|shipping|overseas sale|outbound|leave the country|ship abroad|"
    "send abroad|to ship|border",
    "ban": "ban|banned|bans|banning|halt|curb|restrict|prohibit|embargo|moratorium|block|bar|"
    "barred|bars|stop|limit|tighten|suspend|freeze|froze|choke|squeeze|withhold|clamp|"
    "cut off|cap|capped|outlaw|refuse",
    "licence": "licen|permit|permission|approval|authoris|authoriz|clearance",
    "quota": "quota|allotment|ceiling|allocation|limited volume",
    "control": "control|curbs|regime|dual-use|entity list|control list|blacklist|end-use|end-user",
    "ease": "lift|ease|eased|easing|relax|resum|waive|exempt|scrap the|scrapped|postpon|delay|"
    "pause|paus|suspend|remove|removing|relent|loosen|soften|roll back|general licen|"
    "let producers|allow|reopen|restor|spare",
    "tariff": "tariff|duty|duties|levy|levies|anti-dumping|antidumping|countervailing|anti-subsidy|"
    "section 232|section 301|safeguard|surcharge|import tax|customs",
    "import": "import|imports|imported|foreign goods|from abroad",
    "probe": "probe|investigat|inquiry|review|petition",
    "invest": "invest|financ|fund|lend|lent|loan|grant|equity|stake|subsid|credit|guarantee|injection|"
    "capital|backing|bond|convertible|preferred|award|contribut|bankroll|put up|put "
    "into|put in|pour|pump",
    "pledge": "pledg|commit|promis|earmark|set aside|allocat|provide|make available",
    "raise": "raise|secur|receiv|obtain|won|win|land|got",
    "pact": "agreement|memorandum|mou|framework|pact|accord|treaty|compact|partnership|joint "
    "statement|declaration|alliance|roadmap|action plan|initiative|truce|arrangement|"
    "cooperat|work together|collaborat|trade deal|deal",
    "sign": "sign|agree|conclud|ink|seal|finali|struck|strike|reach|clinch|enter into|launch|forge|ratif|join|initial",
    "list": "list|listed|inventory|catalogue|designat|classif|critical minerals list|added to|adds",
    "floor": "price floor|floor price|minimum price|guaranteed price|contract for difference|"
    "contracts for difference|price guarantee|reference price|floor of|price support|"
    "floor",
    "stock": "stockpil|strategic reserve|reserve|inventor|strategic quota|national defense stockpile|hoard",
    "tender": "tender|purchas|buy|solicit|acquire|bids",
    "site": "mine|mines|plant|refiner|smelter|facility|facilit|project|deposit|factory|factories|"
    "concentrator|operation|circuit|line|hub|complex|pit|furnace|works|kiln|brine|concession|"
    "gigafactory|recycling",
    "make": "production|output|produc|mining|processing|separation|refining|capacity|drill|"
    "explor|ore|concentrate|oxide|tonnes a year|tons a year|yield|turn out|turns out",
    "start": "start|open|begin|began|begun|commenc|launch|commission|inaugurat|complet|build|"
    "built|construct|ground|ramp|restart|resum|expand|expansion|develop|first|come "
    "on stream|under way|on track|feasibility|turn ",
    "plan": "plan|aim|intend|expect|hope|will|due|set to|target|scheduled|propos|want|seek|wants|would|to be",
    "halt": "halt|suspend|stop|shut|clos|idle|mothball|curtail|cut|slash|reduc|pause|cease|"
    "withdraw|withdrew|care and maintenance|put on hold|on hold|cancel|abandon|lay "
    "off|laid off|jobs|downgrad|delay",
    "accident": "strike|walkout|flood|fire|explosion|collapse|accident|earthquake|landslide|mudslide|"
    "blockade|outage|force majeure|killed|died|trapped|rockfall|seismic|cyclone|storm|"
    "attack|coup|rebel|protest|sabotage|water",
    "court": "court|judge|lawsuit|sued|sue|suing|arbitrat|tribunal|wto|panel|appeal|injunction|"
    "litigation|plaintiff|complaint|ruling|ruled|damages|legal|verdict|settle",
    "law": "law|bill|act|decree|legislation|executive order|order|regulation|rule|mining code|"
    "royalt|tax credit|strategy|mission|policy|programme|program|nationali|reform|budget|"
    "plan|measure|constitution",
    "enact": "pass|approv|adopt|enact|sign|publish|present|unveil|announc|introduc|amend|clear|"
    "order|direct|invoke|creat|establish|set up|reject|require|mandate|tell|instruct|"
    "vote",
    "public": "government|ministry|minister|cabinet|parliament|president|senate|congress|commission|"
    "department|administration|regulator|state|authorit|council|lawmaker|house|lower "
    "house",
    "merge": "acqui|takeover|take over|merge|buyout|bid|bought|buy|purchas|sell|sold|sale|divest|"
    "paid|shareholder|offer|stake|spin",
    "offtake": "offtake|off-take|supply agreement|supply deal|supply contract|contract|long-term|"
    "letter of intent|supply|customer|order|joint venture|venture|partner|team up",
    "substitute": "substitut|replac|without|alternative|rare-earth-free|cobalt-free|swap|switch|phase "
    "out|recycl|reuse|thrift|sodium|lfp|iron phosphate|less|fewer|halv|reduc",
    "use": "use|usage|demand|consumption|content|need|motor|batter|cell|magnet",
    "price": "price|prices|futures|spot|benchmark|premium|traded|trades|trading|lme|comex|quoted|"
    "cost of|a tonne|a ton|a pound|per kg|per pound",
    "up": "rose|rise|risen|jump|surg|soar|climb|gain|rall|spik|doubl|tripl|increas|rebound|"
    "record|high|leapt|added|touched|hit|up|stood|highest|peak",
    "down": "fell|fall|fallen|drop|plung|tumbl|slump|slid|slip|crash|sank|declin|collaps|halv|"
    "decreas|eased|lost|shed|weaken|lowest|down|low",
    "hedge": "could|may|might|if|would|consider|possible|perhaps|fear|worry|risk|warn|predict|"
    "whether|unless|should|likely|urge|call for|discuss",
    "negation": "not|no|never|without|denied|deny|declined|yet|neither|nor|none",
    "said": "said|says|told|according|reported|statement|analyst|trader",
    "share": "share|shares|stock|stocks|investors",
}
MARKS = (
    "money",
    "percent",
    "unitprice",
    "mass",
    "state",
    "states",
    "company",
    "companies",
    "mineral",
    "project",
    "date",
    "lead",
    "country_adj",
    "count",
)
NAMES = (*GROUPS, *MARKS)
INDEX = {name: i for i, name in enumerate(NAMES)}


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
    owners: dict[str, list[int]] = {}
    for group, stems in GROUPS.items():
        for stem in stems.split("|"):
            owners.setdefault(stem, []).append(INDEX[group])
    return AhoCorasick(list(owners), implementation=Implementation.DFA), tuple(tuple(g) for g in owners.values())


def groups_of(document: Document) -> list[dict[int, int]]:
    """For each sentence the groups and marks that it holds, with the place of the first word of each."""
    automaton, owners = _automaton()
    low = document.text.lower()
    starts = [s.start for s in document.sentences]
    found: list[dict[int, int]] = [{} for _ in document.sentences]
    for stem, start, _ in automaton.find_matches_as_indexes(low, overlapping=True):
        if not start or not low[start - 1].isalnum():
            place = found[bisect_right(starts, start) - 1]
            for group in owners[stem]:
                place.setdefault(group, start)
    for sentence, place in zip(document.sentences, found, strict=True):
        for mark in _marks(sentence):
            place.setdefault(INDEX[mark], sentence.start)
    return found


def _marks(sentence: Sentence) -> set[str]:
    """What the slots of a sentence say about it."""
    units = {q.unit for q in sentence.quantities}
    states = {p.value for p in sentence.parties if p.kind == "state" and not p.adjective}
    companies = {p.value for p in sentence.parties if p.kind == "company"}
    kinds = {n.kind for n in sentence.names}
    given = {
        "money": any(not (m.per and "/" in m.unit) for m in sentence.money),
        "percent": "%" in units,
        "unitprice": any("/" in u and u[:3].isupper() for u in units),
        "mass": bool(units & {"t", "t/yr", "kg"}),
        "state": bool(states),
        "states": len(states) > 1,
        "company": bool(companies),
        "companies": len(companies) > 1,
        "mineral": "mineral" in kinds,
        "project": "project" in kinds,
        "date": bool(sentence.dates),
        "lead": sentence.index <= 1,
        "count": "count" in units,
        "country_adj": any(p.adjective for p in sentence.parties),
    }
    return {name for name, holds in given.items() if holds}
