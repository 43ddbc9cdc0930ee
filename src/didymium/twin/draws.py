"""Scrambled Sobol points, made a chunk at a time; small enough that the statistics package need not be loaded."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from didymium.errors import BadInput

TABLE = Path(__file__).parent / "tables" / "sobol.csv"
BITS = 32
MAX_DRAWS = 4_000_000
Bits = NDArray[np.uint32]


def sobol(count: int, seed: int, dimensions: int, first: int = 0) -> NDArray[np.float64]:
    """Points `first` to `first + count` of a scrambled Sobol sequence, dims (draw, dimension), within 0..1.

    The same seed gives the same points however they are chunked. Source: direction numbers of Joe and Kuo 2008
    (new-joe-kuo-6); scrambling by a random lower-triangular matrix and shift (Matousek 1998). At most 100 dimensions.
    """
    directions, shift = _scrambled(dimensions, seed)
    index = np.arange(first, first + count, dtype=np.uint32)
    gray = index ^ (index >> np.uint32(1))
    points = np.repeat(shift[None], count, axis=0)
    for k in range(int(first + count).bit_length()):
        chosen = (gray >> np.uint32(k)) & np.uint32(1)
        points ^= chosen[:, None] * directions[None, :, k]
    return np.asarray((points + 0.5) / 2.0**BITS)


def check_draws(draws: int) -> None:
    """Refuse a number of draws that no machine of the user's would finish."""
    if not 1 <= draws <= MAX_DRAWS:
        raise BadInput(f"draws must be between 1 and {MAX_DRAWS:,}, not {draws:,}")


@lru_cache(maxsize=16)
def _scrambled(dimensions: int, seed: int) -> tuple[Bits, Bits]:
    rng = np.random.default_rng(seed)
    plain = _directions()[:dimensions]
    shift = rng.integers(0, 2**BITS, dimensions, dtype=np.uint32)
    place = np.arange(BITS, dtype=np.uint32)  # output bit p, most significant first, mixes the bits above it
    above = ~(np.uint32(0xFFFFFFFF) >> place)
    rows = (rng.integers(0, 2**BITS, (dimensions, BITS), dtype=np.uint32) & above) | (
        np.uint32(1) << (BITS - 1 - place)
    )
    parity = np.bitwise_count(rows[:, :, None] & plain[:, None, :]) & 1
    mixed = (parity.astype(np.uint32) << (BITS - 1 - place)[None, :, None]).sum(axis=1, dtype=np.uint32)
    return mixed, shift


@lru_cache(maxsize=1)
def _directions() -> Bits:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return np.array(
            [_column(int(r["polynomial"]), [int(x) for x in r["initial"].split()]) for r in csv.DictReader(file)],
            dtype=np.uint32,
        )


def _column(polynomial: int, initial: list[int]) -> list[int]:
    """The 32 direction numbers of one dimension by the recurrence of its primitive polynomial."""
    degree = polynomial.bit_length() - 1
    if degree == 0:
        return [1 << (BITS - 1 - k) for k in range(BITS)]
    m = initial[:degree]
    for k in range(degree, BITS):
        new = m[k - degree] ^ (m[k - degree] << degree)
        for j in range(1, degree):
            if (polynomial >> (degree - j)) & 1:
                new ^= m[k - j] << j
        m.append(new)
    return [x << (BITS - 1 - k) for k, x in enumerate(m)]
