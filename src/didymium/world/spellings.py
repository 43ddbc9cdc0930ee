"""Names in other spellings: accents, signs, legal forms and trade words do not make another firm or site."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FORMS = frozenset({
    "inc", "incorporated", "ltd", "limited", "corp", "corporation", "co", "company", "plc", "llc", "lp", "sa", "ag",
    "nv", "se", "spa", "asa", "ab", "oyj", "gmbh", "pty", "bhd", "berhad", "kk", "the", "group", "holding", "holdings",
    "and",
})  # fmt: skip
TRADES = frozenset({
    "resources", "minerals", "mining", "metals", "materials", "energy", "rare", "earth", "earths", "elements",
    "lithium", "graphite", "nickel", "copper", "cobalt", "uranium", "tungsten", "antimony", "mine", "mines", "project",
    "plant", "smelter", "refinery", "technologies", "industries", "international",
})  # fmt: skip


@lru_cache(maxsize=8192)
def key(name: str) -> str:
    """The name for comparing: "Société Générale Minière, S.A. (SGM)" -> "societe generale miniere"."""
    bare = re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFKD", name))
    text = "".join(c for c in bare if not unicodedata.combining(c)).lower()
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)[.'’](?=\w)", "", text))
    return " ".join([w for w in words if w not in FORMS] or words)


def same(one: str, other: str) -> bool:
    """Whether two names are one: equal as keys, or one is the other with trade words behind ("Lynas Rare Earths")."""
    short, long = sorted((key(one), key(other)), key=len)
    rest = long.removeprefix(f"{short} ").split()
    return short == long or (bool(short) and long.startswith(f"{short} ") and TRADES.issuperset(rest))
