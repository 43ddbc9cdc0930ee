"""Background: what one needs to know for this story: the measure and its history, the market, who is on the other side.

Each paragraph is a list of wordings, the fullest first; the first that the evidence carries is printed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import expand
from didymium.brief.ledger import Row, carried, say
from didymium.brief.prices import PRICED_MEMBER, price_series
from didymium.brief.record import EXPORT, IMPORT, TRADE, Known, known_measures
from didymium.brief.setting import Setting
from didymium.brief.supply import shares_at
from didymium.errors import UnknownLabel
from didymium.proof import Context
from didymium.records import Sentence
from didymium.world.states import Act, State

MOST = 6  # sentences
NEWS_DAYS = 21  # a step younger than this is the news itself
HOLDS = 0.4  # share of the world's output from which a country's measures matter to any story on the mineral
YEARS = 10  # of prices
RECENT = 3  # years within which who makes a good is told country by country
STALE = 14  # months after which a price is not the market now
OLD_TRADE = 4  # years after which a figure of reliance is no background
TRADE_FAMILIES = frozenset({"export_control", "import_measure"})


@dataclass(frozen=True)
class Measure:
    """A measure as it stands on the day of the brief."""

    known: Known

    @property
    def row(self) -> Row:
        """The row of the measure."""
        return self.known.row

    @cached_property
    def state(self) -> State:
        """Its state on the day."""
        return self.known.state

    @property
    def actor(self) -> str:
        """The name of the state that acts."""
        return phrase.country(self.row["actor"])

    @property
    def title(self) -> str:
        """ "China's licences for ...": the measure as a noun."""
        return f"{phrase.possessive(self.actor)} {self.row['title']}"

    def cell(self, setting: Setting, act: Act, column: str) -> str:
        """Id of a cell of one of its acts."""
        rows = setting.world.table("measure_states").filter(pl.col("id") == act.id)
        return setting.ledger.cell("measure_states", rows.row(0, named=True), column)


def standing(setting: Setting) -> tuple[Measure, ...]:
    """The measures that stand behind the story, the nearest first: of the sides, and of who holds the supply."""
    if not setting.minerals:
        return ()
    lead, held = setting.lead, _holders(setting)
    own = lead.family in TRADE_FAMILIES
    actors = list(
        dict.fromkeys(([lead.actor] if own and lead.actor else []) + held + (list(lead.sides) if own else []))
    )
    kinds = EXPORT | IMPORT if lead.family != "export_control" else EXPORT
    found = [Measure(k) for a in actors for k in known_measures(setting, a, kinds)]
    return tuple(sorted(found, key=lambda m: _distance(setting, actors, m)))


def accepted(setting: Setting) -> tuple[Measure, ...]:
    """The measures on the story's minerals that the user accepted from other articles, the newest first."""
    world = setting.world
    actors = {str(r.cells["actor"]) for r in (world.overlay.rows if world.overlay else ()) if r.cells.get("actor")}
    known = [k for a in sorted(actors) for k in known_measures(setting, a, EXPORT | IMPORT)]
    marks = [(k, world.accepted("measures", str(k.row["id"]))) for k in known]
    ours = setting.reading.article.sha256
    mine = [Measure(k) for k, mark in marks if mark and mark["article"] != ours]
    return tuple(sorted(mine, key=lambda m: m.known.announced, reverse=True))


def _holders(setting: Setting) -> list[str]:
    """Countries that hold much of the world's output of the first mineral at some stage."""
    held = [r for stage in ("refine", "mine") for r in shares_at(setting.world, setting.minerals[0], stage)]
    return [str(r["country"]) for r in held if r["share"] >= HOLDS and r["country"] not in labels.AGGREGATES]


def _distance(setting: Setting, actors: Sequence[str], one: Measure) -> tuple[object, ...]:
    """Sorts measures: of the mineral, that bind, on trade, in the article's words, of who acts, the newest."""
    mineral = setting.minerals[0]
    covered = expand(str(one.row["minerals"]))
    own = mineral in covered or bool(covered & frozenset(labels.members(mineral)))
    bound = one.state.state in {"in_force", "suspended"}
    near = _shared(one.row["title"], setting.reading.article.text)
    age = (setting.today - one.known.announced).days
    return (not own, not bound, one.row["kind"] not in TRADE, -near, actors.index(one.row["actor"]), age)


def _shared(title: str, text: str) -> int:
    """How many words of a title stand in the article."""
    words = {w[:6] for w in re.findall(r"[a-z]{4,}", title.lower())}
    return len(words & {w[:6] for w in re.findall(r"[a-z]{4,}", text.lower())})


def background(setting: Setting, context: Context) -> tuple[Sentence, ...]:
    """At most six full sentences; none for a story without a mineral."""
    if not setting.minerals:
        return ()
    made: list[Sentence] = []
    for options in (*_measures(setting), *_supply(setting), _price(setting), *_buyers(setting), _use(setting)):
        sentence = carried(options, setting.ledger, context)
        if sentence is not None and sentence.text not in {s.text for s in made}:
            made.append(sentence)
    return tuple(made[:MOST])


# the measure and its history


def _measures(setting: Setting) -> Iterator[Iterable[Sentence]]:
    """What the user accepted, what is in force or only suspended, and how many steps there were before."""
    yield from ((s for s in _state(setting, m)) for m in accepted(setting))
    if setting.lead.family not in TRADE_FAMILIES | {"agreement", "policy", "dispute"}:
        return
    found = standing(setting)
    yield (s for m in found if m.state.state == "suspended" for s in _state(setting, m))
    yield (s for m in found if m.state.state == "in_force" for s in _state(setting, m))
    yield _history(setting, found)


def _state(setting: Setting, one: Measure) -> Iterator[Sentence]:
    state, ledger = one.state, setting.ledger
    title = ledger.cell("measures", one.row, "title")
    first = phrase.day(one.known.opened.date)
    begun, until = phrase.day(state.first.begins), state.last.until_text
    if state.state == "suspended" and until:
        keys = (one.cell(setting, state.last, "until"), title)
        opened = one.cell(setting, one.known.opened, "date")
        told = f"{phrase.capital(one.actor)} has suspended its {one.row['title']} until {phrase.day(until)}"
        yield say(f"{told} (announced on {first}).", *keys, opened)
        yield say(f"{told}.", *keys)
    elif state.state == "in_force":
        keys = (one.cell(setting, state.first, "from"), title)
        told = f"{phrase.capital(one.actor)} has applied its {one.row['title']} since {begun}"
        if until:
            end = one.cell(setting, state.last, "until")
            yield say(f"{told}, until {phrase.day(until)}.", *keys, end)
        yield say(f"{told}.", *keys)
    elif state.state == "announced" and state.first.begins:
        keys = (one.cell(setting, state.first, "from"), title)
        owner = phrase.capital(phrase.possessive(one.actor))
        yield say(f"{owner} {one.row['title']} takes effect on {begun}.", *keys)


def _history(setting: Setting, found: Sequence[Measure]) -> Iterator[Sentence]:
    """How many export controls the actor had announced on the minerals before, and the last of them."""
    actor = setting.lead.actor
    kinds = IMPORT if setting.lead.family == "import_measure" else EXPORT
    old = sorted(
        (m for m in found if m.row["actor"] == actor and m.row["kind"] in kinds
         and (setting.today - m.known.announced).days > NEWS_DAYS),
        key=lambda m: m.known.announced,
    )  # fmt: skip
    if setting.lead.family not in TRADE_FAMILIES or len(old) < 2 or actor is None:
        return
    ids = [m.cell(setting, m.known.opened, "date") for m in old]
    count = setting.ledger.derived(f"count({', '.join(ids)})", metric="ladder", country=actor)
    what = "import measures" if setting.lead.family == "import_measure" else "export controls"
    who = phrase.country(actor)
    since, last = old[0].known.announced.year, old[-1]
    told = f"Before this step {who} had announced {phrase.count(len(old))} {what} on these minerals since {since}"
    title = setting.ledger.cell("measures", last.row, "title")
    when = phrase.on_day(last.known.opened.date)
    yield say(f"{told}, the last of them {last.row['title']} {when}.", count, title, ids[-1])
    yield say(f"{told}.", count)
    yield say(f"On record before it: {phrase.count(len(old))} {what} by {who} on these minerals since {since}.", count)


# the market


def _supply(setting: Setting) -> Iterator[Iterable[Sentence]]:
    """World output at the stage of the story and who makes it; then who leads the other stage."""
    stages = [s for s in ("mine", "refine") if shares_at(setting.world, setting.minerals[0], s)]
    if setting.lead.stage in stages:
        stages.sort(key=lambda s: s != setting.lead.stage)
    for k, stage in enumerate(stages):
        yield _leaders(setting, setting.minerals[0], stage, first=k == 0)


def _leaders(setting: Setting, mineral: str, stage: str, first: bool) -> Iterator[Sentence]:
    named = [r for r in shares_at(setting.world, mineral, stage) if r["country"] not in labels.AGGREGATES]
    keyed = [(r, key) for r in named[:3] if (key := setting.ledger.share(mineral, stage, str(r["country"])))]
    if not keyed:
        return
    year, good = keyed[0][0]["year"], phrase.output(mineral, stage)
    ids = [key for _, key in keyed]
    top = phrase.capital(phrase.country(keyed[0][0]["country"]))
    share = phrase.quantity(keyed[0][0]["share"], "share")
    if (
        first
        and int(year) >= setting.today.year - RECENT
        and (total := _total(setting, mineral, stage, int(year))) is not None
    ):
        key, tonnes = total
        for many in (keyed, keyed[:1]):
            held = phrase.capital(phrase.listed(_held(many)))
            yield say(f"World {good} was {tonnes} in {year}. {held}.", key, *(k for _, k in many))
    if (newer := _newer(setting, mineral, stage, keyed[0][0])) is not None:
        key, part, when = newer
        yield say(f"{top} held {part} of world {good} in {when}.", key)
    yield say(f"{top} held {share} of world {good} in {year}{_next(keyed)}.", *ids)
    yield say(f"{phrase.possessive(top)} share of world {good} was {share} in {year}.", ids[0])


def _newer(setting: Setting, mineral: str, stage: str, held: Row) -> tuple[str, str, int] | None:
    """A later figure of the first country's share than the one that is told apart by country."""
    rows = setting.world.facts("share", mineral=mineral, country=held["country"], stage=stage).filter(
        pl.col("scenario").is_null()
        & pl.col("year").is_between(int(held["year"]) + 1, setting.today.year - 1)
        & (pl.col("value") > 0)
    )
    if rows.is_empty():
        return None
    row = rows.sort("year").row(-1, named=True)
    value = float(row["value"]) * (0.01 if row["unit"] == "%" else 1)
    return setting.ledger.cell("facts", row, "value"), phrase.quantity(value, "share"), int(row["year"])


def _held(keyed: list[tuple[Row, str]]) -> list[str]:
    """'China held 69%', 'the United States 11%'."""
    parts = [f"{phrase.country(r['country'])} {phrase.quantity(r['share'], 'share')}" for r, _ in keyed]
    return [parts[0].replace(phrase.country(keyed[0][0]["country"]), phrase.country(keyed[0][0]["country"]) + " held"),
            *parts[1:]]  # fmt: skip


def _next(keyed: list[tuple[Row, str]]) -> str:
    """', the United States 11% and Myanmar 8%' after the first."""
    parts = [f"{phrase.country(r['country'])} {phrase.quantity(r['share'], 'share')}" for r, _ in keyed[1:]]
    return f", {phrase.listed(parts)}" if parts else ""


def _total(setting: Setting, mineral: str, stage: str, year: int) -> tuple[str, str] | None:
    rows = setting.world.facts("production", mineral=mineral, country="WLD", stage=stage).filter(
        (pl.col("year") == year) & pl.col("scenario").is_null() & (pl.col("unit") == "t") & (pl.col("value") > 0)
    )
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    return setting.ledger.cell("facts", row, "value"), phrase.mass(float(row["value"]))


def _price(setting: Setting) -> Iterator[Sentence]:
    """The last price with its month and unit, what it was a year before, and its range of ten years."""
    for mineral in dict.fromkeys(PRICED_MEMBER.get(m, m) for m in (setting.lead.minerals or setting.minerals)[:2]):
        series = [] if labels.is_group(mineral) else price_series(setting.world, mineral)
        if series and _months(str(series[-1]["period"]), setting.today) <= STALE:
            yield from _priced(setting, mineral, series)
            return


def _priced(setting: Setting, mineral: str, series: list[Row]) -> Iterator[Sentence]:
    now = series[-1]
    period = str(now["period"])
    back = [r for r in series if int(str(r["period"])[:4]) >= int(period[:4]) - YEARS]
    before = next((r for r in series if str(r["period"]) == f"{int(period[:4]) - 1}{period[4:]}"), None)
    low, high = (f(back, key=lambda r: r["value"]) for f in (min, max))
    cells = {k: setting.ledger.cell("prices", r, "value") for k, r in
             (("now", now), ("before", before), ("low", low), ("high", high)) if r is not None}  # fmt: skip
    told = f"{phrase.capital(_good(mineral, str(now['form'] or mineral)))} averaged {_per(now)} in {phrase.day(period)}"
    wide = len(back) >= 2 * YEARS / 3 and float(high["value"]) > float(low["value"])
    ends, kept = _range(setting, mineral, (now, low, high), cells) if wide else ("", ())
    if before is not None:
        change = setting.ledger.derived(
            f"change({cells['now']}, {cells['before']})", metric="price_change", mineral=mineral
        )
        size = float(now["value"]) / float(before["value"]) - 1
        moved = f", {phrase.quantity(abs(size), 'share')} {'above' if size > 0 else 'below'} a year before"
        if wide:
            yield say(f"{told}{moved}{ends}.", cells["now"], change, *kept)
        yield say(f"{told}{moved}.", cells["now"], change)
    if wide:
        yield say(f"{told}{ends}.", cells["now"], *kept)
    yield say(f"{told}.", cells["now"])


def _range(
    setting: Setting, mineral: str, rows: tuple[Row, Row, Row], cells: dict[str, str]
) -> tuple[str, tuple[str, ...]]:
    """Where the price now stands between the lowest and the highest of ten years, with the evidence for it."""
    now, low, high = rows
    place = setting.ledger.derived(
        f"({cells['now']} - {cells['low']}) / ({cells['high']} - {cells['low']})",
        metric="price_in_its_range", mineral=mineral,
    )  # fmt: skip
    at = (float(now["value"]) - float(low["value"])) / (float(high["value"]) - float(low["value"]))
    where = "near the bottom" if at < 0.25 else "near the top" if at > 0.75 else "in the middle"
    told = (
        f"; it stands {where} of its range of ten years "
        f"({_per(low)} in {phrase.day(str(low['period']))} at the lowest, "
        f"{_per(high)} in {phrase.day(str(high['period']))} at the highest)"
    )
    return told, (place, cells["low"], cells["high"])


def _good(mineral: str, form: str) -> str:
    """The good that is priced: the mineral, with its form where that is another than the mineral's own name."""
    try:
        plain = form.lower() in {"average", "metal"} or labels.mineral(form) == mineral
    except UnknownLabel:
        plain = False
    return mineral if plain else f"{mineral} ({form})"


def _per(row: Row) -> str:
    """A yearly or monthly price by the tonne or, where that is how it is traded, by the kilogram."""
    value, unit = float(row["value"]), str(row["unit"])
    if unit == "USD/kg" and value < 60:
        return phrase.quantity(1000 * value, "USD/t")
    return phrase.quantity(value, unit)


def _months(period: str, today: dt.date) -> int:
    year, month = (int(p) for p in (period if len(period) == 7 else f"{period}-12").split("-"))
    return (today.year - year) * 12 + today.month - month


# the other side


def _buyers(setting: Setting) -> Iterator[Iterable[Sentence]]:
    """How far the buyers among the sides depend on imports, and on whom."""
    sides = [s for s in setting.lead.sides if s in {"USA", "EUU"} and s != setting.lead.place]
    if not sides and setting.lead.family == "export_control" and setting.lead.actor == "CHN":
        sides = ["USA", "EUU"]  # a control on all buyers falls on those who buy most of it there
    for side in sides:
        yield _reliance(setting, side, setting.minerals[0])


def _reliance(setting: Setting, buyer: str, mineral: str) -> Iterator[Sentence]:
    metric, source = ("net_import_reliance", "import_source_share") if buyer == "USA" else (
        "import_reliance", "sourcing_share")  # fmt: skip
    rows = setting.world.facts(metric, mineral=mineral, country=buyer).filter(
        pl.col("year").is_between(setting.today.year - OLD_TRADE, setting.today.year - 1) & (pl.col("value") > 0)
    )
    if rows.is_empty():
        return
    row = rows.row(0, named=True)
    key, who = setting.ledger.cell("facts", row, "value"), phrase.country(buyer)
    share = phrase.quantity(float(row["value"]) * (0.01 if row["unit"] == "%" else 1), "share")
    told = f"The net import reliance of {who} on {mineral} was {share} of use in {row['year']}"
    sold = setting.world.facts(source, mineral=mineral, country=buyer).filter(
        pl.col("year").is_between(setting.today.year - OLD_TRADE, setting.today.year - 1)
        & pl.col("partner").is_in(list(labels.countries()))
        & (pl.col("value") > 0)
    )
    if not sold.is_empty():
        best = sold.sort("value").row(-1, named=True)
        part = phrase.quantity(float(best["value"]) * (0.01 if best["unit"] == "%" else 1), "share")
        seller = phrase.country(best["partner"])
        cell = setting.ledger.cell("facts", best, "value")
        yield say(f"{told}; {seller} supplied {part} of its imports.", key, cell)
        yield say(f"{told}; {phrase.possessive(seller)} share of its imports was {part}.", key, cell)
    yield say(f"{told}.", key)


def _use(setting: Setting) -> Iterator[Sentence]:
    """The largest use in the world."""
    rows = setting.world.table("uses").filter(
        (pl.col("mineral") == setting.minerals[0])
        & (pl.col("complete") == "complete")
        & (pl.col("source_id") != "estimate")
        & (pl.col("economy") == "WLD")
        & ~pl.col("application").str.to_lowercase().str.contains("other")
    )
    if rows.is_empty():
        return
    row = rows.sort("year", "share").row(-1, named=True)
    use = str(row["application"]).removeprefix("IEA: ")
    use = use[:1].lower() + use[1:] if use[1:2].islower() else use
    key = setting.ledger.cell("uses", row, "share")
    share = phrase.quantity(float(row["share"]), "share")
    yield say(f"The largest use of {row['mineral']} is {use}, with {share} of the world's in {row['year']}.", key)
    yield say(f"{share} of world use of {row['mineral']} in {row['year']} goes into {use}.", key)
