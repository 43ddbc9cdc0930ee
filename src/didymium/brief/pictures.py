"""The charts of a brief, chosen by its findings: who holds each stage, the price over ten years."""

from __future__ import annotations

import re
from collections.abc import Sequence

from didymium import labels
from didymium.brief import charts, phrase
from didymium.brief.background import counted_twice, supply_acts
from didymium.brief.prices import PRICED_MEMBER, price_series
from didymium.brief.relations import Found
from didymium.brief.setting import Setting
from didymium.brief.supply import shares_at
from didymium.records import Chart

PRICES = frozenset({"price_against_last_year", "told_price_from_high", "sender_break_even"})
FLAT = 1.15  # highest over lowest price below which a line tells nothing
YEARS = 10
MOST_BARS = 4
MOST_TIMES = 50  # longest over shortest bar beyond which the short one is not seen


def pictures(setting: Setting, printed: Sequence[Found]) -> tuple[Chart, ...]:
    """The sizes of the main finding; who holds each stage; the price: each where it says something."""
    if not setting.minerals or setting.lead.kind == "opinion":
        return ()
    priced = next((f.case.mineral for f in printed if f.relation.name in PRICES), setting.minerals[0])
    made = [_sizes(f) for f in printed[:1]]
    made += [
        _shares(setting, setting.minerals[0]) if supply_acts(setting) else None,
        _prices(setting, PRICED_MEMBER.get(priced, priced)),
    ]
    return tuple(c for c in made if c is not None)


def _sizes(found: Found) -> Chart | None:
    """The tonnes that the main finding compares, as bars."""
    masses = [o for o in found.case.ops.values() if o.kind in {"mass", "mass_rate"} and o.low is None]
    values = {round(o.value) for o in masses}
    if not 2 <= len(masses) <= MOST_BARS or len(values) < len(masses) or max(values) > MOST_TIMES * min(values):
        return None
    made = charts.sizes(found.case.mineral, [(phrase.capital(o.name), o.value) for o in masses])
    return made.model_copy(update={"evidence": tuple(dict.fromkeys(o.id for o in masses))})


def _shares(setting: Setting, mineral: str) -> Chart | None:
    held, ids = {}, []
    for stage in labels.STAGES:
        rows = [r for r in shares_at(setting.world, mineral, stage) if r["country"] not in labels.AGGREGATES][:4]
        if rows and not counted_twice(setting, mineral, stage, int(rows[0]["year"])):
            ids += [
                (str(r["country"]), key)
                for r in rows
                if (key := setting.ledger.share(mineral, stage, str(r["country"]))) is not None
            ]
            held[f"{phrase.capital(phrase.stage(stage, mineral))} ({rows[0]['year']})"] = {
                r["country"]: r["share"] for r in rows
            }
    if not held or not ids:
        return None
    sources = {setting.ledger.evidence[key].source for _, key in ids}  # type: ignore[union-attr]
    publishers = sorted({re.split(r", | \(|\s?\d", s)[0] for s in sources})
    made = charts.shares_by_stage(mineral, held, phrase.listed(publishers))
    drawn = {r["country"] for r in made.spec["data"]["values"]}
    shown = dict.fromkeys(key for c, key in ids if phrase.country(c, article=False) in drawn)
    return made.model_copy(update={"evidence": tuple(shown)})


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
