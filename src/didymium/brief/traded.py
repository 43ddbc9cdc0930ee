"""Who buys what the country of the news sells, and who sells what it buys: shares of customs trade, as operands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from didymium import labels
from didymium.brief import phrase
from didymium.brief.gains import signers_make
from didymium.brief.lead import is_country
from didymium.brief.pacts import is_news
from didymium.brief.plants import plants
from didymium.brief.relations.base import Operand, percent
from didymium.brief.setting import Setting
from didymium.brief.supply import latest
from didymium.errors import MissingData
from didymium.risk.partners import Good, Partner, Partners, goods, partners
from didymium.text.gazetteer import find_names

OLDEST = 2  # years that the trade may lie back
NAMED = 3  # partners that a sentence names
LEAST_SHARE = 0.05  # of the trade of the country of the news, from which a partner is named
LEAST_NEXT = 0.03  # of a buyer's imports, from which another seller is next in line
DEPENDS = 0.25  # of a partner's own trade, from which it depends on the country
MOST_GOODS = 2  # of one story
MOSTLY = 0.5  # of a country's output that one site makes, from which what the country sells is what the site sells


def traded(setting: Setting) -> list[Operand]:
    """The shares of the partners in the trade that the news is about; none where no customs code tells it alone."""
    asked = _asked(setting)
    if asked is None:
        return [*_by_a_signer(setting)]
    side, country, other = asked
    return [o for good in _goods(setting)[:MOST_GOODS] for o in _of(setting, good, side, country, other)]


def _asked(setting: Setting) -> tuple[str, str, str | None] | None:
    """Whether a seller or a buyer acts, which country, and the one at which it aims."""
    lead = setting.lead
    if lead.on_firms or lead.shaped or lead.supposed or lead.kind not in {"news", "notice", "release"}:
        return None
    if lead.direction == "ease" or _TOLD.search(setting.reading.article.text):  # the article tells where it goes
        return None
    aims = [t for t in lead.targets if is_country(t)]
    if (lead.family, lead.direction) == ("project", "down"):
        return ("exporter", str(lead.place), None) if _is_most_of_it(setting) else None
    if len(aims) > 1 or not (lead.actor and is_country(lead.actor)):
        return None
    aim = aims[0] if aims else None
    if lead.family == "export_control":
        return "exporter", lead.actor, aim
    said = {n.id for n in find_names(f"{lead.title}. {lead.event.quote}") if n.kind == "country"}
    if lead.family == "import_measure" and (aim or said <= {lead.actor}):  # of a duty on some, only these are sellers
        return "importer", lead.actor, aim
    return None


_TOLD = re.compile(
    r"(?i)\b\d+(?:\.\d+)?\s?(?:%|per ?cent)[^.;]{0,60}\b(?:exports?|shipped|shipments?|went to|goes to|buys|bought)\b|"
    r"\b(?:exports?|shipped|shipments?|went to|buys|bought)\b[^.;]{0,40}\b\d+(?:\.\d+)?\s?(?:%|per ?cent)"
)


def _by_a_signer(setting: Setting) -> Iterator[Operand]:
    """Who buys what the partner of an agreement makes most of, of a good that customs count."""
    made = next(iter(signers_make(setting)), None) if is_news(setting) else None
    if made is None:
        return
    mineral = "aluminium" if made.mineral == "bauxite" else made.mineral
    able = [g for g in goods() if g.mineral == mineral and (made.stage != "refine" or made.stage in g.asked)]
    for good in sorted(able, key=lambda g: g.stage != made.stage)[:1]:
        sold = _of(setting, good, "exporter", str(made.place), None)
        yield from (o for o in sold if o.role.startswith("export_share"))


def _is_most_of_it(setting: Setting) -> bool:
    """Whether the one site of the news makes most of what its country does, so that they sell to the same buyers."""
    sites = [o for o in plants(setting) if o.role == "firm_capacity" and o.place and o.place == setting.lead.place]
    if len(sites) != 1 or sites[0].mineral not in setting.minerals or not sites[0].stage:
        return False  # "manganese compounds" are no mineral of the tables
    whole = latest(setting, "production", str(sites[0].mineral), str(sites[0].place), sites[0].stage)
    return whole is not None and sites[0].value >= MOSTLY * float(whole["value"])


def _goods(setting: Setting) -> list[Good]:
    """The goods of the news that customs codes tell: the words of the news name the good, or its stage does."""
    lead = setting.lead
    said = f"{lead.title}. {lead.event.quote}"
    own = {*lead.minerals, *(g for m in lead.minerals for g in labels.groups(m))}  # elements are traded as their group
    able = [
        g for g in goods()
        if g.mineral in own and (lead.stage is None or lead.stage in g.asked or g.name in said.lower())
    ]  # fmt: skip
    rock = _ROCK.search(f"{said} {setting.opening}") is not None
    return [g for g in able if g.words.search(said) and not (rock and g.stage == "refine")]


_ROCK = re.compile(r"(?i)\b(?:ores?|concentrates?)\b")  # which the codes of what is made of them do not hold


def _of(setting: Setting, good: Good, side: str, country: str, other: str | None) -> Iterator[Operand]:
    """Of one good: the largest partners, those who depend most on the country, and the one at which it aims."""
    try:
        found = partners(good.mineral, setting.world, stage=good.stage,
                         exporter=country if side == "exporter" else None,
                         importer=country if side == "importer" else None)  # fmt: skip
    except MissingData:
        return
    if found.year < setting.today.year - OLDEST or good.lacking:
        return
    out = side == "exporter"
    aimed = [p for p in found.partners if p.country == other]
    yield from (_operand(setting, found, p, of, "aim") for p in aimed for of in (out, not out))
    if out:
        yield _all_sold(setting, found)
    if other is not None:
        yield from _others(setting, good, *((country, other) if out else (other, country)))
        return
    large = [p for p in found.partners if (p.export_share if out else p.import_share) >= LEAST_SHARE]
    first = [*itertools.takewhile(lambda p: not p.hub, large)][:NAMED]  # what passes through a port goes elsewhere
    yield from (_operand(setting, found, p, out, f"{k}") for k, p in enumerate(first, 1))
    leaning = [p for p in large if not p.hub and (p.import_share if out else p.export_share) >= DEPENDS]
    ranked = sorted(leaning, key=lambda p: -(p.import_share if out else p.export_share))[:NAMED]
    yield from (_operand(setting, found, p, not out, f"{k}") for k, p in enumerate(ranked, 1))


def _all_sold(setting: Setting, found: Partners) -> Operand:
    """What the seller sold of the good to all in the year."""
    key, total = setting.ledger.run_figure(found, 0), found.total_usd
    return Operand(
        key, "sold_abroad", "money", total, "USD", phrase.money(total, 3), found.good, "run", near=1.0,
        mineral=found.mineral, stage=found.stage, place=str(found.exporter), time=str(found.year), good=found.good,
    )  # fmt: skip


def _others(setting: Setting, good: Good, seller: str, buyer: str) -> Iterator[Operand]:
    """The largest other sellers to the buyer of a step between two countries, which are next in line."""
    try:
        found = partners(good.mineral, setting.world, stage=good.stage, importer=buyer)
    except MissingData:
        return
    able = (p for p in found.partners if p.country != seller and not p.hub and p.import_share >= LEAST_NEXT)
    yield from (_operand(setting, found, p, False, f"else_{k}") for k, p in enumerate([*able][:NAMED], 1))


def _operand(setting: Setting, found: Partners, partner: Partner, of_exports: bool, rank: str) -> Operand:
    """A share of the exports of the seller, or of the imports of the buyer, with the partner's name."""
    metric = "export_share" if of_exports else "import_share"
    at = 1 + 2 * found.partners.index(partner) + (not of_exports)
    share = partner.export_share if of_exports else partner.import_share
    one = str(found.exporter or found.importer)
    key = setting.ledger.run_figure(found, at)
    return Operand(
        key, f"{metric}_{rank}", "share", share, "share", percent(share), phrase.country(partner.country), "run",
        near=1.0, mineral=found.mineral, stage=found.stage, place=one, time=str(found.year), good=found.good,
        note=partner.country,
    )  # fmt: skip
