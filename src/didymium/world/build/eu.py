"""European Commission, critical raw materials studies of 2017 and 2023: shares, trade parameter t, components."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from didymium.errors import BadTable
from didymium.world.build.common import Built, any_of, code_of, conform, no_repeats, number, read_csv

SHARES = ("Material", "Stage", "Country", "Share", "t")
USES = ("Material", "Application", "Share", "NACE sector")
COMPONENTS_2017 = ("material", "stage", "SR", "EI", "SI_EI", "SI_SR", "HHI_WGIt_GS", "HHI_WGIt_EU28")
COMPONENTS_2023 = ("material_name", "eu_used_stage", "si_ei", "si_sr", "import_reliance_primary", "end_of_life")
STUDY = {2017: ("eu-crm-2017", dt.date(2017, 9, 13)), 2023: ("eu-crm-2023", dt.date(2023, 3, 16))}
MIDDLE = {2017: 2012, 2023: 2018}  # middle of the reference years 2010-2014 and 2016-2020
COUNTRIES = {"Congo": "COG", "Congo, D.R.": "COD", "Libanon": "LBN"}  # the study's own spellings
METAL = ("Magnesium", "Silicon metal", "Titanium metal", "Niobium", "Aluminium")  # processed into metal
STAGES = {"E": "mine", "P": "refine", "Extraction": "mine", "Processing": "refine"}
METRICS_2017 = {
    "SR": ("supply_risk", "1"), "EI": ("economic_importance", "1"), "IR_pct": ("import_reliance", "%"),
    "EoLRIR_pct": ("recycling_input_rate", "%"), "SI_EI": ("si_ei", "1"), "SI_SR": ("si_sr", "1"),
    "HHI_WGIt_GS": ("hhi_wgi_t_global", "1"), "HHI_WGIt_EU28": ("hhi_wgi_t_eu", "1"),
}  # fmt: skip
recognise = any_of(SHARES, USES, COMPONENTS_2017, COMPONENTS_2023)


def read(path: Path) -> Built:
    """Facts (shares, t, components) or end uses of one study."""
    rows = read_csv(path)
    if set(COMPONENTS_2017) <= set(rows.columns):
        return _facts(2017, _components_2017(path, rows))
    if set(COMPONENTS_2023) <= set(rows.columns):
        return _facts(2023, _components_2023(path, rows))
    if set(USES) <= set(rows.columns):
        return _uses(path, rows)
    sourcing = "eu_shares" in path.name or "sourcing" in path.name
    return _facts(2023, _shares(path, rows, sourcing))


def _facts(study: int, rows: pl.DataFrame) -> Built:
    source, known = STUDY[study]
    facts = rows.with_columns(
        pl.lit(MIDDLE[study], pl.Int64).alias("year"),
        pl.lit("reported").alias("basis"),
        pl.lit(known).alias("known_from"),
        pl.lit(source).alias("source_id"),
        pl.lit("high").alias("confidence"),
    )
    return Built({"facts": conform("facts", facts)})


def _mineral(path: Path, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows with the canonical mineral of each material."""
    return rows.with_columns(pl.col(column).replace(code_of(path, rows[column], "mineral")).alias("mineral"))


def _stage(stage: str, material: str) -> pl.Expr:
    """Our stage: extraction is mine; processing is refine, or metal for what leaves the plant as metal."""
    processed = pl.col(stage).is_in(["P", "Processing"])
    return (
        pl.when(processed & pl.col(material).is_in(METAL))
        .then(pl.lit("metal"))
        .otherwise(pl.col(stage).replace(STAGES))
    )


def _share(column: str) -> pl.Expr:
    """A share 0..1 from "99%", "0.4%" or a bare percentage "6" of the study's tables; of "<0.1%" the bound."""
    return pl.col(column).str.replace_all(r"[%<,\s]", "").cast(pl.Float64, strict=False) / 100


def _shares(path: Path, rows: pl.DataFrame, sourcing: bool) -> pl.DataFrame:
    """Global production shares (metric share) or EU sourcing (sourcing_share) with the parameter t of each country."""
    rows = no_repeats(path, rows, ["Material", "Stage", "Country"])
    rows = _mineral(path, rows, "Material")
    bad = rows.with_row_index("_line", offset=2).filter(_share("Share").is_null() & pl.col("Share").is_not_null())
    if bad.height:
        raise BadTable(f"{path.name}, row {bad['_line'][0]}: Share {bad['Share'][0]!r} is not a percentage")
    rows = rows.with_columns(
        pl.col("Country").replace(code_of(path, rows["Country"], "country", COUNTRIES)).alias("_country"),
        _stage("Stage", "Material").alias("stage"),
        _share("Share").alias("_share"),
        pl.when(pl.col("Share").str.starts_with("<")).then(pl.lit("less than")).alias("note"),
        pl.lit("eu sourcing" if sourcing else "global").alias("scenario"),
        pl.col("Material").alias("form"),
    )
    world = pl.lit("EUU") if sourcing else pl.col("_country")
    bound = pl.col("note") == "less than"  # "<0.1%" is a range and no figure: dozens of bounds would add up to 4 %
    figure = pl.when(bound.fill_null(False)).then(None).otherwise(pl.col("_share"))
    share = rows.with_columns(
        world.alias("country"),
        pl.when(pl.lit(sourcing)).then(pl.col("_country")).alias("partner"),
        pl.lit("sourcing_share" if sourcing else "share").alias("metric"),
        figure.alias("value"),
        pl.when(bound).then(pl.lit(0.0)).alias("low"),
        pl.when(bound).then(pl.col("_share")).alias("high"),
        pl.lit("1").alias("unit"),
        pl.concat_str(pl.lit("eu-crm-2023|share|"), "Material").alias("series"),
        (figure.sum().over("Material", "stage").is_between(0.97, 1.02)).alias("complete"),
    )
    parameter = rows.with_columns(
        pl.col("_country").alias("country"),
        pl.lit("EUU").alias("partner"),
        pl.lit("trade_parameter").alias("metric"),
        number("t").alias("value"),
        pl.lit("1").alias("unit"),
        pl.lit(None, pl.String).alias("note"),
    )
    known = pl.col("value").is_not_null() | pl.col("high").is_not_null()
    return pl.concat([share, parameter], how="diagonal_relaxed").filter(known)


def _components_2017(path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    rows = no_repeats(path, rows, ["material", "stage"])
    return _melt(_mineral(path, rows, "material"), METRICS_2017, _stage("stage", "material")).with_columns(
        pl.col("material").alias("form"), pl.lit("EU 2017").alias("scenario"), pl.col("basis_2017").alias("note")
    )


def _components_2023(path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    rows = _mineral(path, no_repeats(path, rows, ["material_name"]), "material_name").rename(
        {"material_name": "material"}
    )
    refined = pl.when(pl.col("material").is_in(METAL)).then(pl.lit("metal")).otherwise(pl.lit("refine"))
    used = _stage("eu_used_stage", "material")
    general = {"si_ei": ("si_ei", "1"), "si_sr": ("si_sr", "1"), "end_of_life": ("recycling_input_rate", "%")}
    parts = [
        _melt(rows, general, used).with_columns(pl.concat_str(pl.lit("stages assessed: "), "eu_stages").alias("note")),
        _melt(rows, {"import_reliance_primary": ("import_reliance", "%")}, pl.lit("mine")).with_columns(
            pl.col("eu_used_supply_primary").alias("note")
        ),
        _melt(rows, {"import_reliance_refined": ("import_reliance", "%")}, refined).with_columns(
            pl.col("eu_used_supply_refined").alias("note")
        ),
    ]
    return pl.concat(parts, how="diagonal_relaxed").with_columns(
        pl.col("material").alias("form"), pl.lit("EU 2023").alias("scenario")
    )


def _melt(rows: pl.DataFrame, metrics: dict[str, tuple[str, str]], stage: pl.Expr) -> pl.DataFrame:
    """One row a component that the study gives."""
    base = rows.rename({"basis": "basis_2017"}) if "basis" in rows.columns else rows
    parts = [
        base.with_columns(
            stage.alias("stage"),
            pl.lit("EUU").alias("country"),
            pl.lit(metric).alias("metric"),
            number(column).alias("value"),
            pl.lit(unit).alias("unit"),
        )
        for column, (metric, unit) in metrics.items()
    ]
    return pl.concat(parts).filter(pl.col("value").is_not_null())


def _uses(path: Path, rows: pl.DataFrame) -> Built:
    source, known = STUDY[2023]
    money = next((c for c in rows.columns if c.strip().startswith("VA ")), None)
    if money is None:
        raise BadTable(f"{path.name}: column 'VA in million' is missing; download the study's annex again")
    rows = _mineral(path, rows, "Material").with_columns(
        pl.col("Application").alias("application"),
        _share("Share").alias("share"),
        pl.col("NACE sector").alias("nace"),
        number(money).alias("value_added_meur"),
        pl.lit(source).alias("source_id"),
        pl.lit(known).alias("known_from"),
    )
    rows = rows.filter(
        pl.col("share").is_not_null() & pl.col("nace").is_not_null() & pl.col("value_added_meur").is_not_null()
    )
    return Built({"eu_uses": conform("eu_uses", rows)})
