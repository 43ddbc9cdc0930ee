"""Checked numpy arrays from what callers hand in: numbers, sequences, dicts, arrays.

Countries lie on the last axis. Missing is an error here, so that no indicator can treat it as zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.errors import BadInput, MissingData

Floats = NDArray[np.float64]
Values = Any  # a number, sequence, dict of country to number, numpy array
AGGREGATES = frozenset({"total", "world", "wld", "world total", "sum", "all countries"})


def is_mapping(values: object) -> bool:
    """True for a dict or a series: something with keys and items."""
    return hasattr(values, "keys") and hasattr(values, "items")


def array(name: str, values: Values) -> Floats:
    """The values as float64, countries last; `BadInput` when they are not numbers or name an aggregate.

    A key such as "Total" or "WLD" is no country: with it every concentration is wrong, so it is refused.
    """
    if is_mapping(values):
        keys, values = zip(*values.items(), strict=True) if len(values) else ((), ())
        if bad := [str(k) for k in keys if str(k).strip().lower() in AGGREGATES]:
            raise BadInput(f"{name} holds {bad[0]!r}, which is a sum and no country: leave that row out")
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise BadInput(f"{name} must be numbers (or a dict of country to number), not {str(values)[:60]!r}") from None


def given(name: str, values: Values, low: float = 0.0, high: float = np.inf, hint: str = "") -> Floats:
    """`array(name, values)` with none missing and all within low..high; else `MissingData`, `BadInput`."""
    found = array(name, values)
    if np.isnan(found).any():
        raise MissingData(
            f"{name} has {int(np.isnan(found).sum())} missing value(s){_where(values)}: missing is not zero"
        )
    if found.size and (found.min() < low or found.max() > high):
        span = f"at least {low:g}" if high == np.inf else f"{low:g}..{high:g}"
        worst = found.min() if found.min() < low else found.max()
        raise BadInput(f"{name} must be {span}, got {worst:g}{hint and '; ' + hint}")
    return found


def _where(values: Values) -> str:
    if not is_mapping(values):
        return ""
    lost = [str(k) for k, v in values.items() if v is None or v != v]
    return f" ({', '.join(lost[:5])})"


def aligned(keys_of: Values, values: Values, fill: float) -> Values:
    """`values` in the order of `keys_of` when both are dicts, `fill` where a key lacks; else unchanged."""
    if is_mapping(keys_of) and is_mapping(values):
        return [fill if (v := values.get(k)) is None else v for k in keys_of]
    if is_mapping(values) or (is_mapping(keys_of) and np.ndim(values) > 0):
        raise BadInput("countries are named in one input and not in the other: give both as dicts or both as arrays")
    return values


def plain(result: Floats) -> Any:
    """A float for a single number, else the array."""
    return float(result) if np.ndim(result) == 0 else result
