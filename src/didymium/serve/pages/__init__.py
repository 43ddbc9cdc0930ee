"""The dashboard's pages: what is known, what is run, what was read."""

from fastapi import APIRouter

from didymium.serve.pages import briefs, review, runs, world
from didymium.serve.pages.shell import failed

__all__ = ["failed", "router"]

router = APIRouter(include_in_schema=False)
for _part in (world, runs, briefs, review):
    router.include_router(_part.router)
