"""Sentences of our own that differ from an article's in one or two places: each place has its true and false words.

The articles are made of the first words of each place; what the proof says of every variant is pinned.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import partial

from didymium import proof
from didymium.records import Sentence, SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-10"
Places = tuple[tuple[str, ...], ...]  # of each place the article's words, then others

SHAPES: tuple[Places, ...] = (
    (
        ("The ministry said ", "", "Traders said ", "The ministry denied that ", "The ministry announced that "),
        ("Zambia", "Chile", "Zambian miners", "Codelco"),
        (" would sell", " sold", " may sell", " would not sell", " would buy", " plans to sell",
         " would stop selling"),
        (" up to 400 tonnes", " 400 tonnes", " at least 400 tonnes", " 450 tonnes", " about 400 tonnes",
         " up to 400 kg"),
        (" of tin ore", " of tin", " of zinc ore", " of refined tin"),
        (" to Japan", " to Peru", "", " to Japanese mills", " from Japan"),
        (" by May 2026", " in May 2026", " by May 2027", "", " from May 2026", " by June 2026"),
        (" if prices rise.", ".", " because prices rise.", " if prices fall.", " unless prices rise."),
    ),
    (
        ("Copper output of Codelco", "Copper sales of Codelco", "Tin output of Codelco", "Copper output of BHP",
         "Chile's copper output"),
        (" fell", " rose", " may fall", " did not fall", " is expected to fall"),
        (" by 12%", " to 12%", " by 21%", " by nearly 12%", " by 12 percentage points"),
        (" from a year earlier", " from a quarter earlier", "", " from 2019"),
        (" to 328,000 tonnes", " from 328,000 tonnes", " to 382,000 tonnes", " to 328,000 kg",
         " to more than 328,000 tonnes"),
        (" in the second quarter of 2025", " in the first quarter of 2025", " in 2025", " in the second half of 2025",
         " since the second quarter of 2025"),
        (", after a strike at El Teniente.", ".", ", after a fire at El Teniente.",
         ", before a strike at El Teniente.",
         ", because of a strike at El Teniente.", ", after a strike at Escondida."),
    ),
    (
        ("Peru is the second-largest zinc producer", "Peru is the largest zinc producer", "Peru is a zinc producer",
         "Peru is one of the largest zinc producers", "Chile is the second-largest zinc producer"),
        (" in the world", "", " in Latin America"),
        (" and mines 11%", " and mines less than 11%", " and refines 11%", " and mines 17%", " or mines 11%"),
        (" of its output", " above its output", " of its exports", " of world output"),
        (", while Japan buys", ", while Japan sells", ", while Korea buys", ", although Japan buys",
         ", and Japan buys"),
        (" between $3 million and $5 million", " $3 million", " $4 million", " between $3 million and $6 million",
         " $3 billion to $5 billion"),
        (" of it each month.", " of it.", " of it each year.", " of lead each month."),
    ),
    (
        ("China suspended", "China ended", "China extended", "China did not suspend",
         "The United States suspended", "China will suspend"),
        (" until 10 November 2026", " on 10 November 2026", " from 10 November 2026",
         " until 10 November 2027", " until November 2026"),
        (" its ban on exports", " its ban on imports", " all its bans on exports", " its quota on exports",
         " part of its ban on exports"),
        (" of gallium and germanium", " of gallium", " of gallium or germanium",
         " of gallium, germanium and antimony"),
        (" to the United States", "", " to the European Union", " from the United States"),
        (", though licences are still required,", ",", ", though licences are no longer required,",
         ", as licences are still required,"),
        (" the Ministry of Commerce said.", " the State Department said.", " sources said.",
         " the Ministry of Commerce did not say."),
    ),
)  # fmt: skip
EVERY = 5  # of the variants in two places that are kept


def article(places: Places) -> str:
    """The article of a shape."""
    return "".join(words[0] for words in places)


def variants(places: Places) -> Iterator[str]:
    """Its sentence with the words of one place changed, and some with those of two."""
    for n, words in enumerate(places):
        yield from (
            "".join(w[0] for w in places[:n]) + other + "".join(w[0] for w in places[n + 1 :]) for other in words[1:]
        )
    twice = (
        "".join({a: x, b: y}.get(n, w[0]) for n, w in enumerate(places))
        for a, b in itertools.combinations(range(len(places)), 2)
        for x, y in itertools.product(places[a][1:], places[b][1:])
    )
    yield from itertools.islice(twice, 0, None, EVERY)


def proofs() -> Iterator[tuple[str, Callable[[], proof.Proof]]]:
    """Each article with itself and its variants, with what proves each."""
    world = load_world().as_of(DAY)
    for places in SHAPES:
        told = article(places)
        context = proof.Context(world, told, "", DAY)
        evidence = {"e1": SpanEvidence(start=0, end=len(told), quote=told)}
        for text in (told, *variants(places)):
            said = text[:1].upper() + text[1:]
            yield said, partial(proof.prove, Sentence(text=said, evidence=("e1",)), evidence, context)
