"""The lost part of a sector's value added, compiled: thirty-two draws abreast."""

from __future__ import annotations

from typing import Any

import numpy as np

from didymium.twin.jit import cached
from didymium.twin.laws import ONE, ZERO
from didymium.twin.simd import exp2, least, load, log2, most, splat, store


def _losses(stamp: int) -> Any:
    def _fractions(short, paid, critical, cost, exposed, low, long, speed, weight, saved, start, out, still):  # type: ignore[no-untyped-def]
        """Lost part of value added, and that of it which stands still, rows (T * blocks, LANES); see `loss.lost`."""
        if stamp == 0:
            return
        blocks = cost.shape[0]
        one, zero = splat(ONE), splat(ZERO)
        for t in range(start, short.shape[0] // blocks):
            for b in range(blocks):
                row = t * blocks + b
                q = most(one - load(short, row), splat(np.float32(1e-6)))
                q = exp2(log2(least(q, one)) * load(weight, b))
                q = one - (one - q) * (ONE - saved[t])
                age = one - exp2((zero - load(speed, b)) * np.float32(t - start))
                part = load(critical, b) * (one - age)
                s = load(low, b) + (load(long, b) - load(low, b)) * age
                power = (s - one) / s
                inner = part * exp2(log2(q) * power) + (one - part)
                made = exp2(log2(inner) / power)
                dearer = load(cost, b) * q * most(load(paid, row) - one, zero)
                stands = (one - made) * load(exposed, b)
                store(still, row, least(stands, one))
                store(out, row, least(stands + dearer, one))

    return _fractions


fractions = cached(_losses)
