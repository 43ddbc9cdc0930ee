"""What acts and words make of a kind of event: what eases a measure, who can do what, what tells of a price."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from didymium.news.acts import Act
from didymium.news.heads import KINDS, Floats, Kind
from didymium.news.moves import Move

EASED = tuple(i for i, k in enumerate(KINDS) if k.direction == "ease")
TIGHTENED = tuple(i for i, k in enumerate(KINDS) if k.direction == "tighten")
PRICED = 2.5  # log-odds that a move of prices adds to that kind in a headline
_UP, _DOWN = KINDS.index(Kind("supply_project", "up")), KINDS.index(Kind("supply_disruption", "down"))
_TRADES = tuple(
    (KINDS.index(eased), KINDS.index(barred))
    for eased, barred in (
        (Kind("restriction_eased", "ease"), Kind("export_restriction", "tighten")),
        (Kind("import_measure", "ease"), Kind("import_measure", "tighten")),
    )
)  # of exports, of imports: the kind that eases and the one that tightens
_TRADE = frozenset(("measure", "trade"))
_POLICY = KINDS.index(Kind("domestic_policy", None))
_MEASURES = [*EASED, *TIGHTENED]
_EXPORTS = [i for i in _MEASURES if KINDS[i].type != "import_measure"]
_IMPORTS = [i for i in _MEASURES if KINDS[i].type == "import_measure"]
EASES = 3.5  # log-odds that the end of a measure moves from tightening to easing
STRONG = 4.5  # log-odds that an act moves which leaves no doubt: a restart, guidance, trade that moves by itself
PAYS = 1.5  # log-odds that a pledged sum adds to money given
AHEAD = 0.5  # log-odds by which the kind that an act must be is put before the others


_PRICE_UP, _PRICE_DOWN = (KINDS.index(Kind("price_move", d)) for d in ("up", "down"))
_PLEDGED = re.compile(
    r"\b(?:pledg|lend|lent|loan|grant|award|allocat|earmark)\w*\b[^;]{0,40}?(?:[$€£¥]\s?|[A-Z]{3}\s)\d", re.I
)
_LISTED = re.compile(  # who is put on a list of those that get nothing, or taken off it
    r"\b(?:(?P<added>add|put|plac|includ)|remov|delet|suspen)\w*\b[^;]{3,240}?\b(?:(?:to|on|in|from|off)\s)?"
    r"(?:\w+['’]?s?\s){0,3}?(?:export[\s-]control|entity|unreliable\sentit(?:y|ies))\s(?:control\s)?list"
)
_DROPPED = re.compile(  # a case for duties that ends without any
    r"\b(?:terminat|clos|drop|end|withdr|discontinu|abandon)\w*\s(?:[\w-]+\s){0,4}?(?:(?:anti-?dumping|countervailing|"
    r"anti-?subsidy|safeguard)\s(?:[\w-]+\s){0,2}?)?(?:investigation|proceeding|probe|inquir\w+|case)s?\b"
)
_EXEMPTS = re.compile(
    r"\b(?:exempt\w*\b[^;]{0,240}|(?:not|no\slonger)\b(?:\s\w+){0,2}?\ssubject\b(?:\s\w+){0,3}?\sto\b[^;]{0,60})\b(?:dut(?:y|ies)|tariffs?)\b"
)
_ABROAD = re.compile(r"\bexport|\bleaves?\sthe\scountry\b|\bship\w*\s(?:\w+\s){0,4}?(?:abroad|overseas|out\sof)\b")
_OF_IMPORTS = re.compile(r"\btariffs?\b|\bcustoms?\sdut(?:y|ies)\b|\banti-?dumping\b")
_REMEDY = re.compile(r"\b(?:anti-?dumping|dumped|dumping|countervailing|anti-?subsidy|safeguard|dut(?:y|ies))\b")
_MINED = re.compile(
    r"\b(?:mining|output|production|smelting|mine)\s(?:control\s)?quotas?\b"
    r"|\b(?:mined?|extract|dig|smelt(?:ed)?)\b[^;]{0,90}?\bquotas?\b"
    r"|\bquotas?\b[^;]{0,60}?\b(?:mined|extracted|smelted)\b"
)
_LARGER = re.compile(  # a quota that rises
    r"\bquotas?\b[^;]{0,60}?\b(?:larger|bigger|higher|doubl\w+|twice|up\s(?:by\s)?\d)"
    r"|\b(?:larger|bigger|higher|twice|doubl\w+)\b[^;]{0,40}?\bquotas?\b"
    r"|\bquotas?\b[^;]{0,90}?\d(?:\.\d+)?(?:%|\sper\s?cent)\s(?:more|higher|larger|above)\b"
)
_BACK = re.compile(  # a strike that ends
    r"\b(?:strike|walkout|stoppage|lockout|blockade|dispute|picket\slines)\b[^;]{0,140}?\b(?:over(?=$|[,.]|\safter\b)|"
    r"(?:is|was|has\scome\sto\san)\s(?:end|settled|resolved|ended)|ends?$|ended|called\soff|averted|laid\sto\srest)\b"
    r"|\b(?:end|settl|suspend|lift|avert|abandon|call\w*\soff)\w*\s(?:[\w'’-]+\s){0,4}?"
    r"(?:strike|walkout|stoppage|lockout|blockade)\b"
    r"|\b(?:return|go|goes|going|gone|went|are|be)\w*\s(?:back\s)?(?:to|at|on)\s(?:work|their\sshifts|shift)\b"
)
_REBATE = re.compile(r"\bexport\w*\b[^;]{0,60}?\b(?:rebates?|tax\sback|refunds?)\b|\brebates?\b[^;]{0,60}?\bexport")
_SHARES = re.compile(r"\b(?:share|stock)\sprices?\b")
_TAKEN = re.compile(r"\b(?:nationali[sz]|expropriat)\w*")  # what a state takes over
_PAID = [KINDS.index(Kind("investment", None)), KINDS.index(Kind("corporate", None))]


def financed(odds: Floats, low: str) -> Floats:
    """The log-odds of the kinds of a text (lower case) by what is paid for or comes to an end."""
    if _BACK.search(low):
        odds = odds.copy()
        odds[_UP] = max(odds[_UP], odds[_DOWN] + AHEAD)
        odds[_DOWN] -= STRONG
    if _REBATE.search(low):  # of taxes at home, no measure of trade
        odds = odds.copy()
        odds[_POLICY] = max(odds[_POLICY], odds[_EXPORTS].max() + AHEAD)
        odds[_EXPORTS] -= EASES
    if _TAKEN.search(low):
        odds = odds.copy()
        odds[_PAID[1]] = max(odds[_PAID[1]], odds.max() + AHEAD)
    if _PLEDGED.search(low):
        odds = odds.copy()
        odds[_PAID[0]] += PAYS
    return odds


def acted(odds: Floats, low: str, acts: Sequence[Act]) -> Floats:
    """The log-odds of the kinds with what the acts of a text (`low`) say: an easing, a restart, a licence taken."""
    out, told = odds.copy(), [a for a in acts if a.mood not in {"none", "denied"} or "keep" in a.senses]
    # of several the first counts: "keeps duties on A, drops them for B", "will ban ore, only allow metal to be shipped"
    ways = (eases(a) for a in told if eases(a) or _stands(a))
    given = "export" in low and _LARGER.search(low)
    if next(ways, False) or spares(low) or given:
        out[list(EASED)] += EASES
        out[list(TIGHTENED)] -= EASES
        exports = "export" in low
        imports = "import" in low or (_OF_IMPORTS.search(low) is not None and not exports)
        if imports != exports:
            freed, shut = _TRADES[imports]
            out[freed] = max(out[freed], out[_TRADES[exports][0]])
            out[_EXPORTS if imports else _IMPORTS] -= EASES
            if any("allotment" in a.objects for a in told):
                out[freed] = max(out[freed], out[_DOWN] + AHEAD)
            begun = any("begin" in a.senses and a.objects & _TRADE and a.mood != "ended" for a in told)
            out[freed] = max(out[freed], out[_POLICY] + AHEAD, -9 if begun else out[shut] + AHEAD)
    if _DROPPED.search(low) and _REMEDY.search(low):
        freed, shut = _TRADES[1]
        out[freed] = max(out[freed], out.max() + AHEAD, 1.0)
        out[shut] -= EASES
    if _MINED.search(low) and "export" not in low:
        own = [a for a in told if "allotment" in a.objects - a.doers]
        raised = any(a.senses & {"raise", "allow"} for a in own) or _LARGER.search(low)
        kind, least = (_UP, EASES) if raised else (_DOWN, 1.0)  # a quota bars unless it rises or is given
        if own or raised:
            out[kind] = max(out[kind], out[_POLICY] + AHEAD, least)
    abroad, freely = _ABROAD.search(low) and "import" not in low, given or spares(low) or any(eases(a) for a in told)
    if abroad and not freely and any(bars(a) for a in told):
        freed, shut = _TRADES[0]
        out[shut] = max(out[shut], out[freed] + AHEAD, 1.0)
        out[freed] -= EASES
    if listed := _LISTED.search(low):
        freed, shut = _TRADES[0]
        way, other = (shut, freed) if listed.group("added") else (freed, shut)
        out[way] = max(out[way], out.max() + AHEAD, 1.0)
        out[other] -= STRONG
    if any(clears(a) for a in acts):
        freed, shut = _TRADES[1]
        out[freed] = max(out[freed], out[shut] + AHEAD, EASES if "industr" in low else -9)  # injury to an industry
        out[shut] -= EASES
    barred = any("end" in a.senses and "measure" in a.objects and a.objects & {"permission", "work"} for a in told)
    again = any("restart" in a.senses or ("resume" in a.senses and a.objects & {"work", "trade"}) for a in told)
    if again or (barred and "export" not in low and "import" not in low):  # "lifted a moratorium on mining permits"
        out[_UP] = max(out[_UP], out[_DOWN] + AHEAD)
        out[_DOWN] -= STRONG
    elif any(
        ("revoke" in a.senses and "permission" in a.objects)
        or (a.senses & {"end", "revoke"} and "guidance" in a.objects)
        for a in told
    ):
        out[_DOWN] = max(out[_DOWN], out[_POLICY] + AHEAD)
    for kind, sense in ((_UP, "raise"), (_DOWN, "cut")):
        if any(sense in a.senses and "guidance" in a.objects for a in told):
            out[kind] = max(out[kind] + STRONG, 1.0)
            out[_UP + _DOWN - kind] -= STRONG
    return out


def bars(act: Act) -> bool:
    """Whether an act brings in, raises or asks for what hampers exports."""
    goods = act.objects - act.doers
    if act.mood == "ended":
        return False
    brought = act.senses & {"begin", "launch"} and goods & {"permission", "charge", "measure"}
    asked = "ask" in act.senses and goods & {"charge", "measure"} and "firm" not in act.doers
    closed = act.senses & {"end", "halt"} and "giving" in act.objects  # licences that are given no more
    bound = "urge" in act.senses and goods & {"permission", "allow"}  # "will need its approval"
    set_ = "fix" in act.senses and "allotment" in goods
    return bool(
        brought or asked or bound or closed or set_ or ("begin" in act.senses and "trade" in goods and not act.aim)
    )


def _stands(act: Act) -> bool:
    """Whether an act keeps a measure or will bar trade."""
    barred = "begin" in act.senses and "trade" in act.objects - act.doers and not (act.mood or act.aim)
    return barred or ("keep" in act.senses and "measure" in act.objects)


def clears(act: Act) -> bool:
    """Whether an act says that imports do no injury, without which there is no duty."""
    return "injure" in act.senses and act.mood in {"none", "denied"}


def spares(low: str) -> bool:
    """Whether words (in lower case) say that somebody pays no duty."""
    return _EXEMPTS.search(low) is not None


def eases(act: Act) -> bool:
    """Whether an act takes a measure away, spares somebody, or lets trade go on."""
    if "spare" in act.senses:
        return "firm" not in act.objects
    undone = act.senses & {"end", "refuse"} and "measure" in act.objects and "plan" not in act.objects
    undone = undone or ("end" in act.senses and {"halt", "trade"} <= act.objects)  # "lifts the halt of ore exports"
    undone = undone or ("revoke" in act.senses and "measure" in act.objects and "allotment" not in act.objects)
    undone = undone or ("cut" in act.senses and "charge" in act.objects)
    undone = undone or ("keep" in act.senses and "measure" in act.objects and act.mood == "denied")
    undone = undone or (act.senses & {"begin", "halt"} and act.objects & _TRADE and act.mood == "ended")
    if "allotment" in act.objects - act.doers:  # miners that keep a quota may ship
        undone = undone or act.senses & {"allow", "raise"} or ("keep" in act.senses and "firm" in act.doers)
    return bool(undone) or bool(act.senses & {"allow", "resume"} and "trade" in act.objects - act.doers)


def turned(odds: Floats, low: str, acts: Sequence[Act], moves: Sequence[Move], *, headline: bool) -> Floats:
    """The log-odds of the kinds in a text (`low`: in lower case) with what is done and moves there.

    In a headline a move of prices adds too, elsewhere it tells up from down.
    """
    out = financed(acted(odds, low, acts), low).copy()
    if any(m.of == "leave" for m in moves):
        freed, shut = _TRADES[0]
        out[freed] = max(out[freed], out[shut] + AHEAD)
        out[shut] -= EASES
    if any(m.of == "start" for m in moves):
        out[_UP] = max(out[_UP] + STRONG, out[_MEASURES].max() + AHEAD)
    if _SHARES.search(low):  # of a firm, and no price of what it mines
        out[[_PRICE_UP, _PRICE_DOWN]] -= STRONG
        return np.asarray(out, np.float32)
    said = {KINDS.index(Kind("price_move", d)) for d in _priced(acts, moves, low)}
    if headline:
        out[list(said)] += PRICED
    elif len(said) == 1:
        own = said.pop()
        other = _PRICE_UP + _PRICE_DOWN - own
        out[[own, other]] = max(out[own], out[other]), min(out[own], out[other])
    return np.asarray(out, np.float32)


def _priced(acts: Iterable[Act], moves: Iterable[Move], low: str) -> Iterator[str]:
    """Yields the ways in which prices go: by themselves, or driven by what is told."""
    yield from (m.direction for m in moves if m.of == "price" and m.direction)
    for act in acts:
        if "price" in act.objects and act.senses & {"raise", "cut", "weigh"} and not act.aim:
            yield "up" if "raise" in act.senses else "down"
