"""The typed patterns of events: for each type the words that state it, and what must stand beside them.

A rule fires on one sentence. `cue` stems open the gate (found by one automaton pass over the article), `pattern` is the
statement, `bars` are words in the matched span that make it something else, `needs` what the clause must hold.
"""

from __future__ import annotations

from didymium.news.rule_words import EASE, EXPORTS, LIMIT, PUT, STOP, Rule, rule

_NOUNY = rf"\b{EXPORTS}\b"
_EASY = (
    r"\b(?:bans?|controls?|curbs?|restrictions?|licen[cs]\w*|quotas?|moratorium|embargo|"
    r"tariffs?|dut(?:y|ies)|halt|suspension)\b"
)

TRADE: tuple[Rule, ...] = (
    # export restrictions
    rule(
        "export_restriction",
        "export|shipment|sales|shipping",
        rf"\b{STOP}\s(?:[\w,'.&-]+\s){{0,8}}?{EXPORTS}\b(?!\s(?:\w+\s)?{LIMIT})",
        rf"{_EASY}|import",
        rank=6,
    ),
    rule(
        "export_restriction",
        "export|licen",
        rf"\b{PUT}\s(?:[\w,'.&%-]+\s){{0,10}}?exports?\s(?:[\w,'-]+\s){{0,3}}?{LIMIT}\b",
        r"\b(?:lift|eas(?:e|ing)|suspen|pause|general licen|import)\w*",
        rank=6,
    ),
    rule(
        "export_restriction",
        "licen|permit|approval",
        r"\b(?:requir\w+|need(?:s|ed)?|must (?:obtain|get|seek|apply for)|subject to|under|"
        r"demand\w*)\s(?:[\w,'.-]+\s){0,6}?(?:export\s)?(?:licen[cs](?:e|es|ing)|permits?|"
        r"export approval)\b",
        r"\b(?:mining|environment|general|building|water)\b",
        "exports",
    ),
    rule(
        "export_restriction",
        "export|shipment",
        rf"\b{LIMIT}\son\s(?:[\w,'.&-]+\s){{0,10}}?{EXPORTS}\b",
        None,
        rank=4,
    ),
    rule(
        "export_restriction",
        "export|shipment|sales",
        rf"{_NOUNY}(?:\s[\w,'.&-]+){{0,10}}?\s(?:are|were|is|was|be|been|being)\s(?:\w+\s)?(?:banned|"
        rf"prohibited|halted|suspended|stopped|barred|blocked|restricted|frozen|curbed|controlled|"
        rf"not permitted|forbidden)\b",
        None,
        rank=6,
    ),
    rule(
        "export_restriction",
        "export",
        rf"\bexports?\s(?:[\w'-]+\s){{0,2}}?{LIMIT}(?:\s[\w,'.&()%-]+){{0,14}}?\s(?:take|"
        rf"takes|took|taking|came|come|comes|enter\w*|remain\w*|stay\w*|appl(?:y|ies|ied)"
        rf"|effective|extended|prolonged|imposed|introduced|announced|tightened|expire\w*|"
        rf"widened|expanded|covers?|cover|start\w*|begin\w*|began|kick\w*|hit|kept|lapse\w*)"
        rf"\b",
        r"\b(?:suspen|lift|eas(?:ed|ing)|paus|postpon)\w*",
    ),
    rule(
        "export_restriction",
        "licence|license|licens",
        r"\blicen[cs](?:es?|ing)\s(?:[\w'-]+\s){0,4}?(?:introduced|imposed|required|in force)"
        r"\b",
        r"mining|general|exploration",
        "export",
    ),
    rule(
        "export_restriction",
        "licen|permit|permission|approval",
        r"\b(?:licen[cs]es?|permits?|permission|approval)\s(?:is|are|will be|would be)\s(?:now\s|"
        r"also\s)?(?:required|needed|necessary)\b|\bneed\s(?:[\w'-]+\s){0,3}?(?:permission|"
        r"a licen[cs]e|approval)\sto\s(?:sell|ship|export|send)\b",
        r"mining|water",
        "exports",
        rank=6,
    ),
    rule(
        "export_restriction",
        "force|effect",
        r"\b(?:controls?|curbs?|restrictions?|ban|licensing|licences|regime|quotas?)\s(?:[\w,'.-]+\s){0,3}?(?:came|"
        r"come|comes|went|entered|took|takes?|take|enters?)\s(?:into|effect|in)\b",
        r"\b(?:tariff|import|suspen|mining ban)\w*",
        "export",
        rank=4,
    ),
    rule(
        "export_restriction",
        "quota",
        r"\b(?:cut(?:s|ting)?|slash(?:es|ed|ing)?|reduc(?:e|es|ed|ing)|lower(?:s|ed|ing)?|"
        r"trim(?:s|med)?|halv(?:e|es|ed|ing)|set(?:s|ting)?|kept|keeps)\s(?:[\w,'.&%()-]+\s){0,7}?quotas?\b",
        r"\b(?:production|mining|output|import|smelting|total control|ore)\b",
        "export",
        rank=5,
    ),
    rule(
        "export_restriction",
        "export|shipment",
        rf"\b{EXPORTS}\b[^.;]{{0,60}}?\b(?:banned|barred|halted|suspended|blocked|prohibited|"
        rf"frozen|stopped|taxed|capped)\b|\b(?:tax|dut(?:y|ies)|lev(?:y|ies)|ban|embargo|"
        rf"curbs?|moratorium|limits?|restrictions?)\b[^.;]{{0,25}}?\b{EXPORTS}\b",
        r"\b(?:lift|eas(?:e|ed|ing)|resum|import|exempt|refrain)\w*",
        rank=3,
    ),
    rule(
        "export_restriction",
        "entity list|control list|unreliable entit|blacklist",
        r"\b(?:add(?:s|ed|ing)?|plac(?:e|es|ed|ing)|put(?:s|ting)?|list(?:s|ed|ing)?|includ\w+)"
        r"\s(?:[\w,'.&-]+\s){1,16}?(?:entity list|control list|unreliable entit\w+|blacklist)"
        r"\b",
        r"critical mineral",
    ),
    rule("export_restriction", "blacklist", r"\bblacklist(?:s|ed|ing)\b"),
    rule(
        "export_restriction",
        "export quota|to ship|to export",
        r"\b(?:allowed|permitted|able|entitled|limited|capped|restricted)\s(?:[\w,'.-]+\s){0,4}?to\s(?:ship|"
        r"export|shipping|exporting)\b",
        r"\bnot\b",
    ),
    rule(
        "export_restriction",
        "export quota|quota",
        r"\b(?:export\s)?quotas?\s(?:of|at|for|to|will be|was|were|is|are|system|that)\b",
        r"\b(?:production|mining|output|import|smelting|tariff[- ]rate)\b",
        "export",
    ),
    rule(
        "export_restriction",
        "ban|moratorium|suspension|halt|embargo",
        r"\b(?:the|its|a|an|this|that|their)\s(?:[\w'-]+\s){0,3}?(?:ban|moratorium|suspension|"
        r"embargo|prohibition)(?:\s[\w,'.-]+){0,8}?\s(?:extended|prolonged|remains?|stays?|"
        r"imposed|renewed|took effect|takes effect|in place|came into force|kept)\b",
        r"\b(?:import|mining ban|lift|tariff)\w*",
        "export",
    ),
    rule(
        "export_restriction",
        "chip",
        r"\b(?:tighten\w*|expand\w*|impos\w+|widen\w*|new)\s(?:[\w,'.-]+\s){0,4}?(?:curbs?|"
        r"controls?|restrictions?|rules?|limits?)\s(?:on|against)\s(?:[\w,'.-]+\s){0,5}?(?:chips?|"
        r"semiconductors?)\b",
        None,
        rank=4,
    ),
    rule(
        "export_restriction",
        "dual-use|shipment|export|end-use|end-user",
        r"\b(?:face|faces|faced|subject to|require|undergo)\s(?:[\w,'.-]+\s){0,4}?(?:end-use|"
        r"end-user|export)\s(?:[\w,'.-]+\s){0,3}?(?:checks?|review|scrutiny|controls?)\b",
    ),
    rule(
        "export_restriction",
        "export",
        r"\b(?:raw|unprocessed|unbeneficiated|crude)\s(?:[\w,'.-]+\s){0,5}?exports?\s(?:[\w,'.-]+\s){0,4}?(?:ban|"
        r"ended?|stop)\b",
    ),
    rule(
        "export_restriction",
        "licen|control",
        r"\b(?:plac|put|bring|brought|bring)\w*\s(?:[\w,'.-]+\s){1,10}?under\s(?:[\w-]+\s)?(?:export\s)?(?:licen[cs](?:e|"
        r"es|ing)|controls?)\b",
    ),
    rule(
        "export_restriction",
        "technolog|know-how",
        rf"\b{STOP}\s(?:on\s)?(?:[\w,'.-]+\s){{0,4}}?(?:technolog(?:y|ies)|know-how)\b",
        r"export|import|chips?\b",
        rank=3,
    ),
    # easing
    rule(
        "restriction_eased",
        "export|control|curb|ban|restriction|licen|quota|rule|notice|entity list|moratorium|measure",
        rf"\b{EASE}\s(?:[\w,'.&%-]+\s){{0,14}}?(?:exports?\s(?:[\w'-]+\s){{0,2}}?{LIMIT}|{LIMIT}\s(?:on|"
        rf"of)\s(?:[\w,'.&-]+\s){{0,8}}?(?:{EXPORTS}|sales)|(?:bans?|curbs?|controls?|restrictions?|"
        rf"moratorium|embargo|entity list|control list|affiliates|blacklist)\b)",
        r"\b(?:tariff|dut(?:y|ies)|import|mining ban|investigation|sanctions|after|imposed|"
        r"introduced|because|to curb|stockpil\w+)\b|\b(?:suspen\w+|halt\w*|end(?:s|ed|ing)?|"
        r"paus\w+|delay\w*|freez\w+|froze)\s(?:(?!bans?\b|controls?\b|curbs?\b|restrictions?\b|"
        r"limits\b)[\w,'.&%-]+\s){0,5}?(?:exports?|shipments?|sales)\b(?!\s(?:\w+\s){0,2}?(?:ban|"
        r"control|curb|restriction|licen|quota|limit|rule|moratorium|dut|tax))",
        rank=8,
    ),
    rule(
        "restriction_eased",
        "entity list|affiliates",
        rf"\b{EASE}\s(?:[\w,'.&%-]+\s){{0,12}}?(?:rule|measures?|listing)\b(?:\s[\w,'.-]+){{0,8}}?\s(?:entity "
        rf"list|affiliates|control list)\b",
        None,
        rank=8,
    ),
    rule(
        "restriction_eased",
        "resum",
        rf"\bresum(?:e|es|ed|ing|ption)\s(?:of\s)?(?:[\w,'.&-]+\s){{0,6}}?{EXPORTS}\b",
        None,
        rank=8,
    ),
    rule(
        "restriction_eased",
        "general licen|general export licen",
        r"\b(?:general|validated|long-term|fast-track|temporary|first|some|streamlined|new|"
        r"more|export)\s(?:[\w'-]+\s)?licen[cs]es?\b(?=.{0,60}\b(?:grant|issu|approv|exporter|"
        r"export|ship|gave|given)\w*)|\b(?:grant|issu|approv)\w*\s(?:[\w,'.-]+\s){0,6}?(?:export\s)"
        r"(?:licen[cs]es?|permits?)\b|\b(?:grant|issu|approv)\w*\s(?:[\w,'.-]+\s){0,4}?(?:general|"
        r"first)\s(?:[\w,'.-]+\s)?licen[cs]es?\b",
        r"\b(?:slow\w*|delay\w*|stop\w*|halt\w*|mining|required?)\b",
        "export",
        rank=7,
    ),
    rule(
        "restriction_eased",
        "approv|grant",
        r"\b(?:approv(?:e|es|ed|ing)|grant(?:s|ed|ing)?|clear(?:s|ed)?)\s(?:[\w,'.-]+\s){0,6}?(?:exports?\s(?:of|"
        r"to|licen|permit|application)|export\b|shipments?\b)",
        r"\bban|curb|restrict",
        rank=6,
    ),
    rule(
        "restriction_eased",
        "application|permit",
        r"\b(?:approv(?:e|es|ed|ing)|grant(?:s|ed|ing)?|issu(?:e|es|ed|ing))\s(?:[\w,'.-]+\s){0,8}?(?:applications?|"
        r"permits?)\b|\b(?:applications?|permits?|licen[cs]es?)\s(?:[\w,'.-]+\s){0,8}?(?:had "
        r"been|have been|has been|were|was)\s(?:granted|approved|issued)\b",
        r"\b(?:mining|environment\w*|construction|building|drilling|water|permitting|road)"
        r"\b",
        "export",
        rank=6,
    ),
    rule(
        "restriction_eased",
        "let|allow|permit|relent",
        r"\b(?:let|lets|letting|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?)\s(?:[\w'-]+\s){0,4}?(?:to\s)?(?:ship|"
        r"export|resume|exports?|shipments?)\b",
        r"\b(?:not|refus\w+|be allowed)\b",
        rank=6,
    ),
    rule(
        "restriction_eased",
        "exempt|waive",
        r"\b(?:exempt(?:s|ed|ing)?|waiver|waived?)\s(?:[\w,'.-]+\s){0,10}?(?:from\s)?(?:[\w,'.-]+\s){0,5}?(?:export|"
        r"ban)\b",
        r"tariff|import|dut(?:y|ies)",
        rank=6,
    ),
    rule(
        "restriction_eased",
        "export quota|quota",
        r"\b(?:rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|lift(?:s|ed|ing)?)\s(?:[\w,'.-]+\s){0,5}?exports?\squotas?\b",
        rank=8,
    ),
    # import measures
    rule(
        "import_measure",
        "tariff|duty|duties|levy|levies",
        rf"\b(?:{PUT}|charg(?:e|es|ed|ing)|doubl(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|halv(?:e|"
        rf"es|ed|ing)|cut(?:s|ting)?|lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|exempt(?:s|ed|"
        rf"ing)?|{EASE}|face(?:s|d)?|fac(?:ing)|hit(?:s|ting)?|facing|eliminat(?:e|es|ed|"
        rf"ing)|vot(?:e|es|ed|ing) against|finaliz\w+)\s(?:[\w,'.&%$-]+\s){{0,12}}?(?:tariffs?|"
        rf"dut(?:y|ies)|lev(?:y|ies)|surcharge)\b",
        r"\bexports?\b|heavy-duty|off-duty|\bnon-tariff|\bdut(?:y|ies) (?:to|of care)|adjustable",
        "inward",
        rank=7,
    ),
    rule(
        "import_measure",
        "tariff|duty|duties|levy",
        r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharge)\s(?:of|on|at|against|rate)\s(?:[\w,'.&%$-]+\s){0,12}?(?:imports?|"
        r"took effect|takes? effect|from|\d)|\btariffs?\s(?:that\s)?(?:were\s|was\s)?(?:announced|"
        r"imposed|introduced|levied)\b",
        r"\bexports?\b|non-tariff",
        rank=4,
    ),
    rule(
        "import_measure",
        "section 232|section 301|anti-dumping|antidumping|countervailing|anti-subsidy|safeguard",
        r"\b(?:section\s(?:232|301)|anti-?dumping|countervailing|anti-subsidy|safeguard)"
        r"\b(?:\s[\w,'.()-]+){0,6}?\s(?:investigation|probe|inquiry|dut(?:y|ies)|tariffs?|"
        r"case|petition|review|proclamation|action|measures?|ruling)\b",
        r"\bpursuant to\b",
        rank=5,
    ),
    rule(
        "import_measure",
        "investigation|probe|inquiry",
        r"\b(?:open(?:s|ed|ing)?|initiat(?:e|es|ed|ing)|launch(?:es|ed|ing)?|start(?:s|ed|"
        r"ing)?|beg[ia]n|order(?:s|ed|ing)?|complet(?:e|es|ed|ing|ion))\s(?:[\w,'.-]+\s){0,8}?(?:investigation|"
        r"probe|inquiry)\b(?:.{0,80}\bimports?\b)",
        rank=6,
    ),
    rule(
        "import_measure",
        "import",
        r"\b(?:ban(?:s|ned|ning)?|bar(?:s|red|ring)?|block(?:s|ed|ing)?|prohibit(?:s|ed|"
        r"ing)?|restrict(?:s|ed|ing)?|halt(?:s|ed|ing)?|stop(?:s|ped|ping)?|curb(?:s|ed|"
        r"ing)?|limit(?:s|ed|ing)?)\s(?:on\s)?(?:[\w,'.&-]+\s){0,8}?imports?\b",
        r"\bexport|dependence|reliance|relying",
        rank=7,
    ),
    rule(
        "import_measure",
        "import",
        r"\b(?:minimum import price|import (?:ban|quota|licen[cs]\w+|restrictions?|curbs?|"
        r"limits?|tax|price program\w*))\b",
        None,
        rank=5,
    ),
    rule(
        "import_measure",
        "new supplies|accept",
        r"\bbann?(?:ed|s)?\s(?:[\w,'.-]+\s){0,3}?(?:new\s)?(?:supplies|deliveries|purchases)"
        r"\b",
        rank=6,
    ),
    rule(
        "import_measure",
        "negotiate",
        r"\bsection 232\b.{0,120}\bnegotiate\b|\bnegotiate agreements\b.{0,120}\bimports\b|"
        r"\bnegotiate agreements with trading partners\b",
        rank=8,
    ),
    rule("import_measure", "negotiate|imports", r"\badjust(?:s|ed|ing)?\simports\b", rank=4),
)
