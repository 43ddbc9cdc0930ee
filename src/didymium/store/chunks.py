"""Chunks of archives in the store: what is taken in of one, and its counts, are kept together or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from didymium.store import tables as t
from didymium.store.values import now


@dataclass(frozen=True)
class Counts:
    """What became of records. read = kept + known + aside + refused, always.

    kept: stored now; known: stored already (the same article again); aside: not about minerals; refused: unreadable,
    reasons beside. joined: those of `kept` that tell an event which another stored article tells too.
    """

    read: int = 0
    kept: int = 0
    known: int = 0
    aside: int = 0
    refused: int = 0
    joined: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{key: value + getattr(other, key) for key, value in asdict(self).items()})


def taken(connection: Connection) -> frozenset[str]:
    """The keys of all chunks that were taken in."""
    return frozenset(connection.execute(sa.select(t.chunks.c.key)).scalars())


def put(connection: Connection, key: str, path: str, counts: Counts, refused: Mapping[str, int]) -> None:
    """Notes a chunk as taken in."""
    connection.execute(
        t.chunks.insert().values(key=key, path=path, counts=asdict(counts), refused=dict(refused), taken_at=now())
    )


def is_taken(connection: Connection, key: str) -> bool:
    """Whether a chunk was taken in already."""
    return connection.execute(sa.select(t.chunks.c.key).where(t.chunks.c.key == key)).first() is not None


def total(connection: Connection, keys: Iterable[str]) -> tuple[Counts, dict[str, int]]:
    """The counts and the reasons of refusal of these chunks together."""
    wanted, counts, refused = set(keys), Counts(), Counter[str]()
    for row in connection.execute(sa.select(t.chunks)):
        if row.key in wanted:
            counts += Counts(**row.counts)
            refused.update(row.refused)
    return counts, dict(refused)
