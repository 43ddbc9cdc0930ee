"""Background: what one needs to know for this story: the measure and its history, the market, who is on the other side.

Each paragraph is a list of wordings, the fullest first; the first that the evidence carries is printed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import BY_PRODUCTS, FRESH, Lead, expand, rows_about, stems
from didymium.brief.ledger import Row, carried, say
from didymium.brief.prices import PRICED_MEMBER, price_series, weak_sources
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

NAMED = 0.1  # share from which a country that news of a price names is one of those that make the good
HOLDS = 0.4  # share of the world's output from which a country's measures matter to any story on the mineral
YEARS = 10  # of prices
RECENT = 3  # years after which a share of the world's output is no background
CALM = 0.25  # change of a yearly mean up to which the next months will not have left it far behind
LEAST_MOVE = 0.01  # change of a price in a year below which it stands as it did
MOVES = 0.05  # of a share in a year, from which an old one tells nothing of now
FIRST = 3  # months of a year in which the mean of the last one is not yet old
STALE = 3  # months after which a price is not the market now
HIDES, MOST_RANKS = 2.0, 4  # times a share that unnamed others may hold, so that none of them has a rank before it
LEAST_HELD = 0.01  # share of the world's output from which a country holds something
MOST_GOODS = 3  # minerals of one story whose makers are told
STEADY = 3  # years of one figure, which no later edition is likely to have revised
OLD_TRADE = 4  # years after which a figure of reliance is no background
COUNTED_TWICE = 1.4  # times the mined from which a total of refined metal holds smelters and refineries alike
TRADE_FAMILIES = frozenset({"export_control", "import_measure"})
_COMPOUNDS = re.compile(r"(?i)\b(?:carbonate|hydroxide|pentoxide|concentrate|oxide|slag)\b")
_BOUNDS = frozenset({"more than", "less than"})  # of a reliance that is withheld but for its least or most
_MEAN = re.compile(r"mean of (\d{4})[–-](\d{2,4})")  # years that a share of imports is the mean of
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
    kinds = EXPORT if lead.family == "export_control" else EXPORT | IMPORT
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

    The price stands in news of prices and of supply, how far buyers depend in news of trade and of what is built:
    beside other news they tell nothing.
    """
    if not setting.lead.minerals or setting.lead.kind == "opinion":
        return ()
    made: list[Sentence] = []
    lead = setting.lead
    priced = [_price(setting)] if lead.family in {"market", "project"} else []
    leaning = _buyers(setting) if lead.builds or lead.family in TRADE_FAMILIES | {"agreement"} else ()
    for options in (*_measures(setting), *_supply(setting), *priced, *leaning):
        sentence = carried(options, setting.ledger, context)
        if sentence is not None and sentence.text not in {s.text for s in made}:
            made.append(sentence)
    return tuple(made[:MOST])


# the measure and its history


def _measures(setting: Setting) -> Iterator[Iterable[Sentence]]:
    """What the user accepted, what is only suspended, what is in force, and how many steps there were before."""
    yield from ((s for s in _state(setting, m)) for m in accepted(setting))
    if setting.lead.family not in TRADE_FAMILIES | {"agreement", "policy", "dispute"}:
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


def _supply(setting: Setting) -> Iterator[Iterable[Sentence]]:
    """What the story's own countries hold of the good, at its stage; of a step on trade at the other stage too."""
    lead = setting.lead
    if not supply_acts(setting) or _tells_shares(setting) or _FORM.search(f"{lead.title} {lead.event.quote}"):
        return
    made = made_good(setting)
    if made is not None:
        yield _hold(setting, *made)
        return
    headline = [n.id for n in find_names(setting.reading.article.title) if n.kind == "mineral"]
    own = [m for m in lead.minerals if m in headline] or list(lead.minerals)
    own = [m for m in own if m not in BY_PRODUCTS] or own  # named beside the others
    both = lead.family in TRADE_FAMILIES | {"agreement"} or lead.stage is None
    for mineral in own[:MOST_GOODS]:
        known = [s for s in ("mine", "refine") if shares_at(setting.world, mineral, s)]
        fit = [s for s in known if lead.stage in {s, None}] or (known if both else [])
        fit = fit if len(own) == 1 and lead.family in TRADE_FAMILIES | {"agreement"} else fit[:1]
        yield from (_hold(setting, mineral, stage) for stage in fit)


_FORM = re.compile(  # goods of which no table tells who makes them
    r"(?i)\b(?:ferro[- ]?\w+|sponge|fused|stainless|polysilicon|pigments?|superalloys?|scrap|recycl\w+|wafers?|"
    r"fertili[sz]ers?|zinc oxide)\b"
)


def _tells_shares(setting: Setting) -> bool:
    """Whether the article tells shares of the world's output itself, beside which others would have to be explained."""
    ours = set(setting.lead.minerals)
    told = (c for c in setting.reading.claims if c.metric in {"production_share", "processing_share"})
    return any(c.mineral in ours or not ours for c in told)


def supply_acts(setting: Setting) -> bool:
    """Whether what a country holds of the good acts in the story: supply that is lost, or whose export is controlled.

    In news of a pact it does where the news names who holds most; beside duties, money, permits, prices and results a
    share of the world's output tells nothing.
    """
    lead = setting.lead
    if lead.kind not in {"news", "release", "notice"} or lead.shaped:
        return False
    if lead.family == "export_control" or (lead.family, lead.direction) == ("project", "down"):
        return True
    told = f"{lead.title} {lead.event.quote}"
    if lead.family == "agreement":
        return bool({n.id for n in find_names(told) if n.kind == "country"} & {*holders(setting)})
    if lead.family == "project":
        return _AGAIN.search(told) is not None
    return lead.family == "dispute" and _CONTROL.search(told) is not None


_AGAIN = re.compile(r"(?i)\b(?:resum\w+|restart\w*|re-?open\w*)\b")
_CONTROL = re.compile(r"(?i)\bexport (?:bans?|quotas?|curbs?|controls?|restrictions?|dut(?:y|ies)|tax(?:es)?)\b")


_HEAVY = re.compile(
    r"(?i)\b(?:heavy rare[- ]earths?|dysprosium|terbium|yttrium|samarium|gadolinium|lutetium|holmium|scandium)\b"
)
SEVERAL = 2  # heavy elements from which a control is one on them


def made_good(setting: Setting) -> tuple[str, str] | None:
    """The good further down the chain, or the part of a group, that the news is about, with its stage.

    Magnets are no ore and anodes no flake: what mines make tells nothing of them.
    """
    lead = setting.lead
    told = f"{lead.title} {lead.event.quote}".lower()
    if lead.mineral in {"rare earths", "NdFeB magnets", "magnet rare earths"} and "magnet" in told:
        return "NdFeB magnets", "component"
    if lead.mineral == "graphite" and re.search(r"\banodes?\b", told):
        return "graphite", "refine"
    heavy = {m[0].lower() for m in _HEAVY.finditer(setting.reading.article.text)}
    of_group = {*lead.minerals} <= {"rare earths", *labels.members("rare earths")}
    if of_group and lead.family == "export_control" and (
        len(heavy) >= SEVERAL or any("rare" in m for m in heavy)
    ):  # fmt: skip
        return "heavy rare earths", "refine"
    return None


def _places(setting: Setting) -> frozenset[str]:
    """The countries on whose hold the story turns: its place and sides, not who taxes imports; a price's named ones."""
    lead = setting.lead
    own = set() if lead.family in {"project", "deal", "market"} else set(lead.sides)
    own -= {lead.actor} if lead.family == "import_measure" else set()
    own |= set(setting.named) if lead.family == "market" else set()
    return frozenset(c for c in (lead.place, *own) if c)


def _revised(setting: Setting, mineral: str, held: list[Row]) -> bool:
    """Whether the article has another share of a holder than a table whose later edition alone is at hand."""
    told = [c for c in setting.reading.claims if c.metric in SHARES_TOLD and c.mineral == mineral and c.unit == "%"]
    later = [r for r in held if setting.world.later(r["source_id"])]
    return any(c.subject == r["country"] and abs(c.value / 100 - r["share"]) > ALIKE for c in told for r in later)


SHARES_TOLD, ALIKE = frozenset({"production_share", "processing_share"}), 0.05  # shares that tell the same


def _hold(setting: Setting, mineral: str, stage: str) -> Iterator[Sentence]:
    """The newest shares of the story's countries and of the largest maker."""
    listed = shares_at(setting.world, mineral, stage)
    rows = [r for r in listed if r["share"] >= LEAST_HELD and r["country"] not in labels.AGGREGATES]
    others = max((r["share"] for r in listed if r["country"] == "OTH"), default=0.0)
    rows = [*rows[:1], *(r for r in rows[1:] if HIDES * r["share"] >= others)]
    priced = setting.lead.family == "market"  # whose countries are those that the text names, the small ones too
    own = [r for r in rows if r["country"] in _places(setting) and (not priced or r["share"] >= NAMED)][:2]
    if not own and (
        setting.lead.family in TRADE_FAMILIES | {"agreement"} or {r["country"] for r in rows[:1]} & setting.named
    ):
        own = rows[:1]  # the largest maker, where it has a part in the story
    if not own or counted_twice(setting, mineral, stage, int(own[0]["year"])) or _revised(setting, mineral, own):
        return
    first = [r for r in rows[:3] if own[0] is rows[0] or r in own or r is rows[0]]
    ranked = first == rows[: len(first)] and all(r in first for r in own)
    upto = rows[: rows.index(own[-1]) + 1]  # a rank that is left out would be taken
    chosen = first if ranked else upto if len(upto) <= MOST_RANKS else own[:1]
    keyed = [(r, key) for r in chosen if (key := setting.ledger.share(mineral, stage, str(r["country"])))]
    if not keyed:
        return
    year, good = int(own[0]["year"]), phrase.output(mineral, stage)
    good = f"output of {own[0]['form']} {mineral}" if own[0]["form"] == "battery-grade" else good
    top = phrase.capital(phrase.country(keyed[0][0]["country"]))
    if year < setting.today.year - 1 and (newer := _newer(setting, mineral, stage, keyed[0][0])) is not None:
        key, part, when = newer
        yield say(f"{top} held {part} of world {good} in {when}.", key)
    if year < setting.today.year - RECENT or (year < setting.today.year - 1 and _moving(setting, mineral, stage, own)):
        return
    share = phrase.quantity(keyed[0][0]["share"], "share")
    for many in (keyed, keyed[:1]):
        yield say(f"{top} held {share} of world {good} in {year}{_next(many)}.", *(k for _, k in many))
    yield say(f"{phrase.possessive(top)} share of world {good} was {share} in {year}.", keyed[0][1])


def _moving(setting: Setting, mineral: str, stage: str, held: list[Row]) -> bool:
    """Whether a share moved so much in its last year that it tells nothing of the years after."""
    for row in held:
        before = setting.world.facts("share", mineral=mineral, country=row["country"], stage=stage).filter(
            pl.col("scenario").is_null() & (pl.col("year") == int(row["year"]) - 1) & (pl.col("unit") == "1")
        )
        if not before.is_empty() and abs(float(before["value"][0]) - float(row["share"])) > MOVES:
            return True
    return False


def _newer(setting: Setting, mineral: str, stage: str, held: Row) -> tuple[str, str, int] | None:
    """A later figure of the first country's share than the one that is told apart by country."""
    rows = setting.world.facts("share", mineral=mineral, country=held["country"], stage=stage).filter(
        pl.col("scenario").is_null()
        & pl.col("year").is_between(int(held["year"]) + 1, setting.today.year - 1)
        & (pl.col("value") > 0)
        & ~pl.col("source_id").is_in(weak_sources(setting.world))
    )
    if rows.is_empty():
        return None
    row = rows.sort("year").row(-1, named=True)
    value = float(row["value"]) * (0.01 if row["unit"] == "%" else 1)
    return setting.ledger.cell("facts", row, "value"), phrase.quantity(value, "share"), int(row["year"])


def _next(keyed: list[tuple[Row, str]]) -> str:
    """', the United States 11% and Myanmar 8%' after the first."""
    parts = [f"{phrase.country(r['country'])} {phrase.quantity(r['share'], 'share')}" for r, _ in keyed[1:]]
    return f", {phrase.listed(parts)}" if parts else ""


def counted_twice(setting: Setting, mineral: str, stage: str, year: int) -> bool:
    """Whether a year's refined total holds smelters and refineries alike: far more than was mined."""
    made, mined = (
        setting.world.facts("production", mineral=mineral, country="WLD", stage=s, year=year).filter(
            pl.col("scenario").is_null() & (pl.col("unit") == "t")
        )
        for s in (stage, "mine")
    )
    if stage != "refine" or made.is_empty() or mined.is_empty():
        return False
    return float(made["value"][0]) > COUNTED_TWICE * float(mined["value"][0])


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


# the other side


def _buyers(setting: Setting) -> Iterator[Iterable[Sentence]]:
    """How far the buyers among the sides depend on imports, and on whom, in news of trade, of pacts or of money."""
    lead = setting.lead
    acts = lead.family in TRADE_FAMILIES | {"agreement", "policy"} or (lead.family == "deal" and lead.builds)
    if not acts or lead.kind not in {"news", "release"}:
        return
    sides = [s for s in lead.sides if s in {"USA", "EUU"}]
    if not sides and not lead.targets and lead.family == "export_control" and lead.actor == "CHN":
        sides = ["USA", "EUU"]  # a control on all buyers falls on those who buy most of it there
    for side in sides:
        yield _reliance(setting, side, lead.minerals[0])


def _reliance(setting: Setting, buyer: str, mineral: str) -> Iterator[Sentence]:
    metric, source = ("net_import_reliance", "import_source_share") if buyer == "USA" else (
        "import_reliance", "sourcing_share")  # fmt: skip
    rows = setting.world.facts(metric, mineral=mineral, country=buyer).filter(
        pl.col("year").is_between(setting.today.year - OLD_TRADE, setting.today.year - 1) & (pl.col("value") > 0)
    )
    then = rows.unique("year", keep="first", maintain_order=True).to_dicts()  # of a year the best comes first
    steady = len({r["value"] for r in then[:STEADY]}) == 1 and len(then) >= STEADY
    if not then or (setting.world.later(then[0]["source_id"]) and not steady):  # a later edition may revise it
        return
    row = then[0]
    key, who = setting.ledger.cell("facts", row, "value"), phrase.country(buyer)
    share = phrase.quantity(float(row["value"]) * (0.01 if row["unit"] == "%" else 1), "share")
    bound = f"{row['note']} " if row["note"] in _BOUNDS else ""
    told = f"The net import reliance of {who} on {mineral} was {bound}{share} of use in {row['year']}"
    sold = setting.world.facts(source, mineral=mineral, country=buyer).filter(
        pl.col("year").is_between(setting.today.year - OLD_TRADE, setting.today.year - 1)
        & pl.col("partner").is_in(list(labels.countries()))
        & (pl.col("value") > 0)
    )
    main = sold.filter(pl.col("preferred").fill_null(False))
    sold = sold if main.is_empty() else main  # all forms together where they are told, not the one that leans most
    if not sold.is_empty():
        ours = sold.filter(pl.col("partner").is_in(list(setting.lead.sides)))  # the one whom the step hits comes first
        best = (sold if ours.is_empty() else ours).sort("year", "value").row(-1, named=True)
        part = phrase.quantity(float(best["value"]) * (0.01 if best["unit"] == "%" else 1), "share")
        seller = phrase.country(best["partner"])
        cell = setting.ledger.cell("facts", best, "value")
        meant = _MEAN.search(str(best["note"] or ""))
        when = f" from {meant[1]} to {meant[1][:2]}{meant[2][-2:]}" if meant else f" in {best['year']}"
        yield say(f"{told}; {phrase.possessive(seller)} share of its imports was {part}{when}.", key, cell)
    yield say(f"{told}.", key)
