"""Names of minerals, stages, countries and sectors, with their aliases; an unknown name raises with the nearest.

Canonical forms: minerals in lower case as analysts write them (`rare earths`, `dysprosium`), countries as
ISO 3166-1 alpha-3 (`EUU` the European Union, `WLD` the world), stages `mine`, `refine`, `metal`, `component`.
"""

from __future__ import annotations
