"""Quantiles of many rows while draws pass by: exact up to a limit, then by histogram with a stated error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PROBABILITIES = (0.05, 0.5, 0.95)
EXACT, BINS = 16_384, 2_048
F32 = NDArray[np.float32]


class Collector:
    """p05, p50, p95 of each of `rows` rows. Up to 16,384 draws they are exact (linear interpolation); beyond, counts in
    2,048 bins between the extremes of the first chunk (widened by half) give them within one bin: 0.1 % of
    that range."""

    def __init__(self, rows: int, draws: int) -> None:
        self.exact = draws <= EXACT
        self.parts: list[F32] = []
        self.low = self.step = np.zeros(rows, np.float32)
        self.counts = np.zeros((0, 0), np.int64)

    def add(self, values: F32) -> None:
        """Take values, dims (row, draw)."""
        if self.exact:
            self.parts.append(np.array(values))
            return
        if not self.counts.size:
            self._open(values)
        place = np.clip((values - self.low[:, None]) / self.step[:, None], 0, BINS - 1).astype(np.int32)
        for row, where in enumerate(place):
            self.counts[row] += np.bincount(where, minlength=BINS)

    def _open(self, values: F32) -> None:
        low, high = values.min(axis=1), values.max(axis=1)
        width = np.maximum(high - low, 1e-6 * np.maximum(np.abs(high), 1e-6))
        self.low = np.where(low >= 0, np.maximum(low - width / 2, 0), low - width / 2)
        self.step = (high + width / 2 - self.low) / BINS
        self.counts = np.zeros((len(values), BINS), np.int64)

    def quantiles(self) -> F32:
        """dims (3, row)."""
        if self.exact:
            return sorted_quantiles(np.concatenate(self.parts, axis=1) if len(self.parts) > 1 else self.parts[0])
        total = self.counts.cumsum(axis=1)
        found = [(total >= p * total[:, -1:]).argmax(axis=1) for p in PROBABILITIES]
        return np.stack([self.low + (at + 0.5) * self.step for at in found]).astype(np.float32)


def sorted_quantiles(values: F32) -> F32:
    """p05, p50, p95 along the last axis by sorting in place, linear interpolation (exact where both sides are equal);
    dims (3, row)."""
    values.sort(axis=-1)
    n = values.shape[-1]
    found = []
    for p in PROBABILITIES:
        at = p * (n - 1)
        below, above = values[..., int(at)], values[..., min(int(at) + 1, n - 1)]
        found.append(below + (above - below) * np.float32(at - int(at)))
    return np.stack(found)
