"""Words of the trade for the verifier: what means the same, what means the opposite, what negates."""

from __future__ import annotations

import re
from functools import lru_cache

_SUFFIXES = (
    "ations", "ation", "itions", "ition", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "er", "ors", "or",
    "ies", "ied", "ed", "es", "ly", "al", "ity", "s", "e", "y",
)  # fmt: skip

# each line is one concept: words of a line may stand for each other in a faithful sentence
_SAME = """
rise rose risen rises rising increase climb grow growth grew grown jump surge soar gain up higher raise upward advance rally lift_up
fall fell fallen falls falling decline decrease drop dropped slump plunge slide slid down lower downward shrink shrank retreat ease_down lose_ground
impose imposed introduce enact place put_on slap levy bring_in
restrict curb control limit constrain licence license licensing permit regime ban bar bars barred block halt stop stops stopped stopping embargo prohibit cut_off cutoff cut cuts cutting shut_off
suspend suspension pause paused freeze lift lifted remove revoke waive relax ease easing rescind withdraw scrap repeal
expire expiry expires lapse end ends ended run_out runs_out due finish
extend extension prolong renew
export exports exported ship shipment sell sold sale outbound
import imports imported buy buys buyer bought purchase purchases inbound
rely relies relied reliance depend dependence dependent dependency
mine mining mined mines extract extraction dig dug ore
refine refining refined refinery process processing processed separate separation separated smelt smelting smelter
metal metals alloy alloys metallurgy
component components magnet magnets anode anodes
share account accounts accounted hold holds held portion supply supplies supplied supplier produce produces produced production output make made makes making contribute
reserve reserves deposit resource
price prices priced cost_of quote value_of
cost costs costing bill lose loses lost losing loss losses damage risk at_risk forgo forgone stake stand_to
income revenue earnings proceeds receipts rent
agree agreed agreement deal pact accord truce compact arrangement memorandum sign signed signing framework
pledge pledged commit committed promise offer invest investment fund funding funded finance financing loan money provide
grant give gave given grants granted award awarded
plan plans planned propose proposed proposal consider weigh mull intend
announce announced announcement unveil declare publish published issue issued
say said says tell told state stated report reported note disclose disclosed reveal
start starts started begin begins began open opened launch commence
build built construct construction expand expansion develop development
strengthen bolster reinforce shore secure step_up intensify stepping hunt hunting search searching look seek seeking harder widen widens
tariff duty duties levy_on
stockpile stock stocks inventory inventories reserve_of buffer
month months monthly
year years annual annually yearly
quota quotas cap ceiling
list listed lists listing entity
add added adds addition include included includes join
loosen resume resumed resumption
company companies firm firms producer producers operator maker makers
government administration ministry department officials authorities
world global worldwide globally
demand consumption use uses used need needs consume consumed
large largest biggest main leading top dominant dominate dominates
small smallest minor least
peak peaks peaked top_out maximum
trigger cause caused lead_to push drive
force effect apply applies remain remains stay stays stayed continue
answer respond response reply react retaliate retaliation
against versus
country countries nation nations state_
between range ranges from
quarter quarters
dollar dollars usd
project projects plant mine_site facility
shortage shortfall gap deficit scarcity
substitute substitution replace replacement switch
recycle recycling recycled secondary
fine_ penalty
strike outage accident fire closure closed close shut shutdown disruption disrupt disrupted flood
sector sectors industry industries
car cars vehicle vehicles automotive auto carmaker carmakers automaker automakers
defence defense military weapon weapons
"""

# a sentence may not hold one side where its evidence holds only the other
_OPPOSITE = """
rise rose risen increase climb grow growth grew grown jump surge soar higher raise upward / fall fell fallen decline decrease drop slump plunge slide slid lower downward shrink shrank
impose introduce tighten reimpose / suspend suspension lift remove revoke waive relax ease easing rescind withdraw scrap repeal loosen
export exports exported exporter / import imports imported importer
more above over exceed exceeds greater larger / less fewer below under smaller
before earlier prior / after following later
gain gains win / lose loses lost loss losses forgo
start begin began open launch commence / close shut end cease
extend extension renew / expire expiry lapse
strengthen bolster / weaken undermine
accept approve approved / reject rejected refuse refused
largest biggest most highest top / smallest least lowest
inside within / outside beyond
support supported / oppose opposed contradict contradicted
add added / drop_from delete deleted removed remove
surplus / deficit shortage shortfall
cheaper cheap / costlier expensive dearer
faster sooner / slower
mine mining mined miner / refine refining refined refinery process processing processed smelt smelting separation separate
first / last
always / never
ally allies / rival rivals
"""

NEGATORS = frozenset(
    ["not", "no", "never", "none", "nor", "neither", "cannot", "without", "nobody", "nothing", "nowhere", "hardly", "scarcely", "barely"]
)
NEGATIVE = frozenset(
    ["fail", "failed", "fails", "refuse", "refused", "refuses", "deny", "denied", "denies", "denying", "lack", "lacks", "lacked", "unknown", "absent", "absence", "missing", "unable", "decline_to", "ruled_out", "rejected", "reject", "rejects", "unclear", "undisclosed", "unsettled", "open", "impossible", "unpriced", "unlikely", "silent", "avoid", "avoided", "instead", "rather", "zero", "ban", "bans", "banned", "banning", "bar", "barred", "bars", "prohibited", "prohibit", "embargo", "halted", "halt", "end", "ended", "suspended"]
)
FALSE_NEGATION = re.compile(
    r"\bnot (?:only|just|merely|least)\b|\bno (?:later|sooner|fewer|less|more|other|doubt)\b|\bno\.\s?\d|\bnot yet\b(?= known)",
    re.I,
)
STOP = frozenset(
    ["a", "an", "the", "and", "or", "but", "of", "to", "in", "on", "at", "by", "for", "with", "from", "into", "onto", "over", "under", "about", "as", "is", "are", "was", "were", "be", "been", "being", "it", "its", "this", "that", "these", "those", "they", "their", "them", "he", "she", "his", "her", "him", "which", "who", "whom", "whose", "what", "when", "where", "while", "than", "then", "so", "such", "has", "have", "had", "having", "do", "does", "did", "will", "would", "shall", "should", "can", "could", "may", "might", "must", "also", "there", "here", "if", "though", "although", "even", "still", "just", "very", "much", "many", "some", "any", "each", "every", "both", "all", "own", "same", "other", "another", "between", "among", "within", "per", "up", "out", "off", "via", "through", "during", "until", "since", "after", "before", "because", "however", "whereas", "not", "no", "one", "two", "more", "most", "less", "least", "only", "yet", "ever", "again", "further", "too", "well", "s", "t", "re", "ll", "we", "our", "us", "you", "your", "i", "now", "new", "said", "amid", "despite", "around", "roughly", "nearly", "almost", "least"]
)  # fmt: skip
BANS = frozenset(["ban", "bans", "banned", "banning", "bar", "barred", "bars", "prohibited", "prohibit", "embargo", "end", "ended", "halt", "halted"])
ADVERSE = frozenset(
    ["lose", "lost", "loses", "losing", "ban", "banned", "bar", "barred", "suspend", "suspended", "halt", "halted", "stop", "stopped", "drop", "dropped"]
)
RECEIVERS = frozenset(
    ["buy", "bought", "import", "receive", "received", "get", "gets", "got", "face", "faced", "suffer", "suffered", "lose", "loses", "lost", "pay", "pays", "paid", "spend", "spends", "spent", "depend", "relied", "rely", "need", "absorb", "bear", "borne", "won", "win", "wins", "gain", "gained", "relies", "imports"]
)
AGENT_PREPOSITIONS = frozenset({"by", "from", "of"})
TARGET_PREPOSITIONS = frozenset({"to", "against", "on", "for", "into", "towards", "toward", "upon", "onto", "over"})
PLACE_PREPOSITIONS = frozenset({"in", "at", "within", "across", "outside", "inside", "beyond", "near"})
PEER_PREPOSITIONS = frozenset({"with", "between", "among", "alongside"})


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The bare stem of a word, good enough to match inflected forms of one word."""
    low = word.lower().strip("'’.-").removesuffix("'s").removesuffix("’s")
    return _shorn(_shorn(low))


def _shorn(low: str) -> str:
    for suffix in _SUFFIXES:
        if low.endswith(suffix) and len(low) - len(suffix) >= 3:
            base = low[: -len(suffix)]
            return base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls" else base
    return low


def known(word: str) -> bool:
    """Whether the lexicon knows a word (so that its capital at the start of a sentence is no name)."""
    return stem(word) in _CONCEPT or stem(word) in _SIDES or word.lower() in STOP


def _groups(lines: str) -> list[list[str]]:
    return [line.split() for line in lines.strip().splitlines()]


_CONCEPT = {stem(w): stem(line[0]) for line in reversed(_groups(_SAME)) for w in line}
_SIDES: dict[str, list[tuple[int, int]]] = {}
for _k, _line in enumerate(_OPPOSITE.strip().splitlines()):
    for _side, _half in enumerate(_line.split(" / ")):
        for _word in _half.split():
            if (_k, _side) not in _SIDES.setdefault(stem(_word), []):
                _SIDES[stem(_word)].append((_k, _side))


@lru_cache(maxsize=20_000)
def concept(word: str) -> str:
    """The concept of a word: one stem stands for all words that mean the same here."""
    base = stem(word)
    return _CONCEPT.get(base, base)


@lru_cache(maxsize=20_000)
def sides(word: str) -> tuple[tuple[int, int], ...]:
    """The (pair, side) of opposites that a word belongs to."""
    return tuple(_SIDES.get(stem(word), ()))
