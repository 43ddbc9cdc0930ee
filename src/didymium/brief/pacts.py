"""What the sides of an agreement signed before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from didymium.brief import phrase
from didymium.brief.lead import is_country
from didymium.brief.ledger import Row
from didymium.brief.relations.base import Operand
from didymium.brief.setting import Setting
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
SHUTS = frozenset({"export_ban", "export_licence", "de_facto_halt", "export_quota"})  # what keeps a good at home
_PACT = re.compile(r"(?i)\b(?:agreements?|memorand\w+|MoUs?|frameworks?|pacts?|accords?|deals?|signed|signator\w+)\b")
_WAR = re.compile(r"(?i)\b(?:wars?|invasion|invaded|conflict|sanction\w*|against)\b")  # names who does not sign


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


def pacts(setting: Setting) -> Iterator[Operand]:
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
