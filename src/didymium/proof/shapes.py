"""Which formulas a derived figure of a metric may have: their shape, their constants, and what each operand is."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import polars as pl

from didymium import labels
from didymium.proof import lexicon
from didymium.proof.formula import Value, parsed
from didymium.proof.rows import SITES
from didymium.records import DerivedEvidence, Evidence, RowEvidence, RunEvidence, SpanEvidence
from didymium.world.load import World

FREE = frozenset({1, 12})  # constants of a formula that no relation has: the rest of a whole, months of a year
_MONEY, _MASS = re.compile(r"[A-Z]{3}"), (("t", 1),)


def has_shape(metric: str, formula: str, evidence: Mapping[str, Evidence], values: Mapping[str, Value]) -> bool:
    """Whether a formula is one that a figure of the metric may have: the operands of their kind, no number but its own.

    values: of the operands. A metric that `shapes.csv` does not have may have any formula whose constants are `FREE`.
    """
    tree = _Bare(values).visit(parsed(formula))
    if metric not in lexicon.shapes():
        return all(n.value in FREE for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is not str)
    return any(_alike(tree, shape, {}, evidence, values) for shape in _shapes(metric))


def in_unit(item: DerivedEvidence) -> bool:
    """Whether a figure comes out in a unit of its metric."""
    return item.figure.metric not in lexicon.shapes() or _in_unit(item.figure.metric, item.figure.unit)


@cache
def _shapes(metric: str) -> tuple[ast.expr, ...]:
    return tuple(_Bare({}).visit(parsed(text)) for text in lexicon.shapes()[metric].formulas)


class _Bare(ast.NodeTransformer):
    """A formula without what leaves an operand the same: the middle of a range, a rate as the mass of a year."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """A rate times a year, or a price told without its mass over one of it, is the operand."""
        match node:
            case ast.BinOp(left=ast.Name(id=name), op=op, right=ast.Call(func=ast.Name(id="unit"), args=[one, unit])):
                dims = dict(self.values[name].dims) if name in self.values else {}
                rate = dims.get("yr") == -1 and isinstance(op, ast.Mult) and ast.unparse(unit) == "'yr'"
                price = len(dims) == 1 and isinstance(op, ast.Div) and ast.unparse(unit) in _PER
                if ast.unparse(one) == "1" and (rate or price):
                    return node.left
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """The middle of an operand, or it in another unit, is the operand; a share is a quotient."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="middle" | "convert"), args=[inner, *_]):
                return inner
            case ast.Call(func=ast.Name(id="share" | "ratio"), args=[part, whole]):
                return ast.BinOp(part, ast.Div(), whole)
        return node


_PER = frozenset({"'t'", "'kg'", "'lb'", "'oz'", "'mtu'", "'dmtu'"})


def _alike(
    node: ast.AST, shape: ast.AST, bound: dict[str, str], evidence: Mapping[str, Evidence], values: Mapping[str, Value]
) -> bool:
    """Whether a part of a formula is that part of a shape; bound: which operand each name of the shape is.

    Without evidence the operands may be of any kind.
    """

    def same(one: ast.AST, other: ast.AST) -> bool:
        return _alike(one, other, bound, evidence, values)

    match node, shape:
        case ast.Call(func=ast.Name(id="day")), ast.Name(id="today"):
            return True
        case ast.Name(id=name), ast.Name(id=kind):
            fits = not evidence or _is_a(kind.rstrip("123"), evidence[name], values[name])
            return fits and bound.setdefault(kind, name) == name and list(bound.values()).count(name) == 1
        case ast.Constant(value=a), ast.Constant(value=b):
            return bool(a == b)
        case ast.BinOp(), ast.BinOp():
            return type(node.op) is type(shape.op) and same(node.left, shape.left) and same(node.right, shape.right)
        case ast.Call(func=ast.Name(id=a), args=of), ast.Call(func=ast.Name(id=b), args=[ast.Starred(value=kind)]):
            each = {n.id for n in of if isinstance(n, ast.Name)}
            return a == b and len(each) == len(of) and all(_alike(n, kind, {}, evidence, values) for n in of)
        case ast.Call(func=ast.Name(id=a), args=of), ast.Call(func=ast.Name(id=b), args=kinds):
            return a == b and len(of) == len(kinds) and all(same(*pair) for pair in zip(of, kinds, strict=True))
    return False


def _is_a(kind: str, item: Evidence, value: Value) -> bool:
    """Whether an operand is of a kind: what the article's number measures, of which table its row is, how it came."""
    row = item if isinstance(item, RowEvidence) else None
    dims = tuple((base, power) for base, power in value.dims if base != "yr")
    told = isinstance(item, SpanEvidence)
    place = row.figure.country if row and row.figure and row.table == "facts" and dims == _MASS else None
    match kind:
        case "any":
            return told and not value.kind
        case "n":
            return told and value.kind == "count"
        case "t":
            return told and dims == _MASS
        case "money" | "price":
            per = dims[1:] == ((("t", -1),) if kind == "price" else ())
            return told and per and len(dims) > 0 and dims[0][1] == 1 and bool(_MONEY.fullmatch(dims[0][0]))
        case "pct":
            return told and not value.dims and not value.kind
        case "day":
            return value.kind == "date"
        case "span":
            return value.dims == (("yr", 1),)
        case "run" | "made":
            return isinstance(item, RunEvidence if kind == "run" else DerivedEvidence)
        case "world":
            return place == "WLD"
        case "home" | "stock":
            held = str(row.figure.metric).endswith("stocks") if row and row.figure else False
            return place not in {None, "WLD"} and held == (kind == "stock")
    if isinstance(item, RunEvidence | DerivedEvidence):
        return item.figure.metric == kind
    return row is not None and (row.table == kind or (kind == SITES[0] and row.table in SITES))


_TIMES = re.compile(r"(\w+) (?:\* (1|2|3|4|12|365|0\.\d+)|(/ 3))\b")
_HALF = re.compile(r"(?i)\bhalf\b|\bH[12]\b|[12]H\b|\b(?:six|6)[- ]months?\b|\b(?:January|July)\b")
_PERIODS = {
    "1": _HALF,
    "2": _HALF,
    "3": re.compile(r"(?i)\bfirst quarter\b|\bQ1\b|\b1Q\b|\b(?:three|3) months\b|\bquarter"),
    "/ 3": re.compile(r"(?i)\b(?:nine|9) months\b|\bQ3\b|\bJanuary\b"),
    "4": re.compile(r"(?i)\bquarter|\bQ[1-4]\b|[1-4]Q\b|\bthree[- ]months?\b"),
    "365": re.compile(r"(?i)\bday|\bdaily\b|/d\b|\bt?pd\b"),
    "12": re.compile(r"(?i)\bmonth|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"),
}
_NEAR = 800  # characters before a number within which the article says of what it is


@cache
def _contents() -> dict[str, re.Pattern[str]]:
    """By the part of a good that is its mineral, the words for the good: 0.848 of U3O8 is uranium."""
    return {row["factor"]: re.compile(rf"(?i)\b(?:{row['goods']})\b") for row in lexicon.rows("contents")}


def of_no_such_part(item: DerivedEvidence, evidence: Mapping[str, Evidence], text: str) -> Iterator[str]:
    """The numbers that a formula takes for those of a month, quarter, half or good, and the article does not."""
    for name, *by in _TIMES.findall(item.formula):
        times = "".join(by)
        span, goods = evidence.get(name), _contents().get(times)
        if isinstance(span, SpanEvidence) and (words := goods or _PERIODS.get(times)):
            near = text[max(0, span.start - _NEAR) : span.end] + text[span.end :].split(". ")[0]
            own = near[max(near.rfind(". "), near.rfind("\n")) + 1 :]  # its own sentence, where that names a good
            if not words.search(own if goods and any(w.search(own) for w in _contents().values()) else near):
                what = "of that good" if goods else "of so small a part of a year"
                yield f"the article does not say that {name} is {what}"


def told_otherwise(
    item: DerivedEvidence, words: frozenset[str], heard: str, values: Mapping[str, Value]
) -> Iterator[str]:
    """Why a sentence, by its words (one to three in a row), tells another figure than a derived one.

    It says of what kind the figure is; and beside the words of one kind of figure ("together", "a step of") stands
    none of another, whatever metric it is called. heard: what the evidence says in words, which may have them too.
    """
    own = lexicon.shapes().get(item.figure.metric)
    if own and own.says and not words & own.says:
        yield f"it does not say that its figure is one of {item.figure.metric.replace('_', ' ')}"
    alone = {w for shape in lexicon.shapes().values() for w in shape.alone} & words
    for word in sorted(w for w in alone if w not in heard):
        tree = _Bare(values).visit(parsed(item.formula))
        owners = [m for m, shape in lexicon.shapes().items() if word in shape.alone and _in_unit(m, item.figure.unit)]
        if not any(_alike(tree, shape, {}, {}, {}) for m in owners for shape in _shapes(m)):
            yield f"its figure is none that is told with {word!r}"


def _in_unit(metric: str, unit: str) -> bool:
    units = lexicon.shapes()[metric].units
    return not units or bool({unit, re.sub(r"^[A-Z]{3}(?=/|$)", "CUR", unit)} & units)


FRESH = 30  # days before the brief within which a step may be the news itself, and none of what came before it


def left_out(item: DerivedEvidence, evidence: Mapping[str, Evidence], world: World) -> Iterator[str]:
    """The rows that a count of measures does not have though it tells of all that came before."""
    ids = [e.id for name in item.operands if isinstance(e := evidence[name], RowEvidence)]
    last = (world.date - dt.timedelta(FRESH)).isoformat() if world.date else ""
    if item.figure.metric == "ladder":
        begun = dict(world.table("measure_states").sort("date", descending=True).select("measure", "date").iter_rows())
        yield from _like_them({i.partition(".")[0] for i in ids}, world, {m: str(d) for m, d in begun.items()}, last)


def _like_them(ids: set[str], world: World, begun: Mapping[str, str], last: str) -> Iterator[str]:
    """Measures of the same state and side, on all that the counted ones have in common, else on all of one of them."""
    table = world.table("measures").filter(~pl.col("minerals").str.contains("all (", literal=True))
    rows = {r["id"]: r for r in table.iter_rows(named=True) if begun.get(r["id"], last) < last}
    counted = [rows[i] for i in ids if i in rows]
    goods = [_goods(r) for r in counted]
    common = frozenset.intersection(*goods) if goods else frozenset[str]()
    for name, row in rows.items():
        alike = any(r["actor"] == row["actor"] and _side(r) == _side(row) for r in counted) and not row["firms"]
        aimed = row["targets"] in {None, "", "WLD", *(r["targets"] for r in counted)}
        own = _goods(row) if alike and aimed and name not in ids else frozenset[str]()
        if own and any(some <= own for some in ([common] if common else goods)):
            yield f"it leaves out {name}"


_OUTWARD = frozenset({"de_facto_halt", "technology_export_control", "state_trading"})


def _side(row: Mapping[str, Any]) -> str:
    """Whether a measure is on what comes in or on what goes out."""
    return "export" if row["kind"] in _OUTWARD else str(row["kind"]).partition("_")[0]


def _goods(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(g for m in str(row["minerals"]).split(";") for g in labels.expand(m.strip(), keep=True))
