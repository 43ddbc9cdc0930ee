"""Points on the deeper motives: leverage, the clock, precedent, the sender's own cost, industry, allies, dependence."""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium import labels
from didymium.brief import bearing, known, phrase, shock
from didymium.brief.background import expiring, provision_fact
from didymium.brief.counts import counted
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.brief.summary import verbatim
from didymium.news.sentences import split_sentences
from didymium.records import Figure, Point, Sentence
from didymium.strategy.leverage import Leverage, LeverageResult
from didymium.strategy.leverage import leverage as weigh
from didymium.world.load import parse_date

CAP = 99.0  # ratios of losses are cut off at a hundred
_RISK = "put {size} of value added in {where} at risk over two years."
STATED = f"{{words}}{{after}} would {_RISK}"
TEST = f"As a test, suppose {{words}}{{after}}; it would {_RISK}"
FRAMES = {
    "easing": f"Were the controls to come back, {STATED}",
    "agreement": f"Were the agreement to fail, {STATED}",
    "price": f"The supply behind the price can be tested: {STATED}",
}


def framing(desk: Desk) -> tuple[Sentence, ...]:
    """What is at stake: the loss of the dependent economy in the stress, or what weaker demand does to the price."""
    if desk.topic.scene == "slack":
        return _slack(desk)
    hit = shock.loss(desk)
    if hit is None:
        return ()
    ran, figure, evidence = hit
    where, size = phrase.country(str(figure.country)), phrase.with_range(figure)
    form = STATED if ran.said is not None else TEST
    if ran.scenario.get("restrictions") and not desk.topic.apart:
        form = FRAMES.get(desk.topic.family, form)
    after = ran.after.rstrip(",") if form == TEST else ran.after
    text = form.format(words=ran.words, after=after, size=size, where=where)
    return (say(phrase.capital(text), evidence),)


def _slack(desk: Desk) -> tuple[Sentence, ...]:
    """What weaker demand does to the price where the dependent economy, else the world, buys."""
    ran = shock.result(desk)
    hit = shock.price_trough(desk, desk.topic.dependent or "WLD")
    if ran is None or hit is None:
        return ()
    figure, evidence = hit
    text = (
        f"As a test, suppose {ran[0].words}; it would take the price in {phrase.country(str(figure.country))} to "
        f"{phrase.with_range(figure)} the baseline in {phrase.day(str(figure.period))}, the cheapest month."
    )
    return (say(text, evidence),)


def leverage(desk: Desk) -> Point | None:
    """Cost to the target of a stop for twelve months, and the ratio to the sender's own cost."""
    topic = desk.topic
    if not (topic.holder and topic.dependent and topic.focus) or topic.scene in {"outage", "slack", "boom"}:
        return None
    found = desk.once("leverage", lambda: _weigh(desk))
    row = next((r for r in (found.rows if found else ()) if r.target_cost_five_years.value >= shock.LEAST), None)
    if found is None or row is None:
        return None
    holder, target = phrase.country(str(topic.holder)), phrase.country(str(topic.dependent))
    how = (
        f"a {'stop' if row.severity >= 0.995 else 'cut'} of {phrase.possessive(holder)} exports of "
        f"{phrase.staged(row.mineral, row.stage)} for {row.months} months"
    )
    cost = _span(row, "target_cost_five_years", "leverage_target_cost_usd", desk)
    ids = [
        desk.cite(
            found, cost, f"{phrase.capital(how)}: it would cost {target} {phrase.with_range(cost)} over five years"
        )
    ]
    text = (
        f"{phrase.capital(how)} would cost {target} {phrase.with_range(cost)} over five years{phrase.open_size(cost)}"
    )
    return Point(label="Leverage", sentences=(say(text + ".", *ids), *_ratio(desk, found, row, how)))


def _weigh(desk: Desk) -> LeverageResult:
    """The holder's leverage over the dependent economy on what the stress runs on, in the fast mode."""
    return weigh(
        str(desk.topic.holder),
        str(desk.topic.dependent),
        [str(desk.topic.run or desk.topic.focus)],
        desk.world,
        draws=desk.draws,
        seed=desk.seed,
        top=1,
    )


def _ratio(desk: Desk, found: LeverageResult, row: Leverage, how: str) -> tuple[Sentence, ...]:
    """What the target loses for each dollar that the sender loses, where the runs settle who loses more."""
    if row.ratio is None:
        return ()
    figure = _span(row, "ratio", "leverage_ratio", desk)
    holder, target = phrase.country(str(desk.topic.holder)), phrase.country(str(desk.topic.dependent))
    size = phrase.with_range(figure.model_copy(update={"unit": "ratio"}))
    low, high = figure.low or 0.0, figure.high or 0.0
    if low >= CAP:
        return ()
    statement = f"{phrase.capital(how)}: {target} loses {size} what {holder} loses over five years"
    if low >= 1.05 and high >= CAP:
        least = phrase.quantity(low, "ratio")
        text = f"{phrase.capital(target)} would lose at least {least} what {holder} would lose by it."
    elif low >= 1.05:
        text = f"That is {size} what {holder} would lose by it."
    elif high <= 1:
        text = f"{phrase.capital(holder)} would lose more by it: {target} loses {size} what {holder} loses."
    else:
        size = f"{size.removesuffix(')')} or more)" if high >= CAP else size
        text = f"Who loses more is open: {target} would lose {size} what {holder} would lose."
    return (say(text, desk.cite(found, figure, statement)),)


def _span(row: Leverage, name: str, metric: str, desk: Desk) -> Figure:
    """A span of a leverage row as a figure."""
    value = getattr(row, name)
    return Figure(
        metric=metric,
        value=value.value,
        low=value.low,
        high=value.high,
        unit=value.unit,
        mineral=row.mineral,
        stage=row.stage,
        country=desk.topic.dependent,
        counterpart=desk.topic.holder,
    )


def felt(desk: Desk) -> Point | None:
    """The stoppage that the restriction has caused, in the article's words."""
    stop, text = desk.topic.felt, desk.reading.article.text
    if stop is None:
        return None
    span = next((s for s in split_sentences(text) if s[0] <= stop.start < s[1]), (stop.start, stop.end))
    return Point(label="Already felt", sentences=(verbatim(text, span, desk.ledger),))


def own_cost(desk: Desk) -> Point | None:
    """What the sender gains or loses itself."""
    return shock.sender_point(desk)


def clock(desk: Desk) -> Point | None:
    """The next provision to run out, against the time that a new plant takes."""
    due = [r for r in expiring(desk, 1) if desk.topic.holder and desk.topic.holder in (r.get("obliges") or "")]
    lead = lead_time(desk)
    if not due or lead is None:
        return None
    row, (months, low, high, what, evidence) = due[0], lead
    left = phrase.months_between(desk.today, parse_date(row["expires"]))
    if left < 1:
        return None
    fact = provision_fact(desk.ledger, row, desk.today)
    spell = f"{left} {'month' if left == 1 else 'months'}"
    said = [
        say(
            f"{known.bound(row)} “{known.provision(row)}” {known.ends(row)} {phrase.on_day(row['expires'])}, {spell} "
            f"from {phrase.day(desk.today.isoformat())}.",
            fact,
        ),
        say(f"A new {what} takes {months} months from decision to output ({low} to {high} months).", evidence),
    ]
    if low > left:
        said.append(say(f"All supply that is decided on now comes after those {spell}.", fact))
    return Point(label="The clock", sentences=tuple(said))


def lead_time(desk: Desk) -> tuple[int, int, int, str, str] | None:
    """Months to build at the topic's stage: typical, low, high, what is built, evidence."""
    names = [m for m in (desk.topic.focus, *labels.groups(desk.topic.focus or "")) if m] if desk.topic.focus else []
    rows = desk.world.table("chains").filter(
        pl.col("mineral").is_in(names)
        & pl.col("lead_time_months_new").is_not_null()
        & (pl.col("lead_kind") == "new plant or mine, from decision")
    )
    wanted = {
        "mine": ["mine"],
        "refine": ["refine", "separate", "chemical"],
        "metal": ["metal"],
        "component": ["component"],
    }
    for stages in (wanted[desk.topic.stage], wanted["refine"], wanted["mine"]):
        for name in names:
            hit = rows.filter((pl.col("mineral") == name) & pl.col("stage").is_in(stages))
            if not hit.is_empty():
                return _lead_fact(desk, hit.row(0, named=True))
    return None


def _lead_fact(desk: Desk, row: dict[str, object]) -> tuple[int, int, int, str, str]:
    what = {
        "mine": "mine",
        "separate": "separation plant",
        "refine": "refinery",
        "chemical": "chemical plant",
        "metal": "metal plant",
        "component": "component plant",
    }[str(row["stage"])]
    months, low, high = (round(float(str(row[c]))) for c in ("lead_time_months_new", "lead_low", "lead_high"))
    what = f"{phrase.compound(str(row['mineral']))} {what}"
    figure = Figure(
        metric="lead_time_months",
        value=months,
        low=low,
        high=high,
        unit="months",
        mineral=str(row["mineral"]),
        stage=desk.topic.stage,
    )
    statement = (
        f"Time to build a new {what}, from decision to output: about {months} months (range {low} to "
        f"{high} months); a typical range, not a plan of one project"
    )
    evidence = desk.ledger.fact(
        "chains", statement, str(row["source_id"]), row["known_from"], figure, str(row["confidence"])
    )
    return months, low, high, what, evidence


def precedent(desk: Desk) -> Point | None:
    """How often the holder has done this before, and the deepest cut of trade on record before the event itself."""
    holder, focus = desk.topic.holder, desk.topic.focus
    if not holder or not focus:
        return None
    rows = known.measures(desk.world, (focus,), holder, desk.today)
    if rows.is_empty():
        return None
    who, first = phrase.capital(phrase.country(holder)), str(rows.row(0, named=True)["announced"])[:4]
    sentences = []
    if len(rows) > 1:
        text = f"{who} has announced {phrase.count(len(rows))} controls that touch {focus} since {first}."
        sentences.append(say(text, counted(desk, rows)))
    earlier = [r for r in rows.iter_rows(named=True) if not known.is_news(r, desk.today)]
    cuts = [r for r in earlier if r["kind"] in known.TRADE_KINDS and (known.depth(r, desk.world) or 0) >= 0.1]
    if cuts:
        row = max(cuts, key=lambda r: (known.depth(r, desk.world), r["announced"]))
        cut = known.depth(row, desk.world) or 0.0
        deep = (
            "stopped shipments" if cut >= 0.995 else f"cut shipments by {phrase.quantity(cut, 'share')} at its deepest"
        )
        text = f"The {known.measure_name(row, focus)}, announced {phrase.on_day(row['announced'])}, {deep}."
        sentences.append(say(text, known.measure_fact(desk.ledger, row)))
    return Point(label="Precedent", sentences=tuple(sentences)) if sentences else None


def home_industry(desk: Desk) -> Point | None:
    """What the dependent economy is building for itself."""
    economy = desk.unpriced or desk.topic.dependent
    if not economy or not desk.minerals or not bearing.spoken(desk, economy):
        return None
    places = labels.eu_members(desk.today) if economy == "EUU" else (economy,)
    rows = known.rows_about(desk.world, "projects", (desk.topic.focus or desk.minerals[0],)).filter(
        pl.col("country").is_in(places)
        & pl.col("status").is_in(["construction", "financed", "planned"])
        & (desk.today.year <= known.START)
        & (pl.col("chinese_control") != "yes")
    )
    if rows.is_empty():
        return None
    told = sorted(
        rows.iter_rows(named=True), key=lambda r: (r["status"] == "planned", str(r["start_year"])[:4], r["name"])
    )[:3]
    where, names = phrase.capital(phrase.country(economy)), "; ".join(project_words(r) for r in told)
    verb = "is building its own supply" if told[0]["status"] != "planned" else "has plans for its own supply"
    text = f"{where} {verb}: {names}."
    return Point(label="Industry at home", sentences=(say(text, *(project_fact(desk, r) for r in told)),))


def project_words(row: dict[str, object], where: str = "") -> str:
    """'Eneabba refinery, Australia (under construction, due 2027)'."""
    name = f"{row['name']}, {where}" if where else row["name"]
    return f"{name} ({_status(str(row['status']))}, due {str(row['start_year'])[:4]})"


def _status(word: str) -> str:
    return {"construction": "under construction", "ramping": "ramping up"}.get(word, word)


def project_fact(desk: Desk, row: dict[str, object]) -> str:
    """A project as a fact."""
    start = f", due {row['start_year']}" if row.get("start_year") else ""
    capex = f", cost {phrase.money(float(str(row['capex_usd'])))}" if row.get("capex_usd") else ""
    statement = (
        f"{row['name']} ({row['operator']}), {phrase.country(str(row['country']))}: "
        f"{_status(str(row['status']))}{start}{capex}; "
        f"{phrase.listed(known.mineral_names(str(row['minerals'])), 9)}, "
        f"{phrase.stage(str(row['stage']))}"
    )
    return desk.ledger.fact(
        "projects", statement, str(row["source_id"]), row["known_from"], None, str(row["confidence"]), str(row["id"])
    )


def alliances(desk: Desk) -> Point | None:
    """Agreements on minerals that the dependent side has made in the last twelve months."""
    side = desk.unpriced or desk.topic.dependent
    if not side or not bearing.spoken(desk, side):
        return None
    since, signed = (desk.today - dt.timedelta(days=365)).isoformat(), pl.col("signed").cast(pl.String)
    rows = desk.world.table("agreements").filter(
        pl.col("parties").str.split(";").list.contains(side)
        & (signed >= since)
        & (signed < desk.today.isoformat())
        & ~pl.col("parties").str.contains(desk.topic.holder or "-")
        & pl.col("kind").is_in(["framework", "mou", "partnership", "joint_statement", "trade_agreement", "alliance"])
    )
    found = [
        r
        for r in rows.sort(signed, descending=True).iter_rows(named=True)
        if 1 <= len(_partners(r, side)) <= 4
        and ("critical minerals" in (r["minerals"] or "") or known.concerns(r["minerals"], desk.minerals[:1]))
    ]
    if not found:
        return None
    who = phrase.capital(phrase.country(side))
    openings = (
        f"{who} signed {_kind(found[0])} with",
        f"Before that came {_kind(found[1])} with" if len(found) > 1 else "",
    )
    said = [
        say(f"{lead} {phrase.listed(_partners(r, side))} {phrase.on_day(r['signed'])}.", agreement_fact(desk, r, side))
        for lead, r in zip(openings, found, strict=False)
    ]
    return Point(label="Allies", sentences=tuple(said))


def _kind(row: dict[str, object]) -> str:
    words = {
        "mou": "a memorandum",
        "joint_statement": "a joint statement",
        "trade_agreement": "a trade agreement",
        "alliance": "an alliance",
        "framework": "a framework",
        "partnership": "a partnership",
    }
    return words.get(str(row["kind"]), str(row["kind"]))


def _partners(row: dict[str, object], side: str) -> list[str]:
    """The states other than `side` that are parties; no companies or agencies."""
    codes = [p.strip() for p in str(row["parties"]).split(";")]
    return [phrase.country(c) for c in codes if c != side and len(c) == 3 and c.isupper()]


def agreement_fact(desk: Desk, row: dict[str, object], side: str) -> str:
    """An agreement as a fact."""
    who, others = phrase.capital(phrase.country(side)), phrase.listed(_partners(row, side), 9)
    status = (
        f" (status {str(row['status']).replace('_', ' ')})" if row.get("status") not in (None, "", "unknown") else ""
    )
    statement = (
        f"{who} signed {_kind(row)} with {others} {phrase.on_day(str(row['signed']))}{status}. {row['summary'] or ''}"
    ).strip()
    return desk.ledger.fact(
        "agreements", statement, str(row["source_id"]), row["known_from"], None, str(row["confidence"]), str(row["id"])
    )


def dependence(desk: Desk) -> Point | None:
    """The largest supplier's share at the most concentrated stage, and the next one's."""
    topic = desk.topic
    if not topic.focus:
        return None
    stages = [s for stage in labels.STAGES if (s := known.shares(desk.world, desk.ledger, topic.focus, stage, 2))]
    own = [s for s in stages if s[0].country == topic.holder]
    top = max(own or stages, key=lambda s: s[0].share, default=None)
    if top is None:
        return None
    who = phrase.capital(phrase.country(top[0].country))
    text = (
        f"{who} had {phrase.quantity(top[0].share, 'share')} of the world's output of "
        f"{phrase.staged(top[0].mineral, top[0].stage)} in {top[0].year}{known.stale(top[0].year, desk.today)}"
    )
    ids = [top[0].evidence]
    if len(top) > 1 and top[1].share >= 0.005:
        text += f"; the next supplier, {phrase.country(top[1].country)}, had {phrase.quantity(top[1].share, 'share')}"
        ids.append(top[1].evidence)
    said = [say(f"{text}.", *ids)]
    return Point(label="Concentration", sentences=tuple(said))
