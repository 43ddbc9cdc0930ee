"""A row of `yardsticks` filled with numbers of the article: what it says, and whether a sentence is that.

The row says which number of an article it takes (kind, bounds, the words around it), what is reckoned with it and how
the result reads; the number is the one that a cited span states, the sum is done again, and the sentence is the row's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from didymium.errors import BadInput
from didymium.news.sentences import split_sentences
from didymium.proof import formula as language
from didymium.proof.evidence import value_of
from didymium.records import SpanEvidence
from didymium.world.yardsticks import Row, Slot, bands, slots, sums

EVEN = 1e-9  # by which a half may fall short in floating point; it is rounded up
NUMBER = "#"  # what stands for the number in the sentence that a pattern is held against
_SIGNS = {"USD": "$", "AUD": "A$", "CAD": "C$", "EUR": "€", "GBP": "£", "CNY": "CNY ", "ZAR": "R"}
_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
_WORDED = ((1e9, "billion"), (1e6, "million"))
_ENERGY = {"TWh": 1000.0, "GWh": 1.0, "MWh": 0.001}
_PER = {"t": "tonne", "kg": "kg", "lb": "pound", "oz": "ounce", "mtu": "mtu"}
_HEDGES = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|up to|as much as|as little as|at least|at most|"
    r"more than|less than|over|under|just over|just under|an estimated)\s+$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(\w+)-(year|month|week|day)\b", re.IGNORECASE)  # "a one-year pause"
_LED = re.compile(
    r"^(?:(?:range|guidance|forecast) )?(?:(?:estimated|valued|put|priced|set|worth) at|at|of|be|is|was|to|down from|"
    r"from) (?=\S*\d|up to|about|around|some|nearly|almost|roughly|at least|more than|less than|as much as)",
    re.IGNORECASE,
)
_ONE = frozenset({"1", "one", "a"})
WIDEST = 1.5  # high end over low end of a range beyond which its middle is no number
_CLOSE = 60  # characters before a number in which its hedge stands


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence of a text in which a number stands."""
    return next(((a, b) for a, b in split_sentences(text) if a <= start and end <= b), (start, end))


def measured(span: SpanEvidence, slot: Slot, text: str) -> float | None:
    """The number of a span in the units of a slot; None where it is not one that the slot takes."""
    if span.reads is None or span.reads.kind == "date":
        return None
    read, factor = value_of(span), 12.0 if slot.kind == "months" else 1.0
    dims = read.dims
    if slot.kind == "energy" and dims and dims[0][0] in _ENERGY:
        factor, dims = _ENERGY[dims[0][0]], (("GWh", 1), *dims[1:])
    wanted: dict[str, tuple[language.Dims, ...]] = {
        "price": (tuple(sorted(((slot.currency, 1), ("t", -1)))),), "mass": ((("t", 1),), (("t", 1), ("yr", -1))),
        "money": (((slot.currency, 1),),), "share": ((),), "months": ((("yr", 1),),), "count": ((),),
        "energy": ((("GWh", 1),), (("GWh", 1), ("yr", -1))),
    }  # fmt: skip
    wide = read.low * WIDEST < read.high if read.low > 0 else read.low != read.high
    own = read.kind == ("count" if slot.kind == "count" else "") and span.reads.unit not in {"x", "ratio", "1"}
    value = read.value * factor
    if wide or not own or dims not in wanted[slot.kind] or not slot.low <= value <= slot.high:
        return None
    left, right = sentence_around(text, span.start, span.end)
    around = f"{text[left : span.start]}{NUMBER}{text[span.end : right]}".lower()
    return value if slot.around is None or slot.around.search(" ".join(around.split())) else None


def told(span: SpanEvidence, text: str) -> str:
    """A number as the article writes it, with the word that hedges it; "one year" of "a one-year pause"."""
    hedge = _HEDGES.search(text, max(0, span.start - _CLOSE), span.start)
    said = " ".join(text[hedge.start() if hedge else span.start : span.end].split())
    said = _LED.sub("", said)
    return _JOINED.sub(lambda m: f"{m[1]} {m[2]}{'' if m[1].lower() in _ONE else 's'}", said)


def filled(row: Row, spans: Mapping[str, SpanEvidence], text: str) -> str | None:
    """What a row says of numbers of an article, by the names of its slots; None where it takes others, or says nothing.

    A range is reckoned with at its middle.
    """
    wanted = slots(row)
    if wanted.keys() != spans.keys():
        return None
    values: dict[str, float] = {}
    for name, slot in wanted.items():
        found = measured(spans[name], slot, text)
        if found is None:
            return None
        values[name] = found
    said = {name: told(span, text) for name, span in spans.items()}
    for one in sums(row["sums"]):
        try:
            names = {k: language.quantity(v, "") for k, v in values.items()}
            values[one.name] = language.evaluate(one.formula, names).value
        except BadInput:
            return None
        said[one.name] = shown(values[one.name], one.unit)
    reading = bands(row["readings"]).of(values["y"])
    if reading is None:
        return None
    whole = row["text"].replace("{reading}", reading)
    made = re.sub(r"\{(\w+)\}", lambda m: said[m[1]], whole)
    return made[0].upper() + made[1:]


def shown(value: float, unit: str) -> str:
    """A result in words: two figures, three of one that begins with a one ("22,000 t", "$1.2bn", "$11,200 a tonne")."""
    if unit == "share":
        return f"{_figures(100 * value)}%"
    if unit == "times":
        return f"{_figures(value)} times"
    if unit == "number":
        return _scaled(value, _WORDED, " ")
    if unit == "t":
        return f"{_scaled(value, ((1e6, 'million'),), ' ')} t"
    if unit in {"kg", "days", "months", "years"}:
        one = unit.rstrip("s") if unit != "kg" and _figures(value) == "1" else unit
        return f"{_figures(value)} {one}"
    currency, _, per = unit.partition("/")
    sign = _SIGNS.get(currency, f"{currency} ")
    minus = "-" if value < 0 else ""
    amount = f"{minus}{sign}{_scaled(abs(value), _SCALES, '')}"
    return f"{amount} a {_PER[per]}" if per else amount


def _scaled(value: float, scales: tuple[tuple[float, str], ...], gap: str) -> str:
    for size, word in scales:
        if abs(_rounded(value)) >= size:
            return f"{_figures(value / size)}{gap}{word}"
    return _figures(value)


def _rounded(value: float) -> float:
    if value == 0:
        return 0.0
    power = math.floor(math.log10(abs(value)))
    third = power > 0 and f"{abs(value):e}"[0] == "1"
    step = 10.0 ** (power - (2 if third else 1))
    return round(math.copysign(math.floor(abs(value) / step + 0.5 + EVEN), value) * step, max(0, 3 - power))


def _figures(value: float) -> str:
    short = _rounded(value)
    if abs(short) >= 100 or short.is_integer():
        return f"{short:,.0f}"
    places = max(0, 1 - math.floor(math.log10(abs(short))))
    return f"{short:,.{places + 1}f}".rstrip("0").rstrip(".")
