"""Small made-up articles, and a process that ingests them and tells of each: to be killed."""

from __future__ import annotations

import sys

from didymium.records import Article, Event, Reading


def reading(number: int) -> Reading:
    """An article of its own, with an event; every fourth is a second report of the one before."""
    story = number - 1 if number % 4 == 3 else number
    words = " ".join(f"w{story}x{i}" for i in range(60))
    text = f"Country {story} halts exports of mineral {story}. {words}"
    event = Event(type="export_restriction", status="announced", actors=(f"A{story}",), minerals=("gallium",),
                  quote=text[:20], start=0, end=20)  # fmt: skip
    article = Article(title=f"Halt {story}", text=text, source=f"Outlet {number}", published="2025-05-01")
    return Reading(article=article, events=(event,))


def main(url: str, *numbers: str) -> None:
    """Ingests the articles of these numbers; tells `number id` when one is kept."""
    from didymium.store import Store

    with Store.open(url) as store:
        for number in map(int, numbers):
            print(number, store.ingest(reading(number)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
