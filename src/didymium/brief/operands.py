"""The operands of a brief: every number of the article about the lead, and the rows of the world that meet it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.article import Stated, quantities
from didymium.brief.lead import UMBRELLAS, Lead, is_country, rows_about
from didymium.brief.ledger import Ledger
from didymium.brief.relations.base import Operand
from didymium.errors import MissingData, UnknownLabel
from didymium.records import Reading
from didymium.text.gazetteer import find_names
from didymium.world.load import World, parse_date

Row = dict[str, Any]
PRICED_MEMBER = {
    "rare earths": "didymium",
    "magnet rare earths": "didymium",
}  # the member whose price stands for a group
PER_T = {"kg": 0.001, "t": 1.0, "lb": 0.00045359237, "oz": 3.11034768e-5, "mtu": 0.01, "dmtu": 0.01}
MONTHS = {"days": 12 / 365.25, "weeks": 84 / 365.25, "months": 1.0, "years": 12.0}
STAGE_NOUN = {"mine": "mine output", "refine": "refined output", "metal": "metal output", "component": "output"}
MOST_MINERALS = 3
OLD_YEARS = 5  # years after which a figure on who buys from whom is history
NEWS_DAYS = 10  # what the world knows of the last days before the article is its news, not its history
NOUNS = {
    "quota": "quota",
    "target": "plan",
    "output": "output",
    "capacity": "capacity",
    "need": "need",
    "exports": "exports",
    "imports": "imports",
    "reserves": "reserves",
    "stock": "stock",
    "offtake": "offtake",
    "lost": "loss",
    "surplus": "surplus",
    "cut_to": "level",
}


@dataclass
class Setting:
    """What a brief is made from, and the ledger in which its evidence is kept."""

    reading: Reading
    lead: Lead
    world: World
    ledger: Ledger
    today: dt.date
    draws: int
    seed: int
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    unable: list[str] = field(default_factory=list)
    withheld: dict[str, list[str]] = field(default_factory=dict)  # findings that the proof did not carry, with reasons

    told: tuple[str, ...] = ()  # further minerals that numbers of the article are of

    @property
    def minerals(self) -> tuple[str, ...]:
        """The minerals that are looked up: the lead's first, then those that the article's numbers are of."""
        return tuple(dict.fromkeys((*self.lead.minerals[:MOST_MINERALS], *self.told)))[: MOST_MINERALS + 1]


def operands(setting: Setting) -> list[Operand]:
    """Spans first, then rows, in a fixed order."""
    spans = stated(setting)
    setting.told = tuple(
        o.mineral
        for o in spans
        if o.mineral and o.kind in {"mass", "mass_rate", "price"} and o.mineral not in UMBRELLAS
    )
    return [*spans, *known(setting)]


def sound(setting: Setting, pool: list[Operand]) -> list[Operand]:
    """The operands that do not rest on a weak source: no sentence may rest on one alone."""
    held = setting.ledger.evidence
    return [o for o in pool if not any(getattr(held.get(i), "weak", False) for i in (o.id, *o.extra))]


# spans


def stated(setting: Setting) -> list[Operand]:
    """The numbers of the article as operands, with the day of the brief."""
    found = quantities(setting.reading, setting.lead)
    made = [_span(setting, q, found) for q in found]
    ids = {k: o.id for k, o in enumerate(made) if o is not None}
    linked = [
        _with(
            o, old=ids.get(q.old) if q.old is not None else None, base=ids.get(q.base) if q.base is not None else None
        )
        for q, o in zip(found, made, strict=True)
        if o is not None
    ]
    return [_today(setting), *linked]


def _with(operand: Operand, **changes: Any) -> Operand:
    return replace(operand, **changes)


def _today(setting: Setting) -> Operand:
    day = setting.today
    return Operand(
        "today", "today", "date", float(day.toordinal()), "date", phrase.day(day.isoformat()), "today", "span", near=0.0
    )


def _span(setting: Setting, q: Stated, found: tuple[Stated, ...]) -> Operand | None:
    if q.kind == "date":
        return _date(setting, q)
    value, unit = _canonical(q)
    key = setting.ledger.number(q.start, q.end, q.unit)
    if value is None or key is None:
        return None
    read = setting.ledger.evidence[key].reads  # type: ignore[union-attr]
    unit = "t" if unit == "t/yr" and read is not None and "/" not in read.unit else unit
    top = q.high * value / q.value if q.high and q.value else None
    words = setting.reading.article.text[q.left : q.right]
    role, good = q.role, q.good
    sentence = setting.ledger.span(q.left, q.right)
    return Operand(
        key,
        role,
        q.kind,
        value,
        unit,
        _surface(q),
        _named(setting, q),
        "span",
        q.near,
        low=value if top else None,
        high=top,
        mineral=q.mineral,
        stage=setting.lead.stage,
        place=_place(q, setting.lead),
        firm=_firm(q),
        time=q.time,
        good=good,
        note=_note(words, q),
        sentence=(q.left, q.right),
        extra=(sentence,),
        bare=_surface(replace(q, time=None)),
        hedged=q.qualifier is not None,
    )


def _canonical(q: Stated) -> tuple[float | None, str]:
    if q.kind in {"mass", "mass_rate"}:
        return q.tonnes, "t/yr" if q.kind == "mass_rate" else "t"
    if q.kind == "share":
        return abs(q.value) / 100, "share"
    if q.kind == "price":
        per = q.unit.split("/")[1]
        return (
            (q.value / PER_T[per], "USD/mtu" if per.endswith("mtu") else "USD/t")
            if q.unit.startswith("USD/") and per in PER_T
            else (None, q.unit)
        )
    if q.kind == "duration":
        return q.value * MONTHS[q.unit], "months"
    if q.kind == "money":
        return (q.value, "USD") if q.unit == "USD" else (None, q.unit)
    return q.value, q.unit


def _surface(q: Stated) -> str:
    """The number as the article prints it, with the year that it is of where the text says so."""
    words = re.sub(r"\s+", " ", q.surface.strip().rstrip(","))
    if q.unit.endswith("/yr") and not re.search(r"(?i)year|annual|annum|yr|p[ay]\b", words):
        words = f"{words} a year"
    if q.unit.startswith("lb") and q.mineral:
        words = f"{words} of {q.mineral}"  # pounds of nothing are money
    year = f" in {q.time[:4]}" if q.time and q.kind in {"mass", "mass_rate"} and q.time[:4] not in words else ""
    return f"{words}{year}"


def _place(q: Stated, lead: Lead) -> str | None:
    return q.place or (lead.actor if lead.family == "export_control" and q.role in {"quota", "target"} else lead.place)


def _firm(q: Stated) -> str | None:
    return q.holder if q.holder and not is_country(q.holder) else None


def _named(setting: Setting, q: Stated) -> str:
    """What a number of the article is, as a noun phrase: "Weda Bay's quota", "the quota for 2026"."""
    noun = NOUNS.get(q.role, q.role.replace("_", " ") if q.role != "plain" else "amount")
    who = (
        q.holder
        if q.holder and (not is_country(q.holder) or q.role in {"output", "exports", "quota", "target"})
        else None
    )
    return f"the {noun}" if who is None else f"{phrase.possessive(phrase.country(who))} {noun}"


def _note(words: str, q: Stated) -> str:
    """Words of the sentence that decide what a number is: a floor, a quarter, the rest of a year, exports."""
    low, start, end = words.lower(), q.start - q.left, q.end - q.left
    around, after = low[max(0, start - 80) : end + 60], re.split(r"\d", low[end : end + 60])[0]
    before = low[max(0, start - 60) : start]
    marks = {
        "rest of": (r"rest of|remainder of|remaining|until the end of", after),
        "quarter": (r"quarter", low),
        "floor": (r"floor|minimum price|guaranteed", around),
        "export": (r"export|shipment", around),
        "forecast": (r"forecast|expect\w*|predict\w*|will average|outlook|could reach|sees", around),
        "prices": (r"\bprices?\b", around),
        "stocks": (r"inventor|stocks\b", around),
        "batch": (r"\b(?:first|second) (?:batch|half|quarter)|batch", before + after),
    }
    return " ".join(name for name, (pattern, where) in marks.items() if re.search(pattern, where))


def _date(setting: Setting, q: Stated) -> Operand | None:
    try:
        day = parse_date(str(q.date))
    except Exception:  # noqa: BLE001
        return None
    words = setting.reading.article.text[q.left : q.right].lower()
    role = _date_role(q, day, setting.today, words)
    key = setting.ledger.number(q.start, q.end, "date") or f"~{q.start}"  # relative dates are no operands of a formula
    return Operand(
        key,
        role,
        "date",
        float(day.toordinal()),
        "date",
        phrase.day(str(q.date)),
        q.surface,
        "span",
        q.near,
        time=q.date,
        sentence=(q.left, q.right),
        extra=(setting.ledger.span(q.left, q.right),),
    )


_UNTIL = re.compile(r"\b(?:until|till|expire\w*|through|runs? out|end\w* on|valid to|deadline|by)\b")
_BEGAN = re.compile(r"\b(?:since|announced|imposed|introduced|halted|banned|began|in place since|first)\b")
_MEASURE = re.compile(
    r"\b(?:suspended all|halt\w*|ban\w*|export\w*|curbs?|restrict\w*|controls?|quotas?|tariffs?"
    r"|dut(?:y|ies)|licen[cs]\w*)\b"
)
_TALKS = re.compile(r"\b(?:talks|discuss\w*|negotiat\w*|audit|hearing|trial)\b")
_START = re.compile(r"\b(?:begin|start\w*|commission\w*|production in|operational|first output|come online|ramp)\b")


def _date_role(q: Stated, day: dt.date, today: dt.date, words: str) -> str:
    """What a date is for: until (an end ahead), entry (a start ahead), start (of a plant), began (behind), other."""
    before = words[max(0, q.start - q.left - 60) : q.start - q.left]
    bare = str(q.date)
    if day > today and not today.isoformat().startswith(bare):
        if bare == str(day.year) and q.of != "until" and _START.search(before) and not _TALKS.search(before):
            return "start"
        if len(bare) == 4 and q.of != "until":
            return "year_end"
        if (
            q.of == "until"
            or re.search(r"\b(?:until|till|through|expir\w*|to)\s*(?:about\s)?$", before)
            or _UNTIL.search(before[-25:])
        ):
            return "until"
        return (
            "start" if _START.search(before) and not _TALKS.search(before) else "entry" if q.of == "from" else "ahead"
        )
    if today.isoformat().startswith(bare):
        return "year_end" if len(bare) == 4 else "past"
    return "began" if _BEGAN.search(words) and _MEASURE.search(words) else "past"


# rows


def known(setting: Setting) -> list[Operand]:
    """What the world knows about the lead's minerals, sides, sites and dates."""
    made: list[Operand] = []
    for mineral in setting.minerals:
        for make in (_outputs, _shares, _use, _prices, _trade, _lead_times, _uses):
            made.extend(_tried(setting, make, mineral))
    for build in (_projects, _deals):
        made.extend(build(setting))
    return made


def _tried(setting: Setting, make: Callable[[Setting, str], Iterator[Operand]], mineral: str) -> list[Operand]:
    try:
        return list(make(setting, mineral))
    except (MissingData, UnknownLabel) as error:
        setting.unable.append(str(error))
        return []


def fact(setting: Setting, row: Row, role: str, kind: str, unit: str, name: str, **more: Any) -> Operand:
    """One cell of the facts table as an operand; shares printed in percent become fractions."""
    scale = 0.01 if row["unit"] == "%" else 1.0
    value = float(row["value"]) * scale
    shown = phrase.quantity(value, "share" if kind == "share" else unit)
    key = setting.ledger.cell("facts", row, "value")
    return Operand(
        key,
        role,
        kind,
        value,
        unit,
        shown,
        name,
        "row",
        mineral=row["mineral"],
        stage=row["stage"],
        place=row["country"],
        time=str(row["year"]),
        **more,
    )


def _stages(setting: Setting) -> tuple[str, ...]:
    """The stage of the news; where the text names none, the one at which the place of the news holds most."""
    lead = setting.lead
    if lead.stage in {"mine", "refine"} and _made(setting, str(lead.stage)):
        return (lead.stage,)
    if lead.family == "project" and _made(setting, "mine"):
        return ("mine",)
    hold = lead.place or lead.actor
    held = {
        s: sum(r["share"] for r in shares_at(setting.world, m, s) if r["country"] == hold)
        for m in setting.minerals[:1]
        for s in ("mine", "refine")
    }
    return ("mine", "refine") if not hold or not any(held.values()) else (max(held, key=lambda s: held[s]),)


def _made(setting: Setting, stage: str) -> bool:
    """Whether the world counts what the first mineral's producers make at a stage."""
    return bool(setting.minerals) and _latest(setting, "production", setting.minerals[0], "WLD", stage) is not None


def _latest(setting: Setting, metric: str, mineral: str, country: str, stage: str | None = None) -> Row | None:
    """The newest figure of the past years, without scenarios, in the preferred form."""
    rows = setting.world.facts(metric, mineral=mineral, country=country, stage=stage).filter(
        pl.col("scenario").is_null()
        & (pl.col("year") < setting.today.year)
        & (pl.col("value") > 0)
        & pl.col("unit").is_in(["t", "%", "1"])
    )
    return rows.row(0, named=True) if rows.height else None


def _outputs(setting: Setting, mineral: str) -> Iterator[Operand]:
    """World output and that of the place of the news, by stage."""
    for stage in _stages(setting):
        world = _latest(setting, "production", mineral, "WLD", stage)
        if world is None:
            continue
        what = f"world {STAGE_NOUN[stage]} of {mineral} in {world['year']}"
        yield fact(setting, world, "world_output", "mass", "t", what)
        for place in [p for p in (setting.lead.place or setting.lead.actor,) if p]:
            row = _latest(setting, "production", mineral, place, stage)
            if row is not None and row["year"] >= world["year"] - 2:
                mine = f"{STAGE_NOUN[stage]} of {mineral} in {phrase.country(place)} in {row['year']}"
                yield fact(setting, row, "country_output", "mass", "t", mine)


def _shares(setting: Setting, mineral: str) -> Iterator[Operand]:
    """Shares of world output of the places of the news, and of the two that come next."""
    hold = setting.lead.place or setting.lead.actor
    places = [p for p in dict.fromkeys((hold, *setting.lead.targets)) if p]
    for stage in _stages(setting):
        held = shares_at(setting.world, mineral, stage)
        named = [r for r in held if r["country"] not in {"OTH", "WLD"}]
        wanted = [(r, "stage_share") for r in named if r["country"] in places]
        wanted += [(r, "next_share") for r in named if r["country"] != hold and r["share"] >= 0.02][:2]
        yield from (o for row, role in wanted if (o := _share(setting, row, mineral, stage, role)) is not None)


def _share(setting: Setting, row: Row, mineral: str, stage: str, role: str) -> Operand | None:
    key = setting.ledger.share(mineral, stage, str(row["country"]))
    if key is None:
        return None
    who, of = phrase.country(str(row["country"])), f"world {STAGE_NOUN[stage]} of {row['mineral']}"
    value = float(row["share"])
    return Operand(
        key,
        role,
        "share",
        value,
        "share",
        phrase.quantity(value, "share"),
        f"{phrase.possessive(who)} share of {of}",
        "row",
        mineral=mineral,
        stage=stage,
        place=str(row["country"]),
        time=str(row["year"]),
        note=of,
    )


@lru_cache(maxsize=1024)
def shares_at(world: World, mineral: str, stage: str) -> tuple[Row, ...]:
    """The closed shares of a mineral at a stage, the largest first; empty where the world has none."""
    try:
        return tuple(world.shares(mineral, stage).sort("share", descending=True).to_dicts())
    except (MissingData, UnknownLabel):
        return ()


def _use(setting: Setting, mineral: str) -> Iterator[Operand]:
    """Yearly use: of the United States where they are a side or the site, and of the world."""
    sides = {*setting.lead.sides}
    if "USA" in sides:
        rows = setting.world.facts("us_consumption", mineral=mineral, country="USA").filter(
            (pl.col("year") < setting.today.year) & (pl.col("value") > 0) & (pl.col("unit") == "t")
        )
        apparent = rows.filter(pl.col("form").str.to_lowercase().str.contains("apparent"))
        chosen = apparent if apparent.height else rows
        if chosen.height and chosen["year"][0] >= setting.today.year - 4:
            row = chosen.row(0, named=True)
            yield fact(setting, row, "use", "mass", "t", f"United States use of {mineral} in {row['year']}")
        held = setting.world.facts("us_stocks", mineral=mineral, country="USA").filter(
            (pl.col("year") < setting.today.year) & (pl.col("value") > 0)
        )
        if held.height:
            stock = held.sort("year", "value").row(-1, named=True)
            yield fact(
                setting,
                stock,
                "us_stock",
                "mass",
                "t",
                f"year-end stocks of {mineral} in the United States in {stock['year']}",
            )
    for economy in ("USA", "EUU"):
        if economy in sides:
            row_ = _latest(setting, "net_import_reliance" if economy == "USA" else "import_reliance", mineral, economy)
            if row_ is not None:
                name = f"the net import reliance of {phrase.country(economy)} on {mineral}"
                yield fact(setting, row_, "reliance", "share", "share", name)


def _prices(setting: Setting, mineral: str) -> Iterator[Operand]:
    """The last price (a month where there are months, else a year), the year before, and the range of ten years."""
    mineral = PRICED_MEMBER.get(mineral, mineral)
    series = [] if labels.is_group(mineral) else price_series(setting.world, mineral)
    if not series:
        return
    now = series[-1]
    back = [r for r in series if int(str(r["period"])[:4]) >= int(str(now["period"])[:4]) - 10]
    yield _price(setting, now, "price_now")
    years = yearly(setting.world, mineral)
    past = [r for r in years if int(r["period"]) == setting.today.year - 1] or years[-1:]
    if past:
        yield _price(setting, past[-1], "price_year")
    if len(back) >= 24:
        yield _price(setting, min(back, key=lambda r: r["value"]), "price_low")
        yield _price(setting, max(back, key=lambda r: r["value"]), "price_high")


def price_series(world: World, mineral: str) -> list[Row]:
    """Monthly prices in USD/kg, the oldest first; yearly ones where there are no months."""
    rows = world.table("prices").filter(
        (pl.col("mineral") == mineral) & (pl.col("unit") == "USD/kg") & (pl.col("value") > 0)
    )
    months = rows.filter(pl.col("period").str.contains(r"^\d{4}-\d\d$")).sort("period")
    if months.height >= 24:
        return months.to_dicts()
    return yearly(world, mineral)


def yearly(world: World, mineral: str) -> list[Row]:
    """Yearly prices in USD/kg of the first form that the table has, the oldest first."""
    rows = world.table("prices").filter(
        (pl.col("mineral") == mineral)
        & pl.col("unit").is_in(["USD/kg", "USD/dmtu"])
        & pl.col("period").str.contains(r"^\d{4}$")
        & (pl.col("value") > 0)
    )
    if rows.is_empty():
        return []
    last = rows.sort("period", "known_from").row(-1, named=True)
    same = rows.filter(pl.col("form").eq_missing(last["form"]) & pl.col("market").eq_missing(last["market"]))
    return same.sort("known_from").unique(["period"], keep="last").sort("period").to_dicts()


def _price(setting: Setting, row: Row, role: str) -> Operand:
    per = str(row["unit"]).split("/")[1]
    value = float(row["value"]) / PER_T[per]
    form, unit = str(row["form"] or row["mineral"]), "USD/mtu" if per == "dmtu" else "USD/t"
    what = row["mineral"] if form.lower() in {"average", row["mineral"].lower()} else f"{row['mineral']} ({form})"
    when = f"in {phrase.day(row['period'])}"
    return Operand(
        setting.ledger.cell("prices", row, "value"),
        role,
        "price",
        value,
        unit,
        _per(value) if unit == "USD/t" else f"${phrase.plain(value / 100, 3)} an mtu",
        f"the average price of {what} {when}",
        "row",
        mineral=row["mineral"],
        time=row["period"],
    )


def _per(value: float) -> str:
    """A price by the kilogram, or by the tonne where that is how it is traded."""
    return phrase.quantity(value, "USD/t") if value < 60_000 else phrase.quantity(value / 1000, "USD/kg")


def _trade(setting: Setting, mineral: str) -> Iterator[Operand]:
    """The share of the seller of the story in what the buyer of the story buys abroad."""
    for buyer, seller in _pairs(setting.lead):
        metric = {"USA": "import_source_share", "EUU": "sourcing_share"}.get(buyer)
        if metric is None:
            continue
        rows = setting.world.facts(metric, mineral=mineral, country=buyer).filter(
            (pl.col("partner") == seller)
            & pl.col("year").is_between(setting.today.year - OLD_YEARS, setting.today.year - 1)
            & (pl.col("value") > 0)
        )
        if rows.is_empty():
            continue
        row = rows.row(0, named=True)
        form = str(row["form"] or "").lower().replace("(all)", "").strip()
        form = f" ({form})" if form and form != mineral else ""
        name = (
            f"{phrase.possessive(phrase.country(seller))} share of {mineral}{form} imports of {phrase.country(buyer)}"
        )
        yield fact(setting, row, "import_share", "share", "share", name)


def _pairs(lead: Lead) -> Iterator[tuple[str, str]]:
    """(buyer, seller) of the story."""
    if lead.actor and lead.family == "export_control":
        buyers = lead.targets or tuple(b for b in ("USA", "EUU") if b != lead.actor)
        yield from ((t, lead.actor) for t in buyers)
    elif lead.actor and lead.family == "import_measure":
        yield from ((lead.actor, t) for t in lead.targets)


def _lead_times(setting: Setting, mineral: str) -> Iterator[Operand]:
    """How long a new mine or plant takes from decision to output."""
    names = [mineral, *(g for g in labels.groups(mineral) if g not in {"critical minerals"})]
    table = setting.world.table("chains").filter(
        pl.col("lead_time_months_new").is_not_null() & pl.col("lead_kind").str.contains("decision")
    )
    for stage, noun in (
        ("mine", "mine"),
        ("refine", "refinery"),
        ("separate", "separation plant"),
        ("component", "magnet plant" if "magnet" in mineral else "plant"),
    ):
        rows = table.filter(pl.col("mineral").is_in(names) & (pl.col("stage") == stage)).sort("mineral")
        own = rows.filter(pl.col("mineral") == mineral)
        row = (own if own.height else rows).head(1).to_dicts()
        if not row or (
            setting.lead.stage in {"mine", "refine", "component"} and stage not in {setting.lead.stage, "separate"}
        ):
            continue
        one = row[0]
        yield Operand(
            setting.ledger.cell("chains", one, "lead_time_months_new"),
            "lead_time",
            "duration",
            float(one["lead_time_months_new"]),
            "months",
            phrase.quantity(float(one["lead_time_months_new"]), "months"),
            f"a new {one['mineral']} {noun}",
            "row",
            low=one["lead_low"],
            high=one["lead_high"],
            mineral=mineral,
            stage=stage,
        )
        return


def _uses(setting: Setting, mineral: str) -> Iterator[Operand]:
    """The largest use of the mineral in the world, or in the United States."""
    rows = setting.world.table("uses").filter(
        (pl.col("mineral") == mineral) & (pl.col("complete") == "complete") & (pl.col("source_id") != "estimate")
    )
    if rows.is_empty():
        return
    named = rows.filter(~pl.col("application").str.to_lowercase().str.contains("other"))
    if named.is_empty():
        return
    row = named.sort("year", "share").row(-1, named=True)
    where = "world" if row["economy"] == "WLD" else phrase.possessive(phrase.country(row["economy"]))
    yield Operand(
        setting.ledger.cell("uses", row, "share"),
        "use_share",
        "share",
        float(row["share"]),
        "share",
        phrase.quantity(float(row["share"]), "share"),
        str(row["application"]).removeprefix("IEA: "),
        "row",
        mineral=mineral,
        place=row["economy"],
        time=str(row["year"]),
        note=f"{where} use of {mineral}",
    )


# projects and deals


def _projects(setting: Setting) -> Iterator[Operand]:
    """Sites of the named firms, plants to come, and what a tonne of capacity has cost."""
    if not setting.minerals:
        return
    rows = rows_about(setting.world, "projects", setting.minerals).filter(
        pl.col("capacity").is_not_null() & (pl.col("capacity") > 0)
    )
    mineral = setting.minerals[0]
    told = setting.reading.article.text
    for row in rows.iter_rows(named=True):
        if (row["capacity_unit"] or "").split(" ")[0] != "t/yr" or not str(row["minerals"]).startswith(
            tuple(setting.minerals)
        ):
            continue
        named = _short(row["name"]) in told or any(f and f in str(row["operator"]) for f in setting.lead.firms)
        role = "firm_capacity" if named else "rival" if row["status"] in {"ramping", "construction"} else ""
        if role and (
            role != "rival"
            or (row["country"] not in {setting.lead.place, setting.lead.actor} and row["chinese_control"] != "yes")
        ):
            yield _plant(setting, row, role, mineral)
        if named and row["capex_usd"]:
            yield Operand(
                setting.ledger.cell("projects", row, "capex_usd"),
                "firm_capex",
                "money",
                float(row["capex_usd"]),
                "USD",
                phrase.money(float(row["capex_usd"])),
                f"the cost of {_short(row['name'])}",
                "row",
                mineral=mineral,
            )
    yield from _capex_range(setting, rows, mineral)


def _short(name: str) -> str:
    return re.split(r"[,(/]| mine| refinery| project| plant", name)[0].strip()


_LOOSE = re.compile(r"(?i)throughput|feed|products|concentrate|concentr")  # capacity that counts no finished good
_COMPOUND = re.compile(
    r"(?i)hydroxide|lioh|\blce\b|lithium carbonate|spodumene|wo3|anode|dy\+tb|spherical|sulphate(?<!in sulphate)"
)
_OF_GOOD = {"ndpr": "didymium", "ndfeb": "NdFeB magnets", "reo": "rare earths", "lithium": "lithium", "lce": "lithium"}


def _mineral_of(good: str, mineral: str) -> str:
    """The mineral that a plant's capacity is counted in."""
    low = good.lower()
    if _COMPOUND.search(good) or ("concentrate" in low and "in concentrate" not in low and "contained" not in low):
        return f"{mineral} compounds"
    named = [n.id for n in find_names(good) if n.kind == "mineral"]
    return next((m for word, m in _OF_GOOD.items() if word in low), None) or (named[0] if named else mineral)


def _plant(setting: Setting, row: Row, role: str, mineral: str) -> Operand:
    good = " ".join(str(row["capacity_unit"]).split(" ")[1:]) or mineral
    mineral = _mineral_of(good, mineral)
    where, start = phrase.country(row["country"]), f", due {row['start_year']}" if row["start_year"] else ""
    said = f"{phrase.plain(float(row['capacity']), 3)} tonnes a year of {good}"
    return Operand(
        setting.ledger.cell("projects", row, "capacity"),
        role,
        "mass",
        float(row["capacity"]),
        "t/yr",
        said,
        f"{phrase.possessive(_short(row['name']))} output",
        "row",
        mineral=mineral,
        stage=row["stage"],
        place=row["country"],
        firm=row["operator"],
        time=row["start_year"],
        good=good,
        note=f"{_short(row['name'])} in {where} ({row['operator']}{start})",
    )


def _capex_range(setting: Setting, rows: pl.DataFrame, mineral: str) -> Iterator[Operand]:
    """The cheapest and the dearest plant of the story's stage by what a tonne of yearly capacity costs."""
    able = (
        rows.filter(
            pl.col("capex_usd").is_not_null()
            & pl.col("capacity_unit").str.starts_with("t/yr")
            & (pl.col("stage") == (setting.lead.stage or "refine"))
        )
        .with_columns(each=pl.col("capex_usd") / pl.col("capacity"))
        .sort("each")
    )
    own = {PRICED_MEMBER.get(mineral, mineral)} | ({"NdFeB magnets"} if setting.lead.stage == "component" else set())
    ends = [
        r
        for r in able.to_dicts()
        if _mineral_of(" ".join(str(r["capacity_unit"]).split(" ")[1:]), mineral) in own
        and not _LOOSE.search(r["capacity_unit"])
    ]
    if len(ends) >= 2:
        yield _capex(setting, ends[0], "capex_low", mineral)
        yield _capex(setting, ends[-1], "capex_high", mineral)


def _capex(setting: Setting, row: Row, role: str, mineral: str) -> Operand:
    row = {k: v for k, v in row.items() if k != "each"}
    value = float(row["capex_usd"]) / float(row["capacity"])
    ids = {
        "capex": setting.ledger.cell("projects", row, "capex_usd"),
        "capacity": setting.ledger.cell("projects", row, "capacity"),
    }
    return Operand(
        setting.ledger.derived(f"{ids['capex']} / {ids['capacity']}", metric="cost_a_tonne", name=_short(row["name"])),
        role,
        "money",
        value,
        "USD yr/t",
        phrase.quantity(value, "USD"),
        _short(row["name"]),
        "row",
        mineral=mineral,
        stage=row["stage"],
        good=" ".join(str(row["capacity_unit"]).split(" ")[1:]),
        extra=tuple(ids.values()),
    )


def _deals(setting: Setting) -> Iterator[Operand]:
    """The largest earlier deal on the lead's minerals."""
    if not setting.minerals or setting.lead.family not in {"deal", "agreement"}:
        return
    rows = rows_about(setting.world, "deals", setting.minerals[:1]).filter(
        pl.col("amount_usd").is_not_null()
        & (pl.col("announced").cast(pl.String) < (setting.today - dt.timedelta(days=NEWS_DAYS)).isoformat())
    )
    if rows.is_empty():
        return
    row = rows.sort("amount_usd").row(-1, named=True)
    value = float(row["amount_usd"])
    parties = phrase.listed([phrase.country(p.strip()) for p in str(row["parties"]).split(";")], 3)
    yield Operand(
        setting.ledger.cell("deals", row, "amount_usd"),
        "largest_deal",
        "money",
        value,
        "USD",
        phrase.money(value),
        f"the {str(row['kind']).replace('_', ' ')} of {parties} ({phrase.day(str(row['announced']))})",
        "row",
        mineral=setting.minerals[0],
        time=str(row["announced"]),
    )
