"""What the watcher does with the words of strangers: parsed, read, weighed and briefed in a worker process."""

from __future__ import annotations

from typing import Any

from didymium.bounded import Limits, Pool, Progress
from didymium.news.fetch import Raw
from didymium.records import Article, Brief, Reading

WORKERS = Pool(1, warm=("didymium.watch.work:loaded",))
PARSING = Limits(cpu=10.0, wall=60.0)
READING = Limits(cpu=30.0, wall=120.0)
BRIEFING = Limits(cpu=180.0, wall=600.0)


def parsed(raw: Raw) -> Article:
    """The article of a page or document; errors as `news.article.parse` raises them, `Exceeded` beyond the limits."""
    args = {"name": raw.name, "content_type": raw.content_type, "charset": raw.charset, "url": raw.url}
    told = WORKERS.call(f"{__name__}:parse_raw", args, raw.data, limits=PARSING, what=raw.name[:200])
    return Article.model_validate(told)


def read(article: Article) -> Reading:
    """The reading of an article."""
    args = {"article": article.model_dump(mode="json")}
    return Reading.model_validate(WORKERS.call(f"{__name__}:read_text", args, limits=READING, what=_name(article)))


def briefed(reading: Reading, material_usd: float, draws: int, seed: int) -> tuple[Brief, dict[str, Any]] | None:
    """The brief of a reading and what an alert tells of its stake; None for what is not material."""
    args = {"reading": reading.model_dump(mode="json"), "material_usd": material_usd, "draws": draws, "seed": seed}
    found = WORKERS.call(f"{__name__}:weigh", args, limits=BRIEFING, what=_name(reading.article))
    return (Brief.model_validate(found["brief"]), found["told"]) if found else None


def _name(article: Article) -> str:
    return (article.url or article.title or "an article")[:160]


def parse_raw(args: dict[str, Any], data: bytes, progress: Progress) -> dict[str, Any]:
    """`parsed` as the worker makes it."""
    from didymium.news.article import parse

    return parse(Raw(data, **args)).model_dump(mode="json")


def read_text(args: dict[str, Any], _: bytes, progress: Progress) -> dict[str, Any]:
    """`read` as the worker makes it."""
    from didymium.news import read_article

    return read_article(Article.model_validate(args["article"])).model_dump(mode="json")


def weigh(args: dict[str, Any], _: bytes, progress: Progress) -> dict[str, Any] | None:
    """`briefed` as the worker makes it: {"brief", "told"} or None."""
    from didymium.brief.compose import compose
    from didymium.watch.material import stake
    from didymium.world.load import load_world

    reading, world = Reading.model_validate(args["reading"]), load_world()
    runs = {"draws": args["draws"], "seed": args["seed"]}
    found = stake(reading, world, **runs)
    if found is None or abs(found.figure.value) < args["material_usd"]:
        news = any(not event.background for event in reading.events)
        if found or args["material_usd"] > 0 or not news:
            return None
    made = compose(reading, world, **runs, source=reading.article.url)
    return {"brief": made.model_dump(mode="json"), "told": _told(found) if found else {"side": "unpriced"}}


def _told(weighed: Any) -> dict[str, Any]:
    """A stake as an alert tells it: in words, and as numbers."""
    from didymium.brief import phrase

    figure, verb = weighed.figure, "puts" if weighed.side == "loss" else "would put"
    words = (
        f"{phrase.capital(weighed.words)} {verb} {phrase.with_range(figure)} of value added at risk in "
        f"{phrase.country(str(figure.country))}{'; this eases it' if weighed.side == 'relief' else ''}"
    )
    return {"side": weighed.side, "words": words, "value_usd": figure.value, "low_usd": figure.low,
            "high_usd": figure.high, "economy": figure.country, "mineral": figure.mineral,
            "period": figure.period}  # fmt: skip


def loaded(_given: dict[str, Any], _: bytes, progress: Progress) -> None:
    """Loads what reading needs, so that the first article does not wait for it."""
    read_text({"article": Article(title="", text="China banned exports of gallium.").model_dump()}, b"", progress)
