"""The next publication by which the news can be tested, and the level at which the view of it turns over.

What a control on exports does is seen in the customs figures of whose control it is (`monthly_trade`), which come out
on a known day (`releases`): the months before the control are the level at which nothing is missing.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from didymium.brief import phrase
from didymium.brief.lead import Lead, kin, rows_about
from didymium.brief.ledger import say
from didymium.brief.named import named_by, named_in
from didymium.brief.record import TRADE, Known, actor_of, known_measures
from didymium.brief.setting import Row, Setting
from didymium.records import Sentence, Watch
from didymium.world.days import ends_of, months_in
from didymium.world.releases import ahead, in_words

FAMILIES = frozenset({"export_control", "agreement"})
YEAR = 12  # months before a control that tell the level before it
LEAST_MONTHS = 6  # of them, told, from which they are a level
FRESH = dt.timedelta(days=45)  # since a control was announced, for which news of it is of a new one
LAG = 4  # months after which a month tells nothing of now
GROUPS = frozenset({"rare earths"})  # of whose elements a control holds some alone
EASES = frozenset({"ease", "up"})


@dataclass(frozen=True)
class Flow:
    """What a country's customs tell of one good: its rows, the months first to last, and the day the control began."""

    setting: Setting
    country: str
    good: str
    rows: tuple[Row, ...]
    since: dt.date

    @cached_property
    def months(self) -> tuple[Row, ...]:
        """The rows of single months, the first first."""
        return tuple(sorted((r for r in self.rows if len(r["period"]) == len("2025-01")), key=lambda r: r["period"]))

    @cached_property
    def before(self) -> tuple[tuple[str, str], float, str] | None:
        """(evidence and that of the good's name, tonnes a month, when) of the level before the control.

        Of the whole year before it, or the longest part of the last twelve months that was told as one, else the mean
        of those of its months that were told; None where they are fewer than half a year.
        """
        start, last = _month(self.since, -YEAR), _month(self.since, -1)
        year = f"{self.since.year - 1}-01", f"{self.since.year - 1}-12"
        spans = [(r, *ends_of(r["period"])) for r in self.rows]
        whole = [s for s in spans if s[1:] == year]
        parts = [s for s in spans if start <= s[1] < s[2] <= last]
        parts.sort(key=lambda s: months_in(s[0]["period"]))
        months = [s for s in spans if start <= s[1] == s[2] <= last]
        for some in (whole, parts[-1:], months):
            if sum(months_in(r["period"]) for r, _, _ in some) >= LEAST_MONTHS:
                cells = [self.setting.ledger.cell("monthly_trade", r, "value", "rate") for r, _, _ in some]
                named = self.setting.ledger.cell("monthly_trade", some[0][0], "good")
                period = str(some[0][0]["period"]) if len(some) == 1 else None
                key = self.setting.ledger.derived(f"mean({', '.join(cells)})", metric="before_control", period=period)
                level = sum(_tonnes(r) / months_in(r["period"]) for r, _, _ in some) / len(some)
                return (key, named), level, _between(some[0][1], some[-1][2]) if len(some) == 1 else ""
        return None

    @cached_property
    def last(self) -> Row | None:
        """The latest month under the control that is told and not old."""
        told = [r for r in self.months if r["period"] > _month(self.since, 0)]
        return told[-1] if told and told[-1]["period"] >= _month(self.setting.today, -LAG) else None


def _month(day: dt.date, more: int) -> str:
    count = day.year * 12 + day.month - 1 + more
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _between(first: str, last: str) -> str:
    """ "in 2024" or "in the months to July 2023"."""
    if first[:4] == last[:4] and (first[5:], last[5:]) == ("01", "12"):
        return f"in {first[:4]}"
    return f"in the months to {phrase.day(last)}"


def _tonnes(row: Row) -> float:
    return float(row["value"]) / (1000 if row["unit"] == "kg" else 1)


def _controller(setting: Setting) -> str | None:
    """Whose control on exports the news is about: of one that lacks what it holds back, the only state named."""
    lead = setting.lead
    if lead.kind == "opinion" or not setting.reading.article.published:  # as of which day is not known
        return None
    if lead.family in FAMILIES:
        return actor_of(setting)
    if lead.topic != "shortage":
        return None
    states = {
        str(r["actor"])
        for r in rows_about(setting.world, "measures", lead.minerals)
        .filter(pl.col("kind").is_in(list(TRADE)))
        .to_dicts()
    }
    able = [c for c in states & setting.named if next(known_measures(setting, c, frozenset(TRADE)), None)]
    return able[0] if len(able) == 1 else None


def flows(setting: Setting) -> tuple[Flow, ...]:
    """The goods of the news whose monthly exports the controlling country's customs tell, those with a level first."""
    lead, country = setting.lead, _controller(setting)
    if country is None or lead.shaped or not lead.minerals:
        return ()
    known = known_measures(setting, country, frozenset(TRADE))
    controls = [k for k in known if k.state.state != "ended" and k.row["targets"] in {None, "", "WLD"}]
    own = {k for m in lead.minerals for k in kin(m)}
    held: dict[str, list[dt.date]] = {}  # from when; of a group some elements may be free
    for k in sorted(controls, key=lambda k: k.announced, reverse=True):
        for m in str(k.row["minerals"]).split(";"):
            if (day := _begun(k)) <= setting.today:
                held.setdefault(m, []).append(day)
    if lead.direction == "tighten":
        held = {m: held.get(m, [setting.today]) for m in (*lead.minerals, *held)}
    goods = {m for m in held if m in own or kin(m) & {*lead.minerals}} - GROUPS
    rows = setting.world.table("monthly_trade").filter(
        (pl.col("country") == country) & (pl.col("flow") == "export") & (pl.col("partner") == "WLD")
        & pl.col("mineral").is_in(sorted(goods))
    )  # fmt: skip
    said = f"{lead.title}. {lead.event.quote}".lower()
    found = [
        _leveled([Flow(setting, country, str(good), tuple(part.to_dicts()), day) for day in held[part["mineral"][0]]])
        for (good,), part in rows.sort("good", "period").group_by("good", maintain_order=True)
    ]
    if len(lead.minerals) > 1:  # of several that with its own level tells nothing of the others
        found = [f for f in found if f.rows[0]["mineral"] == lead.minerals[0]]
    named = [f for f in found if f.good.split()[-1] in said] or [f for f in found if f.good.split()[0] in said]
    # "antimony products" before its metal alone
    return tuple(sorted(named or found, key=lambda f: (-f.before[1] if f.before else 0.0, f.last is None)))


def _begun(control: Known) -> dt.date:
    """The day from which a control holds, else that on which it was announced."""
    return min((a.start for a in control.acts if a.state == "in_force"), default=control.announced)


def _leveled(flows: list[Flow]) -> Flow:
    """The flow under the first of several controls before which a level is told, else under the first of them."""
    return next((f for f in reversed(flows) if f.before is not None), flows[-1])


def rules(setting: Setting, subject: str) -> list[Row]:
    """The publications on a subject that are known on the day of the brief."""
    return setting.world.table("releases").filter(pl.col("subject") == subject).to_dicts()


def _released(setting: Setting, row: Row, end: dt.date) -> str:
    """Id of the day on which the figures or report of a period come out."""
    after = setting.ledger.cell("releases", row, "after")
    return setting.ledger.derived(f'days_after(day("{end.isoformat()}"), {after})', metric="released_on")


def published(setting: Setting) -> Iterator[Watch]:
    """The next publications by which the news can be tested: customs figures, output figures, a firm's report."""
    if not setting.reading.article.published:  # after which day they would come is not known
        return
    yield from itertools.islice(itertools.chain(_customs(setting), _reports(setting), _figures(setting)), 1)


def _customs(setting: Setting) -> Iterator[Watch]:
    """The day on which the next month's exports come out, with the level before the control and the last one told."""
    country = _controller(setting)
    flow = next(iter(flows(setting)), None)
    if flow is None and (setting.lead.family != "export_control" or not setting.lead.minerals):
        return
    since = flow.since if flow else setting.today
    for row in [r for r in rules(setting, "trade") if r["country"] == country and r["every"] == "month"][:1]:
        found = next(ahead(row, setting.today, since), None)
        if found is None:
            return
        (end, day), key = found, _released(setting, row, found[0])
        title = phrase.capital(row["title"])
        words = f"{title} for {in_words(end, 'month')} come out {_when(row, day)}"
        more, told = "", [key]
        if flow is not None and flow.last is not None:
            more = f"; exports of {flow.good} were {_said(flow.last)} in {phrase.day(flow.last['period'])}"
            told.append(setting.ledger.cell("monthly_trade", flow.last, "value"))
        yield Watch(date=day.isoformat(), sentence=say(f"{words}{more}.", *told))


def _when(row: Row, day: dt.date) -> str:
    return f"{'by' if row['bound'] == 'by' else 'about'} {phrase.day(day.isoformat())}"


def _reports(setting: Setting) -> Iterator[Watch]:
    """The next report that its exchange asks of the one listed firm of a site, in news of what it makes."""
    lead = setting.lead
    if lead.family != "project" and lead.kind != "results":
        return
    news = f"{lead.title}. {lead.event.quote}"
    ids = named_in(news)
    rows = setting.world.table("companies").filter(pl.col("ticker").is_not_null()).to_dicts()
    firms = [r for r in rows if named_by(str(r["name"]), news, ids)]
    text = setting.reading.article.text
    names = [n for f in firms for n in (str(f["name"]), *sorted(ids)) if n in str(f["name"]) and n in text]
    if len(firms) != 1 or not names:
        return
    exchange, seat = str(firms[0]["ticker"]).partition(":")[0], firms[0]["country"]
    able = [r for r in rules(setting, "report") if r["exchange"] == exchange and r["country"] in {None, "", seat}]
    yearly = any(r["every"] == "year" for r in able)  # which tells the last part of the year too
    told = (
        (day, end, row)
        for row in able
        for end, day in ahead(row, setting.today, setting.today)
        if row["every"] == "year" or end.month < YEAR or not yearly
    )
    for day, end, row in sorted(told, key=lambda t: t[:2])[:1]:
        key, at = _released(setting, row, end), text.find(names[0])
        words = f"The {row['title']} of {names[0]} for {in_words(end, row['every'])} is due {_when(row, day)}."
        yield Watch(date=day.isoformat(), sentence=say(words, key, setting.ledger.span(at, at + len(names[0]))))


def _figures(setting: Setting) -> Iterator[Watch]:
    """The next figures of what the country of the news makes of its mineral, or of the balance of its market."""
    lead = setting.lead
    subject = {"project": "output", "market": "balance"}.get(lead.family, "")
    for row in rules(setting, subject) if lead.minerals and (lead.place or subject == "balance") else ():
        minerals = {*filter(None, str(row["minerals"] or "").split(";"))}
        if row["country"] in ({lead.place} if subject == "output" else {None, ""}) and (
            not minerals or lead.minerals[0] in minerals
        ):
            for end, day in itertools.islice(ahead(row, setting.today, setting.today), 1):
                words = f"Figures of {row['title']} for {in_words(end, row['every'])} come out {_when(row, day)}"
                told = say(f"{words}.", _released(setting, row, end))
                yield Watch(date=day.isoformat(), sentence=told)


def _said(row: Row) -> str:
    return _mass(_tonnes(row), 3)


def _mass(tonnes: float, digits: int = 2) -> str:
    return phrase.quantity(tonnes, "t", digits) if tonnes >= 1 else f"{tonnes * 1000:.0f} kg"


def turns(setting: Setting) -> Iterator[Sentence]:
    """The level of exports at which a control, or its easing, shows that it does not do what the news says."""
    for flow in flows(setting)[:1]:
        if flow.before is None:
            continue
        (keys, level, when), last = flow.before, flow.last
        goods = f"{phrase.possessive(phrase.country(flow.country))} exports of {flow.good}"
        before = f"{_mass(level)} a month"
        at = f"{before}, their level of before the control{when and f' ({when[3:]})'}"
        if last is not None and _tonnes(last) >= level:
            told = f"{before} left before the control{when and f', {when}'}"
            more = f"{_said(last)} in {phrase.day(last['period'])}; {told}"
            cell = setting.ledger.cell("monthly_trade", last, "value")
            yield say(f"No less leaves than before the control: {goods} were {more}.", cell, *keys)
        elif _is_stop(setting.lead):
            return  # nothing leaves under it
        elif setting.lead.direction in EASES or setting.lead.family == "agreement":
            yield say(f"It is a relief once {goods} are back at {at}.", *keys)
        else:
            again = "once" if last is not None else "while"
            stay = "are back" if last is not None else "stay"
            yield say(f"The control withholds little {again} {goods} {stay} at {at}.", *keys)


_STOPS = re.compile(r"(?i)\b(?:bans?|banned|halt\w*|prohibit\w*|embargo\w*|stops?|stopped|suspend\w*)\b")
_PASSES = re.compile(r"(?i)\b(?:licen[cs]\w*|quotas?|permits?|part(?:ly|ial\w*)?|some)\b")


def _is_stop(lead: Lead) -> bool:
    """Whether all that a country sells of a good to anybody is stopped, and no licence or quota lets some pass."""
    words = f"{lead.title} {lead.event.quote}"
    tight = (lead.family, lead.direction) == ("export_control", "tighten") and not lead.targets
    return tight and _STOPS.search(words) is not None and _PASSES.search(words) is None
