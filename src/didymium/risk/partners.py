"""Who buys what a country sells, and who sells what a country buys: shares of customs trade by partner.

Values of CEPII BACI by customs code; what no code of its own tells, or a code with other goods, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import BadInput, MissingData
from didymium.records import Figure, run_id
from didymium.records.base import in_short
from didymium.risk.result import manifest
from didymium.world.load import World, load_world

MOST = 8  # partners that are named
LEAST_USD = 2e7  # a year's trade of a country in a good, below which its shares say nothing
LEAST_PART = 0.02  # share of a country's trade from which a partner is named
HUBS = frozenset({"HKG", "SGP", "ARE", "NLD", "MOZ", "NAM", "TZA"})  # ports through which goods of others pass


@dataclass(frozen=True)
class Good:
    """A traded good: the stage that its customs codes are of, its name, the stages that it may be asked for, what its
    codes are known not to tell."""

    mineral: str
    stage: str
    name: str
    asked: frozenset[str]
    lacking: str = ""


@dataclass(frozen=True)
class Partner:
    """One partner in a year's trade.

    value_usd: of the trade between the two; export_share: its part of all that the seller sells abroad; import_share:
    its part of all that the buyer buys abroad; hub: whether goods mostly pass through the partner.
    """

    country: str
    value_usd: float
    export_share: float
    import_share: float
    hub: bool = False


@dataclass(frozen=True)
class Partners:
    """The partners of a seller or a buyer of one good in one year, the largest first, and what re-creates them."""

    mineral: str
    stage: str
    good: str
    year: int
    total_usd: float
    partners: tuple[Partner, ...]
    exporter: str | None = None
    importer: str | None = None
    lacking: str = ""  # what the customs codes are known not to tell
    manifest: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return in_short(self)

    @property
    def run(self) -> str:
        """Id of the run: the same arguments and world (edition, accepted rows, day) give the same id."""
        return run_id("partners", {k: v for k, v in self.manifest.items() if k not in {"verb", "version"}})

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The trade in all, then of each partner its shares of the exports and of the imports."""
        one = self.exporter or self.importer
        about: dict[str, Any] = {
            "mineral": self.mineral, "stage": self.stage, "name": self.good, "period": str(self.year)
        }  # fmt: skip
        made = [Figure(metric="traded_usd", value=self.total_usd, unit="USD", country=one, **about)]
        for other in self.partners:
            seller, buyer = (one, other.country) if self.exporter else (other.country, one)
            pair = (
                (seller, buyer, "export_share", other.export_share),
                (buyer, seller, "import_share", other.import_share),
            )
            made += [
                Figure(metric=metric, value=share, unit="share", country=whose, counterpart=whom, **about)
                for whose, whom, metric, share in pair
            ]
        return tuple(made)

    def told(self) -> Iterator[str]:
        """Each partner in words."""
        yield f"{self.good}, {self.year}: ${self.total_usd / 1e6:,.0f} million"
        for p in self.partners:
            where = "exports" if self.exporter else "imports"
            own = p.export_share if self.exporter else p.import_share
            back = p.import_share if self.exporter else p.export_share
            what = "imports" if self.exporter else "exports"
            yield f"{labels.country_name(p.country)}: {own:.0%} of the {where}, {back:.0%} of its own {what}"
        if self.lacking:
            yield f"not told by customs trade: {self.lacking}"

    def to_json(self) -> dict[str, Any]:
        """The fields, the figures, the run and the manifest with the published keys."""
        kept = {k: v for k, v in asdict(self).items() if k != "manifest"}
        figures = [f.model_dump(mode="json") for f in self.figures]
        return {**kept, "figures": figures, "run": self.run, "manifest": self.manifest}


@cache
def goods() -> tuple[Good, ...]:
    """The goods of which customs codes tell the trade alone."""
    return tuple(
        Good(r["mineral"], r["stage"], r["good"], frozenset(r["asked"].split(";")), r["lacking"])
        for r in labels.lexicon("traded_goods")
    )  # fmt: skip


def good_of(mineral: str, stage: str | None) -> Good | None:
    """The traded good that news of a mineral at a stage is of; None where several or none may be."""
    fits = [g for g in goods() if g.mineral == mineral and (stage is None or stage in g.asked)]
    exact = [g for g in fits if g.stage == stage]
    return exact[0] if exact else fits[0] if len(fits) == 1 else None


def partners(
    mineral: str, world: World | None = None, *, exporter: str | None = None, importer: str | None = None,
    stage: str | None = None,
) -> Partners:  # fmt: skip
    """The partners of a seller (`exporter`) or a buyer (`importer`; one of the two) in the last year that is known.

    stage: of the good, needed where a mineral is traded at several. EUU counts the European Union as one.
    Errors: `BadInput` for neither or both sides, `UnknownLabel`, `MissingData` where no code tells the trade alone or
    the country has next to none.
    """
    view = world or load_world()
    if (exporter is None) == (importer is None):
        raise BadInput("partners: give either an exporter or an importer")
    name = labels.mineral(mineral)
    good = good_of(name, labels.stage(stage) if stage else None)
    if good is None:
        known = ", ".join(sorted({g.stage for g in goods() if g.mineral == name})) or "none"
        raise MissingData(f"trade in {name}{f' ({stage})' if stage else ''}: no customs code of its own tells it "
                          f"(stages with one: {known})")  # fmt: skip
    side = labels.country(str(exporter or importer))
    here, there = ("exporter", "importer") if exporter else ("importer", "exporter")
    rows = _flows(view, good, side == "EUU")
    own = rows.filter(pl.col(here) == side)
    year = own["year"].max() if own.height else None
    total = float(own.filter(pl.col("year") == year)["value_usd"].sum()) if year is not None else 0.0
    if not isinstance(year, int) or total < LEAST_USD:
        raise MissingData(
            f"{good.name}: {labels.country_name(side)} has next to no {here[:-2]}s of it in the trade tables"
        )
    rows, own = rows.filter(pl.col("year") == year), own.filter(pl.col("year") == year)
    traded = {c: float(v) for c, v in rows.group_by(there).agg(pl.col("value_usd").sum()).iter_rows()}
    ranked = own.group_by(there).agg(pl.col("value_usd").sum()).sort(["value_usd", there], descending=[True, False])
    found: list[Partner] = []
    for country, value in ranked.iter_rows():
        if value >= LEAST_PART * total and len(found) < MOST:
            shares = value / total, value / traded[country]
            sold, bought = shares if exporter else shares[::-1]
            found.append(Partner(country, float(value), sold, bought, country in HUBS))
    sides = {"exporter": side if exporter else None, "importer": side if importer else None}
    run = manifest("partners", {"mineral": name, "stage": good.stage, **sides}, view)
    return Partners(
        name, good.stage, good.name, year, total, tuple(found), lacking=good.lacking, manifest=run, **sides
    )  # fmt: skip


def _flows(world: World, good: Good, union: bool) -> pl.DataFrame:
    """(exporter, importer, year, value_usd) of a good; the European Union as one where it is asked for."""
    rows = world.table("trade").filter(
        (pl.col("mineral") == good.mineral) & (pl.col("stage") == good.stage) & (pl.col("value_usd") > 0)
    )
    if not labels.is_group(good.mineral):
        rows = rows.filter(pl.col("flag").fill_null("") != "group_code")
    if union and not rows.is_empty():
        members = list(labels.eu_members(f"{rows['year'].max()!s}-12-31"))
        rows = rows.with_columns(
            pl.when(pl.col(c).is_in(members)).then(pl.lit("EUU")).otherwise(pl.col(c)).alias(c)
            for c in ("exporter", "importer")
        )
    rows = rows.filter(pl.col("exporter") != pl.col("importer"))
    return rows.group_by("exporter", "importer", "year").agg(pl.col("value_usd").sum())
