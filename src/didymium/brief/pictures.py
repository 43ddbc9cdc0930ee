"""The charts of a brief: who holds each stage, the price in the stress run, where its loss falls."""

from __future__ import annotations

from typing import Any

from didymium import labels
from didymium.brief import charts, known, phrase, shock
from didymium.brief.desk import Desk
from didymium.records import Chart, Figure


def pictures(desk: Desk) -> tuple[Chart, ...]:
    """Up to three charts; one that has no figures is left out."""
    made = (_shares(desk), _price(desk), _losses(desk))
    return tuple(c for c in made if c is not None)


def _shares(desk: Desk) -> Chart | None:
    if desk.topic.focus is None:
        return None
    found = [known.shares(desk.world, desk.ledger, desk.topic.focus, s, 4) for s in labels.STAGES]
    held = {
        f"{phrase.capital(phrase.stage(s[0].stage, s[0].mineral))} ({s[0].year})": {x.country: x.share for x in s}
        for s in found
        if s
    }
    if not held:
        return None
    ids = tuple(dict.fromkeys(x.evidence for s in found for x in s))
    sources = {desk.ledger.evidence[key].source for key in ids}  # type: ignore[union-attr]
    made = charts.shares_by_stage(desk.topic.focus, held, "; ".join(sorted(sources)))
    drawn = {r["country"] for r in made.spec["data"]["values"]}
    shown = tuple(x.evidence for s in found for x in s if phrase.country(x.country, article=False) in drawn)
    return made.model_copy(update={"evidence": tuple(dict.fromkeys(shown))})


def _price(desk: Desk) -> Chart | None:
    """The price in the dependent economy at the scarcest stage that it buys at."""
    ran, top = shock.result(desk), shock.price_peak(desk, desk.topic.dependent)
    if ran is None or top is None:
        return None
    figure = top[0]
    series = ran[1].series("price_ratio", figure.country, figure.mineral, figure.stage)
    if series is None:
        return None
    low, mid, high = ([round(float(v), 3) for v in line] for line in series)
    where = phrase.country(str(figure.country))
    made = charts.price_fan(f"{phrase.capital(str(figure.mineral))} bought in {where}", ran[1].months, low, mid, high)
    peak = max(range(len(mid)), key=lambda k: mid[k])
    ids = [_month(desk, ran, figure, k, (low[k], mid[k], high[k])) for k in dict.fromkeys((peak, len(mid) - 1))]
    return made.model_copy(update={"evidence": tuple(ids)})


def _month(desk: Desk, ran: tuple[shock.Shock, Any], like: Figure, at: int, values: tuple[float, float, float]) -> str:
    """One month of the price line as evidence."""
    month, (low, mid, high) = ran[1].months[at], values
    figure = like.model_copy(update={"value": mid, "low": low, "high": high, "period": month})
    what = f"price of {like.mineral} in {phrase.country(str(like.country))} over its baseline in {phrase.day(month)}:"
    return desk.cite(ran[1], figure, f"{phrase.capital(ran[0].words)}: {what} {phrase.with_range(figure)}")


def _losses(desk: Desk) -> Chart | None:
    rows = [(f, key) for f, key in shock.sector_losses(desk, 6) if f.low is not None]
    if not rows:
        return None
    losses = {phrase.sector(f.sector): (f.low or 0.0, f.value, f.high or f.value) for f, _ in rows}
    made = charts.loss_by_sector(phrase.country(str(desk.topic.dependent), article=False), losses)
    return made.model_copy(update={"evidence": tuple(key for _, key in rows)})
