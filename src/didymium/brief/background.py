"""Background: what the world knew on the article's date about the minerals, the measures and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from didymium import labels
from didymium.brief import bearing, known, phrase
from didymium.brief.assessed import traded
from didymium.brief.deals import deals
from didymium.brief.desk import Desk
from didymium.brief.known import Row
from didymium.brief.ledger import Ledger, say
from didymium.brief.sides import HOLDS, mentions, own_share
from didymium.records import Figure, Sentence
from didymium.twin.network import MAGNETS
from didymium.world.load import World, parse_date

MOST = 9
LARGE = 0.5  # a share from which a country is said to mine or refine it, rather than to be the largest
VERBS = {"mine": "mined", "refine": "refined", "metal": "made", "component": "made"}


def background(desk: Desk) -> tuple[Sentence, ...]:
    """Up to nine sentences: shares by stage, dependence, earlier measures, the clock, deals, prices."""
    if not desk.minerals:
        return ()
    parts = (_stages, _others, _reliance, _measures, _clock, deals, _prices)
    return tuple([s for part in parts for s in part(desk)][:MOST]) or _trade(desk)


def _trade(desk: Desk) -> tuple[Sentence, ...]:
    """How much of the mineral crosses borders, where nothing else is known of it."""
    said = traded(desk)
    return (said,) if said else ()


def _stages(desk: Desk) -> Iterator[Sentence]:
    """Who mines, refines and makes the first mineral: the steps of one country in one sentence."""
    tops = [s for stage in labels.STAGES for s in known.shares(desk.world, desk.ledger, _first(desk), stage, 1)]
    runs: list[list[known.Share]] = []
    for top in tops:
        if runs and runs[-1][0].country == top.country and top.share >= LARGE and runs[-1][0].share >= LARGE:
            runs[-1].append(top)
        else:
            runs.append([top])
    for k, run in enumerate(runs):
        text = _steps(run) if run[0].share >= LARGE else _largest(run[0], k > 0)
        yield say(text, *(s.evidence for s in run))


def _first(desk: Desk) -> str:
    """The mineral that the background opens with: the one that the brief dwells on."""
    return desk.topic.focus or desk.minerals[0]


def _steps(run: list[known.Share]) -> str:
    """'China mined 69% of the world's rare earths in 2024, refined 91% of its magnet rare earths and made ...'."""
    who, same = phrase.capital(phrase.country(run[0].country)), len({s.year for s in run}) == 1
    parts = [_step(s, k > 0 and _what(s) == _what(run[0]), not same) for k, s in enumerate(run)]
    return f"{who} {phrase.listed(parts)}{f' in {run[0].year}' if same else ''}."


def _step(top: known.Share, again: bool, dated: bool) -> str:
    whose = "" if again else f" of the world's {_what(top)}"
    return f"{VERBS[top.stage]} {phrase.quantity(top.share, 'share')}{whose}{f' ({top.year})' if dated else ''}"


def _largest(top: known.Share, later: bool) -> str:
    noun = {"mine": "miner", "refine": "refiner", "metal": "maker", "component": "maker"}[top.stage]
    size = phrase.quantity(top.share, "share")
    where = phrase.country(top.country)
    if later:
        head = f"{phrase.capital(where)} was the largest {noun} of {_what(top)}"
    else:
        head = f"The largest {noun} of {_what(top)} was {where}"
    return f"{head}, with {size} of world output in {top.year}."


def _what(top: known.Share) -> str:
    if top.stage == "mine":
        return phrase.staged(top.mineral, "mine").removeprefix("mined ")
    return f"{top.mineral} metal" if top.stage == "metal" and "metal" not in top.mineral else top.mineral


def _others(desk: Desk) -> Iterator[Sentence]:
    """The bottleneck of up to two more minerals of the article."""
    first = _first(desk)
    kin = {first, *labels.groups(first), *labels.members(first)}
    said = {s.evidence for st in labels.STAGES for s in known.shares(desk.world, desk.ledger, first, st, 1)}
    told: list[known.Share] = []
    for mineral in [m for m in desk.named if m not in kin][:2]:
        tops = [s for stage in labels.STAGES for s in known.shares(desk.world, desk.ledger, mineral, stage, 1)]
        tops = [s for s in tops if s.evidence not in said]
        if tops:
            told.append(max(tops, key=lambda s: s.share))
    if len(told) == 2 and told[0].country == told[1].country and min(s.share for s in told) >= LARGE:
        one, two = told
        who, first_size, size = phrase.country(one.country), *(phrase.quantity(s.share, "share") for s in told)
        text = (
            f"{phrase.capital(who)} {VERBS[one.stage]} {first_size} of the world's {_what(one)} in {one.year} and "
            f"{VERBS[two.stage]} {size} of its {_what(two)} in {two.year}."
        )
        yield say(text, one.evidence, two.evidence)
        return
    for top in told:
        yield say(_steps([top]) if top.share >= LARGE else _largest(top, False), top.evidence)


def _reliance(desk: Desk) -> Iterator[Sentence]:
    """How far the dependent economy lives on imports."""
    economy = desk.topic.dependent
    if economy is None or not bearing.spoken(desk, economy):
        return
    names = dict.fromkeys(
        m for mineral in desk.minerals for m in (mineral, *labels.members(mineral), *known.parents(mineral))
    )
    names = dict.fromkeys([*names, *(["heavy rare earths"] if "rare earths" in names else [])])
    found = [(m, *hit) for m in names if (hit := known.reliance(desk.world, desk.ledger, m, economy))][:2]
    if not found:
        return
    who = phrase.capital(phrase.possessive(phrase.country(economy)))
    if len(found) == 2 and found[0][2] == found[1][2]:
        parts = [f"{words} of its use of {mineral}" for mineral, words, _, _ in found]
        yield say(f"{who} net imports covered {phrase.listed(parts)} in {found[0][2]}.", *(f[3] for f in found))
        return
    for mineral, words, year, evidence in found:
        yield say(f"{who} net imports covered {words} of its use of {mineral} in {year}.", evidence)


def _measures(desk: Desk) -> Iterator[Sentence]:
    """The measures of the holder; where it has none, of another supplier that the article names."""
    holder, focus = desk.topic.holder, desk.topic.focus
    if not holder or not focus:
        return
    named = [c for c, _ in mentions(desk.reading).most_common() if own_share(desk.world, focus, c) >= HOLDS]
    for country in dict.fromkeys((holder, *named)):
        told = list(_measures_of(desk, country, focus))
        if told:
            yield from told
            return


def _measures_of(desk: Desk, holder: str, focus: str) -> Iterator[Sentence]:
    """A country's measure in force that matters most, what it did, and the latest one that is suspended."""
    names = tuple(dict.fromkeys((focus, "NdFeB magnets"))) if focus in MAGNETS else (focus,)
    rows = known.measures(desk.world, names, holder, desk.today)
    earlier = [r for r in rows.iter_rows(named=True) if not known.is_news(r, desk.today)]
    trade = [r for r in earlier if r["kind"] in known.TRADE_KINDS]
    live = [r for r in trade if known.in_force(r, desk.world, desk.today) and _hits(r, desk.topic.dependent)]
    off = _suspended(desk, holder)
    whose = phrase.possessive(phrase.country(holder))
    if live:
        best = max(live, key=lambda r: (known.depth(r, desk.world) is not None, str(r["announced"])))
        cut = known.depth(best, desk.world)
        did = "" if not cut else "; it stopped shipments" if cut >= 0.995 else f"; {_cut_by(cut)}"
        yield say(
            f"{_named(best, phrase.capital(whose), focus)}, is in force{did}.", known.measure_fact(desk.ledger, best)
        )
    elif earlier and not off:
        yield _latest(desk, earlier[-1], whose, focus, fresh=len(earlier) < rows.height)
    if off:
        text = f"{_named(off[-1], 'Its' if live else phrase.capital(whose), focus)}, is suspended until"
        yield say(f"{text} {phrase.day(off[-1]['suspended_until'])}.", known.measure_fact(desk.ledger, off[-1]))


def _suspended(desk: Desk, holder: str | None) -> list[Row]:
    """A country's measures on trade in the first mineral that are suspended, oldest first."""
    focus = desk.topic.focus
    if not holder or not focus:
        return []
    rows = known.measures(desk.world, (focus,), holder, desk.today).filter(pl.col("kind").is_in(known.TRADE_KINDS))
    return [
        r for r in rows.iter_rows(named=True)
        if known.suspended(r, desk.world) and not known.is_news(r, desk.today) and _hits(r, desk.topic.dependent)
    ]  # fmt: skip


def _named(row: Row, whose: str, first: str) -> str:
    """'China's export licence requirement on gallium, announced on 3 July 2023'."""
    return f"{whose} {known.measure_name(row, first)}, announced {phrase.on_day(row['announced'])}"


def _cut_by(cut: float) -> str:
    return f"it cut shipments by {phrase.quantity(cut, 'share')} at its deepest"


def _hits(row: Row, economy: str | None) -> bool:
    """Whether a measure is on all buyers or on the economy."""
    return row["targets"] in (None, "", "WLD") or str(economy) in str(row["targets"]).split(";")


def _latest(desk: Desk, last: Row, whose: str, first: str, *, fresh: bool) -> Sentence:
    """The holder's latest control before the news, where none on trade is in force."""
    opening = f"Before this, {whose} latest control" if fresh else f"{phrase.capital(whose)} latest control on record"
    text = f"{opening} was {_article(known.measure_name(last, first))}, announced {phrase.on_day(last['announced'])}"
    over = last.get("ends") and str(last["ends"]) < desk.today.isoformat() and not known.suspended(last, desk.world)
    text += f", which ended {phrase.on_day(last['ends'])}" if over else ""
    return say(f"{text}.", known.measure_fact(desk.ledger, last))


def _clock(desk: Desk) -> Iterator[Sentence]:
    """The next provision on the first mineral that runs out; not the end of a suspension that is told before."""
    told = {r["suspended_until"] for r in _suspended(desk, desk.topic.holder)}
    for row in [r for r in expiring(desk, 1)[:1] if r["expires"] not in told]:
        whose = (
            f" for {phrase.listed([phrase.country(c) for c in row['obliges'].split(';')])}" if known.bound(row) else ""
        )
        text = f"On the calendar{whose}, “{known.provision(row)}” {known.ends(row)} {phrase.on_day(row['expires'])}."
        yield say(text, provision_fact(desk.ledger, row, desk.today))


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def expiring(desk: Desk, most: int | None = None) -> list[Row]:
    """Provisions on the (first `most`) minerals that run out after today, those that bind the holder first.

    Only those that bind sides of the story alone.
    """
    rows = known.rows_about(desk.world, "provisions", desk.minerals[:most])
    today = desk.today.isoformat()
    among = bearing.sides(desk)
    dated = [
        r
        for r in rows.iter_rows(named=True)
        if r["expires"] and str(r["expires"]) > today[: len(str(r["expires"]))] and _binds(r, among)
    ]

    def order(row: Row) -> tuple[bool, bool, str]:
        exact = bool(known.expand(row["minerals"]) & known.family(desk.minerals[:2]))
        return (
            "suspend" not in row["provision"].lower() or desk.topic.holder not in row["obliges"],
            not exact,
            row["expires"],
        )

    return sorted(dated, key=order)


def _binds(row: Row, among: frozenset[str]) -> bool:
    codes = [c for c in (row["obliges"] or "").split(";") if c]
    return len(bearing.within(codes, among)) == len(codes)


def provision_fact(ledger: Ledger, row: Row, today: dt.date) -> str:
    """A provision as a fact, with the months that are left on `today`."""
    bound = phrase.listed([phrase.country(c) for c in (row.get("obliges") or "the parties").split(";")])
    left = phrase.months_between(today, parse_date(row["expires"]))
    statement = (
        f"{known.provision(row)}. It binds {bound} and {known.ends(row)} {phrase.on_day(row['expires'])}, "
        f"{left} months after {phrase.day(today.isoformat())}"
    )
    return ledger.fact("provisions", statement, row["source_id"], row["known_from"], row=row.get("agreement_id"))


def _prices(desk: Desk) -> Iterator[Sentence]:
    """The newest price of the first mineral that has one, against a year before."""
    names = dict.fromkeys(m for mineral in desk.minerals for m in priced(mineral))
    for mineral in names:
        pair = price_pair(desk.world, mineral)
        if pair:
            yield _price_sentence(mineral, *pair, desk.ledger)
            return


def priced(mineral: str) -> tuple[str, ...]:
    """What a mineral's price is told by: of the rare earths the magnet ones, of another group its members."""
    run = f"magnet {mineral}" if f"magnet {mineral}" in labels.minerals() else mineral
    return (*(("didymium",) if run != mineral else ()), *labels.members(run), mineral)


def price_pair(world: World, mineral: str) -> tuple[Row, Row] | None:
    """A price a year ago and the newest one (USD), of the series that runs latest; None where there is none."""
    rows = world.table("prices").filter(
        (pl.col("mineral") == mineral) & pl.col("value").is_not_null() & pl.col("unit").str.starts_with("USD")
    )
    best: tuple[Row, Row] | None = None
    for _key, series in rows.group_by("form", "market", "unit", "source_id", maintain_order=True):
        last = series.sort("period").row(-1, named=True)
        before = series.filter(pl.col("period") == f"{int(last['period'][:4]) - 1}{last['period'][4:]}")
        newer = best is None or last["period"].ljust(7, "~") > best[1]["period"].ljust(7, "~")
        if not before.is_empty() and newer:
            best = (before.row(0, named=True), last)
    return best


def _price_sentence(mineral: str, before: Row, last: Row, ledger: Ledger) -> Sentence:
    ids = [price_fact(ledger, mineral, row) for row in (before, last)]
    old, new = (phrase.quantity(r["value"], r["unit"]) for r in (before, last))
    change = last["value"] / before["value"] - 1
    moved = "held" if old == new or abs(change) < 0.005 else "rose" if change > 0 else "fell"
    when = (phrase.day(before["period"]), phrase.day(last["period"]))
    if moved == "held":
        return say(
            f"{phrase.capital(price_form(mineral, last))} cost {new} in {when[1]}, as it had in {when[0]}.", *ids
        )
    return say(f"The price of {price_form(mineral, last)} {moved} from {old} in {when[0]} to {new} in {when[1]}.", *ids)


def price_form(mineral: str, row: Row) -> str:
    """The form that is priced: 'dysprosium oxide'; the bare mineral where the form only repeats a grade."""
    form = (row["form"] or mineral).split(",")[0].split("(")[0].strip().lower()
    return form if mineral.split()[0] in form else mineral


def price_fact(ledger: Ledger, mineral: str, row: Row) -> str:
    """A price as a fact."""
    figure = Figure(metric="price", value=row["value"], unit=row["unit"], mineral=mineral, period=row["period"])
    market = f", {row['market']}" if row.get("market") else ""
    statement = (
        f"Price of {price_form(mineral, row)} ({row['form'] or mineral}{market}) in {phrase.day(row['period'])}: "
        f"{phrase.quantity(row['value'], row['unit'])}"
    )
    return ledger.fact("prices", statement, row["source_id"], row["known_from"], figure)
