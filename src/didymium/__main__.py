"""`python -m didymium`."""

from didymium.cli import run

run()
