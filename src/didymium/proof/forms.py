"""Carried forms: what a sentence says that it asserts, held against its evidence and its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from didymium import labels
from didymium.proof import lexicon
from didymium.proof.entail import OPEN, REFUTED, Fault
from didymium.proof.evidence import close
from didymium.proof.formula import quantity
from didymium.proof.known import Known
from didymium.proof.reading import Said
from didymium.records import Form, Quantity

MOOD_OF = {
    "plan": {"planned", "aimed", "expected"}, "possible": {"possible", "considered", "alleged"},
    "expected": {"expected", "planned", "aimed"}, "required": {"required"},
    "conditional": {"conditional", "condition", "assumed"}, "assumed": {"assumed", "conditional"},
}  # fmt: skip


def faults(form: Form, said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    """What a form asserts beside its evidence or against the words of its sentence."""
    yield from _slots(form, said, known)
    for number in form.quantities:
        own = [k for k in known if k.key == number.evidence] or known
        if not any(_is(number, k) for k in own):
            yield REFUTED, f"the form's {number.role or 'quantity'} is no figure of its evidence"
    yield from _moods(form, said)
    yield from _direction(form, said)


def _slots(form: Form, said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    told = frozenset(k for i in said.items for k in i.keys)
    have = told | frozenset(s for k in known for keys in k.slots.values() for s in keys)
    named = {"subject": form.subject, "object": form.object, "mineral": form.mineral}
    for slot, label in named.items():
        keys = _keys(label) if label else frozenset()
        if keys and not keys & have and not keys <= told | frozenset(w for k in known for w in k.words):
            yield OPEN, f"the form's {slot} {label!r} is in neither text nor evidence"
    for part in (form.time or "").split("/"):
        dates = {d for i in said.of("date") for d in i.keys} | {d for k in known for d in k.slots.get("date", ())}
        if part and dates and not any(d.startswith(part) or part.startswith(d) for d in dates):
            yield OPEN, f"the form's time {part!r} is in neither text nor evidence"


def _keys(label: str) -> frozenset[str]:
    if label in labels.countries() or label in labels.AGGREGATES:
        return frozenset({f"country:{label}"})
    if label in labels.minerals():
        return frozenset({f"mineral:{label}"})
    return frozenset(k for w in label.replace("_", " ").split() for k in lexicon.keys_of(w))


def _is(said: Quantity, known: Known) -> bool:
    """Whether a quantity is a number of the evidence, value and range."""
    middle = said.value if said.value is not None else said.low if said.low is not None else said.high
    if middle is None:
        return True
    value = quantity(middle, said.unit, said.low, said.high)
    for stated in known.numbers:
        same = value.dims == stated.dims and close(abs(value.value), abs(stated.value), 1e-6)
        if said.low is not None and stated.low is not None:
            ends = close(value.low, stated.low, 1e-6) and (said.high is None or close(value.high, stated.high, 1e-6))
            same = ends and (said.value is None or same)
        if same:
            return True
    return False


def _moods(form: Form, said: Said) -> Iterator[Fault]:
    marks = frozenset(k for i in said.of("mark") for k in i.keys)
    if form.polarity == "negative" and "negation" not in marks:
        yield REFUTED, "the form denies what the text affirms"
    wanted = MOOD_OF.get(form.modality, set())
    if wanted and not wanted & marks:
        yield OPEN, f"the form is {form.modality}, the text is not"
    if form.attribution and form.attribution != "article" and "attribution" not in marks:
        yield OPEN, "the form names who says so, the text does not"
    for slot, mark in (("cause", "cause"), ("condition", "condition")):
        if getattr(form, slot) and mark not in marks:
            yield OPEN, f"the form has a {slot}, the text has none"


def _direction(form: Form, said: Said) -> Iterator[Fault]:
    against = {"up": "down", "down": "up", "tighten": "ease", "ease": "tighten"}.get(form.direction or "")
    ways = {c.direction for i in said.of("word") for k in i.keys if (c := lexicon.concepts().get(k)) and c.direction}
    if against in ways and form.direction not in ways:
        yield REFUTED, f"the form goes {form.direction}, the text the other way"
