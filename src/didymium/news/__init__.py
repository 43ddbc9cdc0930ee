"""News: any article to typed, dated events and claims with the span that proves each, claims checked on the world.

- `read(source) -> Reading`, `read_many(source) -> Iterator[Item]`
- `check(source or sentence) -> tuple[Claim, ...]`
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from didymium.errors import BadArticle, BadInput, DidymiumError
from didymium.files import clean
from didymium.records import Article, Claim, Reading

if TYPE_CHECKING:
    from didymium.chat import Endpoint
    from didymium.news.fetch import Fetcher
    from didymium.news.items import Item
    from didymium.world.load import World

SIFTED = 4000  # characters of a text that the sift looks at
Translator = Callable[[str, str], str]
"""Takes a text and its language (ISO 639-1) and returns it in English."""

__all__ = [
    "ReadItem", "Translator", "check", "checked", "names_minerals", "read", "read_article", "read_items", "read_many",
]  # fmt: skip


class ReadItem(NamedTuple):
    """One input of a collection: its id, and its reading or the error that stands in its place."""

    id: str
    reading: Reading | None
    error: DidymiumError | None = None


def read(
    source: str | Path | Article,
    *,
    as_of: dt.date | str | None = None,
    world: World | None = None,
    offline: bool = True,
    fetcher: Fetcher | None = None,
    translator: Translator | None = None,
    fast: bool = False,
    llm: Endpoint | None = None,
) -> Reading:
    """The article in `source` with its tags, entities, events and claims, each claim checked on the world.

    source: path, URL (needs `offline=False` or a `fetcher`), `-` for standard input, or an `Article`.
    as_of: what may be known (default: the article's date, else the world's own date).
    translator: turns a text in another language into English; without one it is recognised and not read for events.
    fast: headline and opening only, where the lead stands: several times as fast, the rest of the text is not read.
    llm: a language model that proposes events (`didymium.chat.connect`); only what the text carries is taken.
    Errors: `BadInput`, `BadArticle`, `Unavailable`; a source of many articles raises `BadInput` (see `read_many`).
    """
    if isinstance(source, Article):
        return read_article(source, as_of=as_of, world=world, translator=translator, fast=fast, llm=llm)
    from didymium.news.items import open_source

    opened = open_source(source, offline=offline, fetcher=fetcher)
    if not isinstance(opened, Article):
        raise BadInput(f"{str(source)[:200]}: holds many articles; use read_many, or `didymium read` for JSON lines")
    return read_article(opened, as_of=as_of, world=world, translator=translator, fast=fast, llm=llm)


def read_many(
    source: str | Path,
    *,
    as_of: dt.date | str | None = None,
    world: World | None = None,
    offline: bool = True,
    fetcher: Fetcher | None = None,
    translator: Translator | None = None,
    fast: bool = False,
    sift: bool = False,
) -> Iterator[ReadItem]:
    """The readings of a folder, JSON lines, a feed or a web archive, as a stream, in order, with the same ids.

    An input that fails gives its error in its place and the rest goes on; a source of one article gives one item.
    sift: an article that hardly names a mineral or mine (`names_minerals`) comes back unread, without entities.
    """
    from didymium.news.items import Item, open_source

    opened = open_source(source, offline=offline, fetcher=fetcher)
    items = [Item(str(source), opened)] if isinstance(opened, Article) else opened
    return read_items(items, as_of=as_of, world=world, translator=translator, fast=fast, sift=sift)


def read_items(
    items: Iterable[Item],
    *,
    as_of: dt.date | str | None = None,
    world: World | None = None,
    translator: Translator | None = None,
    fast: bool = False,
    sift: bool = False,
) -> Iterator[ReadItem]:
    """The reading of each item of an opened collection, or the error in its place."""
    for item in items:
        if item.article is None:
            yield ReadItem(item.id, None, item.error)
            continue
        if sift and item.article.language == "en" and not names_minerals(item.article):
            yield ReadItem(item.id, Reading(article=item.article))
            continue
        try:
            reading = read_article(item.article, as_of=as_of, world=world, translator=translator, fast=fast)
        except DidymiumError as error:
            yield ReadItem(item.id, None, error)
        except Exception as error:  # noqa: BLE001 one article, whatever is in it, does not end the others
            why = f"{item.id}: cannot be read, by a fault of ours ({type(error).__name__})"
            yield ReadItem(item.id, None, BadArticle(why))
        else:
            yield ReadItem(item.id, reading)


def names_minerals(article: Article) -> bool:
    """Whether the headline names a mineral or mine, or the first 4,000 characters name one twice; by look-up alone."""
    from didymium.text.gazetteer import find_names

    kinds = {"mineral", "project"}
    if any(n.kind in kinds for n in find_names(article.title)):
        return True
    return sum(n.kind in kinds for n in find_names(article.text[:SIFTED])) >= 2


def read_article(
    article: Article,
    *,
    as_of: dt.date | str | None = None,
    world: World | None = None,
    translator: Translator | None = None,
    fast: bool = False,
    llm: Endpoint | None = None,
) -> Reading:
    """What `read` returns, from an article at hand."""
    if article.language != "en":
        if translator is None:
            return Reading(article=article)
        article = article.model_copy(
            update={
                "text": translator(article.text, article.language),
                "title": translator(article.title, article.language),
            }
        )
    from didymium.news.extract import extract
    from didymium.news.verdict import apart_from_its_source, check_claims

    view = _view(article, as_of, world)
    reading = extract(article, world=view, fast=fast)
    if llm is not None:
        from didymium.news.proposed import read_with

        reading, _ = read_with(llm, article, reading)
    claims = apart_from_its_source(check_claims(reading.claims, view), reading.article, view)
    return reading.model_copy(update={"claims": claims})


def check(
    source: str | Path | Article,
    *,
    as_of: dt.date | str | None = None,
    world: World | None = None,
    offline: bool = True,
    fetcher: Fetcher | None = None,
) -> tuple[Claim, ...]:
    """The claims in a source, or in a sentence given as it is, each with its verdict and reference figure.

    A string that is no file, no URL and has a space in it is a sentence.
    """
    if isinstance(source, str) and is_sentence(source):
        source = Article(title="", text=clean(source))
    return checked(read(source, as_of=as_of, world=world, offline=offline, fetcher=fetcher), as_of=as_of, world=world)


def checked(reading: Reading, *, as_of: dt.date | str | None = None, world: World | None = None) -> tuple[Claim, ...]:
    """The claims of an article that has been read, and the ranks of countries that it states, with their verdicts.

    as_of: checks against what was known on it (default: the day of the article).
    """
    from didymium.news.ranks import find_ranks

    return (*reading.claims, *find_ranks(reading.article, _view(reading.article, as_of, world)))


def is_sentence(source: str) -> bool:
    """True for words to be read as they are: a space within, not a URL, not a file."""
    from didymium.news.fetch import is_url

    if is_url(source) or " " not in source.strip():
        return False
    try:
        return not Path(source).exists()
    except (OSError, ValueError):
        return True


def _view(article: Article, as_of: dt.date | str | None, world: World | None) -> World:
    from didymium.world.load import load_world

    world = world or load_world()
    day = as_of or (article.published or "")[:10]
    return world.as_of(day) if day else world
