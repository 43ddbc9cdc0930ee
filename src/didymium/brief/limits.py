"""What a brief does not know, each limit said with the evidence for saying so."""

from __future__ import annotations

import re
from typing import Any

from didymium.brief import phrase, shock
from didymium.brief.counts import query
from didymium.brief.desk import Desk
from didymium.brief.known import rows_about
from didymium.brief.ledger import say
from didymium.brief.scenes import SWING
from didymium.records import Figure, Sentence


def limits(desk: Desk) -> tuple[Sentence, ...]:
    """The limits of a brief: no event, no chain, an assumed depth, economies without figures, runs not made."""
    if desk.topic.lead is None and not desk.topic.dwells:
        return (_no_event(desk),)
    said = [_no_event(desk)] if desk.topic.lead is None else []
    if desk.topic.general:
        said.append(_general(desk))
    if desk.topic.run is None:
        said.append(_no_shares(desk))
    elif desk.topic.holder is None:
        said.append(_no_place(desk))
    said += [s for s in (*_depth(desk), _economy(desk), _missing(desk)) if s is not None]
    return (*said, *_unable(desk), *([_thin(desk)] if desk.thin else []))


GAPS = {"substitution": "substitutes"}


def _thin(desk: Desk) -> Sentence:
    """What the world lacks on the mineral, where a question has fewer than three points."""
    focus = str(desk.topic.focus)
    held = {t: focus in set(desk.world.table(t)["mineral"]) for t in ("trade", "prices", "uses", "substitution")}
    held["projects"] = not rows_about(desk.world, "projects", (focus,)).is_empty()
    names = {
        "trade": "trade",
        "prices": "prices",
        "uses": "uses",
        "substitution": "substitutes",
        "projects": "projects",
    }
    gaps = phrase.listed([names[t] for t, there in held.items() if not there], joiner="or")
    text = f"Some questions have few points: the world of {phrase.day(desk.today.isoformat())} "
    text += f"holds no {gaps} of {focus}" if gaps else f"holds little else on {focus} that bears on it"
    figure = Figure(metric="points", value=0, unit="count", mineral=focus)
    return say(f"{text}.", query(desk, "limits", {"what": "points", "mineral": focus}, figure, text))


LANGUAGES = {
    "fr": "French", "de": "German", "es": "Spanish", "pt": "Portuguese", "it": "Italian", "nl": "Dutch",
    "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ru": "Russian", "ar": "Arabic", "id": "Indonesian",
    "tr": "Turkish", "pl": "Polish",
}  # fmt: skip


def _no_event(desk: Desk) -> Sentence:
    text = "The article states no event about critical minerals of a kind that Didymium reads"
    language = desk.reading.article.language
    if language != "en":
        text = f"The article is in {LANGUAGES.get(language, 'another language')}, and events are read in English alone"
    figure = Figure(metric="events", value=0, unit="count")
    return say(f"{text}.", query(desk, "read", {"article": desk.reading.article.sha256}, figure, text))


def _general(desk: Desk) -> Sentence:
    focus = str(desk.topic.focus)
    text = (
        f"The article names no single mineral; the brief dwells on {focus}, on which most export controls are on record"
    )
    figure = Figure(metric="minerals", value=0, unit="count", mineral=focus)
    return say(f"{text}.", query(desk, "read", {"article": desk.reading.article.sha256}, figure, text))


def _no_shares(desk: Desk) -> Sentence:
    named = phrase.listed(list(desk.topic.minerals)) or "the minerals of this article"
    day = phrase.day(desk.today.isoformat())
    text = f"The world of {day} holds no shares by country of {named}, so the twin was not run"
    figure = Figure(metric="shares", value=0, unit="count", mineral=next(iter(desk.topic.minerals), None))
    return say(f"{text}.", query(desk, "shares", {"minerals": list(desk.topic.minerals)}, figure, text))


def _no_place(desk: Desk) -> Sentence:
    text = f"No country of the article has a known share of {desk.topic.focus}, so the twin was not run"
    figure = Figure(metric="shares", value=0, unit="count", mineral=desk.topic.focus)
    return say(f"{text}.", query(desk, "shares", {"minerals": [desk.topic.focus]}, figure, text))


def _economy(desk: Desk) -> Sentence | None:
    """The economy of the article whose losses the twin cannot price, and the one that is counted instead."""
    if desk.unpriced is None or desk.topic.dependent is None:
        return None
    named, counted = phrase.country(desk.unpriced), phrase.country(desk.topic.dependent)
    text = (
        f"The twin prices no loss of {named}; the losses told are those of {counted}, the hardest hit of the economies "
        "that it prices"
    )
    figure = Figure(metric="sectors", value=0, unit="count", country=desk.unpriced, counterpart=desk.topic.dependent)
    return say(f"{text}.", query(desk, "sectors", {"economy": desk.unpriced}, figure, text))


def _unable(desk: Desk) -> list[Sentence]:
    """The runs that were asked for and could not be made, with the reason."""
    said = []
    for entry in dict.fromkeys(desk.unable):
        what, _, reason = entry.partition(": ")
        why = re.split(r" \(|; |: see ", reason)[0].strip().rstrip(".")
        text = f"{phrase.capital(what)} is left out: {why}"
        figure = Figure(metric="runs", value=0, unit="count", mineral=desk.topic.focus)
        said.append(say(f"{text}.", query(desk, "limits", {"what": what, "why": why}, figure, text)))
    return said[:3]


def _depth(desk: Desk) -> tuple[Sentence, ...]:
    """Where the size and the length of the stress come from."""
    ran = shock.result(desk)
    if ran is None:
        return ()
    if ran[0].like is not None and ran[0].basis is not None:
        return _repeated(desk, ran[0], ran[1], ran[0].basis)
    item = next((f for f in ran[1].figures if f.mineral or f.country), None)
    if item is None:
        return ()
    if ran[0].said is not None:
        return (_of_article(desk, ran[0], ran[1], item),)
    size = phrase.quantity(SWING if desk.topic.scene in {"slack", "boom"} else ran[0].depth, "share")
    noun = {"outage": "loss of output", "slack": "fall of demand", "boom": "rise of demand"}.get(
        desk.topic.scene, "cut"
    )
    text = (
        f"The stress run is a test, no forecast: the size of its {noun}, {size}, and its length, twelve months, are "
        "assumptions"
    )
    return (say(f"{text}.", desk.ledger.run(_kept(desk, ran[1]), f"{text} ({ran[0].words})", item)),)


def _repeated(desk: Desk, made: shock.Shock, run: Any, basis: str) -> tuple[Sentence, ...]:
    """The measure whose depth a test repeats, and its length, which is assumed."""
    said = [say(f"The stress run is a test that repeats the depth of {made.like}.", basis)]
    item = next((f for f in run.figures if f.mineral or f.country), None)
    if item is not None:
        text = "That this test lasts twelve months is an assumption"
        said.append(say(f"{text}.", desk.ledger.run(_kept(desk, run), f"{text} ({made.words})", item)))
    return tuple(said)


def _of_article(desk: Desk, made: shock.Shock, run: Any, item: Figure) -> Sentence:
    """The size that the article states, and what the run takes it of."""
    assert made.said is not None
    size, holder = phrase.quantity(made.depth, "share"), phrase.possessive(phrase.country(str(desk.topic.holder)))
    text = f"The stress run takes its size, {size}, from the article"
    if made.depth >= 0.995:
        text = "The stress run takes the stop from the article"
    if made.said.whole:
        text += f", of one producer perhaps, and applies it to all of {holder} output"
    if made.said.months is None:
        text += "; that it lasts twelve months is an assumption"
    return say(f"{text}.", desk.ledger.run(_kept(desk, run), f"{text} ({made.words})", item))


def _kept(desk: Desk, run: Any) -> str:
    """The id of a run whose manifest is kept with the brief."""
    desk.runs[run.run] = run.manifest
    return str(run.run)


def _missing(desk: Desk) -> Sentence | None:
    """What the run could not price in the dependent economy."""
    ran, hit = shock.result(desk), shock.loss(desk)
    if ran is None or hit is None:
        return None
    where = f" in {hit[1].country}"
    gaps = sorted({m.removesuffix(where).removeprefix("value added of ") for m in ran[1].missing if m.endswith(where)})
    names = [phrase.sector(g) for g in gaps]
    if not names:
        return None
    text = (
        f"The loss in {phrase.country(str(hit[1].country))} leaves out {phrase.listed(names, 5)}, for "
        "which no value added is known"
    )
    return say(f"{text}.", desk.ledger.run(ran[1].run, text, hit[1]))
