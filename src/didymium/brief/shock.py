"""The sized shock: the lead with its own numbers put to the twin; none where the text gives nothing to size it by."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from didymium.brief import phrase
from didymium.brief.frames import Frame
from didymium.brief.lead import is_country
from didymium.brief.relations import Operand
from didymium.brief.relations.base import TOLD_FIRST
from didymium.brief.setting import Setting
from didymium.errors import DidymiumError
from didymium.records import Event, Figure

HORIZON, USUAL = 24, 12  # months followed; months of a shock whose end is not stated
LEAST_DEPTH = 0.03  # part of a producer's output below which an economy does not feel its loss
LEAST = 1e6  # USD below which a loss is not worth a sentence


@dataclass(frozen=True)
class Shock:
    """A scenario, how a sentence says it, and the evidence of its size with the words that say where it comes from."""

    scenario: dict[str, Any]
    words: str
    depth: float
    basis: tuple[str, ...]
    after: str


def sized(setting: Setting, frame: Frame, pool: Sequence[Operand]) -> Shock | None:
    """The shock of a lead; None where mineral, side or size is not settled, or named firms are the target."""
    lead = setting.lead
    if not frame.shock or lead.on_firms or lead.mineral is None or lead.status_denied:
        return None
    holder = lead.place if frame.shock == "outage" else lead.actor
    size = _depth(frame, pool, holder, lead.event) if holder else None
    if holder is None or size is None:
        return None
    depth, basis, after = size
    if depth < LEAST_DEPTH:
        return None
    months = _months(setting, pool)
    return Shock(
        _scenario(setting, frame, holder, depth, months),
        _words(setting, frame, holder, depth, months),
        depth,
        basis,
        after,
    )


def _depth(
    frame: Frame, pool: Sequence[Operand], holder: str, event: Event
) -> tuple[float, tuple[str, ...], str] | None:
    """Share (0..1) cut or lost, its evidence, and where it comes from: the article's tonnes, else a precedent."""
    home = next((o for o in pool if o.role == "country_output" and o.place == holder), None)
    limit = next(
        (
            o
            for o in pool
            if o.role == "quota" and o.origin == "span" and not o.firm and not o.note and o.good not in {"ore"}
        ),
        None,
    )
    if frame.shock == "cut" and home is not None and limit is not None and limit.value < home.value:
        return 1 - limit.value / home.value, (), ", as deep as the stated limit,"
    part = next((o for o in pool if o.role == "cut" and o.base), None)
    base = next((o for o in pool if part is not None and o.id == part.base), None)
    if frame.shock == "outage" and home is not None and part is not None and base is not None and base.good != "ore":
        return min(part.value * base.value / home.value, 1.0), (), ", as large as stated,"
    lost = next(
        (o for o in pool if o.role == "lost" and o.origin == "span" and o.near >= 0.6 and o.good != "ore"), None
    )
    if frame.shock == "outage" and home is not None and lost is not None and lost.mineral == home.mineral:
        return min(lost.value / home.value, 1.0), (), ", as large as stated,"
    if event.type == "export_restriction" and frame.shock == "cut" and (told := stated_depth(event)) is not None:
        return told, (), ", as stated," if told < 1 else ""
    if any(o.role in {"quota", "target"} and o.origin == "span" for o in pool):
        return None  # the text has its own size, of a part that the twin does not know
    like = next((o for o in pool if o.role == "severity"), None)
    if frame.shock in {"cut", "relief"} and like is not None and like.place == holder:
        return like.value, like.extra, f", as deep as after {like.name},"
    return None


_STOPS = re.compile(r"\b(?:bans?|banned|halts?|halted|prohibit\w*|embargo\w*|stops?|stopped|cuts? off)\b", re.I)
_HALTED = re.compile(r"\bsuspend\w* (?:all )?(?:the )?exports?\b", re.I)
_PARTLY = re.compile(r"\blicen[cs]\w*|\bquotas?\b|\bpermits?\b|\bcurbs?\b|\blift\w*|\bsuspen\w*", re.I)
_BY = re.compile(r"\b(?:cut\w*|reduc\w+|lower\w*|slash\w*|by)\b[^.%]{0,40}?(\d{1,2}(?:\.\d+)?)\s?(?:%|per ?cent)", re.I)


def stated_depth(event: Event) -> float | None:
    """The share (0..1) of exports that an event's words say is cut: all where they are stopped; None if unsaid."""
    percent = _BY.search(event.quote)
    if percent:
        return float(percent.group(1)) / 100
    if _HALTED.search(event.quote):
        return 1.0
    return 1.0 if _STOPS.search(event.quote) and not _PARTLY.search(event.quote) else None


def _months(setting: Setting, pool: Sequence[Operand]) -> int:
    until = next((o for o in pool if o.role == "until" and o.near >= 0.5), None)
    if until is None:
        terms = (o for o in pool if o.role == "duration" and o.near >= TOLD_FIRST and "over" in o.note.split())
        long = next(terms, None)
        return USUAL if long is None else max(1, min(HORIZON, round(long.value)))
    return max(1, min(HORIZON, round((until.value - setting.today.toordinal()) / 30.44)))


def _scenario(setting: Setting, frame: Frame, holder: str, depth: float, months: int) -> dict[str, Any]:
    start = (setting.today.replace(day=1) + dt.timedelta(days=32)).strftime("%Y-%m")
    year, month = int(start[:4]), int(start[5:]) - 1 + months - 1
    span = {"from": start, "to": f"{year + month // 12:04d}-{month % 12 + 1:02d}"}
    lead = setting.lead
    head: dict[str, Any] = {
        "name": f"{lead.mineral} lead",
        "start": start,
        "months": HORIZON,
        "as_of": setting.today.isoformat(),
    }
    if frame.shock == "outage":
        return head | {
            "outages": [
                {
                    "country": holder,
                    "minerals": [lead.mineral],
                    "stage": lead.stage or "mine",
                    "lost": round(depth, 3),
                    **span,
                }
            ]
        }
    buyers = [t for t in lead.targets if is_country(t)] or ["WLD"]
    cut = {
        "exporter": holder,
        "importers": buyers,
        "minerals": [lead.mineral],
        "allowed": round(1 - depth, 2),
        "announced": setting.today.isoformat(),
        **span,
    }
    return head | {"restrictions": [cut]}


def _words(setting: Setting, frame: Frame, holder: str, depth: float, months: int) -> str:
    whose, size = phrase.possessive(phrase.country(holder)), phrase.quantity(depth, "share")
    lead = setting.lead
    long = f"a{'n' if months in {8, 11, 18} else ''} {phrase.count(months)}-month"
    if frame.shock == "outage":
        return f"{long} loss of {size} of {whose} {lead.mineral} output"
    to = f" to {phrase.listed([phrase.country(t) for t in lead.targets])}" if lead.targets else ""
    if depth >= 0.995:
        return f"{long} stop of {whose} exports of {lead.mineral}{to}"
    return f"{long} cut of {size} in {whose} exports of {lead.mineral}{to}"


def hardest(setting: Setting, frame: Frame, pool: Sequence[Operand]) -> tuple[Shock, Figure] | None:
    """The sized shock and the value added at risk in the economy that it hits hardest; None where nothing is sized."""
    ran = _simulated(setting, frame, pool)
    if ran is None:
        return None
    hit = _hardest(setting, ran[1])
    return (ran[0], hit[1]) if hit is not None else None


def _simulated(setting: Setting, frame: Frame, pool: Sequence[Operand]) -> tuple[Shock, Any] | None:
    from didymium.twin import simulate  # heavy: loaded with the first run

    made = sized(setting, frame, pool)
    if made is None:
        return None
    draws = setting.draws_of((str(setting.lead.mineral),))
    try:
        return made, simulate(made.scenario, world=setting.world, draws=draws, seed=setting.seed, monthly=False)
    except DidymiumError as error:
        setting.unable.append(str(error))
        return None


def _hardest(setting: Setting, result: Any) -> tuple[int, Figure] | None:
    losses = [
        (k, f)
        for k, f in enumerate(result.figures)
        if f.metric == "value_added_at_risk_usd"
        and f.country
        and not f.sector
        and f.value >= LEAST
        and f.country != setting.lead.actor
    ]
    return max(losses, key=lambda p: p[1].value, default=None)


def run(setting: Setting, frame: Frame, pool: Sequence[Operand]) -> list[Operand]:
    """What the twin says of the sized shock: the economy hit hardest and the price, each with its range."""
    ran = _simulated(setting, frame, pool)
    return [] if ran is None else list(_operands(setting, frame, *ran))


def _operands(setting: Setting, frame: Frame, made: Shock, result: Any) -> Iterator[Operand]:
    subject = f"{phrase.capital(made.words)}{made.after}"
    if (hit := _hardest(setting, result)) is not None:
        where = phrase.country(str(hit[1].country))
        again = "if it came back, " if frame.shock == "relief" else ""
        tail = f"of value added at risk in {where} in {HORIZON} months"
        yield _figure(setting, result, hit, "loss_run", f"{subject} {again}would put", tail, made)
    prices = [
        (k, f) for k, f in enumerate(result.figures) if f.metric == "price_ratio" and f.mineral == setting.lead.mineral
    ]
    if prices:
        top = max(prices, key=lambda p: p[1].value)
        where = f"its level before in {phrase.country(str(top[1].country))}" if top[1].country else "its level before"
        yield _figure(
            setting, result, top, "price_run", f"{subject} would take the price of {top[1].mineral} to", where, made
        )


def _figure(
    setting: Setting, result: Any, at: tuple[int, Figure], role: str, name: str, note: str, made: Shock
) -> Operand:
    index, figure = at
    unit = "USD" if figure.unit == "USD" else "ratio"
    return Operand(
        setting.ledger.run_figure(result, index),
        role,
        "money" if unit == "USD" else "ratio",
        figure.value,
        unit,
        phrase.with_range(figure),
        name,
        "run",
        near=0.6,
        low=figure.low,
        high=figure.high,
        mineral=figure.mineral,
        place=figure.country,
        note=note,
        extra=made.basis,
    )
