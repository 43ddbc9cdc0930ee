"""The charts of a brief, chosen by its findings: its sizes, the price over ten years."""

from __future__ import annotations

from collections.abc import Sequence

from didymium import labels
from didymium.brief import charts, phrase
from didymium.brief.prices import PRICED_MEMBER, price_series
from didymium.brief.relations import Found
from didymium.brief.setting import Setting
from didymium.records import Chart

FLAT = 1.15  # highest over lowest price below which a line tells nothing
YEARS = 10
MOST_BARS = 4
MOST_TIMES = 50  # longest over shortest bar beyond which the short one is not seen


def pictures(setting: Setting, printed: Sequence[Found]) -> tuple[Chart, ...]:
    """The sizes of the main finding; the price: each where it says something."""
    if not setting.minerals or setting.lead.kind == "opinion":
        return ()
    priced = next((f.case.mineral for f in printed if f.relation.name == "sender_break_even"), setting.minerals[0])
    made = [*(_sizes(f) for f in printed[:1]), _prices(setting, PRICED_MEMBER.get(priced, priced))]
    return tuple(c for c in made if c is not None)


def _sizes(found: Found) -> Chart | None:
    """The tonnes that the main finding compares, as bars."""
    masses = [o for o in found.case.ops.values() if o.kind in {"mass", "mass_rate"} and o.low is None]
    values = {round(o.value) for o in masses}
    if not 2 <= len(masses) <= MOST_BARS or len(values) < len(masses) or max(values) > MOST_TIMES * min(values):
        return None
    made = charts.sizes(found.case.mineral, [(phrase.capital(o.name), o.value) for o in masses])
    return made.model_copy(update={"evidence": tuple(dict.fromkeys(o.id for o in masses))})


def _prices(setting: Setting, mineral: str) -> Chart | None:
    series = [] if labels.is_group(mineral) else price_series(setting.world, mineral)
    rows = [r for r in series if int(str(r["period"])[:4]) >= setting.today.year - YEARS]
    values = [float(r["value"]) for r in rows]
    if len(values) < 4 or max(values) < FLAT * min(values):
        return None
    ends = [rows[0], rows[-1], min(rows, key=lambda r: r["value"]), max(rows, key=lambda r: r["value"])]
    made = charts.price_history(mineral, [str(r["period"]) for r in rows], values)
    return made.model_copy(
        update={"evidence": tuple(dict.fromkeys(setting.ledger.cell("prices", r, "value") for r in ends))}
    )
