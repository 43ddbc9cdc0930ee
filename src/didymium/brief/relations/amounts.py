"""Sums, prices and masses in words, in the unit in which the article tells them."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.brief import phrase
from didymium.brief.relations.base import PER_T, Operand

_CALLED = {"CNY": "yuan", "ZAR": "rand"}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "AUD": "A$", "CAD": "C$", "JPY": "¥"}


def money(value: float, currency: str, digits: int = 3) -> str:
    """A sum in its currency: $1.9 billion, €450 million, 3 billion yuan."""
    told = phrase.money(value, digits)
    if currency == "USD":
        return told
    if currency in _SIGNS:
        return told.replace("$", _SIGNS[currency])
    return f"{told.replace('$', '')} {_CALLED.get(currency, currency)}"


def each(value: float, like: Operand, digits: int = 3) -> str:
    """A price (a tonne in its currency) by the measure in which the article tells another one."""
    currency, told = like.unit.split("/")[0], like.said.lower()
    per = next((p for p, words in _PER.items() if re.search(words, told)), like.per or "t")
    return f"{money(value * PER_T[per], currency, digits)} {BY_THE[per]}"


_PER = {"lb": r"pound|/\s?lb|\blb", "oz": r"ounce|/\s?oz|\boz", "kg": r"kilo|/\s?kg|\bkg", "mtu": r"mtu|ton(ne)? unit"}
BY_THE = {"lb": "a pound", "oz": "an ounce", "kg": "a kilogram", "t": "a tonne", "mtu": "an mtu"}


def digits(operand: Operand) -> int:
    """In how many digits to write what is worked out of a number: in those of its own, three to five."""
    written = re.search(r"\d[\d,. ]*", operand.bare)
    return min(5, max(3, len(re.sub(r"\D|^0[.,]0*", "", written[0].rstrip(", ")).rstrip("0")))) if written else 3


def worded(value: float, like: Operand, digits: int = 3) -> str:
    """A value as a reader says it, in the unit of an operand."""
    if like.kind == "price":
        return each(value, like, digits)
    if like.kind == "money":
        return money(value, like.unit, digits)
    if told := re.search(r"(?:\b|(?<=[km\d]))(pounds|lbs?|ounces|oz)\b", like.said.lower()):
        per = "oz" if told[1].startswith("o") else "lb"
        told_ = phrase.money(value / PER_T[per], digits).replace("$", "")
        weighed = f"pounds of {like.mineral}" if like.mineral else "pounds"  # pounds of nothing are money
        return f"{told_} {'ounces' if per == 'oz' else weighed}"
    return phrase.mass(value, digits)


def subject(operand: Operand) -> str:
    """A number of the article with what it is of: "Tawana's output of 28,419 tonnes"."""
    called = operand.called
    if re.search(r"\b(?:annual|yearly)\b", called) and operand.bare.endswith(" a year"):
        operand = replace(operand, bare=operand.bare.removesuffix(" a year"))  # "annual output of 2,900 tons"
    named = called[:1].isupper() or "'" in called
    if operand.kind == "price" and operand.label.good == called and called:
        return f"{called} at {operand.bare}"  # the text has no word for its price
    return f"{called if named else f'the {called}'} of {operand.bare}" if called else operand.bare
