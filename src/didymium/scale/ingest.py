"""`ingest`: archives of articles, read in chunks on a cluster and stored; resumes by chunk after any kill."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from didymium.errors import DidymiumError, Unavailable
from didymium.records import Article, Reading
from didymium.scale.chunks import SIZE, Chunk, chunks, items
from didymium.scale.cluster import outcomes
from didymium.store import Store
from didymium.store.chunks import Counts

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\d+(?:\.\d+)?")
MOST_REASONS = 50  # a chunk keeps so many different reasons


@dataclass(frozen=True)
class ChunkReading:
    """What a worker made of one chunk: readings about minerals, how many records are not, and why others failed."""

    readings: tuple[Reading, ...]
    aside: int
    refused: dict[str, int]


@dataclass(frozen=True)
class Ingested:
    """What became of all records of the archives, earlier runs included. failed: chunks that could not be read, why."""

    counts: Counts
    refused: dict[str, int]
    chunks: int
    resumed: int
    failed: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {**asdict(self.counts), "reasons": self.refused, "chunks": self.chunks, "resumed": self.resumed,
                "failed": list(self.failed)}  # fmt: skip


def ingest(
    archives: Iterable[str | Path],
    db: str | Path | None = None,
    *,
    cluster: str | None = None,
    workers: int | None = None,
    fast: bool = False,
    size: int = SIZE,
    progress: Callable[[Counts, int, int], None] | None = None,
) -> Ingested:
    """Reads archives (WARC, JSON lines, plain or gzip; folders) and stores what is about minerals, each article once.

    db: as `Store.open`. cluster: the scheduler's address (default: one worker a core; workers=0: in this process).
    size: bytes of an archive a chunk. progress: called with (counts so far, chunks done, chunks). A chunk is stored
    with its counts in one transaction: a run that is killed goes on with the chunks that are missing.
    Errors: `BadInput` (an archive), `Unavailable` (database, scheduler). A chunk that fails does not stop the rest.
    """
    plan = tuple(chunks(archives, size))
    with Store.open(db) as store:
        before = store.taken_chunks()
        due = [chunk for chunk in plan if chunk.key not in before]
        counts, failed, done = Counts(), [], len(plan) - len(due)
        for (chunk, _), outcome in outcomes(read_chunk, [(chunk, fast) for chunk in due], cluster, workers):
            done += 1
            if isinstance(outcome, ChunkReading):
                counts += (
                    store.put_chunk(chunk.key, chunk.path, outcome.readings, outcome.aside, outcome.refused) or Counts()
                )
            elif isinstance(outcome, Unavailable):
                raise outcome
            else:
                failed.append(f"{chunk.path} bytes {chunk.start}-{chunk.end}: {' '.join(str(outcome).split())[:200]}")
            if progress:
                progress(counts, done, len(plan))
        whole, refused = store.chunk_counts(chunk.key for chunk in plan)
    return Ingested(whole, refused, len(plan), len(plan) - len(due), tuple(failed))


def read_chunk(chunk: Chunk, fast: bool = False) -> ChunkReading:
    """The readings of one chunk; runs on a worker. Errors: `BadInput` where the archive is not what was cut."""
    from didymium.news import read_article

    readings: list[Reading] = []
    aside, refused = 0, Counter[str]()
    for item in items(chunk, names_a_mineral):
        if item.error is not None:
            refused[_reason(item.error)] += 1
        elif item.article is None or not names_a_mineral(_words(item.article)):
            aside += 1
        else:
            try:
                reading = read_article(item.article, fast=fast)
            except DidymiumError as error:
                refused[_reason(error)] += 1
                continue
            if reading.events or reading.claims:
                readings.append(_placed(reading, item.id))
            else:
                aside += 1
    return ChunkReading(tuple(readings), aside, _bounded(refused))


def _words(article: Article) -> str:
    return f"{article.title}\n{article.text}"


def _placed(reading: Reading, ident: str) -> Reading:
    """A record's address where the page gives none of its own."""
    if reading.article.url or not ident.startswith(("http://", "https://")):
        return reading
    return reading.model_copy(update={"article": reading.article.model_copy(update={"url": ident})})


def _reason(error: DidymiumError) -> str:
    """An error without what differs from record to record, so that reasons can be counted."""
    text = " ".join(str(error).split())
    said = text.partition(": ")[2] or text
    return _QUOTED.sub("…", said)[:120]


def _bounded(refused: Counter[str]) -> dict[str, int]:
    """The most frequent reasons, and the rest as one, so that the counts still add up."""
    kept = dict(refused.most_common(MOST_REASONS))
    rest = refused.total() - sum(kept.values())
    return kept | ({"other reasons": rest} if rest else {})


def names_a_mineral(text: str) -> bool:
    """Whether a text names a mineral that the labels know, at word borders: the sift before anything is parsed."""
    low = text.lower()
    for _, start, end in _automaton().find_matches_as_indexes(low, overlapping=True):
        if not (low[start - 1 : start].isalnum() or low[end : end + 1].isalnum()):
            return True
    return False


@cache
def _automaton() -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick

    from didymium import labels

    return AhoCorasick(sorted({a.lower() for a in labels.mineral_aliases() if len(a) >= 3}))
