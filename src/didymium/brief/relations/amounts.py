"""Sums, prices and masses in words, in the unit in which the article tells them."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.brief import phrase
from didymium.brief.relations.base import PER_T, Operand

_CALLED = {"CNY": "yuan", "ZAR": "rand"}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "AUD": "A$", "CAD": "C$", "JPY": "¥"}


def money(value: float, currency: str, local: bool = False) -> str:
    """A sum in its currency: $1.9 billion, €450 million, 3 billion yuan."""
    if currency == "USD":
        return phrase.money(value, 3)
    if currency in _SIGNS:
        return phrase.money(value, 3).replace("$", _SIGNS[currency])
    return f"{phrase.money(value, 3).replace('$', '')} {_CALLED.get(currency, currency)}"


def each(value: float, like: Operand) -> str:
    """A price (a tonne in its currency) by the measure in which the article tells another one."""
    currency, told = like.unit.split("/")[0], like.said.lower()
    per = next((p for p, words in _PER.items() if re.search(words, told)), like.per or "t")
    return f"{money(value * PER_T[per], currency)} {_NAMES[per]}"


_PER = {"lb": r"pound|/\s?lb|\blb", "oz": r"ounce|/\s?oz|\boz", "kg": r"kilo|/\s?kg|\bkg", "mtu": "mtu"}
_NAMES = {"lb": "a pound", "oz": "an ounce", "kg": "a kilogram", "t": "a tonne", "mtu": "an mtu"}


def worded(value: float, like: Operand) -> str:
    """A value as a reader says it, in the unit of an operand."""
    if like.kind == "price":
        return each(value, like)
    if like.kind == "money":
        return money(value, like.unit)
    if told := re.search(r"(?:\b|(?<=[km\d]))(pounds|lbs?|ounces|oz)\b", like.said.lower()):
        per = "oz" if told[1].startswith("o") else "lb"
        return f"{phrase.plain(value / PER_T[per], 3)} {'ounces' if per == 'oz' else 'pounds'}"
    return phrase.quantity(value, "t")


def subject(operand: Operand) -> str:
    """A number of the article with what it is of: "Tawana's output of 28,419 tonnes"."""
    called = operand.called
    if re.search(r"\b(?:annual|yearly)\b", called) and operand.bare.endswith(" a year"):
        operand = replace(operand, bare=operand.bare.removesuffix(" a year"))  # "annual output of 2,900 tons"
    named = called[:1].isupper() or "'" in called
    if operand.kind == "price" and operand.label.good == called and called:
        return f"{called} at {operand.bare}"  # the text has no word for its price
    return f"{called if named else f'the {called}'} of {operand.bare}" if called else operand.bare


def worded_each(value: float, mass: Operand, currency: str) -> str:
    """A price (a tonne in its currency) by the measure in which a mass is told: "$36.6 a pound"."""
    return each(value, replace(mass, said=mass.bare, unit=f"{currency}/t", per=""))
