"""For you: what a story means for one's own economy, minerals, suppliers, stock and parts, from a profile in YAML.

The profile is read, used and forgotten; nothing of it is stored in a brief but the sentences that it made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import Lead, kin
from didymium.errors import BadInput, DidymiumError
from didymium.records import Record

MOST_BYTES = 100_000
LEAST_SHARE = 0.005
MOST_WEEKS = 5_000  # of stock, a century


def _name(value: object) -> str:
    """A name as it stands in YAML, where NO, on and 5 are none without quotes."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is no name; write it in quotes")
    return value


def _label(look_up: Callable[[str], str]) -> Callable[[object], str]:
    def labelled(value: object) -> str:
        try:
            return look_up(_name(value))
        except DidymiumError as error:
            raise ValueError(str(error)) from None

    return labelled


def _listed(value: object) -> object:
    named = (value,) if isinstance(value, str) else value
    if not isinstance(named, list | tuple):
        raise ValueError(f"{value!r} is no list of names")
    return named


Name = Annotated[str, BeforeValidator(_name)]
Country = Annotated[str, BeforeValidator(_label(labels.country))]
Mineral = Annotated[str, BeforeValidator(_label(labels.mineral))]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Weeks = Annotated[float, Field(strict=True, ge=0, le=MOST_WEEKS)]


class Profile(Record):
    """Who asks.

    economy: ISO3; minerals; suppliers: by mineral and country, shares 0..1; stock_weeks: by mineral; parts: by name,
    with the minerals in them.
    """

    economy: Country | None = None
    minerals: Annotated[tuple[Mineral, ...], BeforeValidator(_listed)] = ()
    suppliers: dict[Mineral, dict[Country, Share]] = Field(default_factory=dict)
    stock_weeks: dict[Mineral, Weeks] = Field(default_factory=dict)
    parts: dict[Name, Annotated[tuple[Mineral, ...], BeforeValidator(_listed)]] = Field(default_factory=dict)


def load_profile(path: Path) -> Profile:
    """The profile in a YAML file; `BadInput` with file, place and remedy where it is none."""
    from didymium.plain import parse_yaml

    try:
        body = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); give a profile in YAML") from None
    if len(body) > MOST_BYTES:
        raise BadInput(f"{path}: larger than {MOST_BYTES:,} bytes; a profile is a page of YAML")
    try:
        return Profile.model_validate(parse_yaml(body.decode("utf-8"), str(path))[0])
    except ValidationError as error:
        raise _faulty(path, error) from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: not UTF-8 text; see examples/profile.yaml") from None


def _faulty(path: Path, error: ValidationError) -> BadInput:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "the file"
    return BadInput(f"{path}: {where}: {first['msg'].removeprefix('Value error, ')}; see examples/profile.yaml")


def for_you(profile: Profile, lead: Lead | None, until: dt.date | None, today: dt.date) -> tuple[str, ...]:
    """What of the story touches the profile, in plain sentences; one that says so where nothing does."""
    if lead is None or not lead.minerals:
        return ("Nothing that you named is touched.",)
    touched = frozenset(k for m in lead.minerals for k in kin(m))
    made = [*_supply(profile, lead, touched), *_stock(profile, touched, until, today), *_parts(profile, touched)]
    named = [m for m in profile.minerals if m in touched]
    if not made and named:
        made.append(f"It touches {phrase.listed(named)}, which you named; your profile gives no supplier or stock.")
    return tuple(made) or ("Nothing that you named is touched.",)


def _supply(profile: Profile, lead: Lead, touched: frozenset[str]) -> list[str]:
    hold = lead.place if lead.family == "project" else lead.actor
    if hold is None:
        return []
    found = []
    for mineral, split in profile.suppliers.items():
        share = split.get(hold, 0.0)
        if mineral in touched and share >= LEAST_SHARE:
            size, who = phrase.quantity(share, "share"), phrase.country(hold)
            found.append(f"By your profile {size} of your {mineral} comes from {who}: that part {_touch(lead)}.")
    return found


def _touch(lead: Lead) -> str:
    """What the story does to what comes from the place that it is about."""
    what = "outage" if lead.family == "project" else "step"
    return f"is exposed to the {what}" if lead.direction in {"tighten", "down"} else f"is what the {what} bears on"


def _stock(profile: Profile, touched: frozenset[str], until: dt.date | None, today: dt.date) -> list[str]:
    found = []
    for mineral, weeks in profile.stock_weeks.items():
        if mineral not in touched:
            continue
        end = today + dt.timedelta(weeks=weeks)
        told = f"Your stock of {mineral} lasts {phrase.plain(weeks, 2)} weeks, to {phrase.day(end.isoformat())}"
        if until is not None:
            gap = round((until - end).days / 7)
            side = "as long as to" if gap == 0 else f"{abs(gap)} weeks {'short of' if gap > 0 else 'beyond'}"
            told += f": {side} {phrase.day(until.isoformat())}, the first day to watch"
        found.append(f"{told}.")
    return found


def _parts(profile: Profile, touched: frozenset[str]) -> list[str]:
    hit = [part for part, minerals in profile.parts.items() if touched.intersection(minerals)]
    return [f"Of your parts it touches {phrase.listed(hit)}."] if hit else []
