"""Plain data from YAML with the line of each entry: no anchors, aliases or tags; and faults told in one line."""

from __future__ import annotations

import re
from typing import Any

import yaml
from pydantic import ValidationError

from didymium.errors import BadScenario

MAX_DEPTH = 12
MAX_DIGITS = 64  # characters of a number, a date, a truth value
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}


def parse_yaml(text: str, place: str) -> tuple[Any, dict[tuple[Any, ...], int]]:
    """Plain data from YAML and the line of each entry; only plain scalars, lists and mappings pass."""
    try:
        _refuse_knots(text, place)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadScenario(
            f"{place}:{line}: not valid YAML: {getattr(error, 'problem', None) or 'unreadable'}"
        ) from None
    except RecursionError:
        raise BadScenario(f"{place}:1: nested too deeply") from None
    lines: dict[tuple[Any, ...], int] = {}
    if node is None:
        raise BadScenario(f"{place}:1: empty file")
    return _plain(node, (), lines, place, yaml.constructor.SafeConstructor()), lines


def _refuse_knots(text: str, place: str) -> None:
    """Raises `BadScenario` at the first anchor, alias or level too many, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadScenario(f"{place}:{_line(event)}: YAML anchors and aliases are not allowed; write the value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise BadScenario(f"{place}:{_line(event)}: nested too deeply")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _plain(node: Any, path: tuple[Any, ...], lines: dict[tuple[Any, ...], int], place: str, make: Any) -> Any:
    """A node as plain data; `make` constructs scalars."""
    line = node.start_mark.line + 1
    lines[path] = line
    if node.tag not in _CORE:
        raise BadScenario(f"{place}:{line}: tag {node.tag[:60]!r} is not allowed; write plain values")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, i), lines, place, make) for i, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, place, make)
    if not node.tag.endswith(":str") and len(node.value) > MAX_DIGITS:
        raise BadScenario(f"{place}:{line}: {str(node.value)[:40]!r} is too long for a number")
    try:
        return make.construct_object(node)
    except (ValueError, OverflowError, yaml.YAMLError):
        raise BadScenario(f"{place}:{line}: {str(node.value)[:40]!r} is not a valid value") from None


def _mapping(
    node: Any, path: tuple[Any, ...], lines: dict[tuple[Any, ...], int], place: str, make: Any
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag not in _CORE:
            raise BadScenario(f"{place}:{line}: a key must be a plain word")
        if key.value in out:
            raise BadScenario(f"{place}:{line}: {key.value[:40]!r} is given twice")
        out[key.value] = _plain(child, (*path, key.value), lines, place, make)
    return out


def explain(error: ValidationError, lines: dict[tuple[Any, ...], int], place: str) -> str:
    """One line for the first fault: place:line, field, what is wrong."""
    first = min(error.errors(), key=lambda e: (-len(e["loc"]), str(e["loc"])))
    known = [part for part in first["loc"] if isinstance(part, int) or not re.search(r"[\[\]()]|^float$", str(part))]
    line = next((lines[tuple(known[:n])] for n in range(len(known), -1, -1) if tuple(known[:n]) in lines), None)
    where = f"{place}:{line}" if line else place
    field = ".".join(str(part) for part in known) or "scenario"
    what = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        what = "unknown field"
    return f"{where}: {field}: {what[:1].lower()}{what[1:]}"
