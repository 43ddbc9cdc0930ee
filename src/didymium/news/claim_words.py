"""Classes of words that tell what a number measures: a pattern for how a word (or two) begins."""

CLASSES = {
    "mine": r"min(?:e|es|ed|ing|ers?)\b|dig|dug|extract|quarr|ores?\b|concentrates?\b|unearth",
    "make": r"produc|output|makes?\b|made\b|yield|pours?\b|poured|churn|manufactur|turn(?:s|ed)? out|"
    r"roll(?:s|ed)? out",
    "refine": r"refin|process|separat|smelt|purif|convert|enrich",
    "supply": r"suppl|provid|furnish|source of|origin|comes? from|came from|coming from|deliver|meets?\b|cover",
    "account": r"account|dominat|control|share|slice|portion|fraction|makes? up|made up|making up|represent",
    "reserve": r"reserves?\b|resources?\b|deposits?\b|holds?\b|holding|contain|sits? on|lies?\b|undergr|"
    r"inferred|indicated",
    "import": r"import|brings? in|brought in|bringing in|buys?\b|bought|abroad|purchas|shipped in|inflow|"
    r"net import",
    "rely": r"rel(?:y|ies|ied|iant|iance|ying)\b|depend|leans?\b|beholden",
    "export": r"export|ships?\b|shipp|shipment|sails?\b|sold abroad|sells? abroad|overseas|leaves?\b|left\b|"
    r"smuggl|outbound",
    "demand": r"demand|needs?\b|needed|us(?:e|es|ed|ing|age)\b|consum|appetite|ate\b|eats?\b|absorb|takes?\b|"
    r"requirement|applications?\b",
    "capacity": r"capacit|capable|nameplate|rated|throughput|able to|can (?:make|produc|process|treat|turn)",
    "site": r"plants?\b|factor(?:y|ies)|works\b|refinery|smelter|project|facilit|line\b|hub\b|phase|mill\b|"
    r"kiln",
    "future": r"will\b|would\b|plans?\b|planned|aim|intend|target|envisag|expect|should\b|ramp|expan|by 20|"
    r"eventually|to (?:make|produce|turn|reach|yield|raise|lift)|could\b|might\b|forecast|guid",
    "quota": r"quota|ceiling|caps?\b|capped|allow|permit|limit|allocat|ration|allotment|"
    r"may (?:ship|export|sell)",
    "list": r"list|catalogue|roster|label|edition|draft|identif|designat|critical|strategic|entries|"
    r"inventory of",
    "price": r"pric|futures|spot\b|quot|benchmark|trad(?:e|es|ed|ing)\b|assess|fetch|changes? hands|"
    r"changed hands|premium|worth|cost|settle|LME|COMEX|contract|floor",
    "up": r"r[io]se|rising|jump|surg|soar|climb|gain|up\b|higher|increas|rall(?:y|ied)|more\b|grew|grow|doubl|"
    r"tripl|added|leap|firm|advanc|put on|dearer|better|tenfold|times\b|rebound|spik|lift|swell|swollen",
    "down": r"f[ae]ll|drop|plung|tumbl|slump|slid|slip|crash|sank|sunk|declin|collaps|halv|decreas|down\b|"
    r"lower|cut|reduc|slash|less\b|cheaper|gave back|weaken|cav(?:ed|ing)|shrank|shrink|eas(?:ed|ing)|lost|"
    r"los(?:es|ing)|shed|dip|retreat|trim|plummet|off\b|fewer|come down",
    "stake": r"stakes?\b|equity|interest in|sharehold|owns?\b|owned|ownership|venture|subsidiar|acqui|"
    r"takeover|investors?\b",
    "stock": r"shares\b|stock (?:price|market)|listed|index|trading in|market value|worth of",
    "tariff": r"tariff|dut(?:y|ies)|lev(?:y|ies)|royalt|tax|customs|anti-dumping|surcharge|credit",
    "money": r"loan|invest|revenue|profit|sales|budget|fund|spend|spent|debt|GDP|earn|margin|income|financ|"
    r"capital",
    "store": r"stockpil|stocks?\b|inventor|warehouse|stored|piled|shortfall|deficit|surplus",
    "recycle": r"recycl|recover|scrap|secondary|reus",
    "offtake": r"offtake|off-take|agreed to|signed|sign|supply deal|letter|purchase agreement|order|"
    r"contracted|over \w+ years",
    "magnet": r"magnet",
    "world": r"world|global|globe|planet|earth's|everyone|international|seaborne",
    "purity": r"pur(?:e|ity)|grad(?:e|es|ing)|content|basis|Li2O|TREO|black|in-whs|TGC|assay",
    "people": r"people|workers|jobs|staff|employees|killed|votes?|voter|households|poll",
    "clause": r"if\b|when\b|while|which|that\b",
    "rule": r"must|no more than|threshold|by value|require|contain(?:s|ing)? more",
    "past": r"last year|a year (?:ago|before|earlier)|in (?:19|20)\d\d|previous|earlier|once\b|compared|"
    r"against|from\b|than\b",
}  # fmt: skip
