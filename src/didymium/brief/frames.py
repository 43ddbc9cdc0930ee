"""How a story is told: a table from family, direction and kind of article to questions, tone and the shock that fits.

A frame never forces a stress: `shock` says what may be put to the twin where the text gives it a size, and is empty
for stories that cut or free no supply.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from didymium.brief import phrase
from didymium.brief.lead import Lead
from didymium.records import EventType

Shock = Literal["", "cut", "outage", "barrier", "relief"]


@dataclass(frozen=True)
class Frame:
    """One way to tell a story.

    name: what it is told as; questions: why, reply, long, with slots {actor} {other} {mineral} {site} {firm};
    until: what a last day ahead means; entry: what a first day ahead means.
    """

    name: str
    questions: tuple[str, str, str]
    shock: Shock = ""
    until: str = ""
    entry: str = ""


CONTROL = Frame(
    "control",
    (
        "How hard does the step of {actor} on {mineral} bite?",
        "Who is hit, and how may {other} answer?",
        "What does it change for users and investors in {mineral} beyond this year?",
    ),
    "cut",
    "it ends then unless it is extended",
    "from then on it applies",
)
LISTING = Frame(
    "listing",
    (
        "What does the step of {actor} against named firms cut off?",
        "Who is hit beyond the firms, and what may {other} do?",
        "What does it say about supply of {mineral} to everyone else?",
    ),
    "",
    "it ends then unless it is extended",
    "from then on it applies",
)
QUOTA = Frame(
    "quota",
    (
        "Does the limit of {actor} on {mineral} cut supply or cap growth?",
        "Who loses tonnes, who gains from the price?",
        "How long can the limit hold?",
    ),
    "cut",
    "the limit ends or is set anew then",
    "from then on it applies",
)
TRUCE = Frame(
    "truce",
    (
        "What does the easing by {actor} free, and what stays shut?",
        "Who gains from the relief, and who loses cover?",
        "What can {other} do about {mineral} before the window closes?",
    ),
    "relief",
    "the suspension runs out then unless it is extended",
    "the easing starts then",
)
BARRIER = Frame(
    "barrier",
    (
        "What does the duty of {actor} on {mineral} cost, and whom?",
        "Who sells elsewhere, and who answers?",
        "Does it bring {mineral} plants home?",
    ),
    "",
    "it ends then unless it is renewed",
    "the duty applies from then on",
)
OPENED = Frame(
    "barrier removed",
    (
        "Whom does the end of the duty on {mineral} relieve?",
        "Who loses the cover that it gave?",
        "What still protects plants at home?",
    ),
    "",
    "it ends then",
    "it applies from then on",
)
OUTAGE = Frame(
    "outage",
    (
        "How much {mineral} is lost at {site}, and for how long?",
        "Who is short first, and who fills the gap?",
        "Does it outlast the restart?",
    ),
    "outage",
    "normal output is due by then",
    "the restart is due then",
)
PROJECT = Frame(
    "project",
    (
        "How much {mineral} does {site} bring, and when?",
        "Who gains and who is undercut?",
        "What must be true for it to be built and to pay?",
    ),
    "relief",
    "the term ends then",
    "the next stage is due then",
)
DEAL = Frame(
    "deal",
    (
        "What does the money for {firm} buy?",
        "Who else gains or loses by it?",
        "Does it arrive in time, and at what price does it pay?",
    ),
    "",
    "the term ends then",
    "the next step is due then",
)
AGREEMENT = Frame(
    "agreement",
    (
        "What does the agreement on {mineral} bind, and what not?",
        "Who gains, and how may those outside it answer?",
        "What is left of it when its term ends?",
    ),
    "",
    "the term ends then",
    "it takes effect then",
)
FLOOR = Frame(
    "price support",
    (
        "What does the price support for {mineral} pay, against which market?",
        "Who pays, who is paid, who is undercut?",
        "At which price does it end itself?",
    ),
    "",
    "the support ends then",
    "the support starts then",
)
STOCK = Frame(
    "stockpile",
    (
        "How long does the stock of {mineral} last?",
        "What does buying it do to others?",
        "What does it replace, and what not?",
    ),
)
LISTED = Frame(
    "list",
    (
        "What does being on the list change for {mineral}?",
        "Who can draw on it?",
        "Which supply does it leave as it is?",
    ),
)
POLICY = Frame(
    "policy",
    (
        "What does the step of {actor} change for {mineral}?",
        "Who gains and who pays?",
        "What must follow for it to work?",
    ),
    "",
    "the term ends then",
    "it applies from then on",
)
RULING = Frame(
    "ruling",
    ("What does the case decide for {mineral}?", "Who gains and who loses by it?", "What can still turn it?"),
    "",
    "the term ends then",
    "the next step is due then",
)
SHORTAGE = Frame(
    "shortage",
    (
        "How short is {mineral}, and what made it so?",
        "Who goes without first, and who gains?",
        "What would end the shortage?",
    ),
)
SUBSTITUTION = Frame(
    "substitution",
    (
        "How much {mineral} can be replaced, and at which price?",
        "Who loses sales, and who gains?",
        "What would turn it round?",
    ),
)
MARKET_UP = Frame(
    "price rise",
    ("How far has {mineral} moved, and on what supply?", "Who gains and who pays?", "What would bring the price back?"),
)
MARKET_DOWN = Frame(
    "price fall",
    (
        "How far has {mineral} moved, and on what supply?",
        "Who is under water, and who buys?",
        "What would turn the price?",
    ),
)
RESULTS = Frame(
    "results",
    (
        "What do the figures of {firm} say about {mineral}?",
        "What does it mean for rivals and buyers?",
        "Can the plan be met?",
    ),
)
OPINION = Frame(
    "view",
    (
        "Which of its figures hold?",
        "Who gains if the view is followed?",
        "What would it cost, and what speaks against it?",
    ),
)
WRAP = Frame(
    "wrap",
    ("Which of these moves matters most?", "Who gains and who pays?", "What comes next?"),
)
TOPICS = {"shortage": SHORTAGE, "substitution": SUBSTITUTION}
KINDS = {"results": RESULTS, "opinion": OPINION, "wrap": WRAP, "market_report": WRAP}
TYPES: dict[EventType, Frame] = {
    "price_support": FLOOR,
    "stockpile": STOCK,
    "list_designation": LISTED,
    "domestic_policy": POLICY,
}
FAMILIES: dict[tuple[str, str | None], Frame] = {
    ("export_control", "tighten"): CONTROL,
    ("export_control", "ease"): TRUCE,
    ("import_measure", "tighten"): BARRIER,
    ("import_measure", "ease"): OPENED,
    ("agreement", None): AGREEMENT,
    ("deal", None): DEAL,
    ("project", "up"): PROJECT,
    ("project", "down"): OUTAGE,
    ("policy", None): POLICY,
    ("dispute", None): RULING,
    ("market", "up"): MARKET_UP,
    ("market", "down"): MARKET_DOWN,
}


def frame_of(lead: Lead) -> Frame:
    """The frame of a lead: by the kind of article or the topic where that decides, else by type and direction."""
    if lead.kind in KINDS:
        return KINDS[lead.kind]
    if lead.topic in TOPICS:
        return TOPICS[lead.topic]
    if lead.event.type in TYPES:
        return TYPES[lead.event.type]
    if lead.family == "export_control" and lead.direction == "tighten" and lead.on_firms:
        return LISTING
    if lead.limited and lead.direction in {"tighten", "down"} and lead.actor and not lead.on_firms:
        return QUOTA
    return FAMILIES.get((lead.family, lead.direction)) or FAMILIES.get((lead.family, None), POLICY)


def questions(frame: Frame, lead: Lead) -> tuple[str, str, str]:
    """The three questions in the names of the story."""
    mineral = phrase.listed(lead.minerals[:3]) if lead.minerals else "critical minerals"
    actor = phrase.country(lead.actor) if lead.actor else "the state"
    others = [c for c in (*lead.targets, *lead.parties) if c != lead.actor]
    other = phrase.country(others[0]) if others else "the other side"
    firm = lead.firms[0] if lead.firms else f"{mineral} makers"
    site = (
        lead.site
        or next((f for f in lead.firms), None)
        or (f"the site in {phrase.country(lead.place)}" if lead.place else "the site")
    )
    words = {"mineral": mineral, "actor": actor, "other": other, "firm": firm, "site": site}
    why, reply, long = (phrase.capital(q.format(**words)) for q in frame.questions)
    return why, reply, long
