"""The charts of a brief: who holds each stage, the price in the stress run, where its loss falls."""

from __future__ import annotations

from didymium import labels
from didymium.brief import charts, known, phrase, shock
from didymium.brief.desk import Desk
from didymium.records import Chart


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
    sources = {desk.ledger.evidence[x.evidence].source for s in found for x in s}  # type: ignore[union-attr]
    return charts.shares_by_stage(desk.topic.focus, held, "; ".join(sorted(sources)))


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
    return charts.price_fan(f"{phrase.capital(str(figure.mineral))} bought in {where}", ran[1].months, low, mid, high)


def _losses(desk: Desk) -> Chart | None:
    rows = [f for f, _ in shock.sector_losses(desk, 6)]
    if not rows:
        return None
    losses = {phrase.sector(f.sector): (f.low or 0.0, f.value, f.high or f.value) for f in rows if f.low is not None}
    return charts.loss_by_sector(phrase.country(str(desk.topic.dependent), article=False), losses) if losses else None
