"""From chosen findings to sentences and records: the three questions, and what would change the main finding."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from didymium.brief.frames import question
from didymium.brief.lead import is_country
from didymium.brief.ledger import Ledger, say
from didymium.brief.relations import Found, formula_over
from didymium.brief.setting import Setting
from didymium.brief.worth import Chosen, worth
from didymium.labels import alike
from didymium.proof import Context, issuable, names_in
from didymium.records import Finding, Insight, Point, Sentence

_OPEN = re.compile(r"\[\[(.*?)\]\]")
_EITHER = re.compile(r"\{(.*?)\}")
TRIED = 60  # findings that are put to the proof


def sentence(found: Found, ledger: Ledger) -> Sentence:
    """A finding as a sentence with its evidence and what it asserts."""
    return say(_closed(found.text), *evidence(found, ledger))


def evidence(found: Found, ledger: Ledger) -> tuple[str, ...]:
    """The computed quantities that the sentence prints, and what names its operands."""
    ids = [
        ledger.derived(formula, metric=name, **_about(found))
        for formula, name in (
            (found.formula, found.relation.name),
            *((formula_over(f, found.case), f"{found.relation.name}_also") for f in found.relation.also),
        )
        if formula
    ]
    return tuple(dict.fromkeys((*ids, *found.carriers)))


def _about(found: Found) -> dict[str, str | None]:
    """What the computed figure is about: mineral and country of the first operand that has one."""
    ops = found.case.ops.values()
    country = next((o.place for o in ops if o.place and is_country(o.place)), None)
    goods = (o for o in ops if o.origin != "span" or o.kind not in {"money", "duration"})  # money is of no good
    minerals = list(dict.fromkeys(o.mineral for o in goods if o.mineral))
    several = len(minerals) > 1 and all(o.origin == "span" and o.kind in {"mass_rate", "share"} for o in ops)
    several = several or not all(alike(m, n) for m, n in itertools.pairwise(minerals))
    return {"mineral": next(iter(minerals), None) if not several else None, "country": country}


def _closed(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def proven(
    found: Sequence[Found], ledger: Ledger, context: Context, stated: frozenset[float]
) -> tuple[list[Found], dict[str, list[str]]]:
    """The findings whose sentence the proof carries, the worthiest tried first; and the others with the reasons."""
    kept: list[Found] = []
    withheld: dict[str, list[str]] = {}
    for one in sorted(found, key=lambda f: -worth(f, stated))[:TRIED]:
        for worded in _wordings(one):
            told = sentence(worded, ledger)
            verdict = issuable(told, ledger.evidence, context)
            if verdict.proven:
                kept.append(worded)
                break
        else:
            withheld[told.text] = list(verdict.reasons)
    return kept, withheld


def _wordings(found: Found) -> tuple[Found, ...]:
    """A finding with the parts of its sentence that may be left out ("[[...]]"), and without them, and with each
    of some words ("{is|would be}"); each also with the sentences that name whose its numbers are, where its own do
    not."""
    told = ("".join(parts) for parts in itertools.product(*(p.split("|") for p in _EITHER.split(found.text))))
    texts = dict.fromkeys(_OPEN.sub(kept, text) for text in told for kept in (r"\1", ""))
    named = any(o.extra[1:] for o in found.case.ops.values() if o.origin == "span")
    return tuple(replace(found, text=text, named=n) for n in ((False, True) if named else (False,)) for text in texts)


def insights(chosen: Chosen, setting: Setting) -> tuple[Insight, ...]:
    """One insight a question: its best finding as the framing sentence, the others as points under their labels.

    The question is that which the best finding answers; two that come out the same are one.
    """
    asked: dict[str, list[Found]] = {}
    for found in (chosen.why, chosen.reply, chosen.long):
        if found:
            asked.setdefault(question(found[0].relation.label, found[0].case.mineral), []).extend(found)
    made = []
    for text, held in asked.items():
        points = tuple(
            Point(label=f.relation.label, sentences=(sentence(f, setting.ledger),)) for f in held[1:] or held
        )
        framing = (sentence(held[0], setting.ledger),) if len(held) > 1 else ()
        made.append(Insight(question=text, framing=framing, points=points))
    return tuple(made)


def offered(found: Found, number: int, stated: frozenset[float], ledger: Ledger) -> dict[str, Any]:
    """A proven finding as plain keys, with its words: what a writer may choose from."""
    told = sentence(found, ledger)
    return {
        "id": f"f{number}", "relation": found.relation.name, "label": found.relation.label, "text": told.text,
        "value": found.value, "low": found.low, "high": found.high, "unit": found.unit, "formula": found.formula,
        "evidence": list(told.evidence), "questions": list(found.relation.questions),
        "worth": round(worth(found, stated), 3),
    }  # fmt: skip


def records(chosen: Chosen, stated: frozenset[float]) -> tuple[Finding, ...]:
    """The printed findings with formula, operands, value and worth, in the order of the brief."""
    shown = {id(f): f for f in (*chosen.bottom, *chosen.why, *chosen.reply, *chosen.long)}
    return tuple(
        Finding(
            id=f"f{k}",
            relation=f.relation.name,
            formula=f.formula,
            operands=names_in(f.formula),
            value=f.value,
            low=f.low,
            high=f.high,
            unit=f.unit,
            worth=round(worth(f, stated), 3),
            questions=tuple(f.relation.questions),
            evidence=f.carriers,
        )
        for k, f in enumerate(shown.values(), 1)
    )
