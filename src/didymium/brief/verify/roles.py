"""What a name does in its clause: A acts, T is acted on, L is where, W is with whom; blank where words do not tell."""

from __future__ import annotations

from didymium.brief.verify import lexicon
from didymium.brief.verify.mentions import Token

BREAKS = {",": 2.5, ";": 5.0, ":": 2.0, "(": 1.5, ")": 1.5, "—": 4.0, "–": 4.0, ".": 12.0, "!": 12.0, "?": 12.0}


CONJUNCTIONS = {"and": 3.0, "or": 3.0, "while": 5.0, "whereas": 5.0, "but": 4.0, "although": 4.0, "though": 4.0}


BE = lexicon.words("be")
_IRREGULAR = lexicon.words("irregular")
AUXILIARY = lexicon.words("auxiliary")
_DETERMINERS = lexicon.words("determiners")
_VERBS = lexicon.words("verbs")
_RELYING = lexicon.words("relying")
_TAKING = lexicon.words("taking")
_BORNE = lexicon.words("borne")
_WARES = lexicon.words("wares")
_ANIMATE = lexicon.words("animate")
_PLAIN = lexicon.words("plain")


def role_of(tokens: list[Token], first: int, last: int, text: str) -> str:
    """A who does it, T whom it is done to, L where, W with whom, R what it is measured by; blank else."""
    k = first - 1
    while k >= 0 and (tokens[k].text.lower() in _DETERMINERS or _plain_adjective(tokens[k].text)):
        k -= 1
    before = tokens[k].text.lower() if k >= 0 else "."
    if before in lexicon.PEER_PREPOSITIONS:
        return "W"
    if before == "what":
        return "R"
    head = _animate(tokens, last) if _modifies(tokens, last, text) else last
    if head is None:
        return _possessed(tokens, last, before)
    last = head
    if before in lexicon.PLACE_PREPOSITIONS:
        return "L"
    if last + 1 < len(tokens) and tokens[last + 1].text.lower() in _BORNE:
        return "T"
    if before == "of" and k > 0 and tokens[k - 1].text.lower() in _BORNE:
        return "T"
    if before in {"on", "upon"} and any(lexicon.stem(t.text) in _RELYING for t in tokens[max(0, k - 4) : k]):
        return "A"
    if before == "from" and any(t.text.lower() in _TAKING for t in tokens[max(0, k - 6) : k]):
        return "T"
    if before in lexicon.AGENT_PREPOSITIONS:
        return "A"
    if before in lexicon.TARGET_PREPOSITIONS:
        return "T"
    if (
        before[0].isdigit()
        or before in BREAKS
        or before in CONJUNCTIONS
        or before in {"that", "which", "when", "if", "because", "as", "after", "what"}
    ):
        return _subject(tokens, last)
    return "T" if verbal(before) else ""


def _possessed(tokens: list[Token], last: int, before: str) -> str:
    """The role of a country before a thing: "Chinese exports" are its doing, its losses and needs are not."""
    after = {t.text.lower() for t in tokens[last + 1 : last + 4]}
    if after & _BORNE or (before in lexicon.TARGET_PREPOSITIONS and after & _WARES):
        return "T"
    return "A"


def _plain_adjective(word: str) -> bool:
    return word.lower() in _PLAIN


def _animate(tokens: list[Token], last: int) -> int | None:
    """The index of the acting noun that a country qualifies ("Chinese companies", "Japan's trade ministry")."""
    for k in range(last + 1, min(last + 4, len(tokens))):
        word = tokens[k].text.lower()
        if word in _ANIMATE:
            return k
        if word not in _PLAIN and not word.isalpha():
            return None
    return None


def _modifies(tokens: list[Token], last: int, text: str) -> bool:
    """Whether the name is a possessive or an adjective before a noun ("China's exports", "Chinese exports")."""
    if tokens[last].text.endswith(("'s", "s'")) or text[tokens[last].end : tokens[last].end + 2] in {"'s", "' "}:
        return True
    after = tokens[last + 1].text if last + 1 < len(tokens) else "."
    return after.islower() and after.isalpha() and _adjectival(tokens[last].text) and after not in lexicon.STOP


def _adjectival(word: str) -> bool:
    return word.lower().endswith(("ese", "ish", "an", "ian", "ch", "ean", "i")) and word.lower() not in {
        "japan",
        "iran",
        "sudan",
        "bhutan",
        "pakistan",
        "kazakhstan",
        "uzbekistan",
        "taiwan",
        "vatican",
        "oman",
        "malawi",
    }


def verbal(word: str) -> bool:
    """Whether a word before a name is a verb whose object the name is."""
    return word.endswith(("ed", "ing")) or word in lexicon.RECEIVERS or word in _VERBS or word in _IRREGULAR


def _subject(tokens: list[Token], last: int) -> str:
    """A for the subject of an active verb, T for a passive one or for a verb of receiving."""
    ahead = [t.text.lower() for t in tokens[last + 1 : last + 7]]
    if "its" in ahead and any(lexicon.stem(w) in _RELYING for w in ahead):
        return "T"
    for k in range(last + 1, min(last + 9, len(tokens))):
        word = tokens[k].text.lower()
        if word in BREAKS and word != ",":
            break
        if word in BE:
            after = [t.text.lower() for t in tokens[k + 1 : k + 4]]
            if any((w.endswith(("ed", "en")) or w in _IRREGULAR) and w not in {"been", "when", "then"} for w in after):
                return "T"
            return "A"
        if lexicon.stem(word) in lexicon.RECEIVERS or word in lexicon.RECEIVERS:
            return "T"
        if word.endswith("ed") or word in {"has", "have", "had", "will", "would", "can", "could", "may", "might"}:
            after = [t.text.lower() for t in tokens[k + 1 : k + 3]]
            if any(w in lexicon.RECEIVERS or lexicon.stem(w) in lexicon.RECEIVERS for w in after):
                return "T"
            if any(w in {"be", "been"} for w in after):
                continue
            return "A"
    return "A"
