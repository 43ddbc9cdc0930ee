"""How much an article matters: the twin's loss of what it reports, or the relief where that eases a cut."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.brief import shock
from didymium.brief.frames import frame_of
from didymium.brief.lead import lead_of
from didymium.brief.ledger import Ledger
from didymium.brief.operands import operands
from didymium.brief.record import measures
from didymium.brief.setting import Setting
from didymium.records import Figure, Reading
from didymium.world.load import World, parse_date


@dataclass(frozen=True)
class Stake:
    """What is at stake: value added at risk of one economy (USD, p05..p95), `side` (loss or relief), and in words what
    was put to the twin."""

    figure: Figure
    side: str
    words: str


def stake(reading: Reading, world: World, *, draws: int, seed: int) -> Stake | None:
    """The stake of what an article reports: the run of the shock that its brief would make of it.

    None where the article states no news that moves supply, gives nothing to size it by, or the twin cannot run it.
    """
    today = parse_date((reading.article.published or "")[:10] or world.edition.replace(".", "-"))
    seen = world.as_of(today)
    lead = lead_of(reading, seen)
    if lead is None:
        return None
    frame = frame_of(lead)
    setting = Setting(reading, lead, seen, Ledger(seen, reading.article.text), today, draws, seed)
    pool = [*operands(setting), *measures(setting)]
    found = shock.hardest(setting, frame, pool)
    if found is None:
        return None
    return Stake(found[1], "relief" if frame.shock == "relief" else "loss", found[0].words)
