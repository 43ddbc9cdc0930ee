"""True sentences with their evidence: of rows of the world, runs, derivations and spans, in several wordings each.

Nothing here is taken from the verifier: names of countries come from the table of labels, numbers are written here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from didymium import labels, proof
from didymium.errors import DidymiumError
from didymium.records import Brief, Evidence, Figure, RunEvidence, Sentence, SpanEvidence
from didymium.world.load import World, load_world

DAY = "2025-11-10"
MADE = {"mine": "mined", "refine": "refined"}
NOUN = {"mine": "mining", "refine": "refining"}
SPANS = Path(__file__).parent / "spans.jsonl"


@dataclass(frozen=True)
class Case:
    """A true sentence, what it cites, and all evidence that a forger may cite instead."""

    text: str
    cites: tuple[str, ...]
    evidence: dict[str, Evidence]
    context: proof.Context

    def prove(self, text: str | None = None, cites: tuple[str, ...] | None = None) -> proof.Proof:
        """The proof of the sentence, or of another text or other evidence in its place."""
        said = Sentence(text=text or self.text, evidence=cites or self.cites)
        return proof.prove(said, self.evidence, self.context)


@cache
def world() -> World:
    return load_world().as_of(DAY)


def name(code: str) -> str:
    return labels.country_name(code, article=True)


def own(code: str) -> str:
    said = name(code)
    return f"{said}'" if said.endswith("s") else f"{said}'s"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    return f"{100 * share:.0f}%" if share >= 0.095 else f"{100 * share:.1f}%"


def money(value: float) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"${rounded(value / size, 2):g} {word}"
    return f"${value:,.0f}"


def rounded(value: float, digits: int = 3) -> float:
    return float(f"{value:.{digits}g}")


def day(iso: str) -> str:
    months = "January February March April May June July August September October November December".split()  # noqa: SIM905
    parts = iso.split("-")
    words = [str(int(parts[2]))] if len(parts) > 2 else []
    words += [months[int(parts[1]) - 1]] if len(parts) > 1 else []
    return " ".join([*words, parts[0]])


def on(iso: str) -> str:
    return f"{'on' if iso.count('-') == 2 else 'in'} {day(iso)}"


class Book:
    """A ledger and the cases written with it."""

    def __init__(self, text: str = "", runs: dict[str, Any] | None = None) -> None:
        self.ledger = proof.Ledger(world(), text)
        self.runs = runs or {}
        self.said: list[tuple[str, tuple[str, ...]]] = []

    def say(self, text: str, *keys: str) -> None:
        self.said.append((text, keys))

    def cases(self) -> list[Case]:
        context = proof.Context(world(), self.ledger.text, "", DAY, self.runs)
        found = self.ledger.evidence
        return [
            Case(t, k, found, context) for t, k in self.said if not all(getattr(found[e], "weak", False) for e in k)
        ]


SHARED = (
    ("rare earths", "mine"), ("cobalt", "mine"), ("cobalt", "refine"), ("gallium", "refine"), ("graphite", "mine"),
    ("lithium", "mine"), ("nickel", "mine"), ("tungsten", "mine"), ("antimony", "mine"), ("copper", "mine"),
    ("copper", "refine"), ("manganese", "mine"), ("tin", "mine"), ("zinc", "mine"), ("vanadium", "mine"),
    ("bismuth", "refine"), ("platinum", "mine"), ("magnesium", "refine"), ("titanium", "mine"), ("lithium", "refine"),
)  # fmt: skip


def shares(book: Book) -> None:
    for mineral, stage in SHARED:
        try:
            rows = world().shares(mineral, stage).filter(~pl.col("country").is_in(["OTH", "WLD"])).head(3).to_dicts()
            keys = [book.ledger.row(*proof.share_row(world(), mineral, stage, r["country"]), "value", "world_share")
                    for r in rows]  # fmt: skip
        except DidymiumError:
            continue
        first, year = rows[0], rows[0]["year"]
        if first["mineral"] != mineral:
            continue
        c, p = first["country"], percent(first["share"])
        book.say(f"{capital(own(c))} share of world {mineral} {NOUN[stage]} was {p} in {year}.", keys[0])
        book.say(f"{capital(name(c))} {MADE[stage]} {p} of the world's {mineral} in {year}.", keys[0])
        book.say(f"In {year} {name(c)} accounted for {p} of global {mineral} {NOUN[stage]}.", keys[0])
        if len(rows) > 1 and rows[1]["year"] == year:
            d, q = rows[1]["country"], percent(rows[1]["share"])
            verb = MADE[stage]
            book.say(f"{capital(name(c))} {verb} {p} of the world's {mineral} in {year} and {name(d)} {q}.", *keys[:2])
            book.say(
                f"In {year} {p} of the {mineral} of the world was {verb} in {name(c)}, against {q} in {name(d)}.",
                *keys[:2],
            )


def reliance(book: Book) -> None:
    rows = world().table("facts").filter(
        (pl.col("metric") == "net_import_reliance") & (pl.col("country") == "USA") & pl.col("value").is_not_null()
        & pl.col("note").is_null() & (pl.col("year") == 2024)
    ).sort("mineral", "known_from").unique("mineral", keep="last", maintain_order=True).head(18)  # fmt: skip
    for row in rows.iter_rows(named=True):
        key = book.ledger.row("facts", proof.row_id(world(), "facts", row), "value")
        value = row["value"] * (100 if row["unit"] == "1" else 1)
        m, y = row["mineral"], row["year"]
        book.say(f"The United States' net import reliance for {m} was {value:.0f}% in {y}.", key)
        book.say(f"Net imports covered {value:.0f}% of the {m} that the United States consumed in {y}.", key)


def prices(book: Book) -> None:
    rows = world().table("prices").filter(
        pl.col("period").str.len_chars() == 4).sort("mineral", "form", "market", "source_id", "period")  # fmt: skip
    for group, series in rows.group_by("mineral", "form", "market", "source_id", "unit", "basis", maintain_order=True):
        pairs = series.to_dicts()
        if len(pairs) < 2 or len(book.said) > 260 or not str(group[4]).startswith("USD/"):
            continue
        old, new = pairs[-2:]
        a, b = (book.ledger.row("prices", proof.row_id(world(), "prices", r), "value") for r in (old, new))
        if old["value"] == new["value"] or rounded(old["value"]) == rounded(new["value"]):
            continue
        unit = "/kg" if group[4] == "USD/kg" else "/t" if group[4] == "USD/t" else None
        if unit is None:
            continue
        x, y = (f"${rounded(r['value']):,g}{unit}" for r in (old, new))
        turn = "rose" if new["value"] > old["value"] else "fell"
        also = "climbed" if turn == "rose" else "dropped"
        m = group[0]
        book.say(f"The price of {m} {turn} from {x} in {old['period']} to {y} in {new['period']}.", a, b)
        book.say(f"In {new['period']} {m} cost {y}, after {x} in {old['period']}.", a, b)
        book.say(f"The price of {m} {also} to {y} in {new['period']} from {x} in {old['period']}.", a, b)


_PLAIN = frozenset({
    "export", "exports", "import", "ban", "bans", "licence", "licences", "quota", "quotas", "tax", "tariff", "tariffs",
    "duty", "duties", "anti-dumping", "law", "rules", "on", "of", "for", "to", "from", "the", "and", "others",
})  # fmt: skip


def _narrow(title: str, minerals: list[str]) -> bool:
    """Whether a title says more of its goods than their minerals: of these a measure on the mineral is not true."""
    plain = _PLAIN | {w for m in minerals for w in m.lower().split()}
    plain |= {w for c in labels.countries() for w in (labels.adjective(c), *labels.country_name(c).split()) if w}
    return any(w not in plain for w in re.findall(r"[A-Za-z\d][\w-]*", title))


def measures(book: Book) -> None:
    kinds = {"export_ban": "export ban", "export_licence": "export licences", "export_quota": "export quota",
             "import_tariff": "import tariff", "export_tax": "export tax"}  # fmt: skip
    log = world().table("measure_states")
    for row in world().table("measures").filter(pl.col("kind").is_in(list(kinds))).sort("id").iter_rows(named=True):
        first = log.filter(pl.col("measure") == row["id"]).sort("date").head(1).to_dicts()
        minerals = str(row["minerals"]).split(";")
        if not first or first[0]["act"] not in {"announced", "entered"} or len(str(first[0]["date"])) < 7:
            continue
        if len(minerals) > 3 or any(m not in labels.minerals() for m in minerals) or len(book.said) > 460:
            continue
        key = book.ledger.row("measures", row["id"], "title")
        goods = minerals[0] if len(minerals) == 1 else f"{', '.join(minerals[:-1])} and {minerals[-1]}"
        targets = [t for t in str(row["targets"] or "").split(";") if t and t != "WLD"]
        banned = "ban" in row["title"].split() and row["kind"] == "import_tariff"  # which is told as no tariff
        if len(targets) > 1 or banned or _narrow(row["title"], minerals):
            continue
        against = f" against {name(targets[0])}" if len(targets) == 1 else ""
        when, noun = first[0]["date"], kinds[row["kind"]]
        book.say(f"{capital(name(row['actor']))} announced its {noun} on {goods}{against} {on(when)}.", key)
        book.say(f"{capital(own(row['actor']))} {noun} on {goods}{against} was announced {on(when)}.", key)


def deals(book: Book) -> None:
    rows = (
        world().table("deals").filter(pl.col("amount_usd").is_not_null() & (pl.col("announced").str.len_chars() == 10))
    )
    for row in rows.sort("id").head(40).iter_rows(named=True):
        parties = str(row["parties"]).split(";")
        if len(parties) != 2 or any(p in labels.countries() for p in parties) or not row["project"]:
            continue
        key = book.ledger.row("deals", row["id"], "amount_usd")
        a, b = parties
        said = money(row["amount_usd"])
        book.say(f"{capital(on(row['announced']))} {a} and {b} agreed on a deal of {said} for {row['project']}.", key)


def uses(book: Book) -> None:
    rows = world().table("uses").filter((pl.col("share") > 0.15) & pl.col("economy").is_in(["EUU", "USA"]))
    for row in (
        rows.sort("mineral", "share").unique("mineral", keep="last", maintain_order=True).head(24).iter_rows(named=True)
    ):
        if row["sector"] not in labels.sectors():
            continue
        key = book.ledger.row("uses", proof.row_id(world(), "uses", row), "share")
        sector, share = labels.sector_name(row["sector"]), percent(row["share"])
        book.say(f"{capital(sector)} takes {share} of the {row['mineral']} that {name(row['economy'])} uses.", key)


RUNS: dict[str, Any] = {
    f"simulate-{k}": {
        "verb": "simulate", "as_of": DAY,
        "args": {"scenario": {"start": "2025-12", "restrictions": [
            {"exporter": a, "importer": t, "minerals": [m], "allowed": 0.26, "from": "2025-12", "to": "2026-11"}]}},
    }
    for k, (a, t, m) in enumerate((("CHN", "USA", "dysprosium"), ("CHN", "JPN", "gallium"), ("COD", "CHN", "cobalt"),
                                   ("IDN", "KOR", "nickel"), ("CHN", "DEU", "tungsten"), ("RUS", "FRA", "titanium")))
}  # fmt: skip


def runs(book: Book) -> None:
    book.runs = RUNS
    for k, (run, manifest) in enumerate(RUNS.items()):
        cut = manifest["args"]["scenario"]["restrictions"][0]
        a, t, m = cut["exporter"], cut["importer"], cut["minerals"][0]
        scale = 1 + 0.37 * k
        figures = {
            "loss": Figure(metric="value_added_at_risk_usd", value=8.6e8 * scale, low=2.3e8 * scale, high=4.1e9 * scale,
                           unit="USD", country=t, period="2025-12/2027-11"),
            "price": Figure(metric="price_ratio", value=1.46 * scale, low=1.2 * scale, high=2.1 * scale, unit="1",
                            mineral=m, country=t),
            "short": Figure(metric="months_to_shortage", value=2.0 + k, low=1.0 + k, high=4.0 + k, unit="months",
                            mineral=m, country=t),
        }  # fmt: skip
        keys = {
            n: book.ledger.add(RunEvidence(run=run, metric=f.metric, index=j, statement="", figure=f))
            for j, (n, f) in enumerate(figures.items())
        }
        f = figures["loss"]
        told = f"{money(f.value)} ({money(f.low or 0)} to {money(f.high or 0)})"
        book.say(
            f"A twelve-month cut of 74% in {own(a)} exports of {m} would put {told} of value added "
            f"in {name(t)} at risk.",
            keys["loss"],
        )
        book.say(
            f"{capital(name(t))} would lose {told} of value added if {name(a)} cut its exports of {m} by 74%.",
            keys["loss"],
        )
        p = figures["price"]
        ratio = f"{p.value:.2g} times the baseline ({p.low:.2g} to {p.high:.2g} times)"
        book.say(f"The price of {m} in {name(t)} would peak at {ratio}.", keys["price"])
        s = figures["short"]
        book.say(
            f"Users of {m} in {name(t)} would run short within {s.value:.0f} months "
            f"({s.low:.0f} to {s.high:.0f} months).",
            keys["short"],
        )


DERIVED = (
    ("Congo set a cobalt quota of 96,600 tonnes for 2026. It exported 220,000 tonnes of cobalt in 2024.",
     "96,600 tonnes", "220,000 tonnes", "share", "quota_share_of_exports", "cobalt",
     ("The quota of 96,600 tonnes of cobalt is 44% of the 220,000 tonnes that Congo exported in 2024.",
      "Congo's cobalt quota of 96,600 tonnes equals 44% of its exports of 220,000 tonnes in 2024.")),
    ("Indonesia granted a nickel ore quota of 250 million tonnes for 2026. Mines had 379 million tonnes in 2025.",
     "250 million tonnes", "379 million tonnes", "change", "quota_change", "nickel",
     ("Indonesia's nickel quota of 250 million tonnes for 2026 is 34% less than the 379 million tonnes of 2025.",
      "The nickel quota fell 34%, from 379 million tonnes in 2025 to 250 million tonnes in 2026.")),
    ("The plant will hold a stock of 600 tonnes of antimony. Users take 2,400 tonnes a year.",
     "600 tonnes", "2,400 tonnes a year", "/", "stock_cover_months", "antimony",
     ("The stock of 600 tonnes of antimony will cover 3 months of use at 2,400 tonnes a year.",)),
)  # fmt: skip


def derivations() -> Iterator[Case]:
    for text, a, b, act, metric, mineral, sentences in DERIVED:
        book = Book(text)
        x, y = (book.ledger.span(text.index(w), text.index(w) + len(w), reads=True) for w in (a, b))
        formula = f"{x} / {y}" if act == "/" else f"{act}({x}, {y})"
        key = book.ledger.derived(formula, metric, mineral=mineral)
        for said in sentences:
            book.say(said, key, x, y)
        yield from book.cases()


def spans() -> Iterator[Case]:
    """Pairs of a piece of an article and a sentence about it, written by hand."""
    for line in SPANS.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = row["article"]
        evidence: dict[str, Evidence] = {"e1": SpanEvidence(start=0, end=len(text), quote=text)}
        context = proof.Context(world(), text, "", DAY, {})
        for said in row["true"]:
            yield Case(said, ("e1",), evidence, context)


@cache
def cases() -> tuple[Case, ...]:
    """All cases, the same in every run."""
    book = Book()
    for write in (shares, reliance, prices, measures, deals, uses, runs):
        write(book)
    return (*book.cases(), *derivations(), *spans())


def of_brief(brief: Brief) -> list[Case]:
    """The sentences of a brief as cases."""
    context = proof.context_of(brief, load_world())
    return [Case(s.text, s.evidence, brief.evidence, context) for _, s in proof.places(brief)]
