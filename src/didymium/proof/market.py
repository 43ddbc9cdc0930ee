"""Firms of a market held against their rows: each with its own country and use, all of them buyers of the good."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from didymium import labels
from didymium.proof.entail import OPEN, REFUTED, Fault
from didymium.proof.evidence import Context
from didymium.proof.known import Known
from didymium.proof.reading import Said, read
from didymium.proof.rows import Row, country_words, find_row
from didymium.records import Evidence, RowEvidence

TABLE = "market_firms"
SIDES = {"buys": {"buyers"}, "sells": {"sellers", "makers"}}
_HEAD = re.compile(
    r"\b(?P<side>[Bb]uyers|[Ss]ellers|[Mm]akers) of (?P<good>.+?)(?: in (?P<land>(?:the )?[A-Z].*?))?"
    r"(?= that | gain| lose| would|:)"
)
_PART = re.compile(r"(?P<firms>[^();]+?)(?: \((?P<use>[^()]*)\))?(?:; |\.?$)")
_FIRM = re.compile(r"(?P<name>.+?)(?: of (?P<land>.+))?$")


def of_market(
    said: Said, known: Sequence[Known], evidence: Mapping[str, Evidence], context: Context
) -> Iterator[Fault]:  # fmt: skip
    """Why firms are told otherwise than their rows have it: "Buyers of tungsten: Kennametal (carbide tools)"."""
    below = (e for k in known for n in (k.key, *getattr(k.item, "operands", ())) if (e := evidence.get(n)))
    ids = dict.fromkeys(e.id for e in below if isinstance(e, RowEvidence) and e.table == TABLE)
    rows = [find_row(context.world, TABLE, i) for i in ids]
    head, colon, tail = said.text.partition(": ")
    told = _HEAD.search(f"{head}:")
    if not rows or (len(rows) == 1 and not colon):
        return
    if not colon or told is None:
        yield OPEN, "firms are told one by one, after the good of their market"
        return
    goods = {k for i in read(told["good"]).of("mineral") for k in i.keys}
    for row in rows:
        if told["side"].lower() not in SIDES.get(str(row["side"]), ()):
            yield REFUTED, f"{row['name']} {row['side']}"
        if not goods or not goods <= _goods(row):
            yield REFUTED, f"{row['name']} is on the market of {row['minerals']}"
        if told["land"] and country_words(str(row["country"])) != told["land"]:
            yield REFUTED, f"{row['name']} is not of {told['land']}"
    named = {f for part in _PART.finditer(tail) for f in _told(part, rows)}
    firms = {str(r["name"]) for r in rows}
    yield from ((OPEN, f"{name} is not told as its row has it") for name in sorted(firms - named))
    several = any(isinstance(e, RowEvidence) and e.table != TABLE for k in known for e in _operands(k, evidence))
    if not several and (other := named - firms):
        yield REFUTED, f"{min(other)!r} is none of the firms, or has another country or use"


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
