"""US Geological Survey, Mineral Commodity Summaries: world tables, US statistics, prices, import sources.

Two layouts are read: the long data release (2026 on: one row a commodity, country, statistic, year) and the
wide world file (2025: PROD_2023, PROD_EST_2024, ... columns).
Known from: the edition's day for what first appeared in it; for an earlier year that an older edition had
already estimated, 31 January of the next year with basis `revised`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from didymium.errors import BadTable
from didymium.world.build.common import (
    UNIT_TONNES,
    Built,
    code_of,
    conform,
    no_repeats,
    number,
    read_csv,
    require,
    resource,
)
from didymium.world.build.usgs_edition import FIRST_WORLD, dated, source
from didymium.world.build.usgs_prices import prices

LONG = ("commodity", "country", "statistic", "detail", "unit", "year", "value_raw")
RENAMES = {
    "MCS chapter": "chapter", "Section": "section_short", "Commodity": "commodity", "Country": "country",
    "Statistics": "statistic", "Statistics_detail": "detail", "Unit": "unit", "Year": "year",
    "Value": "value_raw", "Notes": "notes",
}  # fmt: skip
WIDE = ("SOURCE", "COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS")
METRICS = {
    "Production": "production", "Capacity": "capacity", "Reserves": "reserves", "Import": "imports",
    "Export": "exports", "Consumption": "consumption", "Stock": "stocks",
    "Net import reliance": "net_import_reliance",
}  # fmt: skip
SAID = {
    "W": "withheld to avoid disclosing company data", "NA": "not available", "E": "net exporter",
    "XX": "not applicable",
}  # fmt: skip
ORE = r"ore|concentrate|mine\b|mineral concentrates"
MADE = r"metal|oxide|compound|refin|smelter|chemical|unwrought|powder|hydroxide|salts"


def recognise(columns: list[str]) -> bool:
    """True for the header of either layout."""
    named = {RENAMES.get(c, c) for c in columns}
    return set(WIDE) <= set(columns) or len(named & set(LONG)) >= 5


def read(path: Path) -> Built:
    """Facts and prices of one edition."""
    rows = read_csv(path)
    if "TYPE" in rows.columns:
        require(path, rows.columns, WIDE)
        return _wide(path, rows)
    own = {v: k for k, v in RENAMES.items()}
    require(path, rows.columns, [own[c] for c in LONG] if "Commodity" in rows.columns else LONG)
    return _long(path, rows.rename({k: v for k, v in RENAMES.items() if k in rows.columns}))


# the long layout


def _long(path: Path, rows: pl.DataFrame) -> Built:
    edition = _edition(path, rows)
    rows = rows.with_columns(
        pl.col("detail").fill_null("").str.replace_all("\u00a0", " "),
        pl.col("value_raw").fill_null("NA").str.replace_all("\u00a0", " ").str.strip_chars(),
        pl.col("section_short").fill_null("") if "section_short" in rows.columns else pl.lit("").alias("section_short"),
    )
    rows = no_repeats(
        path, rows, [c for c in ("chapter", "section_short", "commodity", "country", "statistic", "detail", "year",
                                 "unit", "value_raw") if c in rows.columns],
    )  # fmt: skip
    rows = known_commodities(path, _meant(rows, edition))
    world = rows.filter(pl.col("section_short").str.starts_with("World"))
    home = rows.filter(~pl.col("section_short").str.starts_with("World"))
    facts = pl.concat(
        [_world(path, world, edition), salient(path, home, edition), _import_sources(path, home, edition)],
        how="diagonal_relaxed",
    )
    tables = {"facts": conform("facts", facts), "prices": conform("prices", prices(home, edition))}
    return Built(tables, (source(edition),))


def _edition(path: Path, rows: pl.DataFrame) -> int:
    found = re.search(r"mcs[ _-]?(20\d\d)", path.name.lower())
    if found:
        return int(found.group(1))
    years = rows["year"].drop_nulls().str.extract(r"^(\d{4})$").drop_nulls().cast(pl.Int64)
    if years.is_empty():
        raise BadTable(f"{path.name}: no year found; the column year must hold four-digit years")
    return int(str(years.max())) + 1


def _meant(rows: pl.DataFrame, edition: int) -> pl.DataFrame:
    """The rows with the misprints of an edition mended, only where printed as noted.

    Units (maps/usgs_units.csv), and capacities in the column of reserves (maps/usgs_statistics.csv).
    """
    unit, statistic = pl.col("unit"), pl.col("statistic")
    for fix in _fixes("usgs_units", edition):
        hit = _of(fix["commodity"]) & (pl.col("statistic") == fix["statistic"]) & (pl.col("unit") == fix["printed"])
        unit = pl.when(hit).then(pl.lit(fix["meant"])).otherwise(unit)
    for fix in _fixes("usgs_statistics", edition):
        hit = _of(fix["commodity"]) & (pl.col("statistic") == fix["printed"])
        statistic = pl.when(hit).then(pl.lit(fix["meant"])).otherwise(statistic)
    mended = rows.with_columns(unit.alias("unit"), statistic.alias("statistic"))
    once = ["commodity", "country", "statistic", "detail", "unit", "year"]
    moved = rows["statistic"] != mended["statistic"]  # a figure that stands in its own column too is kept once
    own = mended.filter(~moved)
    return pl.concat([own, mended.filter(moved).join(own, on=once, how="anti")])


def _fixes(name: str, edition: int) -> Iterator[dict[str, str]]:
    return resource(name).filter(pl.col("edition") == str(edition)).iter_rows(named=True)


def _of(commodity: str) -> pl.Expr:
    return pl.col("commodity").str.to_lowercase() == commodity


def known_commodities(path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of commodities that the labels know, with mineral and default stage; others are left out."""
    usgs = resource("usgs").with_columns(pl.col("commodity").str.to_lowercase().alias("_key"))
    rows = rows if "notes" in rows.columns else rows.with_columns(pl.lit(None, pl.String).alias("notes"))
    out = rows.with_columns(pl.col("commodity").str.to_lowercase().alias("_key")).join(
        usgs.drop("commodity"), on="_key", how="inner"
    )
    if out.is_empty():
        raise BadTable(f"{path.name}: no commodity is known; is this a Mineral Commodity Summaries file?")
    return out.drop("_key")


def _values() -> list[pl.Expr]:
    """value, low, high in tonnes (or the own unit), from the printed text."""
    raw = pl.col("value_raw").str.replace_all(r"[,\s]", "")
    plain = raw.str.extract(r"^([\d.]+)$").cast(pl.Float64)
    more = raw.str.extract(r"^>([\d.]+)$").cast(pl.Float64)
    less = raw.str.extract(r"^<([\d.]+)$").cast(pl.Float64)
    zero = pl.when(pl.col("value_raw") == "—").then(0.0)
    factor = pl.col("unit").replace_strict(UNIT_TONNES, default=1.0, return_dtype=pl.Float64)
    return [
        (pl.coalesce(plain, more, less, zero) * factor).alias("value"),
        (more * factor).alias("low"),
        (less * factor).alias("high"),
    ]


def _note() -> pl.Expr:
    raw, notes = pl.col("value_raw"), pl.col("notes").fill_null("")
    small = notes.str.contains("(?i)less than")  # the mark s stands for a small figure, or for whatever its note says
    within = notes.str.extract(r"(?i)\b(included (?:in|with) [^.]+)").str.replace_all("[“”]", "").str.to_lowercase()
    return (
        pl.when(raw.is_in(list(SAID)))
        .then(raw.replace(SAID))
        .when(raw == "s")
        .then(pl.when(small).then(pl.lit("less than half a unit")).otherwise(within.fill_null("not given, see notes")))
        .when(raw.str.starts_with(">"))
        .then(pl.lit("more than"))
        .when(raw.str.starts_with("<"))
        .then(pl.lit("less than"))
        .otherwise(None)
    )


def _unit(metric: pl.Expr) -> pl.Expr:
    tonnes = pl.col("unit").is_in(list(UNIT_TONNES))
    return (
        pl.when(pl.col("unit") == "percent")
        .then(pl.lit("%"))
        .when(tonnes & (metric == "capacity"))
        .then(pl.lit("t/yr"))
        .when(tonnes)
        .then(pl.lit("t"))
        .otherwise(pl.col("unit").str.strip_chars())
        .alias("unit")
    )


def _forms(rows: pl.DataFrame) -> pl.DataFrame:
    """Form, stage and preferred flag of production, capacity and reserves rows."""
    forms = resource("usgs_forms").iter_rows(named=True)
    form, stage, preferred = pl.lit(None, pl.String), pl.col("stage"), pl.lit(True)
    text = pl.col("detail").str.to_lowercase()
    for rule in reversed(list(forms)):
        hit = (pl.col("mineral") == rule["mineral"]) & text.str.contains(rule["pattern"])
        form = pl.when(hit).then(pl.lit(rule["form"])).otherwise(form)
        stage = pl.when(hit).then(pl.lit(rule["stage"])).otherwise(stage)
        preferred = pl.when(hit).then(pl.lit(rule["preferred"] == "1")).otherwise(preferred)
    return rows.with_columns(form.alias("form"), stage.alias("stage"), preferred.alias("preferred"))


def _countries(path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    """ISO codes; parentheses of the publisher are dropped and joint rows ("China, Germany, and Russia") left out."""
    rows = rows.filter(~pl.col("country").str.contains(r",.* and |States and |ilmenite and rutile"))
    name = (
        pl.col("country")
        .str.replace_all("\u00a0", " ")
        .str.replace(r"\s*\(.*$", "")
        .str.replace(r"^World total.*$", "World total")
    )
    rows = rows.with_columns(
        pl.when(pl.col("country").str.starts_with("Congo")).then(pl.col("country")).otherwise(name).alias("country")
    )
    return rows.with_columns(pl.col("country").replace(code_of(path, rows["country"], "country")))


def _world(path: Path, rows: pl.DataFrame, edition: int) -> pl.DataFrame:
    """Production, capacity and reserves by country."""
    rows = rows.filter(pl.col("statistic").is_in(["Production", "Capacity", "Reserves"])).filter(
        pl.col("year").str.contains(r"^\d{4}$")
    )
    rows = rows.filter(~pl.col("detail").str.contains("(?i)reserves totaling|were estimated|accessible Economic"))
    rows = _countries(path, rows).with_columns(pl.col("statistic").replace(METRICS).alias("metric"))
    rows = _forms(rows).with_columns(
        *_values(), _note().alias("note"), pl.col("year").cast(pl.Int64), _unit(pl.col("metric"))
    )
    rows = rows.filter(~(pl.col("value").is_null() & pl.col("value_raw").str.contains("^(NA|Large|Small|Moderate)")))
    out = dated(rows, edition, first_here=edition - (2 if edition > FIRST_WORLD else 1)).with_columns(
        pl.lit(True).alias("complete"),
        pl.concat_str([pl.lit(f"usgs-mcs-{edition}"), "metric", pl.col("form").fill_null("")], separator="|").alias(
            "series"
        ),
    )
    return _one_row_each(path, out)


def _one_row_each(path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    """One figure a country: where the publisher prints several lines of one form they are added.

    World totals are not, for one of them may hold the others: BadTable says to tell them apart.
    """
    key = ["mineral", "stage", "country", "year", "metric", "form"]
    totals = rows.filter((pl.col("country") == "WLD") & pl.col("value").is_not_null())
    twice = totals.filter(totals.select(key).is_duplicated())["mineral"].unique()
    if len(twice):
        raise BadTable(f"{path.name}: several world totals of {twice[0]}; give each a form in maps/usgs_forms.csv")
    summed = [pl.when(pl.col("value").count() > 0).then(pl.col("value").sum()).alias("value")]
    rest = [pl.col(c).first() for c in rows.columns if c not in {*key, "value"}]
    return rows.group_by(key, maintain_order=True).agg(*summed, *rest)


def salient(path: Path, rows: pl.DataFrame, edition: int) -> pl.DataFrame:
    """US production, imports, exports, consumption, stocks and net import reliance."""
    rows = rows.filter(
        pl.col("statistic").is_in([s for s in METRICS if s not in ("Capacity", "Reserves")])
        & pl.col("year").str.contains(r"^\d{4}$")
        & (pl.col("country").str.replace_all("\u00a0", " ") == "United States")
    ).with_columns(
        pl.lit("USA").alias("country"),
        ("us_" + pl.col("statistic").replace(METRICS)).str.replace("us_net_import", "net_import").alias("metric"),
        pl.col("year").cast(pl.Int64),
    )
    text = pl.col("detail").str.to_lowercase()
    rows = rows.with_columns(
        *_values(),
        _note().alias("note"),
        _unit(pl.col("metric")),
        pl.coalesce(_of_what(_short(pl.col("detail"))), _other_commodity()).alias("form"),
        pl.when(text.str.contains(MADE))
        .then(pl.lit("refine"))
        .when(text.str.contains(ORE))
        .then(pl.lit("mine"))
        .alias("stage"),
    )
    exporter = pl.col("note") == "net exporter"
    reliance = pl.col("metric") == "net_import_reliance"
    rows = rows.with_columns(
        pl.when(exporter & reliance).then(0.0).otherwise(pl.col("value")).alias("value"),
        pl.when(exporter & reliance)
        .then(0.0)
        .when(reliance & pl.col("low").is_not_null())
        .then(100.0)
        .otherwise(pl.col("high"))
        .alias("high"),
        pl.when(reliance & (pl.col("note") == "less than")).then(0.0).otherwise(pl.col("low")).alias("low"),
        _main_reliance().alias("preferred"),
    )
    return dated(rows, edition, first_here=edition - 1)


def _of_what(form: pl.Expr) -> pl.Expr:
    """Bauxite or alumina before a form that names neither ("industry, yearend"): the chapter counts as aluminium."""
    other = pl.col("commodity").str.to_lowercase()
    bare = other.is_in(["alumina", "bauxite"]) & ~form.str.to_lowercase().str.contains(other)
    return pl.when(bare & form.is_not_null()).then(pl.concat_str(other, pl.lit(", "), form)).otherwise(form)


def _short(detail: pl.Expr) -> pl.Expr:
    """The product in the words of the table, without the name of the statistic."""
    return (
        detail.str.replace(r"(?i)^(net import reliance\s?as a percentage of [a-z ]*consumption)[,:]?\s*", "")
        .str.replace(
            r"(?i)^(imports?|exports?|production|consumption|stocks?|net import reliance)( for consumption)?[,:]?\s*",
            "",
        )
        .replace("", None)
    )


def _other_commodity() -> pl.Expr:
    """The chapter's commodity where it is not the mineral itself (bauxite, TiO2 pigment)."""
    other = pl.col("commodity").str.to_lowercase()
    return (
        pl.when(~pl.col("mineral").is_in(["aluminium"]) & other.str.starts_with(pl.col("mineral")))
        .then(None)
        .otherwise(other.replace("aluminum", None))
    )


def _main_reliance() -> pl.Expr:
    """True for the line of net import reliance that speaks for the mineral as traded: compounds and metal."""
    side = pl.col("detail").str.contains(
        "(?i)mineral concentrates|ores and concentrates|ferrosilicon|metallic abrasives"
    )
    part = (pl.col("mineral") == "silicon") & ~pl.col("detail").str.contains("Total")
    zircon = (pl.col("mineral") == "zirconium") & pl.col("detail").str.contains("(?i)hafnium")
    pigment = (pl.col("mineral") == "titanium") & ~pl.col("commodity").str.contains("(?i)sponge")
    stated = (pl.col("mineral") == "aluminium") & (pl.col("commodity") != "Aluminum")
    zirconium = pl.col("mineral") == "zirconium"
    return (~side | zirconium) & ~part & ~zircon & ~pigment & ~stated


def _import_sources(path: Path, rows: pl.DataFrame, edition: int) -> pl.DataFrame:
    """Shares of supplier countries in US imports, mean of four years."""
    rows = rows.filter(pl.col("statistic").str.starts_with("Import sources") & (pl.col("unit") == "percent"))
    rows = _countries(path, rows)
    total = pl.col("detail").str.contains("(?i)^(all|total|combined|unwrought)") | (
        pl.col("detail").n_unique().over("mineral") == 1
    )
    whole = pl.col("detail").str.contains("(?i)^(all|total)") & (pl.col("commodity").n_unique().over("mineral") > 1)
    form = pl.when(whole).then(pl.col("commodity").str.to_lowercase()).otherwise(pl.col("detail"))  # all of what
    return dated(
        rows.with_columns(
            pl.col("country").alias("partner"),
            pl.lit("USA").alias("country"),
            pl.lit("import_source_share").alias("metric"),
            (number("value_raw") / 100).alias("value"),
            pl.lit("1").alias("unit"),
            pl.lit(edition - 2, pl.Int64).alias("year"),
            form.alias("form"),
            pl.lit(None, pl.String).alias("stage"),
            pl.concat_str(pl.lit("mean of "), "year").alias("note"),
            total.alias("preferred"),
        ),
        edition,
        first_here=0,
    ).with_columns(pl.lit("reported").alias("basis"))


# the wide layout


def _wide(path: Path, rows: pl.DataFrame) -> Built:
    edition = int(str(rows["SOURCE"].drop_nulls().str.extract(r"(\d{4})")[0]))
    rows = no_repeats(path, rows, ["COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS"])
    rows = rows.rename({"COMMODITY": "commodity", "COUNTRY": "country", "TYPE": "detail", "UNIT_MEAS": "unit"})
    parts = [
        rows.select(
            "commodity", "country", "detail", "unit",
            pl.lit(METRICS_WIDE[kind]).alias("statistic"), pl.lit(year).alias("year"),
            pl.col(column).alias("value_raw"), pl.lit("World").alias("section_short"),
        )
        for column, kind, year in _wide_columns(path, rows.columns)
    ]  # fmt: skip
    tall = pl.concat(parts).filter(pl.col("value_raw").is_not_null() & pl.col("unit").is_not_null())
    content = {"Palladium content": "Palladium", "Platinum content": "Platinum"}
    for text, name in content.items():  # what is mined of each; the reserves are those of the whole group
        of_one = pl.col("detail").str.contains(text) & (pl.col("statistic") != "Reserves")
        tall = tall.with_columns(pl.when(of_one).then(pl.lit(name)).otherwise(pl.col("commodity")).alias("commodity"))
    facts = _world(path, known_commodities(path, _meant(tall, edition)), edition)
    return Built({"facts": conform("facts", facts)}, (source(edition),))


METRICS_WIDE = {"PROD": "Production", "CAP": "Capacity", "RESERVES": "Reserves"}


def _wide_columns(path: Path, columns: list[str]) -> list[tuple[str, str, str]]:
    found = [
        (c, m.group(1), m.group(2)) for c in columns if (m := re.match(r"(PROD|CAP|RESERVES)_(?:EST_)?(\d{4})$", c))
    ]
    if not found:
        raise BadTable(f"{path.name}: no PROD_<year> column; download the world data file again")
    return found
