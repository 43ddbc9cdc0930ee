"""The typed patterns of investment, agreements, domestic policy and company deals (see `rules_trade`)."""

from __future__ import annotations

from didymium.news.rule_words import Rule, rule

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

DEALS: tuple[Rule, ...] = (
    # investment
    rule(
        "investment",
        "$money",
        rf"\b{_PAY}\b",
        r"\b(?:takeover|acquisition|tariff|fine|damages|sales of)\b",
        "money finance",
        rank=5,
    ),
    rule(
        "investment",
        "$money",
        rf"\b{_FUND}\b",
        r"\b(?:takeover|acquisition|tariff)\b",
        "money finance",
        rank=4,
    ),
    rule(
        "investment",
        "$money",
        r"\b(?:built|developed|expanded|upgraded)\s(?:[\w,'.-]+\s){0,3}?with\b",
        None,
        "money",
        rank=4,
    ),
    rule(
        "investment",
        "stake|equity",
        r"\b(?:tak(?:e|es|ing|en)|took|bought|buy(?:s|ing)?|acquir(?:e|es|ed|ing)|purchas(?:e|"
        r"es|ed|ing)|holds?|hold(?:ing)?|get(?:s)?|receiv(?:e|es|ed)|convert\w*)\s(?:[\w,'.&%$-]+\s){0,10}?(?:equity\s)?(?:stake|"
        r"interest|shareholding|shares|warrants)\b",
        None,
        "state",
        rank=6,
    ),
    rule(
        "investment",
        "chosen for funding|selected|funding|loan|grant|financing",
        r"\b(?:chosen|selected|approved|shortlisted)\s(?:[\w,'.-]+\s){0,5}?(?:funding|grants?|"
        r"loans?|financing|support|awards?)\b",
        rank=5,
    ),
    rule(
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
    rule(
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
    rule(
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
    rule(
        "agreement",
        "agree",
        r"\bagreed?\s(?:to|on)\s(?:[\w,'.-]+\s){0,4}?(?:cooperat\w+|work together|collaborat\w+|"
        r"coordinat\w+|strengthen\w*|deepen\w*|establish\w*|a\s(?:[\w-]+\s){0,3}?(?:deal|"
        r"pact|framework|agreement|truce))\b",
        None,
        "pact",
        rank=5,
    ),
    rule(
        "agreement",
        "agreement|deal|pact|memorandum|mou",
        rf"\b(?:under|as part of|thanks to|following)\s(?:the|a|an|its|their|this)\s(?:[\w'-]+\s){{0,6}}?"
        rf"{_PACT}\s(?:signed|"
        rf"agreed|reached|struck|concluded|announced|with)\b",
        None,
        "pact",
        rank=3,
    ),
    rule(
        "agreement",
        "agreement|deal|pact|memorandum|mou|treaty|accord|truce",
        r"\b(?:under|in line with|as part of)\s(?:the|a|an|its|their|this)\s(?:\d{4}\s)?"
        r"(?:[\w'-]+\s){0,4}?(?:agreement|deal|pact|memorandum|MoU|treaty|accord|truce|framework)\b",
        r"\b(?:price|offtake|supply|purchase|that|the agreement$)\b|under the (?:agreement|"
        r"deal|accord|pact|framework|memorandum)$",
        "pact states",
        rank=3,
    ),
    rule(
        "agreement",
        "partnership|agreement|deal|framework|pact|memorandum",
        r"\b(?:partnership|agreement|deal|framework|pact|memorandum)\s(?:with|between)\s(?:[\w,'.-]+\s){1,8}?(?:gives?|"
        r"covers?|grants?|allows?|includes?|commits?|provides?|calls for|sets|obliges|opens)"
        r"\b",
        r"\b(?:offtake|supply|purchase)\b",
        "pact",
        rank=4,
    ),
    # corporate
    rule(
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
    rule(
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
    rule(
        "corporate",
        "partner|bid|offer|proposal",
        r"\b(?:chosen|picked|named|selected)\s(?:[\w,'-]+\s){1,6}?as\s(?:its\s|a\s|the\s)?(?:[\w-]+\s)?partner\b|"
        r"\b(?:bid|takeover offer|buyout offer|rival offer)\b(?:,? worth)?",
        r"bid to (?:cut|curb|reduce|boost|secure)",
        "company",
        rank=5,
    ),
    rule(
        "corporate",
        "paid|pays|pay",
        r"\bpa(?:id|ys|y|ying)\s(?:[\w,'.$€£-]+\s){1,6}?for\s(?:[\w,'.%-]+\s){0,4}?(?:\d[\d.]*\s?(?:%|"
        r"percent)|stake|share of|half|control)",
        None,
        "company",
        rank=6,
    ),
    rule(
        "corporate",
        "agree|deal|contract|order|pact|partner|suppl|sell|buy|bought|sold|alliance|venture",
        r"\b(?:agree(?:s|d)?|deals?|contracts?|orders?|pact|partner(?:s|ed|ship)?|suppl(?:y|"
        r"ies|ied)|sell(?:s|ing)?|sold|buy(?:s|ing)?|bought|alliance|venture)\b",
        r"\bsuppl(?:y|ies)$(?<=chain suppl)",
        "companies",
        rank=3,
    ),
    rule(
        "corporate",
        "bankrupt|insolven|creditors|administration|order|contract|deal",
        r"\b(?:bankruptcy|insolvency|protection from (?:its )?creditors|creditor protection|"
        r"chapter 11|voluntary administration|receivership|cancel(?:s|led|ed|ling)?\s(?:[\w,'.-]+\s){0,6}?(?:orders?|"
        r"contracts?|deals?))\b",
        None,
        "company",
        rank=5,
    ),
    rule(
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
)
