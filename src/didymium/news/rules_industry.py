"""The typed patterns of events in industry, finance, law and the market (see `rules`)."""

from __future__ import annotations

from didymium.news.rules import DOWN, MAKE, SITE, UP, Rule, _rule

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
_SIGNS = (
    r"(?:sign(?:s|ed|ing)?|agree(?:s|d)?(?: on| to)?|reach(?:es|ed|ing)?|conclud(?:e|"
    r"es|ed|ing)|ink(?:s|ed|ing)?|seal(?:s|ed|ing)?|finali[sz](?:e|es|ed|ing)|strik(?:e|"
    r"es|ing)|struck|enter(?:s|ed|ing)?(?: into)?|announc(?:e|es|ed|ing)|"
    r"join(?:s|ed|ing)?|ratif(?:y|ies|ied|ying)|launch(?:es|ed|ing)?|establish(?:es|"
    r"ed|ing)?|secur(?:e|es|ed|ing)|issu(?:e|es|ed|ing)|forg(?:e|es|ed|ing)|initial(?:s|"
    r"led|ed)|adopt(?:s|ed|ing)?|unveil(?:s|ed|ing)?|"
    r"signal(?:s|ed|led)? (?:their|its) intent|releas(?:e|es|ed|ing)|renew(?:s|ed|ing)?|"
    r"extend(?:s|ed|ing)?|form(?:s|ed|ing)?|mak(?:e|es|ing)|made|endors(?:e|es|ed|ing)"
    r"|clinch(?:es|ed)?|negotiat(?:e|es|ed|ing)|deepen(?:s|ed|ing)?|broker(?:s|ed)?|"
    r"set(?:s|ting)? up|creat(?:e|es|ed|ing))"
)
_PACT = (
    r"(?:agreements?|memorand(?:um|a)|MoUs?|frameworks?|pacts?|accords?|treat(?:y|ies)"
    r"|compacts?|(?:minerals?|trade|earths?|bilateral|landmark|supply|security|historic|"
    r"framework|metals?|resources?|cooperation) deals?|deals? (?:with|on|between)|deals?|"
    r"strategic partnerships?|partnerships?|"
    r"joint (?:statement|declaration|communique)|declarations?|alliances?|roadmap|action "
    r"plan|initiative|truce|arrangement|trade deals?|communique|statement of intent|"
    r"letter of intent|club|coalition)"
)
_PAY = (
    r"(?:invest(?:s|ed|ing)?|fund(?:s|ed|ing)?|len[dt](?:s|ing)?|loan(?:s|ed|ing)?|grant(?:s|"
    r"ed|ing)?|award(?:s|ed|ing)?|pledg(?:e|es|ed|ing)|commit(?:s|ted|ting)?|provid(?:e|"
    r"es|ed|ing)|financ(?:e|es|ed|ing)|back(?:s|ed|ing)?|"
    r"inject(?:s|ed|ing)?|allocat(?:e|es|ed|ing)|receiv(?:e|es|ed|ing)|secur(?:e|es|"
    r"ed|ing)|rais(?:e|es|ed|ing)|get(?:s)?|got|approv(?:e|es|ed|ing)|clos(?:e|es|ed|"
    r"ing)|support(?:s|ed|ing)?|offer(?:s|ed|ing)?|earmark(?:s|ed)?|"
    r"pour(?:s|ed|ing)?|spen[dt](?:s|ing)?|put(?:s|ting)? (?:up|in|into)|contribut(?:e|"
    r"es|ed|ing)|channel(?:s|led)?|extend(?:s|ed|ing)?|w[io]ns?|won|buil[dt] with|giv(?:e|"
    r"es|en|ing)|gave|select(?:s|ed|ing)?|mobili[sz](?:e|es|ed|ing)|announc(?:e|es|ed|"
    r"ing)|unveil(?:s|ed|ing)?|set(?:s|ting)? aside|obtain(?:s|ed|ing)?|unlock(?:s|ed|"
    r"ing)?|sent|sign(?:s|ed|ing)?|issu(?:e|es|ed|ing)|land(?:s|ed)?|bring(?:s|ing)?|"
    r"tak(?:e|es|ing)|took|acquir(?:e|es|ed|ing)|buy(?:s|ing)?|bought)"
)
_FUND = (
    r"(?:loans?|grants?|equity|funding|financing|investments?|stakes?|preferred (?:stock|"
    r"shares)|credit (?:facility|line)|letters? of (?:interest|support)|subsid(?:y|ies)"
    r"|fund|backing|guarantee|debt|capital|award|credit|"
    r"support package|package|bond|convertible|shares|stock|aid|prepayment|finance)"
)

INDUSTRY: tuple[Rule, ...] = (
    # investment
    _rule(
        "investment",
        "$money",
        rf"\b{_PAY}\b",
        r"\b(?:takeover|acquisition|tariff|fine|damages|sales of)\b",
        "money finance",
        rank=5,
    ),
    _rule(
        "investment",
        "$money",
        rf"\b{_FUND}\b",
        r"\b(?:takeover|acquisition|tariff)\b",
        "money finance",
        rank=4,
    ),
    _rule(
        "investment",
        "$money",
        r"\b(?:built|developed|expanded|upgraded)\s(?:[\w,'.-]+\s){0,3}?with\b",
        None,
        "money",
        rank=4,
    ),
    _rule(
        "investment",
        "stake|equity",
        r"\b(?:tak(?:e|es|ing|en)|took|bought|buy(?:s|ing)?|acquir(?:e|es|ed|ing)|purchas(?:e|"
        r"es|ed|ing)|holds?|hold(?:ing)?|get(?:s)?|receiv(?:e|es|ed)|convert\w*)\s(?:[\w,'.&%$-]+\s){0,10}?(?:equity\s)?(?:stake|"
        r"interest|shareholding|shares|warrants)\b",
        None,
        "state",
        rank=6,
    ),
    _rule(
        "investment",
        "chosen for funding|selected|funding|loan|grant|financing",
        r"\b(?:chosen|selected|approved|shortlisted)\s(?:[\w,'.-]+\s){0,5}?(?:funding|grants?|"
        r"loans?|financing|support|awards?)\b",
        rank=5,
    ),
    _rule(
        "investment",
        "loan|grant|funding|financing|invest",
        r"\b(?:will|to|would|has|have|agreed to|plans to|committed to)\s(?:invest|lend|fund|"
        r"finance|co-finance|co-invest)\b|\b(?:invested|lent|funded|financed|invests|finances)"
        r"\s(?:in|to)?\b",
        r"\b(?:has to|have to)\b",
        "party fundable",
        rank=4,
    ),
    # agreements between states
    _rule(
        "agreement",
        "agree|memorandum|mou|framework|pact|accord|treaty|compact|deal|partnership|joint "
        "statement|declaration|alliance|roadmap|action plan|initiative|truce|arrangement|"
        "coalition|club",
        rf"\b{_SIGNS}\s(?:[\w,'.&$%()-]+\s){{0,14}}?{_PACT}\b",
        r"\b(?:offtake|off-take|sales? and purchase|peace (?:accords?|deal|agreement)|supply "
        r"(?:agreement|deal|contract)|joint venture|artemis|purchase agreement|credit agreement|"
        r"stimulus)\b",
        "pact",
        rank=5,
    ),
    _rule(
        "agreement",
        "agree|memorandum|mou|framework|pact|accord|treaty|compact|deal|partnership|joint "
        "statement|declaration|truce|alliance",
        rf"\b{_PACT}\s(?:[\w,'.&()-]+\s){{0,12}}?(?:was|were|is|has been|have been|been)?\s?(?:signed|"
        rf"agreed|reached|concluded|finali[sz]ed|announced|sealed|inked|struck|secured|entered "
        rf"into force|has secured)\b",
        r"\b(?:offtake|off-take|supply (?:agreement|deal)|joint venture|peace accords?)\b",
        "pact",
        rank=5,
    ),
    _rule(
        "agreement",
        "agree",
        r"\bagreed?\s(?:to|on)\s(?:[\w,'.-]+\s){0,4}?(?:cooperat\w+|work together|collaborat\w+|"
        r"coordinat\w+|strengthen\w*|deepen\w*|establish\w*|a\s(?:[\w-]+\s){0,3}?(?:deal|"
        r"pact|framework|agreement|truce))\b",
        None,
        "pact",
        rank=5,
    ),
    _rule(
        "agreement",
        "agreement|deal|pact|memorandum|mou",
        rf"\b(?:under|as part of|thanks to|following)\s(?:the|a|an|its|their|this)\s(?:[\w'-]+\s){{0,6}}?{_PACT}\s(?:signed|"
        rf"agreed|reached|struck|concluded|announced|with)\b",
        None,
        "pact",
        rank=3,
    ),
    _rule(
        "agreement",
        "agreement|deal|pact|memorandum|mou|treaty|accord|truce",
        r"\b(?:under|in line with|as part of)\s(?:the|a|an|its|their|this)\s(?:\d{4}\s)?(?:[\w'-]+\s){0,4}?(?:agreement|"
        r"deal|pact|memorandum|MoU|treaty|accord|truce|framework)\b",
        r"\b(?:price|offtake|supply|purchase|that|the agreement$)\b|under the (?:agreement|"
        r"deal|accord|pact|framework|memorandum)$",
        "pact states",
        rank=3,
    ),
    _rule(
        "agreement",
        "partnership|agreement|deal|framework|pact|memorandum",
        r"\b(?:partnership|agreement|deal|framework|pact|memorandum)\s(?:with|between)\s(?:[\w,'.-]+\s){1,8}?(?:gives?|"
        r"covers?|grants?|allows?|includes?|commits?|provides?|calls for|sets|obliges|opens)"
        r"\b",
        r"\b(?:offtake|supply|purchase)\b",
        "pact",
        rank=4,
    ),
    # supply projects
    _rule(
        "supply_project",
        "mine|plant|refiner|smelter|facilit|project|deposit|factor|concentrator|operation|"
        "circuit|line|hub|complex|separation|pilot|brine|furnace",
        rf"\b{_STARTS}\s(?:[\w,'.&$%()-]+\s){{0,10}}?{SITE}\b",
        r"\b(?:car plants?|motors?|assembly lines?|timelines?|pipelines?|power plants?|deadlines?|"
        r"shares|price|prices|tariffs?|sanctions|stake|acquisition|bottom line|peace|exports?|"
        r"stockpil\w+|funding|reserve|investigation|in line|fund)\b",
        rank=4,
    ),
    _rule(
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
    _rule(
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
    _rule(
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
    _rule(
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
    _rule(
        "supply_project",
        "ground",
        r"\bground (?:was|has been|is to be) broken\b|\bbroke ground\b",
        None,
        "industry",
        rank=4,
    ),
    _rule(
        "supply_project",
        "expansion",
        r"\b(?:complet|finish|plan|approv|start|launch|beg[iau]n|announc|unveil|undertak|"
        r"financ)\w*\s(?:[\w,'.-]+\s){0,5}?expansions?\b",
        r"\bprice|tariff|export\b",
        "industry",
        rank=4,
    ),
    _rule(
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
    _rule(
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
    _rule(
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
    _rule("supply_project", "approving|unleashing", r"$^"),
    # disruptions
    _rule(
        "supply_disruption",
        "mine|plant|refiner|smelter|facilit|project|deposit|factor|concentrator|operation|"
        "circuit|line|hub|pit|shaft|furnace",
        rf"\b{_HALTS}\s(?:[\w,'.&$%()-]+\s){{0,8}}?{SITE}\b",
        r"\b(?:deal|financing|funding|acquisition|costs?|prices?|tariffs?|exports?|stake|"
        r"loan|assembly lines?|offering|emissions|in line|carbon|car plants?)\b",
        rank=5,
    ),
    _rule(
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
    _rule(
        "supply_disruption",
        "production|output|mining|digging|operations|mine|plant|smelter|refinery|work|sales",
        r"\b(?:production|output|mining|digging|operations?|mines?|plants?|smelters?|refinery|"
        r"work|shipments)\b(?:\s[\w,'.&()-]+){0,8}?\s(?:(?:was|were|is|are|been|remains?|"
        r"being)\s(?:\w+\s)?(?:halted|suspended|stopped|shut|closed|idled|curtailed|disrupted|"
        r"cut|paused|flooded|damaged|destroyed|on hold|offline)|stopped|halted|ceased)\b",
        r"\b(?:prices?|exports?|trading)\b",
        rank=5,
    ),
    _rule(
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
    _rule(
        "supply_disruption",
        "licen|permit|concession|lease",
        r"\b(?:revok(?:e|es|ed|ing)|cancel(?:s|led|ed|ling)?|withdr[ae]w(?:s|n|ing)?|stripp?(?:s|"
        r"ed|ing)?|terminat(?:e|es|ed|ing)|suspend(?:s|ed|ing)?|annul(?:s|led)?|los[te]s?|"
        r"seiz(?:e|es|ed|ing)|took back|confiscat\w+)\s(?:[\w,'.&()-]+\s){0,8}?(?:mining "
        r"licen[cs]es?|licen[cs]es?|permits?|concessions?|leases?|mining rights?)\b",
        r"\bexport|import\b",
        rank=6,
    ),
    _rule(
        "supply_disruption",
        "making|producing|mining|business|unit|division",
        rf"\b{_HALTS}\s(?:making|producing|mining|refining|processing|smelting)\b|\b(?:mothball|"
        rf"idl|shut|clos|suspend|curtail|halt)(?:s|e|es|ed|led|ing)?\s(?:[\w,'.-]+\s){{0,5}}?(?:business|"
        rf"unit|division|site)\b",
        r"\bcosts?|prices?|export",
        "industry",
        rank=4,
    ),
    _rule(
        "supply_disruption",
        "on hold|care and maintenance|on ice",
        r"\b(?:put|puts|putting|placed|placing|left|kept)\s(?:[\w,'.-]+\s){0,8}?(?:on hold|"
        r"on ice|on care and maintenance|into care and maintenance)\b",
        None,
        "industry",
        rank=5,
    ),
    _rule(
        "supply_disruption",
        "closed|shut|jobs|workforce|staff",
        rf"\b{SITE}\s(?:has |have |had )?(?:closed|shut(?: down)?|went dark|fell silent)\b|"
        rf"\b(?:cut(?:s|ting)?|slash(?:es|ed)?|shed(?:s)?|axe[ds]?|lay(?:s|ing)? off|laid "
        rf"off)\s(?:[\w,'.%-]+\s){{0,5}}?(?:jobs|workers|staff|workforce)\b",
        r"\bdoors|prices\b",
        "industry",
        rank=4,
    ),
    _rule(
        "supply_disruption",
        "idle",
        r"\b(?:lay|lain|sat|stood|remains?|sits|been)\sidle\b|\bidled\b",
        None,
        "industry",
        rank=5,
    ),
    _rule("supply_disruption", "ceased production|previously", r"\bceased production\b", rank=6),
    # law
    _rule(
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
    # domestic policy
    _rule(
        "domestic_policy",
        "executive order|proclamation|determination|memorandum",
        r"\b(?:sign(?:s|ed|ing)?|issu(?:e|es|ed|ing)|revok(?:e|es|ed|ing)|invok(?:e|es|ed|"
        r"ing))\s(?:[\w,'.()-]+\s){0,8}?(?:executive orders?|proclamations?|determinations?|"
        r"presidential memorand(?:um|a)|executive actions?)\b",
        r"\b(?:tariffs?|dut(?:y|ies)|imports?)\b",
        rank=6,
    ),
    _rule(
        "domestic_policy",
        "the order|the proclamation|executive order",
        r"\bthe (?:executive )?order\s(?:also\s)?(?:limits|directs|encourages|requires|instructs|"
        r"calls|establishes|creates|sets|tells|aims|expands|orders|authorizes|seeks|asks)"
        r"\b",
        r"\btariff\b",
        rank=6,
    ),
    _rule(
        "domestic_policy",
        "i hereby determine|shall create|shall conduct|hereby ordered|essential to the national defense",
        r"\b(?:I hereby determine|the Secretary of \w+ shall (?:create|conduct|establish|"
        r"develop|identify|submit)|shall conduct a survey|are essential to the national "
        r"defense)\b",
        rank=6,
    ),
    _rule(
        "domestic_policy",
        "law|act|bill|legislation|decree|code|regulation|rule|strategy|plan|mission|policy|"
        "royalt|tax credit|programme|program|roadmap|nationali|reform|legislat|agency|ministry|"
        "company|bureau",
        r"\b(?:sign(?:s|ed|ing)?|issu(?:e|es|ed|ing)|approv(?:e|es|ed|ing)|adopt(?:s|ed|"
        r"ing)?|(?<!Mountain )pass(?:es|ed|ing)?|enact(?:s|ed|ing)?|publish(?:es|ed|ing)?|"
        r"present(?:s|ed|ing)?|unveil(?:s|ed|ing)?|announc(?:e|es|ed|ing)|launch(?:es|ed|"
        r"ing)?|introduc(?:e|es|ed|ing)|tabl(?:e|ed)|propos(?:e|es|ed|ing)|amend(?:s|ed|"
        r"ing)?|clear(?:s|ed)?|tighten(?:s|ed|ing)?|overhaul(?:s|ed|ing)?|draft(?:s|ed|ing)?|"
        r"creat(?:e|es|ed|ing)|establish(?:es|ed|ing)?|set(?:s|ting)? up|releas(?:e|es|ed|"
        r"ing)|finali[sz](?:e|es|ed|ing)|rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|allocat(?:e|"
        r"es|ed|ing)|repeal(?:s|ed|ing)?|endors(?:e|es|ed|ing)|ratif(?:y|ies|ied)|vot(?:e|"
        r"es|ed|ing) (?:on|for)|be created)\s(?:[\w,'.&$%()/-]+\s){0,9}?(?:laws?|acts?|bills?|"
        r"legislation|decrees?|mining code|codes?|regulations?|rules|rule|strateg(?:y|ies)"
        r"|plans?|missions?|polic(?:y|ies)|royalt(?:y|ies)|tax credits?|programmes?|programs?|"
        r"roadmaps?|reforms?|guidelines|standards|state-owned company|national company|agency|"
        r"ratification)\b",
        r"\b(?:business plans?|mine plans?|trade act|action plan|bill of|export|tariffs?|"
        r"takeover|feasibility|entity list|trade deal|recovery plan|merger|rescue plan|stockpil\w+)"
        r"\b",
        "state",
        rank=4,
    ),
    _rule(
        "domestic_policy",
        "law|act|bill|decree|strategy|plan|rule|regulation|code|reform|tax credit|policy",
        r"(?<!in a )(?<!the )\b(?:laws?|acts?|bills?|decrees?|strateg(?:y|ies)|rules?|regulations?|"
        r"mining code|reforms?|polic(?:y|ies))\s(?:that\s|which\s)?(?:[\w,'.-]+\s){0,3}?(?:was|"
        r"were|has been|have been)?\s?(?:passed|adopted|signed|enacted|approved|announced|"
        r"unveiled|published|took effect|takes effect|came into force|entered into force|"
        r"introduced)\b",
        r"\b(?:export|tariff|import|in-laws?|trade act|business)\b",
        "",
        rank=4,
    ),
    _rule(
        "domestic_policy",
        "strategic projects|priority projects",
        r"\b(?:picked|named|selected|designated|listed|chose|chosen|recogni[sz]ed|added)"
        r"\s(?:[\w,'.-]+\s){0,4}?(?:strategic|priority|national)\s(?:\w+\s)?projects?\b",
        None,
        "state",
        rank=7,
    ),
    _rule(
        "domestic_policy",
        "nationali|state control|reserved|reserves lithium|the state|state to",
        r"\bnationali[sz](?:e|es|ed|ing|ation)\b|\breserves?\s(?:[\w,'-]+\s){1,6}?for the "
        r"state\b|\bstate(?:-owned)? (?:control|ownership) of\b|\bstate (?:would|will|to)"
        r" take (?:control|a majority|over)\b",
        r"\bproposal|fears\b",
        rank=5,
    ),
    _rule(
        "domestic_policy",
        "quota",
        r"\b(?:issu(?:e|es|ed|ing)|set(?:s|ting)?|rais(?:e|es|ed|ing)|cut(?:s|ting)?|releas(?:e|"
        r"es|ed|ing)|increas(?:e|es|ed|ing)|lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|announc\w+|"
        r"slash\w*)\s(?:[\w,'.&$%()-]+\s){0,9}?(?:(?:mining|production|smelting|output|total|"
        r"control|separation|annual|nickel|ore)\s){1,3}(?:and\s\w+\s)?quotas?\b",
        r"\bexport\b",
        rank=6,
    ),
    _rule(
        "domestic_policy",
        "quota",
        r"\bquotas?\s(?:[\w,'.-]+\s){0,4}?(?:slashed|cut|raised|reduced|increased|lowered|"
        r"doubled|set|issued)\b",
        r"\bexport\b",
        "orequota",
        rank=5,
    ),
    _rule(
        "domestic_policy",
        "divest|stake|foreign|ordered|order",
        r"\b(?:order(?:s|ed|ing)?|force[sd]?|requir(?:e|es|ed|ing)|block(?:s|ed|ing)?|told)"
        r"\s(?:[\w,'.&$%()-]+\s){0,10}?(?:to\s(?:sell|divest|dispose)|divest\w*|sale of)"
        r"\b",
        None,
        "state",
        rank=7,
    ),
    _rule(
        "domestic_policy",
        "tax credit|45x|48c|30d",
        r"\b(?:allocat|award|introduc|offer|expand|extend|end|clos|pass|approv|announc|propos|"
        r"creat|publish|finali|issu|grant|restrict|repeal|claim|includ)\w*\s(?:[\w,'.$-]+\s){0,8}?(?:tax "
        r"credits?|45X|48C|30D)\b",
        None,
        "state",
        rank=5,
    ),
    _rule(
        "domestic_policy",
        "state-owned|national|new",
        r"\b(?:state-owned|state|national|new|sovereign)\s(?:[\w-]+\s){0,3}?(?:company|agency|"
        r"body|fund|ministry|council|office|centre|center)\swill be\s(?:created|set up|established|"
        r"formed)\b",
        r"stockpil",
        rank=5,
    ),
    _rule(
        "domestic_policy",
        "require|mandat|direct|permit|invok|streamlin|reject|ban",
        r"\b(?:directing|directs|directed|order(?:s|ed))\s(?:[\w,'.-]+\s){0,5}?(?:agenc\w+|"
        r"department|secretary|ministr\w+|officials|government)\b|\b(?:requires?|required|"
        r"mandates?|mandated)\sthat\b|\binvok(?:e|es|ed|ing)\sthe\b|\bstreamlin\w+\s(?:[\w,'-]+\s){0,3}?permitting\b|"
        r"\b(?:rejected|blocked|vetoed)\s(?:the|a|plans|an)\b",
        r"\b(?:tariffs?|acquisition|takeover|export)\b",
        "state",
        rank=4,
    ),
    _rule(
        "domestic_policy",
        "unleashing|increasing efficiency|federally",
        r"\b(?:Unleashing|Increasing)\s(?:[\w,'.-]+\s){0,5}?(?:minerals?|mineral projects?|"
        r"resources)\b",
        rank=4,
    ),
    _rule(
        "domestic_policy",
        "tightened|tightens|tighten",
        r"\btighten(?:s|ed|ing)?\s(?:its|the|foreign|investment)\s(?:[\w-]+\s){0,4}?rules\b",
        r"export",
        "state",
        rank=5,
    ),
    _rule(
        "domestic_policy",
        "state-owned|state company|national company|ban on mining|mining ban",
        r"\b(?:ban(?:s|ned)?|prohibit(?:s|ed)?)\s(?:on\s)?(?:[\w-]+\s){0,4}?(?:mining|exploration|"
        r"drilling|seabed mining|procurement|purchases?)\b",
        r"export|import",
        "state",
        rank=5,
    ),
    # corporate
    _rule(
        "corporate",
        "acqui|takeover|take over|merge|buyout|bid|buy|bought|purchase|sell|sold|sale|divest",
        r"\b(?:acquir(?:e|es|ed|ing)|acquisitions? of|takeover|tak(?:e|es|ing) over|took "
        r"over|merg(?:e|es|ed|ing|er)|buy(?:s|ing)? out|buyout|bid for|offer for|(?:buy|"
        r"bought|buys|buying|purchas(?:e|es|ed|ing)|sell|sells|sold|selling|divest(?:s|ed|"
        r"ing)?)\s(?:[\w,'.&$%()-]+\s){0,10}?(?:stake|interest|business|mine|company|shares|"
        r"unit|operations?|assets?|producer|developer|explorer|rival|plant|smelter))\b",
        r"\b(?:preferred (?:stock|shares)|acquire data|defense acquisitions|land acquisition)"
        r"\b",
        "company",
        rank=6,
    ),
    _rule(
        "corporate",
        "offtake|off-take|supply agreement|supply deal|supply contract|long-term supply|"
        "committed to buy|letter of intent|purchase agreement|to supply|contract|to sell|"
        "to buy|to market|market|ship|deliver|buy|sell|supply|agreed sales|to ship",
        r"\b(?:off-?take|supply (?:agreement|deal|contract|pact)|long-term supply|sales "
        r"and purchase agreement|purchase agreement|letter of intent|(?:agree(?:s|d)?|contract(?:s|"
        r"ed)?|commit(?:s|ted)?|deal|contract|signed up|has signed|intent)\s(?:[\w,'-]+\s){0,3}?to\s(?:supply|"
        r"buy|sell|purchase|take|ship)|(?:will|would)\s(?:supply|sell|buy|market|ship|deliver)"
        r"\b|agreed sales|(?:extend(?:s|ed)?|sign(?:s|ed)?|w[io]n|won|renew(?:s|ed)?|award(?:s|"
        r"ed)?)\s(?:[\w,'-]+\s){0,6}?contracts?|contract with)\b",
        r"\b(?:letters? of interest|supply chains?|social contract|will buy rights)\b",
        "company",
        rank=6,
    ),
    _rule(
        "corporate",
        "partner|bid|offer|proposal",
        r"\b(?:chosen|picked|named|selected)\s(?:[\w,'-]+\s){1,6}?as\s(?:its\s|a\s|the\s)?(?:[\w-]+\s)?partner\b|"
        r"\b(?:bid|takeover offer|buyout offer|rival offer)\b(?:,? worth)?",
        r"bid to (?:cut|curb|reduce|boost|secure)",
        "company",
        rank=5,
    ),
    _rule(
        "corporate",
        "paid|pays|pay",
        r"\bpa(?:id|ys|y|ying)\s(?:[\w,'.$€£-]+\s){1,6}?for\s(?:[\w,'.%-]+\s){0,4}?(?:\d[\d.]*\s?(?:%|"
        r"percent)|stake|share of|half|control)",
        None,
        "company",
        rank=6,
    ),
    _rule(
        "corporate",
        "agree|deal|contract|order|pact|partner|suppl|sell|buy|bought|sold|alliance|venture",
        r"\b(?:agree(?:s|d)?|deals?|contracts?|orders?|pact|partner(?:s|ed|ship)?|suppl(?:y|"
        r"ies|ied)|sell(?:s|ing)?|sold|buy(?:s|ing)?|bought|alliance|venture)\b",
        r"\bsuppl(?:y|ies)$(?<=chain suppl)",
        "companies",
        rank=3,
    ),
    _rule(
        "corporate",
        "bankrupt|insolven|creditors|administration|order|contract|deal",
        r"\b(?:bankruptcy|insolvency|protection from (?:its )?creditors|creditor protection|"
        r"chapter 11|voluntary administration|receivership|cancel(?:s|led|ed|ling)?\s(?:[\w,'.-]+\s){0,6}?(?:orders?|"
        r"contracts?|deals?))\b",
        None,
        "company",
        rank=5,
    ),
    _rule(
        "corporate",
        "joint venture|partnership|partner|team up|teamed up|tie-up",
        r"\b(?:joint ventures?|team(?:s|ed|ing)? up|tie-up|strategic partnership|partner(?:s|"
        r"ed|ing)? with|form(?:s|ed)? a (?:partnership|venture)|spin(?:s)? off|spun off|"
        r"list(?:s|ed|ing)? (?:its shares )?on the|initial public offering|IPO|renamed|memorandum "
        r"of understanding|MoU)\b",
        r"\bwhite paper\b",
        "company2",
        rank=5,
    ),
    # demand
    _rule(
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
    _rule(
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
    _rule(
        "demand_shift",
        "recycl",
        r"\b(?:recycl(?:e|es|ed)|recycling)\s(?:[\w,'-]+\s){0,6}?(?:rate|programme|program|"
        r"magnets?|batteries|scrap|target|black mass|cobalt|lithium|nickel)\b",
        r"\b(?:could|would|may|might|tax credits?)\b",
        rank=3,
    ),
    _rule(
        "demand_shift",
        "demand|consumption|use of",
        r"\b(?:demand|consumption|use)\s(?:for|of|from)\s(?:[\w,'-]+\s){0,6}?(?:fell|dropped|"
        r"declined|slumped|plunged|shrank|weakened|collapsed|is falling|has fallen|contracted|"
        r"sank|slipped)\b",
        rank=5,
    ),
    # prices
    _rule(
        "price_move",
        "price|futures|spot|premium|benchmark|traded|quoted|contract",
        rf"\b(?:prices?|futures|premiums?|benchmark|spot|contract)\b(?:\s(?!shares\b|exports?\b|"
        rf"imports?\b|output\b|production\b)[\w,'.&$%()/:-]+){{0,14}}?\s(?:{UP}|{DOWN})\b",
        r"\b(?:price floor|floor price|shares?|stocks?|sharp(?:ly)? lower|reached an? (?:agreement|"
        r"deal))\b",
        "priced",
        rank=5,
    ),
    _rule(
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
    _rule(
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
    _rule(
        "price_move",
        "price",
        r"\b(?:doubled|tripled|halved|raised|lifted|slashed|depressed|quadrupled)\s(?:the\s)?prices?\s(?:of|"
        r"for)\b|\bprices?\sare\s(?:up|down)\b|\b(?:record|multi-year|all-time)\s(?:high|"
        r"low|peak)\b",
        r"\b(?:share|stock|shares)\b|halt",
        "priced",
        rank=5,
    ),
    _rule(
        "price_move",
        "peak|trough|high of|low of",
        r"\bprices?\b.{0,80}\bfrom (?:a |their |its )?(?:peak|high|low|record)\b",
        r"\bshare\b",
        "priced",
        rank=5,
    ),
)
