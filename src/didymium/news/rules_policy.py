"""The typed patterns of domestic policy (see `rules_trade`)."""

from __future__ import annotations

from didymium.news.rule_words import Rule, rule

POLICY: tuple[Rule, ...] = (
    # domestic policy
    rule(
        "domestic_policy",
        "executive order|proclamation|determination|memorandum",
        r"\b(?:sign(?:s|ed|ing)?|issu(?:e|es|ed|ing)|revok(?:e|es|ed|ing)|invok(?:e|es|ed|"
        r"ing))\s(?:[\w,'.()-]+\s){0,8}?(?:executive orders?|proclamations?|determinations?|"
        r"presidential memorand(?:um|a)|executive actions?)\b",
        r"\b(?:tariffs?|dut(?:y|ies)|imports?)\b",
        rank=6,
    ),
    rule(
        "domestic_policy",
        "the order|the proclamation|executive order",
        r"\bthe (?:executive )?order\s(?:also\s)?(?:limits|directs|encourages|requires|instructs|"
        r"calls|establishes|creates|sets|tells|aims|expands|orders|authorizes|seeks|asks)"
        r"\b",
        r"\btariff\b",
        rank=6,
    ),
    rule(
        "domestic_policy",
        "i hereby determine|shall create|shall conduct|hereby ordered|essential to the national defense",
        r"\b(?:I hereby determine|the Secretary of \w+ shall (?:create|conduct|establish|"
        r"develop|identify|submit)|shall conduct a survey|are essential to the national "
        r"defense)\b",
        rank=6,
    ),
    rule(
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
    rule(
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
    rule(
        "domestic_policy",
        "strategic projects|priority projects",
        r"\b(?:picked|named|selected|designated|listed|chose|chosen|recogni[sz]ed|added)"
        r"\s(?:[\w,'.-]+\s){0,4}?(?:strategic|priority|national)\s(?:\w+\s)?projects?\b",
        None,
        "state",
        rank=7,
    ),
    rule(
        "domestic_policy",
        "nationali|state control|reserved|reserves lithium|the state|state to",
        r"\bnationali[sz](?:e|es|ed|ing|ation)\b|\breserves?\s(?:[\w,'-]+\s){1,6}?for the "
        r"state\b|\bstate(?:-owned)? (?:control|ownership) of\b|\bstate (?:would|will|to)"
        r" take (?:control|a majority|over)\b",
        r"\bproposal|fears\b",
        rank=5,
    ),
    rule(
        "domestic_policy",
        "quota",
        r"\b(?:issu(?:e|es|ed|ing)|set(?:s|ting)?|rais(?:e|es|ed|ing)|cut(?:s|ting)?|releas(?:e|"
        r"es|ed|ing)|increas(?:e|es|ed|ing)|lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|announc\w+|"
        r"slash\w*)\s(?:[\w,'.&$%()-]+\s){0,9}?(?:(?:mining|production|smelting|output|total|"
        r"control|separation|annual|nickel|ore)\s){1,3}(?:and\s\w+\s)?quotas?\b",
        r"\bexport\b",
        rank=6,
    ),
    rule(
        "domestic_policy",
        "quota",
        r"\bquotas?\s(?:[\w,'.-]+\s){0,4}?(?:slashed|cut|raised|reduced|increased|lowered|"
        r"doubled|set|issued)\b",
        r"\bexport\b",
        "orequota",
        rank=5,
    ),
    rule(
        "domestic_policy",
        "divest|stake|foreign|ordered|order",
        r"\b(?:order(?:s|ed|ing)?|force[sd]?|requir(?:e|es|ed|ing)|block(?:s|ed|ing)?|told)"
        r"\s(?:[\w,'.&$%()-]+\s){0,10}?(?:to\s(?:sell|divest|dispose)|divest\w*|sale of)"
        r"\b",
        None,
        "state",
        rank=7,
    ),
    rule(
        "domestic_policy",
        "tax credit|45x|48c|30d",
        r"\b(?:allocat|award|introduc|offer|expand|extend|end|clos|pass|approv|announc|propos|"
        r"creat|publish|finali|issu|grant|restrict|repeal|claim|includ)\w*\s(?:[\w,'.$-]+\s){0,8}?(?:tax "
        r"credits?|45X|48C|30D)\b",
        None,
        "state",
        rank=5,
    ),
    rule(
        "domestic_policy",
        "state-owned|national|new",
        r"\b(?:state-owned|state|national|new|sovereign)\s(?:[\w-]+\s){0,3}?(?:company|agency|"
        r"body|fund|ministry|council|office|centre|center)\swill be\s(?:created|set up|established|"
        r"formed)\b",
        r"stockpil",
        rank=5,
    ),
    rule(
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
    rule(
        "domestic_policy",
        "unleashing|increasing efficiency|federally",
        r"\b(?:Unleashing|Increasing)\s(?:[\w,'.-]+\s){0,5}?(?:minerals?|mineral projects?|"
        r"resources)\b",
        rank=4,
    ),
    rule(
        "domestic_policy",
        "tightened|tightens|tighten",
        r"\btighten(?:s|ed|ing)?\s(?:its|the|foreign|investment)\s(?:[\w-]+\s){0,4}?rules\b",
        r"export",
        "state",
        rank=5,
    ),
    rule(
        "domestic_policy",
        "state-owned|state company|national company|ban on mining|mining ban",
        r"\b(?:ban(?:s|ned)?|prohibit(?:s|ed)?)\s(?:on\s)?(?:[\w-]+\s){0,4}?(?:mining|exploration|"
        r"drilling|seabed mining|procurement|purchases?)\b",
        r"export|import",
        "state",
        rank=5,
    ),
)
