"""The word groups that the patterns of events are built of, and the form of one rule."""

from __future__ import annotations

from dataclasses import dataclass

SITE = (
    r"(?:mines?|plants?|refiner(?:y|ies)|smelters?|facilit(?:y|ies)|projects?|deposits?|"
    r"factor(?:y|ies)|concentrators?|operations?|"
    r"circuits?|lines?|hub|complex(?:es)?|separation plants?|pilot plants?|quarr(?:y|"
    r"ies)|shafts?|pits?|brines?|foundry|gigafactory|furnaces?)"
)
MAKE = (
    r"(?:production|output|mining|processing|separation|refining|smelting|exploration|"
    r"drilling|construction|operations?|commissioning|capacity|shipments?|deliveries)"
)
LIMIT = (
    r"(?:controls?|curbs?|restrictions?|bans?|licen[cs]\w*|permits?|quotas?|tax(?:es)?|"
    r"dut(?:y|ies)|tariffs?|limits?|checks?|embargo|moratorium|halt|"
    r"freeze|suspension|ceiling|cap|prohibition|levy|curb)"
)
EXPORTS = r"(?:exports?|shipments?|overseas sales|outbound sales|exporting|shipping|outflows?|sales abroad|sale abroad)"
STOP = (
    r"(?:ban(?:s|ned|ning)?|halt(?:s|ed|ing)?|suspend(?:s|ed|ing)?|block(?:s|ed|ing)?|"
    r"restrict(?:s|ed|ing)?|curb(?:s|ed|ing)?|limit(?:s|ed|ing)?|"
    r"bar(?:s|red|ring)?|prohibit(?:s|ed|ing)?|stop(?:s|ped|ping)?|fr[eo]ez?e?(?:s|ing|"
    r"n)?|cut(?:s|ting)? off|squeez(?:e|es|ed|ing)|tighten(?:s|ed|ing)?|"
    r"throttl(?:e|es|ed|ing)|outlaw(?:s|ed)?|slash(?:es|ed)?|chok(?:e|es|ed|ing)(?: off)?|withheld|withhold(?:s|ing)?)"
)
PUT = (
    r"(?:impos(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|announc(?:e|es|ed|ing)|plac(?:e|"
    r"es|ed|ing)|put(?:s|ting)?|tighten(?:s|ed|ing)?|expand(?:s|ed|ing)?|"
    r"add(?:s|ed|ing)?|unveil(?:s|ed|ing)?|slap(?:s|ped|ping)?|adopt(?:s|ed|ing)?|enact(?:s|"
    r"ed|ing)?|extend(?:s|ed|ing)?|prolong(?:s|ed|ing)?|launch(?:es|ed|ing)?|"
    r"implement(?:s|ed|ing)?|set(?:s|ting)?|establish(?:es|ed|ing)?|renew(?:s|ed|ing)?|"
    r"reinstat(?:e|es|ed|ing)|broaden(?:s|ed|ing)?|order(?:s|ed|ing)?|"
    r"issu(?:e|es|ed|ing)|enforc(?:e|es|ed|ing)|step(?:s|ped)? up|bring(?:s|ing)? in|"
    r"brought in|levi(?:es|ed)|levy(?:ing)?|rais(?:e|es|ed|ing)|"
    r"hik(?:e|es|ed|ing)|us(?:es|ed|ing)|appl(?:y|ies|ied|ying)|subject(?:s|ed|ing)?|"
    r"requir(?:e|es|ed|ing)|propos(?:e|es|ed|ing)|mandat(?:e|es|ed|ing)|replac(?:e|es|"
    r"ed|ing)|toughen(?:s|ed)?|prepar(?:e|es|ed|ing)|plan(?:s|ned|ning)?)"
)
EASE = (
    r"(?:lift(?:s|ed|ing)?|eas(?:e|es|ed|ing)|relax(?:es|ed|ing)?|suspend(?:s|ed|ing)?|"
    r"paus(?:e|es|ed|ing)|postpon(?:e|es|ed|ing)|delay(?:s|ed|ing)?|remov(?:e|es|ed|"
    r"ing)|"
    r"scrap(?:s|ped|ping)?|end(?:s|ed|ing)?|waiv(?:e|es|ed|ing)|loosen(?:s|ed|ing)?|"
    r"roll(?:s|ed|ing)? back|rescind(?:s|ed|ing)?|withdr[ae]w(?:s|n|ing)?|drop(?:s|ped|"
    r"ping)?|"
    r"repeal(?:s|ed|ing)?|abolish(?:es|ed|ing)?|halt(?:s|ed|ing)?|revok(?:e|es|ed|ing)"
    r"|shelv(?:e|es|ed|ing)|soften(?:s|ed|ing)?|cancel(?:s|led|ling)?|freez(?:e|es|ing)"
    r"|froze|unw(?:ind|ound)|stay(?:ed)?)"
)
UP = (
    r"(?:r[io]se(?:n|s)?|rising|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|"
    r"climb(?:s|ed|ing)?|gain(?:s|ed|ing)?|rall(?:y|ies|ied|ying)|spik(?:e|es|ed|ing)"
    r"|doubl(?:e|es|ed|ing)|tripl(?:e|ed|ing)|quadrupl(?:e|ed|ing)|advanc(?:ed|ing|es)"
    r"|leap(?:t|ed|s)?|rocket(?:ed|ing)|skyrocket(?:ed|ing)?|increas(?:e|es|ed|ing)|"
    r"recover(?:ed|ing|s)|rebound(?:ed|ing|s)?|shot up|went up|added|inched up|edged "
    r"up|ticked up|firmed|strengthen(?:ed|s)?|hit|hits|reach(?:es|ed)?|touch(?:es|ed)?|"
    r"trebled|topp(?:ed|ing)|peak(?:ed)?|stood|climbing)"
)
DOWN = (
    r"(?:f[ae]ll(?:s|en|ing)?|drop(?:s|ped|ping)?|plung(?:e|es|ed|ing)|tumbl(?:e|es|"
    r"ed|ing)|slump(?:s|ed|ing)?|slid(?:e|es|ing)?|slip(?:s|ped|ping)?|crash(?:es|ed|"
    r"ing)?|sank|sink(?:s|ing)?|declin(?:e|es|ed|ing)|collaps(?:e|es|ed|ing)|halv(?:ed|"
    r"ing|es)|decreas(?:e|es|ed|ing)|retreat(?:ed|s|ing)?|eas(?:ed|es|ing)|lost|los(?:es|"
    r"ing)|shed|weaken(?:ed|s|ing)?|dipp(?:ed|ing)|dips?|nosediv(?:e|ed)|plummet(?:ed|"
    r"ing|s)?|went down|edged down|dived?|tank(?:ed|ing))"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to state an event of `type`; higher `rank` wins where two types claim the same words.

    `pattern` and `bars` are regular expressions that do not regard case.
    """

    type: str
    cues: tuple[str, ...]
    pattern: str
    bars: str | None = None
    needs: frozenset[str] = frozenset()
    status: str | None = None
    rank: int = 5


def rule(
    type_: str,
    cues: str,
    pattern: str,
    bars: str | None = None,
    needs: str = "",
    status: str | None = None,
    rank: int = 5,
) -> Rule:
    """A rule from its parts: cues parted by bars, needs parted by blanks."""
    return Rule(
        type_,
        tuple(cues.split("|")),
        pattern,
        bars,
        frozenset(needs.split()),
        status,
        rank,
    )
