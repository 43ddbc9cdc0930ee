"""`verify` reads the article again and makes the runs again: what the file says of either is held against both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from didymium import proof
from didymium.brief import replay
from didymium.brief.compose import brief
from didymium.brief.render import render
from didymium.cli import main
from didymium.records import Brief, RunEvidence

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-rare-earths-drive.html"


@pytest.fixture(scope="module")
def made() -> Brief:
    return brief(str(EXAMPLE), draws=40)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """A brief of news that is sized by a run of the twin."""
    page = tmp_path_factory.mktemp("news") / "halt.html"
    page.write_text(
        "<html><head><title>China halts gallium exports</title><meta property='article:published_time' "
        "content='2024-11-26'></head><body><article><h1>China halts gallium exports</h1><p>China will halt all exports "
        "of gallium to all buyers from 1 December 2024, the commerce ministry said on Tuesday.</p></article></body>"
    )
    return brief(str(page), draws=40)


def alone(made: Brief, **update: Any) -> set[tuple[str, str]]:
    return {(f.where, f.kind) for f in proof.verify(made.model_copy(update=update)).faults}


def test_an_untouched_brief_has_no_fault(made: Brief) -> None:
    assert made.claims
    assert made.events
    assert not alone(made)


@pytest.mark.parametrize(
    "change", [{"year": "1999"}, {"stage": "metal"}, {"unit": "kt"}, {"approx": None}, {"qualifier": "at least"},
               {"subject": "AUS"}, {"metric": "exports"}],
)  # fmt: skip
def test_a_claim_is_what_the_article_claims(made: Brief, change: dict[str, Any]) -> None:
    first = made.claims[0]
    change = {"approx": not first.approx} if "approx" in change else change
    forged = (first.model_copy(update=change), *made.claims[1:])
    field = next(iter(change))
    assert (f"claims[0].{field}", "read again") in alone(made, claims=forged)
    assert ("claims", "read again") in alone(made, claims=made.claims[1:])


@pytest.mark.parametrize(
    "change", [{"type": "stockpile"}, {"status": "denied"}, {"minerals": ("tin",)}, {"actors": ("FJI",)},
               {"direction": "down"}, {"date": "2020-01-01"}, {"lead": None}, {"parties": ("FJI",)}],
)  # fmt: skip
def test_an_event_is_what_the_article_tells(made: Brief, change: dict[str, Any]) -> None:
    first = made.events[0]
    change = {"lead": not first.lead} if "lead" in change else change
    forged = (first.model_copy(update=change), *made.events[1:])
    assert any(w.startswith(f"events[0].{next(iter(change))}") for w, _ in alone(made, events=forged))
    assert ("events", "read again") in alone(made, events=made.events[1:])


def test_tags_are_those_of_the_article(made: Brief) -> None:
    other = next(t for t in ("Recycling", "Prices", "Africa") if t not in made.tags)
    assert alone(made, tags=(*made.tags, other)) == {("tags", "read again")}
    assert alone(made, tags=(other, *made.tags[1:])) == {("tags[0]", "read again")}
    assert ("tags", "tag") in alone(made, tags=("Buy Now", *made.tags[1:]))


def of_run(made: Brief) -> tuple[str, RunEvidence]:
    return next((k, e) for k, e in made.evidence.items() if isinstance(e, RunEvidence))


def test_a_figure_of_a_run_stands_at_its_place_in_the_result(simulated: Brief) -> None:
    key, item = of_run(simulated)
    for change in ({"index": 1}, {"index": 4000}, {"index": None}, {"index": -1}):
        forged = item.model_copy(update=change)
        assert (f"evidence.{key}", "run") in alone(simulated, evidence=simulated.evidence | {key: forged}), change
    high = item.figure.model_copy(update={"high": 2 * (item.figure.high or 1)})
    assert (f"evidence.{key}", "run") in alone(
        simulated, evidence=simulated.evidence | {key: item.model_copy(update={"figure": high})}
    )


def test_a_run_is_the_one_that_its_manifest_tells_of(simulated: Brief) -> None:
    _, item = of_run(simulated)
    run = simulated.manifest["runs"][item.run]
    for change in ({"seed": 7}, {"verb": "plan"}, {"args": run["args"] | {"draws": 7, "country": "FJI"}}, {"args": {}},
                   {"args": None}, {"draws": "many"}):  # fmt: skip
        told = simulated.manifest | {"runs": {item.run: run | change}}
        assert (f"manifest.runs.{item.run}", "run") in alone(simulated, manifest=told), change
    later = simulated.manifest | {"runs": {item.run: run | {"world": "2020.01"}}}
    assert ("manifest", "manifest") in alone(simulated, manifest=later)


@pytest.mark.parametrize("change", [{"version": "0.0.9"}, {"world": "2019.01"}, {"draws": None}, {"seed": None}])
def test_what_was_not_made_again_is_not_said_to_hold(
    made: Brief, change: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {k: v for k, v in made.manifest.items() if k not in change}
    told = kept | {k: v for k, v in change.items() if v is not None}
    path = tmp_path / "brief.json"
    path.write_text(render(made.model_copy(update={"manifest": told}), "json"))
    assert main(["verify", str(path)]) == 2
    said = capsys.readouterr().err
    assert "all carried" not in said
    assert said.count("\n") == 1
    assert next(iter(change)) in said


def test_what_is_made_again_says_what_was_not_compared(
    made: Brief, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "brief.json"
    path.write_text(render(made, "json"))
    assert main(["verify", str(path)]) == 0
    assert "address are as given" in capsys.readouterr().err
    assert main(["verify", str(path), "--rerun"]) == 0
    assert "as given" not in capsys.readouterr().err
    forged = made.article.model_copy(update={"url": "https://example.org/other", "author": "A. Nother"})
    path.write_text(render(made.model_copy(update={"article": forged}), "json"))
    assert main(["verify", str(path), "--rerun"]) == 2


def test_a_note_of_a_model_takes_no_sentence_out_of_the_comparison(made: Brief) -> None:
    said = made.background[0]
    again = said.model_copy(update={"text": f"Also, {said.text}"})
    assert again.text != said.text
    update: dict[str, Any] = {"background": (again, *made.background[1:])}
    for note, kept in (("x", False), ({"accepted": 0}, False), ({"accepted": 1}, True)):
        update["manifest"] = made.manifest | {"llm": note}
        report = replay.verify(made.model_copy(update=update))
        assert all((f.where, f.kind) != ("background[0]", "made again") for f in report.faults) is kept, note
        assert "(background[0])" in report.again
    untouched = replay.verify(made.model_copy(update={"manifest": made.manifest | {"llm": "x"}}))
    assert untouched.ok
    assert "(none)" in untouched.again
