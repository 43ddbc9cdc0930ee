"""Sums that leave out a large producer: what neighbouring years or other sources know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

LARGE = 0.125  # of world output: what a sum may not leave out (a closure may take a tenth away)
NAMED = 0.05  # of world output: a producer that counts among those left out
YEARS = 5  # within which a producer's nearest own year tells that it was one
NEAR = 2  # years within which another source is held against a sum
OTHERS = "OTH"


class Sum(NamedTuple):
    """The shares of one source's series in a year (0..1, adding to 1)."""

    series: str
    year: int
    shares: Mapping[str, float]


class Lack(NamedTuple):
    """What a sum leaves out: the part of world output, the producers (none where they are unnamed), who tells."""

    part: float
    producers: tuple[str, ...]
    told_by: str
    told_of: int


def lacks(one: Sum, known: Iterable[Sum]) -> Lack | None:
    """The largest part that `one` leaves out against its own other years and the other series; None below `LARGE`."""
    known = tuple(known)
    found = [_nearest_years(one, known), *(_against(one, other) for other in known if _comparable(one, other))]
    return max((f for f in found if f.part >= LARGE), default=None, key=lambda f: f.part)


def _comparable(one: Sum, other: Sum) -> bool:
    return one.series != other.series and abs(one.year - other.year) <= NEAR


def _nearest_years(one: Sum, known: Iterable[Sum]) -> Lack:
    """What the same series gives, in the nearest year that names them, to producers which it leaves out here.

    A producer that shrank before it closed is therefore none; one that grows from nothing within `YEARS` may be.
    """
    told: dict[str, tuple[int, float, int]] = {}
    for other in known:
        apart = abs(other.year - one.year)
        if other.series != one.series or not 0 < apart <= YEARS:
            continue
        for country, share in other.shares.items():
            if country not in one.shares and share > 0 and (country not in told or apart < told[country][0]):
                told[country] = (apart, share, other.year)
    large = {c: v for c, v in told.items() if c != OTHERS and v[1] >= NAMED}
    part = sum(share for _, share, _ in large.values()) - one.shares.get(OTHERS, 0.0)
    return Lack(part, tuple(sorted(large)), one.series, min((v[2] for v in large.values()), default=one.year))


def _against(one: Sum, other: Sum) -> Lack:
    """What another source gives to producers which this one leaves out, named or not."""
    own = {c: v for c, v in one.shares.items() if v > 0}
    left = {c: v for c, v in other.shares.items() if c not in own and c != OTHERS}
    more = sum(v for c, v in own.items() if c not in other.shares and c != OTHERS)
    unnamed = max(0.0, other.shares.get(OTHERS, 0.0) - more)
    part = sum(left.values()) + unnamed - own.get(OTHERS, 0.0)
    large = sorted((c for c, v in left.items() if v >= NAMED), key=lambda c: (-left[c], c))
    return Lack(part, tuple(large), other.series, other.year)
