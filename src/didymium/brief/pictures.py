"""The charts of a brief, chosen by its findings: who holds each stage, the price over ten years."""

from __future__ import annotations

from collections.abc import Sequence

from didymium import labels
from didymium.brief import charts, phrase
from didymium.brief.prices import price_series
from didymium.brief.relations import Found
from didymium.brief.setting import Setting
from didymium.brief.supply import shares_at
from didymium.records import Chart

SHARES = frozenset(
    {
        "share_of_stage",
        "later_stage_above_ore",
        "next_sellers",
        "others_fill_the_limit",
        "others_fill_the_loss",
        "seller_share",
    }
)
PRICES = frozenset(
    {"price_in_its_range", "price_since_measure", "price_against_last_year", "floor_over_price", "sender_break_even"}
)
FLAT = 1.15  # highest over lowest price below which a line tells nothing
YEARS = 10


def pictures(setting: Setting, printed: Sequence[Found]) -> tuple[Chart, ...]:
    """At most one chart of each kind, where a printed finding speaks of what it draws."""
    made = []
    if (one := next((f for f in printed if f.relation.name in SHARES), None)) is not None:
        made.append(_shares(setting, one.case.mineral))
    if (one := next((f for f in printed if f.relation.name in PRICES), None)) is not None:
        made.append(_prices(setting, one.case.mineral))
    return tuple(c for c in made if c is not None)


def _shares(setting: Setting, mineral: str) -> Chart | None:
    held, ids = {}, []
    for stage in labels.STAGES:
        rows = [r for r in shares_at(setting.world, mineral, stage) if r["country"] not in labels.AGGREGATES][:4]
        if rows:
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
    made = charts.shares_by_stage(mineral, held, "; ".join(sorted(sources)))
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
