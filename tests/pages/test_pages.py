"""Every page in a real Chromium, narrow and wide, light and dark: no console error, no request elsewhere, axe quiet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefs import sample_brief
from didymium.serve.app import create_app
from didymium.store import Store
from serving import running

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")
PAGES = ("/", "/read", "/minerals", "/mineral/gallium", "/countries", "/country/CHN", "/pair/CHN/USA", "/lab", "/plan",
         "/exposure", "/calendar", "/search?q=rare", "/sources", "/source/usgs-mcs-2026", "/token", "/nothing",
         "/mineral/rare%20earths?stage=refine", "BRIEF")  # fmt: skip
LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]
SERIOUS = ("serious", "critical")
PATIENCE = 120_000  # ms that a condition is waited for; a busy machine takes its time


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    path = tmp_path_factory.mktemp("pages") / "pages.db"
    with Store.open(path) as store:
        ident = store.put_brief(sample_brief())
    with running(create_app(path)) as base:
        yield base, ident


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """A page of its own that must say nothing on the console."""
    said: list[str] = []
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    yield page
    page.close()
    assert not said


@pytest.fixture(scope="module")
def axe() -> str:
    from importlib.resources import files

    package = pytest.importorskip("axe_playwright_python")
    return files(package).joinpath("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_each_page(site: tuple[str, str], browser: Any, axe: str, width: int, scheme: str) -> None:
    base, ident = site
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=False)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((base, "data:")) else said.append(f"request to {r.url}"))
    faults: list[str] = []
    for name in PAGES:
        page.goto(base + name.replace("BRIEF", f"/brief/{ident}"), wait_until="load")
        said = [s for s in said if not (name == "/nothing" and "404" in s)]
        faults += [f"{name}: {s}" for s in said]
        said.clear()
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        faults += [f"{name}: {wide} px too wide"] if wide > 0 else []
        faults += [f"{name}: {v}" for v in _axe(page, axe)]
    context.close()
    assert not faults


def _axe(page: Any, script: str) -> list[str]:
    """Findings that are serious or worse, run in an isolated evaluation so that the page's policy stays as it is."""
    page.evaluate(script)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:120]}"
        for v in found["violations"]
        if v["impact"] in SERIOUS
    ]


def test_two_scenarios_run_are_kept_and_compared(site: tuple[str, str], opened: Any, axe: str) -> None:
    page = opened
    page.goto(f"{site[0]}/lab?scenario=drc-cobalt-quota")
    page.fill("input[name=draws]", "16")
    page.click('button:text("Run it")')
    page.wait_for_selector("svg.chart", timeout=PATIENCE)
    assert "run=simulate-" in page.url
    assert "Peak price" in page.content()
    text = (
        page.input_value("#yaml").replace("allowed: 0.45", "allowed: 0.8").replace("DR Congo stops", "Mild: DR Congo")
    )
    page.fill("#yaml", text)
    page.fill("input[name=draws]", "16")
    page.select_option("select[name=beside]", index=1)
    page.click('button:text("Run it")')
    page.wait_for_selector("#h-both", timeout=PATIENCE)
    shared = page.url
    assert "beside=simulate-" in shared
    assert page.locator("#h-both ~ div tbody tr").count() >= 3
    assert not _axe(page, axe)
    page.goto(f"{site[0]}/lab")
    assert page.locator("select[name=run] option").count() == 2
    page.goto(shared)
    assert page.locator("#h-both").count() == 1


def test_the_slider_of_the_planner_plans_again(site: tuple[str, str], opened: Any, axe: str) -> None:
    page = opened
    page.goto(f"{site[0]}/plan?minerals=gallium&budget=100000000&horizon=2030")
    page.click('button:text("Plan")')
    page.wait_for_selector(".planned", timeout=PATIENCE)
    page.focus("input[type=range]")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**budget=150000000**", timeout=PATIENCE)
    page.wait_for_selector(".planned", timeout=PATIENCE)
    assert "Spends" in page.content()
    assert not _axe(page, axe)


def test_a_bill_of_materials_is_judged_line_by_line_and_not_kept(site: tuple[str, str], opened: Any, axe: str) -> None:
    page = opened
    page.goto(f"{site[0]}/exposure")
    page.select_option("select[name=scenario]", "china-dysprosium-terbium-magnets-2025")
    page.set_input_files("input[name=file]", str(Path(__file__).parents[2] / "examples" / "bom.csv"))
    page.click('button:text("Show the exposure")')
    page.wait_for_selector("text=Line by line", timeout=PATIENCE)
    assert "Traction motor rotor magnets" in page.content()
    assert not _axe(page, axe)


def test_leverage_is_weighed_both_ways_from_the_pair_page(site: tuple[str, str], opened: Any, axe: str) -> None:
    page = opened
    page.goto(f"{site[0]}/pair/CHN/USA")
    page.click('button:text("Weigh the leverage of both")')
    page.wait_for_selector("text=What the United States can do to China", timeout=PATIENCE)
    page.wait_for_selector("text=What China can do to the United States", timeout=PATIENCE)
    assert page.locator("svg.chart").count() == 2  # the levers of each side
    page.goto(f"{site[0]}/pair/USA/CHN")
    assert page.locator("svg.chart").count() == 2
    assert not _axe(page, axe)


def test_the_form_writes_a_scenario_that_is_valid(site: tuple[str, str], opened: Any) -> None:
    from didymium.twin.scenario import parse_scenario

    page = opened
    page.goto(f"{site[0]}/lab")
    page.click("text=Write it as YAML")
    plan = parse_scenario(page.input_value("#yaml"))
    assert plan.restrictions[0].minerals == ("gallium",)


def test_evidence_opens_in_place_by_keyboard(site: tuple[str, str], opened: Any) -> None:
    page = opened
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site[0]}/brief/{site[1]}")
    page.locator("sup button").first.focus()
    assert page.locator(".note").first.is_visible()


def test_the_pages_are_walked_by_keyboard(site: tuple[str, str], opened: Any) -> None:
    page = opened
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site[0])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/read", timeout=PATIENCE)
