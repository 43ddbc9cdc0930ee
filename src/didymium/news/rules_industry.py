"""The typed patterns of supply projects, disruptions, courts, demand and prices (see `rules_trade`)."""

from __future__ import annotations

from didymium.news.rule_words import DOWN, MAKE, SITE, UP, Rule, rule

_STARTS = (
    r"(?:start(?:s|ed|ing|up|-up)?(?: up)?|beg[iau]n(?:s|ning)?|commenc(?:e|es|ed|ing)"
    r"|launch(?:es|ed|ing)?|open(?:s|ed|ing)?|commission(?:s|ed|ing)?|inaugurat(?:e|"
    r"es|ed|ing)|"
    r"complet(?:e|es|ed|ing|ion)(?: of)?|build(?:s|ing)?|built|construct(?:s|ed|ing)?|"
    r"break(?:s|ing)? ground|broke ground|broken ground|expand(?:s|ed|ing)?|expansion "
    r"of|ramp(?:s|ed|ing)?(?: up)?|"
    r"restart(?:s|ed|ing)?|reopen(?:s|ed|ing)?|resum(?:e|es|ed|ing)|develop(?:s|ed|ing)?|"
    r"develop(?:ment)? of|advanc(?:e|es|ed|ing)|plan(?:s|ned|ning)?|approv(?:e|es|ed|"
    r"ing)|permit(?:s|ted)?|permitting|licens(?:e|ed|es)|"
    r"explor(?:e|es|ed|ing)|drill(?:s|ed|ing)?|upgrad(?:e|es|ed|ing)|doubl(?:e|es|ed|"
    r"ing)|tripl(?:e|ed|ing)|boost(?:s|ed|ing)?|rais(?:e|es|ed|ing)|lift(?:s|ed|ing)?|"
    r"increas(?:e|es|ed|ing)|propos(?:e|es|ed|ing)|"
    r"establish(?:es|ed|ing)?|set(?:ting)? up|green-?light(?:s|ed)?|fast-track(?:s|ed|"
    r"ing)?|reviv(?:e|es|ed|ing)|convert(?:s|ed|ing)?|design(?:s|ed|ing)?|ship(?:s|ped)? "
    r"first|deliver(?:s|ed)? first|produc(?:e|es|ed|ing)(?: its)?(?: first)?|unveil(?:s|"
    r"ed)?)"
)
_HALTS = (
    r"(?:halt(?:s|ed|ing)?|suspend(?:s|ed|ing)?|stop(?:s|ped|ping)?|shut(?:s|ting|tered)?(?: "
    r"down)?|clos(?:e|es|ed|ing|ure of)|idl(?:e|es|ed|ing)|mothball(?:s|ed|ing)?|curtail(?:s|"
    r"ed|ing)?|cut(?:s|ting)?|"
    r"reduc(?:e|es|ed|ing)|slash(?:es|ed|ing)?|scal(?:e|es|ed|ing) back|paus(?:e|es|"
    r"ed|ing)|withdr[ae]w(?:s|n|ing)?|lower(?:s|ed|ing)?|disrupt(?:s|ed|ing)?|interrupt(?:s|"
    r"ed|ing)?|cripple[sd]?|hit|hits|knock(?:s|ed)? out|seiz(?:e|es|ed|ing)|"
    r"overr[au]n|captur(?:e|es|ed|ing)|evacuat(?:e|es|ed|ing)|ceas(?:e|es|ed|ing)|delay(?:s|"
    r"ed|ing)?|cancel(?:s|led|ed|ling)?|scrap(?:s|ped|ping)|abandon(?:s|ed|ing)?|shelv(?:e|"
    r"es|ed|ing))"
)

INDUSTRY: tuple[Rule, ...] = (
    # supply projects
    rule(
        "supply_project",
        "mine|plant|refiner|smelter|facilit|project|deposit|factor|concentrator|operation|"
        "circuit|line|hub|complex|separation|pilot|brine|furnace",
        rf"\b{_STARTS}\s(?:[\w,'.&$%()-]+\s){{0,10}}?{SITE}\b",
        r"\b(?:car plants?|motors?|assembly lines?|timelines?|pipelines?|power plants?|deadlines?|"
        r"shares|price|prices|tariffs?|sanctions|stake|acquisition|bottom line|peace|exports?|"
        r"stockpil\w+|funding|reserve|investigation|in line|fund)\b",
        rank=4,
    ),
    rule(
        "supply_project",
        "production|output|mining|processing|separation|refining|smelting|exploration|drilling|"
        "construction|operations|commissioning|capacity|shipments|deliver",
        rf"\b(?:start(?:s|ed|ing)?(?: up)?|beg[iau]n(?:s|ning)?|commenc(?:e|es|ed|ing)|restart(?:s|"
        rf"ed|ing)?|resum(?:e|es|ed|ing)|ramp(?:s|ed|ing)?(?: up)?|expand(?:s|ed|ing)?|doubl(?:e|"
        rf"es|ed|ing)|tripl(?:e|ed|ing)|boost(?:s|ed|ing)?|rais(?:e|es|ed|ing)|lift(?:s|ed|"
        rf"ing)?|increas(?:e|es|ed|ing)|quadrupl(?:e|ed|ing)|achiev(?:e|es|ed|ing)|reach(?:es|"
        rf"ed|ing)?|enter(?:s|ed|ing)?|target(?:s|ed|ing)?|onshor(?:e|es|ed|ing))\s(?:[\w,'.&$%()-]+\s){{0,7}}?{MAKE}\b",
        r"\b(?:prices?|exports?|stake|tariffs?|quotas?|cost|reserve|license|nameplate|domestic "
        r"production of battery)\b",
        rank=4,
    ),
    rule(
        "supply_project",
        "mine|plant|refiner|smelter|facilit|factor|line|mining|production|output|pit|concentrator|"
        "circuit|exploration|drilling",
        rf"\b(?:{SITE}|mining|production|output|exploration|drilling)\b[^;]{{0,70}}?\b(?:has|"
        rf"have|had|is|are)?\s?(?:opened|resumed|restarted|reopened|been completed|been commissioned|"
        rf"come on stream|came on stream|inaugurated|started up|starts up|got under way|begun|"
        rf"began|started)\b",
        r"\b(?:prices?|exports?|shares?|tariffs?|assembly lines?|court|talks|has begun to)"
        r"\b",
        "industry",
        rank=3,
    ),
    rule(
        "supply_project",
        "permit|licence|license|expand it|first product|building|build",
        r"\b(?:seek(?:s|ing)?|sought|appl(?:y|ies|ied) for|obtain(?:s|ed)?|won|received|"
        r"granted|secured)\s(?:[\w,'.-]+\s){0,6}?(?:permits?|mining licen[cs]es?|mining "
        r"leases?|environmental approval)\b|\bto expand (?:it|its)\b|\b(?:made|produced|"
        r"poured|shipped|delivered) (?:its|the) first\b|\b(?:will|to|are to|plans to) (?:also "
        r")?build\b",
        r"\bexport|stockpil|reserve\b|\bto ship",
        "industry",
        rank=4,
    ),
    rule(
        "supply_project",
        "will|expects|plans|aims|is to|designed|intends|due to|should|target",
        r"\b(?:will|should|expects? to|plans? to|aims? to|is to|are to|due to|designed to|"
        r"intends? to|hopes to|scheduled to|targets?)\s(?:[\w,'.-]+\s){0,3}?(?:produc(?:e|"
        r"ing)|make|turn|yield|process|treat|recycle|handle|mine|refine|separate|reach|churn "
        r"out|turn out|start up|come on stream|come online)\b",
        r"\b(?:reach (?:a|an) (?:deal|agreement|decision)|make (?:it|them|sure))\b",
        "industry tonnage",
        rank=4,
    ),
    rule(
        "supply_project",
        "ground",
        r"\bground (?:was|has been|is to be) broken\b|\bbroke ground\b",
        None,
        "industry",
        rank=4,
    ),
    rule(
        "supply_project",
        "expansion",
        r"\b(?:complet|finish|plan|approv|start|launch|beg[iau]n|announc|unveil|undertak|"
        r"financ)\w*\s(?:[\w,'.-]+\s){0,5}?expansions?\b",
        r"\bprice|tariff|export\b",
        "industry",
        rank=4,
    ),
    rule(
        "supply_project",
        "produc",
        r"\b(?:has|have|had)\sproduced\b(?!\s(?:no|little))|\bfirst\s(?:[\w-]+\s){0,4}?(?:production|"
        r"output|metal|oxide|ore|concentrate|shipment|pour|batch|commercial output|ingots?|"
        r"magnets?|cathode)\b|\bproduced\s(?:its\s)?first\b|\b(?:aims?|plans?|intends?|hopes?|"
        r"expects?|scheduled|due|set|wants?|targets?|will)\s(?:to\s)?(?:begin\s)?(?:produc(?:e|"
        r"ing)|mine|refine|separate|make)\b",
        r"\bprices?|previously\b",
        "industry",
        rank=4,
    ),
    rule(
        "supply_project",
        "feasibility|licen|permit|reserve|resource|discover",
        r"\b(?:feasibility study|feasibility studies|mining licen[cs]e|mining permit|mining "
        r"lease|environmental (?:permit|approval|licen[cs]e)|final investment decision|resource "
        r"estimate|discovered|discovery of|record of decision|exploration licen[cs]e|exploration "
        r"permit)\b",
        r"\b(?:revoke\w*|cancel\w*|withdr[ae]w\w*|reject\w*)\b",
        "industry",
        rank=4,
    ),
    rule(
        "supply_project",
        "mine|plant|refiner|smelter|facilit|project|deposit|factor|circuit|line",
        rf"\b{SITE}\b(?:\s[\w,'.&()-]+){{0,12}}?,?\s(?:which\s|that\s)?(?:is|are|was|were|"
        rf"will be|has been|have been|to be|should|being|will|due)\s(?:now\s|being\s|to\s|"
        rf"already\s|still\s|scheduled to\s|due to\s|expected to\s|set to\s|fully\s)*(?:built|"
        rf"completed|commissioned|opened|expanded|start\w*|begin|be built|be completed|come "
        rf"online|under construction|come on stream|operational|operating|running|ramping "
        rf"up|produce|open|inaugurated|approved|permitted|enter production|on track|restarted|"
        rf"reopened|planned|ready)\b",
        r"\b(?:shares|prices?|tariffs?|shut|closed|rejected)\b",
        rank=4,
    ),
    # disruptions
    rule(
        "supply_disruption",
        "mine|plant|refiner|smelter|facilit|project|deposit|factor|concentrator|operation|"
        "circuit|line|hub|pit|shaft|furnace",
        rf"\b{_HALTS}\s(?:[\w,'.&$%()-]+\s){{0,8}}?{SITE}\b",
        r"\b(?:deal|financing|funding|acquisition|costs?|prices?|tariffs?|exports?|stake|"
        r"loan|assembly lines?|offering|emissions|in line|carbon|car plants?)\b",
        rank=5,
    ),
    rule(
        "supply_disruption",
        "production|output|mining|digging|work|operations|processing|smelting|construction|"
        "capacity|refining|guidance|shipments",
        rf"\b{_HALTS}\s(?:[\w,'.&$%()-]+\s){{0,7}}?(?:production|output|mining|digging|operations|"
        rf"processing|smelting|refining|construction|mine work|concentrate sales|production "
        rf"guidance|guidance|work (?:at|on))\b",
        r"\b(?:costs?|prices?|tariffs?|exports?|use|quotas?|mining permits?|emissions|carbon|"
        r"executive)\b",
        rank=5,
    ),
    rule(
        "supply_disruption",
        "production|output|mining|digging|operations|mine|plant|smelter|refinery|work|sales",
        r"\b(?:production|output|mining|digging|operations?|mines?|plants?|smelters?|refinery|"
        r"work|shipments)\b(?:\s[\w,'.&()-]+){0,8}?\s(?:(?:was|were|is|are|been|remains?|"
        r"being)\s(?:\w+\s)?(?:halted|suspended|stopped|shut|closed|idled|curtailed|disrupted|"
        r"cut|paused|flooded|damaged|destroyed|on hold|offline)|stopped|halted|ceased)\b",
        r"\b(?:prices?|exports?|trading)\b",
        rank=5,
    ),
    rule(
        "supply_disruption",
        "strike|walkout|flood|fire|explosion|collapse|accident|earthquake|landslide|mudslide|"
        "blockade|outage|force majeure|seized|coup|care and maintenance|killed|mud|rockfall|"
        "rock burst|cyclone|sabotage|drone|wall of",
        r"\b(?:went on strike|on strike|strikes? (?:at|by|over|began|that|has|have|hit|halted|"
        r"stopped)|walk(?:ed)? out|walkout|flood(?:s|ed|ing)|a fire|fire (?:at|broke|damaged|"
        r"destroyed|hit)|explosion|collapse (?:at|of|in|killed)|mine collapse|collapsed|"
        r"accident|earthquakes?|landslides?|mudslides?|mud rush|blockades?|blockaded|power "
        r"(?:outage|cut)s?|force majeure|care and maintenance|killed|killing|rockfall|rock "
        r"burst|seismic (?:event|activity)|cyclone)\b",
        r"\b(?:strikes? a|strike price|dead(?:line)?)\b",
        "industry",
        rank=6,
    ),
    rule(
        "supply_disruption",
        "licen|permit|concession|lease",
        r"\b(?:revok(?:e|es|ed|ing)|cancel(?:s|led|ed|ling)?|withdr[ae]w(?:s|n|ing)?|stripp?(?:s|"
        r"ed|ing)?|terminat(?:e|es|ed|ing)|suspend(?:s|ed|ing)?|annul(?:s|led)?|los[te]s?|"
        r"seiz(?:e|es|ed|ing)|took back|confiscat\w+)\s(?:[\w,'.&()-]+\s){0,8}?(?:mining "
        r"licen[cs]es?|licen[cs]es?|permits?|concessions?|leases?|mining rights?)\b",
        r"\bexport|import\b",
        rank=6,
    ),
    rule(
        "supply_disruption",
        "making|producing|mining|business|unit|division",
        rf"\b{_HALTS}\s(?:making|producing|mining|refining|processing|smelting)\b|\b(?:mothball|"
        rf"idl|shut|clos|suspend|curtail|halt)(?:s|e|es|ed|led|ing)?\s(?:[\w,'.-]+\s){{0,5}}?(?:business|"
        rf"unit|division|site)\b",
        r"\bcosts?|prices?|export",
        "industry",
        rank=4,
    ),
    rule(
        "supply_disruption",
        "on hold|care and maintenance|on ice",
        r"\b(?:put|puts|putting|placed|placing|left|kept)\s(?:[\w,'.-]+\s){0,8}?(?:on hold|"
        r"on ice|on care and maintenance|into care and maintenance)\b",
        None,
        "industry",
        rank=5,
    ),
    rule(
        "supply_disruption",
        "closed|shut|jobs|workforce|staff",
        rf"\b{SITE}\s(?:has |have |had )?(?:closed|shut(?: down)?|went dark|fell silent)\b|"
        rf"\b(?:cut(?:s|ting)?|slash(?:es|ed)?|shed(?:s)?|axe[ds]?|lay(?:s|ing)? off|laid "
        rf"off)\s(?:[\w,'.%-]+\s){{0,5}}?(?:jobs|workers|staff|workforce)\b",
        r"\bdoors|prices\b",
        "industry",
        rank=4,
    ),
    rule(
        "supply_disruption",
        "idle",
        r"\b(?:lay|lain|sat|stood|remains?|sits|been)\sidle\b|\bidled\b",
        None,
        "industry",
        rank=5,
    ),
    rule("supply_disruption", "ceased production|previously", r"\bceased production\b", rank=6),
    # law
    rule(
        "legal_dispute",
        "court|judge|sue|lawsuit|arbitrat|wto|world trade organi|panel|tribunal|appeal|"
        "injunction|litigation|legal challenge|complaint|dispute|ruling|ruled|consultations|"
        "case|filed|damages",
        r"\b(?:sued|sues|suing|lawsuits?|arbitration|tribunal|injunction|litigation|legal "
        r"challenge|legal action|filed (?:a |an )?(?:[\w-]+ )?(?:suit|complaint|claim|case|"
        r"appeal|challenge)|asked\s(?:[\w,'-]+\s){1,5}?(?:court|judge|tribunal)|filed\s(?:the|"
        r"a|an)\s(?:[\w-]+\s){0,3}?(?:case|suit|claim|complaint)|seek(?:s|ing)? damages|"
        r"(?:panel|judges?|courts?|justices)\s(?:[\w,'-]+\s){0,12}?(?:ruled|faulted|found|"
        r"upheld|struck|rejected|blocked|dismissed|ordered|sided|overturned|cleared|said|"
        r"heard|halted|granted|agreed|declined|refused|stopped|threw|backed|froze|suspended|"
        r"invalidated)|ruled against|ruled (?:that|in favou?r)|appealed|request(?:s|ed)? "
        r"(?:for )?(?:WTO )?consultations|dispute (?:at|with|before|settlement)|WTO (?:case|"
        r"dispute|complaint|panel|ruling|consultations)|court (?:ruling|decision|order|case|"
        r"battle|challenge)|ruling by|settled?\s(?:[\w,'-]+\s){0,5}?(?:dispute|lawsuit|case|"
        r"claim))\b",
        r"\b(?:trade panel|sued for peace)\b",
        rank=6,
    ),
    # demand
    rule(
        "demand_shift",
        "without|free|substitut|replac|recycl|cut|reduc|switch|swap|phase|thrift|halv|eliminat|"
        "alternative|less|lfp|sodium-ion",
        r"\bwithout\s(?:any\s|using\s|the use of\s)?(?:rare[- ]earths?|cobalt|nickel|lithium|"
        r"graphite|dysprosium|terbium|neodymium|gallium|antimony|heavy)|\b(?:rare[- ]earth|"
        r"cobalt|nickel|lithium|heavy rare earth|magnet|antimony|tungsten)-free\b|\bcontains? "
        r"no (?:rare|cobalt|nickel|lithium|heavy)|\bfree of (?:rare|cobalt|heavy)|\bneeds? "
        r"no (?:lithium|cobalt|nickel|rare)|\bsodium-ion (?:cells?|batter)",
        r"duty-free|tariff-free",
        rank=6,
    ),
    rule(
        "demand_shift",
        "substitut|replac|swap|switch|use|content|consumption|demand|thrift|wound rotor",
        r"\b(?:substitut(?:e|es|ed|ing|ion)|swap(?:s|ped|ping)?|switch(?:es|ed|ing)?\s(?:to|"
        r"from|away)|phas(?:e|es|ed|ing) out|thrift(?:ed|ing)|wound[- ]rotors?|(?:cut(?:s|"
        r"ting)?|reduc(?:e|es|ed|ing)|halv(?:e|es|ed|ing)|lower(?:s|ed|ing)?|slash(?:es|"
        r"ed|ing)?|eliminat(?:e|es|ed|ing)|trim(?:s|med)?)\s(?:[\w,'.%-]+\s){0,8}?(?:use|"
        r"usage|content|consumption|loadings?|demand|need|requirement)\b|(?:halved|cut|reduced|"
        r"eliminated|replaced)\s(?:the\s)?(?:[\w-]+\s){0,2}?(?:neodymium|dysprosium|cobalt|"
        r"terbium|nickel|lithium|rare earths?|silver|platinum|palladium|gallium|antimony|"
        r"indium|tellurium|tantalum)\b)",
        r"\b(?:tariffs?|exports?|imports?|end use|dual-use|production|output|workforce|reliance|"
        r"dependence)\b",
        rank=6,
    ),
    rule(
        "demand_shift",
        "recycl",
        r"\b(?:recycl(?:e|es|ed)|recycling)\s(?:[\w,'-]+\s){0,6}?(?:rate|programme|program|"
        r"magnets?|batteries|scrap|target|black mass|cobalt|lithium|nickel)\b",
        r"\b(?:could|would|may|might|tax credits?)\b",
        rank=3,
    ),
    rule(
        "demand_shift",
        "demand|consumption|use of",
        r"\b(?:demand|consumption|use)\s(?:for|of|from)\s(?:[\w,'-]+\s){0,6}?(?:fell|dropped|"
        r"declined|slumped|plunged|shrank|weakened|collapsed|is falling|has fallen|contracted|"
        r"sank|slipped)\b",
        rank=5,
    ),
    # prices
    rule(
        "price_move",
        "price|futures|spot|premium|benchmark|traded|quoted|contract",
        rf"\b(?:prices?|futures|premiums?|benchmark|spot|contract)\b(?:\s(?!shares\b|exports?\b|"
        rf"imports?\b|output\b|production\b)[\w,'.&$%()/:-]+){{0,14}}?\s(?:{UP}|{DOWN})\b",
        r"\b(?:price floor|floor price|shares?|stocks?|sharp(?:ly)? lower|reached an? (?:agreement|"
        r"deal))\b",
        "priced",
        rank=5,
    ),
    rule(
        "price_move",
        "$mineral|metal",
        rf"\b(?:copper|nickel|tin|aluminium|aluminum|zinc|lead|cobalt|lithium|gold|silver|"
        rf"platinum|palladium|antimony|tungsten|gallium|germanium|uranium|rhodium|bismuth|"
        rf"indium|graphite|carbonate|hydroxide|oxide|spodumene|trioxide|concentrate|ferrochrome|"
        rf"ferrotungsten|APT|metal|ingot|NdPr|dysprosium|terbium|neodymium|yttrium|yellowcake|"
        rf"molybdenum|vanadium|magnesium|manganese|titanium)\s(?:[\w().'-]+\s){{0,6}}?(?:has "
        rf"|have |had )?(?:already |also |since )?(?:{UP}|{DOWN}|held|holding|(?:was|is|were)"
        rf" (?:up|down|steady|little changed))\b",
        r"\b(?:production|output|shares?|exports?|imports?|stocks?|demand|use|company|which|"
        r"that|miner|producer)\b",
        "number",
        rank=5,
    ),
    rule(
        "price_move",
        "price|sent|push|drove|driv|lift|drag",
        r"\b(?:sent|sending|push(?:ed|ing)|drove|driving|driven|lift(?:ed|ing)|dragg?(?:ed|"
        r"ing)|pull(?:ed|ing)|help(?:ed|ing)|knock(?:ed|ing))\s(?:[\w,'.&-]+\s){0,7}?(?:prices?|"
        r"futures|premium|copper|nickel|tin|cobalt|lithium|antimony|aluminium|tungsten)\b(?:\s[\w,'.&$%-]+){0,6}?\s(?:up|"
        r"down|higher|lower|soaring|tumbling|to|above|below|surging)\b",
        r"\bshares?\b",
        "priced",
        rank=5,
    ),
    rule(
        "price_move",
        "price",
        r"\b(?:doubled|tripled|halved|raised|lifted|slashed|depressed|quadrupled)\s(?:the\s)?prices?\s(?:of|"
        r"for)\b|\bprices?\sare\s(?:up|down)\b|\b(?:record|multi-year|all-time)\s(?:high|"
        r"low|peak)\b",
        r"\b(?:share|stock|shares)\b|halt",
        "priced",
        rank=5,
    ),
    rule(
        "price_move",
        "peak|trough|high of|low of",
        r"\bprices?\b.{0,80}\bfrom (?:a |their |its )?(?:peak|high|low|record)\b",
        r"\bshare\b",
        "priced",
        rank=5,
    ),
)
