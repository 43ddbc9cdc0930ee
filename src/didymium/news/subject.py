"""How far from each sentence minerals are spoken of: much of what mixed texts say is about other things."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from didymium.news.document import Document

FARTHEST = 4  # sentences to the next that speaks of minerals, from here on all alike; one ahead counts double
_SHARES = (0.15, 0.3, 0.5)  # where the shares of sentences that speak of minerals part
_MINING = re.compile(
    r"\b(?:minerals?|min(?:es?|ed|ing|ers?)|smelt\w*|refin(?:e|ed|ing|er\w*)|ores?|metals?|metallurg\w*|magnets?|"
    r"batter(?:y|ies)|cathodes?|anodes?|concentrates?|deposits?|raw materials?|alloys?|oxides?|carbonates?|hydroxides?|"
    r"spodumene|bauxite|alumina|laterites?|tailings|drill\w*|geolog\w+|stockpil\w+|offtake|separation|recycl\w+|"
    r"pits?|shafts?|furnaces?)\b"
)
OTHER_GOODS = re.compile(
    r"\b(?:soy\w*|rice|wheat|corn|maize|beef|pork|cattle|coffee|cocoa|sugar|cotton|palm\soil|timber|beans?|fish|food|"
    r"farm|agricultur\w+|crude|brent|oil|gas|lng|petrol|gasoline|diesel|jet|coal|freight|containers?|tourists?|hotels?|rents?|"
    r"inflation|gdp|economy|wages?|salar\w+|unemployment|s&p|dow|nasdaq|nikkei|kospi|sensex|hang\sseng|bovespa|peso|ringgit|"
    r"smartphones?|aircraft|vessels?|ships|textiles?|garments?|medicines?|pharmaceuticals?|electricity|goods\strade|"
    r"total\strade|two-way\strade|retail|budget|deficit|surplus)\b"
)


class Subject(NamedTuple):
    """By sentence, how far off a mineral is named and mining is spoken of (0 here, 4 far); `share` of such: 0 to 3."""

    named: npt.NDArray[np.int64]
    spoken: npt.NDArray[np.int64]
    share: int


@lru_cache(maxsize=8)
def subject_of(document: Document) -> Subject:
    """How far off minerals are spoken of, and in how much of the text."""
    starts = np.array([s.start for s in document.sentences], dtype=np.int64)
    if not len(starts):
        return Subject(starts, starts, 0)
    named = np.array([bool(s.minerals) for s in document.sentences], dtype=np.bool_)
    spoken, words = named.copy(), [m.start() for m in _MINING.finditer(document.low, int(starts[0]))]
    spoken[starts.searchsorted(words, side="right") - 1] = True
    return Subject(_gaps(named), _gaps(spoken), int(np.searchsorted(_SHARES, spoken.mean())))


def _gaps(marked: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Sentences from each back to the next marked one, or twice those ahead to it."""
    index = np.arange(len(marked))
    back = index - np.maximum.accumulate(np.where(marked, index, -99))
    ahead = np.minimum.accumulate(np.where(marked, index, len(marked) + 99)[::-1])[::-1] - index
    return np.minimum(np.minimum(back, 2 * ahead), FARTHEST)
