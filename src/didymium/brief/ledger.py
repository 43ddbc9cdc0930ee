"""The ledger of a brief: every sentence is written with the evidence that carries it."""

from __future__ import annotations

from dataclasses import dataclass, field

from didymium.records import Evidence, FactEvidence, Figure, RunEvidence, Sentence, SpanEvidence
from didymium.world.load import World


@dataclass
class Ledger:
    """Collects evidence while a brief is composed; the same evidence keeps one id."""

    world: World
    text: str
    evidence: dict[str, Evidence] = field(default_factory=dict)
    _ids: dict[Evidence, str] = field(default_factory=dict)

    def _add(self, item: Evidence) -> str:
        if item not in self._ids:
            self._ids[item] = f"e{len(self._ids) + 1}"
            self.evidence[self._ids[item]] = item
        return self._ids[item]

    def span(self, start: int, end: int) -> str:
        """Id of a verbatim piece of the article."""
        return self._add(SpanEvidence(start=start, end=end, quote=self.text[start:end]))

    def fact(
        self,
        table: str,
        statement: str,
        source_id: str,
        known_from: object,
        figure: Figure | None = None,
        confidence: str | None = None,
        row: str | None = None,
    ) -> str:
        """Id of a row of the world, said in plain words."""
        source = self.world.source(source_id)
        cited = ", ".join(
            str(source[k]) for k in ("publisher", "title", "published") if source.get(k) not in (None, "")
        )
        return self._add(
            FactEvidence(
                statement=statement,
                figure=figure,
                table=table,
                row=row,
                source_id=source_id,
                source=cited,
                url=source.get("url"),
                known_from=str(known_from),
                confidence=confidence,
            )
        )

    def run(self, run: str, statement: str, figure: Figure) -> str:
        """Id of one figure of a reproducible run."""
        return self._add(RunEvidence(run=run, statement=statement, figure=figure))

    def kept(self, sentences: list[Sentence]) -> dict[str, Evidence]:
        """The evidence that these sentences cite, in the order of first use."""
        used = dict.fromkeys(e for s in sentences for e in s.evidence)
        return {e: self.evidence[e] for e in used}


def say(text: str, *evidence: str) -> Sentence:
    """A sentence with its evidence ids (at least one)."""
    if not evidence:
        raise ValueError(f"a sentence without evidence: {text!r}")
    return Sentence(text=" ".join(text.split()), evidence=tuple(dict.fromkeys(evidence)))
