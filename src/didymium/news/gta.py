"""The Global Trade Alert intervention type of an event, by its own words (names as in that taxonomy)."""

from __future__ import annotations

import re

_TYPES: dict[str, tuple[tuple[str, str], ...]] = {
    "export_restriction": (
        (r"quota|allowed to (?:ship|export)", "Export quota"),
        (r"export (?:tax|duty|duties|tariff|levy)", "Export tax"),
        (r"licen[cs]|permit|control", "Export licensing requirement"),
        (r"ban|prohibit|halt|suspend|bar|stop|moratorium|embargo", "Export ban"),
        (r"", "Export-related non-tariff measure, nes"),
    ),
    "restriction_eased": (
        (r"quota", "Export quota"),
        (r"export (?:tax|duty|duties|tariff)", "Export tax"),
        (r"licen[cs]|permit|control", "Export licensing requirement"),
        (r"ban|prohibit|moratorium|embargo|resum", "Export ban"),
        (r"", "Export-related non-tariff measure, nes"),
    ),
    "import_measure": (
        (r"anti-?dumping", "Anti-Dumping"),
        (r"countervailing|anti-subsidy", "Anti-Subsidy"),
        (r"safeguard", "Safeguard"),
        (r"minimum import price|price program", "Minimum import price"),
        (r"import quota", "Import quota"),
        (r"import licen", "Import licensing requirement"),
        (r"(?:ban|bar|prohibit|block)\w*", "Import ban"),
        (r"tariff|dut(?:y|ies)|lev(?:y|ies)|surcharge", "Import tariff"),
        (r"monitor", "Import monitoring"),
    ),
    "investment": (
        (r"equity|stake|preferred (?:stock|shares)|convertible", "Equity stake"),
        (r"guarantee", "Loan guarantee"),
        (r"loan|credit|letters? of interest|len[dt]", "State loan"),
        (r"grant|award", "Financial grant"),
        (r"tax credit", "Tax or social insurance relief"),
        (r"subsid", "State aid, unspecified"),
    ),
    "price_support": ((r"", "Price stabilisation"),),
    "domestic_policy": (
        (r"tax credit|tax relief", "Tax or social insurance relief"),
        (r"local content", "Local content requirement"),
        (r"procurement|waivers?", "Public procurement localisation"),
        (r"divest|foreign (?:investment|ownership)|nationali|sell their stakes", "FDI: Entry and ownership rule"),
    ),
}
_COMPILED = {kind: tuple((re.compile(p, re.I), name) for p, name in rows) for kind, rows in _TYPES.items()}


def gta_type(kind: str, text: str) -> str | None:
    """The intervention type that fits an event of type `kind` told in `text`, else None."""
    return next((name for pattern, name in _COMPILED.get(kind, ()) if pattern.search(text)), None)
