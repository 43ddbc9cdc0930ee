"""Firms and sites of a market, told one by one: each as its row has it, with its country, use, firm and state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from didymium import labels
from didymium.proof.entail import OPEN, REFUTED, Fault
from didymium.proof.evidence import Context
from didymium.proof.known import Known
from didymium.proof.reading import Said, read
from didymium.proof.rows import SITES, SIZES, Row, country_words, find_row
from didymium.records import DerivedEvidence, Evidence, RowEvidence
from didymium.world.sites import STATES, site_words

TABLE = "market_firms"
SIDES = {"buys": {"buyers"}, "sells": {"sellers", "makers"}}
_HEAD = re.compile(
    r"\b(?P<side>[Bb]uyers|[Ss]ellers|[Mm]akers) of (?P<good>.+?)(?: in (?P<land>(?:the )?[A-Z].*?))?"
    r"(?= that | gain| lose| would|:)"
)
_WAYS = re.compile(r" (?:to|for|with|without|by) ")
_PART = re.compile(r"(?P<firms>[^();]+?)(?: \((?P<use>[^()]*)\))?(?:; |\.?$)")
_FIRM = re.compile(r"(?P<name>.+?)(?: of (?P<land>.+))?$")


def of_market(
    said: Said, known: Sequence[Known], evidence: Mapping[str, Evidence], context: Context
) -> Iterator[Fault]:  # fmt: skip
    """Why firms are told otherwise than their rows have it: "Buyers of tungsten: Kennametal (carbide tools)"."""
    below = [(k, e) for k in known for e in (evidence.get(k.key), *_operands(k, evidence))]
    counted = dict.fromkeys(e.id for _, e in below if isinstance(e, RowEvidence) and e.table == TABLE)
    firms = [find_row(context.world, TABLE, i) for i in counted]
    sites = {(e.table, e.id): e for k, e in below if isinstance(e, RowEvidence) and e.table in SITES and _lists(k.item)}
    head, colon, tail = said.text.partition(": ")
    told = _HEAD.search(f"{head}:")
    if not (firms or sites) or (len(firms) == 1 and not sites and not colon):
        return
    if not colon or told is None:
        yield OPEN, "firms are told one by one, after the good of their market"
        return
    if _WAYS.search(told["good"]):
        yield OPEN, "firms are told of one good, and of no way that it goes"
    yield from _on_market(told, firms)
    parts = [part.group().removesuffix("; ") for part in _PART.finditer(tail.removesuffix("."))] if firms else []
    parts = tail.removesuffix(".").split("; ") if sites else parts
    free = list(parts)
    for cell in sites.values():
        own = next((p for p in free if _is_site(p, cell, context)), None)
        if own is None:
            yield OPEN, f"{cell.id} is not told as its row has it"
        else:
            free.remove(own)
    named = {f for p in free if (part := _PART.match(p)) for f in _told(part, firms)}
    names = {str(r["name"]) for r in firms}
    yield from ((OPEN, f"{name} is not told as its row has it") for name in sorted(names - named))
    if other := named - names:
        yield REFUTED, f"{min(other)!r} is none of the firms, or has another country or use"


def _lists(item: Evidence) -> bool:
    """Whether a figure counts sites that are listed, and not the one whose owners are told."""
    counts = isinstance(item, DerivedEvidence) and item.formula.startswith("count(")
    return counts and item.figure.metric != "owners_of_the_site"  # type: ignore[union-attr]


def _on_market(told: re.Match[str], firms: Sequence[Row]) -> Iterator[Fault]:
    """What is told of a market before its firms: their side, their good and their country."""
    goods = {k for i in read(told["good"]).of("mineral") for k in i.keys}
    words = {k for i in read(told["good"]).of("word") for k in i.keys}  # tin metal, tin concentrate
    for row in firms:
        if told["side"].lower() not in SIDES.get(str(row["side"]), ()):
            yield REFUTED, f"{row['name']} {row['side']}"
        if not goods or not goods <= _goods(row):
            yield REFUTED, f"{row['name']} is on the market of {row['minerals']}"
        if not words <= {k for i in read(str(row["form"] or "")).of("word") for k in i.keys}:
            yield REFUTED, f"{row['name']} is on the market of {row['form'] or row['minerals']}"
        if told["land"] and country_words(str(row["country"])) != told["land"]:
            yield REFUTED, f"{row['name']} is not of {told['land']}"


def _is_site(part: str, cell: RowEvidence, context: Context) -> bool:
    """Whether a part tells a site, or the firm whose sites made it, in the words of its row, and a size where counted.

    "Sangdong in South Korea (Almonty Industries), in ramp-up"; "Minsur of Peru, 26,230 tonnes in 2023".
    """
    row = find_row(context.world, cell.table, cell.id)
    row = find_row(context.world, SITES[0], str(row["project"])) if row.get("project") else row
    land = country_words(str(row["country"]))
    if row.get("company"):
        name, words = part.partition(" of ")[0], f"{str(row['name']).split(' (')[0]} of {land}"
    else:
        name = part.partition(f" in {land}")[0]
        words = site_words(name, str(row["country"]), row["operator"], row["status"])
    size = part.removeprefix(words)
    is_own = part.startswith(words) and re.search(rf"\b{re.escape(name)}\b", f"{row['name']} {row['operator']}")
    if not is_own or any(state in size for state in STATES.values()):
        return False
    return size.startswith(", ") if cell.column in SIZES else not size


def _operands(known: Known, evidence: Mapping[str, Evidence]) -> Iterator[Evidence]:
    yield from (e for n in getattr(known.item, "operands", ()) if (e := evidence.get(n)))


def _told(part: re.Match[str], rows: Sequence[Row]) -> Iterator[str]:
    """The firms of a part, by their names where country and use are those of their rows, else as they are told."""
    for one in re.split(r", | and ", part["firms"]):
        firm = _FIRM.match(one.strip())
        for row in rows if firm else ():
            lands = {None, country_words(str(row["country"]))}
            if firm and firm["name"] == row["name"] and firm["land"] in lands and part["use"] == row["use"]:
                yield str(row["name"])
                break
        else:
            yield f"{one.strip()} ({part['use']})"


def _goods(row: Row) -> frozenset[str]:
    """The minerals of a row, with their groups, and those that its form names."""
    own = [m.strip() for m in str(row["minerals"]).split(";")]
    form = frozenset(k for i in read(str(row["form"] or "")).of("mineral") for k in i.keys)
    return form | frozenset(f"mineral:{g}" for m in own for g in (m, *labels.groups(m), *labels.members(m)))
