"""How values show themselves: in one short line, whatever they hold."""

from __future__ import annotations

from briefs import sample_brief
from didymium.records import Article, Sentence
from didymium.records.base import LONG
from didymium.risk import risk


def test_a_value_is_shown_in_a_short_line() -> None:
    brief = sample_brief()
    long = brief.model_copy(update={"summary": brief.summary * 500})
    for value in (long, long.article, long.summary[0], risk(["all"])):
        said = repr(value)
        assert said.startswith(f"{type(value).__name__}(")
        assert len(said) < 600
    assert f"summary=<{len(long.summary)} Sentence>" in repr(long)


def test_what_is_short_is_shown_whole_and_what_is_empty_not_at_all() -> None:
    assert repr(Sentence(text="Gallium.", evidence=("e1",))) == "Sentence(text='Gallium.', evidence=('e1',))"
    said = repr(Article(title="T" * (LONG + 1), text="x"))
    assert "T" * LONG + "…'" in said
    assert "author" not in said
