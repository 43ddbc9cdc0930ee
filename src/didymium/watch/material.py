"""How much an article matters: the twin's loss of the cut that it is about, or the relief where it eases one."""

from __future__ import annotations

from didymium.brief import shock
from didymium.brief.desk import Desk
from didymium.brief.ledger import Ledger
from didymium.brief.topic import topic_of
from didymium.records import Figure, Reading
from didymium.world.load import World, parse_date

MOVES_SUPPLY = {
    "restriction", "easing", "disruption", "tariff", "diversification", "agreement", "stockpile", "project",
}  # fmt: skip
RELIEF = {"easing", "diversification", "agreement", "stockpile", "project"}


def stake(reading: Reading, world: World, *, draws: int, seed: int) -> tuple[Figure, str] | None:
    """The dependent economy's value added at risk in the article's stress run (USD, p05..p95), and `loss` or `relief`.

    None where the article states no news that moves supply, or the twin cannot run its mineral.
    """
    today = parse_date((reading.article.published or "")[:10] or world.edition.replace(".", "-"))
    seen = world.as_of(today)
    topic = topic_of(reading, seen)
    if topic.family not in MOVES_SUPPLY or topic.lead is None or topic.lead.background or topic.lead.status == "denied":
        return None
    desk = Desk(reading, topic, seen, Ledger(seen, reading.article.text), today, draws, seed)
    found = shock.loss(shock.with_dependent(desk))
    return None if found is None else (found[1], "relief" if topic.family in RELIEF else "loss")
