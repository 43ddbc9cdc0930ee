"""How firm the news is, for the bottom line: proposed, preliminary, not binding, denied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from didymium.brief.ledger import carried, say
from didymium.brief.setting import Setting
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Sentence

CUES = (  # words of the lead, what they mean for a reader who decides
    (r"non-?binding|letters? of (?:interest|intent)|memorand(?:um|a)|MoUs?\b|expression of interest",
     "Nothing of it is binding yet."),
    (r"preliminar(?:y|ily)|interim (?:duty|duties|ruling|finding)|provisional",
     "It is preliminary and may still change."),
    (r"draft|proposes?|proposed|plans? to|planning to|considers?|considering|weighs?|weighing|mulls?|bill\b",
     "It is planned, not decided."),
)  # fmt: skip


def status(setting: Setting, context: Context) -> tuple[Sentence, ...]:
    """One sentence on how firm the lead is; none where it is done."""
    made = carried(_worded(setting), setting.ledger, context)
    return () if made is None else (made,)


def _worded(setting: Setting) -> Iterator[Sentence]:
    lead, text = setting.lead, setting.reading.article.text
    where = next(((s, e) for s, e in split_sentences(text) if s < lead.event.end and e > lead.event.start), None)
    if where is None:
        return
    key, words = setting.ledger.span(*where), text[slice(*where)]
    if lead.event.status == "denied":
        yield say("It is denied, not confirmed.", key)
    if lead.event.status == "proposed" or lead.kind == "news":
        yield from (say(says, key) for cue, says in CUES if re.search(rf"(?i)\b(?:{cue})", words))
