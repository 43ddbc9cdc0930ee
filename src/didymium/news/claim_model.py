"""A small trained model: what a number in a sentence measures, or that it is no claim.

Multinomial logistic regression over the words and word classes to the left and right of the number, with its unit,
its size and what the number before it was. The weights in data/claim_weights.npz are trained by
`scripts/train_claims.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.document import Document, Sentence
from didymium.news.model import stem
from didymium.news.slots.quantities import Quantity

WEIGHTS = Path(labels.__file__).parent / "data" / "claim_weights.npz"
NONE = "none"
METRICS = (
    NONE, "production_share", "processing_share", "magnet_share", "reserves_share", "export_share", "import_share",
    "import_reliance", "demand_share", "production", "exports", "imports", "demand", "price", "price_change", "quota",
    "list_count", "reserves", "capacity", "other",
)  # fmt: skip
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
_CLASS = re.compile("|".join(rf"(?P<{name}>(?:{words}))" for name, words in CLASSES.items()), re.I)
_TOKEN = re.compile(r"[a-z][a-z'-]+|[%$€(),;:.+]|\b[a-z]\b", re.I)
_NEAR = ((1, "1"), (3, "3"), (7, "7"), (99, "f"))
Token = tuple[int, str]


@dataclass(frozen=True)
class ClaimModel:
    """Feature names with their weights (features x metrics) and what is taken from the odds of no claim."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each feature."""
        return {name: i for i, name in enumerate(self.names)}

    def scores(self, features: Iterable[str]) -> npt.NDArray[np.float32]:
        """The log-odds of each metric of `METRICS` for one number."""
        rows = self.rows
        at = [row for f in features if (row := rows.get(f)) is not None]
        return self.weights[at].sum(axis=0) + self.bias if at else self.bias

    def metric(self, features: Iterable[str]) -> str | None:
        """What the number measures; None when "no claim" is likelier than all metrics together."""
        odds = self.scores(features)
        best = 1 + int(np.argmax(odds[1:]))
        others = odds[best] + np.log(np.exp(odds[1:] - odds[best]).sum())
        return METRICS[best] if others > odds[0] else None


@lru_cache(maxsize=1)
def claim_model() -> ClaimModel:
    """The model that ships with the package."""
    with np.load(WEIGHTS) as stored:
        names = tuple(str(stored["names"]).split("\n"))
        dense = np.zeros((len(names), len(METRICS)), dtype=np.float32)
        dense[stored["rows"], stored["columns"]] = stored["values"]
        return ClaimModel(names, dense, stored["bias"])


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence with names, sums and dates masked, and its word classes, each with its place."""

    tokens: tuple[Token, ...]
    classes: tuple[Token, ...]


def words_of(document: Document, sentence: Sentence, numbers: Sequence[Quantity]) -> Words:
    """The words and word classes of a sentence; the numbers themselves are left out."""
    masks = [(n.start, n.end, f"@{n.kind}") for n in sentence.names]
    masks += [(d.start, d.end, "@date") for d in sentence.dates]
    numbered = [(q.start, q.end, "@n") for q in numbers]
    masks += numbered + [
        (m.start, m.end, "@money") for m in sentence.money if not any(a <= m.start < b for a, b, _ in numbered)
    ]
    tokens: list[Token] = []
    classes: list[Token] = []
    at = sentence.start
    for start, end, mask in [*sorted(masks), (sentence.end, sentence.end, "")]:
        if start >= at:
            found = [(m.start(), m.group()) for m in _TOKEN.finditer(document.text, at, start)]
            tokens += [(place, _stem(word)) for place, word in found]
            pairs = zip_longest(found, found[1:], fillvalue=(0, ""))
            classes += [(first[0], name) for first, second in pairs if (name := _class_of(first[1], second[1]))]
            tokens.append((start, mask))
            at = end
    return Words(tuple(tokens[:-1]), tuple(classes))


@lru_cache(maxsize=32768)
def _stem(word: str) -> str:
    return stem(word.lower())


@lru_cache(maxsize=65536)
def _class_of(word: str, following: str) -> str:
    """The class of a word in view of the one after it, "" where it has none."""
    found = _CLASS.match(f"{word} {following}")
    return f"#{found.lastgroup}" if found else ""


def kind_of(quantity: Quantity) -> str:
    """The class of a unit, with the counted thing or "change" where that decides."""
    unit = quantity.unit
    if quantity.of in {"change", "all", "total", "part of the listed"}:
        return f"{unit if len(unit) < 3 else 'price'}:{quantity.of}"
    return "price" if "/" in unit and unit[:3].isupper() else unit


def features_of(
    words: Words, numbers: Sequence[Quantity], index: int, rule: str | None, before: str | None, context: Words | None
) -> list[str]:
    """The names of the features of one number.

    rule: the metric by the rules of `metrics`, None for no claim.
    before: what the number before it in the sentence measures (`NONE` for no claim, None for the first).
    context: the words of the sentence before.
    """
    quantity, kind = numbers[index], kind_of(numbers[index])
    left = numbers[index - 1].end if index else -1
    right = numbers[index + 1].start if index + 1 < len(numbers) else 1 << 30
    out = [
        f"u={kind}",
        f"q={kind}|{quantity.qualifier}",
        f"s={kind}|{_size(quantity)}",
        f"r={kind}|{quantity.high is None}",
    ]
    out += [f"rule={rule}", f"rule={rule}|{kind}", f"rule={rule}|{before}"]
    out += [f"n={word}" for word in quantity.of.split()[-1:]]
    if index:
        same = numbers[index - 1].unit == quantity.unit
        out += [f"b={before}|{same}", f"b={kind}|{before}"]
    side = _sides(words.tokens, quantity)
    out += _worded(side, left, right, kind, before)
    out += _classed(_sides(words.classes, quantity), left, right, kind)
    out += [f"{kind}|P{name}" for _, name in context.classes] if context else []
    return list(dict.fromkeys(out))


def _size(quantity: Quantity) -> str:
    if quantity.unit == "%":
        return str(bisect_left((0.2, 1, 5, 10, 15, 25, 50, 75, 95, 98.9, 99.99, 100), abs(quantity.value)))
    return str(len(str(int(abs(quantity.value)))))


Sides = tuple[list[Token], list[Token]]


def _sides(tokens: Sequence[Token], quantity: Quantity) -> Sides:
    """The tokens to the left (the nearest first) and to the right of a number."""
    a = bisect_left(tokens, (quantity.start, ""))
    b = bisect_left(tokens, (max(quantity.end, quantity.start + 1), ""))
    return list(tokens[:a])[::-1], list(tokens[b:])


def _worded(sides: Sides, left: int, right: int, kind: str, before: str | None) -> list[str]:
    """Words by side and distance up to the next number, and the phrases that touch the number."""
    out = []
    for mark, tokens in zip("LR", sides, strict=True):
        for i, (at, token) in enumerate(tokens[:14], 1):
            if not left <= at < right:
                break
            near = next(name for limit, name in _NEAR if i <= limit)
            out += [f"{mark}{near}:{token}", f"{mark}:{token}", f"{kind}|{mark}:{token}"]
    a, b = [t for _, t in sides[0][:3]], [t for _, t in sides[1][:4]]
    out += [f"LL:{'_'.join(a[:n])}" for n in (2, 3) if len(a) >= n]
    out += [f"RR:{'_'.join(b[:n])}" for n in (2, 3, 4) if len(b) >= n]
    out += [f"LR:{a[0]}_{b[0]}"] if a and b else []
    out += [f"LB:{a[0]}|{before}"] if a else []
    return out


def _classed(sides: Sides, left: int, right: int, kind: str) -> list[str]:
    """Word classes by side, near (up to the next number) or far, and the nearest two."""
    out, nearest = [], []
    for mark, tokens in zip("LR", sides, strict=True):
        near = [name for at, name in tokens if left <= at < right]
        far = [name for at, name in tokens if not left <= at < right]
        out += [f"{kind}|{mark}{name}" for name in near] + [f"{mark}{name}" for name in near]
        out += [f"{kind}|{mark}X{name}" for name in far]
        out += [f"{kind}|{mark}!{name}" for name in near[:1]]
        nearest.append(near[0] if near else "-")
    out += [f"{kind}|!{nearest[0]}{nearest[1]}"]
    out += [f"{kind}|S{name}" for name in {n for tokens in sides for _, n in tokens}]
    return out
