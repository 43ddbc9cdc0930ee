"""The typed patterns of price support, stockpiles and lists of critical minerals (see `rules_trade`)."""

from __future__ import annotations

from didymium.news.rule_words import Rule, rule

SUPPORT: tuple[Rule, ...] = (
    # price support
    rule(
        "price_support",
        "price floor|floor price|minimum price|guaranteed price|contracts for difference|"
        "contract for difference|floor of|price guarantee|offtake price|floor under",
        r"\b(?:price floors?|floor prices?|(?:guaranteed )?minimum prices?|guaranteed (?:offtake "
        r")?prices?|contracts? for difference|price guarantees?|price support|floor of \$|"
        r"floor under|reference prices)\b",
        r"\bimport price",
        rank=8,
    ),
    # stockpiles
    rule(
        "stockpile",
        "stockpil|strategic reserve|state reserve|national reserve|minerals reserve|mineral "
        "reserve|strategic quota|security reserve|defense stockpile",
        r"\b(?:build|buil[dt]s?|launch|creat|set|establish|plan|pilot|start|expand|announc|"
        r"hold|keep|add|buy|bought|purchas|sell|sold|releas|replenish|rais|doubl|increas|"
        r"unveil|approv|fund|begin|began|draw|tap|propos|seek|sought|prepar|want|store|accumulat|"
        r"boost|order|form|allocat|back|extend|stock|offer|lift|put)\w*\s(?:[\w,'.&$%-]+\s){0,12}?(?:stockpil(?:e|"
        r"es|ing)|strategic (?:[\w-]+ ){0,3}?(?:reserve|quota)s?|(?:state|national|security|"
        r"minerals?) reserves?|national defense stockpile)\b|\bstockpil(?:e|es|ed|ing)\b\s(?:[\w,'.-]+\s){0,6}?(?:will|"
        r"to|of|worth|up|has|have|plans?|by|for|metals?|program\w*)\b|\bstockpiled\b",
        r"\b(?:reserves of ore|petroleum|covers?)\b",
        rank=6,
    ),
    rule(
        "stockpile",
        "tender|to buy|to purchase|solicit|bids|purchases",
        r"\b(?:sought|seeks?|seeking|plans?|wants?|offer(?:s|ed)?|agreed|stepping up|launched|"
        r"issued|cancelled|covers)\s(?:[\w,'.-]+\s){0,6}?(?:to buy|to purchase|to acquire|"
        r"purchases|tenders?|solicitations?|bids)\b|\b(?:tender|solicitation)\b(?:\s[\w,'.-]+){0,10}?\s(?:covers?|"
        r"seeks|for|was|closed|closes)\b",
        None,
        "stock state",
        rank=5,
    ),
    rule(
        "stockpile",
        "project vault|defense logistics agency|dla",
        r"\b(?:Project Vault|Defense Logistics Agency|DLA)\b(?:\s[\w,'.&$-]+){0,8}?\s(?:launch\w*|"
        r"buy\w*|bought|purchas\w*|seek\w*|sought|solicit\w*|acquir\w*|award\w*|plans?|cancel\w*)"
        r"\b",
        rank=6,
    ),
    # lists
    rule(
        "list_designation",
        "list",
        r"\b(?:publish|releas|unveil|updat|expand|issu|finali|adopt|propos|announc|present|"
        r"revis|draft|draw)\w*\s(?:[\w,'.-]+\s){0,10}?(?:lists?\b(?:\sof\s(?:[\w-]+\s){0,2}?critical|"
        r"(?=.{0,120}\b(?:critical|minerals?|strategic)\b))|critical (?:minerals|raw materials|"
        r"materials|mineral)'? lists?)\b|\b(?:critical (?:minerals|raw materials|materials|"
        r"mineral)'? list|list of (?:\d+ |\w+ )?critical (?:minerals|raw materials|materials)"
        r")\b(?:\s[\w,'.-]+){0,8}?\s(?:published|released|updated|expanded|adds|added|grew|"
        r"grows|will|now|includes)\b",
        r"\b(?:control list|entity list|watch list|price list|is updated)\b",
        rank=7,
    ),
    rule(
        "list_designation",
        "critical|strategic",
        r"\b(?:names?|named|lists?|listed|identif(?:y|ies|ied)|contains?|covers?|includes?|"
        r"comprises?|designat(?:es|ed)|declared)\s(?:[\w-]+\s){0,2}?(?:\d+|\w+teen|twenty|"
        r"thirty|forty|fifty|sixty)(?:-\w+)?\s(?:[\w-]+\s){0,2}?(?:critical|strategic)\s(?:raw\s)?(?:minerals?|"
        r"materials?)\b",
        None,
        rank=7,
    ),
    rule(
        "list_designation",
        "add|designat|classif|list",
        r"\b(?:add(?:s|ed|ing)?|designat(?:e|es|ed|ing)|classif(?:y|ies|ied|ying)|includ(?:e|"
        r"es|ed|ing)|declar(?:e|es|ed|ing)|nam(?:e|es|ed|ing)|remov(?:e|es|ed|ing)|dropp(?:ed|"
        r"ing))\s(?:[\w,'.-]+\s){1,14}?(?:as\s(?:a\s)?(?:critical|strategic)(?:\s(?:raw\s)?(?:minerals?|"
        r"materials?))?|to (?:its|the) (?:[\w'-]+ ){0,4}list\b|from (?:its|the) (?:[\w'-]+ "
        r"){0,4}list\b)",
        r"control list|entity list|blacklist|backlog",
        rank=8,
    ),
)
