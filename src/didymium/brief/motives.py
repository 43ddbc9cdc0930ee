"""Points on the deeper motives: leverage, the clock, precedent, the sender's own cost, industry, allies, dependence."""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium import labels
from didymium.brief import known, phrase, shock
from didymium.brief.background import expiring, provision_fact
from didymium.brief.counts import counted
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.records import Figure, Point, Sentence
from didymium.world.load import parse_date


def framing(desk: Desk) -> tuple[Sentence, ...]:
    """What is at stake: the loss in the dependent economy if the holder cuts supply."""
    hit = shock.loss(desk)
    if hit is None:
        return ()
    ran, figure, evidence = hit
    where = phrase.country(str(figure.country))
    return (
        say(
            f"{phrase.capital(ran.words)} would put {phrase.with_range(figure)} of value added in {where} at risk over two years.",
            evidence,
        ),
    )


def leverage(desk: Desk) -> Point | None:
    """Cost to the target for each dollar that the measure costs the sender."""
    return shock.ratio_point(desk)


def own_cost(desk: Desk) -> Point | None:
    """What the sender gains or loses itself."""
    return shock.sender_point(desk)


def clock(desk: Desk) -> Point | None:
    """The next provision to run out, against the time that a new plant takes."""
    due = expiring(desk.world, desk.minerals, desk.today)
    lead = lead_time(desk)
    if not due or lead is None:
        return None
    row, (months, low, high, what, evidence) = due[0], lead
    left = phrase.months_between(desk.today, parse_date(row["expires"]))
    first = say(
        f"{phrase.capital(row['provision'].rstrip('.'))}, but only until {phrase.day(row['expires'])}.",
        provision_fact(desk.ledger, row, desk.today),
    )
    contrast = "longer than" if months > left else "no longer than"
    second = say(
        f"A new {what} takes about {months} months from decision to output ({low} to {high}), {contrast} the {phrase.count(left)} "
        f"{'month' if left == 1 else 'months'} that are left.",
        evidence,
        provision_fact(desk.ledger, row, desk.today),
    )
    return Point(label="The clock", sentences=(first, second))


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
    what = f"{row['mineral']} {what}"
    figure = Figure(
        metric="lead_time_months",
        value=months,
        low=low,
        high=high,
        unit="months",
        mineral=str(row["mineral"]),
        stage=desk.topic.stage,
    )
    statement = f"Time to build a new {what}, from decision to output: about {months} months (range {low} to {high} months); a typical range, not a plan of one project"
    evidence = desk.ledger.fact(
        "chains", statement, str(row["source_id"]), row["known_from"], figure, str(row["confidence"])
    )
    return months, low, high, what, evidence


def precedent(desk: Desk) -> Point | None:
    """How often the holder has done this before, and the deepest cut on record."""
    if not desk.topic.holder or not desk.minerals:
        return None
    rows = known.measures(desk.world, desk.minerals, desk.topic.holder, desk.today)
    if len(rows) < 2:
        return None
    who = phrase.country(desk.topic.holder)
    deepest = rows.filter(pl.col("severity").cast(pl.Float64) > 0).sort(pl.col("severity").cast(pl.Float64))
    sentences = [
        say(
            f"{phrase.capital(who)} has reached for controls that touch {phrase.listed(list(desk.minerals), 3)} {phrase.times(len(rows))} since {str(rows.row(0, named=True)['announced'])[:4]}.",
            counted(desk, rows),
        )
    ]
    if not deepest.is_empty():
        row = deepest.row(-1, named=True)
        kind = known.KIND_WORDS[row["kind"]]
        cut = f"{phrase.percent_number(100 * float(row['severity']))}%"
        target = (
            ""
            if row["targets"] in (None, "WLD")
            else f" to {phrase.listed([phrase.country(t) for t in row['targets'].split(';')])}"
        )
        sentences.append(
            say(
                f"The {kind} of {phrase.day(str(row['announced']))} on {phrase.listed(known.mineral_names(row['minerals']), 4)} took away {cut} of shipments{target} at its deepest.",
                known.measure_fact(desk.ledger, row),
            )
        )
    return Point(label="Precedent", sentences=tuple(sentences))


def home_industry(desk: Desk) -> Point | None:
    """What the dependent economy is building for itself at the bottleneck stage."""
    economy = desk.topic.dependent
    if not economy or not desk.minerals:
        return None
    members = set(labels.eu_members()) if economy == "EUU" else {economy}
    rows = known.rows_about(desk.world, "projects", desk.minerals).filter(
        pl.col("country").is_in(sorted(members))
        & pl.col("status").is_in(["construction", "financed", "planned", "ramping"])
    )
    rows = rows.filter(known.START.is_not_null() & (known.START >= desk.today.year)).sort("start_year")
    if rows.is_empty():
        return None
    told = list(rows.head(3).iter_rows(named=True))
    ids = [project_fact(desk, r) for r in told]
    parts = [f"{r['name']} ({_status(r['status'])}, due {r['start_year']})" for r in told]
    return Point(
        label="Home industry",
        sentences=(say(f"Next to come on stream in {phrase.country(economy)}: {phrase.listed(parts)}.", *ids),),
    )


def _status(word: str) -> str:
    return {"construction": "under construction", "ramping": "ramping up"}.get(word, word)


def project_fact(desk: Desk, row: dict[str, object]) -> str:
    """A project as a fact."""
    start = f", due {row['start_year']}" if row.get("start_year") else ""
    capex = f", cost {phrase.money(float(str(row['capex_usd'])), 3)}" if row.get("capex_usd") else ""
    statement = f"{row['name']} ({row['operator']}), {phrase.country(str(row['country']))}: {_status(str(row['status']))}{start}{capex}; {phrase.listed(known.mineral_names(str(row['minerals'])), 9)}, {phrase.stage(str(row['stage']))}"
    return desk.ledger.fact(
        "projects", statement, str(row["source_id"]), row["known_from"], None, str(row["confidence"]), str(row["id"])
    )


def alliances(desk: Desk) -> Point | None:
    """Agreements on minerals that the dependent side has made in the last twelve months."""
    side = desk.topic.dependent
    if not side:
        return None
    since = desk.today - dt.timedelta(days=365)
    rows = desk.world.table("agreements").filter(
        pl.col("parties").str.split(";").list.contains(side)
        & (pl.col("signed").cast(pl.String) >= since.isoformat())
        & (pl.col("signed").cast(pl.String) <= desk.today.isoformat())
        & (pl.col("parties").str.contains(";"))
        & ~pl.col("parties").str.contains(desk.topic.holder or "-")
    )
    states = [
        r
        for r in rows.sort(pl.col("signed").cast(pl.String), descending=True).iter_rows(named=True)
        if _partners(r, side)
    ]
    if not states:
        return None
    told = states[:4]
    ids = [agreement_fact(desk, r) for r in told]
    parts = [f"{phrase.listed(_partners(r, side))} ({phrase.day(str(r['signed']))})" for r in told]
    who = phrase.capital(phrase.country(side))
    return Point(
        label="Allies",
        sentences=(say(f"{who} has made minerals pacts over the past year with {phrase.listed(parts)}.", *ids),),
    )


def _partners(row: dict[str, object], side: str) -> list[str]:
    """The states other than `side` that are parties; no companies or agencies."""
    codes = [p.strip() for p in str(row["parties"]).split(";")]
    return [phrase.country(c) for c in codes if c != side and len(c) == 3 and c.isupper() and c not in {"G7"}]


def agreement_fact(desk: Desk, row: dict[str, object]) -> str:
    """An agreement as a fact."""
    parties = phrase.listed([phrase.country(p.strip()) for p in str(row["parties"]).split(";")], 9)
    statement = f"{parties}: {str(row['kind']).replace('_', ' ')}, signed {phrase.on_day(str(row['signed']))}, status {str(row['status']).replace('_', ' ')}. {row['summary'] or ''}".strip()
    return desk.ledger.fact(
        "agreements", statement, str(row["source_id"]), row["known_from"], None, str(row["confidence"]), str(row["id"])
    )


def dependence(desk: Desk) -> Point | None:
    """The largest supplier's share at the most concentrated stage and the economy's own reliance."""
    topic = desk.topic
    if not topic.focus:
        return None
    top = known.shares(desk.world, desk.ledger, topic.focus, topic.stage, 2)
    if not top:
        return None
    who = phrase.capital(phrase.country(top[0].country))
    text = f"{who} holds {phrase.quantity(top[0].share, 'share')} of world {topic.focus} {phrase.stage(topic.stage)} ({top[0].year})"
    ids = [top[0].evidence]
    if len(top) > 1:
        text += f"; next comes {phrase.country(top[1].country)} with {phrase.quantity(top[1].share, 'share')}"
        ids.append(top[1].evidence)
    return Point(label="Concentration", sentences=(say(text + ".", *ids),))
