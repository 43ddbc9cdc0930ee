"""Points on the long term: premium, project pipeline, plan, substitution, sectors, outlook."""

from __future__ import annotations

import polars as pl

from didymium.brief import known, phrase, shock
from didymium.brief.counts import query
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.records import Figure, Point, Sentence
from didymium.strategy.outcome import Span
from didymium.strategy.premium import Premium, PremiumResult
from didymium.strategy.premium import premium as worth

RARE = 8.0  # years between two rounds from which they are said to be rare
HORIZON = 10  # years of a plan
PLAN_DRAWS = 8  # sampled histories of a plan


def framing(desk: Desk) -> tuple[Sentence, ...]:
    """What the risk costs a year on average."""
    hit = _worth(desk)
    if hit is None:
        return ()
    found, row = hit
    if row.expected_annual_loss.value < 10 * shock.LEAST:
        return ()
    where = phrase.country(row.importer)
    figure = _figure(row.expected_annual_loss, "expected_annual_loss_usd", row)
    statement = f"Expected annual loss of {where} from export measures on {row.mineral}: {phrase.with_range(figure)}"
    text = (
        f"Averaged over the years, the risk of export measures on {row.mineral} costs {where} "
        f"{phrase.with_range(figure)}{phrase.open_size(figure)}."
    )
    return (say(text, desk.cite(found, figure, statement)),)


def premium(desk: Desk) -> Point | None:
    """How often measures come, and what a fair premium on the price would be."""
    hit = _worth(desk)
    if hit is None:
        return None
    found, row = hit
    rate = _between(row)
    said = []
    if rate is not None:
        whom = phrase.country(row.importer)
        text = f"The record points to a new round of export measures on {row.mineral} that hits {whom} "
        if rate.value > RARE:
            text = f"Rounds of export measures on {row.mineral} that hit {whom} are rare: by the record one "
        text += f"once every {phrase.with_range(rate)}"
        text = text.replace("one once every", "one every") + phrase.open_size(rate)
        said.append(say(f"{text}.", desk.cite(found, rate, text)))
    if row.percent_of_price is not None:
        share = _figure(row.percent_of_price, "premium_percent_of_price", row)
        size = phrase.with_range(share.model_copy(update={"unit": "%"}))
        who = phrase.country(row.importer)
        statement = (
            f"Premium that a buyer in {who} would pay for {row.mineral} that cannot be cut off: {size} of its price, "
            "the smaller of the expected loss and the cost of carrying the stock that bridges a measure"
        )
        text = (
            f"A buyer in {who} would pay a premium of {size} for {row.mineral} that cannot be cut off; "
            "beyond that it is cheaper to carry stock."
        )
        said.append(say(text, desk.cite(found, share, statement)))
    return Point(label="Risk premium", sentences=tuple(said)) if said else None


def _between(row: Premium) -> Figure | None:
    """Years between two rounds of measures: one over their yearly rate."""
    rate = row.hazard
    if rate.value <= 0 or not rate.low or not rate.high:
        return None
    figure = _figure(rate, "years_between_measures", row)
    return figure.model_copy(
        update={"value": 1 / rate.value, "low": 1 / rate.high, "high": 1 / rate.low, "unit": "years"}
    )


def _worth(desk: Desk) -> tuple[PremiumResult, Premium] | None:
    """The premium of the focus (of a group: of its costliest member) for the dependent economy."""
    run, economy = desk.topic.run, desk.topic.dependent
    if run is None or economy is None:
        return None
    one = "dysprosium" if run == "magnet rare earths" else run  # the scarcest of them
    found = desk.once("the risk premium", lambda: worth(one, economy, world=desk.world, seed=desk.seed))
    return (found, found.rows[0]) if found and found.rows else None


def _figure(span: Span, metric: str, row: Premium) -> Figure:
    return Figure(
        metric=metric,
        value=span.value,
        low=span.low,
        high=span.high,
        unit=span.unit,
        mineral=row.mineral,
        country=row.importer,
    )


def plan(desk: Desk) -> Point | None:
    """What the money of the lead event could buy at best, where it names an amount."""
    lead, economy, run = desk.topic.lead, desk.topic.dependent, desk.topic.run
    amount = next((a.usd for a in (lead.amounts if lead else ()) if a.usd and "/" not in a.unit and a.usd >= 1e7), None)
    if amount is None or economy is None or run is None:
        return None
    from didymium.strategy.plan import plan as buy  # the solver is heavy, and most news names no money

    found = desk.once(
        "a plan for the money",
        lambda: buy(
            economy,
            amount,
            desk.today.year + HORIZON,
            [run],
            world=desk.world,
            seed=desk.seed,
            draws=PLAN_DRAWS,
            detail=False,
        ),
    )
    saved = next((f for f in found.figures if f.metric == "loss_avoided_usd"), None) if found else None
    if found is None or saved is None or saved.value < 1e6:
        return None
    budget, until = phrase.money(amount), desk.today.year + HORIZON
    spared = f"{phrase.country(economy)} {phrase.with_range(saved)} of loss by {until}"
    counted = "a mean and its range over sampled futures and the worst reply"
    text = f"Spent at its best, {budget} would spare {spared}, {counted}"
    best = sorted(found.options, key=lambda o: -o.spend_usd)[:2]
    what = phrase.listed([o.name.replace("Stock of", "a stock of") for o in best])
    statement = f"{text}; the largest parts of the plan: {what}"
    evidence = desk.cite(found, saved, statement)
    said = [say(f"{text}.", evidence)]
    if best:
        said.append(say(f"The largest {'parts' if len(best) > 1 else 'part'} of that plan: {what}.", evidence))
    return Point(label="What the money buys", sentences=tuple(said))


def pipeline(desk: Desk) -> Point | None:
    """How the holder's share is expected to move as projects come."""
    topic = desk.topic
    if topic.focus is None or topic.holder is None:
        return None
    for mineral in (topic.focus, *known.parents(topic.focus)):
        found = _projection(desk, mineral, topic.holder)
        if found:
            return found
    return None


def _projection(desk: Desk, mineral: str, holder: str) -> Point | None:
    """The holder's share of the base-case outlook, now and at its last year, at the first stage that has both."""
    rows = desk.world.table("facts").filter(
        (pl.col("mineral") == mineral)
        & (pl.col("metric") == "production")
        & pl.col("source_id").str.starts_with("iea")
        & pl.col("value").is_not_null()
    )
    for stage in ("refine", "mine"):
        series = _holder_shares(rows.filter(pl.col("stage") == stage), holder)
        now, later = [s for s in series if s[0] <= desk.today.year], [s for s in series if s[0] >= desk.today.year + 4]
        if now and later:
            return _projection_point(desk, mineral, stage, holder, now[-1], later[min(1, len(later) - 1)])
    return None


def _holder_shares(rows: pl.DataFrame, holder: str) -> list[tuple[int, float, dict[str, object]]]:
    """(year, share 0..1, the holder's row) of each year that the outlook has."""
    out = []
    for (year,), group in rows.group_by("year", maintain_order=True):
        own = group.filter(pl.col("country") == holder)
        named = group.filter(pl.col("country") != "WLD")
        if not own.is_empty():
            out.append(
                (int(str(year)), sum(own["value"].to_list()) / sum(named["value"].to_list()), own.row(0, named=True))
            )
    return sorted(out, key=lambda item: item[0])


def _projection_point(
    desk: Desk,
    mineral: str,
    stage: str,
    holder: str,
    now: tuple[int, float, dict[str, object]],
    later: tuple[int, float, dict[str, object]],
) -> Point:
    ids = [_outlook_fact(desk, mineral, stage, holder, item) for item in (now, later)]
    first, last = (phrase.quantity(item[1], "share") for item in (now, later))
    who = phrase.possessive(phrase.country(holder))
    moves = "falls" if later[1] < now[1] - 0.01 else "rises" if later[1] > now[1] + 0.01 else "stays about the same"
    text = (
        f"In the base case of the International Energy Agency, by its own count, {who} share of {mineral} "
        f"{phrase.stage(stage)} {moves}, from {first} in {now[0]} to {last} in {later[0]}."
    )
    return Point(label="Pipeline", sentences=(say(text, *ids),))


def _outlook_fact(desk: Desk, mineral: str, stage: str, holder: str, item: tuple[int, float, dict[str, object]]) -> str:
    year, share, row = item
    figure = Figure(
        metric="production",
        value=float(str(row["value"])),
        unit=str(row["unit"]),
        mineral=mineral,
        stage=stage,
        country=holder,
        period=str(year),
    )
    statement = (
        f"{phrase.capital(phrase.possessive(phrase.country(holder)))} share of {mineral} "
        f"{phrase.stage(stage)} in {year} in the base case of the "
        f"International Energy Agency: {phrase.quantity(share, 'share')} "
        f"({phrase.quantity(figure.value, figure.unit)} of the countries' total)"
    )
    return desk.ledger.fact(
        "facts", statement, str(row["source_id"]), row["known_from"], figure, str(row["confidence"])
    )


def substitution(desk: Desk) -> Point | None:
    """How far users can do without, within one and five years."""
    if desk.topic.focus is None:
        return None
    names = list(dict.fromkeys((desk.topic.focus, desk.topic.run or desk.topic.focus)))
    rows = desk.world.table("substitution").filter(
        pl.col("mineral").is_in(names) & pl.col("max_share_5y").is_not_null() & (pl.col("substitute") != "none")
    )
    if rows.is_empty():
        return None
    row = max(
        rows.iter_rows(named=True),
        key=lambda r: (r["numbers_sourced"] == "yes", -names.index(r["mineral"]), r["max_share_5y"]),
    )
    one, five = (float(row[c]) for c in ("max_share_substitutable_1y", "max_share_5y"))
    figure = Figure(
        metric="max_share_substitutable",
        value=100 * five,
        unit="%",
        mineral=row["mineral"],
        name=row["substitute"],
        period="5 years",
    )
    statement = (
        f"{phrase.capital(row['mineral'])}, {row['use']}: no proven substitute replaces it within five years (0%)"
        if five < 0.005
        else f"{phrase.capital(row['mineral'])}, {row['use']}: {row['substitute']} can replace up to "
        f"{phrase.quantity(one, 'share')} of use "
        f"within one year and {phrase.quantity(five, 'share')} within five years"
    )
    evidence = desk.ledger.fact(
        "substitution", statement, row["source_id"], row["known_from"], figure, row["confidence"]
    )
    first, later = (phrase.quantity(x, "share") for x in (one, five))
    means = row["substitute"].split(",")[0]
    if five < 0.005:
        text = f"No proven substitute replaces {row['mineral']} within five years (0%)."
        return Point(label="Substitution", sentences=(say(text, evidence),))
    where = "Across all uses" if row["use"].startswith("all") else f"In {row['use']}"
    more = f"{later} within five years" if first != later else f"no more than {later} within five years"
    text = f"{where}, {means} can replace up to {first} of {row['mineral']} within one year and {more}."
    return Point(label="Substitution", sentences=(say(text, evidence),))


def sectors(desk: Desk) -> Point | None:
    """Industries by their share of use, in the dependent economy where its uses are known, else where they are."""
    economy = desk.topic.dependent
    hit = next((h for m in _used(desk) if (h := _uses(desk, m, economy))), None)
    if hit is None:
        return None
    mineral, where, rows = hit
    summed = rows.group_by("sector").agg(pl.col("share").sum()).filter(pl.col("sector") != "other")
    told = summed.sort("share", "sector", descending=[True, False]).head(3)
    if told.is_empty():
        return None
    parts = [
        f"{phrase.sector(r['sector'])} ({phrase.quantity(r['share'], 'share')})" for r in told.iter_rows(named=True)
    ]
    ids = [_use_evidence(desk, mineral, where, r["sector"], r["share"], rows) for r in told.iter_rows(named=True)]
    place = phrase.country(where)
    years = rows["year"].drop_nulls().to_list()
    when = f" in {int(max(years))}" if years else ""
    verb = ("were" if len(parts) > 1 else "was") if years else ("are" if len(parts) > 1 else "is")
    opening = f"The main {'users' if len(parts) > 1 else 'user'} of {mineral} in {place}"
    if economy and where != economy:
        place = "the world as a whole" if where == "WLD" else f"{place}, where the split is known"
        opening = f"In {place}, the main {'users' if len(parts) > 1 else 'user'} of {mineral}"
    text = f"{opening}{when} {verb} {phrase.listed(parts)}."
    return Point(label="Users", sentences=(say(text, *ids),))


def _used(desk: Desk) -> tuple[str, ...]:
    """The minerals whose uses may stand for the brief's: of the rare earths the magnet ones first."""
    run, focus = desk.topic.run or "", desk.topic.focus or ""
    magnets = ("NdFeB magnets",) if run == "magnet rare earths" else ()
    return tuple(dict.fromkeys(m for m in (*magnets, focus, run) if m))


def _uses(desk: Desk, mineral: str, economy: str | None) -> tuple[str, str, pl.DataFrame] | None:
    """(mineral, economy, rows) of the preferred split of uses: of the economy, of the world, of the Union, of any."""
    rows = desk.world.table("uses").filter(
        (pl.col("mineral") == mineral) & (pl.col("preferred") == 1) & pl.col("share").is_not_null()
    )
    held = rows["economy"].unique().sort().to_list()
    where = next((e for e in (economy, "WLD", "EUU", *held) if e in held), None)
    return (mineral, where, rows.filter(pl.col("economy") == where)) if where else None


def _use_evidence(desk: Desk, mineral: str, economy: str, sector: str, share: float, rows: pl.DataFrame) -> str:
    """The summed share of a sector's uses as evidence: the query is a run that anyone can repeat."""
    year = int(rows["year"].drop_nulls().to_list()[0]) if rows["year"].drop_nulls().len() else None
    sources = sorted(set(rows.filter(pl.col("sector") == sector)["source_id"].to_list()))
    figure = Figure(
        metric="use_share", value=share, unit="1", mineral=mineral, country=economy, sector=sector,
        period=str(year) if year else None,
    )  # fmt: skip
    statement = (
        f"Share of {mineral} use in {phrase.country(economy)} that goes into {phrase.sector(sector)}"
        f"{f' ({year})' if year else ''}: {phrase.quantity(share, 'share')} (sum over rows of "
        f"uses; sources {', '.join(sources)})"
    )
    return query(
        desk,
        "use_share",
        {"table": "uses", "mineral": mineral, "economy": economy, "sector": sector},
        figure,
        statement,
    )
