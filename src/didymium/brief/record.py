"""Measures on the lead's minerals as operands: what stays in force or is suspended, and what it did."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import expand, rows_about
from didymium.brief.relations.base import Operand
from didymium.brief.setting import NEWS_DAYS, Row, Setting
from didymium.world.days import parse_date
from didymium.world.load import World
from didymium.world.states import Act, State, history, state_of

EXPORT = frozenset(
    {
        "export_ban",
        "export_quota",
        "export_licence",
        "export_tax",
        "de_facto_halt",
        "entity_listing",
        "technology_export_control",
        "state_trading",
        "production_quota",
    }
)
SET_ANEW = frozenset({"export_quota", "production_quota", "export_tax"})  # each year or so: no steps of a ladder
IMPORT = frozenset({"import_tariff", "import_investigation", "import_ban"})
TRADE = ("export_ban", "export_quota", "export_licence", "export_tax", "de_facto_halt")
MEASURED = 45  # days in force before which no cut of shipments can have been measured

LOST_LEAST = 0.1  # cut of shipments below which a measure is no precedent


@dataclass(frozen=True)
class Known:
    """A measure with its state on the day, its first act and its row."""

    row: Row
    state: State
    acts: tuple[Act, ...]

    @property
    def title(self) -> str:
        """Whose measure it is, and what: "China's export ban on gallium to the United States"."""
        return f"{phrase.possessive(self.actor)} {self.name}"

    @property
    def name(self) -> str:
        """What it is, without whose: "export ban on gallium to the United States"."""
        return named(self.row)

    @property
    def actor(self) -> str:
        """The name of the state that acts."""
        return phrase.country(self.row["actor"])

    def cell(self, setting: Setting, act: Act, column: str) -> str:
        """Id of a cell of one of its acts."""
        return setting.ledger.cell("measure_states", act_row(setting, act), column)

    @property
    def announced(self) -> dt.date:
        """Day of its first act."""
        return parse_date(self.opened.date)

    @property
    def opened(self) -> Act:
        """Its first act by the day on which it was done; a suspension may take effect before it."""
        return min(self.acts, key=lambda a: parse_date(a.date))


def named(row: Row) -> str:
    """The title of a measure without the adjective of who acts, whose name stands before it."""
    title = str(row["title"])
    own = sorted({*labels.adjectives(str(row["actor"])), phrase.possessive(labels.country_name(str(row["actor"])))},
                 key=len, reverse=True)  # fmt: skip
    return next((title[len(a) + 1 :] for a in own if title.startswith(f"{a} ")), title)


def measures(setting: Setting) -> list[Operand]:
    """The measures that stand behind the story, as operands; none where no state holds the supply or acts."""
    actor = actor_of(setting)
    if actor is None or not setting.minerals:
        return []
    kinds = IMPORT if setting.lead.family == "import_measure" else EXPORT
    known = sorted(known_measures(setting, actor, kinds), key=lambda k: k.announced)
    return [*_standing(setting, known)]


def depth(row: Row, world: World) -> float | None:
    """Share of shipments that a measure took away at its deepest, 0..1; None where no source has stated it yet.

    Its depth is known only from the day that its source was published and, unless it is a quota, not before it has
    been in force for some weeks: until then nobody can have measured it.
    """
    text = row.get("severity")
    if text in (None, "") or float(text) <= 0:
        return None
    begun = parse_date(str(row.get("effective") or row["announced"]))
    if world.date is not None and row["kind"] != "export_quota" and (world.date - begun).days < MEASURED:
        return None
    published = str(world.source(row["source_id"]).get("published") or "")
    later = world.date is not None and published > world.date.isoformat()[: len(published)]
    return None if later else float(text)


def controls_before(world: World, minerals: tuple[str, ...], actor: str, day: dt.date) -> list[Row]:
    """Export controls of a state on the minerals announced up to a day, the oldest first."""
    rows = rows_about(world, "restrictions", minerals).filter(
        (pl.col("actor") == actor) & pl.col("kind").is_in(list(EXPORT))
    )
    announced = pl.col("announced").cast(pl.String)
    return rows.filter(announced <= day.isoformat()).sort(announced, "id").to_dicts()


def actor_of(setting: Setting) -> str | None:
    """Whose measures matter: the state that acts on trade, else the one that holds the supply."""
    lead = setting.lead
    return lead.actor if lead.family in {"export_control", "import_measure"} else setting.holder


def known_measures(setting: Setting, actor: str, kinds: frozenset[str]) -> Iterator[Known]:
    """The measures of a state on the minerals of the story that hit all buyers or one of its sides, as they stand."""
    rows = rows_about(setting.world, "measures", setting.minerals).filter(
        (pl.col("actor") == actor) & pl.col("kind").is_in(list(kinds))
    )
    yield from (k for row in rows.to_dicts() if _aimed(row, setting) and (k := known(setting, row)) is not None)


def known(setting: Setting, row: Row) -> Known | None:
    """A measure as it stands on the day of the brief; None before its first act."""
    acts = history(setting.world, row["id"])
    if not acts or parse_date(acts[0].date) > setting.today:
        return None
    own = next((m for m in setting.minerals if m in expand(str(row["minerals"]))), next(iter(setting.minerals), None))
    return Known(row, state_of(setting.world, row["id"], setting.today, own), acts)


def _aimed(row: Row, setting: Setting) -> bool:
    """Whether a measure hits all buyers or a side of the story; one on a single firm, only where that is named."""
    targets, firms = ({t for t in str(row[c] or "").split(";") if t} for c in ("targets", "firms"))
    told = setting.reading.article.text
    if firms and row["kind"] != "entity_listing" and not any(f in told for f in firms):
        return False
    return not targets or "WLD" in targets or bool(targets & set(setting.lead.sides))


def _turns_now(setting: Setting, one: Known) -> bool:
    """Whether the last act of a measure is the news itself, and no precedent of it."""
    return abs((setting.today - parse_date(one.state.last.date)).days) <= NEWS_DAYS


def act_row(setting: Setting, act: Act) -> Row:
    """The row of an act of a measure."""
    return setting.world.table("measure_states").filter(pl.col("id") == act.id).row(0, named=True)


def _standing(setting: Setting, known: list[Known]) -> Iterator[Operand]:
    """What is in force, and what is only suspended and until when; the newest of each first."""
    for one in reversed(known):
        state = one.state
        if one.row["kind"] == "import_investigation":
            continue
        if state.state == "in_force" and state.since is not None and (setting.today - one.announced).days > NEWS_DAYS:
            yield from _bite(setting, one)
        elif state.state == "suspended" and state.until is not None and state.until > setting.today:
            yield dated(setting, one, state.last, "until", "expiry")


def dated(setting: Setting, one: Known, act: Act, column: str, role: str) -> Operand:
    """A measure by a day of one of its acts; where the column is empty, by the day on which it was done."""
    row = act_row(setting, act)
    column = column if row.get(column) else "date"
    day = parse_date(str(row[column]))
    return Operand(
        setting.ledger.cell("measure_states", row, column),
        role,
        "date",
        float(day.toordinal()),
        "date",
        phrase.day(str(row[column])),
        one.title,
        "row",
        near=0.7,
        place=one.row["actor"],
        time=str(row[column]),
        extra=(setting.ledger.cell("measures", one.row, "title"),),
    )


def _severity(setting: Setting, one: Known) -> float | None:
    """How deep a measure cut shipments (0..1), where it has been measured by now and was no trifle."""
    begun = next((a.start for a in one.acts if a.state == "in_force" and a.start <= setting.today), None)
    if begun is None or (setting.today - begun).days <= MEASURED or not one.row.get("severity"):
        return None
    if one.row["kind"] not in {*TRADE, *QUOTAS, *IMPORT}:
        return None  # a control of know-how or of named firms is no measure of shipments
    published = str(setting.world.source(one.row["source_id"]).get("published") or "")
    value = float(one.row["severity"])
    return value if value >= LOST_LEAST and published <= setting.today.isoformat()[: len(published)] else None


_SEEN = re.compile(
    r"(?i)\bcustoms\b|\by/y|(?<!\d)-\d+ ?%|\bcut by \d|\bzero\b[^;]*\bexports\b|\bexports? [\d,.]+ ?k?t\b"
)


def _observed(row: Row) -> bool:
    """Whether the depth of a measure was seen in trade (of a quota: against the one before), and not set by its text.

    What a quota allows against what was made is no observation.
    """
    basis = str(row.get("severity_basis") or "")
    return bool(_SEEN.search(basis)) and "output" not in basis


def _bite(setting: Setting, one: Known) -> Iterator[Operand]:
    """How deep a measure in force has cut, as trade has shown, with the day since when it stands."""
    value = _severity(setting, one)
    if value is None or not _observed(one.row):
        return
    if setting.lead.direction == "ease" and _turns_now(setting, one):
        return  # it is the one that is eased
    since = one.cell(setting, one.state.first, "date")
    yield Operand(
        setting.ledger.cell("measures", one.row, "severity"), "bite", "share", value, "share",
        phrase.quantity(value, "share"), one.title, "row", near=0.7, place=one.row["actor"],
        time=str(one.state.since), extra=(since,),
    )  # fmt: skip


QUOTAS = frozenset({"export_quota", "production_quota"})
