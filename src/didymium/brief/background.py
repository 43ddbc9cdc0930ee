"""Background: what one needs to know for this story: the measure and its history, the market.

Each paragraph is a list of wordings, the fullest first; the first that the evidence carries is printed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import FRESH, Lead, expand, rows_about, stems
from didymium.brief.ledger import Row, carried, say
from didymium.brief.prices import PRICED_MEMBER, price_series
from didymium.brief.record import EXPORT, IMPORT, SET_ANEW, TRADE, Known, known, known_measures
from didymium.brief.setting import Setting
from didymium.brief.supply import shares_at
from didymium.errors import UnknownLabel
from didymium.proof import Context
from didymium.records import Sentence
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date

MOST = 5  # sentences
PLACES = (
    (0.25, "near the bottom"), (0.4, "in the lower part"), (0.6, "in the middle"), (0.75, "in the upper part"),
    (float("inf"), "near the top"),
)  # of a range, by how far up a price stands  # fmt: skip

HOLDS = 0.4  # share of the world's output from which a country's measures matter to any story on the mineral
YEARS = 10  # of prices
CALM = 0.25  # change of a yearly mean up to which the next months will not have left it far behind
LEAST_MOVE = 0.01  # change of a price in a year below which it stands as it did
FIRST = 3  # months of a year in which the mean of the last one is not yet old
STALE = 3  # months after which a price is not the market now
TRADE_FAMILIES = frozenset({"export_control", "import_measure"})
_COMPOUNDS = re.compile(r"(?i)\b(?:carbonate|hydroxide|pentoxide|concentrate|oxide|slag)\b")
_USUAL_FORM = re.compile(r"(?i)^(?:average|metal)$|\b(?:exchange|LME|cash|spot|settlement|unwrought|ingots?)\b")


def standing(setting: Setting) -> tuple[Known, ...]:
    """The measures of the story's own sides that stand behind it, the nearest first.

    Of a step on trade those of who acts, and those of others that are aimed at who acts; of other news those of the
    sides that hold much of the supply; quotas of output only in news of quotas.
    """
    if not setting.minerals:
        return ()
    lead = setting.lead
    actors = list(lead.sides) if lead.family in TRADE_FAMILIES else [h for h in holders(setting) if h in lead.sides]
    kinds = {"export_control": EXPORT, "import_measure": IMPORT}.get(lead.family, EXPORT | IMPORT)
    kinds = kinds if lead.limited else kinds - {"production_quota"}
    found = [
        k
        for a in dict.fromkeys(actors)
        for k in known_measures(setting, a, kinds)
        if a == lead.actor or lead.family not in TRADE_FAMILIES or lead.actor in str(k.row["targets"]).split(";")
    ]
    words = stems(setting.reading.article.text)
    return tuple(sorted(found, key=lambda m: _distance(setting, actors, words, m)))


def accepted(setting: Setting) -> tuple[Known, ...]:
    """The measures on the story's minerals of which the user accepted an act from another article, the newest first.

    They need not hit a side of the lead ("The ban is due to take effect"): a side that the article names is enough.
    """
    world, ours = setting.world, setting.reading.article.sha256
    rows = world.overlay.rows if world.overlay else ()
    acts = {r.id.partition(".")[0] for r in rows if r.table in ("measures", "measure_states") and r.article != ours}
    kinds = pl.col("id").is_in(acts) & pl.col("kind").is_in(list(EXPORT | IMPORT))
    mine = rows_about(world, "measures", setting.minerals).filter(kinds).to_dicts()
    told = {n.id for n in find_names(setting.reading.article.text)} | {"WLD", *setting.lead.sides}
    found = (known(setting, row) for row in mine if told & {*str(row["targets"] or "WLD").split(";")})
    return tuple(sorted((k for k in found if k), key=lambda m: m.announced, reverse=True))


def holders(setting: Setting) -> list[str]:
    """Countries that hold much of the world's output of the first mineral at some stage."""
    held = [r for stage in ("refine", "mine") for r in shares_at(setting.world, setting.minerals[0], stage)]
    return [str(r["country"]) for r in held if r["share"] >= HOLDS and r["country"] not in labels.AGGREGATES]


def _distance(setting: Setting, actors: Sequence[str], words: frozenset[str], one: Known) -> tuple[object, ...]:
    """Sorts measures: of the mineral, that bind, on trade, in the article's words, of who acts, the newest."""
    own = covers(setting, one)
    bound = one.state.state in {"in_force", "suspended"}
    near = len(stems(one.row["title"]) & words)
    age = (setting.today - one.announced).days
    return (not own, not bound, one.row["kind"] not in TRADE, -near, actors.index(one.row["actor"]), age)


def covers(setting: Setting, one: Known) -> bool:
    """Whether a measure is on the first mineral of the news, and not only on another that it names."""
    mineral, covered = setting.minerals[0], expand(str(one.row["minerals"]))
    return mineral in covered or bool(covered & frozenset(labels.members(mineral)))


def background(setting: Setting, context: Context) -> tuple[Sentence, ...]:
    """At most five full sentences; none for a story without a mineral of its own.

    The price stands in news of prices and of supply: beside other news it tells nothing.
    """
    if not setting.lead.minerals or setting.lead.kind == "opinion":
        return ()
    made: list[Sentence] = []
    lead = setting.lead
    priced = [_price(setting)] if lead.family == "market" else []
    for options in (*_measures(setting), *priced):
        sentence = carried(options, setting.ledger, context)
        if sentence is not None and sentence.text not in {s.text for s in made}:
            made.append(sentence)
    return tuple(made[:MOST])


# the measure and its history


def _measures(setting: Setting) -> Iterator[Iterable[Sentence]]:
    """What the user accepted, what is only suspended, what is in force, and how many steps there were before."""
    yield from ((s for s in _state(setting, m)) for m in accepted(setting))
    if setting.lead.family not in TRADE_FAMILIES | {"agreement"}:
        return
    found = [m for m in standing(setting) if not _news(setting, m) and _between(setting.lead, m) and covers(setting, m)]
    yield (s for m in found if m.state.state == "suspended" for s in _state(setting, m))
    yield (s for m in found if m.state.state == "in_force" for s in _state(setting, m))
    yield _history(setting, standing(setting))


def _between(lead: Lead, one: Known) -> bool:
    """Whether a measure stands between the sides of the news: of a step on named firms one that is aimed at theirs."""
    return not lead.on_firms or bool({*str(one.row["targets"]).split(";")} & {*lead.sides})


def _news(setting: Setting, one: Known) -> bool:
    """Whether the last step of a measure is what the article tells as its news."""
    lead = setting.lead
    own = lead.actor == one.row["actor"]
    act = one.opened if one.state.state == "in_force" else one.state.last
    return own and (setting.today - parse_date(act.date)).days <= FRESH


def _state(setting: Setting, one: Known) -> Iterator[Sentence]:
    state, ledger = one.state, setting.ledger
    title = ledger.cell("measures", one.row, "title")
    who, name, until = phrase.capital(one.actor), one.name, state.last.until_text
    begun = one.cell(setting, state.first, "from")
    if one.row["kind"] == "import_investigation":
        yield say(f"{who} opened its {name} {phrase.on_day(one.opened.date)}.", title,
                  one.cell(setting, one.opened, "date"))  # fmt: skip
    elif state.state == "suspended" and until:
        keys = (one.cell(setting, state.last, "until"), title)
        told = f"{who} has suspended its {name} until {phrase.day(until)}"
        yield say(f"{told}.", *keys)
    elif state.state == "in_force":
        told = f"{who} has applied its {name} since {phrase.day(state.first.begins)}"
        if until:
            yield say(f"{told}, until {phrase.day(until)}.", begun, title, one.cell(setting, state.last, "until"))
        yield say(f"{told}.", begun, title)
    elif state.state == "ended":
        yield say(f"{who} ended its {name} {phrase.on_day(state.last.begins)}.",
                  one.cell(setting, state.last, "from"), title)  # fmt: skip
    elif state.state == "announced" and state.first.begins:
        yield say(f"{who} applies its {name} from {phrase.day(state.first.begins)}.", begun, title)


def _history(setting: Setting, found: Sequence[Known]) -> Iterator[Sentence]:
    """How many export controls the actor had announced on the minerals before, and the last of them."""
    actor = setting.lead.actor
    kinds = IMPORT if setting.lead.family == "import_measure" else EXPORT - SET_ANEW
    goods = {k for m in setting.lead.minerals for k in expand(m)}
    old = sorted(
        (m for m in found if m.row["actor"] == actor and m.row["kind"] in kinds
         and ("all (" in m.row["minerals"] or expand(m.row["minerals"]) & goods)
         and (setting.today - m.announced).days > FRESH),
        key=lambda m: m.announced,
    )  # fmt: skip
    step = setting.lead.direction == "tighten" and setting.lead.is_step(setting.today.isoformat())
    if not step or len(old) < 2 or actor is None:
        return
    ids = [m.cell(setting, m.opened, "date") for m in old]
    count = setting.ledger.derived(f"count({', '.join(ids)})", metric="ladder", country=actor)
    what = "import measures" if setting.lead.family == "import_measure" else "export controls"
    who = phrase.country(actor)
    since, last = old[0].announced.year, old[-1]
    told = f"Before this step {who} had announced {phrase.count(len(old))} {what} on these minerals since {since}"
    title = setting.ledger.cell("measures", last.row, "title")
    when = phrase.on_day(last.opened.date)
    if last.row["kind"] != "de_facto_halt":  # which nobody announces
        yield say(f"{told}; the last, its {last.name}, was announced {when}.", count, title, ids[-1])
    yield say(f"{told}, the last of them {last.name} {when}.", count, title, ids[-1])
    yield say(f"{told}.", count)
    yield say(f"On record before it: {phrase.count(len(old))} {what} by {who} on these minerals since {since}.", count)


# the market


_FORM = re.compile(  # goods of which no table tells who makes them
    r"(?i)\b(?:ferro[- ]?\w+|sponge|fused|stainless|polysilicon|pigments?|superalloys?|scrap|recycl\w+|wafers?|"
    r"fertili[sz]ers?|zinc oxide)\b"
)


def _price(setting: Setting) -> Iterator[Sentence]:
    """The last price of the good of a story about price or supply, a year before, and its range of ten years.

    Nothing that a price of the article itself has left, and no year's mean that the next months may have left.
    """
    lead, text = setting.lead, setting.reading.article.text
    if not lead.minerals or _FORM.search(f"{lead.title} {lead.event.quote}"):
        return
    mineral = PRICED_MEMBER.get(lead.minerals[0], lead.minerals[0])
    names = "|".join(map(re.escape, (mineral, lead.minerals[0], "metal", "ore", "commodity")))
    if not _of_supply(lead) and not re.search(rf"(?i)\b(?:{names})s? prices?\b|\bprices? (?:of|for)\b", text):
        return
    series = [] if labels.is_group(mineral) else price_series(setting.world, mineral)
    moved = any(q.metric == "price_change" and (q.unit == "x" or abs(q.value) >= 100 * CALM) for q in
                setting.reading.quantities)  # fmt: skip
    if series and moved and len(str(series[-1]["period"])) == len("2025"):
        return  # a year's mean tells nothing of a price that has left it
    if any(q.kind == "price" and q.mineral in {mineral, *lead.minerals} for q in setting.stated):
        return  # which the article tells itself
    if series and _fresh(series, setting.today) and _sold_as(series[-1], mineral, text):
        yield from _priced(setting, mineral, series)


def _of_supply(lead: Lead) -> bool:
    """Whether the news moves what is to be had, so that the price matters unsaid."""
    own_rule = lead.event.type == "domestic_policy" and len(lead.minerals) == 1
    down = (lead.family, lead.direction) == ("project", "down")
    return lead.family in {"market", "export_control", "import_measure"} or down or own_rule


def _fresh(series: list[Row], today: dt.date) -> bool:
    """Whether the last price is the market's now: a month of the last ones, or the last year of a calm market."""
    period = str(series[-1]["period"])
    if len(period) == len("2025-01"):
        return _months(period, today) <= STALE
    before = [float(r["value"]) for r in series if str(r["period"]) == str(int(period) - 1)]
    calm = bool(before) and abs(float(series[-1]["value"]) / before[0] - 1) <= CALM
    return calm and int(period) == today.year - 1 and today.month <= FIRST


def _sold_as(row: Row, mineral: str, text: str) -> bool:
    """Whether the form that is priced is the metal's own, or one that the article names."""
    form = str(row["form"] or mineral)
    words = re.findall(r"[a-z]{4,}", form.lower())
    return _plain(mineral, form) or any(w in text.lower() for w in words)


def _priced(setting: Setting, mineral: str, series: list[Row]) -> Iterator[Sentence]:
    now = series[-1]
    period = str(now["period"])
    back = [r for r in series if str(r["period"]) > f"{int(period[:4]) - YEARS}{period[4:]}"]
    before = next((r for r in series if str(r["period"]) == f"{int(period[:4]) - 1}{period[4:]}"), None)
    low, high = (f(back, key=lambda r: r["value"]) for f in (min, max))
    cells = {k: setting.ledger.cell("prices", r, "value") for k, r in
             (("now", now), ("before", before), ("low", low), ("high", high)) if r is not None}  # fmt: skip
    told = f"{phrase.capital(_good(mineral, now))} averaged {_per(now)} in {phrase.day(period)}"
    wide = len(back) >= 2 * YEARS / 3 and float(high["value"]) > float(low["value"])
    ends, kept = _range(setting, mineral, (now, low, high), cells) if wide else ("", ())
    if before is not None:
        change = setting.ledger.derived(
            f"change({cells['now']}, {cells['before']})", metric="price_change", mineral=mineral
        )
        size = float(now["value"]) / float(before["value"]) - 1
        moved = f", {phrase.quantity(abs(size), 'share')} {'above' if size > 0 else 'below'} a year before"
        moved = moved if abs(size) >= LEAST_MOVE else ", as a year before"
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
    where = next(words for most, words in PLACES if at < most)
    told = (
        f"; it stands {where} of its range of ten years ({_per(low)} in {phrase.day(str(low['period']))} to "
        f"{_per(high)} in {phrase.day(str(high['period']))})"
    )
    return told, (place, cells["low"], cells["high"])


def _plain(mineral: str, form: str) -> bool:
    """Whether a form is the mineral itself, as its exchanges and statistics price it."""
    if _USUAL_FORM.search(form):
        return True
    try:
        return labels.mineral(form) == mineral
    except UnknownLabel:
        return False


def _good(mineral: str, row: Row) -> str:
    """The good that is priced: the mineral, with its compound or form where that is another than the mineral's own."""
    form = str(row["form"] or mineral)
    if (made := _COMPOUNDS.search(f"{form} {row['market'] or ''}")) is not None:
        return f"{mineral} {made[0].lower()}"
    return mineral if _plain(mineral, form) else f"{mineral} ({form})"


def _per(row: Row) -> str:
    """A yearly or monthly price by the tonne or, where that is how it is traded, by the kilogram."""
    value, unit = float(row["value"]), str(row["unit"])
    if unit == "USD/kg" and value < 60:
        return phrase.quantity(1000 * value, "USD/t")
    return phrase.quantity(value, unit)


def _months(period: str, today: dt.date) -> int:
    year, month = (int(p) for p in (period if len(period) == 7 else f"{period}-12").split("-"))
    return (today.year - year) * 12 + today.month - month
