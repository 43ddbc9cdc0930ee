"""What an agreement, plan or opinion stands on: what its sides signed before, and the stage that others hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from didymium.brief import phrase
from didymium.brief.lead import BY_PRODUCTS, UMBRELLAS, is_country, kin, rows_about
from didymium.brief.ledger import Row
from didymium.brief.relations.base import Operand
from didymium.brief.setting import Setting
from didymium.brief.supply import named_shares
from didymium.news.sentences import split_sentences
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date

BUYERS = frozenset({"USA", "EUU", "JPN", "GBR", "KOR"})  # who sign for supply
LISTED = 3  # countries of a sentence that lists who signs
OLDEST = 10 * 365  # days after which an agreement is no earlier one of the same matter
OPENS = 500  # characters of an article in which it says what it is about
FRESH = 35  # days before an article within which a row tells its news
NOUNS = {
    "mou": "memorandum", "joint_statement": "joint statement", "partnership": "partnership", "framework": "framework",
    "treaty": "treaty", "alliance": "alliance",
}  # fmt: skip
TRUCE = re.compile(  # brings no supply
    r"(?i)\b(?:truce|trade (?:deal|war|truce|talks)|tariffs?|de-?escalat\w+|suspen\w+)\b"
)
HOLDS = 0.4  # share of the world's output from which others depend on who has it
MOSTLY = 0.5  # share from which it matters to money for one plant or mine
RECENT = 3  # years after which a share tells nothing of now
MOST_HELD = 2  # minerals of a sentence on what is held
SHUTS = frozenset({"export_ban", "export_licence", "de_facto_halt", "export_quota"})  # what keeps a good at home
_PACT = re.compile(r"(?i)\b(?:agreements?|memorand\w+|MoUs?|frameworks?|pacts?|accords?|deals?|signed|signator\w+)\b")
_WAR = re.compile(r"(?i)\b(?:wars?|invasion|invaded|conflict|sanction\w*|against)\b")  # names who does not sign
_ROCK = re.compile(r"(?i)\b(?:mines?|mining|miners?|ores?|spodumene|concentrates?|deposits?|drill\w*|exploration)\b")
_PLANT = re.compile(
    r"(?i)\b(?:refin\w+|smelt\w+|separat\w+|process(?:ed|es|ing|ors?)|anodes?|magnets?|alloys?|hydroxide|chemicals?|"
    r"sul(?:ph|f)ate|precursors?|recycl\w+)\b"
)


def pacts(setting: Setting) -> list[Operand]:
    """What the sides had signed before, and who holds the stage beyond the news, as operands."""
    return [*_before(setting), *_held(setting)]


# the agreement


def is_news(setting: Setting) -> bool:
    """Whether an agreement is what the article is about, by its headline or first lines, and no truce."""
    lead = setting.lead
    told = f"{lead.title}. {lead.event.quote}"
    first = lead.event.start < OPENS or _PACT.search(lead.title) is not None
    return lead.family == "agreement" and lead.kind != "opinion" and first and not TRUCE.search(told)


def signing(setting: Setting) -> list[str]:
    """The states that sign, those first that sign for supply."""
    found = dict.fromkeys(c for c in (*setting.lead.sides, *signers(setting)) if is_country(c))
    return sorted(found, key=lambda c: c not in BUYERS)


def signers(setting: Setting) -> list[str]:
    """The parties of an agreement, with all that a sentence of the opening lists as such."""
    lead, text = setting.lead, setting.opening
    found = [c for c in (*lead.parties, lead.actor) if c is not None and is_country(c)]
    for start, end in split_sentences(text):
        told = [n.id for n in find_names(text[start:end]) if n.kind == "country"]
        if len({*told}) >= LISTED and _PACT.search(text[start:end]) and not _WAR.search(text[start:end]):
            found += told
    return [c for c in dict.fromkeys(found) if c != "CHN" or c in lead.parties]


def _before(setting: Setting) -> Iterator[Operand]:
    """The last agreement of each two of the states that sign, of weeks ago or longer, on record by then."""
    if not is_news(setting):
        return
    sides, last = {*signing(setting)}, dict[frozenset[str], Row]()
    for row in setting.world.table("agreements").sort("signed").to_dicts():
        pair, day = frozenset(str(row["parties"]).split(";")), str(row["signed"])
        whole = len(day) == len("2025-01-01") and row["kind"] in NOUNS and not setting.world.later(row["source_id"])
        if len(pair) == 2 and pair <= sides and whole and FRESH < (setting.today - parse_date(day)).days < OLDEST:
            last[pair] = row
    if len({c for pair in last for c in pair}) != 2:  # of several partners one is not the news
        return
    ((pair, row),) = last.items()
    day = str(row["signed"])
    loose = {"no": ", not binding", "yes": ", binding"}.get(str(row["binding"]), "")
    yield Operand(
        setting.ledger.cell("agreements", row, "signed"), "pact_before", "date", float(parse_date(day).toordinal()),
        "date", phrase.day(day), NOUNS[row["kind"]], "row", near=1.0, time=day, note=loose,
        good=phrase.listed([phrase.country(c) for c in signing(setting) if c in pair]),
        extra=tuple(setting.ledger.cell("agreements", row, c) for c in ("kind", *(["binding"] if loose else []))),
    )  # fmt: skip


# the stage that others hold


def _held(setting: Setting) -> Iterator[Operand]:
    """Who outside the story holds most of the stage beyond it: of its minerals, else of those that it names.

    Of money for a mine or plant only where the news tells which of the two it is.
    """
    lead = setting.lead
    told = f"{lead.title}. {lead.event.quote}"
    rock, plant = _ROCK.search(told) is not None, _PLANT.search(told) is not None
    of_states = lead.family in {"agreement", "policy"} or lead.kind == "opinion"
    opinion = lead.kind == "opinion"
    if not (of_states or (lead.family == "deal" and lead.builds and lead.minerals and rock != plant)) or (
        TRUCE.search(told) and not opinion
    ):
        return
    if lead.shaped or lead.supposed or not (opinion or lead.kind in {"news", "notice", "release"}):
        return
    way = "open" if of_states else "plant" if plant else "rock"
    held = [
        (m, *one) for m in _goods(setting) if (one := _most(setting, m)) and not (way == "rock" and one[0] == "mine")
    ]
    held = [h for h in held if of_states or float(h[2]["share"]) >= MOSTLY]
    held.sort(key=lambda h: (bool(lead.minerals) and h[0] != lead.mineral, -float(h[2]["share"])))
    first = next(iter(held), None)
    if first is None:
        return
    apart = [h for h in held[1:] if not kin(h[0]) & kin(first[0])]
    ours = [first, *(h for h in apart if h[2]["country"] == first[2]["country"] and way == "open")]
    for k, (mineral, stage, row) in enumerate(ours[:MOST_HELD], 1):
        country, part = str(row["country"]), float(row["share"])
        key = setting.ledger.share(mineral, stage, country)
        if key is None:
            return
        yield Operand(
            key, f"held_outside_{k}", "share", part, "share", phrase.quantity(part, "share"),
            phrase.output(mineral, stage), "row", mineral=mineral, stage=stage, place=country, time=str(row["year"]),
            note=way,
        )  # fmt: skip


def _goods(setting: Setting) -> Sequence[str]:
    """The minerals of the news, else those that the article names and tells no share of."""
    found = [e.id for e in setting.reading.entities if e.kind == "mineral"]
    told = {c.mineral for c in setting.reading.claims if c.metric in {"production_share", "processing_share"}}
    goods = dict.fromkeys(setting.lead.minerals or found)
    made = {"NdFeB magnets"} if "rare earths" in goods else set()
    return [m for m in goods if m not in {*UMBRELLAS, *BY_PRODUCTS, *told, *made}] if None not in told else []


def _most(setting: Setting, mineral: str) -> tuple[str, Row] | None:
    """The stage of a mineral past the mine that one state outside the story holds most of, with its share."""
    for stage in ("refine", "metal", "component", "mine"):
        top = next(iter(named_shares(setting.world, mineral, stage)), None)
        if top is not None and top["year"] >= setting.today.year - RECENT:
            inside = setting.lead.kind != "opinion" and top["country"] in {*setting.lead.sides, *signing(setting)}
            shut = stage != "mine" or _shuts(setting, str(top["country"]), mineral)
            return (stage, top) if top["share"] >= HOLDS and shut and not inside else None
    return None


def _shuts(setting: Setting, country: str, mineral: str) -> bool:
    """Whether a state keeps a mineral at home by a control: else what its mines make is for anybody to buy."""
    rows = rows_about(setting.world, "measures", (mineral,))
    return not rows.filter((pl.col("actor") == country) & pl.col("kind").is_in(sorted(SHUTS))).is_empty()
