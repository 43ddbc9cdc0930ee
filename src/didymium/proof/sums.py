"""What a computed sentence says by its own numbers: "A is 12% above B", "A and B are C together", "a step of D".

`lexicon/sums.csv` has the phrases, each with what then holds of the numbers in their places, reckoned with the slack
of their digits: numbers that change places, or that are another's, do not come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from didymium.errors import BadInput
from didymium.proof import lexicon
from didymium.proof.entail import REFUTED, Fault
from didymium.proof.formula import Value, evaluate, unit_of
from didymium.proof.known import Known
from didymium.proof.reading import Item, Number, Said

_NUMBER = "#"
_WORDS = r"[^#;:]*?"  # between a number and what it stands with
_TIGHT = frozenset("pqx")  # shares and times, right behind which their word stands
_BE = r"(?:is|are|was|were|would be|be)(?: about)?"
_ALSO = {"above": "(?:above|over|beyond)", "below": "(?:below|under|beneath)"}
_BEFORE = r"(?:what|than) (?:it was|they were) before(?: \([^)]*\))?"
_DIGITS = 0.006  # of a computed number, which has three digits


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(r["phrase"]), r["holds"]) for r in lexicon.rows("sums"))


def _pattern(phrase: str) -> re.Pattern[str]:
    phrase = re.sub(r"\bBE\b", _BE, phrase).replace("BEFORE", _BEFORE)
    phrase = re.sub(r"\b(?:above|below)\b", lambda m: _ALSO[m[0]], phrase)
    made = re.sub(r"\{(\w)\}", lambda m: f"{_WORDS}(?P<{m[1]}>#){'' if m[1] in _TIGHT else _WORDS}", phrase)
    return re.compile(made)


def reckoned(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """Numbers that do not make what the words between them say, in a sentence with a computed figure."""
    if not any(k.formula for k in known):
        return
    numbers = {i.start: i for i in said.numbers}
    text, places = _masked(said.text, said.numbers)
    for pattern, holds in _phrases():
        for match in pattern.finditer(text):
            own = {k: numbers[places[match.start(k)]] for k, found in match.groupdict().items() if found}
            if any(i.number and i.number.dims for k, i in own.items() if k in _TIGHT):
                continue  # "the loss of 90 ounces of platinum in 3 weeks" is no share
            if not _holds(holds, own, "at the middle" in said.text):
                told = " and ".join(repr(i.surface) for i in sorted(own.values(), key=lambda i: i.start))
                yield REFUTED, f"{told} do not make what the words between them say"


def _masked(text: str, numbers: Sequence[Item]) -> tuple[str, dict[int, int]]:
    """The text with a sign for each number, and where in the text the number of each sign begins."""
    parts, places, size, last = [], {}, 0, 0
    for item in numbers:
        before = text[last : item.start].replace(_NUMBER, " ")
        size += len(before)
        places[size] = item.start
        parts += [before, _NUMBER]
        size, last = size + 1, item.end
    return "".join((*parts, text[last:])), places


def _holds(holds: str, own: dict[str, Item], middle: bool) -> bool:
    left, sign, right = re.split(r" (<=|=) ", holds)
    values = {k: _value(i.number, middle) for k, i in own.items() if i.number}
    change = holds.startswith("change(")
    priced = next((i.number.unit for i in own.values() if change and i.number and "/" in i.number.unit), "")
    values = {k: _priced(v, priced) for k, v in values.items()}  # "$1,646 is 63% above ...: $1,010 an ounce"
    try:
        one, other = evaluate(left, values), evaluate(right, values)
    except BadInput:  # of other units: no such phrase
        return True
    near = 1e-9 * max(abs(one.value), abs(other.value))
    under = one.low <= other.high + near and (sign == "<=" or other.low <= one.high + near)
    return under or (one.dims, one.kind) != (other.dims, other.kind)


def _value(number: Number, middle: bool) -> Value:
    """A written number with the slack of its digits, or a range; a rate as what it is of a year."""
    dims = tuple(d for d in number.dims if d[0] != "yr")
    slack = max(number.slack, min(number.slack * number.zeros, _DIGITS * abs(number.value)))
    low, high = number.value - slack, number.value + slack
    if number.whole and not middle and number.low and number.high:
        low, high = number.low.value, number.high.value
    return Value(number.value, low, high, dims, number.kind if number.kind in {"count", "date"} else "")  # no "dry"


def _priced(value: Value, unit: str) -> Value:
    """Money of which the mass is not told as a price, where another number of the phrase is one."""
    size, dims, _ = unit_of(unit) if unit else (1.0, (), "")
    bare = len(dims) == 2 and len(value.dims) == 1 and value.dims[0] in dims and value.dims[0][1] == 1
    return Value(value.value * size, value.low * size, value.high * size, dims, value.kind) if bare else value
