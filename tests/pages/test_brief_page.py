"""The brief's page in a real browser: phone and desktop, light and dark, with and without a pointer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from briefs import sample_brief
from didymium.brief.render import save

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

CONTRAST = """() => {
  const lum = c => { const [r, g, b] = c.map(v => { v /= 255;
      return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
    return .2126 * r + .7152 * g + .0722 * b };
  const rgb = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const back = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || e.closest('svg, .skip') || !e.getClientRects().length) continue;
    const a = lum(rgb(getComputedStyle(e).color).slice(0, 3)), b = lum(back(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([e.className, walker.currentNode.textContent.slice(0, 30), ratio]);
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return save(sample_brief(), tmp_path_factory.mktemp("page") / "brief.html").as_uri()


@pytest.fixture(params=[(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def page(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=True, offline=True
    )
    made = context.new_page()
    made.errors = []
    made.on("pageerror", lambda e: made.errors.append(str(e)))
    made.on("console", lambda m: made.errors.append(m.text) if m.type == "error" else None)
    made.goto(address)
    yield made
    context.close()


def test_it_fits_the_screen_without_an_error(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.errors == []


def test_text_can_be_read(page: Any) -> None:
    assert page.evaluate(CONTRAST) == []


def test_landmarks_and_headings(page: Any) -> None:
    for landmark in ("header", "main", "aside", "footer"):
        assert page.locator(landmark).count() == 1
    assert page.locator("h1").count() == 1
    assert page.get_attribute("html", "lang") == "en"
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert all(b - a <= 1 for a, b in pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    wanted = page.evaluate(
        "[...document.querySelectorAll('[aria-labelledby],[aria-describedby]')]"
        ".map(e => e.getAttribute('aria-labelledby') || e.getAttribute('aria-describedby'))"
    )
    assert set(wanted) <= set(ids)


def test_charts_have_words(page: Any) -> None:
    drawn = len(sample_brief().charts)
    assert drawn >= 2
    assert page.locator("figure").count() == drawn
    assert all(len(t) > 20 for t in page.locator("figure .said").all_inner_texts())
    assert page.locator("figure svg[aria-hidden=true]").count() == drawn


def test_a_sentence_shows_its_evidence(page: Any) -> None:
    sentence = page.locator("#h-summary + p .s").nth(1)
    note = sentence.locator(".note")
    assert not note.is_visible()
    if page.viewport_size["width"] > 1000:
        sentence.hover()
    else:
        sentence.click()
    assert note.is_visible()
    assert "China accounts for about 70%" in note.inner_text()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]


def test_the_keyboard_reaches_the_evidence(page: Any) -> None:
    page.locator("#h-summary + p sup button").first.focus()
    assert page.locator("#h-summary + p .s").first.locator(".note").is_visible()


def test_the_skip_link_comes_first(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_it_works_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    made = context.new_page()
    made.goto(address)
    made.locator("#h-summary + p .s").first.click()
    assert made.locator("#h-summary + p .note").first.is_visible()
    context.close()


def test_it_prints(browser: Any, address: str, tmp_path: Path) -> None:
    made = browser.new_page()
    made.goto(address)
    made.emulate_media(media="print")
    assert not made.locator(".note").first.is_visible()
    assert made.pdf(format="A4").startswith(b"%PDF")
    made.close()
