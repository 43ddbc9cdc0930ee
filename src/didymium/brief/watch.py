"""What to watch: the dates of the article first, each with what it would mean, then those of the world."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.brief import phrase
from didymium.brief.frames import Frame
from didymium.brief.lead import rows_about
from didymium.brief.ledger import say
from didymium.brief.operands import Setting
from didymium.brief.relations import Operand
from didymium.records import Watch

MOST, MOST_WORLD = 8, 3
AHEAD = frozenset({"until", "entry", "start", "ahead"})


def to_watch(setting: Setting, frame: Frame, pool: Sequence[Operand]) -> tuple[Watch, ...]:
    """Every date ahead that the article states, soonest first, then up to three of the world's on the same minerals."""
    own = {o.time: o for o in pool if o.origin == "span" and o.kind == "date" and o.role in AHEAD and o.time}
    told = [_stated(setting, frame, own[day]) for day in sorted(own, key=lambda d: d.ljust(10, "-"))][:MOST]
    days = {w.date for w in told}
    return (*told, *[w for w in _world(setting) if w.date not in days][: min(MOST_WORLD, MOST - len(told))])


def _stated(setting: Setting, frame: Frame, one: Operand) -> Watch:
    start, end = one.sentence or (0, 0)
    text = setting.reading.article.text
    at = text.find(one.name, start, end)
    quote = " ".join(_around(text[start:end], max(at - start, 0)).split()).rstrip(".")
    meaning = frame.until if one.role == "until" else frame.entry if one.role == "entry" else ""
    near = one.near >= 0.5 and meaning
    tail = f" {phrase.capital(meaning)}." if near else ""
    return Watch(date=str(one.time), sentence=say(f"From the article: “{quote}”.{tail}", *one.extra))


def _around(sentence: str, at: int, most: int = 320) -> str:
    """The part of a sentence around a date: the whole of it where it is short."""
    if len(sentence) <= most + 20:
        return sentence
    left = max(0, at - most // 2)
    left = sentence.find(" ", left) + 1 if left else 0
    right = min(len(sentence), left + most)
    right = sentence.rfind(" ", 0, right) if right < len(sentence) else right
    return f"{'… ' if left else ''}{sentence[left:right]}{' …' if right < len(sentence) else ''}"


def _world(setting: Setting) -> list[Watch]:
    """Plants on the minerals that are due to start, outside the place of the news."""
    if not setting.minerals or setting.lead.family == "market":
        return []
    year = pl.col("start_year").cast(pl.String).str.slice(0, 4).cast(pl.Int64, strict=False)
    rows = rows_about(setting.world, "projects", setting.minerals[:1]).filter(
        (year > setting.today.year)
        & (year <= setting.today.year + 2)
        & pl.col("status").is_in(["construction", "financed"])
        & pl.col("country").is_in([c for c in setting.lead.sides if c != setting.lead.actor] or ["USA"])
        & pl.col("minerals").str.starts_with(setting.minerals[0])
    )
    return [
        Watch(
            date=str(r["start_year"])[:4],
            sentence=say(
                f"{r['name']} in {phrase.country(r['country'])} is due to start in {r['start_year']}.",
                setting.ledger.cell("projects", r, "start_year"),
            ),
        )
        for r in rows.sort("start_year", "name").iter_rows(named=True)
    ]
