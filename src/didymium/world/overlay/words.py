"""The words by which a telling is read and a row is named: the lists of `data/lexicon/overlay_words.csv`."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files


@lru_cache
def pairs(name: str) -> tuple[tuple[str, str], ...]:
    """(word, what is said) of a list in its order: a pattern, or the word that it stands for."""
    text = files("didymium").joinpath("data", "lexicon", "overlay_words.csv").read_text(encoding="utf-8")
    return tuple((r["word"], r["said"]) for r in csv.DictReader(text.splitlines()) if r["list"] == name)


@lru_cache
def meaning(name: str) -> dict[str, str]:
    """A list as a mapping, such as the kind of a type."""
    return dict(pairs(name))


def word(name: str, text: str) -> str | None:
    """The first word of a list whose pattern the text holds."""
    return next((w for w, pattern in pairs(name) if re.search(pattern, text, re.I)), None)


def acts(name: str, text: str) -> bool:
    """Whether a text tells an act: `extended`, `suspended`, `ended`, `resumed`, `runs`, `permit`."""
    return re.search(meaning("act")[name], text, re.I) is not None


def stage_told(text: str) -> str | None:
    """The stages of the goods whose trade a text tells ("exports of cobalt hydroxide" -> refine), None where unsaid."""
    found = (re.search(pattern, text) for _, pattern in pairs("goods"))
    goods = next((match.group(1) for match in found if match), "")
    return ";".join(stage for stage, form in pairs("form") if re.search(form, goods, re.I)) or None
