"""Classes of words that bear on events: stems that open a word, or whole words where they end in "="."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import compress

from ahocorasick_rs import AhoCorasick, Implementation

from didymium.news.document import Document, Sentence

GROUPS: dict[str, str] = {
    "export": "export|shipment|shipping|overseas sale|outbound|leave the country|leaving the|ship abroad|"
    "send abroad|sold abroad|to ship|ships|shipped|cross the border|foreign buyers|overseas buyers|"
    "foreign customers|overseas customers|cargo|sales of|supplies of|supplies to|outflow|deliver|send out|"
    "send overseas|leave port|sales to|trade in|flow of|flows of",
    "ban": "ban=|banned|bans=|banning|prohibit|embargo|moratorium|outlaw|forbid|forbad|bar=|barred|bars=|barring|"
    "blocked|blocks|blocking|stoppage|cut off|cutoff|cut-off|halt to|off limits|off-limits|veto|shut off|"
    "cease selling|end for good|illegal",
    "curb": "curb|restrict|limit|tighten|choke|choking|squeez|withhold|withheld|clamp|cap=|caps=|capped|throttl|"
    "crackdown|crack down|grip|weaponi|rein in|reining|police=|widen|broaden|toughen|extend|expand|harden|"
    "stricter|strict|freez|froze|turn off the tap|hold back|holding back|hoard|standstill",
    "impose": "impos|slap|introduc|levie|levy|put on|place on|placed on|places|placing|put under|placed under|"
    "brought under|bring under|subject to|apply|applies|applied|decree|institut|enact|kick in|kicked in|"
    "take effect|takes effect|took effect|come into force|came into force|comes into force|enter into force|"
    "effective|in force|clap|hit with|demand|require|must=|need to|obliged|mandat|put the metal|order|decide|"
    "charg|collect|rais|hike|double|tax",
    "licence": "licen|permit|permission|approval|authoris|authoriz|clearance|vetting|green light|registration|declar",
    "quota": "quota|allotment|ceiling|allocation|limited volume|allowance|annual cap|may send|may ship|volume",
    "control": "control|curbs|regime|dual-use|entity list|control list|blacklist|end-use|end-user|unreliable|"
    "trade restriction|sanction|export rules|notice|announcement no|affiliates rule|military",
    "ease": "lift|ease|eased|easing|relax|waive|waiver|exempt|scrap the|scrapped|postpon|remov|relent|loosen|soften|"
    "roll back|rolled back|general licen|let producers|allow|reopen|restor|spare|on ice|put off|shelv|reliev|"
    "unwind|thaw|unblock|unfreez|rescind|revers|walk back|back down|let up|reprieve|respite|free up|"
    "resum|truce|drop the|dropped|backtrack|fast-track|streamlin|window|carve-out|carve out",
    "pause": "suspen|paus|delay|postpon|on hold|for a year|for one year|for 90 days|until|for twelve months|deferr|"
    "temporar|stay=|stayed|ceasefire",
    "tariff": "tariff|duty|duties|levy|levies|anti-dumping|antidumping|countervailing|anti-subsidy|section 232|"
    "section 301|safeguard|surcharge|import tax|customs|cash deposit|dumping|trade remedy|border tax|"
    "trade expansion act|trade act",
    "import": "import|foreign goods|from abroad|foreign-made|chinese-made|foreign supply|foreign supplies|inbound",
    "probe": "probe|investigat|inquiry|review|petition|determination|commerce department|trade commission",
    "invest": "invest|financ|fund=|funds|funding|funded|lend|lent=|loan|grant|equity|subsid|credit|guarantee|injection|"
    "inject|capital|backing|bond|convertible|preferred|award|contribut|bankroll|underwrit|debt|money|cash|"
    "cheque|co-invest|seed|venture capital|financial support|support package|package|aid|facility|tranche|"
    "bailout|lifeline|warrants|budget|export-import|exim|development bank|investment bank|private placement",
    "spend": "pour|pump|sink=|sinking|sunk|plough|plow|spend|spent|put up|put in=|put into|chip in|chipped in|kick in|"
    "stump up|tip in|throw|thrown|splash|outlay|shell out|pay for|paid for|invests|injects|channel|"
    "mobilis|mobiliz|deploy|bet=|bets=|betting|buy into|bought into|take a stake|taking a stake|took a stake",
    "pledge": "pledg|commit|promis|earmark|set aside|allocat|provide|provid|make available|offer|unlock|mobilis|"
    "vow|extend a|extended a|extending a|sign off|signed off|back=|backs=|backed|backing|gave=|give=|gives=|giving",
    "get": "raise|secur|receiv|obtain|won|win|wins|land|lands|landed|got|get|gets|picked up|pick up|clinch|bag=|bagged|"
    "granted|awarded|close|closes|clos|attract|draw|turned to|arrang|tap",
    "pact": "agreement|memorand|mou|framework|pact|accord|treaty|compact|partnership|joint statement|declaration|"
    "alliance|roadmap|action plan|truce|arrangement|trade deal|deal=|deals=|coalition|club|dialogue|summit|"
    "communique|charter|protocol|letter of intent|letters of intent|understanding|cooperation|working group",
    "sign": "sign|agree|conclud|"
    "ink|seal|finali|struck|strike a|reach|clinch|enter into|entered into|launch|forge|ratif|"
    "join|initial|put their names|shake hands|endors|adopt|hammer|establish|set up|cement|upgrade|announce a|"
    "tie up|team|pair|partner|collaborat|work together|cooperat",
    "list": "list=|lists|listed|listing|inventory|catalogue|designat|classif|added to|adds|adding|strategic project|"
    "deemed|named|names|label|status|recogni|crown|dub|tier",
    "critical": "critical mineral|critical raw|strategic mineral|strategic raw|critical material|strategic material|"
    "strategic metal|strategic",
    "floor": "price floor|floor price|minimum price|guaranteed price|contract for difference|contracts for difference|"
    "price guarantee|reference price|floor of|price support|floor|minimum import|price stabili|buyer of last|"
    "guaranteed|price mechanism|reference",
    "stock": "stockpil|strategic reserve|reserve|inventor|strategic quota|hoard|warehouse|state reserve|buffer|"
    "days of use|logistics agency|rainy day|stock of|vault",
    "tender": "tender|purchas|buy|solicit|acquir|bids|bought|procure|sell|release|replenish|fill|build up|accumulat",
    "site": "mine=|mines=|plant|refiner|smelter|facilit|project|deposit|factory|factories|concentrator|operation|"
    "circuit|hub|complex|pit=|pits=|furnace|works|kiln|brine|concession|gigafactory|quarr|shaft|mill=|mills=|"
    "site|venture|salt flat|salar|tailings|train|well=|field|seabed|deposit|prospect|lease|claims",
    "make": "production|output|produc|mining|processing|separation|refining|capacity|oxide|tonnes a year|tons a year|"
    "tonnes per year|tons per year|tonnes annually|tons annually|yield|turn out|turns out|churn|throughput|"
    "manufactur|make|supply|nameplate|a year|per annum|recovery",
    "explore": "drill|explor|feasibility|resource|ore|assay|trench|estimate|reserves|grade|survey|prefeasib|pilot|"
    "trial|test|sample|permitting|environmental|record of decision|licence to mine|mining licen|mining lease|"
    "mining permit|concession",
    "start": "start|open|begin|began|begun|commenc|launch|commission|inaugurat|complet|build|built|construct|"
    "broke ground|break ground|breaking ground|groundbreaking|ramp|restart|resum|expan|first|come on stream|"
    "on stream|under way|underway|on track|online|turn on|fire up|fired up|switch on|switched on|lit=|light up|"
    "bring back|bringing|brought back|got going|get going|reopen|re-open|revive|reviv|back to work|unveil|"
    "cut the ribbon|ribbon|dig=|digs|sets sail|left port|enlarg|doubl|tripl|boost|increas|upgrad|install|scale up|"
    "feed|feeding|deliver|pour=|poured|hand back|handed|gave the go-ahead|go-ahead|green light|approv|clear",
    "develop": "develop|"
    "advance|plan=|plans=|planned|planning|design|propos|intend|aim|want|seek|target|slated|due=|set to|"
    "schedul|expected|expects|hope|will=|to be=|eye|mull|shall|would|is to|are to|on course|pencil|by 20|from 20",
    "halt": "halt|suspen|stop|shut|idle|idling|mothball|curtail|pause|pausing|cease|withdraw|withdrew|withdrawn|"
    "care and maintenance|on hold|cancel|abandon|downgrad|delay|park|shelv|switched off|switch off|dried up|"
    "dry up|offline|down tools|pull|wind down|scrap|put off|closed|closure|closing|grind|ground to|stall|"
    "disrupt|paralys|interrupt|standstill|swamp|strip|revok|seiz|expropriat|overran|overrun|captur|took control",
    "less": "cut|slash|reduc|trim|lower|scale back|lay off|laid off|layoff|jobs|redundan|dismiss|shed|shedding|"
    "shrink|shrank|below|fewer|sack|job cuts|workforce|guidance|shortfall|loss",
    "accident": "strike|walkout|flood|fire=|fires|explosion|explod|collaps|accident|earthquake|landslide|mudslide|"
    "blockad|outage|force majeure|killed|killing|died|dead|trapped|rockfall|seismic|cyclone|storm|hurricane|"
    "attack|coup|rebel|protest|sabotage|cave-in|wet muck|inundat|tremor|fatal|drought|blast|derail|spill|"
    "power cut|militia|insurgent|fighting|raid",
    "shortage": "shortage|scarc|for want of|lack of|run out|running out|ran out|short of|bottleneck|starved|deplet",
    "court": "court|judge|lawsuit|sued=|sue=|suing|arbitrat|tribunal|wto=|appeal|injunction|litigation|plaintiff|"
    "complaint|ruling|ruled|damages|legal action|legal challenge|legal battle|verdict|settle|icsid|justice|"
    "jury|hearing|prosecut|charge|guilty|trial|law firm|dispute|claim against|case against",
    "law": "law=|laws|bill=|bills|act=|legislation|executive order|regulation|rule=|rules|mining code|royalt|"
    "tax credit|strategy|mission|policy|programme|program|nationali|reform|measure|constitution|clause|"
    "defense production act|proclamation|directive|amendment|title iii|plan=|agenda|incentive|mining tax|"
    "ownership|foreign investment|national security review|permitting|subsid",
    "enact": "pass=|passed|passes|passage|approv|adopt|enact|sign|publish|present|unveil|announc|introduc|amend|"
    "order|direct|invoke|creat|establish|set up|reject|require|mandate|tell|told|instruct|vote|clear|tabl|"
    "put to|backed|repeal|overhaul|revis|issue|instruct|nationalis|nationaliz|took over|take over|hand over|"
    "ordered to|purge|phase out|blessing|bless",
    "public": "government|ministry|minister|cabinet|parliament|president|senate|congress|commission|department|"
    "administration|regulator|state=|authorit|council|lawmaker|house|pentagon|white house|federal|junta|"
    "official|secretary|premier|mp=|mps=|committee|panel|agency|public",
    "merge": "acqui|takeover|take over|merge|merging|buyout|bought|buy=|buys=|buying|purchas|sell=|sells|sold|sale|"
    "divest|shareholder|stake|spin|tie-up|offload|snap up|snapped up|swoop|offer|suitor|bid=|bids=|interest in|"
    "swallow|gobble|majority|minority|per cent of|% of|ownership|all-share|unit=|arm=|subsidiary|paying|pays|"
    "holding|walked away|fell apart|holders|slice",
    "offtake": "offtake|off-take|supply agreement|supply deal|supply contract|contract|long-term|customer|"
    "joint venture|venture|team up|teamed up|joined forces|join forces|partner|alliance with|supply=|supplies=|"
    "supplying|rights to|take=|takes=|entitled|feed|binding|definitive|multi-year|volumes|memorand|"
    "non-binding|collaborat|licens",
    "substitute": "substitut|replac|without|alternative|rare-earth-free|cobalt-free|nickel-free|swap|switch|"
    "phase out|phasing out|recycl|reuse|thrift|sodium|lfp|iron phosphate|iron nitride|stand in|in place of|"
    "instead of|dispens|do away|ditch|wean|eliminat|no rare|no cobalt|less|fewer|halv|reduc|engineered out|"
    "design out|designed out|free of|scrap|black mass|end-of-life|second-hand|wound|drove|drop",
    "use": "use=|uses=|used=|usage|demand|consumption|consum|content|need=|motor|batter|cell|magnet|recipe|cathode|"
    "chemistr|vehicle|carmaker|automaker|engine|technolog",
    "price": "price|futures|spot=|benchmark|premium|traded|trades|trading|lme=|comex|quoted|cost of|a tonne|a ton|"
    "a pound|per kg|per pound|a kilo|per tonne|per ton|per lb|mtu|index|assessed|fetch|changes hands|market",
    "up": "rose|rise|rising|risen|jump|surg|soar|climb|gain|rall|spik|doubl|tripl|quadrupl|increas|rebound|record|"
    "high|leapt|leap|added|adding|touched|hit=|hits|up=|stood|peak|bounc|vault|firm|advanc|recover|times|"
    "skyrocket|strengthen|above|topp|past|more than",
    "down": "fell=|fall|drop|plung|tumbl|slump|slid|slip|crash|sank|sink|declin|collaps|halv|decreas|eased|lost|shed|"
    "weaken|lowest|down=|low=|dip|retreat|plummet|rout|slide|trough|dive|soften|below|ground|cheap",
    "hedge": "could|may=|might|if=|would|consider|possib|perhaps|fear|worry|worri|risk|warn|predict|whether|unless|"
    "should|likely|urge|call for|called for|discuss|potential|forecast|expect|believe|think|estimat",
    "negation": "not=|n't|no=|never|without|denied|deny|denies|declined|yet=|neither|nor=|none|unlikely",
    "said": "said|says|told|according|reported|statement|analyst|trader|source",
    "share": "shares=|share price|stocks=|investors|stock=",
    "share_of": "accounts for|account for|accounted for|share of|of the world|of global|controls about|reliance|relies|"
    "dependence|depends|supplies about|produces|produced|mined|dominat|leading|largest|biggest|capable",
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
    "state_subject",
    "company_subject",
    "body",
)
NAMES = (*GROUPS, *MARKS)
INDEX = {name: i for i, name in enumerate(NAMES)}
Places = list[tuple[int, int]]


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[int, ...], ...], tuple[int, ...]]:
    owners: dict[str, list[int]] = {}
    for group, stems in GROUPS.items():
        for stem in stems.split("|"):
            owners.setdefault(stem, []).append(INDEX[group])
    whole = tuple(len(s) - 1 if s.endswith("=") else 0 for s in owners)
    automaton = AhoCorasick([s.rstrip("=") for s in owners], implementation=Implementation.ContiguousNFA)
    return automaton, tuple(tuple(g) for g in owners.values()), whole


def groups_of(document: Document, sentences: Sequence[Sentence] | None = None) -> list[Places]:
    """For each sentence (default: all) its (place, group) pairs in order; marks stand before all its words."""
    automaton, owners, whole = _automaton()
    low = document.low
    found: list[tuple[int, int]] = []
    for stem, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
        if not (start and low[start - 1].isalnum()) and not (whole[stem] and low[end : end + 1].isalnum()):
            for group in owners[stem]:
                found.append((start, group))
    pairs = sorted(set(found))
    bounds = [bisect_left(pairs, (s.start, 0)) for s in document.sentences] + [len(pairs)]
    return [
        [(s.start - 1, INDEX[m]) for m in _marks(s)] + pairs[bounds[s.index] : bounds[s.index + 1]]
        for s in (document.sentences if sentences is None else sentences)
    ]


def _marks(sentence: Sentence) -> Iterator[str]:
    """Yields what the slots of a sentence say about it, in the order of `MARKS`."""
    units = {q.unit for q in sentence.quantities}
    states = {p.value for p in sentence.parties if p.kind == "state" and not p.adjective}
    companies = {p.value for p in sentence.parties if p.kind == "company"}
    kinds = {n.kind for n in sentence.names}
    first = next((p.kind for p in sentence.parties if p.subject and not p.adjective), "")
    given = (
        any(not (m.per and "/" in m.unit) for m in sentence.money),
        "%" in units,
        any("/" in u and u[:3].isupper() for u in units),
        not units.isdisjoint(("t", "t/yr", "kg")),
        states,
        len(states) > 1,
        companies,
        len(companies) > 1,
        "mineral" in kinds,
        "project" in kinds,
        sentence.dates,
        sentence.index <= 1,
        any(p.adjective for p in sentence.parties),
        "count" in units,
        first == "state",
        first == "company",
        "body" in kinds,
    )
    return compress(MARKS, given)
